#include "ui/widgets/EmptyState.h"

#include "ui/widgets/TextRole.h"
#include "ui/widgets/ThemedIcon.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

EmptyState::EmptyState(const QString &icon, const QString &title, const QString &sentence,
                       const QString &button, QWidget *parent)
    : QWidget(parent)
    , m_iconName(icon)
    , m_icon(new QLabel(this))
    , m_title(new QLabel(this))
    , m_sentence(new QLabel(this))
    , m_button(new QPushButton(this))
{
    m_icon->setAlignment(Qt::AlignCenter);
    applyTextRole(m_title, TextRole::Title);
    applyTextRole(m_sentence, TextRole::Body);
    for (QLabel *label : {m_title, m_sentence}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setAlignment(Qt::AlignCenter);
    }
    m_sentence->setProperty("tone", u"muted"_s);
    m_title->setObjectName(u"emptyTitle"_s);
    m_sentence->setObjectName(u"emptySentence"_s);
    m_button->setObjectName(u"emptyButton"_s);
    m_button->setProperty("kind", u"primary"_s);

    // Labels that wrap lose their width to an alignment: stretches at the sides centre them instead.
    auto *middle = new QWidget(this);
    middle->setMaximumWidth(480);
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addStretch(2);
    column->addWidget(m_icon);
    column->addWidget(m_title);
    column->addWidget(m_sentence);
    column->addSpacing(8);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addStretch(3);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(24, 24, 24, 24);
    row->addStretch(1);
    row->addWidget(middle, 100);
    row->addStretch(1);

    connect(m_button, &QPushButton::clicked, this, &EmptyState::buttonClicked);
    setTexts(title, sentence, button);
    updateIcon();
}

void EmptyState::setTexts(const QString &title, const QString &sentence, const QString &button)
{
    m_title->setText(title);
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
    m_button->setText(button);
    m_button->setVisible(!button.isEmpty());
}

void EmptyState::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        updateIcon();
    QWidget::changeEvent(event);
}

void EmptyState::updateIcon()
{
    m_icon->setVisible(!m_iconName.isEmpty());
    if (!m_iconName.isEmpty())
        m_icon->setPixmap(themedPixmap(m_iconName, palette().color(Theme::paletteRole(Theme::Role::Muted)),
                                       40, devicePixelRatioF()));
}

} // namespace CloneMemoria

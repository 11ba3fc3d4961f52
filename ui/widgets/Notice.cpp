#include "ui/widgets/Notice.h"

#include "ui/widgets/FlowLayout.h"
#include "ui/widgets/IconButton.h"
#include "ui/widgets/TextRole.h"
#include "ui/widgets/ThemedIcon.h"

#include <QAccessible>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMetaMethod>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyle>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

Notice::Notice(QWidget *parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_sentence(new QLabel(this))
    , m_first(new QPushButton(this))
    , m_second(new QPushButton(this))
    , m_detailsButton(new QPushButton(tr("Details"), this))
    , m_close(new IconButton(u"x"_s, tr("Close this notice"), this, Theme::Role::Muted))
    , m_details(new QPlainTextEdit(this))
{
    setProperty("role", u"notice"_s);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    m_sentence->setObjectName(u"noticeSentence"_s);
    m_sentence->setWordWrap(true);
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_sentence->setMinimumHeight(32);
    m_sentence->setAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    m_icon->setFixedSize(18, 32);
    m_icon->setAlignment(Qt::AlignCenter);
    m_first->setObjectName(u"noticeFirstButton"_s);
    m_second->setObjectName(u"noticeSecondButton"_s);
    m_detailsButton->setObjectName(u"noticeDetailsButton"_s);
    m_detailsButton->setProperty("kind", u"quiet"_s);
    m_detailsButton->setCheckable(true);
    m_close->setObjectName(u"noticeClose"_s);
    m_details->setObjectName(u"noticeDetails"_s);
    m_details->setReadOnly(true);
    m_details->setAccessibleName(tr("Details"));
    m_details->setFixedHeight(84);
    m_details->setTabChangesFocus(true);
    applyTextRole(m_details, TextRole::Detail);

    auto *buttonRow = new QWidget(this);
    auto *buttons = new FlowLayout(buttonRow);
    for (QPushButton *button : {m_first, m_second, m_detailsButton})
        buttons->addWidget(button);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(12, 8, 8, 8);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    grid->addWidget(m_icon, 0, 0, Qt::AlignTop);
    grid->addWidget(m_sentence, 0, 1);
    grid->addWidget(m_close, 0, 2, Qt::AlignTop);
    grid->addWidget(buttonRow, 1, 1, 1, 2);
    grid->addWidget(m_details, 2, 1, 1, 2);
    grid->setColumnStretch(1, 1);

    // A copy of the action: it may show another message, and then this one's are gone.
    const auto press = [this](int which) {
        if (which < m_buttons.size()) {
            const std::function<void()> action = m_buttons.at(which).action;
            action();
        }
    };
    connect(m_first, &QPushButton::clicked, this, [press] { press(0); });
    connect(m_second, &QPushButton::clicked, this, [press] { press(1); });
    connect(m_detailsButton, &QPushButton::toggled, m_details, &QWidget::setVisible);
    connect(m_close, &QToolButton::clicked, this, [this] {
        clear();
        Q_EMIT dismissed();
    });
    m_close->hide();
    clear();
}

void Notice::showMessage(Kind kind, const QString &sentence, const QList<Button> &buttons,
                         const QString &detail)
{
    m_kind = kind;
    m_buttons = buttons;
    m_sentence->setText(sentence);
    setProperty("kind", kind == Kind::Error ? u"error"_s : u"info"_s);
    style()->unpolish(this); // the sheet asks for the kind
    style()->polish(this);
    updateIcon();
    m_first->setVisible(!buttons.isEmpty());
    m_second->setVisible(buttons.size() > 1);
    if (!buttons.isEmpty())
        m_first->setText(buttons.first().text);
    if (buttons.size() > 1)
        m_second->setText(buttons.at(1).text);
    m_detailsButton->setChecked(false);
    m_detailsButton->setVisible(!detail.isEmpty());
    m_details->setPlainText(detail);
    m_details->hide();
    m_first->parentWidget()->setVisible(!buttons.isEmpty() || !detail.isEmpty());
    setAccessibleName(sentence);
    show();
    QAccessibleEvent told(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&told);
}

void Notice::setError(const Error &error)
{
    const ErrorText text = describe(error);
    showError(text.sentence, {text.nextStep}, error.detail);
}

void Notice::showError(const QString &sentence, const QList<NextStep> &steps, const QString &detail)
{
    // Where nobody takes the step, a button for it would do nothing.
    const bool isHeard = isSignalConnected(QMetaMethod::fromSignal(&Notice::actionRequested));
    QList<Button> buttons;
    for (const NextStep step : steps) {
        if (isHeard && step != NextStep::None)
            buttons.append({nextStepText(step), [this, step] { Q_EMIT actionRequested(step); }});
    }
    showMessage(Kind::Error, sentence, buttons, detail);
}

void Notice::clear()
{
    m_buttons.clear();
    m_sentence->clear();
    hide();
}

void Notice::setDismissable(bool dismissable)
{
    m_close->setVisible(dismissable);
}

QString Notice::sentence() const
{
    return m_sentence->text();
}

void Notice::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        updateIcon();
    QFrame::changeEvent(event);
}

void Notice::updateIcon()
{
    const bool error = m_kind == Kind::Error;
    const QColor color = palette().color(
        Theme::paletteRole(error ? Theme::Role::Danger : Theme::Role::Muted));
    m_icon->setPixmap(themedPixmap(error ? u"triangle-alert"_s : u"info"_s, color, 18, devicePixelRatioF()));
}

QString nextStepText(NextStep step)
{
    switch (step) {
    case NextStep::None:
        break;
    case NextStep::Retry:
        return Notice::tr("Try again");
    case NextStep::OpenProviderSettings:
        return Notice::tr("Open Settings");
    case NextStep::ChooseModel:
        return Notice::tr("Choose a model");
    case NextStep::ShortenMessage:
        return Notice::tr("Shorten the message");
    case NextStep::Continue:
        return Notice::tr("Continue");
    }
    return {};
}

} // namespace CloneMemoria

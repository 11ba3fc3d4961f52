#include "ui/settings/SettingsPage.h"

#include "ui/settings/FormCard.h"
#include "ui/widgets/TextRole.h"

#include <QLabel>
#include <QVBoxLayout>

namespace CloneMemoria {

SettingsPage::SettingsPage(const QString &title, const QString &icon, QWidget *parent)
    : QScrollArea(parent)
    , m_titleText(title)
    , m_icon(icon)
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *content = new QWidget(this);
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(24, 16, 24, 24);
    m_column->setSpacing(16);
    auto *heading = new QLabel(title, content);
    heading->setTextFormat(Qt::PlainText);
    applyTextRole(heading, TextRole::Title);
    m_column->addWidget(heading);
    m_column->addStretch(1);
    setWidget(content);
    content->setAutoFillBackground(false);
    viewport()->setAutoFillBackground(false);
}

void SettingsPage::addCard(FormCard *card)
{
    m_cards.append(card);
    addWidget(card);
}

void SettingsPage::addWidget(QWidget *widget)
{
    m_column->insertWidget(m_column->count() - 1, widget);
}

int SettingsPage::filter(const QStringList &words)
{
    // A category's own name shows all of it.
    const QStringList wanted = hasAllWords(m_titleText, words) ? QStringList() : words;
    int left = 0;
    for (FormCard *card : m_cards)
        left += card->filter(wanted);
    return left;
}

} // namespace CloneMemoria

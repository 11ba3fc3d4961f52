#include "ui/settings/FormCard.h"

#include "ui/widgets/TextRole.h"
#include "ui/widgets/ThemedIcon.h"

#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

bool hasAllWords(const QString &text, const QStringList &words)
{
    return std::all_of(words.begin(), words.end(),
                       [&](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
}

FormCard::FormCard(const QString &title, QWidget *parent)
    : QFrame(parent)
    , m_titleText(title)
    , m_title(new QLabel(title, this))
    , m_column(new QVBoxLayout(this))
{
    setProperty("card", true);
    setAccessibleName(title);
    QFont heading = m_title->font();
    heading.setWeight(QFont::DemiBold);
    m_title->setFont(heading);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setVisible(!title.isEmpty());
    m_column->setContentsMargins(24, 16, 24, 24);
    m_column->setSpacing(16);
    m_column->addWidget(m_title);
}

QWidget *FormCard::addField(const QString &label, QWidget *field, const QString &hint)
{
    auto *box = new QWidget(this);
    auto *caption = new QLabel(label, box);
    caption->setTextFormat(Qt::PlainText);
    caption->setWordWrap(true);
    caption->setBuddy(field);
    caption->setVisible(!label.isEmpty()); // a check box says itself what it is
    if (field->accessibleName().isEmpty() && !label.isEmpty())
        field->setAccessibleName(label);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(caption);
    column->addWidget(field);
    if (!hint.isEmpty()) {
        auto *quiet = new QLabel(hint, box);
        quiet->setTextFormat(Qt::PlainText);
        quiet->setWordWrap(true);
        quiet->setProperty("tone", u"muted"_s);
        applyTextRole(quiet, TextRole::Detail);
        column->addWidget(quiet);
        field->setAccessibleDescription(hint);
    }
    m_column->addWidget(box);
    m_rows.append({box, label + u' ' + hint});
    refresh();
    return box;
}

QWidget *FormCard::addRow(QWidget *content, const QString &words)
{
    content->setParent(this);
    m_column->addWidget(content);
    m_rows.append({content, words});
    refresh();
    return content;
}

void FormCard::setApplicable(QWidget *row, bool applicable)
{
    for (Row &known : m_rows) {
        if (known.box == row)
            known.applicable = applicable;
    }
    refresh();
}

void FormCard::setFoldable(bool folded)
{
    m_foldButton = new QToolButton(this);
    m_foldButton->setObjectName(u"fold"_s);
    m_foldButton->setText(m_titleText);
    m_foldButton->setAccessibleName(m_titleText);
    m_foldButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_foldButton->setAutoRaise(true);
    m_foldButton->setIconSize({18, 18});
    m_foldButton->setFont(m_title->font());
    m_title->hide();
    m_column->insertWidget(0, m_foldButton, 0, Qt::AlignLeading);
    m_column->setContentsMargins(16, 12, 24, 12);
    connect(m_foldButton, &QToolButton::clicked, this, [this] { setFolded(!m_folded); });
    setFolded(folded);
}

void FormCard::setFolded(bool folded)
{
    m_folded = folded;
    m_foldButton->setAccessibleDescription(folded ? tr("Folded") : tr("Unfolded"));
    m_foldButton->setIcon(themedIcon(folded ? u"chevron-right"_s : u"chevron-down"_s));
    refresh();
}

int FormCard::filter(const QStringList &words)
{
    m_searching = !words.isEmpty();
    const bool all = hasAllWords(m_titleText, words);
    int left = 0;
    for (Row &row : m_rows) {
        row.matches = all || hasAllWords(m_titleText + u' ' + row.words, words);
        left += row.matches && row.applicable;
    }
    refresh();
    setVisible(left > 0);
    return left;
}

void FormCard::refresh()
{
    for (const Row &row : m_rows)
        row.box->setVisible(row.applicable && row.matches && (!m_folded || m_searching));
}

} // namespace CloneMemoria

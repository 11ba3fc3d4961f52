#include "ui/knowledge/ChatPersonDialog.h"

#include "ui/widgets/TextRole.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kNobody = -2; // QButtonGroup keeps -1 for itself
constexpr qsizetype kFilesNamed = 3;

bool sameName(const QString &a, const QString &b)
{
    return a.trimmed().compare(b.trimmed(), Qt::CaseInsensitive) == 0;
}
} // namespace

QString likelyPerson(const QStringList &people, const QStringList &knownNames, const QString &cloneName)
{
    const auto first = [&](auto matches) {
        const auto found = std::find_if(people.cbegin(), people.cend(), matches);
        return found == people.cend() ? QString() : *found;
    };
    const QString before = first([&](const QString &person) {
        return std::any_of(knownNames.cbegin(), knownNames.cend(),
                           [&](const QString &name) { return sameName(name, person); });
    });
    if (!before.isEmpty())
        return before;
    const QString own = first([&](const QString &person) { return sameName(person, cloneName); });
    if (!own.isEmpty())
        return own;
    // "Anna" for "Anna Meier", or the other way round; not where two have that part.
    QStringList partly;
    for (const QString &person : people) {
        const QStringList words = person.toCaseFolded().simplified().split(u' ');
        const QStringList wanted = cloneName.toCaseFolded().simplified().split(u' ');
        if (words.contains(wanted.first()) || wanted.contains(words.first()))
            partly << person;
    }
    return partly.size() == 1 ? partly.first() : QString();
}

ChatPersonDialog::ChatPersonDialog(const Question &question, QWidget *parent)
    : QDialog(parent)
    , m_people(question.people)
    , m_choices(new QButtonGroup(this))
{
    setObjectName(u"chatPersonDialog"_s);
    const bool one = question.files.size() == 1;
    const QString asked = one ? tr("Who in this chat is %1?").arg(question.cloneName)
                              : tr("Who in these chats is %1?").arg(question.cloneName);
    setWindowTitle(asked);
    auto *title = new QLabel(asked, this);
    title->setTextFormat(Qt::PlainText);
    title->setWordWrap(true);
    applyTextRole(title, TextRole::Title);
    QString names = question.files.mid(0, kFilesNamed).join(u", "_s);
    if (question.files.size() > kFilesNamed)
        names = tr("%1 and %Ln more", nullptr, int(question.files.size() - kFilesNamed)).arg(names);
    auto *why = new QLabel(
        tr("%1\nSo that %2 knows which words are their own.").arg(names, question.cloneName), this);
    why->setTextFormat(Qt::PlainText);
    why->setWordWrap(true);
    why->setProperty("tone", u"muted"_s);

    auto *list = new QWidget(this);
    auto *rows = new QVBoxLayout(list);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(2);
    const auto add = [&](const QString &text, int id) {
        auto *choice = new QRadioButton(QString(text).replace(u'&', u"&&"_s), list);
        m_choices->addButton(choice, id);
        rows->addWidget(choice);
        return choice;
    };
    for (qsizetype i = 0; i < m_people.size(); ++i) {
        if (add(m_people[i], int(i)); m_people[i] == question.suggestion)
            m_choices->button(int(i))->setChecked(true);
    }
    auto *nobody = add(tr("None of them"), kNobody);
    nobody->setObjectName(u"chatPersonNobody"_s);
    if (!m_choices->checkedButton())
        nobody->setChecked(true);
    rows->addStretch(1);
    auto *area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(list);
    area->setMinimumHeight(std::min(list->sizeHint().height() + 4, 320));

    auto *go = new QPushButton(one ? tr("Add this chat") : tr("Add these chats"), this);
    go->setObjectName(u"chatPersonAdd"_s);
    go->setProperty("kind", u"primary"_s);
    go->setDefault(true);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(u"chatPersonCancel"_s);
    connect(go, &QPushButton::clicked, this, &QDialog::accept);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(go);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(12);
    column->addWidget(title);
    column->addWidget(why);
    column->addWidget(area, 1);
    column->addLayout(buttons);
    setMinimumWidth(420);
    m_choices->checkedButton()->setFocus();
}

QString ChatPersonDialog::chosen() const
{
    const int id = m_choices->checkedId();
    return id >= 0 && id < m_people.size() ? m_people[id] : QString();
}

} // namespace CloneMemoria

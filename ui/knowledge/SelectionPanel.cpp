#include "ui/knowledge/SelectionPanel.h"

#include "ui/knowledge/MemoryDateEdit.h"
#include "ui/widgets/TextRole.h"
#include "ui/widgets/ThemedIcon.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

SelectionPanel::SelectionPanel(QWidget *parent) : QWidget(parent), m_title(new QLabel(this))
{
    setObjectName(u"memorySelection"_s);
    m_title->setObjectName(u"selectionTitle"_s);
    m_title->setWordWrap(true);
    applyTextRole(m_title, TextRole::Title);
    const auto button = [this](const QString &name, const QString &icon, const QString &text, auto signal) {
        auto *made = new QPushButton(themedIcon(icon), text, this);
        made->setObjectName(name);
        connect(made, &QPushButton::clicked, this, signal);
        return made;
    };
    auto *all = button(u"selectionAll"_s, u"check"_s, tr("Select all"), &SelectionPanel::selectAllRequested);
    auto *save = button(u"selectionSave"_s, u"download"_s, tr("Save as text files …"),
                        &SelectionPanel::saveRequested);
    auto *remove = button(u"selectionDelete"_s, u"trash-2"_s, tr("Delete …"),
                          &SelectionPanel::deleteRequested);
    remove->setProperty("kind", u"danger"_s);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(12);
    column->addWidget(m_title);
    column->addWidget(makeDateRow());
    for (QPushButton *each : {all, save, remove})
        column->addWidget(each, 0, Qt::AlignLeft);
    column->addStretch(1);
}

QWidget *SelectionPanel::makeDateRow()
{
    auto *row = new QWidget(this);
    m_date = new MemoryDateEdit(row);
    m_date->setObjectName(u"selectionDate"_s);
    auto *set = new QPushButton(tr("Set this date"), row);
    set->setObjectName(u"selectionSetDate"_s);
    auto *none = new QPushButton(tr("Take the date away"), row);
    none->setObjectName(u"selectionNoDate"_s);
    none->setProperty("kind", u"quiet"_s);
    connect(set, &QPushButton::clicked, this, [this] { Q_EMIT dateRequested(m_date->happenedAt()); });
    connect(none, &QPushButton::clicked, this, [this] { Q_EMIT dateRequested({}); });
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(8);
    buttons->addWidget(set);
    buttons->addWidget(none);
    buttons->addStretch(1);
    auto *column = new QVBoxLayout(row);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_date, 0, Qt::AlignLeft);
    column->addLayout(buttons);
    return row;
}

void SelectionPanel::setCount(int count)
{
    m_title->setText(tr("%Ln memories chosen", nullptr, count));
}

} // namespace CloneMemoria

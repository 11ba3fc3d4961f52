#include "ui/knowledge/TrashPanel.h"

#include "ui/widgets/TextRole.h"
#include "ui/widgets/ThemedIcon.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

TrashPanel::TrashPanel(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_sentence(new QLabel(this))
    , m_restore(new QPushButton(themedIcon(u"undo-2"_s), tr("Restore"), this))
    , m_purge(new QPushButton(themedIcon(u"trash-2"_s), tr("Delete for good …"), this))
{
    setObjectName(u"memoryTrash"_s);
    m_title->setObjectName(u"trashTitle"_s);
    m_restore->setObjectName(u"trashRestore"_s);
    m_purge->setObjectName(u"trashPurge"_s);
    m_purge->setProperty("kind", u"danger"_s);
    applyTextRole(m_title, TextRole::Title);
    m_sentence->setProperty("tone", u"muted"_s);
    for (QLabel *label : {m_title, m_sentence}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(12);
    column->addWidget(m_title);
    column->addWidget(m_sentence);
    column->addWidget(m_restore, 0, Qt::AlignLeft);
    column->addWidget(m_purge, 0, Qt::AlignLeft);
    column->addStretch(1);
    connect(m_restore, &QPushButton::clicked, this, &TrashPanel::restoreRequested);
    connect(m_purge, &QPushButton::clicked, this, &TrashPanel::purgeRequested);
    setChosen(0, {});
}

void TrashPanel::setChosen(int count, const QString &title)
{
    if (count == 0)
        m_title->setText(tr("Recently deleted"));
    else
        m_title->setText(count == 1 && !title.isEmpty() ? title
                                                        : tr("%Ln deleted memories chosen", nullptr, count));
    m_sentence->setText(count == 0 ? tr("Choose a memory to bring it back.")
                                   : tr("Until it is restored, nobody is told of it."));
    m_restore->setVisible(count > 0);
    m_purge->setVisible(count > 0);
}

} // namespace CloneMemoria

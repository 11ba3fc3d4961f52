#include "ui/knowledge/MemoryToolbar.h"

#include "ui/knowledge/DocumentModel.h"
#include "ui/widgets/IconButton.h"
#include "ui/widgets/ThemedIcon.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kTrash = -1; // among the kinds
}

MemoryToolbar::MemoryToolbar(QWidget *parent)
    : QWidget(parent)
    , m_back(new IconButton(layoutDirection() == Qt::RightToLeft ? u"chevron-right"_s : u"chevron-left"_s,
                            tr("Back to the list"), this))
    , m_add(new QToolButton(this))
    , m_search(new QLineEdit(this))
    , m_kind(new QComboBox(this))
    , m_order(new QComboBox(this))
    , m_question(new IconButton(u"text-search"_s, tr("Try a question"), this))
{
    m_back->setObjectName(u"memoryBack"_s);
    m_back->hide();
    connect(m_back, &QToolButton::clicked, this, &MemoryToolbar::backRequested);

    auto *menu = new QMenu(m_add);
    menu->setObjectName(u"memoryAddMenu"_s);
    menu->addAction(themedIcon(u"pencil"_s), tr("Write …"), this, &MemoryToolbar::writeRequested)
        ->setObjectName(u"addWritten"_s);
    menu->addAction(themedIcon(u"file-text"_s), tr("Files …"), this, &MemoryToolbar::filesRequested)
        ->setObjectName(u"addFiles"_s);
    menu->addAction(themedIcon(u"folder"_s), tr("Folder …"), this, &MemoryToolbar::folderRequested)
        ->setObjectName(u"addFolder"_s);
    menu->addAction(themedIcon(u"clipboard-paste"_s), tr("Paste"), this, &MemoryToolbar::pasteRequested)
        ->setObjectName(u"addPasted"_s);
    m_add->setObjectName(u"memoryAdd"_s);
    m_add->setText(tr("Add"));
    m_add->setAccessibleName(tr("Add a memory"));
    m_add->setToolTip(tr("Add memories: write, choose files or a folder, or paste"));
    m_add->setIcon(themedIcon(u"plus"_s));
    m_add->setIconSize({18, 18});
    m_add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_add->setPopupMode(QToolButton::InstantPopup);
    m_add->setMenu(menu);
    m_add->setMinimumHeight(32);

    m_search->setObjectName(u"memorySearch"_s);
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(tr("Search titles and texts of the memories"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumHeight(32);
    m_search->setMinimumWidth(96);
    m_search->addAction(themedIcon(u"search"_s), QLineEdit::LeadingPosition);
    connect(m_search, &QLineEdit::textChanged, this, &MemoryToolbar::searchChanged);

    m_kind->setObjectName(u"memoryKind"_s);
    m_kind->setAccessibleName(tr("Which kinds"));
    m_kind->setToolTip(tr("Show only one kind"));
    m_kind->addItem(tr("All kinds"));
    for (SourceType type :
         {SourceType::Manual, SourceType::File, SourceType::ChatExport, SourceType::Conversation})
        m_kind->addItem(themedIcon(documentKindIconName(type)), documentKindName(type), int(type));
    m_kind->insertSeparator(m_kind->count());
    m_kind->addItem(themedIcon(u"trash-2"_s), tr("Recently deleted"), kTrash);
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        const QVariant kind = m_kind->currentData();
        Q_EMIT trashChosen(kind.isValid() && kind.toInt() == kTrash);
        if (kind.isValid() && kind.toInt() == kTrash)
            return;
        Q_EMIT kindChanged(kind.isValid() ? std::optional(SourceType(kind.toInt())) : std::nullopt);
    });

    m_order->setObjectName(u"memoryOrder"_s);
    m_order->setAccessibleName(tr("Order"));
    m_order->setToolTip(tr("In which order"));
    m_order->addItem(tr("Newest"), int(DocumentSort::Added));
    m_order->addItem(tr("By date"), int(DocumentSort::Date));
    m_order->addItem(tr("By title"), int(DocumentSort::Title));
    m_order->addItem(tr("Longest"), int(DocumentSort::Size));
    connect(m_order, &QComboBox::currentIndexChanged, this,
            [this] { Q_EMIT sortChanged(DocumentSort(m_order->currentData().toInt())); });
    m_question->setObjectName(u"memoryQuestion"_s);
    connect(m_question, &QToolButton::clicked, this, &MemoryToolbar::questionRequested);
    for (QComboBox *combo : {m_kind, m_order}) {
        combo->setMinimumHeight(32);
        combo->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
        combo->setMinimumContentsLength(6);
        combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    }

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 12, 16, 12);
    row->setSpacing(8);
    row->addWidget(m_back);
    row->addWidget(m_add);
    row->addWidget(m_search, 1);
    row->addStretch(0); // where the search is hidden, Add stays at its side
    row->addWidget(m_kind);
    row->addWidget(m_order);
    row->addWidget(m_question);
}

void MemoryToolbar::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void MemoryToolbar::typeSearch(const QString &text)
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->setText(text);
}

void MemoryToolbar::clearFilters()
{
    m_search->clear();
    m_kind->setCurrentIndex(0);
}

void MemoryToolbar::showTrash()
{
    m_kind->setCurrentIndex(m_kind->findData(kTrash));
}

void MemoryToolbar::setBackVisible(bool visible)
{
    m_back->setVisible(visible);
}

void MemoryToolbar::setFiltersVisible(bool visible)
{
    m_search->setVisible(visible);
    m_kind->setVisible(visible);
    m_order->setVisible(visible);
    m_question->setVisible(visible);
}

} // namespace CloneMemoria

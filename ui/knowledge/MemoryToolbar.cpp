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

MemoryToolbar::MemoryToolbar(QWidget *parent)
    : QWidget(parent)
    , m_back(new IconButton(layoutDirection() == Qt::RightToLeft ? u"chevron-right"_s : u"chevron-left"_s,
                            tr("Back to the list"), this))
    , m_add(new QToolButton(this))
    , m_search(new QLineEdit(this))
    , m_kind(new QComboBox(this))
    , m_order(new QComboBox(this))
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
    menu->addAction(themedIcon(u"clipboard-paste"_s), tr("Paste"), this, &MemoryToolbar::pasteRequested)
        ->setObjectName(u"addPasted"_s);
    m_add->setObjectName(u"memoryAdd"_s);
    m_add->setText(tr("Add"));
    m_add->setAccessibleName(tr("Add a memory"));
    m_add->setToolTip(tr("Add a memory: write it, choose files, or paste"));
    m_add->setIcon(themedIcon(u"plus"_s));
    m_add->setIconSize({18, 18});
    m_add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_add->setPopupMode(QToolButton::InstantPopup);
    m_add->setMenu(menu);
    m_add->setMinimumHeight(32);

    m_search->setObjectName(u"memorySearch"_s);
    m_search->setPlaceholderText(tr("Search titles"));
    m_search->setAccessibleName(tr("Search the titles of the memories"));
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
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        const QVariant kind = m_kind->currentData();
        Q_EMIT kindChanged(kind.isValid() ? std::optional(SourceType(kind.toInt())) : std::nullopt);
    });

    m_order->setObjectName(u"memoryOrder"_s);
    m_order->setAccessibleName(tr("Order"));
    m_order->setToolTip(tr("In which order"));
    m_order->addItem(tr("Newest added"), QVariant::fromValue(DocumentFilter::Order::Added));
    m_order->addItem(tr("By date"), QVariant::fromValue(DocumentFilter::Order::Date));
    m_order->addItem(tr("By title"), QVariant::fromValue(DocumentFilter::Order::Title));
    connect(m_order, &QComboBox::currentIndexChanged, this,
            [this] { Q_EMIT orderChanged(m_order->currentData().value<DocumentFilter::Order>()); });
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
}

void MemoryToolbar::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void MemoryToolbar::clearFilters()
{
    m_search->clear();
    m_kind->setCurrentIndex(0);
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
}

} // namespace CloneMemoria

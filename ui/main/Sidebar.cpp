#include "ui/main/Sidebar.h"

#include "core/base/Futures.h"
#include "core/chat/ChatService.h"
#include "core/profile/Profile.h"
#include "core/storage/StorageThread.h"
#include "ui/main/CloneTreeDelegate.h"
#include "ui/main/CloneTreeModel.h"
#include "ui/widgets/Theme.h"
#include "ui/widgets/ThemedIcon.h"

#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

Sidebar::Sidebar(Profile &profile, const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_profile(profile)
    , m_model(new CloneTreeModel(this))
    , m_filter(new QSortFilterProxyModel(this))
    , m_search(new QLineEdit(this))
    , m_tree(new QTreeView(this))
{
    setObjectName(u"sidebar"_s);
    setAttribute(Qt::WA_StyledBackground);

    m_filter->setSourceModel(m_model);
    m_filter->setRecursiveFilteringEnabled(true);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);

    m_search->setObjectName(u"cloneSearch"_s);
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(tr("Search people and conversations"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(themedIcon(u"search"_s), QLineEdit::LeadingPosition);

    m_tree->setObjectName(u"cloneTree"_s);
    m_tree->setAccessibleName(tr("People and conversations"));
    m_tree->setModel(m_filter);
    m_tree->setItemDelegate(new CloneTreeDelegate(theme, m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setRootIsDecorated(false);
    m_tree->setIndentation(0);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setMouseTracking(true);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);

    auto *newClone = new QPushButton(themedIcon(u"plus"_s), tr("New clone"), this);
    newClone->setObjectName(u"newCloneButton"_s);
    newClone->setToolTip(tr("Keep the memories of someone (Ctrl+N)"));
    newClone->setProperty("kind", u"side"_s);
    auto *settings = new QPushButton(themedIcon(u"settings"_s), tr("Settings"), this);
    settings->setObjectName(u"settingsButton"_s);
    settings->setProperty("kind", u"side"_s);

    auto *searchRow = new QHBoxLayout;
    searchRow->setContentsMargins(12, 12, 12, 8);
    searchRow->addWidget(m_search);
    auto *buttons = new QVBoxLayout;
    buttons->setContentsMargins(8, 8, 8, 8);
    buttons->setSpacing(4);
    buttons->addWidget(newClone);
    buttons->addWidget(settings);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(searchRow);
    layout->addWidget(m_tree, 1);
    layout->addLayout(buttons);

    connect(m_search, &QLineEdit::textChanged, m_filter, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_search, &QLineEdit::textChanged, this, &Sidebar::showSelection);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &index) {
                if (!m_selecting)
                    choose(index);
            });
    // A click on the row that is current already opens it again: from Memories back to the conversation.
    connect(m_tree, &QTreeView::clicked, this, &Sidebar::choose);
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &Sidebar::showMenu);
    connect(newClone, &QPushButton::clicked, this, &Sidebar::newCloneRequested);
    connect(settings, &QPushButton::clicked, this, &Sidebar::settingsRequested);
    connect(&profile.chat(), &ChatService::conversationChanged, this, [this] { reload(); });
}

void Sidebar::reload(const std::function<void(const QList<CloneSummary> &)> &then)
{
    whenReady(this, m_profile.storage().read([](Store &store) { return store.clones.list(); }),
              [this, then](const Result<QList<CloneSummary>> &clones) {
                  if (!clones) {
                      Q_EMIT listFailed(clones.error());
                      return;
                  }
                  m_selecting = true;
                  m_model->setClones(*clones);
                  m_selecting = false;
                  if (!m_cloneId.isEmpty())
                      loadConversations(m_cloneId);
                  if (then)
                      then(*clones);
              });
}

void Sidebar::loadConversations(const QString &cloneId)
{
    whenReady(this,
              m_profile.storage().read([cloneId](Store &store) { return store.conversations.list(cloneId); }),
              [this, cloneId](const Result<QList<Conversation>> &conversations) {
                  if (cloneId != m_cloneId)
                      return;
                  if (!conversations) {
                      Q_EMIT listFailed(conversations.error());
                      return;
                  }
                  m_selecting = true;
                  m_model->setConversations(cloneId, *conversations);
                  m_selecting = false;
                  showSelection();
              });
}

void Sidebar::select(const QString &cloneId, const QString &conversationId)
{
    const bool other = cloneId != m_cloneId;
    if (other && !m_cloneId.isEmpty()) {
        m_selecting = true;
        m_model->setConversations(m_cloneId, {}); // only the selected clone shows its conversations
        m_selecting = false;
    }
    m_cloneId = cloneId;
    m_conversationId = conversationId;
    if (!cloneId.isEmpty())
        loadConversations(cloneId);
    showSelection();
}

void Sidebar::showSelection()
{
    QModelIndex index = m_conversationId.isEmpty() ? QModelIndex()
                                                   : m_model->indexOfConversation(m_conversationId);
    if (!index.isValid())
        index = m_model->indexOfClone(m_cloneId);
    const QModelIndex shown = m_filter->mapFromSource(index);
    m_selecting = true;
    m_tree->expand(m_filter->mapFromSource(m_model->indexOfClone(m_cloneId)));
    if (shown.isValid())
        m_tree->setCurrentIndex(shown);
    m_selecting = false;
}

void Sidebar::choose(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const QString id = index.data(CloneTreeModel::IdRole).toString();
    if (index.data(CloneTreeModel::IsCloneRole).toBool())
        Q_EMIT cloneChosen(id);
    else
        Q_EMIT conversationChosen(index.data(CloneTreeModel::CloneIdRole).toString(), id);
}

void Sidebar::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void Sidebar::setPinned(const QString &conversationId, bool pinned)
{
    whenReady(this, m_profile.storage().write([=](Store &store) {
        return store.conversations.setPinned(conversationId, pinned);
    }),
              [this](const Result<void> &done) {
                  if (!done)
                      Q_EMIT listFailed(done.error());
                  reload();
              });
}

void Sidebar::showMenu(const QPoint &position)
{
    const QModelIndex index = m_tree->indexAt(position);
    if (!index.isValid())
        return;
    const QString id = index.data(CloneTreeModel::IdRole).toString();
    const QString title = index.data(Qt::DisplayRole).toString();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (index.data(CloneTreeModel::IsCloneRole).toBool()) {
        menu->addAction(themedIcon(u"plus"_s), tr("New conversation"), this,
                        [=, this] { Q_EMIT newConversationRequested(id); });
        menu->addSeparator();
        menu->addAction(themedIcon(u"trash-2"_s), tr("Remove %1 …").arg(title), this,
                        [=, this] { Q_EMIT removeCloneRequested(id); });
    } else {
        const bool pinned = index.data(CloneTreeModel::PinnedRole).toBool();
        menu->addAction(themedIcon(u"pencil"_s), tr("Rename …"), this,
                        [=, this] { Q_EMIT renameConversationRequested(id, title); });
        menu->addAction(themedIcon(pinned ? u"pin-off"_s : u"pin"_s),
                        pinned ? tr("Unpin") : tr("Pin to the top"), this,
                        [=, this] { setPinned(id, !pinned); });
        menu->addSeparator();
        menu->addAction(themedIcon(u"trash-2"_s), tr("Remove …"), this,
                        [=, this] { Q_EMIT removeConversationRequested(id, title); });
    }
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

} // namespace CloneMemoria

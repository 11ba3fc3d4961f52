#include "ui/main/CloneTreeModel.h"

#include <algorithm>

namespace CloneMemoria {

namespace {
// Internal ids: 0 for a clone's row, else 1 + the row of the clone it is under.
constexpr quintptr kCloneRow = 0;

// Makes `rows` look like `wanted`, row by row, telling the views each move. Both are short lists.
template <typename Row, typename Wanted, typename Same, typename Insert, typename Move, typename Remove,
          typename Change>
void rearrange(const QList<Row> &rows, const QList<Wanted> &wanted, Same same, Insert insert, Move move,
               Remove remove, Change change)
{
    for (qsizetype row = rows.size() - 1; row >= 0; --row) {
        const bool stays = std::any_of(wanted.cbegin(), wanted.cend(),
                                       [&](const Wanted &other) { return same(rows.at(row), other); });
        if (!stays)
            remove(int(row));
    }
    for (qsizetype row = 0; row < wanted.size(); ++row) {
        qsizetype at = row;
        while (at < rows.size() && !same(rows.at(at), wanted.at(row)))
            ++at;
        if (at == rows.size()) {
            insert(int(row), wanted.at(row));
            continue;
        }
        if (at != row)
            move(int(at), int(row));
        change(int(row), wanted.at(row));
    }
}
} // namespace

CloneTreeModel::CloneTreeModel(QObject *parent) : QAbstractItemModel(parent) { }

int CloneTreeModel::branchOf(const QString &cloneId) const
{
    for (int row = 0; row < m_branches.size(); ++row) {
        if (m_branches.at(row).summary.clone.id == cloneId)
            return row;
    }
    return -1;
}

void CloneTreeModel::setClones(const QList<CloneSummary> &clones)
{
    const auto moveBranch = [this](int from, int to) {
        Q_EMIT layoutAboutToBeChanged();
        const QModelIndexList before = persistentIndexList();
        QList<QPair<QString, QString>> ids;
        for (const QModelIndex &index : before)
            ids.append({index.data(CloneIdRole).toString(),
                        index.data(IsCloneRole).toBool() ? QString() : index.data(IdRole).toString()});
        m_branches.move(from, to);
        QModelIndexList after;
        for (const auto &[cloneId, conversationId] : ids)
            after.append(conversationId.isEmpty() ? indexOfClone(cloneId)
                                                  : indexOfConversation(conversationId));
        changePersistentIndexList(before, after);
        Q_EMIT layoutChanged();
    };
    rearrange(
        m_branches, clones,
        [](const Branch &branch, const CloneSummary &clone) {
            return branch.summary.clone.id == clone.clone.id;
        },
        [this, &moveBranch](int row, const CloneSummary &clone) {
            // At the end, then moved: the children's internal ids hold their clone's row.
            const int end = int(m_branches.size());
            beginInsertRows({}, end, end);
            m_branches.append(Branch{clone, {}});
            endInsertRows();
            if (row != end)
                moveBranch(end, row);
        },
        moveBranch,
        [this, &moveBranch](int row) {
            if (const int children = int(m_branches.at(row).conversations.size())) {
                beginRemoveRows(index(row, 0), 0, children - 1);
                m_branches[row].conversations.clear();
                endRemoveRows();
            }
            const int end = int(m_branches.size()) - 1;
            if (row != end)
                moveBranch(row, end);
            beginRemoveRows({}, end, end);
            m_branches.removeLast();
            endRemoveRows();
        },
        [this](int row, const CloneSummary &clone) {
            if (m_branches.at(row).summary == clone)
                return;
            m_branches[row].summary = clone;
            Q_EMIT dataChanged(index(row, 0), index(row, 0));
        });
}

void CloneTreeModel::setConversations(const QString &cloneId, const QList<Conversation> &conversations)
{
    const int branch = branchOf(cloneId);
    if (branch < 0)
        return;
    QList<Conversation> &rows = m_branches[branch].conversations;
    const QModelIndex parentIndex = index(branch, 0);
    rearrange(
        rows, conversations,
        [](const Conversation &one, const Conversation &other) { return one.id == other.id; },
        [&](int row, const Conversation &conversation) {
            beginInsertRows(parentIndex, row, row);
            rows.insert(row, conversation);
            endInsertRows();
        },
        [&](int from, int to) {
            beginMoveRows(parentIndex, from, from, parentIndex, to);
            rows.move(from, to);
            endMoveRows();
        },
        [&](int row) {
            beginRemoveRows(parentIndex, row, row);
            rows.removeAt(row);
            endRemoveRows();
        },
        [&](int row, const Conversation &conversation) {
            if (rows.at(row) == conversation)
                return;
            rows[row] = conversation;
            Q_EMIT dataChanged(index(row, 0, parentIndex), index(row, 0, parentIndex));
        });
}

QModelIndex CloneTreeModel::indexOfClone(const QString &cloneId) const
{
    const int row = branchOf(cloneId);
    return row < 0 ? QModelIndex() : index(row, 0);
}

QModelIndex CloneTreeModel::indexOfConversation(const QString &conversationId) const
{
    for (int branch = 0; branch < m_branches.size(); ++branch) {
        const QList<Conversation> &rows = m_branches.at(branch).conversations;
        for (int row = 0; row < rows.size(); ++row) {
            if (rows.at(row).id == conversationId)
                return index(row, 0, index(branch, 0));
        }
    }
    return {};
}

QList<CloneSummary> CloneTreeModel::clones() const
{
    QList<CloneSummary> summaries;
    for (const Branch &branch : m_branches)
        summaries.append(branch.summary);
    return summaries;
}

QModelIndex CloneTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (column != 0 || row < 0 || row >= rowCount(parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) + 1 : kCloneRow);
}

QModelIndex CloneTreeModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == kCloneRow)
        return {};
    return createIndex(int(child.internalId() - 1), 0, kCloneRow);
}

int CloneTreeModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_branches.size());
    if (parent.internalId() != kCloneRow || parent.row() >= m_branches.size() || parent.column() != 0)
        return 0;
    return int(m_branches.at(parent.row()).conversations.size());
}

int CloneTreeModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant CloneTreeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (index.internalId() == kCloneRow)
        return cloneData(m_branches.at(index.row()), role);
    return conversationData(m_branches.at(int(index.internalId() - 1)).conversations.at(index.row()), role);
}

QVariant CloneTreeModel::cloneData(const Branch &branch, int role) const
{
    const Clone &clone = branch.summary.clone;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return clone.name;
    case Qt::AccessibleTextRole:
        return branch.summary.lastWords.isEmpty()
                   ? clone.name
                   : tr("%1. Last words: %2").arg(clone.name, branch.summary.lastWords);
    case IdRole:
    case CloneIdRole:
        return clone.id;
    case IsCloneRole:
        return true;
    case LastWordsRole:
        return branch.summary.lastWords.isEmpty() ? clone.relation : branch.summary.lastWords;
    case LastActivityRole:
        return branch.summary.lastActivity;
    case AvatarRole:
        return clone.avatar;
    default:
        return {};
    }
}

QVariant CloneTreeModel::conversationData(const Conversation &conversation, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return conversation.title.isEmpty() ? tr("New conversation") : conversation.title;
    case Qt::AccessibleTextRole:
        return conversation.pinned ? tr("Conversation, pinned: %1").arg(conversation.title)
                                   : tr("Conversation: %1").arg(conversation.title);
    case IdRole:
        return conversation.id;
    case CloneIdRole:
        return conversation.cloneId;
    case IsCloneRole:
        return false;
    case LastActivityRole:
        return conversation.updatedAt;
    case PinnedRole:
        return conversation.pinned;
    default:
        return {};
    }
}

} // namespace CloneMemoria

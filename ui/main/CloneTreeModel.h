#pragma once

#include "core/domain/Clone.h"
#include "core/domain/Conversation.h"

#include <QAbstractItemModel>
#include <QList>

namespace CloneMemoria {

/// The sidebar's tree: clones, and under a clone the conversations it was given. Knows no storage: the sidebar gives
/// it what was read. Rows keep their indexes where they stay, so that selection and expansion do too.
class CloneTreeModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole, ///< of the clone or the conversation
        CloneIdRole,           ///< of the clone a row belongs to
        IsCloneRole,
        LastWordsRole,
        LastActivityRole,
        AvatarRole,
        PinnedRole,
    };

    explicit CloneTreeModel(QObject *parent = nullptr);

    void setClones(const QList<CloneSummary> &clones);
    void setConversations(const QString &cloneId, const QList<Conversation> &conversations);

    QModelIndex indexOfClone(const QString &cloneId) const;
    QModelIndex indexOfConversation(const QString &conversationId) const;
    QList<CloneSummary> clones() const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Branch
    {
        CloneSummary summary;
        QList<Conversation> conversations;
    };

    int branchOf(const QString &cloneId) const;
    QVariant cloneData(const Branch &branch, int role) const;
    QVariant conversationData(const Conversation &conversation, int role) const;

    QList<Branch> m_branches;
};

} // namespace CloneMemoria

#pragma once

#include "core/base/Result.h"
#include "core/domain/Message.h"

#include <QList>
#include <QStringList>

namespace CloneMemoria {

class Database;

/// Which of its siblings a message is: "2 of 3".
struct MessageVariants
{
    QStringList
        ids; ///< all messages with the same parent and role, oldest first; contains the message itself

    bool operator==(const MessageVariants &) const = default;
};

/// The messages of one user's conversations; rules as in CloneRepository.
class MessageRepository
{
public:
    MessageRepository(Database &database, QString userId);

    Result<Message> get(const QString &id) const;

    /// Of the branch that is shown (the ancestors of the conversation's current message): the `limit` messages that
    /// come before `beforeId`, or the last ones where that is empty; in the order they were said.
    Result<QList<Message>> page(const QString &conversationId, int limit, const QString &beforeId = {}) const;
    Result<MessageVariants> variants(const QString &id) const;
    /// The last message of the newest branch that goes through `id` (itself where nothing follows).
    Result<QString> newestLeaf(const QString &id) const;

    /// Stores it with a new id and the time, makes it the conversation's current message and moves the conversation's
    /// updatedAt; all or nothing. NotFound where its parent is not there any more.
    Result<Message> append(const Message &draft);
    /// Stores content, status, citations, provider, model, counts, latency and error.
    Result<Message> update(const Message &message);

    /// Out of sight, with all that follows it in any branch; the conversation shows its nearest remaining variant or
    /// its parent. `restore` undoes just that: NotFound for one that went with another, or whose parent is trashed.
    Result<void> trash(const QString &id);
    Result<void> restore(const QString &id);

private:
    Database &m_database;
    QString m_userId;
};

} // namespace CloneMemoria

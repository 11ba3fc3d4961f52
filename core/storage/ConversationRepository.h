#pragma once

#include "core/base/Result.h"
#include "core/domain/Conversation.h"
#include "core/storage/Page.h"

#include <QList>

namespace CloneMemoria {

class Database;

/// The conversations of one user; rules as in CloneRepository.
class ConversationRepository
{
public:
    ConversationRepository(Database &database, QString userId);

    /// Pinned ones first, then newest activity first.
    Result<QList<Conversation>> list(const QString &cloneId) const;
    /// Newest activity first, up to that many. One that gets a message between two pages moves to the beginning.
    Result<Page<Conversation>> page(const QString &cloneId, int limit, const PagePlace &after = {}) const;
    Result<Conversation> get(const QString &id) const;

    /// Needs cloneId; title and pinned are taken from the draft.
    Result<Conversation> create(const Conversation &draft);
    Result<void> setTitle(const QString &id, const QString &title);
    Result<void> setPinned(const QString &id, bool pinned);
    /// Chooses the branch that is shown, by its last message.
    Result<void> setCurrentMessage(const QString &id, const QString &messageId);

    Result<void> trash(const QString &id);
    Result<void> restore(const QString &id);
    Result<void> purge(const QString &id);

private:
    Database &m_database;
    QString m_userId;
};

} // namespace CloneMemoria

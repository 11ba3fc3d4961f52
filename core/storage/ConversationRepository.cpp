#include "core/storage/ConversationRepository.h"

#include "core/base/Clock.h"
#include "core/base/Uuid.h"
#include "core/storage/Database.h"
#include "core/storage/PageReading.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// A conversation of a trashed clone is as invisible as a trashed one.
constexpr auto kSelectConversation =
    "SELECT v.id, v.clone_id, v.user_id, v.title, v.pinned, v.current_message_id, v.created_at, v.updated_at "
    "FROM conversations v "
    "JOIN clones c ON c.id = v.clone_id AND c.user_id = v.user_id AND c.deleted_at IS NULL "
    "WHERE v.user_id = ? AND v.deleted_at IS NULL "_L1;

// The end of every change: one of this user's, and of a clone that isn't trashed.
constexpr auto kMine =
    "WHERE id = ? AND user_id = ? AND clone_id IN (SELECT id FROM clones WHERE deleted_at IS NULL) "_L1;

Conversation conversationFrom(Query &query)
{
    Conversation conversation;
    conversation.id = query.value(0).toString();
    conversation.cloneId = query.value(1).toString();
    conversation.userId = query.value(2).toString();
    conversation.title = query.value(3).toString();
    conversation.pinned = query.value(4).toBool();
    conversation.currentMessageId = query.value(5).toString();
    conversation.createdAt = timeFromSql(query.value(6));
    conversation.updatedAt = timeFromSql(query.value(7));
    return conversation;
}
} // namespace

ConversationRepository::ConversationRepository(Database &database, QString userId)
    : m_database(database)
    , m_userId(std::move(userId))
{ }

Result<QList<Conversation>> ConversationRepository::list(const QString &cloneId) const
{
    return m_database.rows(
        kSelectConversation + "AND v.clone_id = ? ORDER BY v.pinned DESC, v.updated_at DESC, v.rowid DESC"_L1,
        {m_userId, cloneId}, conversationFrom);
}

Result<Page<Conversation>> ConversationRepository::page(const QString &cloneId, int limit,
                                                        const PagePlace &after) const
{
    return readPage(
        m_database,
        kSelectConversation
            + "AND v.clone_id = ? AND (v.updated_at, v.id) < (?, ?) ORDER BY v.updated_at DESC, v.id DESC LIMIT ?"_L1,
        QVariantList{m_userId, cloneId} + pageValues(after), limit, conversationFrom,
        [](const Conversation &row) {
            return PagePlace{row.updatedAt, row.id};
        },
        [](const Conversation &row) { return row.title.size(); });
}

Result<Conversation> ConversationRepository::get(const QString &id) const
{
    return m_database.row(kSelectConversation + "AND v.id = ?"_L1, {m_userId, id}, conversationFrom);
}

Result<Conversation> ConversationRepository::create(const Conversation &draft)
{
    const QString id = newId();
    const QString now = toIso(nowUtc());
    CM_TRY(m_database.changeOne(
        u"INSERT INTO conversations (id, clone_id, user_id, title, pinned, created_at, updated_at) "
        "SELECT ?, c.id, c.user_id, ?, ?, ?, ? FROM clones c "
        "WHERE c.id = ? AND c.user_id = ? AND c.deleted_at IS NULL"_s,
        {id, draft.title, draft.pinned ? 1 : 0, now, now, draft.cloneId, m_userId}));
    return get(id);
}

Result<void> ConversationRepository::setTitle(const QString &id, const QString &title)
{
    return m_database.changeOne("UPDATE conversations SET title = ? "_L1 + kMine
                                    + "AND deleted_at IS NULL"_L1,
                                {title, id, m_userId});
}

Result<void> ConversationRepository::setPinned(const QString &id, bool pinned)
{
    return m_database.changeOne("UPDATE conversations SET pinned = ? "_L1 + kMine
                                    + "AND deleted_at IS NULL"_L1,
                                {pinned ? 1 : 0, id, m_userId});
}

Result<void> ConversationRepository::setCurrentMessage(const QString &id, const QString &messageId)
{
    return m_database.changeOne(
        "UPDATE conversations SET current_message_id = ? "_L1 + kMine
            + "AND deleted_at IS NULL "
              "AND EXISTS (SELECT 1 FROM messages WHERE id = ? AND conversation_id = ? AND deleted_at IS NULL)"_L1,
        {messageId, id, m_userId, messageId, id});
}

Result<void> ConversationRepository::trash(const QString &id)
{
    return m_database.changeOne("UPDATE conversations SET deleted_at = ? "_L1 + kMine
                                    + "AND deleted_at IS NULL"_L1,
                                {toIso(nowUtc()), id, m_userId});
}

Result<void> ConversationRepository::restore(const QString &id)
{
    return m_database.changeOne("UPDATE conversations SET deleted_at = NULL "_L1 + kMine
                                    + "AND deleted_at IS NOT NULL"_L1,
                                {id, m_userId});
}

Result<void> ConversationRepository::purge(const QString &id)
{
    return m_database.changeOne(u"DELETE FROM conversations WHERE id = ? AND user_id = ?"_s, {id, m_userId});
}

} // namespace CloneMemoria

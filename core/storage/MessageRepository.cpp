#include "core/storage/MessageRepository.h"

#include "core/base/Clock.h"
#include "core/base/Uuid.h"
#include "core/storage/Database.h"
#include "core/storage/MessageJson.h"
#include "core/storage/Transaction.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr auto kMessageColumns =
    "m.id, m.conversation_id, m.role, m.content, m.status, m.parent_id, m.citations, m.provider, m.model, "
    "m.prompt_tokens, m.completion_tokens, m.latency_ms, m.error, m.created_at, m.updated_at, "
    "m.reasoning, m.stop_reason"_L1;

// Whose a message is, its conversation tells. What hangs on a trashed conversation or clone is invisible.
constexpr auto kOwned =
    "JOIN conversations v ON v.id = m.conversation_id AND v.user_id = ? AND v.deleted_at IS NULL "
    "JOIN clones c ON c.id = v.clone_id AND c.deleted_at IS NULL "_L1;

std::optional<int> optionalInt(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional(value.toInt());
}

QVariant sqlInt(std::optional<int> value)
{
    return value ? QVariant(*value) : QVariant();
}

QVariant sqlMessageError(const std::optional<Error> &error)
{
    return error ? QVariant(errorToJson(*error)) : QVariant();
}

Message messageFrom(Query &query)
{
    Message message;
    message.id = query.value(0).toString();
    message.conversationId = query.value(1).toString();
    message.role = messageRoleFromString(query.value(2).toString()).value_or(MessageRole::User);
    message.content = query.value(3).toString();
    message.status = messageStatusFromString(query.value(4).toString()).value_or(MessageStatus::Partial);
    message.parentId = query.value(5).toString();
    message.citations = citationsFromJson(query.value(6).toString());
    message.provider = query.value(7).toString();
    message.model = query.value(8).toString();
    message.promptTokens = optionalInt(query.value(9));
    message.completionTokens = optionalInt(query.value(10));
    message.latencyMs = optionalInt(query.value(11));
    if (!query.value(12).isNull())
        message.error = errorFromJson(query.value(12).toString());
    message.createdAt = timeFromSql(query.value(13));
    message.updatedAt = timeFromSql(query.value(14));
    message.reasoning = query.value(15).toString();
    message.stopReason = stopReasonFromString(query.value(16).toString());
    return message;
}

QString firstText(Query &query)
{
    return query.value(0).toString();
}
} // namespace

MessageRepository::MessageRepository(Database &database, QString userId)
    : m_database(database)
    , m_userId(std::move(userId))
{ }

Result<Message> MessageRepository::get(const QString &id) const
{
    return m_database.row("SELECT "_L1 + kMessageColumns + " FROM messages m "_L1 + kOwned
                              + "WHERE m.id = ? AND m.deleted_at IS NULL"_L1,
                          {m_userId, id}, messageFrom);
}

Result<QList<Message>> MessageRepository::page(const QString &conversationId, int limit,
                                               const QString &beforeId) const
{
    QString start;
    if (beforeId.isEmpty()) {
        CM_TRY_ASSIGN(current, m_database.row(u"SELECT v.current_message_id FROM conversations v "
                                              "JOIN clones c ON c.id = v.clone_id AND c.deleted_at IS NULL "
                                              "WHERE v.id = ? AND v.user_id = ? AND v.deleted_at IS NULL"_s,
                                              {conversationId, m_userId}, firstText));
        start = current;
    } else {
        CM_TRY_ASSIGN(before, get(beforeId));
        if (before.conversationId != conversationId)
            return fail(ErrorKind::NotFound);
        start = before.parentId;
    }
    if (start.isEmpty() || limit <= 0)
        return QList<Message>();
    return m_database.rows(
        "WITH RECURSIVE branch (id, depth) AS (SELECT ?, 1 UNION ALL "
        "SELECT p.parent_id, depth + 1 FROM branch b JOIN messages p ON p.id = b.id "
        "WHERE p.parent_id <> '' AND depth < ?) "
        "SELECT "_L1
            + kMessageColumns + " FROM branch JOIN messages m ON m.id = branch.id "_L1 + kOwned
            + "WHERE m.conversation_id = ? AND m.deleted_at IS NULL ORDER BY depth DESC"_L1,
        {start, limit, m_userId, conversationId}, messageFrom);
}

Result<MessageVariants> MessageRepository::variants(const QString &id) const
{
    CM_TRY_ASSIGN(message, get(id));
    CM_TRY_ASSIGN(
        ids,
        m_database.rows(u"SELECT id FROM messages WHERE conversation_id = ? AND parent_id = ? AND role = ? "
                        "AND deleted_at IS NULL ORDER BY row"_s,
                        {message.conversationId, message.parentId, toString(message.role)}, firstText));
    return MessageVariants{ids};
}

Result<QString> MessageRepository::newestLeaf(const QString &id) const
{
    CM_TRY_ASSIGN(message, get(id));
    // Nothing follows the newest message of a branch, since what followed would be newer.
    return m_database.row(
        u"WITH RECURSIVE below (id, row) AS (SELECT id, row FROM messages WHERE id = ? UNION "
        "SELECT m.id, m.row FROM below b JOIN messages m ON m.conversation_id = ? AND m.parent_id = b.id "
        "AND m.deleted_at IS NULL) "
        "SELECT id FROM below ORDER BY row DESC LIMIT 1"_s,
        {message.id, message.conversationId}, firstText);
}

Result<Message> MessageRepository::append(const Message &draft)
{
    Transaction transaction(m_database);
    CM_TRY(transaction.begin());
    if (!draft.parentId.isEmpty()) {
        CM_TRY_ASSIGN(parent, get(draft.parentId));
        if (parent.conversationId != draft.conversationId)
            return fail(ErrorKind::NotFound, u"the message it follows is of another conversation"_s);
    }
    const QString id = newId();
    const QString now = toIso(nowUtc());
    CM_TRY(m_database.changeOne(
        u"INSERT INTO messages (id, conversation_id, role, content, status, "
        u"parent_id, citations, provider, model, prompt_tokens, "
        "completion_tokens, latency_ms, error, created_at, updated_at, reasoning, stop_reason) "
        "SELECT ?, v.id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM conversations v "
        "JOIN clones c ON c.id = v.clone_id AND c.deleted_at IS NULL "
        "WHERE v.id = ? AND v.user_id = ? AND v.deleted_at IS NULL"_s,
        {id, toString(draft.role), draft.content, toString(draft.status), draft.parentId,
         citationsToJson(draft.citations), draft.provider, draft.model, sqlInt(draft.promptTokens),
         sqlInt(draft.completionTokens), sqlInt(draft.latencyMs), sqlMessageError(draft.error), now, now,
         draft.reasoning, toString(draft.stopReason), draft.conversationId, m_userId}));
    CM_TRY(m_database.changeOne(
        u"UPDATE conversations SET current_message_id = ?, updated_at = ? WHERE id = ? AND user_id = ?"_s,
        {id, now, draft.conversationId, m_userId}));
    CM_TRY_ASSIGN(stored, get(id));
    CM_TRY(transaction.commit());
    return stored;
}

Result<Message> MessageRepository::update(const Message &message)
{
    CM_TRY(m_database.changeOne(
        u"UPDATE messages SET content = ?, status = ?, citations = ?, provider = ?, model = ?, prompt_tokens "
        u"= ?, completion_tokens = ?, "
        "latency_ms = ?, error = ?, reasoning = ?, stop_reason = ?, updated_at = ? WHERE id = ? AND "
        "deleted_at IS NULL AND conversation_id "
        "IN "
        "(SELECT v.id FROM conversations v JOIN clones c ON c.id = v.clone_id AND c.deleted_at IS NULL "
        "WHERE v.user_id = ? AND v.deleted_at IS NULL)"_s,
        {message.content, toString(message.status), citationsToJson(message.citations), message.provider,
         message.model, sqlInt(message.promptTokens), sqlInt(message.completionTokens),
         sqlInt(message.latencyMs), sqlMessageError(message.error), message.reasoning,
         toString(message.stopReason), toIso(nowUtc()), message.id, m_userId}));
    return get(message.id);
}

Result<void> MessageRepository::trash(const QString &id)
{
    Transaction transaction(m_database);
    CM_TRY(transaction.begin());
    CM_TRY_ASSIGN(message, get(id));
    CM_TRY(m_database.run(
        u"WITH RECURSIVE below (id) AS (SELECT ? UNION "
        "SELECT m.id FROM below b JOIN messages m ON m.conversation_id = ? AND m.parent_id = b.id AND "
        "m.deleted_at IS NULL) "
        "UPDATE messages SET deleted_at = ?, deleted_with = ? WHERE id IN (SELECT id FROM below)"_s,
        {id, message.conversationId, toIso(nowUtc()), id}));
    CM_TRY_ASSIGN(hidden,
                  m_database.number(
                      u"SELECT count(*) FROM conversations v JOIN messages m ON m.id = v.current_message_id "
                      "WHERE v.id = ? AND m.deleted_at IS NOT NULL"_s,
                      {message.conversationId}));
    if (hidden > 0) {
        CM_TRY_ASSIGN(others,
                      m_database.rows(
                          u"SELECT id FROM messages WHERE conversation_id = ? AND parent_id = ? AND role = ? "
                          "AND deleted_at IS NULL "
                          "ORDER BY abs(row - (SELECT row FROM messages WHERE id = ?)), row DESC LIMIT 1"_s,
                          {message.conversationId, message.parentId, toString(message.role), id}, firstText));
        QString shown = message.parentId;
        if (!others.isEmpty()) {
            CM_TRY_ASSIGN(leaf, newestLeaf(others.first()));
            shown = leaf;
        }
        CM_TRY(m_database.changeOne(
            u"UPDATE conversations SET current_message_id = ? WHERE id = ? AND user_id = ?"_s,
            {shown, message.conversationId, m_userId}));
    }
    return transaction.commit();
}

Result<void> MessageRepository::restore(const QString &id)
{
    Transaction transaction(m_database);
    CM_TRY(transaction.begin());
    // Below a message that is trashed itself it would hang in the air.
    CM_TRY_ASSIGN(
        conversationId,
        m_database.row(
            "SELECT m.conversation_id FROM messages m "_L1 + kOwned
                + "WHERE m.id = ? AND m.deleted_with = m.id AND NOT EXISTS "
                  "(SELECT 1 FROM messages p WHERE p.id = m.parent_id AND p.deleted_at IS NOT NULL)"_L1,
            {m_userId, id}, firstText));
    CM_TRY(m_database.changeOne(
        u"UPDATE messages SET deleted_at = NULL, deleted_with = '' WHERE conversation_id = ? AND deleted_with = ?"_s,
        {conversationId, id}));
    CM_TRY_ASSIGN(leaf, newestLeaf(id));
    CM_TRY(m_database.changeOne(
        u"UPDATE conversations SET current_message_id = ? WHERE id = ? AND user_id = ?"_s,
        {leaf, conversationId, m_userId}));
    return transaction.commit();
}

} // namespace CloneMemoria

#include "core/archive/CloneReader.h"

#include "core/archive/DocumentTurns.h"
#include "core/storage/Database.h"
#include "core/storage/MessageJson.h"
#include "core/storage/Store.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr auto kOwnedClone = "JOIN clones c ON c.id = ? AND c.user_id = ? AND c.deleted_at IS NULL "_L1;

// Along the index documents_by_clone: the contents must not go through a sorter.
constexpr auto kDocuments =
    "SELECT d.id, d.title, d.content, d.source_type, d.source_uri, d.happened_at, d.created_at, "
    "d.updated_at, "
    "d.passages, m.source_uri, m.content_hash, m.imported_at FROM clone_documents d "
    "LEFT JOIN imported_documents m ON m.document_id = d.id "
    "WHERE d.clone_id = ? AND d.deleted_at IS NULL AND d.user_id = ? ORDER BY d.created_at, d.rowid"_L1;

// A branch that is shown, or a message that is followed, may lie in the trash: then there is none.
constexpr auto kConversations =
    "SELECT v.id, v.title, v.pinned, coalesce(m.id, ''), v.created_at, v.updated_at FROM conversations v "
    "LEFT JOIN messages m ON m.id = v.current_message_id AND m.conversation_id = v.id AND m.deleted_at IS "
    "NULL "
    "WHERE v.clone_id = ? AND v.user_id = ? AND v.deleted_at IS NULL ORDER BY v.created_at, v.rowid"_L1;

// The numbers alone are sorted. Without a limit, SQLite would drop the inner order in a join.
constexpr auto kMessages =
    "SELECT m.id, m.conversation_id, m.role, m.content, m.status, coalesce(p.id, ''), m.citations, "
    "m.provider, "
    "m.model, m.prompt_tokens, m.completion_tokens, m.latency_ms, m.error, m.created_at, m.updated_at, "
    "m.reasoning, m.stop_reason FROM (SELECT row FROM messages WHERE conversation_id = ? ORDER BY row LIMIT "
    "-1) o "
    "CROSS JOIN messages m ON m.row = o.row LEFT JOIN messages p ON p.id = m.parent_id "
    "AND p.conversation_id = m.conversation_id AND p.row < m.row AND p.deleted_at IS NULL "
    "WHERE m.deleted_at IS NULL"_L1;

std::optional<int> intOf(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional(value.toInt());
}

DocumentRecord documentOf(const Query &query)
{
    DocumentRecord record;
    Document &document = record.document;
    document.id = query.value(0).toString();
    document.title = query.value(1).toString();
    document.content = query.value(2).toString();
    document.sourceType = sourceTypeFromString(query.value(3).toString()).value_or(SourceType::Manual);
    document.sourceUri = query.value(4).toString();
    document.happenedAt = timeFromSql(query.value(5));
    document.createdAt = timeFromSql(query.value(6));
    document.updatedAt = timeFromSql(query.value(7));
    record.searchable = query.value(8).toInt() > 0;
    if (!query.isNull(11))
        record.imported = {query.value(9).toString(), query.value(10).toString(),
                           timeFromSql(query.value(11))};
    return record;
}

Message messageOf(const Query &query)
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
    message.promptTokens = intOf(query.value(9));
    message.completionTokens = intOf(query.value(10));
    message.latencyMs = intOf(query.value(11));
    if (!query.isNull(12))
        message.error = errorFromJson(query.value(12).toString());
    message.createdAt = timeFromSql(query.value(13));
    message.updatedAt = timeFromSql(query.value(14));
    message.reasoning = query.value(15).toString();
    message.stopReason = stopReasonFromString(query.value(16).toString());
    return message;
}
} // namespace

Result<CloneRecord> CloneReader::clone() const
{
    CM_TRY_ASSIGN(clone, m_store.clones.get(m_cloneId));
    CM_TRY_ASSIGN(names, m_store.database().rows(
                             "SELECT n.name, n.created_at FROM clone_names n "_L1 + kOwnedClone
                                 + "WHERE n.clone_id = c.id ORDER BY n.created_at, n.rowid"_L1,
                             {m_cloneId, m_store.userId()}, [](Query &query) {
                                 return ChatName{query.value(0).toString(), timeFromSql(query.value(1))};
                             }));
    return CloneRecord{std::move(clone), std::move(names)};
}

Result<CloneCounts> CloneReader::counts() const
{
    const auto count = [this](QLatin1StringView sql) {
        return m_store.database().number(sql, {m_cloneId, m_store.userId()});
    };
    CM_TRY_ASSIGN(
        documents,
        count(
            "SELECT count(*) FROM clone_documents WHERE clone_id = ? AND user_id = ? AND deleted_at IS NULL"_L1));
    CM_TRY_ASSIGN(
        conversations,
        count(
            "SELECT count(*) FROM conversations WHERE clone_id = ? AND user_id = ? AND deleted_at IS NULL"_L1));
    CM_TRY_ASSIGN(messages,
                  count("SELECT count(*) FROM conversations v JOIN messages m ON m.conversation_id = v.id "
                        "AND m.deleted_at IS NULL WHERE v.clone_id = ? AND v.user_id = ? AND "
                        "v.deleted_at IS NULL"_L1));
    return CloneCounts{documents, conversations, messages};
}

Result<QList<Turn>> CloneReader::turns(const Document &document) const
{
    CM_TRY_ASSIGN(passages,
                  m_store.database().rows(
                      u"SELECT start_offset, end_offset, speaker, happened_at FROM clone_document_chunks "
                      "WHERE document_id = ? ORDER BY chunk_index"_s,
                      {document.id}, [](Query &query) {
                          Passage passage;
                          passage.startOffset = query.value(0).toInt();
                          passage.endOffset = query.value(1).toInt();
                          passage.speaker = query.value(2).toString();
                          passage.happenedAt = timeFromSql(query.value(3));
                          return passage;
                      }));
    return turnsOf(passages, document.content);
}

Result<void> CloneReader::eachDocument(const std::function<Result<void>(const DocumentRecord &)> &visit) const
{
    CM_TRY(m_store.clones.get(m_cloneId)); // one of this user's, and not in the trash
    Database &database = m_store.database();
    CM_TRY_ASSIGN(query, database.run(kDocuments, {m_cloneId, m_store.userId()}));
    while (query.next()) {
        DocumentRecord record = documentOf(query);
        CM_TRY_ASSIGN(spoken, turns(record.document));
        record.turns = std::move(spoken);
        CM_TRY(visit(record));
    }
    return database.checkEnd(query);
}

Result<void> CloneReader::eachConversation(
    const std::function<Result<void>(const Conversation &)> &visit) const
{
    CM_TRY(m_store.clones.get(m_cloneId));
    Database &database = m_store.database();
    CM_TRY_ASSIGN(query, database.run(kConversations, {m_cloneId, m_store.userId()}));
    while (query.next()) {
        Conversation conversation;
        conversation.id = query.value(0).toString();
        conversation.cloneId = m_cloneId;
        conversation.title = query.value(1).toString();
        conversation.pinned = query.value(2).toBool();
        conversation.currentMessageId = query.value(3).toString();
        conversation.createdAt = timeFromSql(query.value(4));
        conversation.updatedAt = timeFromSql(query.value(5));
        CM_TRY(visit(conversation));
    }
    return database.checkEnd(query);
}

Result<void> CloneReader::eachMessage(const std::function<Result<void>(const Message &)> &visit) const
{
    return eachConversation(
        [&](const Conversation &conversation) { return eachMessageOf(conversation.id, visit); });
}

Result<void> CloneReader::eachMessageOf(const QString &conversationId,
                                        const std::function<Result<void>(const Message &)> &visit) const
{
    Database &database = m_store.database();
    CM_TRY_ASSIGN(query, database.run(kMessages, {conversationId}));
    while (query.next())
        CM_TRY(visit(messageOf(query)));
    return database.checkEnd(query);
}

} // namespace CloneMemoria

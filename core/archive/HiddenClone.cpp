#include "core/archive/HiddenClone.h"

#include "core/archive/StoredJson.h"
#include "core/base/Clock.h"
#include "core/storage/Database.h"
#include "core/storage/MessageJson.h"
#include "core/storage/PassageRows.h"
#include "core/storage/Store.h"
#include "core/storage/Transaction.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
const QString kUnfinishedKey = u"archive.unfinished."_s; // and the clone's id

QVariant sqlNumber(const std::optional<int> &value)
{
    return value ? QVariant(*value) : QVariant();
}
} // namespace

Result<QStringList> HiddenClone::unfinished(Store &store)
{
    CM_TRY_ASSIGN(settings, store.settings.all());
    QStringList ids;
    for (auto setting = settings.keyBegin(); setting != settings.keyEnd(); ++setting) {
        if (setting->startsWith(kUnfinishedKey))
            ids.append(setting->sliced(kUnfinishedKey.size()));
    }
    return ids;
}

Result<void> HiddenClone::create(const CloneRecord &record)
{
    const Clone &clone = record.clone;
    Database &database = m_store.database();
    Transaction transaction(database);
    CM_TRY(transaction.begin());
    CM_TRY(m_store.settings.set(kUnfinishedKey + m_cloneId, toIso(nowUtc())));
    CM_TRY(database.run(
        u"INSERT INTO clones (id, user_id, name, relation, description, personality, speaking_style, "
        "greeting, language, avatar, remember_conversations, created_at, updated_at, deleted_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
        {m_cloneId, m_store.userId(), clone.name, clone.relation, clone.description, clone.personality,
         clone.speakingStyle, clone.greeting, clone.language, clone.avatar,
         clone.rememberConversations ? 1 : 0, toIso(clone.createdAt), toIso(clone.updatedAt),
         toIso(nowUtc())}));
    for (const ChatName &name : record.names) {
        CM_TRY_ASSIGN(
            added, database.change(u"INSERT INTO clone_names (clone_id, name, created_at) VALUES (?, ?, ?) "
                                   "ON CONFLICT DO NOTHING"_s,
                                   {m_cloneId, name.name, toIso(name.createdAt)}));
        if (added == 0)
            return damaged(u"a name that is there twice"_s);
    }
    return transaction.commit();
}

Result<bool> HiddenClone::addDocument(const ReadyDocument &ready)
{
    Database &database = m_store.database();
    const Document &document = ready.record.document;
    CM_TRY_ASSIGN(same,
                  database.number(u"SELECT count(*) FROM clone_documents WHERE clone_id = ? AND user_id = ? "
                                  "AND content_hash = ? AND deleted_at IS NULL"_s,
                                  {m_cloneId, m_store.userId(), document.contentHash}));
    if (same > 0)
        return false;
    CM_TRY_ASSIGN(added,
                  database.change(
                      u"INSERT INTO clone_documents (id, clone_id, user_id, title, content, source_type, "
                      "source_uri, content_hash, happened_at, characters, passages, created_at, updated_at) "
                      "SELECT ?, c.id, c.user_id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM clones c "
                      "WHERE c.id = ? AND c.user_id = ? ON CONFLICT (id) DO NOTHING"_s,
                      {document.id, document.title, document.content, toString(document.sourceType),
                       document.sourceUri, document.contentHash, sqlTime(document.happenedAt),
                       document.content.size(), ready.passages.size(), toIso(document.createdAt),
                       toIso(document.updatedAt), m_cloneId, m_store.userId()}));
    if (added == 0)
        return damaged(u"two documents with one id"_s);
    CM_TRY(stagePassages(database, m_cloneId, document.id, ready.passages));
    if (const std::optional<ImportNote> &note = ready.record.imported)
        CM_TRY(database.run(
            u"INSERT INTO imported_documents (document_id, clone_id, source_uri, content_hash, "
            "imported_at) VALUES (?, ?, ?, ?, ?)"_s,
            {document.id, m_cloneId, note->sourceUri, note->contentHash, toIso(note->importedAt)}));
    return true;
}

Result<int> HiddenClone::addDocuments(const QList<ReadyDocument> &documents)
{
    Transaction transaction(m_store.database());
    CM_TRY(transaction.begin());
    int stored = 0;
    for (const ReadyDocument &ready : documents) {
        CM_TRY_ASSIGN(added, addDocument(ready));
        stored += added ? 1 : 0;
    }
    CM_TRY(storeStagedPassages(m_store.database(), toIso(nowUtc())));
    CM_TRY(transaction.commit());
    return stored;
}

Result<void> HiddenClone::addConversations(const QList<Conversation> &conversations)
{
    Database &database = m_store.database();
    Transaction transaction(database);
    CM_TRY(transaction.begin());
    for (const Conversation &conversation : conversations) {
        CM_TRY_ASSIGN(added,
                      database.change(u"INSERT INTO conversations (id, clone_id, user_id, title, pinned, "
                                      "current_message_id, created_at, updated_at) "
                                      "SELECT ?, c.id, c.user_id, ?, ?, ?, ?, ? FROM clones c "
                                      "WHERE c.id = ? AND c.user_id = ? ON CONFLICT (id) DO NOTHING"_s,
                                      {conversation.id, conversation.title, conversation.pinned ? 1 : 0,
                                       conversation.currentMessageId, toIso(conversation.createdAt),
                                       toIso(conversation.updatedAt), m_cloneId, m_store.userId()}));
        if (added == 0)
            return damaged(u"two conversations with one id"_s);
    }
    return transaction.commit();
}

Result<void> HiddenClone::addMessages(const QList<Message> &messages)
{
    Database &database = m_store.database();
    Transaction transaction(database);
    CM_TRY(transaction.begin());
    // One whose id is there already, or whose conversation isn't, is not stored: show() misses it.
    const QString insert =
        u"INSERT INTO messages (id, conversation_id, role, content, status, parent_id, "
        "citations, provider, model, prompt_tokens, completion_tokens, latency_ms, error, "
        "created_at, updated_at, reasoning, stop_reason) "
        "SELECT ?, v.id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM conversations v "
        "WHERE v.id = ? AND v.clone_id = ? AND v.user_id = ? ON CONFLICT (id) DO NOTHING"_s;
    for (const Message &message : messages) {
        CM_TRY(database.run(
            insert,
            {message.id, toString(message.role), message.content, toString(message.status), message.parentId,
             citationsToJson(message.citations), message.provider, message.model,
             sqlNumber(message.promptTokens), sqlNumber(message.completionTokens),
             sqlNumber(message.latencyMs), message.error ? QVariant(errorToJson(*message.error)) : QVariant(),
             toIso(message.createdAt), toIso(message.updatedAt), message.reasoning,
             toString(message.stopReason), message.conversationId, m_cloneId, m_store.userId()}));
    }
    return transaction.commit();
}

Result<void> HiddenClone::checkRelations(const CloneCounts &given) const
{
    const auto count = [this](QLatin1StringView sql) {
        return m_store.database().number(sql, {m_cloneId, m_store.userId()});
    };
    CM_TRY_ASSIGN(documents,
                  count("SELECT count(*) FROM clone_documents WHERE clone_id = ? AND user_id = ?"_L1));
    CM_TRY_ASSIGN(conversations,
                  count("SELECT count(*) FROM conversations WHERE clone_id = ? AND user_id = ?"_L1));
    CM_TRY_ASSIGN(messages,
                  count("SELECT count(*) FROM conversations v JOIN messages m ON m.conversation_id = v.id "
                        "WHERE v.clone_id = ? AND v.user_id = ?"_L1));
    if (CloneCounts{documents, conversations, messages} != given)
        return damaged(u"two messages with one id, or one without its conversation"_s);
    // A message that came before the one that it follows could be followed in a circle.
    CM_TRY_ASSIGN(
        hanging, count("SELECT count(*) FROM conversations v JOIN messages m ON m.conversation_id = v.id "
                       "LEFT JOIN messages p ON p.id = m.parent_id AND p.conversation_id = m.conversation_id "
                       "AND p.row < m.row WHERE v.clone_id = ? AND v.user_id = ? AND m.parent_id <> '' "
                       "AND p.id IS NULL"_L1));
    if (hanging > 0)
        return damaged(u"%1 messages that follow none of their conversation"_s.arg(hanging));
    CM_TRY_ASSIGN(
        lost,
        count("SELECT count(*) FROM conversations v LEFT JOIN messages m ON m.id = v.current_message_id "
              "AND m.conversation_id = v.id WHERE v.clone_id = ? AND v.user_id = ? "
              "AND v.current_message_id <> '' AND m.id IS NULL"_L1));
    if (lost > 0)
        return damaged(u"%1 conversations that show a message they don't have"_s.arg(lost));
    return {};
}

Result<void> HiddenClone::show(const CloneCounts &given)
{
    Transaction transaction(m_store.database());
    CM_TRY(transaction.begin());
    CM_TRY(checkRelations(given));
    CM_TRY(m_store.clones.restore(m_cloneId));
    CM_TRY(m_store.settings.remove(kUnfinishedKey + m_cloneId));
    return transaction.commit();
}

Result<void> HiddenClone::remove()
{
    constexpr int kAtOnce = 200;
    Database &database = m_store.database();
    const auto someOf = [&](QLatin1StringView table) {
        return database.change("DELETE FROM "_L1 + table + " WHERE rowid IN (SELECT rowid FROM "_L1 + table
                                   + " WHERE clone_id = ? AND user_id = ? LIMIT ?)"_L1,
                               {m_cloneId, m_store.userId(), kAtOnce});
    };
    for (const QLatin1StringView table : {"clone_documents"_L1, "conversations"_L1}) {
        for (int removed = kAtOnce; removed == kAtOnce;) {
            CM_TRY_ASSIGN(some, someOf(table));
            removed = some;
        }
    }
    Transaction transaction(database);
    CM_TRY(transaction.begin());
    const Result<void> purged = m_store.clones.purge(m_cloneId);
    if (!purged && purged.error().kind != ErrorKind::NotFound) // it was not begun yet
        return purged;
    CM_TRY(database.run(u"DELETE FROM clone_revisions WHERE clone_id = ?"_s, {m_cloneId}));
    CM_TRY(m_store.settings.remove(kUnfinishedKey + m_cloneId));
    return transaction.commit();
}

} // namespace CloneMemoria

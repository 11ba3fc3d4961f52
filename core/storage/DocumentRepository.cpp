#include "core/storage/DocumentRepository.h"

#include "core/base/Clock.h"
#include "core/base/Uuid.h"
#include "core/storage/Database.h"
#include "core/storage/PassageRows.h"
#include "core/storage/Transaction.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr auto kSelectDocument = "SELECT d.id, d.clone_id, d.user_id, d.title, d.content, d.source_type, "
                                 "d.source_uri, d.content_hash, d.happened_at, d.created_at, "
                                 "d.updated_at FROM clone_documents d JOIN clones c ON c.id = d.clone_id AND "
                                 "c.user_id = d.user_id AND c.deleted_at IS NULL "
                                 "WHERE d.user_id = ? AND d.deleted_at IS NULL "_L1;

// What hangs on a trashed clone is not to be had one by one.
constexpr auto kOfVisibleClone =
    "clone_id IN (SELECT id FROM clones WHERE user_id = ? AND deleted_at IS NULL)"_L1;

Document documentFrom(Query &query)
{
    Document document;
    document.id = query.value(0).toString();
    document.cloneId = query.value(1).toString();
    document.userId = query.value(2).toString();
    document.title = query.value(3).toString();
    document.content = query.value(4).toString();
    document.sourceType = sourceTypeFromString(query.value(5).toString()).value_or(SourceType::Manual);
    document.sourceUri = query.value(6).toString();
    document.contentHash = query.value(7).toString();
    document.happenedAt = timeFromSql(query.value(8));
    document.createdAt = timeFromSql(query.value(9));
    document.updatedAt = timeFromSql(query.value(10));
    return document;
}

Failure duplicateOf(const DocumentSummary &same)
{
    return fail(ErrorKind::InvalidInput, u"same content as "_s + same.id, u"duplicate"_s, same.title);
}
} // namespace

DocumentRepository::DocumentRepository(Database &database, QString userId)
    : m_database(database)
    , m_userId(std::move(userId))
{ }

Result<QList<Document>> DocumentRepository::changedSince(const QString &cloneId, const QString &after,
                                                         const QString &afterId, int limit) const
{
    return m_database.rows(
        u"SELECT d.id, d.clone_id, d.user_id, d.title, '', d.source_type, d.source_uri, d.content_hash, "
        "d.happened_at, d.created_at, d.updated_at FROM clone_documents d "
        "JOIN clones c ON c.id = d.clone_id AND c.user_id = d.user_id AND c.deleted_at IS NULL "
        "WHERE d.clone_id = ? AND d.user_id = ? AND d.deleted_at IS NULL AND (d.updated_at, d.id) > (?, ?) "
        "ORDER BY d.updated_at, d.id LIMIT ?"_s,
        {cloneId, m_userId, after, afterId, limit}, documentFrom);
}

Result<Document> DocumentRepository::get(const QString &id) const
{
    return m_database.row(kSelectDocument + "AND d.id = ?"_L1, {m_userId, id}, documentFrom);
}

Result<std::optional<Document>> DocumentRepository::findByHash(const QString &cloneId,
                                                               const QString &contentHash) const
{
    CM_TRY_ASSIGN(found, m_database.rows(kSelectDocument + "AND d.clone_id = ? AND d.content_hash = ?"_L1,
                                         {m_userId, cloneId, contentHash}, documentFrom));
    return found.isEmpty() ? std::nullopt : std::optional(found.first());
}

Result<Document> DocumentRepository::create(const Document &draft, const QList<Passage> &passages)
{
    Transaction transaction(m_database);
    CM_TRY(transaction.begin());
    CM_TRY_ASSIGN(id, add(draft, passages));
    CM_TRY_ASSIGN(stored, get(id));
    CM_TRY(transaction.commit());
    return stored;
}

Result<QString> DocumentRepository::add(const Document &draft, const QList<Passage> &passages)
{
    Transaction transaction(m_database);
    CM_TRY(transaction.begin());
    CM_TRY_ASSIGN(same, summaryByHash(draft.cloneId, draft.contentHash));
    if (same)
        return duplicateOf(*same);
    CM_TRY_ASSIGN(id, stage(draft, passages));
    CM_TRY(storeStaged());
    CM_TRY(transaction.commit());
    return id;
}

Result<void> DocumentRepository::storeStaged()
{
    return storeStagedPassages(m_database, toIso(nowUtc()));
}

Result<QString> DocumentRepository::stage(const Document &draft, const QList<Passage> &passages)
{
    // It was removed and is given again: the new one takes its place, and restoring the old one would double it.
    CM_TRY(m_database.run(
        u"DELETE FROM clone_documents WHERE clone_id = ? AND user_id = ? AND content_hash = ? AND deleted_at IS NOT NULL"_s,
        {draft.cloneId, m_userId, draft.contentHash}));
    const QString id = newId();
    const QString now = toIso(nowUtc());
    CM_TRY(m_database.changeOne(u"INSERT INTO clone_documents (id, clone_id, user_id, title, content, "
                                u"source_type, source_uri, content_hash, "
                                "happened_at, characters, passages, created_at, updated_at) "
                                "SELECT ?, c.id, c.user_id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM clones c "
                                "WHERE c.id = ? AND c.user_id = ? AND c.deleted_at IS NULL"_s,
                                {id, draft.title, draft.content, toString(draft.sourceType), draft.sourceUri,
                                 draft.contentHash, sqlTime(draft.happenedAt), draft.content.size(),
                                 passages.size(), now, now, draft.cloneId, m_userId}));
    CM_TRY(stagePassages(m_database, draft.cloneId, id, passages));
    return id;
}

Result<Document> DocumentRepository::update(const Document &document, const QList<Passage> &passages)
{
    Transaction transaction(m_database);
    CM_TRY(transaction.begin());
    CM_TRY(replace(document, passages));
    CM_TRY_ASSIGN(stored, get(document.id));
    CM_TRY(transaction.commit());
    return stored;
}

Result<void> DocumentRepository::replace(const Document &document, const QList<Passage> &passages)
{
    Transaction transaction(m_database);
    CM_TRY(transaction.begin());
    CM_TRY_ASSIGN(
        cloneId,
        m_database.row("SELECT clone_id FROM clone_documents WHERE id = ? AND deleted_at IS NULL AND "_L1
                           + kOfVisibleClone,
                       {document.id, m_userId}, [](Query &query) { return query.value(0).toString(); }));
    CM_TRY_ASSIGN(same, summaryByHash(cloneId, document.contentHash));
    if (same && same->id != document.id)
        return duplicateOf(*same);
    const QString now = toIso(nowUtc());
    CM_TRY(m_database.changeOne(u"UPDATE clone_documents SET title = ?, content = ?, content_hash = ?, "
                                u"happened_at = ?, characters = ?, "
                                "passages = ?, updated_at = ? WHERE id = ? AND user_id = ?"_s,
                                {document.title, document.content, document.contentHash,
                                 sqlTime(document.happenedAt), document.content.size(), passages.size(), now,
                                 document.id, m_userId}));
    CM_TRY(replacePassages(m_database, cloneId, document.id, passages, now));
    return transaction.commit();
}

Result<Document> DocumentRepository::setDetails(const QString &id, const QString &title,
                                                const QDateTime &happenedAt)
{
    CM_TRY(get(id)); // of a trashed clone: not found
    CM_TRY(m_database.changeOne(u"UPDATE clone_documents SET title = ?, happened_at = ?, updated_at = ? "
                                "WHERE id = ? AND user_id = ? AND deleted_at IS NULL"_s,
                                {title, sqlTime(happenedAt), toIso(nowUtc()), id, m_userId}));
    return get(id);
}

Result<void> DocumentRepository::trash(const QString &id)
{
    return m_database.changeOne(
        "UPDATE clone_documents SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL AND "_L1
            + kOfVisibleClone,
        {toIso(nowUtc()), id, m_userId});
}

Result<void> DocumentRepository::restore(const QString &id)
{
    Transaction transaction(m_database);
    CM_TRY(transaction.begin());
    CM_TRY_ASSIGN(
        place,
        m_database.row(
            "SELECT clone_id, content_hash FROM clone_documents WHERE id = ? AND deleted_at IS NOT NULL AND "_L1
                + kOfVisibleClone,
            {id, m_userId},
            [](Query &query) { return std::pair(query.value(0).toString(), query.value(1).toString()); }));
    CM_TRY_ASSIGN(same, summaryByHash(place.first, place.second));
    if (same)
        return duplicateOf(*same);
    CM_TRY(m_database.changeOne(
        // What keeps up with changes sees it again.
        u"UPDATE clone_documents SET deleted_at = NULL, updated_at = ? WHERE id = ? AND user_id = ?"_s,
        {toIso(nowUtc()), id, m_userId}));
    return transaction.commit();
}

Result<void> DocumentRepository::purge(const QString &id)
{
    return m_database.changeOne(u"DELETE FROM clone_documents WHERE id = ? AND user_id = ?"_s,
                                {id, m_userId});
}

Result<void> DocumentRepository::trash(const QStringList &ids)
{
    return each(ids, &DocumentRepository::trash);
}

Result<void> DocumentRepository::restore(const QStringList &ids)
{
    return each(ids, &DocumentRepository::restore);
}

Result<void> DocumentRepository::purge(const QStringList &ids)
{
    return each(ids, &DocumentRepository::purge);
}

Result<void> DocumentRepository::each(const QStringList &ids,
                                      Result<void> (DocumentRepository::*change)(const QString &))
{
    Transaction transaction(m_database);
    CM_TRY(transaction.begin());
    for (const QString &id : ids)
        CM_TRY((this->*change)(id));
    return transaction.commit();
}

} // namespace CloneMemoria

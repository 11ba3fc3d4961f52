#include "core/storage/PassageRows.h"

#include "core/base/Uuid.h"
#include "core/storage/Database.h"

#include <QMultiHash>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// What is there of a passage, but for its vector.
struct PassageRow
{
    qint64 row = 0;
    Passage passage;
    bool kept = false;
};

Result<void> stage(Database &database, const QString &cloneId, const QString &documentId,
                   const Passage &passage, qsizetype index)
{
    CM_TRY(
        database.run(u"INSERT INTO temp.staged_passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                     {newId(), cloneId, documentId, index, passage.content, passage.searchText,
                      passage.startOffset, passage.endOffset, passage.speaker, sqlTime(passage.happenedAt),
                      passage.embedding.isEmpty() ? QVariant() : QVariant(sqlVector(passage.embedding)),
                      passage.embeddingProvider, passage.embeddingModel, passage.embedding.size()}));
    return {};
}

Result<void> makeStage(Database &database)
{
    CM_TRY(database.run(u"CREATE TEMP TABLE IF NOT EXISTS staged_passages (id, clone_id, document_id, "
                        u"chunk_index, content, search_text, start_offset, end_offset, speaker, "
                        u"happened_at, embedding, embedding_provider, embedding_model, dimensions)"_s));
    return {};
}

Result<QList<PassageRow>> rowsOf(Database &database, const QString &documentId)
{
    return database.rows(u"SELECT row, chunk_index, content, search_text, start_offset, end_offset, speaker, "
                         u"happened_at, embedding_provider, embedding_model FROM clone_document_chunks "
                         u"WHERE document_id = ? ORDER BY chunk_index"_s,
                         {documentId}, [](Query &query) {
                             PassageRow row;
                             row.row = query.value(0).toLongLong();
                             row.passage.chunkIndex = query.value(1).toInt();
                             row.passage.content = query.value(2).toString();
                             row.passage.searchText = query.value(3).toString();
                             row.passage.startOffset = query.value(4).toInt();
                             row.passage.endOffset = query.value(5).toInt();
                             row.passage.speaker = query.value(6).toString();
                             row.passage.happenedAt = timeFromSql(query.value(7));
                             row.passage.embeddingProvider = query.value(8).toString();
                             row.passage.embeddingModel = query.value(9).toString();
                             return row;
                         });
}

// The rows there are, by what they say; of several that say the same, in their order.
class OldRows
{
public:
    explicit OldRows(QList<PassageRow> rows) : m_rows(std::move(rows))
    {
        for (qsizetype i = m_rows.size(); i-- > 0;)
            m_byContent.insert(m_rows.at(i).passage.content, i); // the last one inserted is found first
    }

    PassageRow *take(const QString &content)
    {
        const auto found = m_byContent.find(content);
        if (found == m_byContent.end())
            return nullptr;
        PassageRow &row = m_rows[found.value()];
        m_byContent.erase(found);
        row.kept = true;
        return &row;
    }

    const QList<PassageRow> &all() const { return m_rows; }

private:
    QList<PassageRow> m_rows;
    QMultiHash<QString, qsizetype> m_byContent;
};

struct KeptPassage
{
    PassageRow old;
    const Passage *fresh = nullptr;
    int index = 0;
};

Result<void> moveRow(Database &database, const KeptPassage &kept, const QString &now)
{
    const Passage &old = kept.old.passage;
    const Passage &fresh = *kept.fresh;
    const bool moved = old.chunkIndex != kept.index || old.startOffset != fresh.startOffset
                       || old.endOffset != fresh.endOffset || old.speaker != sqlText(fresh.speaker)
                       || old.happenedAt != fresh.happenedAt;
    if (moved) // out of the way of the others' places first: below zero
        CM_TRY(database.run(
            u"UPDATE clone_document_chunks SET chunk_index = ?, start_offset = ?, end_offset = ?, "
            u"speaker = ?, happened_at = ?, updated_at = ? WHERE row = ?"_s,
            {-1 - kept.index, fresh.startOffset, fresh.endOffset, fresh.speaker, sqlTime(fresh.happenedAt),
             now, kept.old.row}));
    // Apart: full text indexes the row anew where this column is written.
    if (old.searchText != sqlText(fresh.searchText))
        CM_TRY(
            database.run(u"UPDATE clone_document_chunks SET search_text = ?, updated_at = ? WHERE row = ?"_s,
                         {fresh.searchText, now, kept.old.row}));
    const bool otherModel = old.embeddingProvider != fresh.embeddingProvider
                            || old.embeddingModel != fresh.embeddingModel;
    if (!fresh.embedding.isEmpty() && otherModel)
        CM_TRY(database.run(
            u"UPDATE clone_document_chunks SET embedding = ?, embedding_provider = ?, embedding_model = ?, "
            u"dimensions = ?, updated_at = ?, embedding_revision = max(CAST(strftime('%s') AS INTEGER) * "
            u"1000000, "
            u"1 + coalesce((SELECT r.revision FROM clone_revisions r WHERE r.clone_id = "
            u"clone_document_chunks.clone_id), 0)) WHERE row = ?"_s,
            {sqlVector(fresh.embedding), fresh.embeddingProvider, fresh.embeddingModel,
             fresh.embedding.size(), now, kept.old.row}));
    return {};
}
} // namespace

Result<void> stagePassages(Database &database, const QString &cloneId, const QString &documentId,
                           const QList<Passage> &passages)
{
    if (passages.isEmpty())
        return {};
    CM_TRY(makeStage(database));
    for (qsizetype i = 0; i < passages.size(); ++i)
        CM_TRY(stage(database, cloneId, documentId, passages.at(i), i));
    return {};
}

Result<void> storeStagedPassages(Database &database, const QString &now)
{
    CM_TRY(makeStage(database));
    // Each gets a revision of its own, so that who reads them in parts finds its place again.
    CM_TRY_ASSIGN(stored,
                  database.change(
                      u"INSERT INTO clone_document_chunks (id, clone_id, document_id, chunk_index, content, "
                      u"search_text, start_offset, end_offset, speaker, happened_at, embedding, "
                      u"embedding_provider, embedding_model, dimensions, created_at, updated_at, "
                      u"embedding_revision) SELECT s.*, ?, ?, s.rowid - 1 + "
                      u"max(CAST(strftime('%s') AS INTEGER) * 1000000, 1 + coalesce((SELECT r.revision "
                      u"FROM clone_revisions r WHERE r.clone_id = s.clone_id), 0)) "
                      u"FROM temp.staged_passages s ORDER BY s.rowid"_s,
                      {now, now}));
    if (stored > 0)
        CM_TRY(database.run(u"DELETE FROM temp.staged_passages"_s));
    return {};
}

Result<void> replacePassages(Database &database, const QString &cloneId, const QString &documentId,
                             const QList<Passage> &passages, const QString &now)
{
    CM_TRY_ASSIGN(rows, rowsOf(database, documentId));
    OldRows old(std::move(rows));
    QList<KeptPassage> kept;
    QList<qsizetype> fresh;
    for (qsizetype i = 0; i < passages.size(); ++i) {
        if (PassageRow *row = old.take(sqlText(passages.at(i).content)))
            kept.append({*row, &passages.at(i), static_cast<int>(i)});
        else
            fresh.append(i);
    }
    for (const PassageRow &row : old.all()) {
        if (!row.kept)
            CM_TRY(database.run(u"DELETE FROM clone_document_chunks WHERE row = ?"_s, {row.row}));
    }
    for (const KeptPassage &passage : std::as_const(kept))
        CM_TRY(moveRow(database, passage, now));
    CM_TRY(database.run(u"UPDATE clone_document_chunks SET chunk_index = -1 - chunk_index "
                        u"WHERE document_id = ? AND chunk_index < 0"_s,
                        {documentId}));
    if (fresh.isEmpty())
        return {};
    CM_TRY(makeStage(database));
    for (const qsizetype index : std::as_const(fresh))
        CM_TRY(stage(database, cloneId, documentId, passages.at(index), index));
    return storeStagedPassages(database, now);
}

} // namespace CloneMemoria

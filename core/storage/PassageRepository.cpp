#include "core/storage/PassageRepository.h"

#include "core/base/Clock.h"
#include "core/storage/Database.h"
#include "core/storage/Transaction.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr auto kPassageColumns =
    "p.id, p.clone_id, p.document_id, p.chunk_index, p.content, p.search_text, p.start_offset, p.end_offset, "
    "p.speaker, p.happened_at, p.embedding_provider, p.embedding_model"_L1;

// The documents and clones that this user sees.
constexpr auto kVisible =
    "JOIN clone_documents d ON d.id = p.document_id AND d.user_id = ? AND d.deleted_at IS NULL "
    "JOIN clones c ON c.id = d.clone_id AND c.user_id = d.user_id AND c.deleted_at IS NULL "_L1;

// The revision that the triggers will give the clone for this, or one before it (see 004_vector_revisions.sql).
constexpr auto kNextRevision =
    "max(CAST(strftime('%s') AS INTEGER) * 1000000, 1 + coalesce((SELECT r.revision FROM clone_revisions r "
    "WHERE r.clone_id = clone_document_chunks.clone_id), 0))"_L1;

// The same for passages that are asked for by their numbers: CROSS JOIN keeps SQLite from going through all documents
// of the user for each of them, which it takes for quicker where there are many numbers.
constexpr auto kVisibleRows =
    "NOT INDEXED CROSS JOIN clone_documents d ON d.id = p.document_id AND d.user_id = ? AND d.deleted_at IS "
    "NULL "
    "CROSS JOIN clones c ON c.id = d.clone_id AND c.user_id = d.user_id AND c.deleted_at IS NULL "_L1;

// SQLite's bound on the values of one statement is far higher; this keeps the prepared ones small.
constexpr qsizetype kIdsAtOnce = 500;

Passage passageFrom(Query &query)
{
    Passage passage;
    passage.id = query.value(0).toString();
    passage.cloneId = query.value(1).toString();
    passage.documentId = query.value(2).toString();
    passage.chunkIndex = query.value(3).toInt();
    passage.content = query.value(4).toString();
    passage.searchText = query.value(5).toString();
    passage.startOffset = query.value(6).toInt();
    passage.endOffset = query.value(7).toInt();
    passage.speaker = query.value(8).toString();
    passage.happenedAt = timeFromSql(query.value(9));
    passage.embeddingProvider = query.value(10).toString();
    passage.embeddingModel = query.value(11).toString();
    return passage;
}

QString questionMarks(qsizetype count)
{
    return QStringList(count, u"?"_s).join(u',');
}

// A term in double quotes is a string to FTS5, whatever is in it.
QStringList quotedTerms(const QStringList &terms)
{
    QStringList quoted;
    for (QString term : terms)
        quoted.append(u'"' + term.replace(u'"', "\"\""_L1) + u'"');
    return quoted;
}

QString matchAny(const QStringList &terms)
{
    return quotedTerms(terms).join(" OR "_L1);
}
} // namespace

PassageRepository::PassageRepository(Database &database, QString userId)
    : m_database(database)
    , m_userId(std::move(userId))
{ }

Result<QList<Passage>> PassageRepository::ofDocument(const QString &documentId) const
{
    return m_database.rows("SELECT "_L1 + kPassageColumns + " FROM clone_document_chunks p "_L1 + kVisible
                               + "WHERE p.document_id = ? ORDER BY p.chunk_index"_L1,
                           {m_userId, documentId}, passageFrom);
}

Result<QList<Passage>> PassageRepository::get(const QStringList &ids) const
{
    QHash<QString, Passage> found;
    for (qsizetype from = 0; from < ids.size(); from += kIdsAtOnce) {
        const QStringList some = ids.mid(from, kIdsAtOnce);
        QVariantList values{m_userId};
        for (const QString &id : some)
            values.append(id);
        CM_TRY_ASSIGN(passages,
                      m_database.rows("SELECT "_L1 + kPassageColumns + " FROM clone_document_chunks p "_L1
                                          + kVisible + "WHERE p.id IN ("_L1 + questionMarks(some.size())
                                          + ")"_L1,
                                      values, passageFrom));
        for (const Passage &passage : passages)
            found.insert(passage.id, passage);
    }
    QList<Passage> ordered;
    for (const QString &id : ids) {
        if (const auto passage = found.constFind(id); passage != found.cend())
            ordered.append(*passage);
    }
    return ordered;
}

Result<QHash<qint64, Passage>> PassageRepository::byRow(std::span<const qint64> rows) const
{
    QHash<qint64, Passage> found;
    while (!rows.empty()) {
        const auto some = rows.first(std::min(rows.size(), std::size_t(kIdsAtOnce)));
        rows = rows.subspan(some.size());
        QVariantList values{m_userId};
        for (const qint64 row : some)
            values.append(row);
        CM_TRY_ASSIGN(passages, m_database.rows("SELECT "_L1 + kPassageColumns
                                                    + ", p.row FROM clone_document_chunks p "_L1
                                                    + kVisibleRows + "WHERE p.row IN ("_L1
                                                    + questionMarks(qsizetype(some.size())) + ")"_L1,
                                                values, [](Query &query) {
                                                    return std::pair(query.value(12).toLongLong(),
                                                                     passageFrom(query));
                                                }));
        for (auto &[row, passage] : passages)
            found.insert(row, std::move(passage));
    }
    return found;
}

Result<void> PassageRepository::forEachTerms(const QStringList &documentIds,
                                             const std::function<void(const PassageTerms &)> &visit) const
{
    for (qsizetype from = 0; from < documentIds.size(); from += kIdsAtOnce) {
        const QStringList some = documentIds.mid(from, kIdsAtOnce);
        QVariantList values{m_userId};
        for (const QString &id : some)
            values.append(id);
        // Whether a turn asks is told by its marks, of which scripts have several.
        CM_TRY_ASSIGN(
            query,
            m_database.run(
                "SELECT p.row, p.document_id, p.search_text, p.speaker, p.happened_at, "
                "CASE WHEN p.speaker = '' THEN 0 ELSE (p.content GLOB '*[?？؟]*') + (rtrim(p.content) GLOB "
                "'*[?？؟]') END, p.content FROM clone_document_chunks p "_L1
                    + kVisible + "WHERE p.document_id IN ("_L1 + questionMarks(some.size())
                    + ") ORDER BY p.document_id, p.chunk_index"_L1,
                values));
        while (query.next()) {
            const int asks = query.value(5).toInt();
            visit({.row = query.value(0).toLongLong(),
                   .documentId = query.value(1).toString(),
                   .searchText = query.value(2).toString(),
                   .content = query.value(6).toString(),
                   .speaker = query.value(3).toString(),
                   .happenedAt = timeFromSql(query.value(4)),
                   .asks = asks > 0,
                   .endsAsking = asks > 1});
        }
        CM_TRY(m_database.checkEnd(query));
    }
    return {};
}

Result<QHash<QString, QString>> PassageRepository::documentTitles(const QStringList &documentIds) const
{
    QHash<QString, QString> titles;
    for (qsizetype from = 0; from < documentIds.size(); from += kIdsAtOnce) {
        const QStringList some = documentIds.mid(from, kIdsAtOnce);
        QVariantList values{m_userId};
        for (const QString &id : some)
            values.append(id);
        CM_TRY_ASSIGN(
            pairs,
            m_database.rows(
                "SELECT d.id, d.title FROM clone_documents d "
                "JOIN clones c ON c.id = d.clone_id AND c.user_id = d.user_id AND c.deleted_at IS NULL "
                "WHERE d.user_id = ? AND d.deleted_at IS NULL AND d.id IN ("_L1
                    + questionMarks(some.size()) + ")"_L1,
                values, [](Query &query) {
                    return std::pair(query.value(0).toString(), query.value(1).toString());
                }));
        for (const auto &[id, title] : pairs)
            titles.insert(id, title);
    }
    return titles;
}

Result<QList<ScoredPassage>> PassageRepository::searchText(const QString &cloneId, const QStringList &terms,
                                                           int limit) const
{
    if (terms.isEmpty() || limit <= 0)
        return QList<ScoredPassage>();
    // FTS5's rank is negative, smaller is better.
    return m_database.rows(
        "SELECT p.id, p.row, -f.rank FROM chunks_fts f JOIN clone_document_chunks p ON p.row = f.rowid "_L1
            + kVisible + "WHERE chunks_fts MATCH ? AND p.clone_id = ? ORDER BY f.rank LIMIT ?"_L1,
        {m_userId, matchAny(terms), cloneId, limit}, [](Query &query) {
            return ScoredPassage{query.value(0).toString(), query.value(1).toLongLong(),
                                 query.value(2).toDouble()};
        });
}

Result<QStringList> PassageRepository::documentsWith(const QString &cloneId, const QStringList &terms) const
{
    if (terms.isEmpty())
        return QStringList();
    // Each document once, and no rank: that would be counted out for every passage.
    CM_TRY_ASSIGN(ids, m_database.rows("SELECT DISTINCT p.document_id FROM chunks_fts f "
                                       "JOIN clone_document_chunks p ON p.row = f.rowid "_L1
                                           + kVisible + "WHERE chunks_fts MATCH ? AND p.clone_id = ?"_L1,
                                       {m_userId, quotedTerms(terms).join(" AND "_L1) + u'*', cloneId},
                                       [](Query &query) { return query.value(0).toString(); }));
    return QStringList(std::move(ids));
}

Result<std::vector<VectorRow>> PassageRepository::vectorRows(const VectorKind &kind, qint64 after,
                                                             qint64 limit) const
{
    // What is visible is asked once a document, and not once a passage: this can be a million rows.
    CM_TRY_ASSIGN(query,
                  m_database.run(
                      "SELECT p.row, p.embedding_revision FROM clone_document_chunks p "
                      "WHERE p.clone_id = ? AND p.embedding_provider = ? AND p.embedding_model = ? AND "
                      "p.dimensions = ? "
                      "AND p.embedding_revision > ? AND p.document_id IN (SELECT d.id FROM clone_documents d "
                      "JOIN clones c ON c.id = d.clone_id AND c.user_id = d.user_id AND c.deleted_at IS NULL "
                      "WHERE d.clone_id = ? AND d.user_id = ? AND d.deleted_at IS NULL) "
                      "ORDER BY p.embedding_revision LIMIT ?"_L1,
                      {kind.cloneId, kind.provider, kind.model, kind.dimensions, after, kind.cloneId,
                       m_userId, limit}));
    std::vector<VectorRow> found;
    while (query.next())
        found.push_back({query.value(0).toLongLong(), query.value(1).toLongLong()});
    CM_TRY(m_database.checkEnd(query));
    return found;
}

Result<void> PassageRepository::visitVectors(
    const VectorKind &kind, std::span<const qint64> rows,
    const std::function<void(qint64 row, std::span<const float> vector)> &visit) const
{
    while (!rows.empty()) {
        const auto some = rows.first(std::min(rows.size(), std::size_t(kIdsAtOnce)));
        rows = rows.subspan(some.size());
        QVariantList values{m_userId};
        for (const qint64 row : some)
            values.append(row);
        values.append({kind.cloneId, kind.provider, kind.model, kind.dimensions});
        CM_TRY_ASSIGN(query,
                      m_database.run(
                          "SELECT p.row, p.embedding FROM clone_document_chunks p "_L1 + kVisibleRows
                              + "WHERE p.row IN ("_L1 + questionMarks(qsizetype(some.size()))
                              + ") AND p.clone_id = ? AND p.embedding_provider = ? AND p.embedding_model = ? "
                                "AND p.dimensions = ?"_L1,
                          values));
        while (query.next()) {
            const Vector vector = vectorFromSql(query.value(1).toByteArray());
            if (vector.size() == kind.dimensions)
                visit(query.value(0).toLongLong(), std::span(vector.constData(), std::size_t(vector.size())));
        }
        CM_TRY(m_database.checkEnd(query));
    }
    return {};
}

Result<qint64> PassageRepository::revision(const QString &cloneId) const
{
    CM_TRY_ASSIGN(found, vectorRevision(cloneId));
    return found.revision;
}

Result<VectorRevision> PassageRepository::vectorRevision(const QString &cloneId) const
{
    CM_TRY_ASSIGN(
        found,
        m_database.rows(u"SELECT r.revision, r.removal FROM clone_revisions r "
                        "JOIN clones c ON c.id = r.clone_id AND c.user_id = ? WHERE r.clone_id = ?"_s,
                        {m_userId, cloneId}, [](Query &query) {
                            return VectorRevision{query.value(0).toLongLong(), query.value(1).toLongLong()};
                        }));
    return found.isEmpty() ? VectorRevision() : found.first();
}

Result<bool> PassageRepository::cloneExists(const QString &cloneId) const
{
    CM_TRY_ASSIGN(count, m_database.number(u"SELECT count(*) FROM clones WHERE id = ? AND user_id = ?"_s,
                                           {cloneId, m_userId}));
    return count > 0;
}

QString PassageRepository::databaseFile() const
{
    return m_database.file();
}

Result<QList<Passage>> PassageRepository::withoutVector(const QString &cloneId, const QString &provider,
                                                        const QString &model, int limit) const
{
    return m_database.rows(
        "SELECT "_L1 + kPassageColumns + " FROM clone_document_chunks p "_L1 + kVisible
            + "WHERE p.clone_id = ? AND NOT (p.embedding_provider = ? AND p.embedding_model = ? "
              "AND p.dimensions > 0) LIMIT ?"_L1,
        {m_userId, cloneId, provider, model, limit}, passageFrom);
}

Result<int> PassageRepository::countWithoutVector(const QString &cloneId, const QString &provider,
                                                  const QString &model) const
{
    CM_TRY_ASSIGN(
        count, m_database.number(
                   "SELECT count(*) FROM clone_document_chunks p "_L1 + kVisible
                       + "WHERE p.clone_id = ? AND NOT (p.embedding_provider = ? AND p.embedding_model = ? "
                         "AND p.dimensions > 0)"_L1,
                   {m_userId, cloneId, provider, model}));
    return int(count);
}

Result<void> PassageRepository::setVectors(const QList<PassageVector> &vectors, const QString &provider,
                                           const QString &model)
{
    Transaction transaction(m_database);
    CM_TRY(transaction.begin());
    const QString now = toIso(nowUtc());
    for (const PassageVector &entry : vectors) {
        // A passage that went meanwhile is no error.
        CM_TRY(m_database.run(
            u"UPDATE clone_document_chunks SET embedding = ?, embedding_provider = ?, embedding_model = ?, "
            u"dimensions = ?, embedding_revision = "_s
                + kNextRevision
                + u", updated_at = ? WHERE id = ? AND document_id IN (SELECT id FROM clone_documents WHERE user_id = ?)"_s,
            {sqlVector(entry.vector), provider, model, entry.vector.size(), now, entry.passageId, m_userId}));
    }
    return transaction.commit();
}

} // namespace CloneMemoria

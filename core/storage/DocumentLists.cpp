// Which documents a list shows, in which order, and a page of it.
#include "core/storage/Database.h"
#include "core/storage/DocumentRepository.h"
#include "core/storage/PageReading.h"
#include "core/storage/PassageRepository.h"

#include <QCollator>
#include <QSet>

#include <algorithm>
#include <vector>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr auto kSummaryColumns = "SELECT d.id, d.title, d.source_type, d.source_uri, d.happened_at, "
                                 "d.created_at, d.updated_at, d.characters, d.passages"_L1;
constexpr int kAfterSummaryColumns = 9;

constexpr auto kFromDocuments =
    " FROM clone_documents d "
    "JOIN clones c ON c.id = d.clone_id AND c.user_id = d.user_id AND c.deleted_at IS NULL "_L1;

const QString kSelectSummary = kSummaryColumns + kFromDocuments;

constexpr auto kListed =
    " FROM clone_documents d JOIN clones c ON c.id = d.clone_id AND c.user_id = d.user_id "
    "AND c.deleted_at IS NULL WHERE d.user_id = ? AND d.clone_id = ? "_L1;

constexpr qsizetype kSummariesAtOnce = 500;

DocumentSummary summaryFrom(Query &query)
{
    DocumentSummary summary;
    summary.id = query.value(0).toString();
    summary.title = query.value(1).toString();
    summary.sourceType = sourceTypeFromString(query.value(2).toString()).value_or(SourceType::Manual);
    summary.sourceUri = query.value(3).toString();
    summary.happenedAt = timeFromSql(query.value(4));
    summary.createdAt = timeFromSql(query.value(5));
    summary.updatedAt = timeFromSql(query.value(6));
    summary.characters = query.value(7).toInt();
    summary.passages = query.value(8).toInt();
    return summary;
}

QLatin1StringView orderTerm(const DocumentListing &listing)
{
    if (listing.trashed)
        return " ORDER BY d.deleted_at DESC, d.rowid DESC"_L1;
    switch (listing.sort) {
    case DocumentSort::Date:
        return " ORDER BY d.happened_at IS NULL, d.happened_at, d.created_at DESC, d.rowid DESC"_L1;
    case DocumentSort::Size:
        return " ORDER BY d.characters DESC, d.rowid DESC"_L1;
    case DocumentSort::Added:
    case DocumentSort::Title: // sorted afterwards: SQLite knows no language
        break;
    }
    return " ORDER BY d.created_at DESC, d.rowid DESC"_L1;
}

struct ListedTitle
{
    QUuid id;
    QString title;
};

// A word, and the documents in whose passages it is.
struct SoughtWord
{
    QString text;
    QSet<QUuid> documents;
};

bool isFound(const QList<SoughtWord> &words, const ListedTitle &row, const QString &sourceUri)
{
    const QStringView fileName = QStringView(sourceUri).sliced(sourceUri.lastIndexOf(u'/') + 1);
    return std::all_of(words.cbegin(), words.cend(), [&](const SoughtWord &word) {
        return row.title.contains(word.text, Qt::CaseInsensitive)
               || fileName.contains(word.text, Qt::CaseInsensitive) || word.documents.contains(row.id);
    });
}

void sortByTitle(QList<ListedTitle> *rows)
{
    QCollator collator;
    collator.setCaseSensitivity(Qt::CaseInsensitive);
    collator.setNumericMode(true);
    struct Keyed
    {
        QCollatorSortKey key;
        qsizetype at;
    };
    std::vector<Keyed> keyed;
    keyed.reserve(size_t(rows->size()));
    for (qsizetype i = 0; i < rows->size(); ++i)
        keyed.push_back({collator.sortKey(rows->at(i).title), i});
    std::sort(keyed.begin(), keyed.end(), [](const Keyed &a, const Keyed &b) {
        const int order = a.key.compare(b.key);
        return order ? order < 0 : a.at < b.at;
    });
    QList<ListedTitle> sorted;
    sorted.reserve(rows->size());
    for (const Keyed &each : keyed)
        sorted.append(std::move((*rows)[each.at]));
    *rows = std::move(sorted);
}
} // namespace

Result<QList<DocumentSummary>> DocumentRepository::list(const QString &cloneId, int limit) const
{
    return m_database.rows(kSelectSummary
                               + "WHERE d.user_id = ? AND d.deleted_at IS NULL AND d.clone_id = ? "
                                 "ORDER BY d.created_at DESC, d.rowid DESC LIMIT ?"_L1,
                           {m_userId, cloneId, limit}, summaryFrom);
}

Result<Page<DocumentWithText>> DocumentRepository::page(const QString &cloneId, int limit,
                                                        const PagePlace &after) const
{
    return readPage(
        m_database,
        kSummaryColumns + ", d.content"_L1 + kFromDocuments
            + "WHERE d.user_id = ? AND d.deleted_at IS NULL AND d.clone_id = ? AND (d.created_at, d.id) < "
              "(?, ?) "
              "ORDER BY d.created_at DESC, d.id DESC LIMIT ?"_L1,
        QVariantList{m_userId, cloneId} + pageValues(after), limit,
        [](Query &query) {
            return DocumentWithText{summaryFrom(query), query.value(kAfterSummaryColumns).toString()};
        },
        [](const DocumentWithText &row) {
            return PagePlace{row.summary.createdAt, row.summary.id};
        },
        [](const DocumentWithText &row) { return row.content.size(); });
}

Result<std::optional<DocumentSummary>> DocumentRepository::summaryByHash(const QString &cloneId,
                                                                         const QString &contentHash) const
{
    CM_TRY_ASSIGN(found,
                  m_database.rows(kSelectSummary
                                      + "WHERE d.user_id = ? AND d.deleted_at IS NULL AND d.clone_id = ? "
                                        "AND d.content_hash = ?"_L1,
                                  {m_userId, cloneId, contentHash}, summaryFrom));
    return found.isEmpty() ? std::nullopt : std::optional(found.first());
}

Result<QList<QUuid>> DocumentRepository::order(const DocumentListing &listing) const
{
    QVariantList values{m_userId, listing.cloneId};
    QString sql = kListed
                  + (listing.trashed ? "AND d.deleted_at IS NOT NULL"_L1 : "AND d.deleted_at IS NULL"_L1);
    if (listing.kind) {
        sql += " AND d.source_type = ?"_L1;
        values << toString(*listing.kind);
    }
    sql += orderTerm(listing);
    const auto idOf = [](Query &query) { return QUuid::fromString(query.value(0).toString()); };
    if (listing.words.isEmpty() && listing.sort != DocumentSort::Title)
        return m_database.rows("SELECT d.id"_L1 + sql, values, idOf);

    QList<SoughtWord> words;
    for (const ListedWord &word : listing.words) {
        CM_TRY_ASSIGN(within,
                      PassageRepository(m_database, m_userId).documentsWith(listing.cloneId, word.terms));
        SoughtWord sought{word.text, {}};
        for (const QString &id : within)
            sought.documents.insert(QUuid::fromString(id));
        words.append(std::move(sought));
    }
    CM_TRY_ASSIGN(query, m_database.run("SELECT d.id, d.title, d.source_uri"_L1 + sql, values));
    QList<ListedTitle> found;
    while (query.next()) {
        ListedTitle row{idOf(query), query.value(1).toString()};
        if (isFound(words, row, query.value(2).toString()))
            found.append(std::move(row));
    }
    CM_TRY(m_database.checkEnd(query));
    if (listing.sort == DocumentSort::Title && !listing.trashed)
        sortByTitle(&found);
    QList<QUuid> ids;
    ids.reserve(found.size());
    for (const ListedTitle &row : std::as_const(found))
        ids.append(row.id);
    return ids;
}

Result<QList<DocumentSummary>> DocumentRepository::summaries(const QStringList &ids) const
{
    QHash<QString, DocumentSummary> found;
    for (qsizetype from = 0; from < ids.size(); from += kSummariesAtOnce) {
        const QStringList some = ids.mid(from, kSummariesAtOnce);
        const QString marks = QStringList(some.size(), u"?"_s).join(u',');
        QVariantList values{m_userId};
        for (const QString &id : some)
            values.append(id);
        CM_TRY_ASSIGN(rows,
                      m_database.rows(kSelectSummary + "WHERE d.user_id = ? AND d.id IN ("_L1 + marks + u')',
                                      values, summaryFrom));
        for (const DocumentSummary &row : rows)
            found.insert(row.id, row);
        // Read from the index chunks_by_model alone: in the order of its columns.
        CM_TRY_ASSIGN(
            waiting,
            m_database.rows("SELECT DISTINCT p.document_id FROM clone_document_chunks p WHERE p.clone_id IN "
                            "(SELECT id FROM clones WHERE user_id = ?) AND p.embedding_provider = '' AND "
                            "p.embedding_model = '' AND p.dimensions = 0 AND p.document_id IN ("_L1
                                + marks + u')',
                            values, [](Query &query) { return query.value(0).toString(); }));
        for (const QString &id : waiting) {
            if (const auto row = found.find(id); row != found.end())
                row->awaitsVectors = true;
        }
    }
    QList<DocumentSummary> ordered;
    for (const QString &id : ids) {
        if (const auto row = found.constFind(id); row != found.cend())
            ordered.append(*row);
    }
    return ordered;
}

} // namespace CloneMemoria

#pragma once

#include "core/base/Result.h"
#include "core/domain/Document.h"
#include "core/domain/Passage.h"
#include "core/storage/DocumentListing.h"
#include "core/storage/Page.h"

#include <QList>
#include <QUuid>

#include <optional>

namespace CloneMemoria {

class Database;

/// A row of a page of documents.
struct DocumentWithText
{
    DocumentSummary summary;
    QString content;

    bool operator==(const DocumentWithText &) const = default;
};

/// The memory documents of one user; rules as in CloneRepository.
class DocumentRepository
{
public:
    DocumentRepository(Database &database, QString userId);

    /// Newest first, up to that many; -1: all.
    Result<QList<DocumentSummary>> list(const QString &cloneId, int limit = -1) const;
    /// With their texts, newest first, up to that many.
    Result<Page<DocumentWithText>> page(const QString &cloneId, int limit, const PagePlace &after = {}) const;
    /// The ids alone, which are few bytes each: 100,000 documents are a list in memory, and what is seen of them is
    /// fetched with summaries().
    Result<QList<QUuid>> order(const DocumentListing &listing) const;
    /// In the order of the ids, those in the trash too; unknown ones are left out.
    Result<QList<DocumentSummary>> summaries(const QStringList &ids) const;
    /// Up to `limit` of those that were changed after `after`, or at that time and have a greater id; without content,
    /// in that order. `after` as updated_at has it.
    Result<QList<Document>> changedSince(const QString &cloneId, const QString &after, const QString &afterId,
                                         int limit) const;
    Result<Document> get(const QString &id) const;
    Result<std::optional<Document>> findByHash(const QString &cloneId, const QString &contentHash) const;
    Result<std::optional<DocumentSummary>> summaryByHash(const QString &cloneId,
                                                         const QString &contentHash) const;

    /// Document and passages in one transaction. Ids, clone, document, user and times are set here. A trashed document
    /// with the same hash is purged. Errors: InvalidInput with code "duplicate" and the other's title as subject where
    /// the clone has a document with that hash already.
    Result<Document> create(const Document &draft, const QList<Passage> &passages);
    /// The same without reading it back; its id.
    Result<QString> add(const Document &draft, const QList<Passage> &passages);
    /// The same for one of many, in a transaction of the caller's, who has seen that the clone has no document with its
    /// hash (summaryByHash) and gives everything up where this fails. Its passages are not there before storeStaged(),
    /// which is to be called before any of them are changed or removed, and before the transaction is committed. See
    /// PassageRows.h.
    Result<QString> stage(const Document &draft, const QList<Passage> &passages);
    Result<void> storeStaged();
    /// Replaces title, content, hash, date and passages in one transaction. Passages that say what one said before stay
    /// the rows they are, with their vectors, and only move to their new place.
    Result<Document> update(const Document &document, const QList<Passage> &passages);
    /// The same without reading it back.
    Result<void> replace(const Document &document, const QList<Passage> &passages);
    /// Title and date alone: passages stay.
    Result<Document> setDetails(const QString &id, const QString &title, const QDateTime &happenedAt);

    Result<void> trash(const QString &id);
    Result<void> restore(const QString &id);
    Result<void> purge(const QString &id);
    /// All of them, or none.
    Result<void> trash(const QStringList &ids);
    Result<void> restore(const QStringList &ids);
    Result<void> purge(const QStringList &ids);

private:
    Result<void> each(const QStringList &ids, Result<void> (DocumentRepository::*change)(const QString &));

    Database &m_database;
    QString m_userId;
};

} // namespace CloneMemoria

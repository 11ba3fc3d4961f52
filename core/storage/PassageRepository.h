#pragma once

#include "core/base/Result.h"
#include "core/domain/Passage.h"

#include <QHash>
#include <QList>
#include <QStringList>

#include <functional>
#include <span>
#include <vector>

namespace CloneMemoria {

class Database;

struct ScoredPassage
{
    QString passageId;
    qint64 row = 0;   ///< in clone_document_chunks
    double score = 0; ///< higher is better

    bool operator==(const ScoredPassage &) const = default;
};

/// A passage as an index of words takes it in.
struct PassageTerms
{
    qint64 row = 0;
    QString documentId = {};
    QString searchText = {};
    QString content = {};
    QString speaker = {};
    QDateTime happenedAt = {};
    bool asks = false;       ///< a turn with a question mark
    bool endsAsking = false; ///< a turn that ends with one
};

struct PassageVector
{
    QString passageId;
    Vector vector;
};

/// What is compared with each other: the vectors that one model made for one clone, all of one length.
struct VectorKind
{
    QString cloneId;
    QString provider;
    QString model;
    qsizetype dimensions = 0;

    bool operator==(const VectorKind &) const = default;
};

/// Where a clone's passages stand.
struct VectorRevision
{
    qint64 revision =
        0; ///< grows whenever a passage of the clone or its vector is written or deleted, by anyone
    qint64 removal = 0; ///< the revision at which vectors were last taken away, hidden or shown again

    bool operator==(const VectorRevision &) const = default;
};

struct VectorRow
{
    qint64 row = 0;
    qint64 revision = 0; ///< the clone's, when the passage got this vector
};

/// The passages of one user's documents; rules as in CloneRepository. Passages of trashed documents and clones are
/// never returned. They are written with their document by DocumentRepository.
class PassageRepository
{
public:
    PassageRepository(Database &database, QString userId);

    Result<QList<Passage>> ofDocument(
        const QString &documentId) const; ///< in their order, without embeddings
    Result<QList<Passage>> get(
        const QStringList &ids) const; ///< in the order of the ids; unknown ones are left out
    Result<QHash<qint64, Passage>> byRow(std::span<const qint64> rows) const; ///< unknown ones are left out
    /// Every passage of these documents, document by document, in their order in it.
    Result<void> forEachTerms(const QStringList &documentIds,
                              const std::function<void(const PassageTerms &)> &visit) const;
    Result<QHash<QString, QString>> documentTitles(const QStringList &documentIds) const;

    /// BM25 over the clone's search texts, best first. `terms` are as TextAnalyzer makes them, any of them matches;
    /// they are quoted here, so nothing in them is FTS5 syntax.
    Result<QList<ScoredPassage>> searchText(const QString &cloneId, const QStringList &terms,
                                            int limit) const;

    /// The documents of the clone of which one passage has all of these terms; the last may be the beginning of one, as
    /// it is while somebody types. Empty for no terms.
    Result<QStringList> documentsWith(const QString &cloneId, const QStringList &terms) const;

    /// The passages that have a vector of that kind and got it after the revision `after`; at most `limit` of them, all
    /// where it is negative. In the order in which they got them.
    Result<std::vector<VectorRow>> vectorRows(const VectorKind &kind, qint64 after, qint64 limit) const;
    /// Calls `visit` for those of `rows` that have a vector of that kind, in no order; the span is valid during the call.
    Result<void> visitVectors(
        const VectorKind &kind, std::span<const qint64> rows,
        const std::function<void(qint64 row, std::span<const float> vector)> &visit) const;
    /// A number that changes whenever a passage of the clone or its vector is written or deleted, by anyone.
    Result<qint64> revision(const QString &cloneId) const;
    Result<VectorRevision> vectorRevision(const QString &cloneId) const;
    Result<bool> cloneExists(const QString &cloneId) const; ///< the trash counts

    /// What another connection to the same passages needs.
    QString databaseFile() const;
    QString userId() const { return m_userId; }

    /// Up to `limit` passages that have no vector of that model yet.
    Result<QList<Passage>> withoutVector(const QString &cloneId, const QString &provider,
                                         const QString &model, int limit) const;
    Result<int> countWithoutVector(const QString &cloneId, const QString &provider,
                                   const QString &model) const;
    Result<void> setVectors(const QList<PassageVector> &vectors, const QString &provider,
                            const QString &model);

private:
    Database &m_database;
    QString m_userId;
};

} // namespace CloneMemoria

#pragma once

#include "core/base/Result.h"
#include "core/domain/Passage.h"

#include <QHash>
#include <QString>

#include <list>
#include <span>
#include <vector>

namespace CloneMemoria {

class PassageRepository;

/// A question's or passage's vector and the model that made it: only vectors of one model can be compared.
struct QueryVector
{
    Vector vector;
    QString provider;
    QString model;
};

struct VectorHit
{
    qint64 row = 0; ///< in clone_document_chunks
    float cosine = 0;
};

/// The vectors of a clone's passages in memory, searched exactly. They are read when they are first asked for, and
/// again when the clone's passages have changed; where that took long, it is done again only after many times as long,
/// and until then new passages are found by their words alone. Not thread-safe: belongs to the storage's reading
/// thread.
class VectorIndex
{
public:
    static constexpr qsizetype kDefaultBytes = 256 * 1024 * 1024;

    /// Past `maxBytes` the vectors that were used the longest ago are let go; those in use stay however large.
    explicit VectorIndex(qsizetype maxBytes = kDefaultBytes);

    /// The `limit` nearest passages of the clone, best first, and of those in `others` (that another search found) each
    /// that has a vector. Nothing where the clone has no vectors of that model and length. Errors: Storage.
    Result<std::vector<VectorHit>> search(const PassageRepository &passages, const QString &cloneId,
                                          const QueryVector &query, int limit,
                                          std::span<const qint64> others = {});

    qsizetype bytes() const; ///< held now

private:
    struct Shelf
    {
        QString cloneId;
        QString provider;
        QString model;
        qint64 revision = -1;
        std::size_t dimensions = 0;
        std::size_t stride = 0; ///< dimensions, filled up with zeros for dotProducts
        std::vector<float> rows;
        std::vector<qint64> ids;
        QHash<qint64, qsizetype> rowOf;
        qint64 loadMs = 0;
        qint64 loadedAt = 0; ///< on the monotonic clock, ms

        qsizetype bytes() const;
    };

    Result<Shelf *> shelfFor(const PassageRepository &passages, const QString &cloneId,
                             const QueryVector &query);
    static Result<void> load(const PassageRepository &passages, Shelf &shelf);
    void makeRoom();

    qsizetype m_maxBytes;
    std::list<Shelf> m_shelves; ///< last used first
    std::vector<float> m_scores;
};

} // namespace CloneMemoria

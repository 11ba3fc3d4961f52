#pragma once

#include "core/base/Result.h"
#include "core/domain/Passage.h"
#include "core/knowledge/vectors/VectorRefresh.h"

#include <QString>
#include <QThreadPool>

#include <list>
#include <memory>
#include <span>
#include <vector>

namespace CloneMemoria {

/// A question's or passage's vector and the model that made it: only vectors of one model can be compared.
struct QueryVector
{
    Vector vector;
    QString provider;
    QString model;
};

struct VectorHit
{
    qint64 row = 0; ///< the passage's, see PassageRepository
    float cosine = 0;
};

struct VectorIndexOptions
{
    QString
        folder; ///< for its files, see Paths::vectorIndex; empty: nothing is kept, and there are no graphs
    std::size_t maxBytes = 256 * 1024 * 1024;
    int patienceMs = 300; ///< how long the first search in a clone waits for what is read in the background
    VectorLimits limits;
    GraphThreads threads{0};      ///< for graphs; 0: as many as the processor has
    std::size_t graphWidth = 256; ///< measured: recall@10 of 0.98 and more at 1,000,000, in 1.5 ms
    Instructions instructions = Instructions::Best;
};

/// Finds a clone's passages by their vectors. A few are held in memory and scanned; many lie in a mapped file; very many
/// have a graph besides. The database has all there is: files are only made from it, caught up with it at each search,
/// and can be deleted. Long work is done on a thread of its own, with its own connection; until it is done, a search
/// answers with what there is. Passages without direction or of another length have no vector. Not thread-safe: belongs to
/// the storage's reading thread; its destruction waits for the background, which stops soon.
class VectorIndex
{
public:
    explicit VectorIndex(VectorIndexOptions options = {});
    ~VectorIndex();
    VectorIndex(const VectorIndex &) = delete;
    VectorIndex &operator=(const VectorIndex &) = delete;

    /// The `limit` nearest passages of the clone, best first, and of the rows in `others` (that another search found)
    /// each that has a vector. The best ones' cosines are exact, further down within about 0.001. Nothing where the clone
    /// has no vectors of that model and length. Errors: Storage.
    Result<std::vector<VectorHit>> search(const PassageRepository &passages, const QString &cloneId,
                                          const QueryVector &query, int limit,
                                          std::span<const qint64> others = {});

    /// Takes in what search() would leave for later: waits up to `maxMs` milliseconds for what is read in the background,
    /// and reads what is new since. True when all of it is in, or can't be read. Errors: Storage.
    Result<bool> prepare(const PassageRepository &passages, const QString &cloneId, const QueryVector &query,
                         int maxMs);

    /// Lets go what was not asked for in the last `ms`. To be called now and then.
    void forgetUnused(qint64 ms);

    std::size_t bytes() const; ///< held or mapped now
    /// Nothing is being done in the background, and nothing is due: searches are as quick and as sure as they will be.
    bool isSettled() const;
    /// Waits until nothing is done in the background any more; false where that takes longer.
    bool waitForBackground(int ms);

private:
    struct Job;
    struct Shelf
    {
        VectorKind kind;
        std::unique_ptr<VectorSet> set; ///< none yet: it is being read
        std::shared_ptr<Job> job;       ///< at most one
        bool checked = false;           ///< the whole of it against the database, and not only what is new
        qint64 usedAt = 0;              ///< on the monotonic clock, ms
        qint64 restUntil = 0;
    };

    Shelf &shelfFor(const VectorKind &kind);
    Result<void> catchUp(const PassageRepository &passages, Shelf &shelf);
    Result<void> readFirst(const PassageRepository &passages, Shelf &shelf, int patienceMs);
    Result<bool> takeIn(const PassageRepository &passages, Shelf &shelf, int maxMs);
    void start(const PassageRepository &passages, Shelf &shelf);
    void adopt(Shelf &shelf) const;
    static void drop(Shelf &shelf);
    void makeRoom();

    VectorIndexOptions m_options;
    std::list<Shelf> m_shelves; ///< last used first
    GraphSearch m_search;
    QThreadPool m_pool;
};

} // namespace CloneMemoria

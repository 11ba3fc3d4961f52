#include "core/knowledge/VectorIndex.h"

#include "core/base/Clock.h"
#include "core/base/Logging.h"

#include <QSemaphore>
#include <QSet>

#include <algorithm>
#include <atomic>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr std::size_t kCompared = 32; // so many are compared by their full vectors
constexpr qint64 kRestAfterFailureMs = 30'000;

// A database in memory is its connection's alone.
bool canBeOpenedTwice(const PassageRepository &passages)
{
    return passages.databaseFile() != ":memory:"_L1;
}

// The order of codes is nearly the right one; the full vectors tell the rest, and whether the passages are still there.
Result<std::vector<VectorHit>> compared(const PassageRepository &passages, const VectorKind &kind,
                                        std::span<const float> wanted,
                                        const std::vector<NearestList::Entry> &nearest)
{
    const std::size_t best = std::min(nearest.size(), kCompared);
    std::vector<qint64> rows;
    for (std::size_t i = 0; i < best; ++i)
        rows.push_back(nearest[i].row);
    std::vector<VectorHit> hits;
    hits.reserve(nearest.size());
    CM_TRY(passages.visitVectors(kind, rows, [&](qint64 row, std::span<const float> vector) {
        hits.push_back({row, static_cast<float>(cosineOf(wanted, vector))});
    }));
    for (std::size_t i = best; i < nearest.size(); ++i)
        hits.push_back({nearest[i].row, nearest[i].cosine});
    std::sort(hits.begin(), hits.end(), [](const VectorHit &a, const VectorHit &b) {
        return a.cosine != b.cosine ? a.cosine > b.cosine : a.row < b.row;
    });
    return hits;
}
} // namespace

struct VectorIndex::Job
{
    std::atomic_bool cancelled = false;
    QSemaphore finished;
    Result<std::unique_ptr<VectorSet>> outcome; ///< once finished
    qint64 startedAt = 0;
    qint64 endedAt = 0;
};

VectorIndex::VectorIndex(VectorIndexOptions options) : m_options(std::move(options))
{
    m_pool.setMaxThreadCount(1);
    m_pool.setExpiryTimeout(1000);
    if (m_options.threads.count <= 0)
        m_options.threads.count = QThread::idealThreadCount();
}

VectorIndex::~VectorIndex()
{
    for (Shelf &shelf : m_shelves)
        drop(shelf);
    m_pool.waitForDone();
}

std::size_t VectorIndex::bytes() const
{
    std::size_t sum = 0;
    for (const Shelf &shelf : m_shelves)
        sum += shelf.set ? shelf.set->bytes() : 0;
    return sum;
}

bool VectorIndex::isSettled() const
{
    return std::all_of(m_shelves.cbegin(), m_shelves.cend(), [this](const Shelf &shelf) {
        return shelf.set && !shelf.job && shelf.checked
               && workFor(*shelf.set, m_options.limits, !m_options.folder.isEmpty()) == VectorWork::Nothing;
    });
}

bool VectorIndex::waitForBackground(int ms)
{
    return m_pool.waitForDone(ms);
}

void VectorIndex::drop(Shelf &shelf)
{
    if (shelf.job)
        shelf.job->cancelled = true;
}

void VectorIndex::makeRoom()
{
    while (m_shelves.size() > 1 && bytes() > m_options.maxBytes) {
        drop(m_shelves.back());
        m_shelves.pop_back();
    }
}

void VectorIndex::forgetUnused(qint64 ms)
{
    const qint64 now = monotonicMs();
    // What is being worked on stays: the work would be for nothing.
    for (Shelf &shelf : m_shelves) {
        if (shelf.job && shelf.job->finished.tryAcquire())
            adopt(shelf);
    }
    m_shelves.remove_if([&](const Shelf &shelf) { return !shelf.job && now - shelf.usedAt >= ms; });
}

VectorIndex::Shelf &VectorIndex::shelfFor(const VectorKind &kind)
{
    const auto found = std::find_if(m_shelves.begin(), m_shelves.end(),
                                    [&](const Shelf &shelf) { return shelf.kind == kind; });
    if (found != m_shelves.end())
        m_shelves.splice(m_shelves.begin(), m_shelves, found);
    else
        m_shelves.emplace_front().kind = kind;
    m_shelves.front().usedAt = monotonicMs();
    return m_shelves.front();
}

void VectorIndex::start(const PassageRepository &passages, Shelf &shelf)
{
    if (shelf.job || monotonicMs() < shelf.restUntil || !canBeOpenedTwice(passages))
        return;
    auto job = std::make_shared<Job>();
    job->startedAt = monotonicMs();
    shelf.job = job;
    VectorRefresh request{passages.databaseFile(),
                          passages.userId(),
                          shelf.kind,
                          VectorFolder(m_options.folder),
                          shelf.set ? shelf.set->base() : nullptr,
                          m_options.limits,
                          shelf.set != nullptr, // first of all there must be something to search
                          shelf.set != nullptr && !shelf.checked,
                          m_options.threads};
    m_pool.start([job, request = std::move(request)] {
        job->outcome = refreshVectors(request, job->cancelled);
        job->endedAt = monotonicMs();
        job->finished.release();
    });
}

void VectorIndex::adopt(Shelf &shelf) const
{
    const std::shared_ptr<Job> job = std::exchange(shelf.job, nullptr);
    shelf.restUntil = job->endedAt + (job->endedAt - job->startedAt) * m_options.limits.restShare;
    if (job->outcome) {
        // What a file says is searched at once, and checked after that.
        const bool first = !shelf.set;
        shelf.set = std::move(*job->outcome);
        shelf.checked = !first || !shelf.set->base();
        if (first)
            shelf.restUntil = 0;
        return;
    }
    shelf.restUntil = job->endedAt + kRestAfterFailureMs;
    qCWarning(lcKnowledge) << "vectors could not be read in the background:"
                           << toString(job->outcome.error().kind) << job->outcome.error().detail;
}

Result<void> VectorIndex::readFirst(const PassageRepository &passages, Shelf &shelf, int patienceMs)
{
    if (!shelf.job) {
        const bool all = !canBeOpenedTwice(passages);
        auto set = std::make_unique<VectorSet>(shelf.kind);
        CM_TRY_ASSIGN(complete, set->catchUp(passages, all ? -1 : m_options.limits.atFirst));
        if (complete) {
            shelf.set = std::move(set);
            shelf.checked = true;
            return {};
        }
        start(passages, shelf);
    }
    if (shelf.job && shelf.job->finished.tryAcquire(1, patienceMs))
        adopt(shelf);
    return {};
}

Result<void> VectorIndex::catchUp(const PassageRepository &passages, Shelf &shelf)
{
    if (shelf.job && shelf.job->finished.tryAcquire())
        adopt(shelf);
    if (!shelf.set)
        CM_TRY(readFirst(passages, shelf, shelf.job ? 0 : m_options.patienceMs));
    if (!shelf.set)
        return {};
    const bool all = !canBeOpenedTwice(passages);
    CM_TRY_ASSIGN(complete, shelf.set->catchUp(passages, all ? -1 : m_options.limits.atOnce));
    if (!complete || !shelf.checked
        || workFor(*shelf.set, m_options.limits, !m_options.folder.isEmpty()) != VectorWork::Nothing)
        start(passages, shelf);
    return {};
}

Result<bool> VectorIndex::takeIn(const PassageRepository &passages, Shelf &shelf, int maxMs)
{
    if (shelf.job && shelf.job->finished.tryAcquire())
        adopt(shelf);
    if (!shelf.set) {
        CM_TRY(readFirst(passages, shelf, maxMs));
        return !shelf.set && !shelf.job; // it failed, and rests before it tries again
    }
    return shelf.set->catchUp(passages,
                              -1); // what is new since; a background job could be a graph's, and take minutes
}

Result<bool> VectorIndex::prepare(const PassageRepository &passages, const QString &cloneId,
                                  const QueryVector &query, int maxMs)
{
    Shelf &shelf = shelfFor({cloneId, query.provider, query.model, query.vector.size()});
    const Result<bool> complete = takeIn(passages, shelf, maxMs);
    if (!complete) {
        drop(shelf);
        m_shelves.pop_front(); // as in search()
    }
    return complete;
}

Result<std::vector<VectorHit>> VectorIndex::search(const PassageRepository &passages, const QString &cloneId,
                                                   const QueryVector &query, int limit,
                                                   std::span<const qint64> others)
{
    const std::span<const float> wanted(query.vector.constData(), std::size_t(query.vector.size()));
    const VectorCode code(wanted);
    if (code.scale <= 0)
        return std::vector<VectorHit>();
    Shelf &shelf = shelfFor({cloneId, query.provider, query.model, query.vector.size()});
    if (const Result<void> caughtUp = catchUp(passages, shelf); !caughtUp) {
        drop(shelf);
        m_shelves.pop_front(); // half of it would look like all of it
        return fail(caughtUp.error());
    }
    makeRoom();
    if (!shelf.set)
        return std::vector<VectorHit>();

    const DotProducts &products = dotProducts(m_options.instructions);
    const auto most = std::size_t(std::max(limit, 0));
    // More than are asked for: the codes' order is nearly right, not quite.
    const std::size_t looked = most > 0 ? std::max(most + kCompared / 2, kCompared) : 0;
    CM_TRY_ASSIGN(hits,
                  compared(passages, shelf.kind, wanted,
                           shelf.set->nearest(code, looked, {m_search, products, m_options.graphWidth})));
    hits.resize(std::min(hits.size(), most));
    QSet<qint64> taken;
    for (const VectorHit &hit : hits)
        taken.insert(hit.row);
    for (const qint64 row : others) {
        const auto cosine = taken.contains(row) ? std::nullopt : shelf.set->cosine(row, code, products);
        if (cosine) {
            taken.insert(row);
            hits.push_back({row, *cosine});
        }
    }
    return hits;
}

} // namespace CloneMemoria

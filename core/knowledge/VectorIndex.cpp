#include "core/knowledge/VectorIndex.h"

#include "core/knowledge/DotProduct.h"
#include "core/storage/PassageRepository.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QSet>

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>

namespace CloneMemoria {

namespace {
// While vectors are being made their number changes with every batch. Reading them all again is at most this part of
// the time, once it takes longer than what nobody notices.
constexpr qint64 kUnnoticedLoadMs = 40;
constexpr qint64 kLoadShare = 20;
constexpr qsizetype kIdBytes = 200; // a UUID text, and its place in list and hash

qint64 monotonicMs()
{
    return QDeadlineTimer::current(Qt::CoarseTimer).deadline();
}

// False for a vector without direction.
bool normaliseInto(const Vector &vector, float *row)
{
    double square = 0;
    for (const float value : vector)
        square += double(value) * double(value);
    if (!std::isfinite(square) || square <= 0)
        return false;
    const double scale = 1.0 / std::sqrt(square);
    for (qsizetype i = 0; i < vector.size(); ++i)
        row[i] = static_cast<float>(vector[i] * scale);
    return true;
}
} // namespace

VectorIndex::VectorIndex(qsizetype maxBytes) : m_maxBytes(maxBytes) { }

qsizetype VectorIndex::Shelf::bytes() const
{
    return static_cast<qsizetype>(rows.capacity() * sizeof(float)) + qsizetype(ids.size()) * kIdBytes;
}

qsizetype VectorIndex::bytes() const
{
    qsizetype sum = 0;
    for (const Shelf &shelf : m_shelves)
        sum += shelf.bytes();
    return sum;
}

Result<void> VectorIndex::load(const PassageRepository &passages, Shelf &shelf)
{
    QElapsedTimer timer;
    timer.start();
    // Before the rows: a change in between is then seen at the next search.
    CM_TRY_ASSIGN(revision, passages.revision(shelf.cloneId));
    shelf.rows.clear();
    shelf.ids.clear();
    shelf.rowOf.clear();
    CM_TRY(passages.forEachVector(shelf.cloneId, shelf.provider, shelf.model,
                                  [&shelf](qint64 id, const Vector &vector) {
                                      if (static_cast<std::size_t>(vector.size()) != shelf.dimensions)
                                          return;
                                      const std::size_t start = shelf.rows.size();
                                      shelf.rows.resize(start + shelf.stride, 0.0F);
                                      if (!normaliseInto(vector, shelf.rows.data() + start)) {
                                          shelf.rows.resize(start);
                                          return;
                                      }
                                      shelf.rowOf.insert(id, qsizetype(shelf.ids.size()));
                                      shelf.ids.push_back(id);
                                  }));
    shelf.rows.shrink_to_fit();
    shelf.revision = revision;
    shelf.loadMs = timer.elapsed();
    shelf.loadedAt = monotonicMs();
    return {};
}

Result<VectorIndex::Shelf *> VectorIndex::shelfFor(const PassageRepository &passages, const QString &cloneId,
                                                   const QueryVector &query)
{
    const auto dimensions = static_cast<std::size_t>(query.vector.size());
    const auto found = std::find_if(m_shelves.begin(), m_shelves.end(), [&](const Shelf &shelf) {
        return shelf.cloneId == cloneId && shelf.provider == query.provider && shelf.model == query.model
               && shelf.dimensions == dimensions;
    });
    if (found != m_shelves.end()) {
        m_shelves.splice(m_shelves.begin(), m_shelves, found);
        Shelf &shelf = m_shelves.front();
        const bool rested = shelf.loadMs < kUnnoticedLoadMs
                            || monotonicMs() - shelf.loadedAt > shelf.loadMs * kLoadShare;
        if (!rested)
            return &shelf;
        CM_TRY_ASSIGN(revision, passages.revision(cloneId));
        if (revision == shelf.revision)
            return &shelf;
    } else {
        m_shelves.emplace_front();
        Shelf &shelf = m_shelves.front();
        shelf.cloneId = cloneId;
        shelf.provider = query.provider;
        shelf.model = query.model;
        shelf.dimensions = dimensions;
        shelf.stride = (dimensions + kDotProductStep - 1) / kDotProductStep * kDotProductStep;
    }
    if (const Result<void> loaded = load(passages, m_shelves.front()); !loaded) {
        m_shelves.pop_front(); // half of it would look like all of it
        return fail(loaded.error());
    }
    makeRoom();
    return &m_shelves.front();
}

void VectorIndex::makeRoom()
{
    while (m_shelves.size() > 1 && bytes() > m_maxBytes)
        m_shelves.pop_back();
}

Result<std::vector<VectorHit>> VectorIndex::search(const PassageRepository &passages, const QString &cloneId,
                                                   const QueryVector &query, int limit,
                                                   std::span<const qint64> others)
{
    if (query.vector.isEmpty())
        return std::vector<VectorHit>();
    CM_TRY_ASSIGN(shelf, shelfFor(passages, cloneId, query));
    std::vector<float> wanted(shelf->stride, 0.0F);
    if (shelf->ids.empty() || !normaliseInto(query.vector, wanted.data()))
        return std::vector<VectorHit>();

    const auto count = shelf->ids.size();
    m_scores.resize(count);
    dotProducts(wanted.data(), shelf->rows.data(), count, shelf->stride, m_scores.data());

    using Scored = std::pair<float, std::size_t>;
    std::priority_queue<Scored, std::vector<Scored>, std::greater<>> nearest; // the worst of them on top
    const auto most = static_cast<std::size_t>(std::max(limit, 0));
    for (std::size_t row = 0; row < count && most > 0; ++row) {
        if (nearest.size() < most) {
            nearest.emplace(m_scores[row], row);
        } else if (m_scores[row] > nearest.top().first) {
            nearest.pop();
            nearest.emplace(m_scores[row], row);
        }
    }
    std::vector<VectorHit> hits(nearest.size());
    QSet<qint64> taken;
    for (std::size_t place = hits.size(); place-- > 0; nearest.pop()) {
        hits[place] = {shelf->ids[nearest.top().second], nearest.top().first};
        taken.insert(hits[place].row);
    }
    for (const qint64 id : others) {
        const qsizetype row = shelf->rowOf.value(id, -1);
        if (row >= 0 && !taken.contains(id))
            hits.push_back({id, m_scores[static_cast<std::size_t>(row)]});
    }
    return hits;
}

} // namespace CloneMemoria

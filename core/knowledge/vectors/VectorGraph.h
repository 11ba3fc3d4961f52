#pragma once

#include "core/knowledge/vectors/VectorCode.h"

#include <QtGlobal>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace CloneMemoria {

/// How densely a graph is knit. Measured at 1,000,000 clustered vectors of 384 dimensions by tests/bench/IndexBench.cpp.
struct GraphShape
{
    quint32 links = 16;         ///< on the upper floors; twice as many on the ground
    quint32 construction = 100; ///< how wide the neighbours of a new point are looked for

    bool operator==(const GraphShape &) const = default;
};

/// A hierarchy of near neighbours (HNSW) over the first `points` codes, as numbers that lie in a file or in memory. The
/// numbers are not trusted: one that names no point is passed over.
struct VectorGraph
{
    GraphShape shape;
    quint32 points = 0;
    quint32 entry = 0;
    quint32 floors = 0; ///< above the ground
    /// For each point: how many links, then room for 2 × shape.links.
    std::span<const quint32> ground;
    /// For each point: where it begins in `upper`, kGroundOnly where it is on the ground alone. There: how many floors
    /// it is on, then for each from the first on: how many links, and room for shape.links.
    std::span<const quint32> upperStart;
    std::span<const quint32> upper;

    static constexpr quint32 kGroundOnly = 0xFFFFFFFF;

    bool isEmpty() const { return points == 0; }
    /// Whether the parts are as long as the numbers say.
    bool isWhole() const;
    std::span<const quint32> linksOf(quint32 point, quint32 floor) const;
};

/// The same with the memory it lies in.
struct OwnedVectorGraph
{
    VectorGraph graph;
    std::vector<quint32> ground;
    std::vector<quint32> upperStart;
    std::vector<quint32> upper;
};

/// Searches a graph; keeps the memory that a search needs for the next one. One thread at a time.
class GraphSearch
{
public:
    using Found = std::pair<float, quint32>; ///< cosine, point

    /// About the `width` nearest points of `query` for which `counts` is true, in no order: the wider, the surer.
    std::vector<Found> nearest(const VectorGraph &graph, const CodeSpan &codes, const VectorCode &query,
                               std::size_t width, const std::function<bool(quint32)> &counts,
                               const DotProducts &products);

private:
    bool visit(quint32 point);
    void forget(std::size_t points);

    std::vector<quint16> m_visited; ///< the number of the search that came by last
    quint16 m_search = 0;
};

} // namespace CloneMemoria

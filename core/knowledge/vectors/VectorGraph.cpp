#include "core/knowledge/vectors/VectorGraph.h"

#include <algorithm>
#include <queue>

namespace CloneMemoria {

namespace {
constexpr std::size_t kCacheLine = 64;

class Distances
{
public:
    Distances(const CodeSpan &codes, const VectorCode &query, const DotProducts &products)
        : m_codes(codes)
        , m_query(query)
        , m_products(products)
    { }

    float cosine(quint32 point) const
    {
        const std::int32_t product = m_products.one(m_query.code.data(), m_codes.code(point), m_codes.length);
        return static_cast<float>(product) * m_query.scale * m_codes.scales[point];
    }

    void announce(quint32 point) const
    {
        const std::int8_t *code = m_codes.code(point);
        for (std::size_t at = 0; at < m_codes.length; at += kCacheLine)
            prefetch(code + at);
    }

private:
    const CodeSpan &m_codes;
    const VectorCode &m_query;
    const DotProducts &m_products;
};
} // namespace

bool VectorGraph::isWhole() const
{
    return points > 0 && entry < points && shape.links > 0 && shape.links < 1024 && floors < 64
           && ground.size() == std::size_t(points) * (1 + 2 * shape.links) && upperStart.size() == points;
}

std::span<const quint32> VectorGraph::linksOf(quint32 point, quint32 floor) const
{
    if (floor == 0) {
        const std::size_t room = 2 * std::size_t(shape.links);
        const auto links = ground.subspan(point * (1 + room), 1 + room);
        return links.subspan(1, std::min<std::size_t>(links[0], room));
    }
    const std::size_t start = upperStart[point];
    if (start >= upper.size() || upper[start] < floor)
        return {};
    const std::size_t room = shape.links;
    const std::size_t place = start + 1 + (floor - 1) * (1 + room);
    if (place + 1 + room > upper.size())
        return {};
    return upper.subspan(place + 1, std::min<std::size_t>(upper[place], room));
}

void GraphSearch::forget(std::size_t points)
{
    if (m_visited.size() < points || ++m_search == 0) {
        m_visited.assign(points, 0);
        m_search = 1;
    }
}

bool GraphSearch::visit(quint32 point)
{
    if (m_visited[point] == m_search)
        return false;
    m_visited[point] = m_search;
    return true;
}

std::vector<GraphSearch::Found> GraphSearch::nearest(const VectorGraph &graph, const CodeSpan &codes,
                                                     const VectorCode &query, std::size_t width,
                                                     const std::function<bool(quint32)> &counts,
                                                     const DotProducts &products)
{
    if (graph.isEmpty() || graph.points > codes.count || width == 0)
        return {};
    forget(graph.points);
    const Distances distances(codes, query, products);

    Found here{distances.cosine(graph.entry), graph.entry};
    for (quint32 floor = graph.floors; floor > 0; --floor) {
        for (bool moved = true; moved;) {
            moved = false;
            for (const quint32 link : graph.linksOf(here.second, floor)) {
                if (link >= graph.points)
                    continue;
                const float cosine = distances.cosine(link);
                if (cosine > here.first) {
                    here = {cosine, link};
                    moved = true;
                }
            }
        }
    }

    // Points that don't count are walked over all the same: others may lie behind them.
    std::priority_queue<Found> open;
    std::priority_queue<Found, std::vector<Found>, std::greater<>> best; // the worst of them on top
    const auto take = [&](const Found &found) {
        open.push(found);
        if (!counts(found.second))
            return;
        best.push(found);
        if (best.size() > width)
            best.pop();
    };
    visit(here.second);
    take(here);
    std::vector<quint32> fresh;
    while (!open.empty()) {
        const Found nearestOpen = open.top();
        if (best.size() == width && nearestOpen.first < best.top().first)
            break;
        open.pop();
        fresh.clear();
        for (const quint32 link : graph.linksOf(nearestOpen.second, 0)) {
            if (link < graph.points && visit(link)) {
                fresh.push_back(link);
                distances.announce(link);
            }
        }
        for (const quint32 link : fresh) {
            const float cosine = distances.cosine(link);
            if (best.size() < width || cosine > best.top().first) {
                prefetch(graph.ground.data() + std::size_t(link) * (1 + 2 * graph.shape.links));
                take({cosine, link});
            }
        }
    }
    std::vector<Found> found;
    found.reserve(best.size());
    for (; !best.empty(); best.pop())
        found.push_back(best.top());
    return found;
}

} // namespace CloneMemoria

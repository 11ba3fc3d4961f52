#include "core/knowledge/vectors/GraphBuilder.h"

#include <QThreadPool>

// hnswlib builds the graph; it is searched by GraphSearch, which needs no copy of it in memory and can leave points out.
#include <hnswlib/hnswlib.h>

#include <cstring>
#include <exception>
#include <memory>
#include <mutex>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
using Hierarchy = hnswlib::HierarchicalNSW<float>;

// To hnswlib a point is its number; the codes stay where they are.
class CodeSpace : public hnswlib::SpaceInterface<float>
{
public:
    explicit CodeSpace(const CodeSpan &codes) : m_measure{codes, dotProducts().one} { }

    size_t get_data_size() override { return sizeof(quint64); }
    hnswlib::DISTFUNC<float> get_dist_func() override { return distance; }
    void *get_dist_func_param() override { return &m_measure; }

private:
    struct Measure
    {
        CodeSpan codes;
        std::int32_t (*product)(const std::int8_t *, const std::int8_t *, std::size_t);
    };

    static float distance(const void *left, const void *right, const void *parameter)
    {
        const auto &measure = *static_cast<const Measure *>(parameter);
        quint64 a = 0;
        quint64 b = 0;
        std::memcpy(&a, left, sizeof a);
        std::memcpy(&b, right, sizeof b);
        const std::int32_t product = measure.product(measure.codes.code(a), measure.codes.code(b),
                                                     measure.codes.length);
        return 1.0F - static_cast<float>(product) * measure.codes.scales[a] * measure.codes.scales[b];
    }

    Measure m_measure;
};

void copyLinks(Hierarchy &hierarchy, hnswlib::linklistsizeint *target, std::span<const quint32> links,
               quint32 points)
{
    unsigned short count = 0;
    for (const quint32 link : links) {
        if (link < points)
            target[1 + count++] = link;
    }
    hierarchy.setListCount(target, count);
}

// What hnswlib's own loading does, from our form of a graph.
void restore(Hierarchy &hierarchy, const VectorGraph &known)
{
    for (quint32 point = 0; point < known.points; ++point) {
        const quint64 number = point;
        std::memset(hierarchy.get_linklist0(point), 0, hierarchy.size_data_per_element_);
        std::memcpy(hierarchy.getDataByInternalId(point), &number, sizeof number);
        hierarchy.setExternalLabel(point, point);
        hierarchy.label_lookup_[point] = point;
        copyLinks(hierarchy, hierarchy.get_linklist0(point), known.linksOf(point, 0), known.points);
        const quint32 start = known.upperStart[point];
        const quint32 floors = start < known.upper.size() ? std::min(known.upper[start], known.floors) : 0;
        hierarchy.element_levels_[point] = int(floors);
        if (floors > 0) {
            const std::size_t bytes = hierarchy.size_links_per_element_ * floors + 1;
            hierarchy.linkLists_[point] = static_cast<char *>(std::calloc(bytes, 1));
            if (!hierarchy.linkLists_[point]) {
                hierarchy.element_levels_[point] = 0;
                hierarchy.cur_element_count = point;
                throw std::bad_alloc();
            }
            for (quint32 floor = 1; floor <= floors; ++floor)
                copyLinks(hierarchy, hierarchy.get_linklist(point, int(floor)), known.linksOf(point, floor),
                          known.points);
        }
        hierarchy.cur_element_count = point + 1;
    }
    hierarchy.enterpoint_node_ = known.entry;
    hierarchy.maxlevel_ = hierarchy.element_levels_[known.entry];
}

// The threads shared one counter, so hnswlib's own numbers are in the order of arrival: labels are ours.
OwnedVectorGraph freeze(Hierarchy &hierarchy, GraphShape shape)
{
    const auto points = static_cast<quint32>(hierarchy.cur_element_count);
    const std::size_t groundRoom = 2 * std::size_t(shape.links);
    OwnedVectorGraph made;
    made.ground.assign(points * (1 + groundRoom), 0);
    made.upperStart.assign(points, VectorGraph::kGroundOnly);
    const auto write = [&hierarchy](hnswlib::linklistsizeint *links, quint32 *target, std::size_t room) {
        const std::size_t count = std::min<std::size_t>(hierarchy.getListCount(links), room);
        target[0] = static_cast<quint32>(count);
        for (std::size_t i = 0; i < count; ++i)
            target[1 + i] = static_cast<quint32>(hierarchy.getExternalLabel(links[1 + i]));
    };
    for (quint32 internal = 0; internal < points; ++internal) {
        const std::size_t point = hierarchy.getExternalLabel(internal);
        write(hierarchy.get_linklist0(internal), made.ground.data() + point * (1 + groundRoom), groundRoom);
        const int floors = hierarchy.element_levels_[internal];
        if (floors <= 0)
            continue;
        made.upperStart[point] = static_cast<quint32>(made.upper.size());
        made.upper.push_back(static_cast<quint32>(floors));
        for (int floor = 1; floor <= floors; ++floor) {
            const std::size_t place = made.upper.size();
            made.upper.resize(place + 1 + shape.links, 0);
            write(hierarchy.get_linklist(internal, floor), made.upper.data() + place, shape.links);
        }
    }
    made.graph = {shape,
                  points,
                  static_cast<quint32>(hierarchy.getExternalLabel(hierarchy.enterpoint_node_)),
                  static_cast<quint32>(hierarchy.maxlevel_),
                  made.ground,
                  made.upperStart,
                  made.upper};
    return made;
}
} // namespace

bool canBuildGraphs()
{
    return true;
}

Result<OwnedVectorGraph> buildGraph(const CodeSpan &codes, const VectorGraph &known, GraphShape shape,
                                    GraphThreads threads, const std::atomic_bool &cancelled)
{
    const bool extends = known.isWhole() && known.shape == shape && known.points <= codes.count;
    if (codes.count == 0)
        return OwnedVectorGraph();
    try {
        CodeSpace space(codes);
        Hierarchy hierarchy(&space, codes.count, shape.links, shape.construction);
        if (extends)
            restore(hierarchy, known);
        const std::size_t first = hierarchy.cur_element_count;
        std::atomic_size_t next{first};
        std::atomic_bool failed = false;
        const auto work = [&] {
            try {
                for (std::size_t slot = next++; slot < codes.count && !cancelled && !failed; slot = next++) {
                    const quint64 number = slot;
                    hierarchy.addPoint(&number, slot);
                }
            } catch (const std::exception &) {
                failed = true; // memory: nothing else is thrown on what we hand in
            }
        };
        QThreadPool pool;
        pool.setMaxThreadCount(std::max(threads.count, 1));
        pool.setThreadPriority(threads.priority);
        for (int i = 0; i < pool.maxThreadCount(); ++i)
            pool.start(work);
        pool.waitForDone();
        if (cancelled)
            return fail(ErrorKind::Cancelled);
        if (failed)
            return fail(ErrorKind::Storage, u"no memory for a graph"_s);
        return freeze(hierarchy, shape);
    } catch (const std::exception &problem) {
        return fail(ErrorKind::Storage, QString::fromLocal8Bit(problem.what()));
    }
}

} // namespace CloneMemoria

#include "core/knowledge/vectors/VectorRefresh.h"

#include "core/base/Logging.h"
#include "core/storage/Database.h"

#include <QElapsedTimer>

namespace CloneMemoria {

namespace {
std::size_t graphPoints(const VectorSet &set)
{
    return set.base() ? set.base()->graph().points : 0;
}

bool mostlyDead(const VectorSet &set)
{
    return set.deadCount() * 4 > set.count() + set.deadCount();
}

// A file that can't be written is no failure of the search, which goes on in memory.
void replaceBy(std::unique_ptr<VectorSet> &set, Result<std::shared_ptr<const VectorBase>> base)
{
    if (base)
        set = std::make_unique<VectorSet>(set->kind(), std::move(*base));
    else if (base.error().kind != ErrorKind::Cancelled)
        qCWarning(lcKnowledge) << "an index file can't be written:" << base.error().code
                               << base.error().detail;
}

Result<void> knit(const VectorRefresh &request, std::unique_ptr<VectorSet> &set,
                  const std::atomic_bool &cancelled)
{
    const VectorBase &base = *set->base();
    QElapsedTimer timer;
    timer.start();
    CM_TRY_ASSIGN(graph,
                  buildGraph(base.codes(), base.graph(), request.limits.shape, request.threads, cancelled));
    VectorContents contents = set->contents(true);
    contents.graph = graph.graph;
    qCInfo(lcKnowledge) << "a graph of" << base.count() << "vectors was knit in" << timer.elapsed() << "ms";
    replaceBy(set, request.folder.save(contents, cancelled));
    return {};
}
} // namespace

VectorWork workFor(const VectorSet &set, const VectorLimits &limits, bool hasFolder)
{
    if (!hasFolder)
        return VectorWork::Nothing;
    const std::size_t known = graphPoints(set);
    const std::size_t without = set.count() + set.deadCount() - known;
    // Each time a quarter more: however many come one by one, little is done twice.
    if (canBuildGraphs() && set.count() >= limits.graphFrom && set.count() <= limits.graphUpTo
        && (without > std::max(limits.graphFrom / 2, known / 4) || (known > 0 && mostlyDead(set))))
        return VectorWork::Knit;
    const std::size_t mapped = set.base() ? set.base()->count() : 0;
    if (set.freshCount() > std::max(limits.fileFrom, mapped / 8)
        || (mapped > 0 && set.deadCount() > limits.fileFrom && mostlyDead(set)))
        return VectorWork::Save;
    return VectorWork::Nothing;
}

Result<std::unique_ptr<VectorSet>> refreshVectors(const VectorRefresh &request,
                                                  const std::atomic_bool &cancelled)
{
    CM_TRY_ASSIGN(database, Database::open(request.databaseFile, Database::Access::ReadOnly));
    const PassageRepository passages(*database, request.userId);
    const bool files = !request.folder.isEmpty();
    std::shared_ptr<const VectorBase> base = request.base;
    if (!base && files) {
        CM_TRY(request.folder.cleanUp(passages));
        CM_TRY_ASSIGN(now, passages.vectorRevision(request.kind.cloneId));
        base = request.folder.openNewest(request.kind, now.revision);
    }
    auto set = std::make_unique<VectorSet>(request.kind, std::move(base));
    if (request.checkAll)
        set->distrust();
    CM_TRY(set->catchUp(passages, -1, &cancelled));
    const VectorWork work = workFor(*set, request.limits, files);
    const bool knits = work == VectorWork::Knit && request.mayKnit;
    if (work == VectorWork::Save || (work == VectorWork::Knit && (set->freshCount() > 0 || mostlyDead(*set))))
        replaceBy(set, request.folder.save(set->contents(!mostlyDead(*set)), cancelled));
    if (knits && set->base() && set->freshCount() == 0) {
        CM_TRY(knit(request, set, cancelled));
        CM_TRY(set->catchUp(passages, -1, &cancelled)); // that took a while
    }
    if (cancelled)
        return fail(ErrorKind::Cancelled);
    return set;
}

} // namespace CloneMemoria

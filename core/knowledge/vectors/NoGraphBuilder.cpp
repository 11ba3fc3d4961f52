#include "core/knowledge/vectors/GraphBuilder.h"

namespace CloneMemoria {

bool canBuildGraphs()
{
    return false;
}

Result<OwnedVectorGraph> buildGraph(const CodeSpan &, const VectorGraph &, GraphShape, GraphThreads,
                                    const std::atomic_bool &)
{
    return fail(ErrorKind::Unsupported);
}

} // namespace CloneMemoria

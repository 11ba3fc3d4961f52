#pragma once

#include "core/base/Result.h"
#include "core/knowledge/vectors/VectorGraph.h"

#include <QThread>

#include <atomic>

namespace CloneMemoria {

/// False in a program that was built without hnswlib: everything is scanned then.
bool canBuildGraphs();

struct GraphThreads
{
    int count = 1;
    QThread::Priority priority = QThread::IdlePriority; ///< they give way to everything else
};

/// Builds a graph over all of `codes`. `known` is a graph over the first of them that is extended; where it is empty or of
/// another shape, everything is knit anew. Takes minutes for a million points, and some 300 bytes of memory a point
/// beside the codes. Blocks. Errors: Cancelled soon after `cancelled` is set; Storage where memory runs out;
/// Unsupported.
Result<OwnedVectorGraph> buildGraph(const CodeSpan &codes, const VectorGraph &known, GraphShape shape,
                                    GraphThreads threads, const std::atomic_bool &cancelled);

} // namespace CloneMemoria

#pragma once

#include "core/knowledge/vectors/GraphBuilder.h"
#include "core/knowledge/vectors/VectorFolder.h"
#include "core/knowledge/vectors/VectorSet.h"

namespace CloneMemoria {

/// From which size on what is done. The defaults were measured (tests/bench/IndexBench.cpp): a scan of 60,000 codes takes
/// 2 ms, reading 20,000 vectors 200 ms.
struct VectorLimits
{
    qint64 atFirst =
        20'000;            ///< so many vectors are read while the first search waits; more in the background
    qint64 atOnce = 4'000; ///< the same for what is new at a later search
    std::size_t fileFrom = 20'000; ///< fewer are quickly read from the database again
    std::size_t graphFrom = 60'000;
    std::size_t graphUpTo =
        4'000'000; ///< beyond, a graph would take more memory than it is worth: scanned instead
    GraphShape shape;
    int restShare = 4; ///< after work in the background, so many times as long there is none
};

/// What a refresh is to do beside catching up.
enum class VectorWork {
    Nothing,
    Save, ///< what is in memory alone is put into a file
    Knit  ///< the graph is extended over what it doesn't cover, or made anew where much of it is dead
};

VectorWork workFor(const VectorSet &set, const VectorLimits &limits, bool hasFolder);

struct VectorRefresh
{
    QString databaseFile;
    QString userId;
    VectorKind kind;
    VectorFolder folder;
    std::shared_ptr<const VectorBase> base; ///< what to begin with; else the newest file, else the database
    VectorLimits limits;
    bool mayKnit = false;
    bool checkAll =
        false; ///< also what has gone unnoticed, as when an old copy of the database was brought back
    GraphThreads threads;
};

/// Brings a kind's vectors up to date on a connection of its own, and does the work that is due. Where files can't be
/// written, what there is stays in memory. Blocks, for minutes where a large graph is made. Any thread. Errors: Storage,
/// Cancelled.
Result<std::unique_ptr<VectorSet>> refreshVectors(const VectorRefresh &request,
                                                  const std::atomic_bool &cancelled);

} // namespace CloneMemoria

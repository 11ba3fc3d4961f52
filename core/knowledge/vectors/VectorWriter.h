#pragma once

#include "core/base/Result.h"
#include "core/knowledge/vectors/VectorGraph.h"
#include "core/storage/PassageRepository.h"

#include <QString>

#include <atomic>
#include <span>
#include <vector>

namespace CloneMemoria {

/// Vectors that lie one after the other: what a file is put together from.
struct VectorRun
{
    std::span<const std::int8_t> codes;
    std::span<const float> scales;
    std::span<const qint64> rows;
};

struct VectorContents
{
    VectorKind kind;
    qint64 revision = 0;
    std::vector<VectorRun> runs;
    std::vector<quint32>
        byRow;         ///< the slots of the living, by ascending row; slots are counted through all runs
    VectorGraph graph; ///< over the first slots, or empty
};

/// Writes a file for VectorBase, beside its place, and moves it there once all of it is on the disk. Errors: Storage, with
/// code disk-full or read-only where that is the cause; Cancelled. The file that was there before then stays.
Result<void> writeVectors(const QString &path, const VectorContents &contents,
                          const std::atomic_bool &cancelled);

} // namespace CloneMemoria

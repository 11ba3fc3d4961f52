#pragma once

#include "core/knowledge/indexfile/IndexHead.h"
#include "core/knowledge/vectors/VectorCode.h"
#include "core/knowledge/vectors/VectorGraph.h"
#include "core/storage/PassageRepository.h"

#include <array>
#include <cstddef>

namespace CloneMemoria {

// The form of an index file, between VectorWriter and VectorBase. Numbers are little-endian, as in memory on every machine
// this runs on.
static_assert(Q_BYTE_ORDER == Q_LITTLE_ENDIAN);

struct VectorFileHeader
{
    static constexpr std::array<char, 8> kMagic{'C', 'M', 'V', 'E', 'C', 'T', 'O', 'R'};
    static constexpr quint32 kVersion = 1;

    std::array<char, 8> magic = kMagic;
    quint32 version = kVersion;
    quint32 headerSize = 0;
    std::array<std::byte, 32> kind{}; ///< SHA-256 of clone, provider and model
    quint64 dimensions = 0;
    quint64 count = 0;  ///< vectors, the dead ones too
    quint64 living = 0; ///< as many are in the list by rows
    qint64 revision = 0;
    qint64 highestRow = 0;
    quint32 links = 0;
    quint32 construction = 0;
    quint32 points = 0; ///< vectors in the graph: the first ones
    quint32 entry = 0;
    quint32 floors = 0;
    quint32 reserved = 0;
    quint64 upperLength = 0;
    quint64 fileSize = 0;
    quint64 payloadSum = 0;
    quint64 headSum = 0; ///< of what comes before it
};

std::array<std::byte, 32> hashOf(const VectorKind &kind);

/// Where each section begins, and the file ends.
struct VectorSections
{
    explicit VectorSections(const VectorFileHeader &header);

    quint64 codes = 0;
    quint64 scales = 0; ///< a float each
    quint64 rows = 0;   ///< a qint64 each
    quint64 byRow = 0;  ///< the living, by ascending row: a quint32 each
    quint64 ground = 0; ///< the graph's parts, as VectorGraph has them
    quint64 upperStart = 0;
    quint64 upper = 0;
    quint64 end = 0;
};

} // namespace CloneMemoria

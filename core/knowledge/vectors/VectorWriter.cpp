#include "core/knowledge/vectors/VectorWriter.h"

#include "core/knowledge/indexfile/SectionWriter.h"
#include "core/knowledge/vectors/VectorLayout.h"

#include <algorithm>

namespace CloneMemoria {

namespace {
VectorFileHeader headerFor(const VectorContents &contents)
{
    VectorFileHeader header;
    header.headerSize = sizeof header;
    header.kind = hashOf(contents.kind);
    header.dimensions = quint64(contents.kind.dimensions);
    for (const VectorRun &run : contents.runs) {
        header.count += run.rows.size();
        for (const qint64 row : run.rows)
            header.highestRow = std::max(header.highestRow, row);
    }
    header.living = contents.byRow.size();
    header.revision = contents.revision;
    header.links = contents.graph.shape.links;
    header.construction = contents.graph.shape.construction;
    header.points = contents.graph.points;
    header.entry = contents.graph.entry;
    header.floors = contents.graph.floors;
    header.upperLength = contents.graph.upper.size();
    header.fileSize = VectorSections(header).end;
    return header;
}

bool writeSections(SectionWriter &writer, const VectorContents &contents)
{
    bool good = true;
    for (const VectorRun &run : contents.runs)
        good = good && writer.write(run.codes);
    good = good && writer.endSection();
    for (const VectorRun &run : contents.runs)
        good = good && writer.write(run.scales);
    good = good && writer.endSection();
    for (const VectorRun &run : contents.runs)
        good = good && writer.write(run.rows);
    good = good && writer.endSection() && writer.write(std::span(contents.byRow)) && writer.endSection();
    for (const auto &part : {contents.graph.ground, contents.graph.upperStart, contents.graph.upper})
        good = good && writer.write(part) && writer.endSection();
    return good;
}
} // namespace

Result<void> writeVectors(const QString &path, const VectorContents &contents,
                          const std::atomic_bool &cancelled)
{
    VectorFileHeader header = headerFor(contents);
    return writeIndexFile(
        path, sizeof header, cancelled,
        [&](SectionWriter &writer) { return writeSections(writer, contents); },
        [&](quint64 sum) {
            header.payloadSum = sum;
            header.headSum = headSumOf(header);
            return QByteArray(reinterpret_cast<const char *>(&header), sizeof header);
        });
}

} // namespace CloneMemoria

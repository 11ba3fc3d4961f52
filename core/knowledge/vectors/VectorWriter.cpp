#include "core/knowledge/vectors/VectorWriter.h"

#include "core/knowledge/vectors/VectorLayout.h"

#include <QSaveFile>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// Gathers what is written until it fills whole steps of the sum, and writes it in large pieces.
class SectionWriter
{
public:
    SectionWriter(QSaveFile &file, const std::atomic_bool &cancelled) : m_file(file), m_cancelled(cancelled)
    {
        m_waiting.reserve(kPiece);
    }

    template <typename Number>
    bool write(std::span<const Number> numbers)
    {
        for (std::span<const std::byte> bytes = std::as_bytes(numbers); !bytes.empty();) {
            const auto some = bytes.first(std::min(bytes.size(), kPiece - m_waiting.size()));
            m_waiting.insert(m_waiting.end(), some.begin(), some.end());
            bytes = bytes.subspan(some.size());
            m_place += some.size();
            if (m_waiting.size() == kPiece && !flush())
                return false;
        }
        return true;
    }

    bool fillUp()
    {
        static constexpr std::byte zeros[VectorSections::kAlignment]{};
        return write(std::span(zeros).first(VectorSections::aligned(m_place) - m_place));
    }

    bool flush()
    {
        if (m_cancelled)
            return false;
        m_sum.add(m_waiting);
        const bool written = m_file.write(reinterpret_cast<const char *>(m_waiting.data()),
                                          qint64(m_waiting.size()))
                             == qint64(m_waiting.size());
        m_waiting.clear();
        return written;
    }

    quint64 sum() const { return m_sum.value(); }

private:
    static constexpr std::size_t kPiece = 1 << 20;

    QSaveFile &m_file;
    const std::atomic_bool &m_cancelled;
    std::vector<std::byte> m_waiting;
    Checksum m_sum;
    quint64 m_place = 0; // from the first section on
};

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
    good = good && writer.fillUp();
    for (const VectorRun &run : contents.runs)
        good = good && writer.write(run.scales);
    good = good && writer.fillUp();
    for (const VectorRun &run : contents.runs)
        good = good && writer.write(run.rows);
    good = good && writer.fillUp() && writer.write(std::span(contents.byRow)) && writer.fillUp();
    for (const auto &part : {contents.graph.ground, contents.graph.upperStart, contents.graph.upper})
        good = good && writer.write(part) && writer.fillUp();
    return good && writer.flush();
}

Failure writingFailed(const QSaveFile &file)
{
    const bool full = file.error() == QFileDevice::ResourceError;
    return fail(ErrorKind::Storage, file.errorString(), full ? u"disk-full"_s : u"read-only"_s,
                file.fileName());
}
} // namespace

Result<void> writeVectors(const QString &path, const VectorContents &contents,
                          const std::atomic_bool &cancelled)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return writingFailed(file);
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    VectorFileHeader header = headerFor(contents);
    const QByteArray room(qsizetype(VectorSections(header).codes), '\0');
    if (file.write(room) != room.size())
        return writingFailed(file);
    SectionWriter writer(file, cancelled);
    const bool written = writeSections(writer, contents);
    if (cancelled)
        return fail(ErrorKind::Cancelled);
    if (!written)
        return writingFailed(file);
    header.payloadSum = writer.sum();
    header.headerSum = headerSumOf(header);
    if (!file.seek(0)
        || file.write(reinterpret_cast<const char *>(&header), sizeof header) != qint64(sizeof header)
        || !file.commit())
        return writingFailed(file);
    return {};
}

} // namespace CloneMemoria

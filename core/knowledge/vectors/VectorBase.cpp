#include "core/knowledge/vectors/VectorBase.h"

#include "core/knowledge/indexfile/SectionWriter.h"
#include "core/knowledge/vectors/VectorLayout.h"

#include <algorithm>
#include <limits>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr quint64 kMostVectors = std::numeric_limits<quint32>::max() / 2;
constexpr quint64 kMostDimensions = 65536;
constexpr quint64 kMostLinks = 1024;

Failure damaged(const QString &why, const QString &path)
{
    return fail(ErrorKind::Storage, why, u"index-damaged"_s, path);
}

// Numbers that can be multiplied without running over.
bool isPlausible(const VectorFileHeader &header)
{
    return header.count <= kMostVectors && header.living <= header.count && header.dimensions > 0
           && header.dimensions <= kMostDimensions && header.points <= header.count
           && header.links <= kMostLinks && header.upperLength <= kMostVectors * 4;
}
} // namespace

std::array<std::byte, 32> hashOf(const VectorKind &kind)
{
    return hashOfKind({kind.cloneId, kind.provider, kind.model});
}

VectorSections::VectorSections(const VectorFileHeader &header)
{
    const quint64 room = 1 + 2 * quint64(header.links);
    codes = alignedSection(sizeof(VectorFileHeader));
    scales = alignedSection(codes + header.count * codeLength(header.dimensions));
    rows = alignedSection(scales + header.count * sizeof(float));
    byRow = alignedSection(rows + header.count * sizeof(qint64));
    ground = alignedSection(byRow + header.living * sizeof(quint32));
    upperStart = alignedSection(ground + header.points * room * sizeof(quint32));
    upper = alignedSection(upperStart + header.points * sizeof(quint32));
    end = alignedSection(upper + header.upperLength * sizeof(quint32));
}

Result<std::shared_ptr<const VectorBase>> VectorBase::open(const QString &path, const VectorKind &kind)
{
    std::shared_ptr<VectorBase> base(new VectorBase);
    CM_TRY(base->map(path, kind));
    return base;
}

Result<void> VectorBase::map(const QString &path, const VectorKind &kind)
{
    m_file.setFileName(path);
    if (!m_file.open(QIODevice::ReadOnly))
        return damaged(m_file.errorString(), path);
    VectorFileHeader header;
    if (m_file.read(reinterpret_cast<char *>(&header), sizeof header) != qint64(sizeof header))
        return damaged(u"too short"_s, path);
    if (header.magic != VectorFileHeader::kMagic || header.version != VectorFileHeader::kVersion
        || header.headerSize != sizeof header)
        return damaged(u"not an index of this version"_s, path);
    if (header.headSum != headSumOf(header) || !isPlausible(header))
        return damaged(u"its header is damaged"_s, path);
    if (header.kind != hashOf(kind) || header.dimensions != quint64(kind.dimensions))
        return damaged(u"other vectors than these"_s, path);
    const VectorSections sections(header);
    if (header.fileSize != sections.end || quint64(m_file.size()) != sections.end)
        return damaged(u"it was cut"_s, path);
    m_memory = m_file.map(0, m_file.size());
    if (!m_memory)
        return damaged(m_file.errorString(), path);
    Checksum sum;
    sum.add(std::as_bytes(std::span(m_memory, sections.end)).subspan(sections.codes));
    if (sum.value() != header.payloadSum)
        return damaged(u"its contents are damaged"_s, path);
    return take(header);
}

template <typename Number>
std::span<const Number> VectorBase::section(quint64 place, quint64 count) const
{
    return {reinterpret_cast<const Number *>(m_memory + place), std::size_t(count)};
}

Result<void> VectorBase::take(const VectorFileHeader &header)
{
    const VectorSections sections(header);
    m_revision = header.revision;
    m_codes = {reinterpret_cast<const std::int8_t *>(m_memory + sections.codes),
               section<float>(sections.scales, header.count).data(), codeLength(header.dimensions),
               std::size_t(header.count)};
    m_rows = section<qint64>(sections.rows, header.count);
    m_byRow = section<quint32>(sections.byRow, header.living);
    // Whoever wrote it: a number that leads out of the file must not be followed.
    for (std::size_t i = 0; i < m_byRow.size(); ++i) {
        if (m_byRow[i] >= header.count || (i > 0 && m_rows[m_byRow[i]] <= m_rows[m_byRow[i - 1]]))
            return damaged(u"its rows are in disorder"_s, path());
    }
    if (header.points == 0)
        return {};
    m_graph = {{header.links, header.construction},
               header.points,
               header.entry,
               header.floors,
               section<quint32>(sections.ground, header.points * (1 + 2 * quint64(header.links))),
               section<quint32>(sections.upperStart, header.points),
               section<quint32>(sections.upper, header.upperLength)};
    if (!m_graph.isWhole())
        return damaged(u"its graph is damaged"_s, path());
    return {};
}

std::optional<quint32> VectorBase::slotOf(qint64 row) const
{
    const auto found = std::lower_bound(m_byRow.begin(), m_byRow.end(), row,
                                        [this](quint32 slot, qint64 wanted) {
                                            return m_rows[slot] < wanted;
                                        });
    if (found == m_byRow.end() || m_rows[*found] != row)
        return std::nullopt;
    return *found;
}

} // namespace CloneMemoria

#include "core/knowledge/indexfile/SectionWriter.h"

#include <QFileInfo>
#include <QSaveFile>
#include <QStorageInfo>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr std::size_t kPiece = 1 << 20;

Failure writingFailed(const QSaveFile &file)
{
    // Qt doesn't always hand on why a write failed.
    const QStorageInfo disk(QFileInfo(file.fileName()).path());
    const bool full = file.error() == QFileDevice::ResourceError
                      || (disk.isValid() && disk.bytesAvailable() < qint64(kPiece));
    return fail(ErrorKind::Storage, file.errorString(), full ? u"disk-full"_s : u"read-only"_s,
                file.fileName());
}
} // namespace

SectionWriter::SectionWriter(QSaveFile &file, const std::atomic_bool &cancelled)
    : m_file(file)
    , m_cancelled(cancelled)
{
    m_waiting.reserve(kPiece);
}

bool SectionWriter::writeBytes(std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const auto some = bytes.first(std::min(bytes.size(), kPiece - m_waiting.size()));
        m_waiting.insert(m_waiting.end(), some.begin(), some.end());
        bytes = bytes.subspan(some.size());
        m_place += some.size();
        if (m_waiting.size() == kPiece && !flush())
            return false;
    }
    return true;
}

bool SectionWriter::endSection()
{
    static constexpr std::byte zeros[alignedSection(1)]{};
    return writeBytes(std::span(zeros).first(alignedSection(m_place) - m_place));
}

bool SectionWriter::flush()
{
    if (m_cancelled)
        return false;
    m_sum.add(m_waiting);
    const auto size = qint64(m_waiting.size());
    const bool written = m_file.write(reinterpret_cast<const char *>(m_waiting.data()), size) == size;
    m_waiting.clear();
    return written;
}

Result<void> writeIndexFile(const QString &path, quint64 headSize, const std::atomic_bool &cancelled,
                            const std::function<bool(SectionWriter &)> &writeSections,
                            const std::function<QByteArray(quint64 sum)> &makeHead)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return writingFailed(file);
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    const QByteArray room(qsizetype(alignedSection(headSize)), '\0');
    if (file.write(room) != room.size())
        return writingFailed(file);
    SectionWriter writer(file, cancelled);
    const bool written = writeSections(writer) && writer.flush();
    if (cancelled)
        return fail(ErrorKind::Cancelled);
    if (!written)
        return writingFailed(file);
    const QByteArray head = makeHead(writer.sum());
    if (!file.seek(0) || file.write(head) != head.size() || !file.commit())
        return writingFailed(file);
    return {};
}

} // namespace CloneMemoria

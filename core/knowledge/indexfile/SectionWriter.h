#pragma once

#include "core/base/Result.h"
#include "core/knowledge/indexfile/Checksum.h"

#include <QByteArray>
#include <QString>

#include <atomic>
#include <functional>
#include <span>
#include <vector>

class QSaveFile;

namespace CloneMemoria {

/// Where the sections of an index file begin: at multiples of 64 bytes, filled up with zeros.
constexpr quint64 alignedSection(quint64 place)
{
    constexpr quint64 kAlignment = 64;
    return (place + kAlignment - 1) / kAlignment * kAlignment;
}

/// The sections of an index file on their way: gathers what is written until it fills whole steps of the sum, and writes it
/// in large pieces. Each call says whether it may go on.
class SectionWriter
{
public:
    SectionWriter(QSaveFile &file, const std::atomic_bool &cancelled);

    template <typename Number>
    bool write(std::span<const Number> numbers)
    {
        return writeBytes(std::as_bytes(numbers));
    }
    bool endSection();
    bool flush();

    quint64 size() const { return m_place; } ///< of what was written
    quint64 sum() const { return m_sum.value(); }

private:
    bool writeBytes(std::span<const std::byte> bytes);

    QSaveFile &m_file;
    const std::atomic_bool &m_cancelled;
    std::vector<std::byte> m_waiting;
    Checksum m_sum;
    quint64 m_place = 0; // from the first section on
};

/// Writes an index file beside its place, and moves it there once all of it is on the disk: room for a head, the sections,
/// and then the head, which knows their sum. Errors: Storage, with code disk-full or read-only where that is the cause;
/// Cancelled. The file that was there before then stays.
Result<void> writeIndexFile(const QString &path, quint64 headSize, const std::atomic_bool &cancelled,
                            const std::function<bool(SectionWriter &)> &writeSections,
                            const std::function<QByteArray(quint64 sum)> &makeHead);

} // namespace CloneMemoria

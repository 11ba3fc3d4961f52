#pragma once

#include "core/base/Result.h"
#include "core/knowledge/importers/FileProbe.h"

#include <QIODevice>
#include <QString>
#include <QStringDecoder>

#include <memory>
#include <optional>

namespace CloneMemoria {

/// A text file's lines, decoded as decodeText does, in bounded memory: a line longer than kLongestLine comes in pieces.
/// One thread at a time; blocks on the disk.
class LineReader
{
public:
    /// A probe's head tells nothing that isn't in the file; only path and name are used.
    explicit LineReader(const FileProbe &probe);
    /// The lines of a text that is in memory.
    LineReader(const FileProbe &probe, const QByteArray &bytes);

    /// Gives the next line, without its end; false after the last one. Errors, with the file's name as subject:
    /// InvalidInput "file-unreadable", "file-not-text".
    Result<bool> next(QString &line);
    /// How many bytes of the file were read so far.
    qint64 bytesRead() const { return m_bytesRead; }

    static constexpr qsizetype kLongestLine = 256 * 1024;

private:
    Result<void> fill();
    Result<void> decode(const QByteArray &bytes);

    std::unique_ptr<QIODevice> m_file;
    QString m_name;
    std::optional<QStringDecoder> m_decoder; // where a byte order mark says so
    QByteArray m_bytes;                      // read, and not decoded yet: the beginning of a line
    QString m_text;
    qsizetype m_at = 0;
    qint64 m_bytesRead = 0;
    bool m_atEnd = false;
};

/// The lines of a text that is in memory, or of its beginning: without the last one then, which may be cut.
QStringList linesOfHead(const FileProbe &probe);

} // namespace CloneMemoria

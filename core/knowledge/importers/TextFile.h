#pragma once

#include "core/knowledge/importers/Importer.h"
#include "core/knowledge/importers/TextDecoder.h"

#include <QFile>

namespace CloneMemoria {

/// Reads a file block by block and says so to the sink. One thread; blocks on the disk.
class BlockReader
{
public:
    BlockReader(const FileProbe &probe, DraftSink &sink);

    /// The next bytes; empty at the end. Errors: InvalidInput "file-unreadable"; what the sink gives.
    Result<QByteArray> next();

private:
    FileProbe m_probe;
    DraftSink &m_sink;
    QFile m_file;
    qint64 m_read = 0;
};

/// The same of a file of text: decoded, not cleaned.
class TextReader
{
public:
    TextReader(const FileProbe &probe, DraftSink &sink, TextDecoder decoder = TextDecoder());

    /// The next characters; empty at the end. Errors as BlockReader, and "file-not-text".
    Result<QString> next();

private:
    FileProbe m_probe;
    BlockReader m_blocks;
    TextDecoder m_decoder;
    bool m_atEnd = false;
};

/// All of a file. Errors as BlockReader; "file-too-large" beyond kMaxWholeFileBytes.
Result<QByteArray> readWhole(const FileProbe &probe, DraftSink &sink);

} // namespace CloneMemoria

#pragma once

#include "core/knowledge/importers/TextFile.h"

#include <QByteArray>

namespace CloneMemoria {

/// A JSON file's bytes, block by block, as UTF-8 without a mark: some programs write UTF-16. One thread; blocks on the
/// disk.
class JsonBlocks
{
public:
    JsonBlocks(const FileProbe &probe, DraftSink &sink);

    /// The next bytes; empty at the end. Errors as TextReader.
    Result<QByteArray> next();

private:
    BlockReader m_bytes;
    TextReader m_text;
    bool m_isUtf8;
    bool m_hasBegun = false;
};

/// How a file begins, in the same way, without white space in front; empty where it is no text. The end may be cut
/// anywhere.
QByteArray jsonHead(const FileProbe &probe);

} // namespace CloneMemoria

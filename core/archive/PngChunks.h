#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QList>

#include <optional>

namespace CloneMemoria {

struct PngChunk
{
    QByteArray type; ///< four letters
    QByteArray data;

    bool operator==(const PngChunk &) const = default;
};

bool isPng(const QByteArray &bytes); ///< by its signature

/// A PNG's chunks, from IHDR to IEND; what stands behind that counts for nothing. Errors: InvalidInput "file-damaged"
/// where it is cut, or a chunk's sum is wrong.
Result<QList<PngChunk>> pngChunks(const QByteArray &png);
QByteArray pngOf(const QList<PngChunk> &chunks);

/// The text under a keyword (whatever its case) of a tEXt chunk; the last one, where there are several.
std::optional<QByteArray> pngText(const QList<PngChunk> &chunks, const QByteArray &keyword);
/// Puts it before the picture's end, in place of what is there under that keyword. The text is Latin-1.
void setPngText(QList<PngChunk> &chunks, const QByteArray &keyword, const QByteArray &text);
void removePngText(QList<PngChunk> &chunks, const QByteArray &keyword);

} // namespace CloneMemoria

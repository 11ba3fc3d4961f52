#include "core/archive/PngChunks.h"

#include "core/archive/StoredJson.h"

#include <QtEndian>
#include <array>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
const QByteArray kPngSignature("\x89PNG\r\n\x1a\n");
constexpr qsizetype kTypeBytes = 4;
constexpr qsizetype kFrameBytes = 12; // length, type and sum

constexpr std::array<quint32, 256> makeCrcTable()
{
    std::array<quint32, 256> table{};
    for (quint32 i = 0; i < 256; ++i) {
        quint32 value = i;
        for (int bit = 0; bit < 8; ++bit)
            value = value & 1 ? 0xEDB88320u ^ (value >> 1) : value >> 1;
        table[i] = value;
    }
    return table;
}
constexpr auto kCrcTable = makeCrcTable();

quint32 crcOf(QByteArrayView bytes)
{
    quint32 crc = 0xFFFFFFFFu;
    for (const char byte : bytes)
        crc = kCrcTable[(crc ^ static_cast<uchar>(byte)) & 0xFF] ^ (crc >> 8);
    return ~crc;
}

QByteArray bigEndian(quint32 value)
{
    QByteArray bytes(sizeof value, '\0');
    qToBigEndian(value, bytes.data());
    return bytes;
}

// Keyword, NUL, text.
bool isTextOf(const PngChunk &chunk, const QByteArray &keyword)
{
    return chunk.type == "tEXt" && chunk.data.size() > keyword.size() && chunk.data.at(keyword.size()) == '\0'
           && chunk.data.first(keyword.size()).compare(keyword, Qt::CaseInsensitive) == 0;
}
} // namespace

bool isPng(const QByteArray &bytes)
{
    return bytes.startsWith(kPngSignature);
}

Result<QList<PngChunk>> pngChunks(const QByteArray &png)
{
    if (!isPng(png))
        return damaged(u"no PNG"_s);
    QList<PngChunk> chunks;
    qsizetype at = kPngSignature.size();
    while (chunks.isEmpty() || chunks.constLast().type != "IEND") {
        if (png.size() - at < kFrameBytes)
            return damaged(u"the picture is cut"_s);
        const qsizetype length = qFromBigEndian<quint32>(png.constData() + at);
        at += kTypeBytes;
        if (length > png.size() - at - 2 * kTypeBytes)
            return damaged(u"the picture is cut"_s);
        const QByteArrayView summed = QByteArrayView(png).sliced(at, kTypeBytes + length);
        at += kTypeBytes + length;
        if (crcOf(summed) != qFromBigEndian<quint32>(png.constData() + at))
            return damaged(u"the sum of chunk %1 is wrong"_s.arg(chunks.size()));
        at += kTypeBytes;
        chunks.append({summed.first(kTypeBytes).toByteArray(), summed.sliced(kTypeBytes).toByteArray()});
        if (chunks.constFirst().type != "IHDR")
            return damaged(u"the picture has no header"_s);
    }
    return chunks;
}

QByteArray pngOf(const QList<PngChunk> &chunks)
{
    QByteArray png = kPngSignature;
    for (const PngChunk &chunk : chunks) {
        const QByteArray summed = chunk.type + chunk.data;
        png += bigEndian(static_cast<quint32>(chunk.data.size())) + summed + bigEndian(crcOf(summed));
    }
    return png;
}

std::optional<QByteArray> pngText(const QList<PngChunk> &chunks, const QByteArray &keyword)
{
    for (auto chunk = chunks.crbegin(); chunk != chunks.crend(); ++chunk) {
        if (isTextOf(*chunk, keyword))
            return chunk->data.sliced(keyword.size() + 1);
    }
    return std::nullopt;
}

void removePngText(QList<PngChunk> &chunks, const QByteArray &keyword)
{
    chunks.removeIf([&](const PngChunk &chunk) { return isTextOf(chunk, keyword); });
}

void setPngText(QList<PngChunk> &chunks, const QByteArray &keyword, const QByteArray &text)
{
    removePngText(chunks, keyword);
    chunks.insert(chunks.size() - 1, {"tEXt", keyword + '\0' + text});
}

} // namespace CloneMemoria

#include "core/archive/CardPicture.h"

#include "core/archive/PngChunks.h"

#include <QBuffer>
#include <QImage>

#include <QtEndian>
#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kPortraitPixels = 512; // of the longer side
constexpr int kPlainPixels = 256;
const QByteArray kPlainKeyword = "CloneMemoria";
const QByteArray kPlainText = "no picture";
constexpr qint64 kMostPixels = 25'000'000; // 100 MB while it is read

Result<QByteArray> pngBytes(const QImage &image)
{
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    if (!image.save(&buffer, "PNG"))
        return fail(ErrorKind::InvalidInput, u"the picture can't be written as PNG"_s, u"file-not-image"_s);
    return png;
}

Result<void> checkSize(const QList<PngChunk> &chunks)
{
    const QByteArray &header = chunks.constFirst().data;
    if (header.size() < 2 * qsizetype(sizeof(quint32)))
        return fail(ErrorKind::InvalidInput, u"no size"_s, u"file-not-image"_s);
    const auto width = qFromBigEndian<quint32>(header.constData());
    const auto height = qFromBigEndian<quint32>(header.constData() + sizeof(quint32));
    if (width == 0 || height == 0 || qint64(width) * qint64(height) > kMostPixels)
        return fail(ErrorKind::InvalidInput, u"%1 × %2 pixels"_s.arg(width).arg(height), u"file-too-large"_s);
    return {};
}
} // namespace

Result<CardPortrait> portraitFrom(const QByteArray &png)
{
    CM_TRY_ASSIGN(chunks, pngChunks(png));
    if (pngText(chunks, kPlainKeyword) == kPlainText)
        return CardPortrait();
    CM_TRY(checkSize(chunks));
    // Texts are no part of the picture.
    chunks.removeIf([](const PngChunk &chunk) {
        return chunk.type == "tEXt" || chunk.type == "iTXt" || chunk.type == "zTXt" || chunk.type == "eXIf";
    });
    QImage image = QImage::fromData(pngOf(chunks), "PNG");
    if (image.isNull())
        return fail(ErrorKind::InvalidInput, u"it can't be decoded"_s, u"file-not-image"_s);
    const bool isLarge = std::max(image.width(), image.height()) > kPortraitPixels;
    if (isLarge)
        image = image.scaled(kPortraitPixels, kPortraitPixels, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    CM_TRY_ASSIGN(bytes, pngBytes(image));
    return CardPortrait{QString::fromLatin1(bytes.toBase64()), isLarge};
}

Result<QByteArray> cardPicture(const QString &avatar)
{
    QByteArray png = QByteArray::fromBase64(avatar.toLatin1());
    if (pngChunks(png))
        return png;
    QImage plain(kPlainPixels, kPlainPixels, QImage::Format_RGB32);
    plain.fill(Qt::lightGray);
    CM_TRY_ASSIGN(bytes, pngBytes(plain));
    CM_TRY_ASSIGN(chunks, pngChunks(bytes));
    setPngText(chunks, kPlainKeyword, kPlainText);
    return pngOf(chunks);
}

} // namespace CloneMemoria

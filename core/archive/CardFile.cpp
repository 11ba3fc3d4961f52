#include "core/archive/CardFile.h"

#include "core/archive/PngChunks.h"
#include "core/archive/StoredJson.h"
#include "core/archive/TargetFile.h"
#include "core/knowledge/importers/FileProbe.h"

#include <QFile>
#include <QFileInfo>

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
constexpr qint64 kLargestCard = 64 * 1024 * 1024;
const QByteArray kSecondKeyword = "chara";
const QByteArray kThirdKeyword = "ccv3";
const QByteArray kDataAddress = "data:image/png;base64,";

Result<QByteArray> readWhole(const QString &path)
{
    CM_TRY_ASSIGN(probe, probeFile(path));
    if (probe.size > kLargestCard)
        return fail(ErrorKind::InvalidInput, u"%1 bytes"_s.arg(probe.size), u"file-too-large"_s);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::InvalidInput, file.errorString(), u"file-unreadable"_s);
    const QByteArray bytes = file.read(kLargestCard + 1);
    if (file.error() != QFileDevice::NoError)
        return fail(ErrorKind::InvalidInput, file.errorString(), u"file-unreadable"_s);
    return bytes;
}

Result<QByteArray> decoded(QByteArray base64)
{
    for (const char blank : {'\n', '\r', ' ', '\t'})
        base64.replace(blank, QByteArray());
    const auto result = QByteArray::fromBase64Encoding(base64, QByteArray::AbortOnBase64DecodingErrors);
    if (!result)
        return damaged(u"the card is not in base64"_s);
    return result.decoded;
}

// Version 3 may name the picture in the card itself. Nothing else that it points to is ever looked at.
QByteArray pictureIn(json &data)
{
    const auto assets = data.find("assets");
    if (assets == data.end() || !assets->is_array())
        return {};
    for (json &asset : *assets) {
        const QString type = asset.is_object() ? cardMember(asset, "type") : QString();
        const QString address = type == "icon"_L1 ? cardMember(asset, "uri") : QString();
        if (!address.startsWith(QLatin1StringView(kDataAddress)))
            continue;
        const Result<QByteArray> picture = decoded(address.toLatin1().sliced(kDataAddress.size()));
        if (!picture || !isPng(*picture))
            continue;
        asset["uri"] = "ccdefault:"; // where the card's own picture stands
        return *picture;
    }
    return {};
}

Result<CardSource> readText(const QByteArray &text)
{
    CM_TRY_ASSIGN(data, cardData(text));
    CardSource source;
    source.picture = pictureIn(data);
    source.data = std::make_shared<json>(std::move(data));
    return source;
}

Result<CardSource> readPicture(const QByteArray &png)
{
    CM_TRY_ASSIGN(chunks, pngChunks(png));
    std::optional<QByteArray> base64 = pngText(chunks, kThirdKeyword);
    if (!base64)
        base64 = pngText(chunks, kSecondKeyword);
    if (!base64)
        return fail(ErrorKind::InvalidInput, u"no chunk with a card"_s, u"card-missing"_s);
    CM_TRY_ASSIGN(text, decoded(*base64));
    Result<CardSource> source = readText(text);
    if (!source && source.error().code == "not-an-archive"_L1)
        return damaged(u"the picture's text is no card"_s);
    CM_TRY(source);
    source->picture = png;
    return source;
}

Result<CardSource> readBytes(const QByteArray &bytes)
{
    if (isPng(bytes))
        return readPicture(bytes);
    const QByteArray mark = "\xEF\xBB\xBF";
    return readText(bytes.startsWith(mark) ? bytes.sliced(mark.size()) : bytes);
}
} // namespace

Result<CardSource> readCard(const QString &path)
{
    const Result<QByteArray> bytes = readWhole(path);
    Result<CardSource> source = bytes ? readBytes(*bytes) : fail(bytes.error());
    if (!source && source.error().subject.isEmpty())
        source.error().subject = QFileInfo(path).fileName();
    return source;
}

bool isPictureName(const QString &path)
{
    return QFileInfo(path).suffix().compare("png"_L1, Qt::CaseInsensitive) == 0;
}

Result<qint64> writeCard(const QString &path, const json &data, CardVersion version,
                         const QByteArray &picture)
{
    QByteArray bytes = cardText(data, version);
    if (isPictureName(path)) {
        CM_TRY_ASSIGN(chunks, pngChunks(picture));
        removePngText(chunks, kThirdKeyword);
        setPngText(chunks, kSecondKeyword, cardText(data, CardVersion::V2).toBase64());
        if (version == CardVersion::V3)
            setPngText(chunks, kThirdKeyword, bytes.toBase64());
        bytes = pngOf(chunks);
    }
    TargetFile file(path);
    CM_TRY(file.begin());
    if (file.write(bytes) != bytes.size())
        return file.failure(u"the card"_s);
    CM_TRY(file.finish());
    return bytes.size();
}

} // namespace CloneMemoria

#include "core/providers/speech/SoundFormat.h"

#include "core/net/HttpError.h"
#include "core/providers/speech/WavHeader.h"

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kUsualRate = 24000; // of OpenAI's and most others' raw answers
constexpr int kMostRate = 768'000;
constexpr int kMostChannels = 8;

struct ContentType
{
    QByteArray name; ///< lower case, without parameters
    QByteArray codec;
    int rate = 0; ///< 0: not named
    int channels = 0;
};

ContentType readContentType(const QByteArray &header)
{
    ContentType type;
    const QList<QByteArray> parts = header.toLower().split(';');
    type.name = parts.constFirst().trimmed();
    for (const QByteArray &part : parts.mid(1)) {
        const qsizetype equals = part.indexOf('=');
        if (equals < 0)
            continue;
        const QByteArray name = part.first(equals).trimmed();
        const QByteArray value = part.mid(equals + 1).trimmed().replace('"', "");
        if (name == "rate")
            type.rate = value.toInt();
        else if (name == "channels")
            type.channels = value.toInt();
        else if (name == "codec" || name == "codecs")
            type.codec = value;
    }
    return type;
}

bool isRaw(const ContentType &type)
{
    return type.name == "audio/pcm" || type.name == "audio/x-pcm" || type.name == "audio/l16"
           || type.name == "audio/raw";
}

// The format of a sound by what its beginning can't be by chance.
QString formatByMagic(const QByteArray &bytes)
{
    if (bytes.startsWith("RIFF") && bytes.mid(8, 4) == "WAVE")
        return u"wav"_s;
    if (bytes.startsWith("OggS"))
        return u"ogg"_s;
    if (bytes.startsWith("fLaC"))
        return u"flac"_s;
    if (bytes.startsWith("ID3"))
        return u"mp3"_s;
    if (bytes.mid(4, 4) == "ftyp")
        return u"mp4"_s;
    if (bytes.startsWith("\x1A\x45\xDF\xA3"))
        return u"webm"_s;
    return {};
}

// MPEG frames begin with eleven set bits only, which raw samples may, too: so the rest must make sense as well.
QString formatByFrame(const QByteArray &bytes)
{
    if (bytes.size() < 3 || uchar(bytes[0]) != 0xFF)
        return {};
    const uchar second = uchar(bytes[1]);
    const uchar third = uchar(bytes[2]);
    if ((second & 0xF6) == 0xF0) // ADTS: layer bits are zero
        return (third >> 2 & 0x0F) <= 12 ? u"aac"_s : QString();
    const bool isMpeg = (second & 0xE0) == 0xE0 && (second & 0x18) != 0x08 && (second & 0x06) != 0
                        && (third & 0xF0) != 0xF0 && (third & 0x0C) != 0x0C;
    return isMpeg ? u"mp3"_s : QString();
}

QString formatByType(const ContentType &type)
{
    struct Known
    {
        const char *type;
        const char *format;
    };
    static constexpr Known kTypes[] = {
        {"audio/mpeg", "mp3"},  {"audio/mp3", "mp3"},     {"audio/x-mpeg", "mp3"}, {"audio/aac", "aac"},
        {"audio/aacp", "aac"},  {"audio/x-aac", "aac"},   {"audio/ogg", "ogg"},    {"audio/opus", "ogg"},
        {"audio/flac", "flac"}, {"audio/x-flac", "flac"},
    };
    for (const Known &known : kTypes) {
        if (type.name == known.type)
            return QLatin1StringView(known.format);
    }
    return {};
}

Failure noSound(const QByteArray &body, const QByteArray &contentType)
{
    const QByteArray start = body.trimmed().left(1);
    const QString what = start == "{" || start == "<" ? u": "_s + excerptOf(body) : QString();
    return fail(ErrorKind::BadResponse,
                u"%1 bytes of %2, no sound"_s.arg(body.size()).arg(QString::fromLatin1(contentType)) + what,
                u"audio-format"_s);
}

Result<SpeechAudio> wrapRaw(QByteArray samples, const ContentType &type)
{
    const int rate = type.rate != 0 ? type.rate : kUsualRate;
    const int channels = type.channels != 0 ? type.channels : 1;
    if (channels > 0)
        samples.chop(samples.size() % (2 * channels)); // half a sample can't be heard
    if (rate < 1000 || rate > kMostRate || channels < 1 || channels > kMostChannels || samples.isEmpty())
        return fail(
            ErrorKind::BadResponse,
            u"%1 bytes of raw sound, %2 channels at %3 Hz"_s.arg(samples.size()).arg(channels).arg(rate),
            u"audio-format"_s);
    // RFC 2586 has the high byte first; those who name a codec "pcm" send it as it is in their memory.
    if (type.name == "audio/l16" && type.codec != "pcm") {
        for (qsizetype at = 0; at + 1 < samples.size(); at += 2)
            std::swap(samples[at], samples[at + 1]);
    }
    return SpeechAudio{wavHeader(rate, channels, samples.size()) + samples, u"wav"_s};
}
} // namespace

QString soundFormatOf(const QByteArray &bytes)
{
    const QString format = formatByMagic(bytes);
    return format.isEmpty() ? formatByFrame(bytes) : format;
}

Result<SpeechAudio> soundOfAnswer(const QByteArray &body, const QByteArray &contentType)
{
    const ContentType type = readContentType(contentType);
    QString format = isRaw(type) ? formatByMagic(body) : soundFormatOf(body);
    if (format == "wav"_L1) {
        CM_TRY_ASSIGN(file, withTrueWavSizes(body));
        return SpeechAudio{std::move(file), format};
    }
    if (format.isEmpty()) {
        if (type.name.contains("json"))
            return body.trimmed().startsWith('{') ? fail(errorOfAnswer(0, body)) : noSound(body, contentType);
        if (isRaw(type))
            return wrapRaw(body, type);
        format = body.isEmpty() ? QString() : formatByType(type);
    }
    if (format.isEmpty())
        return noSound(body, contentType);
    return SpeechAudio{body, format};
}

} // namespace CloneMemoria

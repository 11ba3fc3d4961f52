#include "core/speech/Wav.h"

#include <QtEndian>
#include <optional>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr quint16 kWavPcm = 1;
constexpr quint16 kWavFloat = 3;
constexpr quint16 kWavExtensible = 0xFFFE;
constexpr int kWavMaxRate = 768'000;
constexpr int kWavMaxChannels = 32;
// Programs that write to a pipe don't know the size yet: they put 0, 0xFFFFFFFF or something near 2 GB (espeak-ng).
constexpr quint32 kWavStreamedSize = 0x7FFF0000;
// What follows the format's tag in the GUID of an extensible file.
constexpr char kWavGuidTail[] = "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xAA\x00\x38\x9B\x71";

template <typename T>
T wavNumber(const QByteArray &file, qint64 at)
{
    return qFromLittleEndian<T>(file.constData() + at);
}

template <typename T>
void wavAppend(QByteArray &file, T number)
{
    const T little = qToLittleEndian(number);
    file.append(reinterpret_cast<const char *>(&little), sizeof little);
}

Failure wavFailure(const QString &detail)
{
    return fail(ErrorKind::BadResponse, u"WAV: "_s + detail, u"audio-format"_s);
}

bool isWavChunk(const QByteArray &file, qint64 at, const char *id)
{
    return QByteArrayView(file).sliced(at, 4) == QByteArrayView(id, 4);
}

Result<PcmAudio> readWavFormat(const QByteArray &file, qint64 at, qint64 size)
{
    if (size < 16)
        return wavFailure(u"the format chunk is too short"_s);
    quint16 tag = wavNumber<quint16>(file, at);
    if (tag == kWavExtensible) {
        if (size < 40 || QByteArrayView(file).sliced(at + 26, 14) != QByteArrayView(kWavGuidTail, 14))
            return wavFailure(u"an unknown extensible format"_s);
        tag = wavNumber<quint16>(file, at + 24);
    }
    const int channels = wavNumber<quint16>(file, at + 2);
    const quint32 rate = wavNumber<quint32>(file, at + 4);
    const int frameBytes = wavNumber<quint16>(file, at + 12);
    const int bits = wavNumber<quint16>(file, at + 14);
    const bool isPcm = tag == kWavPcm && (bits == 8 || bits == 16 || bits == 24 || bits == 32);
    const bool isFloat = tag == kWavFloat && bits == 32;
    if (!isPcm && !isFloat)
        return wavFailure(u"format %1 with %2 bits can't be played"_s.arg(tag).arg(bits));
    if (channels < 1 || channels > kWavMaxChannels || rate < 1 || rate > kWavMaxRate
        || frameBytes != channels * bits / 8)
        return wavFailure(
            u"%1 channels at %2 Hz, %3 bytes a frame make no sense"_s.arg(channels).arg(rate).arg(
                frameBytes));
    return PcmAudio{.samples = {},
                    .sampleRate = int(rate),
                    .channels = channels,
                    .bitsPerSample = bits,
                    .isFloat = isFloat};
}
} // namespace

qint64 PcmAudio::frames() const
{
    return frameBytes() > 0 ? samples.size() / frameBytes() : 0;
}

qint64 PcmAudio::durationMs() const
{
    return sampleRate > 0 ? frames() * 1000 / sampleRate : 0;
}

Result<PcmAudio> readWav(const QByteArray &file)
{
    if (file.size() < 12 || !isWavChunk(file, 0, "RIFF") || !isWavChunk(file, 8, "WAVE"))
        return wavFailure(u"not a RIFF/WAVE file"_s);
    // A writer that knew the whole file's size knew the size of its sound, too: then 0 means that there is none.
    const bool sizeKnown = wavNumber<quint32>(file, 4) + qint64(8) == file.size();

    std::optional<PcmAudio> format;
    qint64 dataAt = -1;
    qint64 dataSize = 0;
    for (qint64 at = 12; at + 8 <= file.size() && (!format || dataAt < 0);) {
        const qint64 body = at + 8;
        const qint64 left = file.size() - body;
        const quint32 size = wavNumber<quint32>(file, at + 4);
        if (isWavChunk(file, at, "data")) {
            const bool streamed = size >= kWavStreamedSize || (size == 0 && !sizeKnown);
            if (!streamed && size > left)
                return wavFailure(u"cut off after %1 of %2 bytes"_s.arg(left).arg(size));
            dataAt = body;
            dataSize = streamed ? left : qint64(size);
        } else if (size > left) {
            return wavFailure(u"cut off in the header"_s);
        } else if (isWavChunk(file, at, "fmt ")) {
            CM_TRY_ASSIGN(read, readWavFormat(file, body, size));
            format = read;
        }
        at = body + size + (size & 1);
    }
    if (!format || dataAt < 0)
        return wavFailure(format ? u"no sound in it"_s : u"no format in it"_s);
    PcmAudio audio = *format;
    audio.samples = file.mid(dataAt, dataSize - dataSize % audio.frameBytes());
    return audio;
}

QByteArray writeWav(const PcmAudio &audio)
{
    const int formatSize = audio.isFloat ? 18 : 16;
    const qint64 pad = audio.samples.size() & 1;
    const qint64 riffSize = 4 + 8 + formatSize + 8 + audio.samples.size() + pad;
    const auto size32 = [](qint64 size) { return quint32(qMin<qint64>(size, 0xFFFFFFFF)); };

    QByteArray file;
    file.reserve(8 + riffSize);
    file.append("RIFF");
    wavAppend(file, size32(riffSize));
    file.append("WAVEfmt ");
    wavAppend(file, quint32(formatSize));
    wavAppend(file, audio.isFloat ? kWavFloat : kWavPcm);
    wavAppend(file, quint16(audio.channels));
    wavAppend(file, quint32(audio.sampleRate));
    wavAppend(file, quint32(audio.sampleRate * audio.frameBytes()));
    wavAppend(file, quint16(audio.frameBytes()));
    wavAppend(file, quint16(audio.bitsPerSample));
    if (audio.isFloat)
        wavAppend(file, quint16(0)); // no extension: what other than PCM must say so
    file.append("data");
    wavAppend(file, size32(audio.samples.size()));
    file.append(audio.samples);
    file.append(pad, '\0');
    return file;
}

} // namespace CloneMemoria

#pragma once

#include "core/speech/Wav.h"

#include <QProcess>
#include <QStandardPaths>
#include <QStringList>

#include <QtEndian>
#include <cmath>
#include <numbers>

/// A tone to write in any format, and to find again in what was decoded.
namespace Tone {

inline CloneMemoria::PcmAudio pcm(int hertz, int ms, int rate = 24000)
{
    CloneMemoria::PcmAudio audio{.samples = {}, .sampleRate = rate};
    for (int at = 0; at < int(qint64(rate) * ms / 1000); ++at) {
        const auto sample = qToLittleEndian(
            qint16(12000 * std::sin(2 * std::numbers::pi * hertz * double(at) / rate)));
        audio.samples.append(reinterpret_cast<const char *>(&sample), sizeof sample);
    }
    return audio;
}

/// Its frequency by the zeros it goes up through, the tenths at both ends left out; 0 for silence. 16 bits only.
inline double hertzOf(const CloneMemoria::PcmAudio &audio)
{
    const qint64 from = audio.frames() / 10;
    const qint64 to = audio.frames() - from;
    int zeros = 0;
    bool below = false;
    for (qint64 frame = from; frame < to; ++frame) {
        const auto sample = qFromLittleEndian<qint16>(audio.samples.constData() + frame * audio.frameBytes());
        if (sample < -1000)
            below = true;
        else if (sample > 1000 && below) {
            ++zeros;
            below = false;
        }
    }
    return to > from ? double(zeros) * audio.sampleRate / double(to - from) : 0;
}

inline bool canEncode()
{
    return !QStandardPaths::findExecutable(QStringLiteral("ffmpeg")).isEmpty();
}

/// `audio` as ffmpeg writes it with these options; empty, with its words in the log, where it can't.
inline QByteArray encoded(const CloneMemoria::PcmAudio &audio, const QStringList &options)
{
    const bool needsFile = options.contains(QStringLiteral("mp4")); // its header is written last
    QStringList arguments{QStringLiteral("-v"), QStringLiteral("error"), QStringLiteral("-i"),
                          QStringLiteral("-")};
    arguments += options;
    if (needsFile)
        arguments += {QStringLiteral("-movflags"), QStringLiteral("frag_keyframe+empty_moov")};
    arguments += QStringLiteral("-");
    QProcess ffmpeg;
    ffmpeg.start(QStringLiteral("ffmpeg"), arguments);
    ffmpeg.write(CloneMemoria::writeWav(audio));
    ffmpeg.closeWriteChannel();
    if (!ffmpeg.waitForFinished(20'000) || ffmpeg.exitCode() != 0) {
        qWarning("ffmpeg: %s", ffmpeg.readAllStandardError().constData());
        return {};
    }
    return ffmpeg.readAllStandardOutput();
}

} // namespace Tone

#pragma once

#include "core/base/Result.h"

#include <QByteArray>

namespace CloneMemoria {

/// Uncompressed sound: interleaved little-endian samples.
struct PcmAudio
{
    QByteArray samples;
    int sampleRate = 0; ///< Hz
    int channels = 1;
    int bitsPerSample = 16; ///< 8 (unsigned), 16, 24, 32 (signed), or 32 with isFloat
    bool isFloat = false;

    int frameBytes() const { return channels * bitsPerSample / 8; } ///< one sample of every channel
    qint64 frames() const;                                          ///< whole ones
    qint64 durationMs() const;
    bool operator==(const PcmAudio &) const = default;
};

/// Reads RIFF/WAVE: PCM, float and extensible, unknown chunks skipped. A data size of 0, 0xFFFFFFFF or near 2 GB, as
/// written by who didn't know it yet, means: to the end. A file that was cut off is an error and not played halfway.
/// Errors: BadResponse, code "audio-format".
Result<PcmAudio> readWav(const QByteArray &file);
/// A RIFF/WAVE file of it; PCM or float.
QByteArray writeWav(const PcmAudio &audio);

} // namespace CloneMemoria

#pragma once

#include "core/base/Result.h"

#include <QByteArray>

namespace CloneMemoria
{

/// Uncompressed sound: interleaved little-endian samples.
struct PcmAudio {
    QByteArray samples;
    int sampleRate = 0;   ///< Hz
    int channels = 1;
    int bitsPerSample = 16; ///< 8 (unsigned), 16, 24, 32 (signed), or 32 with isFloat
    bool isFloat = false;

    qint64 durationMs() const;
    bool operator==(const PcmAudio &) const = default;
};

/// Reads RIFF/WAVE: PCM, float and extensible, unknown chunks skipped, a data size of 0 or 0xFFFFFFFF (streamed files)
/// read to the end. Errors: BadResponse, code "audio-format".
Result<PcmAudio> readWav(const QByteArray &file);
/// A RIFF/WAVE file of it; PCM or float.
QByteArray writeWav(const PcmAudio &audio);

} // namespace CloneMemoria

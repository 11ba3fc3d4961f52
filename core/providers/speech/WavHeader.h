#pragma once

#include "core/base/Result.h"

#include <QByteArray>

namespace CloneMemoria {

/// The 44 bytes before `dataBytes` bytes of 16-bit little-endian PCM.
QByteArray wavHeader(int sampleRate, int channels, qsizetype dataBytes);

/// Programs that write WAV into a pipe can't know its length and leave a made-up one in the header, which players
/// then trust. This puts the real sizes of a finished file there. Errors: BadResponse, code "audio-format", for what
/// is no RIFF/WAVE file with a data chunk.
Result<QByteArray> withTrueWavSizes(QByteArray file);

} // namespace CloneMemoria

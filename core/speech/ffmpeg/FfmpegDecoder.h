#pragma once

#include "core/base/Result.h"
#include "core/speech/Wav.h"

#include <functional>

/// Decodes a compressed sound file with FFmpeg. `demuxer` is FFmpeg's name of the file's format. It lives in a module
/// of its own, which AudioDecoder loads when first there is something to decode: FFmpeg's libraries alone make a
/// program's start 30 ms longer. Module and program are always of one build.
extern "C" Q_DECL_EXPORT void clonememoriaDecode(const QByteArray &bytes, const char *demuxer,
                                                 const std::function<bool()> &isCancelled,
                                                 CloneMemoria::Result<CloneMemoria::PcmAudio> &result);

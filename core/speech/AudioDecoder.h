#pragma once

#include "core/providers/speech/SpeechProvider.h"
#include "core/speech/Wav.h"

#include <QFuture>

#include <functional>

namespace CloneMemoria {

/// The samples of a sound file, whatever a server sent: WAV, MP3, Ogg (Opus, Vorbis), FLAC, AAC and MP4 or WebM with
/// those in it, known by its bytes first and by `sound.format` second. What was compressed comes out with 16 bits.
/// Blocks for about a thousandth of what it plays; any thread. Asks `isCancelled` between pieces.
/// Errors: BadResponse, code "audio-format", for what is no sound, is damaged from the start, or would fill the
/// memory; Cancelled.
Result<PcmAudio> decodeAudio(const SpeechAudio &sound, const std::function<bool()> &isCancelled = {});

/// The same on a thread of Qt's pool. Cancelling the future ends it.
QFuture<Result<PcmAudio>> decodeAudioLater(SpeechAudio sound);

} // namespace CloneMemoria

#pragma once

#include "core/providers/speech/SpeechProvider.h"

namespace CloneMemoria {

/// What kind of sound the bytes are, by the bytes themselves: "wav", "ogg", "flac", "mp3", "aac" (ADTS), "mp4" (AAC in
/// a file), "webm", empty for none.
QString soundFormatOf(const QByteArray &bytes);

/// The sound of an answer: by its bytes first, by its content type second. Raw PCM ("audio/pcm;rate=24000",
/// "audio/L16") gets a WAV header, with 24000 Hz and one channel where the type names none. Errors: BadResponse, code
/// "audio-format", for what is no sound; what a server's error in JSON amounts to. A pure function, any thread.
Result<SpeechAudio> soundOfAnswer(const QByteArray &body, const QByteArray &contentType);

} // namespace CloneMemoria

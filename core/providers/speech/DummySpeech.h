#pragma once

#include "core/providers/speech/SpeechProvider.h"

namespace CloneMemoria {

/// Soft tones in place of words, one a word, as long as the words are: for trying the sound, and for tests. WAV,
/// 24 kHz, mono, 16 bit; the same text gives the same bytes.
class DummySpeech final : public SpeechProvider
{
public:
    QFuture<Result<SpeechAudio>> synthesize(const SpeechRequest &request) override;
    QFuture<Result<QList<Voice>>> voices() override;
};

} // namespace CloneMemoria

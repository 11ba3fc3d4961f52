#pragma once

#include "core/net/HttpClient.h"
#include "core/providers/ProviderConfig.h"
#include "core/providers/speech/SpeechProvider.h"

namespace CloneMemoria {

/// Speaks ElevenLabs' protocol: /v1/text-to-speech/{voice}, asked for plain samples, which it hands on as WAV; voices
/// from /v1/voices, by name. It has no voice of its own choice. Errors beside those of the network: InvalidInput, code
/// "no-voice-chosen", without a voice; NotFound, code "unknown-voice", where the account has no such voice;
/// BadResponse, code "audio-format", for what is no sound.
class ElevenLabsSpeech final : public SpeechProvider
{
public:
    /// The address may end in "/v1" or not.
    ElevenLabsSpeech(ProviderConfig config, HttpClient client);

    QFuture<Result<SpeechAudio>> synthesize(const SpeechRequest &request) override;
    QFuture<Result<QList<Voice>>> voices() override;

private:
    ProviderConfig m_config;
    HttpClient m_client;
    QObject m_jobs;
};

/// The sound in an answer that was asked for as samples of 16 bits at 24,000 a second: those, or at the rate that the
/// content type names, as WAV; a file of a known kind as it is. Errors: BadResponse, code "audio-format"; what the
/// answer says, where it is an error.
Result<SpeechAudio> readElevenLabsSound(const HttpResponse &response);

/// The voices of {"voices": [{"voice_id": …, "name": …, "labels": {…}}]}, with accent and gender after the name.
/// Errors: BadResponse.
Result<QList<Voice>> readElevenLabsVoices(const QByteArray &body);

} // namespace CloneMemoria

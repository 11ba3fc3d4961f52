#pragma once

#include "core/net/HttpClient.h"
#include "core/providers/ProviderConfig.h"
#include "core/providers/speech/SpeechProvider.h"

namespace CloneMemoria {

/// Speaks the OpenAI protocol's /audio/speech; voices from /audio/voices where a server has it (Kokoro does), else the
/// preset's list. Errors beside those of the network: BadResponse, code "audio-format", for what is no sound.
class OpenAiSpeech final : public SpeechProvider
{
public:
    OpenAiSpeech(ProviderConfig config, HttpClient client);

    QFuture<Result<SpeechAudio>> synthesize(const SpeechRequest &request) override;
    QFuture<Result<QList<Voice>>> voices() override;

private:
    ProviderConfig m_config;
    HttpClient m_client;
    QObject m_jobs;
};

/// The voices of {"voices": […]} or a plain list, each a name or an object. Errors: BadResponse.
Result<QList<Voice>> readVoices(const QByteArray &body);

} // namespace CloneMemoria

#pragma once

#include "core/net/HttpClient.h"
#include "core/providers/ProviderConfig.h"
#include "core/providers/llm/LlmProvider.h"

namespace CloneMemoria {

/// Speaks the OpenAI protocol (/chat/completions as Server-Sent Events, /models), as OpenAI, Ollama, llama.cpp and many
/// others do. Replies may outlive it.
class OpenAiLlm final : public LlmProvider
{
public:
    OpenAiLlm(ProviderConfig config, HttpClient client);

    LlmReply *chat(const ChatRequest &request, QObject *parent) override;
    QFuture<Result<QStringList>> models() override;
    QString model() const override { return m_config.model; }

private:
    ProviderConfig m_config;
    HttpClient m_client;
    QObject m_jobs; ///< parent of what runs for a future: goes with this provider
};

/// The JSON body of a streaming chat request.
QByteArray chatRequestBody(const ProviderConfig &config, const ChatRequest &request,
                           bool withTemperature = true);

} // namespace CloneMemoria

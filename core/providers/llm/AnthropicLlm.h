#pragma once

#include "core/net/HttpClient.h"
#include "core/providers/ProviderConfig.h"
#include "core/providers/llm/LlmProvider.h"

namespace CloneMemoria {

/// Speaks the Anthropic protocol (/v1/messages as Server-Sent Events, /v1/models page by page). A model that takes no
/// temperature is asked again without one. Replies may outlive it.
class AnthropicLlm final : public LlmProvider
{
public:
    AnthropicLlm(ProviderConfig config, HttpClient client);

    LlmReply *chat(const ChatRequest &request, QObject *parent) override;
    QFuture<Result<QStringList>> models() override;
    QString model() const override { return m_config.model; }

private:
    ProviderConfig m_config;
    HttpClient m_client;
    QObject m_jobs; ///< parent of what runs for a future: goes with this provider
};

} // namespace CloneMemoria

#pragma once

#include "core/providers/llm/LlmProvider.h"

namespace CloneMemoria {

/// The offline provider: no model, but the memories themselves, quoted (see QuotingVoice.h) and streamed word by
/// word. Never fails.
class DummyLlm final : public LlmProvider
{
public:
    LlmReply *chat(const ChatRequest &request, QObject *parent) override;
    QFuture<Result<QStringList>> models() override;
    QString model() const override;
};

} // namespace CloneMemoria

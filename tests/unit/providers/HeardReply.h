#pragma once

#include "core/providers/llm/LlmProvider.h"

#include <memory>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

/// What a reply has signalled.
struct Heard
{
    QStringList deltas;
    QList<Result<Completion>> finished;

    QString text() const { return deltas.join(QString()); }
};

inline std::shared_ptr<Heard> listen(LlmReply *reply)
{
    auto heard = std::make_shared<Heard>();
    QObject::connect(reply, &LlmReply::delta, reply,
                     [heard](const QString &text) { heard->deltas.append(text); });
    QObject::connect(reply, &LlmReply::finished, reply,
                     [heard](const Result<Completion> &result) { heard->finished.append(result); });
    return heard;
}

/// One that is hard to write down.
inline ChatRequest question()
{
    ChatRequest request;
    request.parts = {{ChatRole::System, u"You are Anna."_s}, {ChatRole::User, u"Hello “Anna” \\ \n 🌳"_s}};
    request.temperature = 0.5;
    request.maxTokens = 77;
    request.question = u"never sent"_s;
    return request;
}

} // namespace CloneMemoria

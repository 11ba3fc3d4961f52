#pragma once

#include "core/providers/llm/AnswerBody.h"
#include "core/providers/llm/ChatPieces.h"
#include "core/providers/llm/LlmProvider.h"

#include <nlohmann/json_fwd.hpp>

namespace CloneMemoria {

/// Reads the answer to an Anthropic /v1/messages request as its bytes come in: a stream of events, or one message as a
/// JSON object. What the model thinks comes apart from what it says. Knows no socket.
class AnthropicStream
{
public:
    /// Adds what is in `bytes` to `pieces`. Errors: what the server says in the middle of its stream, BadResponse for
    /// what is no such stream; what came before it is in `pieces`.
    Result<> feed(QByteArrayView bytes, ChatPieces &pieces);

    /// All that was to come has come (message_stop): finish() may be called without waiting for the connection's end.
    bool isDone() const { return m_done; }

    /// The connection has ended, with `connection` as its error or in good order. Some text may come only now.
    /// Errors: `connection`'s; Network, code "cut", where the answer just stops; BadResponse, codes "empty-answer",
    /// "thoughts-only" and "content-filter".
    Result<Completion> finish(const std::optional<Error> &connection, ChatPieces &pieces);

private:
    Result<> takeEvent(const SseEvent &event, ChatPieces &pieces);
    Result<> takeObject(ChatPieces &pieces);
    void takeMessage(const nlohmann::json &message, ChatPieces &pieces);
    void takeBlock(const nlohmann::json &block, ChatPieces &pieces);
    void takeUsage(const nlohmann::json &usage);
    void takeStopReason(const nlohmann::json &holder);

    AnswerBody m_body;
    Completion m_completion;
    QString m_stopReason;   ///< as the server calls it; empty until it came
    bool m_thought = false; ///< it did, whether or not the words came
    bool m_anyEvent = false;
    bool m_done = false;
};

} // namespace CloneMemoria

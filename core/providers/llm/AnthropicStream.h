#pragma once

#include "core/providers/llm/AnswerBody.h"
#include "core/providers/llm/LlmProvider.h"

#include <nlohmann/json_fwd.hpp>

namespace CloneMemoria {

/// Reads the answer to an Anthropic /v1/messages request as its bytes come in: a stream of events, or one message as a
/// JSON object. What the model thinks comes apart from what it says. Knows no socket.
class AnthropicStream
{
public:
    /// The pieces of the answer in `bytes`, and the pieces of what was thought before it; none empty, both valid
    /// UTF-16. Errors: what the server says in the middle of its stream, BadResponse for what is no such stream; the
    /// pieces before it are in the lists.
    Result<> feed(QByteArrayView bytes, QStringList &deltas, QStringList &thoughts);

    /// All that was to come has come (message_stop): finish() may be called without waiting for the connection's end.
    bool isDone() const { return m_done; }

    /// The connection has ended, with `connection` as its error or in good order. Some text may come only now.
    /// Errors: `connection`'s; Network, code "cut", where the answer just stops; BadResponse, codes "empty-answer" and
    /// "content-filter".
    Result<Completion> finish(const std::optional<Error> &connection, QStringList &deltas,
                              QStringList &thoughts);

private:
    struct Pieces
    {
        QStringList &deltas;
        QStringList &thoughts;
    };

    Result<> takeEvent(const SseEvent &event, const Pieces &pieces);
    Result<> takeObject(const Pieces &pieces);
    void takeMessage(const nlohmann::json &message, const Pieces &pieces);
    void takeBlock(const nlohmann::json &block, const Pieces &pieces);
    void takeUsage(const nlohmann::json &usage);
    void takeStopReason(const nlohmann::json &holder);

    AnswerBody m_body;
    Completion m_completion;
    QString m_stopReason; ///< as the server calls it; empty until it came
    bool m_anyEvent = false;
    bool m_done = false;
};

} // namespace CloneMemoria

#pragma once

#include "core/providers/llm/AnswerBody.h"
#include "core/providers/llm/ChatPieces.h"
#include "core/providers/llm/LlmProvider.h"
#include "core/providers/llm/PairJoiner.h"
#include "core/providers/llm/ThoughtSplitter.h"

namespace CloneMemoria {

/// Reads the answer to an OpenAI /chat/completions request as its bytes come in: a stream of events, or the one JSON
/// object with which some servers answer a streaming request. Knows no socket.
class ChatStream
{
public:
    /// Adds what is in `bytes` to `pieces`. Thoughts are what comes as `reasoning_content` (DeepSeek, vLLM, llama.cpp),
    /// `reasoning` (OpenRouter, Ollama) or between think tags. Errors: what the server says in the middle of its
    /// stream, BadResponse for what is no such stream; what came before it is in `pieces`.
    Result<> feed(QByteArrayView bytes, ChatPieces &pieces);

    /// All that was to come has come ([DONE]): finish() may be called without waiting for the connection's end.
    bool isDone() const { return m_done; }

    /// The connection has ended, with `connection` as its error or in good order. Some text may come only now.
    /// Errors: `connection`'s; Network, code "cut", where the answer just stops; BadResponse, codes "empty-answer" and
    /// "content-filter".
    Result<Completion> finish(const std::optional<Error> &connection, ChatPieces &pieces);

private:
    Result<> takeEvent(const QString &data, ChatPieces &pieces);
    void addText(const QString &text, ChatPieces &pieces);
    void addThought(const QString &text, ChatPieces &pieces);
    void add(const ThoughtSplitter::Piece &piece, ChatPieces &pieces);

    AnswerBody m_body;
    Completion m_completion;
    PairJoiner m_textPairs;
    PairJoiner m_thoughtPairs;
    ThoughtSplitter m_splitter;
    bool m_anyEvent = false;
    bool m_stopped = false; ///< a finish_reason came
    bool m_done = false;
};

} // namespace CloneMemoria

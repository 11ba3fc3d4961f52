#pragma once

#include "core/net/SseParser.h"
#include "core/providers/llm/LlmProvider.h"

namespace CloneMemoria {

/// Reads the answer to an OpenAI /chat/completions request as its bytes come in: a stream of events, or the one JSON
/// object with which some servers answer a streaming request. Knows no socket.
class ChatStream
{
public:
    /// The pieces of text in `bytes`, none empty, none with half a surrogate pair. Errors: what the server says in the
    /// middle of its stream, BadResponse for what is no such stream; the pieces before it are in `deltas`.
    Result<> feed(QByteArrayView bytes, QStringList &deltas);

    /// All that was to come has come ([DONE]): finish() may be called without waiting for the connection's end.
    bool isDone() const { return m_done; }

    /// The connection has ended, with `connection` as its error or in good order. Some text may come only now.
    /// Errors: `connection`'s; Network, code "cut", where the answer just stops; BadResponse, codes "empty-answer" and
    /// "content-filter".
    Result<Completion> finish(const std::optional<Error> &connection, QStringList &deltas);

private:
    enum class Shape { Unknown, Events, Object };

    Result<> takeEvent(const QString &data, QStringList &deltas);
    void addText(const QString &text, QStringList &deltas);

    Shape m_shape = Shape::Unknown;
    SseParser m_parser;
    QByteArray m_object;    ///< the body so far, while it may be one object
    QByteArray m_beginning; ///< of the body, for the details of an error
    Completion m_completion;
    QString m_pending; ///< the first half of a surrogate pair
    bool m_anyEvent = false;
    bool m_stopped = false; ///< a finish_reason came
    bool m_done = false;
};

} // namespace CloneMemoria

#pragma once

#include "core/net/SseParser.h"

namespace CloneMemoria {

/// Tells what the body of an answer to a streaming request is while its bytes come in: a stream of events, or the one
/// JSON object (or list, or page) with which some servers answer. Knows no protocol and no socket.
class AnswerBody
{
public:
    enum class Shape { Unknown, Events, Object };

    /// Appends what is complete with `bytes` to `events`. Errors: BadResponse for white space without end and for an
    /// event or an object above the bound; the events before it stand.
    Result<> feed(QByteArrayView bytes, QList<SseEvent> &events);

    /// What a stream of events that ended without its last blank line left behind; it may be cut in the middle.
    std::optional<SseEvent> lastEvent();

    Shape shape() const { return m_shape; }

    /// All of a body that is one object, without white space around it; empty for a stream of events.
    QByteArray object() const;

    /// The first bytes, for the details of an error.
    const QByteArray &beginning() const { return m_beginning; }

private:
    static constexpr qsizetype kMostBytes = 16 * 1024 * 1024;

    Shape m_shape = Shape::Unknown;
    SseParser m_parser{kMostBytes}; // a whole answer may come as one line
    QByteArray m_object;            ///< the body so far, while it may be one object
    QByteArray m_beginning;
};

} // namespace CloneMemoria

#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QString>

#include <optional>

namespace CloneMemoria {

struct SseEvent
{
    QString event; ///< empty where the stream names none
    QString data;  ///< the data lines, joined by '\n'
    QString id;    ///< the last id the stream gave, this event's or an earlier one's

    bool operator==(const SseEvent &) const = default;
};

/// Takes Server-Sent Events apart, however the bytes are cut into pieces: lines end with CR, LF or CRLF, a character
/// may be cut in the middle, invalid UTF-8 becomes U+FFFD. Knows no thread and no socket.
class SseParser
{
public:
    explicit SseParser(qsizetype maxEventBytes = 1024 * 1024);

    /// Errors: BadResponse for an event (or a single line) above the bound; nothing more is taken then. Events that
    /// were complete before it can still be had from take().
    Result<> feed(QByteArrayView bytes);

    /// The events that are complete and were not taken yet.
    QList<SseEvent> take();

    /// What a stream that ended without its last blank line left behind, as if the line were there. The standard drops
    /// it; servers that forget the blank line after their last word are common. It may be cut in the middle.
    std::optional<SseEvent> finish();

    /// The reconnection time the stream asked for with a retry field, in milliseconds.
    std::optional<int> retryMs() const { return m_retryMs; }

private:
    void endLine();
    void dispatch();

    qsizetype m_maxEventBytes;
    QByteArray m_line;
    QString m_event;
    QString m_data;
    QString m_id;
    qsizetype m_eventBytes = 0; ///< of the event's finished lines
    bool m_hasData = false;
    bool m_firstLine = true;
    bool m_skipLineFeed = false; ///< the piece before ended with CR: an LF now belongs to it
    bool m_failed = false;
    std::optional<int> m_retryMs;
    QList<SseEvent> m_events;
};

} // namespace CloneMemoria

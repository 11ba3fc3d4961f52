#include "core/net/SseParser.h"

#include <algorithm>
#include <utility>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr QByteArrayView kByteOrderMark("\xEF\xBB\xBF");

QString sseText(QByteArrayView bytes)
{
    QString text = QString::fromUtf8(bytes);
    // fromUtf8 drops a mark at the start, which only means one at the start of the stream.
    if (bytes.startsWith(kByteOrderMark))
        text.prepend(QChar(QChar::ByteOrderMark));
    return text;
}
} // namespace

SseParser::SseParser(qsizetype maxEventBytes) : m_maxEventBytes(maxEventBytes) { }

Result<> SseParser::feed(QByteArrayView bytes)
{
    while (!bytes.isEmpty() && !m_failed) {
        if (std::exchange(m_skipLineFeed, false) && bytes.front() == '\n') {
            bytes = bytes.sliced(1);
            continue;
        }
        const auto end = std::find_if(bytes.begin(), bytes.end(),
                                      [](char byte) { return byte == '\n' || byte == '\r'; });
        const qsizetype length = end - bytes.begin();
        if (m_eventBytes + m_line.size() + length > m_maxEventBytes) {
            m_failed = true;
            break;
        }
        m_line.append(bytes.first(length));
        if (length == bytes.size())
            break;
        m_skipLineFeed = *end == '\r';
        bytes = bytes.sliced(length + 1);
        endLine();
    }
    if (m_failed)
        return fail(ErrorKind::BadResponse,
                    u"The stream has an event of more than %1 bytes"_s.arg(m_maxEventBytes),
                    u"answer-too-long"_s);
    return {};
}

QList<SseEvent> SseParser::take()
{
    return std::exchange(m_events, {});
}

std::optional<SseEvent> SseParser::finish()
{
    if (m_failed)
        return std::nullopt;
    if (!m_line.isEmpty())
        endLine();
    const qsizetype before = m_events.size();
    dispatch();
    if (m_events.size() == before)
        return std::nullopt;
    return m_events.takeLast();
}

void SseParser::endLine()
{
    QByteArrayView line = m_line;
    if (std::exchange(m_firstLine, false) && line.startsWith(kByteOrderMark))
        line = line.sliced(kByteOrderMark.size());
    if (line.isEmpty()) {
        dispatch();
    } else if (line.front() != ':') { // else a comment
        const qsizetype colon = line.indexOf(':');
        const QByteArrayView field = colon < 0 ? line : line.first(colon);
        QByteArrayView value = colon < 0 ? QByteArrayView() : line.sliced(colon + 1);
        if (value.startsWith(' '))
            value = value.sliced(1);
        m_eventBytes += line.size();
        if (field == "data") {
            if (m_hasData)
                m_data.append(u'\n');
            m_data.append(sseText(value));
            m_hasData = true;
        } else if (field == "event") {
            m_event = sseText(value);
        } else if (field == "id") {
            if (!value.contains('\0'))
                m_id = sseText(value);
        } else if (field == "retry") {
            const bool digits = !value.isEmpty() && std::all_of(value.begin(), value.end(), [](char byte) {
                return byte >= '0' && byte <= '9';
            });
            bool fits = false;
            const int milliseconds = value.toByteArray().toInt(&fits);
            if (digits && fits)
                m_retryMs = milliseconds;
        }
    }
    m_line.clear();
}

void SseParser::dispatch()
{
    if (m_hasData)
        m_events.append(SseEvent{m_event, m_data, m_id});
    m_event.clear();
    m_data.clear();
    m_hasData = false;
    m_eventBytes = 0;
}

} // namespace CloneMemoria

#include "core/api/http/HttpExchange.h"

#include "core/api/http/HttpConnection.h"

#include <utility>

namespace CloneMemoria {

namespace {
// A head and a body above this size go out as two pieces, so that the body isn't copied.
constexpr qsizetype kJoinedBytes = 64 * 1024;
} // namespace

HttpExchange::HttpExchange(HttpConnection &connection, ApiRequest request, bool isHead, bool isHttp10)
    : QObject(&connection)
    , m_connection(&connection)
    , m_request(std::move(request))
    , m_isHead(isHead)
    , m_isHttp10(isHttp10)
{
    m_clock.start();
}

HttpExchange::~HttpExchange()
{
    if (m_connection)
        m_connection->onExchangeDeleted(*this);
}

bool HttpExchange::isOpen() const
{
    return (m_state == State::Waiting || m_state == State::Streaming) && m_connection
           && !m_connection->isBroken();
}

qint64 HttpExchange::backlog() const
{
    return isOpen() ? m_connection->backlog() : 0;
}

void HttpExchange::respond(const ApiResponse &response)
{
    Q_ASSERT(m_state != State::Streaming);
    Q_ASSERT(response.status >= 200 && response.status < 600);
    if (!isOpen() || m_state != State::Waiting)
        return;
    sendHead(response, isBodiless(response.status) ? AnswerEnd::NoBody : AnswerEnd::Length);
    end();
}

void HttpExchange::beginStream(int status, const QByteArray &contentType, const ApiHeaders &headers)
{
    Q_ASSERT(m_state != State::Streaming);
    Q_ASSERT(status >= 200 && status < 600 && !isBodiless(status));
    if (!isOpen() || m_state != State::Waiting)
        return;
    const ApiResponse head{.status = status, .contentType = contentType, .headers = headers};
    sendHead(head, m_isHttp10 ? AnswerEnd::Close : AnswerEnd::Chunks);
    m_state = State::Streaming;
}

void HttpExchange::sendHead(const ApiResponse &head, AnswerEnd end)
{
    m_end = end;
    m_status = head.status;
    m_keepsAlive = end != AnswerEnd::Close && m_connection->keepsAlive();
    QByteArray bytes = std::exchange(m_interimOpen, false) ? "\r\n" : "";
    bytes += answerHead(head, end,
                        !m_keepsAlive ? "close"
                        : m_isHttp10  ? "keep-alive"
                                      : "",
                        m_connection->date());
    const bool hasBody = end == AnswerEnd::Length && !m_isHead;
    if (hasBody && head.body.size() <= kJoinedBytes)
        bytes += head.body;
    send(bytes);
    if (hasBody && head.body.size() > kJoinedBytes)
        send(head.body);
}

void HttpExchange::write(const QByteArray &bytes)
{
    Q_ASSERT(m_state != State::Waiting || !isOpen());
    // An empty chunk would be the last one.
    if (!isOpen() || m_state != State::Streaming || m_isHead || bytes.isEmpty())
        return;
    if (m_end == AnswerEnd::Chunks)
        send(QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n");
    else
        send(bytes);
    m_connection->boundBacklog();
}

void HttpExchange::finish()
{
    Q_ASSERT(m_state != State::Waiting || !isOpen());
    if (!isOpen() || m_state != State::Streaming)
        return;
    if (m_end == AnswerEnd::Chunks && !m_isHead)
        send("0\r\n\r\n");
    end();
}

void HttpExchange::send(const QByteArray &bytes)
{
    m_bytesSent += bytes.size();
    m_connection->send(bytes);
}

void HttpExchange::end()
{
    m_state = State::Ended;
    m_connection->onExchangeEnded();
}

void HttpExchange::sendProbe()
{
    if (!isOpen() || m_isHttp10)
        return;
    if (m_state == State::Waiting) {
        // An interim answer may come at any time.
        m_interimOpen = !m_interimOpen;
        send(m_interimOpen ? "HTTP/1.1 100 Continue\r\n" : "\r\n");
    } else if (!m_isHead) {
        send("0"); // of the next chunk's size, before its other digits
    }
}

HttpExchange::Outcome HttpExchange::outcome() const
{
    return {.method = m_isHead ? "HEAD" : m_request.method,
            .path = m_request.path,
            .status = m_status,
            .durationMs = m_clock.elapsed(),
            .bytesSent = m_bytesSent,
            .ended = hasEnded(),
            .keepsAlive = m_keepsAlive};
}

void HttpExchange::lose()
{
    if (m_state == State::Ended || m_state == State::Gone)
        return;
    m_state = State::Gone;
    Q_EMIT clientGone();
}

} // namespace CloneMemoria

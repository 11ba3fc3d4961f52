#pragma once

#include "core/api/http/AnswerHead.h"
#include "core/api/http/ApiMessage.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>

namespace CloneMemoria {

class HttpConnection;

/// One request and its answer, which is either whole (respond) or a stream (beginStream, write, finish). Made by an
/// HttpServer and owned by its connection: it is deleted, from the event loop, after the answer has ended or the client
/// has gone, and at once when the server is deleted. So hold it by a QPointer, and let work that belongs to it end on
/// clientGone() and destroyed(), or be its child.
/// Whoever takes one has to end it; deleting it instead answers with 500, or resets a stream that had begun.
/// Lives on the server's thread.
class HttpExchange final : public QObject
{
    Q_OBJECT

public:
    ~HttpExchange() override;

    const ApiRequest &request() const { return m_request; }

    // Once the answer has ended or the client has gone, these do nothing.
    void respond(const ApiResponse &response);
    void beginStream(int status, const QByteArray &contentType, const ApiHeaders &headers = {});
    /// Out at once. A client that is further behind than HttpLimits::streamBacklogBytes is dropped (clientGone).
    void write(const QByteArray &bytes);
    void finish();

    bool isOpen() const; ///< can still be answered
    /// Bytes that were written and that the system has not yet taken.
    qint64 backlog() const;

Q_SIGNALS:
    /// At most once, from the event loop, and never after the answer has ended.
    void clientGone();

private:
    friend class HttpConnection;
    enum class State { Waiting, Streaming, Ended, Gone };
    /// What is left of it for the connection and the log.
    struct Outcome
    {
        QByteArray method;
        QString path;
        int status = 0; ///< 0 where the answer had not begun
        qint64 durationMs = 0;
        qint64 bytesSent = 0;
        bool ended = false;
        bool keepsAlive = false;
    };

    HttpExchange(HttpConnection &connection, ApiRequest request, bool isHead, bool isHttp10);

    void sendHead(const ApiResponse &head, AnswerEnd end);
    void send(const QByteArray &bytes);
    void end();
    /// A few bytes that change nothing for a client that still listens; see HttpConnection::probe().
    void sendProbe();
    void lose();
    bool hasEnded() const { return m_state == State::Ended; }
    Outcome outcome() const;

    QPointer<HttpConnection> m_connection;
    ApiRequest m_request;
    State m_state = State::Waiting;
    AnswerEnd m_end = AnswerEnd::Length;
    int m_status = 0; ///< once the head is sent
    qint64 m_bytesSent = 0;
    const bool m_isHead;
    const bool m_isHttp10;
    bool m_keepsAlive = true;
    bool m_interimOpen = false; ///< the first half of a probe is sent
    QElapsedTimer m_clock;
};

} // namespace CloneMemoria

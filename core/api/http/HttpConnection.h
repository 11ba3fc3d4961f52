#pragma once

#include "core/api/http/HttpExchange.h"
#include "core/api/http/HttpServer.h"
#include "core/api/http/RequestReader.h"
#include "core/api/http/StreamSocket.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <optional>

namespace CloneMemoria {

/// One connection of an HttpServer, from its first byte to its last: reads requests one after the other, gives each
/// out as an HttpExchange, ends what takes too long. Owned by its server; deletes itself when it is over.
/// What can call strangers' code happens in run(), which comes from the event loop by itself, so that they may delete
/// anything, the server included.
class HttpConnection final : public QObject
{
    Q_OBJECT

public:
    HttpConnection(HttpServer &server, qintptr descriptor);
    ~HttpConnection() override;

    /// Answers, whatever of a request there is, and ends.
    void refuse(const ApiResponse &response);
    /// Ends at once, but for an answer that has ended and is on its way. A client that is still waiting for one is
    /// reset.
    void close();

    /// Until when it may wait for the head of a request; nothing where it has one.
    std::optional<QDeadlineTimer> headDeadline() const;

    // For its exchange.
    bool isBroken() const { return m_broken; }
    bool keepsAlive() const; ///< another request can follow the current one
    QByteArray date() const { return m_server.date(); }
    qint64 backlog() const { return m_socket.backlog(); }
    void send(const QByteArray &bytes);
    void boundBacklog(); ///< breaks the connection if it is above the stream's bound
    void onExchangeEnded() { schedule(); }
    void onExchangeDeleted(const HttpExchange &exchange);

private:
    enum class Phase {
        Idle,      ///< no byte of a request yet
        Head,      ///< in its head
        Body,      ///< in its body
        Answering, ///< it has an exchange
        Flushing,  ///< the answer has ended, and waits in the socket
        Lingering, ///< nothing more is sent; until the client sees that
        Over,
    };

    void schedule();
    void run();
    bool step();
    void enter(Phase phase);
    void expectHead(int milliseconds);
    bool wantsInput() const;
    void receive();
    void onInputEnd();
    void take(RequestReader::State state);
    void admit();
    void makeExchange(ApiRequest request);
    void answer(const ApiResponse &response, ApiRequest request);
    void conclude(const HttpExchange::Outcome &outcome);
    void goOn();
    void breakOff();
    void lose();
    void end();
    void onDeadline();
    void probe();

    HttpServer &m_server;
    const HttpLimits m_limits;
    StreamSocket m_socket;
    RequestReader m_reader;
    HttpExchange *m_exchange = nullptr; ///< the current one
    Phase m_phase = Phase::Idle;
    bool m_scheduled = false;
    bool m_readable = false;
    bool m_inputEnded = false;
    bool m_broken = false;
    bool m_last = false;                            ///< the current answer is the last one
    std::optional<HttpExchange::Outcome> m_outcome; ///< of an exchange that is no more
    int m_requests = 0;
    int m_probes = 0;
    qint64 m_dropped = 0;
    QElapsedTimer m_bodyClock;
    QTimer m_deadline; ///< of the phase
    /// The same of the first two, as exact as a clock is: timers that end at nearly the same time end together.
    QDeadlineTimer m_headDeadline;
    QTimer m_stalled; ///< runs while there is a backlog
    QTimer m_probe;
};

} // namespace CloneMemoria

#pragma once

#include "core/api/http/ApiMessage.h"
#include "core/api/http/HttpExchange.h"
#include "core/api/http/HttpLimits.h"
#include "core/base/Result.h"

#include <QDateTime>
#include <QHostAddress>
#include <QObject>
#include <QSet>

#include <functional>
#include <memory>
#include <optional>

namespace CloneMemoria {

class HttpConnection;

/// An HTTP/1.1 server for a few programs on this computer: keep-alive, pipelining (answers in order), chunked bodies and
/// answers, and a bound for everything a client can take or send. Whatever is no proper request is answered here, as
/// {"detail": …}; who may ask for what is up to `admit` and to whom `requested` reaches. Lives on a thread with an event
/// loop. May be deleted at any time, but not from within `admit`.
class HttpServer final : public QObject
{
    Q_OBJECT

public:
    explicit HttpServer(HttpLimits limits = {}, QObject *parent = nullptr);
    ~HttpServer() override; ///< resets open connections

    /// Port 0 is a free one. Errors: Network, with the code "port-in-use" or none.
    Result<> listen(const QHostAddress &address, quint16 port);
    bool isListening() const;
    quint16 port() const; ///< 0 while it doesn't listen
    /// Stops listening and ends the connections; clientGone() of open exchanges follows. May listen again.
    void close();

    int connections() const { return int(m_connections.size()); }

    /// Asked when a request's head is there, before its body is read: an answer refuses the request. Its body isn't read
    /// then. The request it is given has none.
    std::function<std::optional<ApiResponse>(const ApiRequest &)> admit;

Q_SIGNALS:
    /// From the event loop. Whoever takes it has to end it.
    void requested(CloneMemoria::HttpExchange *exchange);
    /// An answer has ended; for a log: with nothing of the query, the headers or a body. The method and path are empty
    /// where no request could be read. `status` is 0 where the client went before an answer began.
    void answered(const QByteArray &method, const QString &path, int status, qint64 durationMs,
                  qint64 bytesSent);

private:
    friend class HttpConnection;
    class Listener;

    void accept(qintptr descriptor);
    bool makeRoom();
    const HttpLimits &limits() const { return m_limits; }
    QByteArray date();

    HttpLimits m_limits;
    std::unique_ptr<Listener> m_listener;
    QSet<HttpConnection *> m_connections;
    QByteArray m_date;
    qint64 m_dateSeconds = -1;
};

} // namespace CloneMemoria

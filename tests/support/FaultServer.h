#pragma once

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QMutex>
#include <QSslConfiguration>
#include <QThread>
#include <QUrl>

#include <functional>
#include <memory>
#include <optional>

namespace CloneMemoria {

/// What arrived on a connection of a FaultServer.
struct ReceivedRequest
{
    QByteArray method;
    QByteArray path;                      ///< with its query
    QMap<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray body;
    int connection = 0; ///< 1 for the first one

    QByteArray header(const QByteArray &name) const { return headers.value(name.toLower()); }
};

/// What a FaultServer does once a request is there: steps, in order. After the last one the connection stays open for
/// the next request, unless a step ended it.
class FaultScript
{
public:
    enum class Kind { Send, Trickle, Flood, Wait, Close, Reset, Hang };
    struct Step
    {
        Kind kind = Kind::Send;
        QByteArray bytes;
        int milliseconds = 0;
    };

    FaultScript &send(const QByteArray &bytes);
    /// Each byte by itself, `milliseconds` apart.
    FaultScript &trickle(const QByteArray &bytes, int milliseconds = 0);
    /// `bytes` again and again, as fast as they are taken, until the client goes.
    FaultScript &flood(const QByteArray &bytes);
    FaultScript &wait(int milliseconds);
    FaultScript &close(); ///< in good order (FIN)
    FaultScript &reset(); ///< RST (it lingers for no time): what was sent may never be read
    FaultScript &hang();  ///< says nothing more until the client goes

    /// A whole answer with its right Content-Length, unless `headers` name another.
    static FaultScript answer(int status, const QByteArray &contentType, const QByteArray &body,
                              const QByteArray &headers = {});
    /// The same, packed with gzip, whatever the client asked for.
    static FaultScript gzipped(const QByteArray &contentType, const QByteArray &body);
    /// The head of a stream without a length: the connection's end is its end.
    static FaultScript stream(const QByteArray &contentType = "text/event-stream");

    const QList<Step> &steps() const { return m_steps; }

private:
    QList<Step> m_steps;
};

/// An HTTP server on a real loopback socket that misbehaves as told. It has a thread of its own, so that clients may
/// block; every function may be called from any thread.
class FaultServer
{
public:
    using Responder = std::function<FaultScript(const ReceivedRequest &)>;

    FaultServer(); ///< listens on 127.0.0.1, a free port
    /// The same with TLS, with the certificate and key of `tls`.
    explicit FaultServer(const QSslConfiguration &tls);
    ~FaultServer();

    bool isListening() const { return m_port != 0; }
    quint16 port() const { return m_port; }
    QUrl url(const QString &path = {}) const; ///< https with TLS

    /// For the next request that has none yet; first in, first out.
    void enqueue(const FaultScript &script);
    /// What answers where no script is queued (404 by default). Runs on the server's thread.
    void setResponder(Responder responder);

    QList<ReceivedRequest> requests() const;
    int connections() const;     ///< ever made
    int openConnections() const; ///< now
    /// Milliseconds since the epoch at which a connection last ended; 0 if none has.
    qint64 lastDisconnectMs() const;
    /// Stops listening: from now on connections are refused.
    void stopListening();

private:
    friend class FaultConnection;
    class Listener;

    explicit FaultServer(std::optional<QSslConfiguration> tls);
    FaultScript scriptFor(const ReceivedRequest &request);

    const std::optional<QSslConfiguration> m_tls;
    mutable QMutex m_mutex;
    QList<FaultScript> m_scripts;
    Responder m_responder;
    QList<ReceivedRequest> m_requests;
    int m_connections = 0;
    int m_open = 0;
    qint64 m_lastDisconnectMs = 0;
    quint16 m_port = 0;
    QThread m_thread;
    std::unique_ptr<Listener> m_listener; ///< lives on m_thread
};

} // namespace CloneMemoria

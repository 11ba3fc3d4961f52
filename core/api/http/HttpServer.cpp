#include "core/api/http/HttpServer.h"

#include "core/api/http/AnswerHead.h"
#include "core/api/http/HttpConnection.h"
#include "core/api/http/StreamSocket.h"
#include "core/base/Logging.h"

#include <QNetworkProxy>
#include <QTcpServer>
#include <QTimer>

#include <utility>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kListenBacklog = 128;
// Above the limit of connections, so many are told so; further ones are closed without a word.
constexpr int kMostRefused = 32;
constexpr int kAcceptAgainMs = 200;
} // namespace

class HttpServer::Listener final : public QTcpServer
{
public:
    explicit Listener(HttpServer &server) : m_server(server)
    {
        setProxy(QNetworkProxy::NoProxy);
        setListenBacklogSize(kListenBacklog);
        // No descriptor left, mostly. Qt accepts nothing more until it is told to; and having had one error, it tells of
        // it again whenever there is nothing more to accept.
        connect(this, &QTcpServer::acceptError, this, [this] {
            const bool isOld = std::exchange(m_hasAccepted, false);
            if (!isOld)
                qCWarning(lcNet) << "A connection could not be accepted:" << errorString();
            QTimer::singleShot(isOld ? 0 : kAcceptAgainMs, this, &QTcpServer::resumeAccepting);
        });
    }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        m_hasAccepted = true;
        m_server.accept(descriptor);
    }

private:
    HttpServer &m_server;
    bool m_hasAccepted = false; ///< since the last error
};

HttpServer::HttpServer(HttpLimits limits, QObject *parent)
    : QObject(parent)
    , m_limits(limits)
    , m_listener(std::make_unique<Listener>(*this))
{ }

HttpServer::~HttpServer()
{
    m_listener->close();
    // Their exchanges go with them, and may be whom the connections' destructors call.
    qDeleteAll(std::exchange(m_connections, {}));
}

Result<> HttpServer::listen(const QHostAddress &address, quint16 port)
{
    if (m_listener->listen(address, port))
        return {};
    const bool inUse = m_listener->serverError() == QAbstractSocket::AddressInUseError;
    return fail(ErrorKind::Network, m_listener->errorString(), inUse ? u"port-in-use"_s : QString(),
                u"%1:%2"_s.arg(address.toString()).arg(port));
}

bool HttpServer::isListening() const
{
    return m_listener->isListening();
}

quint16 HttpServer::port() const
{
    return m_listener->serverPort();
}

void HttpServer::close()
{
    m_listener->close();
    const QSet<HttpConnection *> connections = m_connections;
    for (HttpConnection *connection : connections)
        connection->close();
}

void HttpServer::accept(qintptr descriptor)
{
    const int open = connections();
    if (open >= m_limits.connections + kMostRefused) {
        StreamSocket(descriptor).reset();
        return;
    }
    const bool isOneTooMany = open >= m_limits.connections && !makeRoom();
    auto *connection = new HttpConnection(*this, descriptor);
    m_connections.insert(connection);
    if (isOneTooMany)
        connection->refuse(errorResponse(503, u"There are too many connections"_s));
}

/// Ends the connection that would be ended next for having asked nothing, so that who only holds connections keeps
/// nobody out. Those that have never asked go first: their patience is the shortest.
bool HttpServer::makeRoom()
{
    HttpConnection *idle = nullptr;
    for (HttpConnection *connection : std::as_const(m_connections)) {
        const auto deadline = connection->headDeadline();
        if (deadline && (!idle || *deadline < *idle->headDeadline()))
            idle = connection;
    }
    if (idle)
        idle->close();
    return idle != nullptr;
}

QByteArray HttpServer::date()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    if (const qint64 seconds = now.toSecsSinceEpoch(); std::exchange(m_dateSeconds, seconds) != seconds)
        m_date = httpDate(now);
    return m_date;
}

} // namespace CloneMemoria

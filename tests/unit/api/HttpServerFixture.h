#pragma once

#include "core/api/http/HttpServer.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QEventLoop>
#include <QMap>
#include <QNetworkProxy>
#include <QPointer>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#ifdef Q_OS_WIN
#include <winsock2.h>
#else
#include <sys/socket.h>
#endif

namespace CloneMemoria {

/// Whether it came true in time. QTest::qWaitFor sleeps 10 ms at a time, which is long for a loopback.
inline bool waitUntil(const std::function<bool()> &isTrue, int milliseconds = 3000)
{
    const QDeadlineTimer deadline(milliseconds);
    QTimer wakeUp;
    wakeUp.start(10);
    while (!isTrue()) {
        if (deadline.hasExpired())
            return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    return true;
}

/// A client that sends the bytes it is told to.
class RawClient
{
public:
    struct Answer
    {
        int status = 0;
        QMap<QByteArray, QByteArray> headers; ///< names in lower case
        QByteArray body;
    };

    explicit RawClient(quint16 port)
    {
        QObject::connect(&m_socket, &QTcpSocket::readyRead, &m_socket, [this] {
            if (m_reads)
                received += m_socket.readAll();
        });
        QObject::connect(&m_socket, &QTcpSocket::disconnected, &m_socket, [this] { gone = true; });
        QObject::connect(&m_socket, &QTcpSocket::errorOccurred, &m_socket,
                         [this](QAbstractSocket::SocketError error) { lastError = error; });
        m_socket.setProxy(QNetworkProxy::NoProxy);
        m_socket.connectToHost(QHostAddress::LocalHost, port);
        if (!m_socket.waitForConnected(3000))
            qFatal("No connection to the server");
        m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    }

    void send(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        m_socket.flush();
    }
    void get(const QByteArray &target, const QByteArray &headers = {})
    {
        send("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n");
    }
    /// Ends its half of the connection (FIN) and goes on reading.
    void endSending() { ::shutdown(descriptor(), 1); }
    void leave() { m_socket.close(); } ///< FIN
    void reset()
    {
        linger none{};
        none.l_onoff = 1;
        ::setsockopt(descriptor(), SOL_SOCKET, SO_LINGER, reinterpret_cast<const char *>(&none), sizeof none);
        m_socket.abort();
    }
    void readNothing()
    {
        m_reads = false;
        m_socket.setReadBufferSize(1);
    }
    qintptr nativeDescriptor() const { return m_socket.socketDescriptor(); }
    qint64 unsent() const { return m_socket.bytesToWrite(); }

    /// Takes the next answer off what was received; none if it isn't complete. What is malformed fails the test.
    std::optional<Answer> takeAnswer(bool ofHead = false)
    {
        const qsizetype headEnd = received.indexOf("\r\n\r\n");
        if (headEnd < 0)
            return std::nullopt;
        Answer answer;
        const QList<QByteArray> lines = received.first(headEnd).split('\n');
        if (!lines.front().startsWith("HTTP/1.1 "))
            qFatal("Not an answer: %s", received.constData());
        answer.status = lines.front().mid(9, 3).toInt();
        for (const QByteArray &line : lines.sliced(1)) {
            const qsizetype colon = line.indexOf(':');
            const QByteArray name = line.first(colon).toLower();
            if (colon <= 0 || answer.headers.contains(name))
                qFatal("Not a header, or twice: %s", line.constData());
            answer.headers.insert(name, line.sliced(colon + 1).trimmed());
        }
        qsizetype end = headEnd + 4;
        if (ofHead || answer.status < 200 || answer.status == 204) {
            received.remove(0, end);
            return answer;
        }
        if (answer.headers.contains("content-length")) {
            const qsizetype length = answer.headers.value("content-length").toLongLong();
            if (received.size() < end + length)
                return std::nullopt;
            answer.body = received.mid(end, length);
            received.remove(0, end + length);
            return answer;
        }
        if (answer.headers.value("transfer-encoding") == "chunked") {
            for (;;) {
                const qsizetype lineEnd = received.indexOf("\r\n", end);
                if (lineEnd < 0)
                    return std::nullopt;
                bool isNumber = false;
                const qsizetype size = received.mid(end, lineEnd - end).toInt(&isNumber, 16);
                if (!isNumber)
                    qFatal("Not a chunk: %s", received.mid(end).constData());
                if (received.size() < lineEnd + 2 + size + 2)
                    return std::nullopt;
                answer.body += received.mid(lineEnd + 2, size);
                end = lineEnd + 2 + size + 2;
                if (size == 0)
                    break;
            }
            received.remove(0, end);
            return answer;
        }
        if (!gone)
            return std::nullopt;
        answer.body = std::exchange(received, {}).sliced(end);
        return answer;
    }
    std::optional<Answer> waitForAnswer(bool ofHead = false)
    {
        std::optional<Answer> answer;
        if (!waitUntil([&] { return (answer = takeAnswer(ofHead)).has_value(); }))
            qWarning("No answer in: %s", received.left(300).constData());
        return answer;
    }
    int waitForStatus() { return waitForAnswer().value_or(Answer{}).status; }
    bool waitForEnd()
    {
        return waitUntil([this] { return gone; });
    }

    QByteArray received;
    bool gone = false;
    std::optional<QAbstractSocket::SocketError> lastError;

private:
    decltype(::socket(0, 0, 0)) descriptor() const
    {
        return static_cast<decltype(::socket(0, 0, 0))>(m_socket.socketDescriptor());
    }

    bool m_reads = true;
    QTcpSocket m_socket;
};

/// A listening server, whose requests go to `handle`; by default each is answered at once with what it was.
class ServerFixture
{
public:
    struct Answered
    {
        QByteArray method;
        QString path;
        int status = 0;
        qint64 bytesSent = 0;
    };

    explicit ServerFixture(const HttpLimits &limits = {}) : server(std::make_unique<HttpServer>(limits))
    {
        QObject::connect(server.get(), &HttpServer::requested, server.get(), [this](HttpExchange *exchange) {
            ++requests;
            QObject::connect(exchange, &HttpExchange::clientGone, exchange, [this] { ++clientsGone; });
            handle(exchange);
        });
        QObject::connect(server.get(), &HttpServer::answered, server.get(),
                         [this](const QByteArray &method, const QString &path, int status, qint64 durationMs,
                                qint64 bytesSent) {
                             if (durationMs < 0 || durationMs > 60'000)
                                 qFatal("An answer took %lld ms", durationMs);
                             answered.append({method, path, status, bytesSent});
                         });
        if (!server->listen(QHostAddress::LocalHost, 0))
            qFatal("The server can't listen");
    }

    quint16 port() const { return server->port(); }
    bool waitForConnections(int count)
    {
        return waitUntil([this, count] { return server->connections() == count; });
    }

    static void echo(HttpExchange *exchange)
    {
        const ApiRequest &request = exchange->request();
        exchange->respond({.contentType = "text/plain",
                           .body = request.method + ' ' + request.path.toUtf8() + ' ' + request.body});
    }
    /// Keeps it, unanswered.
    void keep(HttpExchange *exchange) { kept.append(exchange); }
    void keepAll()
    {
        handle = [this](HttpExchange *exchange) { keep(exchange); };
    }
    HttpExchange *waitForKept(int count = 1)
    {
        if (!waitUntil([this, count] { return kept.size() >= count; }))
            qFatal("The request did not arrive");
        return kept.at(count - 1);
    }

    std::function<void(HttpExchange *)> handle = echo;
    int requests = 0;
    int clientsGone = 0;
    QList<Answered> answered;
    QList<QPointer<HttpExchange>> kept;
    std::unique_ptr<HttpServer> server; ///< goes first, while what its slots use is still there
};

} // namespace CloneMemoria

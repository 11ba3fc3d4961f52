#include "tests/support/FaultServer.h"

#include "tests/support/FaultConnection.h"

#include <QTcpServer>

#include <QtEndian>
#include <array>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
quint32 crc32(const QByteArray &bytes)
{
    quint32 sum = 0xFFFFFFFFU;
    for (const char byte : bytes) {
        sum ^= static_cast<unsigned char>(byte);
        for (int bit = 0; bit < 8; ++bit)
            sum = (sum >> 1) ^ ((sum & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    return ~sum;
}

QByteArray littleEndian(quint32 number)
{
    std::array<char, 4> bytes{};
    qToLittleEndian(number, bytes.data());
    return {bytes.data(), 4};
}
} // namespace

class FaultServer::Listener final : public QTcpServer
{
public:
    explicit Listener(FaultServer &server) : m_server(server) { }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        int number = 0;
        {
            const QMutexLocker lock(&m_server.m_mutex);
            number = ++m_server.m_connections;
            ++m_server.m_open;
        }
        new FaultConnection(m_server, descriptor, number, this);
    }

private:
    FaultServer &m_server;
};

FaultScript &FaultScript::send(const QByteArray &bytes)
{
    m_steps.append({Kind::Send, bytes, 0});
    return *this;
}

FaultScript &FaultScript::trickle(const QByteArray &bytes, int milliseconds)
{
    m_steps.append({Kind::Trickle, bytes, milliseconds});
    return *this;
}

FaultScript &FaultScript::flood(const QByteArray &bytes)
{
    m_steps.append({Kind::Flood, bytes, 0});
    return *this;
}

FaultScript &FaultScript::wait(int milliseconds)
{
    m_steps.append({Kind::Wait, {}, milliseconds});
    return *this;
}

FaultScript &FaultScript::close()
{
    m_steps.append({Kind::Close, {}, 0});
    return *this;
}

FaultScript &FaultScript::reset()
{
    m_steps.append({Kind::Reset, {}, 0});
    return *this;
}

FaultScript &FaultScript::hang()
{
    m_steps.append({Kind::Hang, {}, 0});
    return *this;
}

FaultScript FaultScript::answer(int status, const QByteArray &contentType, const QByteArray &body,
                                const QByteArray &headers)
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(status) + " Status\r\nContent-Type: " + contentType
                      + "\r\n" + headers;
    if (!headers.toLower().contains("content-length:"))
        head += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    return FaultScript().send(head + "\r\n" + body);
}

FaultScript FaultScript::gzipped(const QByteArray &contentType, const QByteArray &body)
{
    // qCompress: four bytes of length, two of zlib's head, the deflated bytes, four of checksum. Gzip wraps the middle.
    const QByteArray zlib = qCompress(body);
    const QByteArray packed = QByteArray("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10) + zlib.mid(6, zlib.size() - 10)
                              + littleEndian(crc32(body)) + littleEndian(static_cast<quint32>(body.size()));
    return answer(200, contentType, packed, "Content-Encoding: gzip\r\n");
}

FaultScript FaultScript::stream(const QByteArray &contentType)
{
    return FaultScript().send("HTTP/1.1 200 OK\r\nContent-Type: " + contentType
                              + "\r\nConnection: close\r\n\r\n");
}

FaultServer::FaultServer() : FaultServer(std::optional<QSslConfiguration>()) { }

FaultServer::FaultServer(const QSslConfiguration &tls)
    : FaultServer(std::optional<QSslConfiguration>(tls)) { }

FaultServer::FaultServer(std::optional<QSslConfiguration> tls)
    : m_tls(std::move(tls))
    , m_responder([](const ReceivedRequest &) { return FaultScript::answer(404, "text/plain", "not found"); })
    , m_listener(std::make_unique<Listener>(*this))
{
    m_listener->moveToThread(&m_thread);
    m_thread.start();
    QMetaObject::invokeMethod(
        m_listener.get(),
        [this] {
            if (m_listener->listen(QHostAddress::LocalHost))
                m_port = m_listener->serverPort();
        },
        Qt::BlockingQueuedConnection);
}

FaultServer::~FaultServer()
{
    // Sockets die on the thread they live on.
    QMetaObject::invokeMethod(
        m_listener.get(), [this] { m_listener.reset(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

QUrl FaultServer::url(const QString &path) const
{
    return QUrl(u"%1://127.0.0.1:%2%3"_s.arg(m_tls ? u"https"_s : u"http"_s).arg(m_port).arg(path));
}

void FaultServer::enqueue(const FaultScript &script)
{
    const QMutexLocker lock(&m_mutex);
    m_scripts.append(script);
}

void FaultServer::setResponder(Responder responder)
{
    const QMutexLocker lock(&m_mutex);
    m_responder = std::move(responder);
}

QList<ReceivedRequest> FaultServer::requests() const
{
    const QMutexLocker lock(&m_mutex);
    return m_requests;
}

int FaultServer::connections() const
{
    const QMutexLocker lock(&m_mutex);
    return m_connections;
}

int FaultServer::openConnections() const
{
    const QMutexLocker lock(&m_mutex);
    return m_open;
}

qint64 FaultServer::lastDisconnectMs() const
{
    const QMutexLocker lock(&m_mutex);
    return m_lastDisconnectMs;
}

void FaultServer::stopListening()
{
    QMetaObject::invokeMethod(
        m_listener.get(), [this] { m_listener->close(); }, Qt::BlockingQueuedConnection);
}

FaultScript FaultServer::scriptFor(const ReceivedRequest &request)
{
    Responder responder;
    {
        const QMutexLocker lock(&m_mutex);
        m_requests.append(request);
        if (!m_scripts.isEmpty())
            return m_scripts.takeFirst();
        responder = m_responder;
    }
    return responder(request);
}

} // namespace CloneMemoria

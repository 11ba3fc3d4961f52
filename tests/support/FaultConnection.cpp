#include "tests/support/FaultConnection.h"

#include <QDateTime>

#ifdef Q_OS_WIN
#include <winsock2.h>
#else
#include <sys/socket.h>
#endif

namespace CloneMemoria {

namespace {
constexpr qint64 kFloodBuffer = 256 * 1024;
}

FaultConnection::FaultConnection(FaultServer &server, qintptr descriptor, int number, QObject *parent)
    : QObject(parent)
    , m_server(server)
    , m_number(number)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &FaultConnection::play);
    connect(&m_socket, &QTcpSocket::readyRead, this, &FaultConnection::onBytes);
    connect(&m_socket, &QTcpSocket::disconnected, this, &FaultConnection::onDisconnected);
    connect(&m_socket, &QTcpSocket::bytesWritten, this, [this] { flood(m_flood); });
    m_socket.setSocketDescriptor(descriptor);
    m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    if (m_server.m_tls) {
        m_socket.setSslConfiguration(*m_server.m_tls);
        m_socket.startServerEncryption();
    }
}

FaultConnection::~FaultConnection()
{
    m_socket.disconnect(this);
    onDisconnected();
}

void FaultConnection::onDisconnected()
{
    if (m_ended)
        return;
    m_ended = true;
    m_timer.stop();
    m_flood.clear();
    const QMutexLocker lock(&m_server.m_mutex);
    --m_server.m_open;
    m_server.m_lastDisconnectMs = QDateTime::currentMSecsSinceEpoch();
    deleteLater();
}

void FaultConnection::onBytes()
{
    m_input.append(m_socket.readAll());
    if (!m_playing && readRequest())
        play();
}

bool FaultConnection::readRequest()
{
    // What no request begins with is answered as web servers answer it: a greeting of TLS, for one.
    if (!m_server.m_tls && !m_input.isEmpty() && (m_input.front() < 'A' || m_input.front() > 'Z')) {
        m_socket.write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
        m_socket.disconnectFromHost();
        return false;
    }
    const qsizetype headEnd = m_input.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return false;
    ReceivedRequest request;
    request.connection = m_number;
    const QList<QByteArray> lines = m_input.first(headEnd).split('\n');
    const QList<QByteArray> words = lines.front().trimmed().split(' ');
    if (words.size() < 2) {
        m_socket.abort();
        return false;
    }
    request.method = words[0];
    request.path = words[1];
    for (const QByteArray &line : lines.sliced(1)) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            request.headers.insert(line.first(colon).trimmed().toLower(), line.sliced(colon + 1).trimmed());
    }
    const qsizetype length = request.header("content-length").toLongLong();
    const qsizetype end = headEnd + 4 + length;
    if (m_input.size() < end)
        return false;
    request.body = m_input.mid(headEnd + 4, length);
    m_input.remove(0, end);
    m_steps = m_server.scriptFor(request).steps();
    m_playing = true;
    m_trickled = 0;
    return true;
}

void FaultConnection::play()
{
    while (!m_ended && !m_steps.isEmpty()) {
        const FaultScript::Step step = m_steps.front();
        switch (step.kind) {
        case FaultScript::Kind::Send:
            m_socket.write(step.bytes);
            m_socket.flush();
            break;
        case FaultScript::Kind::Trickle:
            if (m_trickled < step.bytes.size()) {
                m_socket.write(step.bytes.constData() + m_trickled++, 1);
                m_socket.flush();
                m_timer.start(step.milliseconds);
                return;
            }
            m_trickled = 0;
            break;
        case FaultScript::Kind::Wait:
            m_steps.removeFirst();
            m_timer.start(step.milliseconds);
            return;
        case FaultScript::Kind::Close:
            m_steps.clear();
            m_socket.disconnectFromHost();
            return;
        case FaultScript::Kind::Reset:
            m_steps.clear();
            reset();
            return;
        case FaultScript::Kind::Flood:
            m_steps.clear();
            m_flood = step.bytes;
            flood(m_flood);
            return;
        case FaultScript::Kind::Hang:
            return;
        }
        m_steps.removeFirst();
    }
    m_playing = false;
    if (!m_ended && readRequest())
        QMetaObject::invokeMethod(this, &FaultConnection::play, Qt::QueuedConnection);
}

void FaultConnection::flood(const QByteArray &bytes)
{
    while (!m_ended && !bytes.isEmpty()
           && m_socket.bytesToWrite() + m_socket.encryptedBytesToWrite() < kFloodBuffer)
        m_socket.write(bytes);
}

void FaultConnection::reset()
{
    linger none{};
    none.l_onoff = 1;
    none.l_linger = 0;
    if (::setsockopt(static_cast<decltype(::socket(0, 0, 0))>(m_socket.socketDescriptor()), SOL_SOCKET,
                     SO_LINGER, reinterpret_cast<const char *>(&none), sizeof none)
        != 0)
        qFatal("SO_LINGER was refused");
    m_socket.abort();
}

} // namespace CloneMemoria

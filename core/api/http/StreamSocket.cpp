#include "core/api/http/StreamSocket.h"

#include <utility>

#ifdef Q_OS_WIN
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#endif

namespace CloneMemoria {

namespace {
// Small pieces are kept together up to this size, so that they go out together.
constexpr qsizetype kPieceBytes = 64 * 1024;
// Of the system; without it, it takes several megabytes for a client that reads nothing.
constexpr int kSystemBufferBytes = 256 * 1024;

#ifdef Q_OS_WIN
using NativeSocket = SOCKET;
using NativeSize = int;
constexpr int kSendFlags = 0;
constexpr int kWriteHalf = SD_SEND;

bool wouldBlock()
{
    return WSAGetLastError() == WSAEWOULDBLOCK;
}

bool wasInterrupted()
{
    return false;
}

bool unblock(NativeSocket socket)
{
    u_long on = 1;
    return ioctlsocket(socket, FIONBIO, &on) == 0;
}

void closeNative(NativeSocket socket)
{
    closesocket(socket);
}
#else
using NativeSocket = int;
using NativeSize = std::size_t;
constexpr int kWriteHalf = SHUT_WR;
#ifdef MSG_NOSIGNAL
constexpr int kSendFlags = MSG_NOSIGNAL;
#else
constexpr int kSendFlags = 0; // QtNetwork ignores SIGPIPE in the whole process
#endif

bool wouldBlock()
{
    return errno == EAGAIN || errno == EWOULDBLOCK;
}

bool wasInterrupted()
{
    return errno == EINTR;
}

bool unblock(NativeSocket socket)
{
    const int flags = ::fcntl(socket, F_GETFL);
    return flags != -1 && ::fcntl(socket, F_SETFL, flags | O_NONBLOCK) == 0;
}

void closeNative(NativeSocket socket)
{
    ::close(socket);
}
#endif

template <typename Value>
void setOption(NativeSocket socket, int level, int name, Value value)
{
    // Where the system refuses one, the connection is only slower or larger.
    ::setsockopt(socket, level, name, reinterpret_cast<const char *>(&value), sizeof value);
}
} // namespace

StreamSocket::StreamSocket(qintptr descriptor, QObject *parent)
    : QObject(parent)
    , m_descriptor(descriptor)
    , m_reader(QSocketNotifier::Read)
    , m_writer(QSocketNotifier::Write)
{
    const auto socket = NativeSocket(descriptor);
    if (!unblock(socket)) {
        close();
        return;
    }
    setOption(socket, IPPROTO_TCP, TCP_NODELAY, 1);
    setOption(socket, SOL_SOCKET, SO_SNDBUF, kSystemBufferBytes);
    m_reader.setSocket(descriptor);
    m_writer.setSocket(descriptor);
    m_reader.setEnabled(true);
    connect(&m_reader, &QSocketNotifier::activated, this, &StreamSocket::readable);
    connect(&m_writer, &QSocketNotifier::activated, this, &StreamSocket::onWritable);
}

StreamSocket::~StreamSocket()
{
    close();
}

QHostAddress StreamSocket::peerAddress() const
{
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    if (!isOpen()
        || ::getpeername(NativeSocket(m_descriptor), reinterpret_cast<sockaddr *>(&address), &length) != 0)
        return {};
    return QHostAddress(reinterpret_cast<const sockaddr *>(&address));
}

void StreamSocket::setReading(bool reading)
{
    if (isOpen() && m_reader.isEnabled() != reading)
        m_reader.setEnabled(reading);
}

StreamSocket::Arrival StreamSocket::read(char *into, qsizetype most)
{
    using Kind = Arrival::Kind;
    if (!isOpen())
        return {Kind::Broken};
    for (;;) {
        const auto size = ::recv(NativeSocket(m_descriptor), into, NativeSize(most), 0);
        if (size > 0)
            return {Kind::Bytes, qsizetype(size)};
        if (size == 0)
            return {Kind::End};
        if (wouldBlock())
            return {Kind::Nothing};
        if (!wasInterrupted())
            return {Kind::Broken};
    }
}

bool StreamSocket::write(const QByteArray &bytes)
{
    if (!isOpen())
        return false;
    if (bytes.isEmpty())
        return true;
    const bool wasEmpty = m_kept.empty();
    if (!wasEmpty && m_kept.back().size() + bytes.size() <= kPieceBytes)
        m_kept.back().append(bytes);
    else
        m_kept.push_back(bytes);
    m_backlog += bytes.size();
    // Behind others, it waits for the system to want more.
    return !wasEmpty || flush();
}

bool StreamSocket::flush()
{
    while (!m_kept.empty()) {
        const QByteArray &first = m_kept.front();
        const auto size = ::send(NativeSocket(m_descriptor), first.constData() + m_sent,
                                 NativeSize(first.size() - m_sent), kSendFlags);
        if (size < 0) {
            if (wasInterrupted())
                continue;
            if (wouldBlock())
                break;
            return false;
        }
        m_sent += qsizetype(size);
        m_backlog -= qint64(size);
        if (m_sent == first.size()) {
            m_kept.pop_front();
            m_sent = 0;
        }
    }
    if (m_writer.isEnabled() == m_kept.empty())
        m_writer.setEnabled(!m_kept.empty());
    return true;
}

void StreamSocket::onWritable()
{
    const qint64 before = m_backlog;
    if (!flush()) {
        m_writer.setEnabled(false);
        Q_EMIT broken();
    } else if (m_backlog < before) {
        Q_EMIT written();
    }
}

void StreamSocket::endWriting()
{
    Q_ASSERT(m_kept.empty());
    if (isOpen())
        ::shutdown(NativeSocket(m_descriptor), kWriteHalf);
}

void StreamSocket::close()
{
    if (!isOpen())
        return;
    m_reader.setEnabled(false);
    m_writer.setEnabled(false);
    m_kept.clear();
    m_sent = 0;
    m_backlog = 0;
    closeNative(NativeSocket(std::exchange(m_descriptor, -1)));
}

void StreamSocket::reset()
{
    if (isOpen())
        setOption(NativeSocket(m_descriptor), SOL_SOCKET, SO_LINGER, linger{1, 0});
    close();
}

} // namespace CloneMemoria

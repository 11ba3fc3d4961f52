#include "tests/support/SilentPort.h"

#ifndef Q_OS_WIN
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace CloneMemoria {

#ifdef Q_OS_WIN
SilentPort::SilentPort() = default;
SilentPort::~SilentPort() = default;
#else
SilentPort::SilentPort()
{
    constexpr int kMostFillers = 64;
    constexpr int kSettledMs = 200;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto *where = reinterpret_cast<sockaddr *>(&address);
    socklen_t size = sizeof address;
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0)
        return;
    m_sockets.push_back(listener);
    if (::bind(listener, where, size) != 0 || ::listen(listener, 0) != 0
        || ::getsockname(listener, where, &size) != 0)
        return;
    for (int count = 0; count < kMostFillers; ++count) {
        const int filler = ::socket(AF_INET, SOCK_STREAM, 0);
        if (filler < 0)
            return;
        m_sockets.push_back(filler);
        ::fcntl(filler, F_SETFL, ::fcntl(filler, F_GETFL) | O_NONBLOCK);
        ::connect(filler, where, size); // under way, whatever it returns
        pollfd waiting{filler, POLLOUT, 0};
        if (::poll(&waiting, 1, kSettledMs) == 0) { // this one was not taken: the queue is full
            m_port = ntohs(address.sin_port);
            return;
        }
    }
}

SilentPort::~SilentPort()
{
    for (const int socket : m_sockets)
        ::close(socket);
}
#endif

} // namespace CloneMemoria

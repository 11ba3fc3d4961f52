#include "tests/integration/cli/Terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace CloneMemoria {

Terminal::Terminal() : m_master(::posix_openpt(O_RDWR | O_NOCTTY))
{
    if (m_master < 0)
        return;
    if (::grantpt(m_master) != 0 || ::unlockpt(m_master) != 0) {
        ::close(m_master);
        m_master = -1;
        return;
    }
    m_slaveName = ::ptsname(m_master);
    const winsize size{.ws_row = 24, .ws_col = kColumns, .ws_xpixel = 0, .ws_ypixel = 0};
    ::ioctl(m_master, TIOCSWINSZ, &size);
    ::fcntl(m_master, F_SETFL, O_NONBLOCK);
    ::fcntl(m_master, F_SETFD, FD_CLOEXEC);
}

Terminal::~Terminal()
{
    if (m_master >= 0)
        ::close(m_master);
}

void Terminal::attach(QProcess &process) const
{
    process.setChildProcessModifier([name = m_slaveName] {
        ::setsid();
        const int slave = ::open(name.constData(), O_RDWR);
        if (slave < 0 || ::ioctl(slave, TIOCSCTTY, 0) != 0)
            ::_exit(99);
        for (const int descriptor : {0, 1, 2})
            ::dup2(slave, descriptor);
        ::close(slave);
    });
}

void Terminal::type(const QByteArray &keys)
{
    if (::write(m_master, keys.constData(), static_cast<size_t>(keys.size())) != keys.size())
        qFatal("the terminal takes no keys");
}

QByteArray Terminal::shown()
{
    char bytes[4096];
    ssize_t count = 0;
    while ((count = ::read(m_master, bytes, sizeof bytes)) > 0)
        m_shown.append(bytes, count);
    return m_shown;
}

} // namespace CloneMemoria

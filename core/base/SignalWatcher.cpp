#include "core/base/SignalWatcher.h"

#include <QSocketNotifier>

#ifdef Q_OS_WIN
#include <windows.h>
#else
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#endif

namespace CloneMemoria {

#ifdef Q_OS_WIN

namespace {
// The console calls its handler on a thread of its own.
SignalWatcher *watcherOfConsole = nullptr;

BOOL WINAPI onConsoleEvent(DWORD event)
{
    if (!watcherOfConsole)
        return FALSE;
    const auto signal = event == CTRL_C_EVENT ? &SignalWatcher::interrupted : &SignalWatcher::terminated;
    QMetaObject::invokeMethod(watcherOfConsole, signal, Qt::QueuedConnection);
    return TRUE;
}
} // namespace

SignalWatcher::SignalWatcher(QObject *parent) : QObject(parent)
{
    watcherOfConsole = this;
    SetConsoleCtrlHandler(onConsoleEvent, TRUE);
}

SignalWatcher::~SignalWatcher()
{
    SetConsoleCtrlHandler(onConsoleEvent, FALSE);
    watcherOfConsole = nullptr;
}

#else

namespace {
constexpr std::array kWatchedSignals{SIGINT, SIGTERM, SIGHUP};
// A signal handler may do next to nothing: it writes the signal's number into a pipe that the event loop reads.
int signalPipe[2] = {-1, -1};

void onSignal(int number)
{
    const int before = errno;
    const char byte = static_cast<char>(number);
    [[maybe_unused]] const ssize_t written = ::write(signalPipe[1], &byte, 1);
    errno = before;
}
} // namespace

SignalWatcher::SignalWatcher(QObject *parent) : QObject(parent)
{
    if (::pipe(signalPipe) != 0)
        return; // out of descriptors: Ctrl+C ends the program as ever
    for (const int end : signalPipe) {
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
        ::fcntl(end, F_SETFL, O_NONBLOCK);
    }
    auto *notifier = new QSocketNotifier(signalPipe[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this] {
        char number = 0;
        while (::read(signalPipe[0], &number, 1) == 1) {
            if (number == SIGINT)
                Q_EMIT interrupted();
            else
                Q_EMIT terminated();
        }
    });
    struct sigaction action = {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (const int number : kWatchedSignals)
        ::sigaction(number, &action, nullptr);
}

SignalWatcher::~SignalWatcher()
{
    if (signalPipe[0] < 0)
        return;
    for (const int number : kWatchedSignals)
        ::signal(number, SIG_IGN);
    for (int &end : signalPipe) {
        ::close(end);
        end = -1;
    }
}

#endif

} // namespace CloneMemoria

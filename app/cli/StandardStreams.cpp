#include "app/cli/StandardStreams.h"

#include <QtGlobal>

#ifndef Q_OS_WIN
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#endif

namespace CloneMemoria::Cli {

void prepareStandardStreams()
{
#ifndef Q_OS_WIN
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        // The lowest one that is free, which is this one.
        if (::fcntl(descriptor, F_GETFD) < 0 && ::open("/dev/null", O_RDWR) != descriptor)
            ::_exit(1);
    }
    std::signal(SIGPIPE, SIG_IGN);
#endif
}

} // namespace CloneMemoria::Cli

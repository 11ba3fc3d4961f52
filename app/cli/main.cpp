#include "app/cli/CommandLine.h"
#include "app/cli/Commands.h"
#include "app/cli/CompletionCommands.h"
#include "app/cli/ManPage.h"
#include "app/cli/NoSound.h"
#include "app/cli/Output.h"
#include "app/cli/StandardStreams.h"
#include "core/base/Environment.h"
#include "core/base/Logging.h"
#include "core/base/SignalWatcher.h"
#include "core/profile/Profile.h"

#include <QCoreApplication>
#include <QNetworkProxyFactory>

#include <cstdio>

#ifdef Q_OS_WIN
#include <windows.h>
#else
#include <langinfo.h>

#include <clocale>
#include <cstring>
#endif

using namespace CloneMemoria;
using namespace CloneMemoria::Cli;
using namespace Qt::Literals::StringLiterals;

namespace {
// Text is UTF-8 everywhere. Qt would switch to it by itself, but with a warning on standard error.
void useUtf8()
{
#ifdef Q_OS_WIN
    SetConsoleOutputCP(CP_UTF8);
    SetConsoleCP(CP_UTF8);
#else
    std::setlocale(LC_ALL, "");
    if (std::strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        qputenv("LC_ALL", "C.UTF-8");
#endif
}

int wrongUse(Output &output, const QString &sentence, const ParsedLine &line)
{
    output.wrongUse(sentence, line.command ? line.command->words : line.group);
    return ExitWrongUse;
}

// For other programs, which ask in a way that no person does.
int writeAnswer(const QByteArray &answer)
{
    const auto size = static_cast<std::size_t>(answer.size());
    const bool written = std::fwrite(answer.constData(), 1, size, stdout) == size && std::fflush(stdout) == 0;
    return written && size > 0 ? ExitDone : ExitFailed;
}

int runCommand(const ParsedLine &line, const Environment &environment, Output &output)
{
    std::unique_ptr<Command> command = line.command->make(line.invocation, output);
    if (const Result<void> ready = command->prepare(); !ready) {
        if (ready.error().code == "wrong-use"_L1)
            return wrongUse(output, ready.error().detail, line);
        output.error(ready.error());
        return ready.error().kind == ErrorKind::InvalidInput ? ExitWrongUse : ExitFailed;
    }

    std::unique_ptr<SignalWatcher> signalWatcher; // goes after the profile: closing that may take a moment
    const Paths paths = Paths::resolve(line.dataDir, environment);
    std::unique_ptr<Profile> profile;
    if (command->opensProfile()) {
        ProfileOptions options(paths, environment);
        options.audioOutput = std::make_unique<NoSound>();
        Result<std::unique_ptr<Profile>> opened = Profile::open(std::move(options));
        if (!opened) {
            output.error(opened.error());
            return ExitFailed;
        }
        profile = std::move(*opened);
    }

    if (command->takesInterrupts()) {
        signalWatcher = std::make_unique<SignalWatcher>();
        QObject::connect(signalWatcher.get(), &SignalWatcher::interrupted, command.get(),
                         &Command::interrupt);
        QObject::connect(signalWatcher.get(), &SignalWatcher::terminated, command.get(), &Command::terminate);
    }
    QObject::connect(command.get(), &Command::finished, qApp,
                     [](int exitCode) { QCoreApplication::exit(exitCode); });
    if (command->endsWithItsReader())
        output.onReaderGone([] { QCoreApplication::exit(ExitDone); });
    QMetaObject::invokeMethod(
        command.get(), [&] { profile ? command->run(*profile) : command->runOnFiles(paths); },
        Qt::QueuedConnection);
    const int exitCode = QCoreApplication::exec();
    command.reset(); // it uses the profile
    return exitCode;
}
} // namespace

int main(int argc, char **argv)
{
    prepareStandardStreams();
    useUtf8();
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"CloneMemoria"_s);
    QCoreApplication::setApplicationVersion(u"" CLONEMEMORIA_VERSION ""_s);

    const Environment environment = Environment::ofProcess();
    setUpLogging(environment.value(u"LOG_LEVEL"_s));

    const CommandLine commandLine(allCommands());
    const QStringList arguments = QCoreApplication::arguments().mid(1);
    if (arguments.value(0) == kCompleteWord)
        return writeAnswer(completionAnswer(commandLine, arguments.mid(1), environment));
    if (arguments.value(0) == kManPageWord)
        return writeAnswer(manPage(commandLine, arguments.value(1)));

    QNetworkProxyFactory::setUseSystemConfiguration(true);

    const ParsedLine line = commandLine.parse(arguments);
    Output output(line.json, line.verbose, environment);

    int exitCode = ExitDone;
    switch (line.meaning) {
    case ParsedLine::Meaning::Print:
        output.write(line.text);
        break;
    case ParsedLine::Meaning::Wrong:
        return wrongUse(output, line.text, line);
    case ParsedLine::Meaning::Run:
        exitCode = runCommand(line, environment, output);
        break;
    }
    if (!output.flush()) {
        output.error({.kind = ErrorKind::Storage, .code = u"file-write"_s, .subject = u"Standard output"_s});
        return exitCode == ExitDone ? ExitFailed : exitCode;
    }
    return exitCode;
}

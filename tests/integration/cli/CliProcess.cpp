#include "tests/integration/cli/CliProcess.h"

#include <QFile>
#include <QJsonDocument>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

QJsonObject CliResult::object() const
{
    return QJsonDocument::fromJson(out).object();
}

QJsonArray CliResult::array() const
{
    return QJsonDocument::fromJson(out).array();
}

QJsonObject CliResult::errorObject() const
{
    return QJsonDocument::fromJson(err).object();
}

CliProcess::CliProcess() : m_environment(QProcessEnvironment::systemEnvironment())
{
    const QStringList variables = m_environment.keys();
    for (const QString &name : variables) {
        for (const auto prefix : {"LLM_"_L1, "EMBEDDINGS_"_L1, "TTS_"_L1, "CLONEMEMORIA_"_L1, "LOG_"_L1,
                                  "NO_COLOR"_L1, "QT_LOGGING"_L1}) {
            if (name.startsWith(prefix))
                m_environment.remove(name);
        }
    }
    set(u"HOME"_s, m_folder.path());
    set(u"LC_ALL"_s, u"C.UTF-8"_s);
    set(u"DBUS_SESSION_BUS_ADDRESS"_s, u"disabled:"_s);
    set(u"CLONEMEMORIA_DATA_DIR"_s, dataDir());
}

QString CliProcess::file(const QString &name, const QByteArray &content) const
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("can't write %s", qPrintable(file.fileName()));
    return file.fileName();
}

std::unique_ptr<QProcess> CliProcess::make(const QStringList &arguments) const
{
    auto process = std::make_unique<QProcess>();
    process->setProgram(QStringLiteral(CLI_PROGRAM));
    process->setArguments(arguments);
    process->setProcessEnvironment(m_environment);
    process->setWorkingDirectory(m_folder.path());
    return process;
}

std::unique_ptr<QProcess> CliProcess::start(const QStringList &arguments) const
{
    std::unique_ptr<QProcess> process = make(arguments);
    process->start();
    if (!process->waitForStarted())
        qFatal("can't start %s", CLI_PROGRAM);
    return process;
}

CliResult CliProcess::finish(QProcess &process, int milliseconds)
{
    CliResult result;
    if (process.state() != QProcess::NotRunning && !process.waitForFinished(milliseconds)) {
        process.kill();
        process.waitForFinished();
        result.crashed = true;
        result.err = "(did not end) ";
    }
    result.exitCode = process.exitCode();
    result.crashed = result.crashed || process.exitStatus() == QProcess::CrashExit;
    result.out = process.readAllStandardOutput();
    result.err += process.readAllStandardError();
    return result;
}

CliResult CliProcess::run(const QStringList &arguments, const QByteArray &input) const
{
    const std::unique_ptr<QProcess> process = start(arguments);
    process->write(input);
    process->closeWriteChannel();
    return finish(*process);
}

QString CliProcess::createClone(const QStringList &nameAndFields) const
{
    return run(QStringList{u"--json"_s, u"clone"_s, u"create"_s} + nameAndFields)
        .object()
        .value(u"id"_s)
        .toString();
}

Result<std::unique_ptr<Store>> CliProcess::store() const
{
    return Store::open(database(), dataDir() + u"/backups"_s, Store::Access::ReadWrite);
}

Result<Message> CliProcess::lastMessage(const QString &cloneId) const
{
    CM_TRY_ASSIGN(opened, store());
    CM_TRY_ASSIGN(conversations, opened->conversations.list(cloneId));
    if (conversations.isEmpty())
        return fail(ErrorKind::NotFound, u"no conversation"_s);
    CM_TRY_ASSIGN(messages, opened->messages.page(conversations.constFirst().id, 1));
    if (messages.isEmpty())
        return fail(ErrorKind::NotFound, u"no message"_s);
    return messages.constLast();
}

} // namespace CloneMemoria

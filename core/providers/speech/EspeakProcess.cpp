#include "core/providers/speech/EspeakProcess.h"

#include <QProcess>

#include <utility>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kMostOutputBytes = 256 * 1024 * 1024; // an hour and a half of speech
}

EspeakProcess::EspeakProcess(const QString &program, const QStringList &arguments, const QByteArray &input,
                             int timeoutMs, QObject *parent)
    : QObject(parent)
    , m_process(new QProcess) // without a parent: it outlives this until it has died
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(timeoutMs);
    connect(&m_timer, &QTimer::timeout, this, [this, timeoutMs] {
        complete(fail(ErrorKind::Timeout, u"The speech program said nothing for %1 ms"_s.arg(timeoutMs)));
    });
    connect(m_process, &QProcess::readyReadStandardOutput, this, &EspeakProcess::onOutput);
    connect(m_process, &QProcess::finished, this, [this](int exitCode, QProcess::ExitStatus status) {
        onExit(exitCode, status == QProcess::CrashExit);
    });
    connect(
        m_process, &QProcess::errorOccurred, this,
        [this](QProcess::ProcessError error) {
            if (error == QProcess::FailedToStart)
                complete(fail(ErrorKind::Unsupported, m_process->errorString(), u"no-voice"_s));
        },
        Qt::QueuedConnection); // start() reports this at once, before anybody listens
    m_timer.start();
    m_process->start(program, arguments);
    m_process->write(input);
    m_process->closeWriteChannel();
}

EspeakProcess::~EspeakProcess()
{
    letGo();
}

void EspeakProcess::onOutput()
{
    m_timer.start();
    m_output.append(m_process->readAllStandardOutput());
    if (m_output.size() > kMostOutputBytes)
        complete(fail(ErrorKind::BadResponse, u"The speech program does not stop"_s));
}

void EspeakProcess::onExit(int exitCode, bool crashed)
{
    m_output.append(m_process->readAllStandardOutput());
    if (crashed || exitCode != 0) {
        const QString said = QString::fromUtf8(m_process->readAllStandardError()).simplified().left(500);
        const QString how = crashed ? u"The speech program crashed"_s
                                    : u"The speech program ended with %1"_s.arg(exitCode);
        complete(fail(ErrorKind::BadResponse, said.isEmpty() ? how : how + u": "_s + said));
        return;
    }
    complete(std::exchange(m_output, {}));
}

void EspeakProcess::complete(Result<QByteArray> result)
{
    if (!m_process)
        return;
    letGo();
    Q_EMIT finished(result);
}

void EspeakProcess::letGo()
{
    m_timer.stop();
    QProcess *process = std::exchange(m_process, nullptr);
    if (!process)
        return;
    process->disconnect(this);
    if (process->state() == QProcess::NotRunning) {
        process->deleteLater();
        return;
    }
    // Deleting a running QProcess waits for it, and that would block the window.
    connect(process, &QProcess::finished, process, &QObject::deleteLater);
    connect(process, &QProcess::errorOccurred, process, [process](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            process->deleteLater();
    });
    process->kill();
}

} // namespace CloneMemoria

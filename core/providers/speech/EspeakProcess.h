#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QObject>
#include <QStringList>
#include <QTimer>

class QProcess;

namespace CloneMemoria {

/// One run of a program: what goes in, what came out. Deleting it kills the program without waiting for it.
class EspeakProcess final : public QObject
{
    Q_OBJECT

public:
    /// `timeoutMs` bounds how long the program may be silent.
    EspeakProcess(const QString &program, const QStringList &arguments, const QByteArray &input,
                  int timeoutMs, QObject *parent);
    ~EspeakProcess() override;

Q_SIGNALS:
    /// Once, from the event loop: its standard output. Errors: Unsupported, code "no-voice", where it can't be started;
    /// Timeout; BadResponse where it failed or said too much.
    void finished(const CloneMemoria::Result<QByteArray> &output);

private:
    void onOutput();
    void onExit(int exitCode, bool crashed);
    void complete(Result<QByteArray> result);
    void letGo();

    QProcess *m_process;
    QByteArray m_output;
    QTimer m_timer;
};

} // namespace CloneMemoria

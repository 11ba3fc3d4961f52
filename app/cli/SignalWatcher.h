#pragma once

#include <QObject>

namespace CloneMemoria::Cli
{

/// Ctrl+C and the request to end, as signals of Qt on the main thread. One object at a time; when it goes, the system's
/// own handling is back.
class SignalWatcher : public QObject
{
    Q_OBJECT

public:
    explicit SignalWatcher(QObject *parent = nullptr);
    ~SignalWatcher() override;

Q_SIGNALS:
    void interrupted(); ///< Ctrl+C
    void terminated();  ///< SIGTERM, or the terminal was closed
};

} // namespace CloneMemoria::Cli

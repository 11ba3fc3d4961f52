#pragma once

#include <QObject>

namespace CloneMemoria {

/// Ctrl+C and the system's request to end, as signals of Qt on the main thread. One object at a time, for the rest of the
/// program: when it goes they are ignored, since the end has come already and may be storing something.
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

} // namespace CloneMemoria

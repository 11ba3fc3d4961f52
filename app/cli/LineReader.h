#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>

class QSocketNotifier;

namespace CloneMemoria::Cli {

/// Standard input, line by line, while the event loop goes on. Main thread.
class LineReader : public QObject
{
    Q_OBJECT

public:
    explicit LineReader(QObject *parent = nullptr);
    ~LineReader() override;

    void start();

Q_SIGNALS:
    void line(const QString &text); ///< without its end; one that is far too long comes cut
    void ended();                   ///< end of input (Ctrl+D), once

private:
    void receive(const QByteArray &bytes);
    void endInput();
    void emitLine();
#ifndef Q_OS_WIN
    void readAvailable();

    QSocketNotifier *m_notifier = nullptr;
#endif
    QByteArray m_buffer;
    bool m_ended = false;
};

} // namespace CloneMemoria::Cli

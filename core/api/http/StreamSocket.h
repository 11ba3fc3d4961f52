#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QObject>
#include <QSocketNotifier>

#include <deque>

namespace CloneMemoria {

/// A connected TCP socket as a server needs it, where QTcpSocket falls short: the other side may have ended its half
/// of the connection and still wants an answer (QTcpSocket closes itself then), nothing is read before it is asked for,
/// what is written goes out at once, and the connection can be reset. Lives on a thread with an event loop; its signals
/// come from there, never from inside a call.
class StreamSocket final : public QObject
{
    Q_OBJECT

public:
    struct Arrival
    {
        enum class Kind {
            Bytes,
            Nothing, ///< now
            End,     ///< of what the other side sends; it may still read
            Broken,
        };
        Kind kind = Kind::Nothing;
        qsizetype size = 0; ///< of Bytes
    };

    /// Takes the descriptor over. isOpen() tells whether it could.
    explicit StreamSocket(qintptr descriptor, QObject *parent = nullptr);
    ~StreamSocket() override;

    bool isOpen() const { return m_descriptor != -1; }
    QHostAddress peerAddress() const;

    /// Whether readable() is wanted; it is repeated as long as there is something to read. On at first.
    void setReading(bool reading);
    Arrival read(char *into, qsizetype most);

    /// Sends what the system takes, and keeps the rest until it takes more. False where the connection is broken.
    bool write(const QByteArray &bytes);
    qint64 backlog() const { return m_backlog; } ///< what is kept
    /// Tells the other side that nothing more comes. Only without a backlog.
    void endWriting();

    void close(); ///< what is kept is lost
    void reset(); ///< the same, and what the system still has to send is lost as well

Q_SIGNALS:
    void readable();
    void written(); ///< the backlog is smaller than it was
    void broken();

private:
    bool flush();
    void onWritable();

    qintptr m_descriptor;
    QSocketNotifier m_reader;
    QSocketNotifier m_writer;
    std::deque<QByteArray> m_kept;
    qsizetype m_sent = 0; ///< of the first one kept
    qint64 m_backlog = 0;
};

} // namespace CloneMemoria

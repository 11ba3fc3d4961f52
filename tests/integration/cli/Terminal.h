#pragma once

#include <QByteArray>
#include <QProcess>

namespace CloneMemoria {

/// A pseudo-terminal that a process is run on, and a person's hands and eyes at it.
class Terminal
{
public:
    static constexpr unsigned short kColumns = 132;

    Terminal();
    ~Terminal();
    Terminal(const Terminal &) = delete;
    Terminal &operator=(const Terminal &) = delete;

    bool isOpen() const { return m_master >= 0; }
    /// Makes this the controlling terminal of a process that isn't started yet.
    void attach(QProcess &process) const;

    void type(const QByteArray &keys);
    QByteArray shown(); ///< all of it so far, with line ends as the terminal makes them
    QByteArray shownSince(qsizetype mark) { return shown().mid(mark); }

private:
    int m_master = -1;
    QByteArray m_slaveName;
    QByteArray m_shown;
};

} // namespace CloneMemoria

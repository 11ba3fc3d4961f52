#pragma once

#include <QtGlobal>
#include <vector>

namespace CloneMemoria {

/// A port on 127.0.0.1 that takes no connection and refuses none: its queue of waiting ones is full, so that a client
/// waits for as long as it likes.
class SilentPort
{
public:
    SilentPort();
    ~SilentPort();
    Q_DISABLE_COPY_MOVE(SilentPort)

    /// 0 where the system's sockets can't be made to do that.
    quint16 port() const { return m_port; }

private:
    std::vector<int> m_sockets; ///< the listening one, then those that fill its queue
    quint16 m_port = 0;
};

} // namespace CloneMemoria

#pragma once

#include "core/api/ApiCall.h"

#include <QTimer>

namespace CloneMemoria {

/// Server-sent events as the answer to a call: each goes out at once, and a comment says every so often that we are
/// still there. A member of what answers the call, which is the call's child: so it is gone when the client is. Main
/// thread.
class EventStream : public QObject
{
    Q_OBJECT

public:
    explicit EventStream(ApiCall &call);

    /// From here on the answer is a stream; before it, the call can still be answered otherwise.
    void begin(const ApiHeaders &headers = {});
    bool hasBegun() const { return m_begun; }

    void send(const QByteArray &data); ///< one event; without line breaks
    /// The last event, where there is one. The call may be on its way out afterwards.
    void end();

private:
    ApiCall &m_call;
    QTimer m_silence;
    bool m_begun = false;
};

} // namespace CloneMemoria

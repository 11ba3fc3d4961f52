#include "core/api/EventStream.h"

#include "core/api/http/HttpExchange.h"

namespace CloneMemoria {

EventStream::EventStream(ApiCall &call) : m_call(call)
{
    m_silence.setInterval(m_call.form().keepAlive);
    connect(&m_silence, &QTimer::timeout, this, [this] { m_call.exchange().write(": keep-alive\n\n"); });
}

void EventStream::begin(const ApiHeaders &headers)
{
    m_begun = true;
    // Some proxies would gather events until there are enough of them.
    m_call.exchange().beginStream(200, "text/event-stream; charset=utf-8",
                                  headers + ApiHeaders{{"X-Accel-Buffering", "no"}} + m_call.form().headers);
    m_silence.start();
}

void EventStream::send(const QByteArray &data)
{
    m_silence.start();
    m_call.exchange().write("data: " + data + "\n\n");
}

void EventStream::end()
{
    m_silence.stop();
    m_call.exchange().finish();
}

} // namespace CloneMemoria

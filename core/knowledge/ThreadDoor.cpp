#include "core/knowledge/ThreadDoor.h"

#include <QMetaObject>
#include <QMutexLocker>

namespace CloneMemoria {

ThreadDoor::ThreadDoor(QObject *receiver) : m_receiver(receiver) { }

void ThreadDoor::post(std::function<void()> job) const
{
    const QMutexLocker lock(&m_mutex);
    if (m_receiver)
        QMetaObject::invokeMethod(m_receiver, std::move(job), Qt::QueuedConnection);
}

void ThreadDoor::close()
{
    const QMutexLocker lock(&m_mutex);
    m_receiver = nullptr;
}

QObject *ThreadDoor::receiver() const
{
    const QMutexLocker lock(&m_mutex);
    return m_receiver;
}

} // namespace CloneMemoria

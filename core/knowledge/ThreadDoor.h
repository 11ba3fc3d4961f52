#pragma once

#include "core/base/Futures.h"

#include <QMutex>

#include <functional>
#include <memory>
#include <utility>

namespace CloneMemoria {

/// The way back to an object's thread for work on other threads that may outlive the object: after close() what is
/// posted is dropped. Any thread.
class ThreadDoor
{
public:
    explicit ThreadDoor(QObject *receiver);

    /// Runs `job` from the receiver's event loop, never at once.
    void post(std::function<void()> job) const;
    /// On the receiver's thread, before it is destroyed.
    void close();
    QObject *receiver() const; ///< null once it is closed

private:
    mutable QMutex m_mutex;
    QObject *m_receiver;
};

/// Calls `use` from the receiver's event loop, on whose thread this is called, with the future's result; with Cancelled
/// where it was cancelled; never once the door is closed or the receiver gone. By a QFutureWatcher: a continuation
/// (QFuture::then) of a future that another thread finishes at that moment was seen to run twice in Qt 6.4, and to crash.
template <typename T, typename Use>
void whenReady(const std::shared_ptr<ThreadDoor> &door, QFuture<Result<T>> future, Use use)
{
    if (QObject *receiver = door->receiver()) {
        whenReady(receiver, future, [door, use = std::move(use)](const Result<T> &result) mutable {
            if (door->receiver())
                use(result);
        });
    }
}

} // namespace CloneMemoria

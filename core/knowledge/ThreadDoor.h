#pragma once

#include "core/base/Result.h"

#include <QFuture>
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

private:
    mutable QMutex m_mutex;
    QObject *m_receiver;
};

/// Calls `use` with the future's result by way of the door; with Cancelled where it was cancelled.
template <typename T, typename Use>
void whenReady(const std::shared_ptr<ThreadDoor> &door, QFuture<Result<T>> future, Use use)
{
    future
        .then(QtFuture::Launch::Sync,
              [door, use](const Result<T> &result) {
                  door->post([use, result]() mutable { use(std::move(result)); });
              })
        .onCanceled(
            [door, use] { door->post([use]() mutable { use(Result<T>(fail(ErrorKind::Cancelled))); }); });
}

} // namespace CloneMemoria

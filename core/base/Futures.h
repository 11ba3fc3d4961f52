#pragma once

#include "core/base/Result.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QPromise>

namespace CloneMemoria {

/// A future that holds `value` already.
template <typename T>
QFuture<T> readyFuture(T value)
{
    QPromise<T> promise;
    QFuture<T> future = promise.future();
    promise.start();
    promise.addResult(std::move(value));
    promise.finish();
    return future;
}

/// Cancels what is still under way. QFuture::cancel() of what is over is not harmless: in Qt 6.4 it goes through the
/// future's continuations, and those are gone by then.
template <typename T>
void cancelUnfinished(QFuture<T> &future)
{
    if (!future.isFinished())
        future.cancel();
}

template <typename T>
struct CancelledValue; // a future of something else than a Result must not be cancelled

template <typename T>
struct CancelledValue<Result<T>>
{
    static Result<T> make() { return fail(ErrorKind::Cancelled); }
};

/// Calls `use(result)` from the event loop of `receiver`, on whose thread this is called; with ErrorKind::Cancelled
/// where the future was cancelled, and never once the receiver is gone. QFuture::then(receiver, …) is not used for
/// this: in Qt 6.4 it crashes when the receiver goes before the answer comes, and calls back at once when it is there.
template <typename T, typename Use>
void whenReady(QObject *receiver, const QFuture<T> &future, Use use)
{
    auto *watcher = new QFutureWatcher<T>(receiver);
    QObject::connect(watcher, &QFutureWatcherBase::finished, receiver,
                     [watcher, use = std::move(use)]() mutable {
                         watcher->deleteLater();
                         if (watcher->future().resultCount() > 0)
                             use(watcher->result());
                         else if constexpr (requires { CancelledValue<T>::make(); })
                             use(CancelledValue<T>::make());
                     });
    watcher->setFuture(future);
}

} // namespace CloneMemoria

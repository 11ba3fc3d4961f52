#pragma once

#include "core/base/Result.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QPromise>

#include <memory>
#include <type_traits>

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

/// What `make(result)` makes of a future's result, called as whenReady() calls; cancelled where the receiver goes first.
/// Cancelling it doesn't cancel `future`.
template <typename T, typename Make>
auto madeOf(QObject *receiver, const QFuture<T> &future, Make make)
    -> QFuture<std::invoke_result_t<Make, const T &>>
{
    // When the last of those who hold it is gone, the promise cancels what it promised.
    auto promise = std::make_shared<QPromise<std::invoke_result_t<Make, const T &>>>();
    promise->start();
    whenReady(receiver, future, [promise, make = std::move(make)](const T &result) mutable {
        promise->addResult(make(result));
        promise->finish();
    });
    return promise->future();
}

} // namespace CloneMemoria

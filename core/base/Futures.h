#pragma once

#include <QFuture>
#include <QPromise>

namespace CloneMemoria
{

/// A future that holds `value` already.
template<typename T>
QFuture<T> readyFuture(T value)
{
    QPromise<T> promise;
    QFuture<T> future = promise.future();
    promise.start();
    promise.addResult(std::move(value));
    promise.finish();
    return future;
}

} // namespace CloneMemoria

#pragma once

#include <QFuture>
#include <QPromise>
#include <QThreadPool>

#include <memory>
#include <type_traits>

namespace CloneMemoria {

/// What `job()` gives, worked out on a pool thread. Not begun any more once the future is cancelled.
template <typename Job>
auto onPool(Job job) -> QFuture<std::invoke_result_t<Job>>
{
    auto promise = std::make_shared<QPromise<std::invoke_result_t<Job>>>();
    auto future = promise->future();
    promise->start();
    QThreadPool::globalInstance()->start([promise, job = std::move(job)]() mutable {
        if (!promise->isCanceled())
            promise->addResult(job());
        promise->finish();
    });
    return future;
}

} // namespace CloneMemoria

#pragma once

#include "core/storage/Store.h"

#include <QFuture>
#include <QPromise>

#include <functional>
#include <memory>

namespace CloneMemoria {

/// The two threads that own a profile's connections: one writes (and reads what must see those writes), one only
/// reads, for what can be slow. Jobs run in the order they were posted to their thread. Any thread may post.
/// The destructor lets every posted job finish first: what was asked to be stored is stored.
class StorageThread
{
public:
    /// Opens both connections, blocking until they are open or have failed. Errors as Store::open.
    static Result<std::unique_ptr<StorageThread>> open(const QString &databaseFile, const QString &backupDir);
    ~StorageThread();

    /// Runs `job(Store &)` on the writing thread; it returns a Result<T>.
    template <typename Job>
    auto write(Job job) -> QFuture<std::invoke_result_t<Job, Store &>>
    {
        return run(true, std::move(job));
    }

    /// Runs `job(Store &)` on the reading thread. It may run before writes that were posted earlier.
    template <typename Job>
    auto read(Job job) -> QFuture<std::invoke_result_t<Job, Store &>>
    {
        return run(false, std::move(job));
    }

private:
    struct Worker;
    StorageThread();

    void post(bool writing, std::function<void(Store &)> job);

    template <typename Job>
    auto run(bool writing, Job job) -> QFuture<std::invoke_result_t<Job, Store &>>
    {
        using Answer = std::invoke_result_t<Job, Store &>;
        auto promise = std::make_shared<QPromise<Answer>>();
        QFuture<Answer> future = promise->future();
        promise->start();
        post(writing, [promise, job = std::move(job)](Store &store) mutable {
            if (!promise->isCanceled())
                promise->addResult(job(store));
            promise->finish();
        });
        return future;
    }

    std::unique_ptr<Worker> m_writer;
    std::unique_ptr<Worker> m_reader;
};

} // namespace CloneMemoria

#pragma once

#include "core/base/Result.h"

#include <QFuture>
#include <QPromise>
#include <QThreadPool>

#include <atomic>
#include <functional>
#include <memory>

namespace CloneMemoria {

/// What long work is told and tells: whether it is still wanted, and how far it is. On the work's thread.
class ArchiveTask
{
public:
    static constexpr int kSteps = 1000; ///< of the whole work
    /// Takes how far it is, in steps; false: it is not wanted any more.
    using Tell = std::function<bool(int step)>;

    explicit ArchiveTask(Tell tell = {}) : m_tell(std::move(tell)) { }

    /// What reached() tells from now on is this part of the whole.
    void setPart(int fromStep, int toStep)
    {
        m_from = fromStep;
        m_to = toStep;
    }
    /// Errors: Cancelled.
    Result<void> reached(qint64 done, qint64 total)
    {
        if (total > 0)
            m_step = m_from + static_cast<int>((m_to - m_from) * (double(qMin(done, total)) / double(total)));
        return goOn();
    }
    /// The same where there is nothing new to tell.
    Result<void> goOn()
    {
        if (m_tell && !m_tell(m_step))
            return fail(ErrorKind::Cancelled);
        return {};
    }

private:
    Tell m_tell;
    int m_from = 0;
    int m_to = kSteps;
    int m_step = 0;
};

/// Runs such work on a thread of its own, one after the other. The futures tell how far it is (0 to kSteps); cancelling
/// one ends its work, which takes back what it has begun first, and hides what came of it. The destructor cancels and
/// waits. Main thread.
class ArchiveThread
{
public:
    ArchiveThread() { m_pool.setMaxThreadCount(1); }
    ~ArchiveThread()
    {
        *m_stopping = true;
        m_pool.waitForDone();
    }
    ArchiveThread(const ArchiveThread &) = delete;
    ArchiveThread &operator=(const ArchiveThread &) = delete;

    /// Ends all that is under way: it ends with Cancelled, or as it does where it was in its last moment.
    void cancel() { *std::exchange(m_unwanted, std::make_shared<std::atomic_bool>(false)) = true; }

    template <typename T>
    QFuture<Result<T>> run(std::function<Result<T>(ArchiveTask &)> work)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->setProgressRange(0, ArchiveTask::kSteps);
        promise->start();
        m_pool.start([promise, stopping = m_stopping, unwanted = m_unwanted, work = std::move(work)] {
            ArchiveTask task([&](int step) {
                promise->setProgressValue(step);
                return !promise->isCanceled() && !*unwanted && !*stopping;
            });
            promise->addResult(work(task));
            promise->finish();
        });
        return promise->future();
    }

private:
    std::shared_ptr<std::atomic_bool> m_stopping = std::make_shared<std::atomic_bool>(false);
    std::shared_ptr<std::atomic_bool> m_unwanted = std::make_shared<std::atomic_bool>(
        false); ///< of what runs now
    QThreadPool m_pool;
};

} // namespace CloneMemoria

#pragma once

#include "core/base/Result.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>
#include <QPromise>

#include <functional>

namespace CloneMemoria {

/// Asynchronous work behind one QFuture<Result<T>>: finish() it once, or it cancels itself. Cancelling the future calls
/// onCancel (from the event loop) and deletes the job; deleting the job cancels the future. Children of the job (HTTP
/// replies, processes) go with it.
template <typename T>
class FutureJob : public QObject
{
public:
    explicit FutureJob(QObject *parent) : QObject(parent)
    {
        m_promise.start();
        QObject::connect(&m_watcher, &QFutureWatcherBase::canceled, this, [this] {
            if (m_done)
                return;
            m_done = true;
            if (onCancel)
                onCancel();
            m_promise.finish();
            deleteLater();
        });
        m_watcher.setFuture(m_promise.future());
    }

    /// The promise's continuations go with it, and may hold the last reference to whom this job is a child of.
    ~FutureJob() override { setParent(nullptr); }

    QFuture<Result<T>> future() { return m_promise.future(); }

    bool isDone() const { return m_done; }

    void finish(Result<T> result)
    {
        if (m_done)
            return;
        m_done = true;
        m_promise.addResult(std::move(result));
        m_promise.finish();
        deleteLater();
    }

    std::function<void()> onCancel;

private:
    QPromise<Result<T>> m_promise;
    QFutureWatcher<Result<T>> m_watcher;
    bool m_done = false;
};

} // namespace CloneMemoria

#pragma once

#include "core/base/Result.h"

#include <QFuture>
#include <QPromise>

namespace CloneMemoria {

/// A promise that is kept: whoever waits for it gets a result, Cancelled where the work was dropped on its way. Shared
/// by the steps of that work; give() is called on one thread.
template <typename T>
class Answer
{
public:
    Answer() { m_promise.start(); }
    ~Answer() { give(fail(ErrorKind::Cancelled)); }
    Answer(const Answer &) = delete;
    Answer &operator=(const Answer &) = delete;

    QFuture<Result<T>> future() const { return m_promise.future(); }
    bool isCancelled() const { return m_promise.isCanceled(); }

    /// The first one counts.
    void give(Result<T> result)
    {
        if (m_given)
            return;
        m_given = true;
        m_promise.addResult(std::move(result));
        m_promise.finish();
    }

private:
    QPromise<Result<T>> m_promise;
    bool m_given = false;
};

} // namespace CloneMemoria

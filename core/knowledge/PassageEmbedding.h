#pragma once

#include "core/base/Result.h"
#include "core/knowledge/Answer.h"
#include "core/knowledge/EmbedderFor.h"
#include "core/knowledge/ThreadDoor.h"

#include <QHash>
#include <QThreadPool>

#include <functional>
#include <memory>

namespace CloneMemoria {

class StorageThread;

/// Gives the passages of clones the vectors they lack, in the background and batch by batch: what is done is stored,
/// so that it can be broken off at any time and goes on the next time. One run a clone at once. Main thread; local
/// embedders work on the pool, others are asked from the main thread.
class PassageEmbedding
{
public:
    using Changed = std::function<void(const QString &cloneId)>;
    /// Of `total` passages that had no vector when the run began, `done` have one; the last time done == total, even where
    /// the run was broken off.
    using Progress = std::function<void(const QString &cloneId, int done, int total)>;

    PassageEmbedding(StorageThread &storage, EmbedderFor embedderFor, std::shared_ptr<ThreadDoor> door,
                     QThreadPool &pool, Changed changed, Progress progress);
    ~PassageEmbedding();

    /// Begins, or joins the run there is; `answer` (may be null) gets how many vectors that run made.
    void start(const QString &cloneId, std::shared_ptr<Answer<int>> answer);

private:
    struct Run;
    using RunPtr = std::shared_ptr<Run>;

    void findEmbedder(const RunPtr &run);
    void nextBatch(const RunPtr &run);
    void tell(const RunPtr &run);
    void embed(const RunPtr &run, const QList<Passage> &batch);
    void keep(const RunPtr &run, const Result<QList<Vector>> &vectors);
    void finish(const RunPtr &run, const Result<int> &result);

    StorageThread &m_storage;
    EmbedderFor m_embedderFor;
    std::shared_ptr<ThreadDoor> m_door;
    QThreadPool &m_pool;
    Changed m_changed;
    Progress m_progress;
    QHash<QString, RunPtr> m_runs;
};

} // namespace CloneMemoria

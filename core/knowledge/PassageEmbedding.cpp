#include "core/knowledge/PassageEmbedding.h"

#include "core/base/Logging.h"
#include "core/storage/StorageThread.h"

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kEmbeddingBatch = 256;
}

namespace {
struct MissingVectors
{
    QList<Passage> batch;
    int count = 0; ///< of all that lack one, or of the batch where that is known to be enough
};
} // namespace

struct PassageEmbedding::Run
{
    QString cloneId;
    QList<std::shared_ptr<Answer<int>>> answers;
    bool background = false; ///< wanted even where no one waits for it
    bool again = false;      ///< asked for once more meanwhile: what came in must be looked for again
    std::shared_ptr<Embedder> embedder;
    QString provider;
    QString model;
    QFuture<Result<QList<Vector>>> request;
    QStringList batch; ///< the passages' ids
    int made = 0;
    int total = 0; ///< made and to be made

    bool isUnwanted() const
    {
        return !background && std::all_of(answers.cbegin(), answers.cend(), [](const auto &answer) {
            return answer->isCancelled();
        });
    }
};

PassageEmbedding::PassageEmbedding(StorageThread &storage, EmbedderFor embedderFor,
                                   std::shared_ptr<ThreadDoor> door, QThreadPool &pool, Changed changed,
                                   Progress progress)
    : m_storage(storage)
    , m_embedderFor(std::move(embedderFor))
    , m_door(std::move(door))
    , m_pool(pool)
    , m_changed(std::move(changed))
    , m_progress(std::move(progress))
{ }

PassageEmbedding::~PassageEmbedding()
{
    // A request that never ends keeps its run: who waits for it is answered here.
    for (const RunPtr &run : std::as_const(m_runs)) {
        cancelUnfinished(run->request);
        run->answers.clear();
    }
}

void PassageEmbedding::start(const QString &cloneId, std::shared_ptr<Answer<int>> answer)
{
    RunPtr run = m_runs.value(cloneId);
    const bool running = run != nullptr;
    if (!running) {
        run = std::make_shared<Run>();
        run->cloneId = cloneId;
        m_runs.insert(cloneId, run);
    }
    if (answer)
        run->answers.append(std::move(answer));
    else
        run->background = true;
    if (running)
        run->again = true;
    else
        findEmbedder(run);
}

void PassageEmbedding::findEmbedder(const RunPtr &run)
{
    run->again = false;
    if (!m_embedderFor)
        return finish(run, fail(ErrorKind::Unsupported, u"no embedder"_s));
    whenReady(m_door, m_embedderFor(run->cloneId),
              [this, run](const Result<std::shared_ptr<Embedder>> &embedder) {
                  if (!embedder)
                      return finish(run, fail(embedder.error()));
                  if (!*embedder)
                      return finish(run, fail(ErrorKind::Unsupported, u"no embedder"_s));
                  run->embedder = *embedder;
                  run->provider = run->embedder->provider();
                  run->model = run->embedder->model();
                  run->batch.clear();
                  nextBatch(run);
              });
}

void PassageEmbedding::nextBatch(const RunPtr &run)
{
    if (run->isUnwanted())
        return finish(run, fail(ErrorKind::Cancelled));
    // Counted once a run: what comes in meanwhile is counted when it is found to be more.
    const bool mustCount = run->made >= run->total;
    auto find = [cloneId = run->cloneId, provider = run->provider, model = run->model,
                 mustCount](Store &store) -> Result<MissingVectors> {
        MissingVectors missing;
        CM_TRY_ASSIGN(batch, store.passages.withoutVector(cloneId, provider, model, kEmbeddingBatch));
        missing.batch = std::move(batch);
        if (mustCount && missing.batch.size() == kEmbeddingBatch) {
            CM_TRY_ASSIGN(count, store.passages.countWithoutVector(cloneId, provider, model));
            missing.count = count;
        } else {
            missing.count = static_cast<int>(missing.batch.size());
        }
        return missing;
    };
    whenReady(m_door, m_storage.read(std::move(find)), [this, run](const Result<MissingVectors> &missing) {
        if (!missing)
            return finish(run, fail(missing.error()));
        if (!missing->batch.isEmpty()) {
            run->total = std::max(run->total, run->made + missing->count);
            tell(run);
            return embed(run, missing->batch);
        }
        if (run->again) // perhaps with another embedder
            return findEmbedder(run);
        finish(run, run->made);
    });
}

void PassageEmbedding::tell(const RunPtr &run)
{
    m_progress(run->cloneId, run->made, run->total);
}

void PassageEmbedding::embed(const RunPtr &run, const QList<Passage> &batch)
{
    QStringList ids;
    QStringList texts;
    for (const Passage &passage : batch) {
        ids.append(passage.id);
        texts.append(passage.content);
    }
    if (ids == run->batch) // it would go on for ever
        return finish(run, fail(ErrorKind::Storage, u"vectors were written and are not there"_s));
    run->batch = std::move(ids);

    if (run->embedder->isLocal()) {
        m_pool.start([this, run, texts, door = m_door, embedder = run->embedder] {
            const Result<QList<Vector>> vectors = embedLocally(*embedder, texts);
            door->post([this, run, vectors] { keep(run, vectors); });
        });
        return;
    }
    run->request = run->embedder->embed(texts);
    whenReady(m_door, run->request, [this, run, count = texts.size()](const Result<QList<Vector>> &vectors) {
        keep(run, checkedVectors(vectors, count));
    });
}

void PassageEmbedding::keep(const RunPtr &run, const Result<QList<Vector>> &vectors)
{
    if (!vectors)
        return finish(run, fail(vectors.error()));
    QList<PassageVector> rows;
    for (qsizetype i = 0; i < vectors->size(); ++i)
        rows.append({run->batch.at(i), vectors->at(i)});
    const int count = static_cast<int>(rows.size());
    auto write = [rows, provider = run->provider, model = run->model](Store &store) {
        return store.passages.setVectors(rows, provider, model);
    };
    whenReady(m_door, m_storage.write(std::move(write)), [this, run, count](const Result<void> &written) {
        if (!written)
            return finish(run, fail(written.error()));
        run->made += count;
        nextBatch(run);
    });
}

void PassageEmbedding::finish(const RunPtr &run, const Result<int> &result)
{
    if (!result)
        qCInfo(lcKnowledge) << "embedding stopped after" << run->made
                            << "passages:" << toString(result.error().kind);
    m_runs.remove(run->cloneId);
    if (run->total > 0)
        m_progress(run->cloneId, run->total, run->total);
    for (const auto &answer : std::as_const(run->answers))
        answer->give(result);
    if (run->made > 0)
        m_changed(run->cloneId);
}

} // namespace CloneMemoria

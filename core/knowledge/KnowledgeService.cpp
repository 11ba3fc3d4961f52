#include "core/knowledge/KnowledgeService.h"

#include "core/base/Futures.h"
#include "core/base/Logging.h"
#include "core/knowledge/Answer.h"
#include "core/knowledge/PassageEmbedding.h"
#include "core/knowledge/PreparedDocument.h"
#include "core/knowledge/Retriever.h"
#include "core/knowledge/ThreadDoor.h"
#include "core/knowledge/retrieval/WordIndexes.h"
#include "core/storage/StorageThread.h"

#include <QDeadlineTimer>
#include <QThreadPool>
#include <QTimer>

#include <atomic>
#include <optional>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kQuestionVectorMs = 3000;
constexpr int kWordIndexMs = 10'000; // after which full text answers alone
constexpr int kWordIndexStepMs = 40;
constexpr int kVectorStepMs = 40;
constexpr int kIndexesKeptMs = 5 * 60 * 1000; // in memory, unused

Result<IngestOutcome> existing(const Store &store, Document document)
{
    CM_TRY_ASSIGN(passages, store.passages.ofDocument(document.id));
    document.content.clear();
    return IngestOutcome{std::move(document), static_cast<int>(passages.size()), true};
}

// On the writing thread, so that nothing comes between looking and storing.
Result<IngestOutcome> storeNew(Store &store, const QString &cloneId, PreparedDocument prepared)
{
    CM_TRY_ASSIGN(known, store.documents.findByHash(cloneId, prepared.document.contentHash));
    if (known)
        return existing(store, std::move(*known));
    prepared.document.cloneId = cloneId;
    CM_TRY_ASSIGN(created, store.documents.create(prepared.document, prepared.passages));
    created.content.clear();
    return IngestOutcome{std::move(created), static_cast<int>(prepared.passages.size()), false};
}

Result<Document> storeChanged(Store &store, Document changed, const PreparedDocument &prepared)
{
    CM_TRY_ASSIGN(other, store.documents.findByHash(changed.cloneId, prepared.document.contentHash));
    if (other && other->id != changed.id)
        return fail(ErrorKind::InvalidInput, u"another document has this text"_s, u"duplicate"_s,
                    other->title);
    changed.title = prepared.document.title;
    changed.content = prepared.document.content;
    changed.contentHash = prepared.document.contentHash;
    changed.happenedAt = prepared.document.happenedAt;
    CM_TRY_ASSIGN(stored, store.documents.update(changed, prepared.passages));
    stored.content.clear();
    return stored;
}

struct DocumentAndLanguage
{
    Document document;
    QString language;
};
} // namespace

struct KnowledgeService::Private
{
    // A question on its way: to the embedder, then to the reading thread.
    struct Question
    {
        RetrievalQuery query;
        Answer<QList<RetrievedPassage>> answer;
        std::shared_ptr<Embedder> embedder;
        QFuture<Result<QList<Vector>>> request;
        bool searched = false;

        // What was asked keeps the question alive, and the question what was asked and whom: one must let go.
        void letGo()
        {
            cancelUnfinished(request);
            request = {};
            embedder.reset();
        }
    };
    // What searches keep from one to the next.
    struct Memory
    {
        explicit Memory(const QString &indexFolder)
            : vectors(optionsFor(indexFolder))
            , words({.folder = indexFolder})
        { }

        static VectorIndexOptions optionsFor(const QString &folder)
        {
            VectorIndexOptions options;
            options.folder = folder;
            return options;
        }

        VectorIndex vectors;
        WordIndexes words;
    };
    using QuestionPtr = std::shared_ptr<Question>;

    Private(KnowledgeService *service, StorageThread &storageThread, EmbedderFor embedders,
            const QString &indexFolder)
        : q(service)
        , storage(storageThread)
        , embedderFor(std::move(embedders))
        , door(std::make_shared<ThreadDoor>(service))
        , memory(std::make_shared<Memory>(indexFolder))
        , embedding(
              storageThread, embedderFor, door, pool,
              [service](const QString &cloneId) { Q_EMIT service->changed(cloneId); },
              [service](const QString &cloneId, int done, int total) {
                  Q_EMIT service->embeddingProgressed(cloneId, done, total);
              })
    {
        forgetting.setInterval(kIndexesKeptMs);
        forgetting.setTimerType(Qt::VeryCoarseTimer);
        QObject::connect(&forgetting, &QTimer::timeout, q, [this] {
            storage.read([kept = memory](Store &) -> Result<void> {
                kept->vectors.forgetUnused(kIndexesKeptMs);
                kept->words.forgetUnused(kIndexesKeptMs);
                return {};
            });
        });
        forgetting.start();
    }

    ~Private()
    {
        door->close();
        stopping = true;
        pool.clear();
        pool.waitForDone(); // its jobs are short, and use this object
        for (const QuestionPtr &question : std::as_const(questions)) {
            question->letGo();
            question->answer.give(fail(ErrorKind::Cancelled));
        }
    }

    void ingest(const QString &cloneId, const DocumentDraft &draft,
                std::shared_ptr<Answer<IngestOutcome>> answer);
    void store(const QString &cloneId, PreparedDocument prepared,
               std::shared_ptr<Answer<IngestOutcome>> answer);
    void change(const Document &document, const DocumentAndLanguage &old,
                std::shared_ptr<Answer<Document>> answer);

    void askEmbedder(const QuestionPtr &question);
    void search(const QuestionPtr &question, std::optional<QueryVector> vector);
    void askStorage(const QuestionPtr &question, std::optional<QueryVector> vector,
                    const std::shared_ptr<Embedder> &local, QDeadlineTimer deadline);
    void answer(const QuestionPtr &question, const Result<QList<RetrievedPassage>> &found);

    KnowledgeService *q;
    StorageThread &storage;
    EmbedderFor embedderFor;
    std::shared_ptr<ThreadDoor> door;
    std::shared_ptr<Memory>
        memory; ///< used by jobs on the reading thread alone, which may outlive the service
    QTimer forgetting;
    std::atomic_bool stopping = false;
    QThreadPool pool;
    QList<QuestionPtr> questions; ///< on their way
    PassageEmbedding embedding;
};

KnowledgeService::KnowledgeService(StorageThread &storage, EmbedderFor embedderFor,
                                   const QString &indexFolder, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, storage, std::move(embedderFor), indexFolder))
{ }

KnowledgeService::~KnowledgeService() = default;

QFuture<Result<IngestOutcome>> KnowledgeService::add(const QString &cloneId, const DocumentDraft &draft)
{
    auto answer = std::make_shared<Answer<IngestOutcome>>();
    auto future = answer->future();
    d->ingest(cloneId, draft, std::move(answer));
    return future;
}

void KnowledgeService::Private::ingest(const QString &cloneId, const DocumentDraft &draft,
                                       std::shared_ptr<Answer<IngestOutcome>> answer)
{
    // The writing thread sees the clone even where it was made a moment ago.
    const auto clone = storage.write([cloneId](Store &store) { return store.clones.get(cloneId); });
    whenReady(door, clone, [this, cloneId, draft, answer](const Result<Clone> &found) {
        if (!found)
            return answer->give(fail(found.error()));
        pool.start([this, cloneId, draft, answer, language = found->language] {
            if (stopping || answer->isCancelled())
                return;
            const Result<DocumentDraft> clean = cleanDraft(draft);
            if (!clean) {
                door->post([answer, error = clean.error()] { answer->give(fail(error)); });
                return;
            }
            door->post([this, cloneId, answer, prepared = prepareDocument(*clean, language)] {
                store(cloneId, prepared, answer);
            });
        });
    });
}

void KnowledgeService::Private::store(const QString &cloneId, PreparedDocument prepared,
                                      std::shared_ptr<Answer<IngestOutcome>> answer)
{
    if (answer->isCancelled())
        return;
    const auto stored = storage.write([cloneId, prepared = std::move(prepared)](Store &store) {
        return storeNew(store, cloneId, prepared);
    });
    whenReady(door, stored, [this, cloneId, answer](const Result<IngestOutcome> &outcome) {
        answer->give(outcome);
        if (!outcome || outcome->duplicate)
            return;
        embedding.start(cloneId, nullptr);
        Q_EMIT q->changed(cloneId);
    });
}

QFuture<Result<Document>> KnowledgeService::update(const Document &document)
{
    auto answer = std::make_shared<Answer<Document>>();
    auto future = answer->future();
    const auto old = d->storage.write([id = document.id](Store &store) -> Result<DocumentAndLanguage> {
        CM_TRY_ASSIGN(known, store.documents.get(id));
        CM_TRY_ASSIGN(clone, store.clones.get(known.cloneId));
        return DocumentAndLanguage{std::move(known), clone.language};
    });
    whenReady(d->door, old, [this, document, answer](const Result<DocumentAndLanguage> &found) {
        if (!found)
            return answer->give(fail(found.error()));
        d->change(document, *found, answer);
    });
    return future;
}

void KnowledgeService::Private::change(const Document &document, const DocumentAndLanguage &old,
                                       std::shared_ptr<Answer<Document>> answer)
{
    pool.start([this, document, old, answer] {
        if (stopping || answer->isCancelled())
            return;
        DocumentDraft draft{document.title,         document.content,    old.document.sourceType,
                            old.document.sourceUri, document.happenedAt, {}};
        Result<DocumentDraft> clean = cleanDraft(std::move(draft));
        if (!clean) {
            door->post([answer, error = clean.error()] { answer->give(fail(error)); });
            return;
        }
        clean->happenedAt = document.happenedAt; // a date that was taken away stays away
        const bool same = clean->title == old.document.title && clean->content == old.document.content
                          && clean->happenedAt == old.document.happenedAt;
        if (same) {
            Document unchanged = old.document;
            unchanged.content.clear();
            door->post([answer, unchanged] { answer->give(unchanged); });
            return;
        }
        door->post([this, answer, changed = old.document, prepared = prepareDocument(*clean, old.language)] {
            if (answer->isCancelled())
                return;
            const auto stored = storage.write(
                [changed, prepared](Store &store) { return storeChanged(store, changed, prepared); });
            whenReady(door, stored,
                      [this, answer, cloneId = changed.cloneId](const Result<Document> &result) {
                          answer->give(result);
                          if (!result)
                              return;
                          embedding.start(cloneId, nullptr);
                          Q_EMIT q->changed(cloneId);
                      });
        });
    });
}

void KnowledgeService::prepare(const QString &cloneId)
{
    const auto step = d->storage.read([cloneId, memory = d->memory](Store &store) -> Result<bool> {
        CM_TRY_ASSIGN(clone, store.clones.get(cloneId));
        return memory->words.catchUp(store, clone.id, clone.language, kWordIndexStepMs);
    });
    whenReady(d->door, step, [this, cloneId](const Result<bool> &ready) {
        if (ready && !*ready)
            prepare(cloneId);
        else if (!ready && ready.error().kind != ErrorKind::NotFound)
            qCInfo(lcKnowledge) << "words are not ready:" << toString(ready.error().kind)
                                << ready.error().code;
    });
}

QFuture<Result<QList<RetrievedPassage>>> KnowledgeService::retrieve(const RetrievalQuery &query)
{
    auto question = std::make_shared<Private::Question>();
    question->query = query;
    auto future = question->answer.future();
    d->questions.append(question);
    d->askEmbedder(question);
    return future;
}

void KnowledgeService::Private::askEmbedder(const QuestionPtr &question)
{
    if (!embedderFor)
        return search(question, std::nullopt);
    QTimer::singleShot(kQuestionVectorMs, q, [this, waiting = std::weak_ptr(question)] {
        const QuestionPtr late = waiting.lock();
        if (!late || late->searched)
            return;
        qCInfo(lcKnowledge) << "the embedder is too slow for a question: full text alone answers";
        search(late, std::nullopt);
        late->letGo();
    });
    whenReady(door, embedderFor(question->query.cloneId),
              [this, question](const Result<std::shared_ptr<Embedder>> &embedder) {
                  if (!embedder || !*embedder)
                      return search(question, std::nullopt);
                  question->embedder = *embedder;
                  if (question->embedder->isLocal()
                      || question->searched) // a local one is asked on the reading thread
                      return search(question, std::nullopt);
                  question->request = question->embedder->embed({question->query.text});
                  whenReady(door, question->request, [this, question](const Result<QList<Vector>> &vectors) {
                      const Result<QList<Vector>> checked = checkedVectors(vectors, 1);
                      if (!checked) {
                          qCInfo(lcKnowledge)
                              << "no vector for a question:" << toString(checked.error().kind);
                          return search(question, std::nullopt);
                      }
                      search(question, QueryVector{checked->first(), question->embedder->provider(),
                                                   question->embedder->model()});
                  });
              });
}

void KnowledgeService::Private::search(const QuestionPtr &question, std::optional<QueryVector> vector)
{
    if (question->searched)
        return;
    question->searched = true;
    if (question->answer.isCancelled())
        return answer(question, fail(ErrorKind::Cancelled));
    std::shared_ptr<Embedder> local;
    if (question->embedder && question->embedder->isLocal())
        local = question->embedder;
    const QDeadlineTimer deadline = question->query.patient ? QDeadlineTimer(QDeadlineTimer::Forever)
                                                            : QDeadlineTimer(kWordIndexMs);
    askStorage(question, std::move(vector), local, deadline);
}

// The reading thread is let go between the steps in which the words of many passages are taken in.
void KnowledgeService::Private::askStorage(const QuestionPtr &question, std::optional<QueryVector> vector,
                                           const std::shared_ptr<Embedder> &local, QDeadlineTimer deadline)
{
    using Found = std::optional<QList<RetrievedPassage>>;
    auto job = [query = question->query, vector, local, memory = memory,
                deadline](Store &store) mutable -> Result<Found> {
        CM_TRY_ASSIGN(clone, store.clones.get(query.cloneId));
        CM_TRY_ASSIGN(ready, memory->words.catchUp(store, clone.id, clone.language, kWordIndexStepMs));
        if (!ready && !deadline.hasExpired())
            return Found();
        if (local) {
            const Result<QList<Vector>> own = embedLocally(*local, {query.text});
            if (own)
                vector = QueryVector{own->first(), local->provider(), local->model()};
            else
                qCInfo(lcKnowledge) << "no vector for a question:" << toString(own.error().kind);
        }
        if (query.patient && vector) {
            CM_TRY_ASSIGN(complete,
                          memory->vectors.prepare(store.passages, clone.id, *vector, kVectorStepMs));
            if (!complete)
                return Found();
        }
        const auto words = ready ? memory->words.find(clone.id) : WordIndexes::Words();
        CM_TRY_ASSIGN(
            found,
            Retriever(store, memory->vectors, words).retrieve(query, clone, vector, QDate::currentDate()));
        return Found(found);
    };
    whenReady(door, storage.read(std::move(job)),
              [this, question, vector, local, deadline](const Result<Found> &found) {
                  if (!found)
                      return answer(question, fail(found.error()));
                  if (*found)
                      return answer(question, **found);
                  if (question->answer.isCancelled())
                      return answer(question, fail(ErrorKind::Cancelled));
                  askStorage(question, vector, local, deadline);
              });
}

void KnowledgeService::Private::answer(const QuestionPtr &question,
                                       const Result<QList<RetrievedPassage>> &found)
{
    questions.removeOne(question);
    question->letGo();
    question->answer.give(found);
}

QFuture<Result<bool>> KnowledgeService::isSettled()
{
    return d->storage.read([memory = d->memory](Store &) -> Result<bool> {
        return memory->vectors.isSettled() && memory->words.waitForBackground(0);
    });
}

QFuture<Result<int>> KnowledgeService::embedMissing(const QString &cloneId)
{
    auto answer = std::make_shared<Answer<int>>();
    auto future = answer->future();
    d->embedding.start(cloneId, std::move(answer));
    return future;
}

} // namespace CloneMemoria

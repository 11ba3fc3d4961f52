#include "core/knowledge/ImportService.h"

#include "core/base/Logging.h"
#include "core/base/Uuid.h"
#include "core/knowledge/Answer.h"
#include "core/knowledge/ImportLock.h"
#include "core/knowledge/ImportRun.h"
#include "core/knowledge/ProgressRate.h"
#include "core/knowledge/ThreadDoor.h"
#include "core/storage/Database.h"
#include "core/storage/StorageThread.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QLockFile>
#include <QTimer>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kTellMs = 100;
constexpr int kChangedMs = 500;
constexpr qsizetype kReportsKept = 20;

Result<ImportPlan> planOf(Store &store, StoredImport import, std::shared_ptr<QLockFile> lock)
{
    CM_TRY_ASSIGN(clone, store.clones.get(import.cloneId));
    CM_TRY_ASSIGN(files, store.imports.files(import.id));
    return ImportPlan{std::move(import), std::move(files), clone.language, std::move(lock)};
}

// An unfinished import, if nobody is at it. Once it is locked it is looked at again: it may have ended just before.
Result<std::optional<ImportPlan>> takeUp(Store &store, const StoredImport &import)
{
    std::shared_ptr<QLockFile> lock = takeImport(store.database().file(), import.id);
    if (!lock)
        return std::nullopt;
    CM_TRY_ASSIGN(now, store.imports.get(import.id));
    if (now.state != ImportState::Running && now.state != ImportState::Paused)
        return std::nullopt;
    CM_TRY_ASSIGN(plan, planOf(store, std::move(now), std::move(lock)));
    return plan;
}

Result<ImportPlan> planFor(Store &store, const ImportRequest &request)
{
    CM_TRY(store.clones.get(request.cloneId));
    if (const QString name = request.chatPerson.trimmed(); !name.isEmpty())
        CM_TRY(store.imports.addName(request.cloneId, name));
    CM_TRY_ASSIGN(unfinished, store.imports.unfinished());
    for (StoredImport &import : unfinished) {
        if (import.cloneId != request.cloneId || import.paths != request.paths)
            continue;
        import.state = ImportState::Running;
        CM_TRY_ASSIGN(plan, takeUp(store, import));
        if (!plan)
            continue;
        plan->import.state = ImportState::Running; // it was paused, and is asked for now
        CM_TRY(store.imports.setState(import.id, ImportState::Running));
        return *std::move(plan);
    }
    StoredImport import{.id = newId(),
                        .cloneId = request.cloneId,
                        .chatPerson = request.chatPerson.trimmed(),
                        .paths = request.paths};
    std::shared_ptr<QLockFile> lock = takeImport(store.database().file(), import.id);
    if (!lock)
        return fail(ErrorKind::Storage, u"an import's lock can't be made"_s, u"read-only"_s,
                    store.database().file());
    CM_TRY(store.imports.create(import));
    return planOf(store, std::move(import), std::move(lock));
}
} // namespace

struct ImportService::Private
{
    struct Active
    {
        std::shared_ptr<ImportRun> run;
        ProgressRate rate;
        ImportProgress told;
        QElapsedTimer sinceChanged;
    };

    Private(ImportService *service, StorageThread &storageThread, EmbedderFor embedders)
        : q(service)
        , storage(storageThread)
        , embedderFor(std::move(embedders))
        , door(std::make_shared<ThreadDoor>(service))
    {
        clock.start();
        tell.setInterval(kTellMs);
        QObject::connect(&tell, &QTimer::timeout, service, [this] { tellAll(); });
    }

    ~Private()
    {
        door->close();
        for (const Active &active : std::as_const(active))
            active.run->stop();
    }

    void begin(const ImportPlan &plan);
    void run(const ImportPlan &plan, std::shared_ptr<Embedder> embedder);
    void tellAll();
    void tellProgress(Active &active);
    void tellChanged(Active &active, bool last);
    void conclude(const QString &importId);
    void withRun(const QString &importId, const std::function<void(ImportRun &)> &use);
    ImportProgress progressOf(const Active &active) const;

    ImportService *q;
    StorageThread &storage;
    EmbedderFor embedderFor;
    std::shared_ptr<ThreadDoor> door;
    QHash<QString, Active> active;
    QHash<QString, QList<std::function<void(ImportRun &)>>> early; ///< asked of those that are about to begin
    QList<ImportReport> reports; ///< of those that are over, the newest last
    QElapsedTimer clock;
    QTimer tell;
};

ImportService::ImportService(StorageThread &storage, EmbedderFor embedderFor, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, storage, std::move(embedderFor)))
{ }

ImportService::~ImportService() = default;

QFuture<Result<QString>> ImportService::start(const ImportRequest &request)
{
    ImportRequest absolute = request;
    for (QString &path : absolute.paths)
        path = QFileInfo(path).absoluteFilePath();
    absolute.paths.removeDuplicates();
    auto answer = std::make_shared<Answer<QString>>();
    auto future = answer->future();
    whenReady(d->door, d->storage.write([absolute](Store &store) { return planFor(store, absolute); }),
              [this, answer](const Result<ImportPlan> &plan) {
                  if (!plan)
                      return answer->give(fail(plan.error()));
                  d->begin(*plan);
                  answer->give(plan->import.id);
              });
    return future;
}

QFuture<Result<QStringList>> ImportService::resumeInterrupted()
{
    auto answer = std::make_shared<Answer<QStringList>>();
    auto future = answer->future();
    const auto plans = d->storage.write([](Store &store) -> Result<QList<ImportPlan>> {
        CM_TRY_ASSIGN(unfinished, store.imports.unfinished());
        QList<ImportPlan> taken;
        for (const StoredImport &import : std::as_const(unfinished)) {
            CM_TRY_ASSIGN(plan, takeUp(store, import));
            if (plan)
                taken.append(*std::move(plan));
        }
        return taken;
    });
    whenReady(d->door, plans, [this, answer](const Result<QList<ImportPlan>> &taken) {
        if (!taken) {
            qCWarning(lcKnowledge) << "imports were not taken up:" << toString(taken.error().kind);
            return answer->give(fail(taken.error()));
        }
        QStringList ids;
        for (const ImportPlan &plan : *taken) {
            ids.append(plan.import.id);
            d->begin(plan);
        }
        answer->give(ids);
    });
    return future;
}

void ImportService::Private::begin(const ImportPlan &plan)
{
    early.insert(plan.import.id, {});
    if (!embedderFor)
        return run(plan, nullptr);
    whenReady(door, embedderFor(plan.import.cloneId),
              [this, plan](const Result<std::shared_ptr<Embedder>> &embedder) {
                  run(plan, embedder && *embedder && (*embedder)->isLocal() ? *embedder : nullptr);
              });
}

void ImportService::Private::run(const ImportPlan &plan, std::shared_ptr<Embedder> embedder)
{
    const QString id = plan.import.id;
    ImportRun::Listener listener;
    listener.fileFinished = [this, id, door = door](const ImportedFile &file) {
        door->post([this, id, file] { Q_EMIT q->fileFinished(id, file); });
    };
    listener.finished = [this, id, door = door] { door->post([this, id] { conclude(id); }); };
    auto made = std::make_shared<ImportRun>(storage, plan, std::move(embedder), std::move(listener));
    active.insert(id, {made, {}, {}, {}});
    const auto asked = early.take(id);
    for (const auto &use : asked)
        use(*made);
    made->begin();
    tell.start();
}

void ImportService::Private::tellAll()
{
    for (Active &one : active) {
        tellProgress(one);
        tellChanged(one, false);
    }
}

ImportProgress ImportService::Private::progressOf(const Active &one) const
{
    ImportProgress progress = one.run->progress();
    progress.bytesPerSecond = one.rate.perSecond();
    progress.secondsLeft = one.rate.secondsLeft(progress.bytesDone, progress.bytes);
    return progress;
}

void ImportService::Private::tellProgress(Active &one)
{
    const ImportProgress now = one.run->progress();
    if (now.state == ImportState::Paused)
        one.rate.forget();
    else
        one.rate.add(clock.elapsed(), now.bytesDone);
    const ImportProgress progress = progressOf(one);
    if (progress == one.told)
        return;
    one.told = progress;
    Q_EMIT q->progressed(progress);
}

void ImportService::Private::tellChanged(Active &one, bool last)
{
    if (!last && one.sinceChanged.isValid() && !one.sinceChanged.hasExpired(kChangedMs))
        return;
    if (!one.run->takeChanged())
        return;
    one.sinceChanged.start();
    Q_EMIT q->changed(one.run->import().cloneId);
}

void ImportService::Private::conclude(const QString &importId)
{
    Active over = active.take(importId);
    if (!over.run)
        return;
    if (active.isEmpty())
        tell.stop();
    const ImportReport report = over.run->report();
    reports.append(report);
    if (reports.size() > kReportsKept)
        reports.removeFirst();
    tellChanged(over, true);
    Q_EMIT q->progressed(report.progress);
    Q_EMIT q->finished(report);
}

void ImportService::Private::withRun(const QString &importId, const std::function<void(ImportRun &)> &use)
{
    if (const auto waiting = early.find(importId); waiting != early.end())
        waiting->append(use);
    else if (const auto found = active.constFind(importId); found != active.cend())
        use(*found->run);
}

void ImportService::pause(const QString &importId)
{
    d->withRun(importId, [](ImportRun &run) { run.setPaused(true); });
    d->storage.write(
        [importId](Store &store) { return store.imports.setState(importId, ImportState::Paused); });
}

void ImportService::resume(const QString &importId)
{
    d->withRun(importId, [](ImportRun &run) { run.setPaused(false); });
    d->storage.write(
        [importId](Store &store) { return store.imports.setState(importId, ImportState::Running); });
}

void ImportService::cancel(const QString &importId)
{
    d->withRun(importId, [](ImportRun &run) { run.cancel(); });
}

QList<ImportProgress> ImportService::running() const
{
    QList<ImportProgress> all;
    for (const Private::Active &active : std::as_const(d->active))
        all.append(d->progressOf(active));
    std::sort(all.begin(), all.end(),
              [](const ImportProgress &a, const ImportProgress &b) { return a.importId < b.importId; });
    return all;
}

std::optional<ImportReport> ImportService::report(const QString &importId) const
{
    if (const auto found = d->active.constFind(importId); found != d->active.cend())
        return found->run->report();
    for (const ImportReport &report : std::as_const(d->reports)) {
        if (report.progress.importId == importId)
            return report;
    }
    return std::nullopt;
}

} // namespace CloneMemoria

#include "core/knowledge/ImportRun.h"

#include "core/base/Logging.h"
#include "core/knowledge/FileReading.h"
#include "core/knowledge/FolderWalk.h"
#include "core/knowledge/TextAnalyzer.h"
#include "core/knowledge/importers/Importers.h"
#include "core/storage/StorageThread.h"

#include <QLockFile>
#include <QMutexLocker>
#include <QThread>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// Documents on their way are in memory as text, again as passages, again as what is searched, and with vectors: some
// ten bytes a character. One document may always be on its way.
constexpr qsizetype kMostHeld = 6 * 1024 * 1024;
constexpr int kMostReaders = 4;
constexpr qsizetype kFoundAtOnce = 500;
constexpr int kBusyTries = 12; // of the five seconds that a connection waits itself
// SQLite has no queue for its write lock: another process looks every tenth of a second whether it is free, and would
// look in vain between batches that follow on each other. So there is a rest longer than that now and then.
constexpr qint64 kRestEveryMs = 1500;
constexpr unsigned long kRestMs = 110;
} // namespace

ImportRun::ImportRun(StorageThread &storage, ImportPlan plan, std::shared_ptr<Embedder> embedder,
                     Listener listener)
    : m_storage(storage)
    , m_plan(std::move(plan))
    , m_embedder(std::move(embedder))
    , m_listener(std::move(listener))
    , m_writer(m_plan.import, m_plan.language, m_plan.files)
    , m_paused(m_plan.import.state == ImportState::Paused)
    , m_walked(m_plan.import.walked)
{
    m_progress.importId = m_plan.import.id;
    m_progress.cloneId = m_plan.import.cloneId;
    m_progress.state = m_plan.import.state;
    for (const StoredImportFile &stored : std::as_const(m_plan.files)) {
        m_files.append(stored.file);
        const bool over = stored.file.state != ImportedFile::State::Waiting
                          && stored.file.state != ImportedFile::State::Reading;
        m_bytesRead.append(over ? stored.file.bytes : 0);
        m_progress.bytes += stored.file.bytes;
        m_progress.bytesDone += m_bytesRead.constLast();
        m_progress.passages += stored.file.passages;
        ++m_progress.files;
        if (over)
            ++m_progress.filesDone;
        else
            m_waiting.push_back(stored);
    }
    const int cores = std::max(QThread::idealThreadCount(), 1);
    m_readers.setMaxThreadCount(std::min(cores, kMostReaders) + 1); // and the walk
    m_preparers.setMaxThreadCount(cores);
}

ImportRun::~ImportRun() = default;

void ImportRun::begin()
{
    const int readers = m_readers.maxThreadCount() - 1;
    {
        const QMutexLocker lock(&m_mutex);
        m_working = readers + (m_walked ? 0 : 1);
        m_sinceRest.start();
    }
    if (!m_walked)
        m_readers.start([run = shared_from_this()] { run->walk(); });
    for (int reader = 0; reader < readers; ++reader)
        m_readers.start([run = shared_from_this(), reader] { run->read(reader); });
}

void ImportRun::setPaused(bool paused)
{
    const QMutexLocker lock(&m_mutex);
    if (m_halt != Halt::None || m_concluded)
        return;
    m_paused = paused;
    m_progress.state = paused ? ImportState::Paused : ImportState::Running;
    m_wake.wakeAll();
}

void ImportRun::cancel()
{
    {
        const QMutexLocker lock(&m_mutex);
        if (m_halt != Halt::None || m_concluded)
            return;
        m_halt = Halt::Cancelled;
        m_ready.clear();
        m_wake.wakeAll();
    }
    concludeIfDone();
}

void ImportRun::stop()
{
    {
        const QMutexLocker lock(&m_mutex);
        if (m_halt == Halt::None)
            m_halt = Halt::Stopped;
        m_ready.clear();
        m_wake.wakeAll();
    }
    m_readers.waitForDone();
    m_preparers.waitForDone();
}

void ImportRun::failWith(const Error &error)
{
    qCWarning(lcKnowledge) << "import stopped:" << toString(error.kind) << error.code << error.detail;
    {
        const QMutexLocker lock(&m_mutex);
        if (m_halt != Halt::None)
            return;
        m_halt = Halt::Failed;
        m_error = error;
        m_ready.clear();
        m_wake.wakeAll();
    }
    concludeIfDone();
}

ImportProgress ImportRun::progress() const
{
    const QMutexLocker lock(&m_mutex);
    return m_progress;
}

ImportReport ImportRun::report() const
{
    const QMutexLocker lock(&m_mutex);
    return {m_progress, m_files, m_error};
}

bool ImportRun::takeChanged()
{
    const QMutexLocker lock(&m_mutex);
    return std::exchange(m_changed, false);
}

// --- Finding files

void ImportRun::walk()
{
    QSet<QString> known;
    int place = 0;
    {
        const QMutexLocker lock(&m_mutex);
        place = static_cast<int>(m_files.size());
        for (const ImportedFile &file : std::as_const(m_files))
            known.insert(file.path);
    }
    QList<StoredImportFile> found;
    Result<void> kept;
    FolderWalk folders(suffixesInFolders(), [&](const QString &path, qint64 bytes) {
        if (known.contains(path)) // by a walk that was interrupted
            return true;
        StoredImportFile file{.place = place++, .file = {.path = path, .bytes = bytes}, .modifiedAt = {}};
        found.append(file);
        if (found.size() >= kFoundAtOnce)
            kept = keepFound(std::exchange(found, {}));
        const QMutexLocker lock(&m_mutex);
        return kept && m_halt == Halt::None;
    });
    const bool whole = folders.walk(m_plan.import.paths);
    if (kept)
        kept = keepFound(found);
    if (kept && whole)
        kept = m_storage.write([id = m_plan.import.id](Store &store) { return store.imports.setWalked(id); })
                   .result();
    if (!kept)
        failWith(kept.error());
    {
        const QMutexLocker lock(&m_mutex);
        m_walked = true;
        --m_working;
        m_wake.wakeAll();
    }
    concludeIfDone();
}

Result<void> ImportRun::keepFound(const QList<StoredImportFile> &files)
{
    if (files.isEmpty())
        return {};
    CM_TRY(m_storage
               .write([this, id = m_plan.import.id, files](Store &store) -> Result<void> {
                   CM_TRY(store.imports.addFiles(id, files));
                   for (const StoredImportFile &file : files)
                       m_writer.addFile(file);
                   return {};
               })
               .result());
    const QMutexLocker lock(&m_mutex);
    for (const StoredImportFile &file : files) {
        m_files.append(file.file);
        m_bytesRead.append(0);
        m_waiting.push_back(file);
        m_progress.bytes += file.file.bytes;
        ++m_progress.files;
    }
    m_wake.wakeAll();
    return {};
}

// --- Reading

void ImportRun::read(int reader)
{
    FileReading(*this, reader).readAll();
    {
        const QMutexLocker lock(&m_mutex);
        --m_working;
    }
    concludeIfDone();
}

std::optional<StoredImportFile> ImportRun::nextFile()
{
    const QMutexLocker lock(&m_mutex);
    while (m_halt == Halt::None && (m_paused || (m_waiting.empty() && !m_walked)))
        m_wake.wait(&m_mutex);
    if (m_halt != Halt::None || m_waiting.empty())
        return std::nullopt;
    StoredImportFile file = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_files[file.place].state = ImportedFile::State::Reading;
    m_progress.currentFile = file.file.path;
    return file;
}

bool ImportRun::tryHold(qsizetype weight)
{
    const QMutexLocker lock(&m_mutex);
    if (m_paused || m_halt != Halt::None || (m_held > 0 && m_held + weight > kMostHeld))
        return false;
    m_held += weight;
    return true;
}

Result<void> ImportRun::hold(qsizetype weight)
{
    const QMutexLocker lock(&m_mutex);
    while (m_halt == Halt::None && (m_paused || (m_held > 0 && m_held + weight > kMostHeld)))
        m_wake.wait(&m_mutex);
    if (m_halt != Halt::None)
        return fail(ErrorKind::Cancelled);
    m_held += weight;
    return {};
}

Result<void> ImportRun::reached(int place, qint64 bytes)
{
    const QMutexLocker lock(&m_mutex);
    bytes = std::min(bytes, m_files.at(place).bytes);
    m_progress.bytesDone += bytes - m_bytesRead.at(place);
    m_bytesRead[place] = bytes;
    while (m_halt == Halt::None && m_paused)
        m_wake.wait(&m_mutex);
    if (m_halt != Halt::None)
        return fail(ErrorKind::Cancelled);
    return {};
}

bool ImportRun::isPaused() const
{
    const QMutexLocker lock(&m_mutex);
    return m_paused;
}

void ImportRun::submit(int reader, ImportItems items)
{
    int number = 0;
    {
        const QMutexLocker lock(&m_mutex);
        ++m_working;
        number = m_sequences[reader].submitted++;
    }
    m_preparers.start([run = shared_from_this(), reader, number, items = std::move(items)]() mutable {
        run->prepare(reader, number, std::move(items));
    });
}

// --- Preparing

void ImportRun::prepare(int reader, int number, ImportItems items)
{
    bool wanted = false;
    {
        const QMutexLocker lock(&m_mutex);
        wanted = m_halt == Halt::None;
    }
    if (wanted) {
        if (const Result<void> prepared = prepareItems(items); !prepared)
            failWith(prepared.error());
    }
    deliver(reader, number, std::move(items));
}

Result<void> ImportRun::prepareItems(ImportItems &items)
{
    QStringList hashes;
    for (ImportItem &item : items) {
        if (item.kind != ImportItem::Kind::Document)
            continue;
        item.hash = contentHash(item.draft.content);
        hashes.append(item.hash);
    }
    if (hashes.isEmpty())
        return {};
    CM_TRY_ASSIGN(known, m_storage
                             .read([cloneId = m_plan.import.cloneId, hashes](Store &store) {
                                 return store.imports.known(cloneId, hashes);
                             })
                             .result());
    std::unique_ptr<TextAnalyzer> analyzer = takeAnalyzer();
    for (ImportItem &item : items) {
        if (item.kind != ImportItem::Kind::Document || known.contains(item.hash))
            continue;
        item.prepared = prepareDocument(item.draft, *analyzer);
        item.draft = {};
    }
    {
        const QMutexLocker lock(&m_mutex);
        m_analyzers.push_back(std::move(analyzer));
    }
    embed(items);
    return {};
}

std::unique_ptr<TextAnalyzer> ImportRun::takeAnalyzer()
{
    const QMutexLocker lock(&m_mutex);
    if (m_analyzers.empty())
        return std::make_unique<TextAnalyzer>(m_plan.language);
    std::unique_ptr<TextAnalyzer> analyzer = std::move(m_analyzers.back());
    m_analyzers.pop_back();
    return analyzer;
}

// A document's text is worth more than its vectors: where they can't be made now, they are made later.
void ImportRun::embed(ImportItems &items)
{
    if (!m_embedder)
        return;
    QStringList texts;
    for (const ImportItem &item : items) {
        if (!item.prepared)
            continue;
        for (const Passage &passage : item.prepared->passages)
            texts.append(passage.content);
    }
    if (texts.isEmpty())
        return;
    const Result<QList<Vector>> vectors = embedLocally(*m_embedder, texts);
    if (!vectors) {
        qCInfo(lcKnowledge) << "no vectors for an import:" << toString(vectors.error().kind);
        return;
    }
    qsizetype next = 0;
    for (ImportItem &item : items) {
        if (!item.prepared)
            continue;
        for (Passage &passage : item.prepared->passages) {
            passage.embedding = vectors->at(next++);
            passage.embeddingProvider = m_embedder->provider();
            passage.embeddingModel = m_embedder->model();
        }
    }
}

void ImportRun::deliver(int reader, int number, ImportItems items)
{
    {
        const QMutexLocker lock(&m_mutex);
        --m_working;
        if (m_halt == Halt::None) {
            Sequence &sequence = m_sequences[reader];
            sequence.early.emplace(number, std::move(items));
            while (!sequence.early.empty() && sequence.early.begin()->first == sequence.delivered) {
                for (ImportItem &item : sequence.early.begin()->second)
                    m_ready.push_back(std::move(item));
                sequence.early.erase(sequence.early.begin());
                ++sequence.delivered;
            }
        }
    }
    pump();
    concludeIfDone();
}

// --- Storing

// One batch at a time: others that want the writing thread come in between.
void ImportRun::pump()
{
    {
        const QMutexLocker lock(&m_mutex);
        if (m_writing || m_ready.empty())
            return;
        m_writing = true;
    }
    m_storage.write([run = shared_from_this()](Store &store) -> Result<void> {
        run->writeBatch(store);
        return {};
    });
}

void ImportRun::writeBatch(Store &store)
{
    ImportItems items;
    {
        const QMutexLocker lock(&m_mutex);
        items.swap(m_ready);
    }
    const Result<WrittenBatch> written = m_writer.write(store, items);
    if (written) {
        m_busyTries = 0;
        items.erase(items.begin(), items.begin() + written->items);
        take(*written, std::move(items));
    } else if (written.error().code == "database-busy"_L1 && ++m_busyTries < kBusyTries) {
        take({}, std::move(items)); // another process had it all the time
    } else {
        failWith(written.error());
        take({}, {});
    }
}

void ImportRun::take(const WrittenBatch &batch, ImportItems rest)
{
    bool resting = false;
    {
        const QMutexLocker lock(&m_mutex);
        resting = m_halt == Halt::None && m_sinceRest.hasExpired(kRestEveryMs);
        m_writing = resting;
        if (m_halt == Halt::None)
            m_ready.insert(m_ready.begin(), std::make_move_iterator(rest.begin()),
                           std::make_move_iterator(rest.end()));
        m_held -= batch.weight;
        m_progress.passages += batch.passages;
        m_changed = m_changed || batch.changed;
        for (const StoredImportFile &stored : batch.finished) {
            ImportedFile &file = m_files[stored.place];
            file = stored.file;
            m_progress.bytesDone += file.bytes - m_bytesRead.at(stored.place);
            m_bytesRead[stored.place] = file.bytes;
            ++m_progress.filesDone;
        }
        m_wake.wakeAll();
    }
    for (const StoredImportFile &stored : batch.finished)
        m_listener.fileFinished(stored.file);
    if (resting) {
        m_preparers.start([run = shared_from_this()] { run->restThenPump(); });
        return;
    }
    pump();
    concludeIfDone();
}

void ImportRun::restThenPump()
{
    QThread::msleep(kRestMs);
    {
        const QMutexLocker lock(&m_mutex);
        m_writing = false;
        m_sinceRest.start();
    }
    pump();
    concludeIfDone();
}

// --- The end

void ImportRun::concludeIfDone()
{
    {
        const QMutexLocker lock(&m_mutex);
        if (m_concluded || m_working > 0 || m_writing || !m_ready.empty())
            return;
        m_concluded = true;
        m_progress.state = m_halt == Halt::Cancelled ? ImportState::Cancelled : ImportState::Finished;
        for (ImportedFile &file : m_files) {
            const bool begun = file.state == ImportedFile::State::Reading;
            if (!begun && file.state != ImportedFile::State::Waiting)
                continue;
            if (m_error || begun) {
                file.state = ImportedFile::State::Failed;
                file.error = m_error.value_or(Error{.kind = ErrorKind::Cancelled});
            } else {
                file.state = ImportedFile::State::Skipped;
            }
        }
    }
    conclude();
}

void ImportRun::conclude()
{
    Halt halt = Halt::None;
    ImportState state = ImportState::Finished;
    {
        const QMutexLocker lock(&m_mutex);
        halt = m_halt;
        state = m_progress.state;
    }
    if (halt == Halt::Stopped || halt == Halt::Failed) { // for the next start
        m_plan.lock->unlock();
        m_listener.finished();
        return;
    }
    m_storage.write([run = shared_from_this(), state](Store &store) -> Result<void> {
        const Result<void> stored = store.imports.setState(run->m_plan.import.id, state);
        if (!stored && stored.error().kind != ErrorKind::NotFound) // the clone went, and its imports with it
            qCWarning(lcKnowledge) << "the end of an import was not stored:" << stored.error().detail;
        run->m_plan.lock->unlock();
        run->m_listener.finished();
        return {};
    });
}

} // namespace CloneMemoria

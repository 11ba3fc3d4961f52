#pragma once

#include "core/knowledge/BatchWriter.h"
#include "core/knowledge/ImportItem.h"
#include "core/knowledge/ImportService.h"
#include "core/storage/ImportRepository.h"

#include <QElapsedTimer>
#include <QHash>
#include <QMutex>
#include <QThreadPool>
#include <QWaitCondition>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <vector>

class QLockFile;

namespace CloneMemoria {

/// What is known of an import before its work begins.
struct ImportPlan
{
    StoredImport import;
    QList<StoredImportFile> files;
    QString language;
    std::shared_ptr<QLockFile> lock; ///< held until the work is over
};

/// One import at work. Files are read by a few readers (FileReading), each of which sends parcels of documents to be
/// prepared; what is prepared comes to the store in the order in which its reader sent it. Readers wait while more is on
/// its way than may be. Any thread, but for stop().
class ImportRun : public std::enable_shared_from_this<ImportRun>
{
public:
    /// Called on any thread, never while this object is locked.
    struct Listener
    {
        std::function<void(const ImportedFile &)> fileFinished;
        std::function<void()> finished; ///< once
    };

    /// `embedder` is a local one, or null.
    ImportRun(StorageThread &storage, ImportPlan plan, std::shared_ptr<Embedder> embedder, Listener listener);
    ~ImportRun();

    void begin();
    void setPaused(bool paused);
    void cancel();
    /// Ends the work without ending the import, and waits until no thread of its own is at it any more.
    void stop();

    const StoredImport &import() const { return m_plan.import; }
    ImportProgress progress() const; ///< without rate
    ImportReport report() const;
    bool takeChanged(); ///< whether documents were stored since this was asked

    // For its readers.

    /// Waits for a file whose turn it is; none where there will be no more.
    std::optional<StoredImportFile> nextFile();
    /// Makes room for that many characters, or says that there is none now.
    bool tryHold(qsizetype weight);
    /// Waits for room. Errors: Cancelled.
    Result<void> hold(qsizetype weight);
    /// Notes how far a file is read; waits while the import is paused. Errors: Cancelled.
    Result<void> reached(int place, qint64 bytes);
    bool isPaused() const;
    void submit(int reader, ImportItems items);

private:
    struct Sequence
    {
        int submitted = 0;
        int delivered = 0;
        std::map<int, ImportItems> early; ///< prepared before its turn
    };
    enum class Halt { None, Cancelled, Stopped, Failed };

    void walk();
    Result<void> keepFound(const QList<StoredImportFile> &files);
    void read(int reader);
    void prepare(int reader, int number, ImportItems items);
    Result<void> prepareItems(ImportItems &items);
    void embed(ImportItems &items);
    std::unique_ptr<TextAnalyzer> takeAnalyzer();
    void deliver(int reader, int number, ImportItems items);
    void pump();
    void writeBatch(Store &store);
    void take(const WrittenBatch &batch, ImportItems rest);
    void restThenPump();
    void failWith(const Error &error);
    void concludeIfDone();
    void conclude();

    StorageThread &m_storage;
    ImportPlan m_plan;
    std::shared_ptr<Embedder> m_embedder;
    Listener m_listener;
    BatchWriter m_writer; ///< on the writing thread
    int m_busyTries = 0;  ///< as above

    mutable QMutex m_mutex;
    QWaitCondition m_wake;
    QList<ImportedFile> m_files; ///< by place
    QList<qint64> m_bytesRead;   ///< by place
    std::deque<StoredImportFile> m_waiting;
    QHash<int, Sequence> m_sequences;                       ///< by reader
    std::vector<std::unique_ptr<TextAnalyzer>> m_analyzers; ///< at rest; they keep the words they have seen
    ImportItems m_ready;
    ImportProgress m_progress;
    std::optional<Error> m_error;
    Halt m_halt = Halt::None;
    bool m_paused = false;
    bool m_walked = false;
    bool m_changed = false;
    bool m_writing = false;
    bool m_concluded = false;
    int m_working = 0; ///< readers, parcels and the walk
    qsizetype m_held = 0;
    QElapsedTimer m_sinceRest;

    QThreadPool m_readers;
    QThreadPool m_preparers;
};

} // namespace CloneMemoria

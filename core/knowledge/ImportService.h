#pragma once

#include "core/base/Result.h"
#include "core/domain/Import.h"
#include "core/knowledge/EmbedderFor.h"

#include <QFuture>
#include <QHash>
#include <QObject>
#include <QStringList>

#include <memory>
#include <optional>

namespace CloneMemoria {

class StorageThread;

/// What to import into which clone.
struct ImportRequest
{
    QString cloneId;
    QStringList paths;  ///< files and folders; of a folder, every file in it that can be read
    QString chatPerson; ///< who in a chat export is the clone; empty: not said
};

struct ImportProgress
{
    QString importId;
    QString cloneId;
    ImportState state = ImportState::Running;
    int files = 0;     ///< known so far; a folder is walked while its first files are read
    int filesDone = 0; ///< dealt with, whatever came of them
    qint64 bytes = 0;
    qint64 bytesDone = 0;
    qint64 passages = 0;
    QString currentFile;
    double bytesPerSecond = 0; ///< over the last seconds
    int secondsLeft = -1;      ///< -1: not known yet

    bool operator==(const ImportProgress &) const = default;
};

struct ImportReport
{
    ImportProgress progress;
    QList<ImportedFile> files;
    std::optional<Error> error =
        {}; ///< what stopped it before its end: the store failed, or the clone is gone
};

/// Imports files in the background, several at once: read by importers on threads of their own, cut, analysed and, where
/// the clone's embedder is local, embedded on others, and stored in batches, each batch one transaction that also says
/// how far the file is. So a program that dies goes on from its last batch at the next start (resumeInterrupted). How
/// much is under way at once is bounded, however large the files.
///
/// What a clone has already is recognised by its hash. A file that was imported from the same path before replaces what
/// changed in it, and only that; what is no longer in it goes to the trash. Documents that the user changed since are
/// never touched.
///
/// An import belongs to the process that holds its lock, a file beside the database: the system lets go of it when that
/// process dies, however it dies. So a command line never takes over what an open window is importing.
///
/// With an embedder that is not local, or fails, passages are stored without vectors: KnowledgeService::embedMissing
/// makes them. Main thread; `storage` must outlive it; its destructor stops at the next batch and leaves the rest for the
/// next start.
class ImportService : public QObject
{
    Q_OBJECT

public:
    ImportService(StorageThread &storage, EmbedderFor embedderFor, QObject *parent = nullptr);
    ~ImportService() override;

    /// The import's id, once it is stored that it is to be done. Where an import of the same paths into the same clone was
    /// interrupted, and no process is at it, that one goes on. Errors: Storage, NotFound (the clone).
    QFuture<Result<QString>> start(const ImportRequest &request);
    /// Takes up every import whose process died or was closed over it; their ids. Paused ones stay paused.
    QFuture<Result<QStringList>> resumeInterrupted();

    void pause(const QString &importId);
    void resume(const QString &importId);
    /// What is stored stays; files that were not begun are Skipped.
    void cancel(const QString &importId);

    QList<ImportProgress> running() const;                             ///< and paused
    std::optional<ImportReport> report(const QString &importId) const; ///< of this run of the program

Q_SIGNALS:
    void progressed(const ImportProgress &progress); ///< at most ten times a second for each import
    void fileFinished(const QString &importId, const ImportedFile &file);
    void finished(const ImportReport &report);
    /// Documents of this clone were added or changed; at most twice a second.
    void changed(const QString &cloneId);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace CloneMemoria

#pragma once

#include "core/knowledge/ImportService.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace CloneMemoria {

/// The imports of every clone as the window shows them: what runs for a clone is one thing to its reader, however many
/// imports it is. Hears from an ImportService and tells it what the user wants. Main thread.
class ImportDesk : public QObject
{
    Q_OBJECT

public:
    /// What the service can be told; tests take its place.
    struct Service
    {
        std::function<QFuture<Result<QString>>(const ImportRequest &)> start;
        std::function<void(const QString &importId)> pause;
        std::function<void(const QString &importId)> resume;
        std::function<void(const QString &importId)> cancel;
    };

    explicit ImportDesk(Service service, QObject *parent = nullptr);
    /// Wired to `service`, which must outlive it; what runs there already is taken up.
    ImportDesk(ImportService &service, QObject *parent);

    void start(const ImportRequest &request);
    void pause(const QString &cloneId);
    void resume(const QString &cloneId);
    void cancel(const QString &cloneId);
    /// The results have been seen.
    void forget(const QString &cloneId);

    bool isShown(const QString &cloneId) const; ///< something runs, or has results to be seen
    /// All of them in one: Running while one runs, Paused while the others are over, Cancelled where one was.
    ImportProgress progress(const QString &cloneId) const;
    /// Those that are dealt with, in the order in which they were.
    QList<ImportedFile> files(const QString &cloneId) const;
    bool hasFailures(const QString &cloneId) const; ///< while it runs
    QStringList filesBeingRead(const QString &cloneId) const;

    void takeProgress(const ImportProgress &progress);
    void takeFile(const QString &importId, const ImportedFile &file);
    void takeReport(const ImportReport &report);

Q_SIGNALS:
    void changed(const QString &cloneId);
    void finished(const QString &cloneId); ///< nothing runs for it any more
    void failed(const QString &cloneId, const CloneMemoria::Error &error);

private:
    struct Import
    {
        ImportProgress progress;
        QList<ImportedFile> files;
        int failures = 0; ///< among them, while it runs
    };

    Import &import(const QString &importId);
    void each(const QString &cloneId, ImportState state, const std::function<void(const QString &)> &tell);
    bool isOver(const QString &cloneId) const;

    Service m_service;
    QHash<QString, Import> m_imports; ///< by import
    QStringList m_order;              ///< as they were begun
};

} // namespace CloneMemoria

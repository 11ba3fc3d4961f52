#pragma once

#include "core/knowledge/KnowledgeService.h"

#include <QFuture>
#include <QList>
#include <QObject>
#include <QStringList>

#include <functional>

namespace CloneMemoria {

/// A file that was not added, and why.
struct ImportProblem
{
    QString path;
    Error error;
};

/// Imports files one after another in the background. Files that are added while it runs join the queue. Cancelling
/// lets the file under way finish, for half a memory helps nobody. Main thread.
class ImportQueue : public QObject
{
    Q_OBJECT

public:
    using AddFile =
        std::function<QFuture<Result<IngestOutcome>>(const QString &cloneId, const QString &path)>;

    explicit ImportQueue(AddFile addFile, QObject *parent = nullptr);

    /// Each file keeps the clone it was meant for, whoever is shown by the time its turn comes.
    void add(const QString &cloneId, const QStringList &paths);
    void cancel();

    bool isRunning() const { return m_running; }
    int total() const { return m_total; }
    int done() const { return m_done; } ///< files dealt with, whatever came of them
    int added() const { return m_added; }
    int skipped() const { return m_skipped; } ///< cancelled before their turn
    QString currentPath() const { return m_current; }
    const QStringList &duplicates() const { return m_duplicates; } ///< titles of what was there already
    const QList<ImportProblem> &problems() const { return m_problems; }
    /// Of the last file that was added or was there already.
    QString lastDocumentId() const { return m_lastDocumentId; }

Q_SIGNALS:
    void progressed(); ///< any of the numbers above changed
    void fileAdded(const QString &documentId);
    void finished();

private:
    void next();
    void take(const Result<IngestOutcome> &outcome);

    AddFile m_addFile;
    struct Waiting
    {
        QString cloneId;
        QString path;
    };
    QList<Waiting> m_waiting;
    QString m_current;
    bool m_running = false;
    int m_total = 0;
    int m_done = 0;
    int m_added = 0;
    int m_skipped = 0;
    QStringList m_duplicates;
    QList<ImportProblem> m_problems;
    QString m_lastDocumentId;
};

} // namespace CloneMemoria

#pragma once

#include "core/archive/ArchiveTask.h"
#include "core/archive/BackupRestore.h"
#include "core/base/Paths.h"

#include <QFuture>
#include <QString>

#include <memory>

namespace CloneMemoria {

/// Backups of a profile, which need not be open. Each answer comes from a thread of this service's; its future tells how
/// far it is, and cancelling it takes back what was begun. Errors: those of Backup.h and BackupRestore.h. Main thread.
class BackupService
{
public:
    explicit BackupService(Paths paths);
    ~BackupService();

    /// A target that is there is replaced.
    QFuture<Result<BackupFacts>> create(const QString &target);
    QFuture<Result<BackupFacts>> verify(const QString &file);
    /// Looks through the backup and takes the profile, which nobody may have open; then restore() may be called.
    QFuture<Result<BackupFacts>> openForRestore(const QString &file);
    QFuture<Result<RestoreFacts>> restore();
    /// Takes back what was begun; what is done already is told as done.
    void cancel() { m_thread.cancel(); }

private:
    Paths m_paths;
    std::shared_ptr<BackupRestore> m_restore; ///< used on the thread alone
    ArchiveThread m_thread;
};

} // namespace CloneMemoria

#pragma once

#include "core/archive/Backup.h"
#include "core/base/Paths.h"
#include "core/base/Result.h"

#include <QString>

#include <memory>

namespace CloneMemoria {

class ProfileLock;

/// What became of the memories that were there.
struct RestoreFacts
{
    BackupFacts backup;
    QString kept; ///< the file that they are in now; empty where there were none
};

/// Brings a backup back in two steps, between which somebody may be asked: open() takes the profile and looks through the
/// backup, restore() puts it in place. What is there is kept as a dated file in the folder of the backups. At every
/// moment the profile has the old memories or the new ones, also where the program is killed. Blocks; any thread, the
/// same for both. Errors: those of verifyBackup; Storage "restore-in-use" where a window or another command has the
/// profile open, "folder", "read-only", "disk-full"; Cancelled. Nothing is changed then.
class BackupRestore
{
public:
    explicit BackupRestore(Paths paths);
    ~BackupRestore();

    Result<BackupFacts> open(const QString &file, ArchiveTask &task);
    Result<RestoreFacts> restore();

private:
    Result<QString> keepPresent();

    Paths m_paths;
    std::unique_ptr<ProfileLock> m_lock;
    std::unique_ptr<WorkFile> m_database;
    BackupFacts m_facts;
};

} // namespace CloneMemoria

#pragma once

#include "core/archive/ArchiveTask.h"
#include "core/archive/WorkFile.h"
#include "core/base/Paths.h"
#include "core/base/Result.h"
#include "core/storage/Store.h"

#include <QDateTime>
#include <QString>

namespace CloneMemoria {

// A whole profile as one file, "….cmbackup": a zip of clonememoria.db, as it was at one moment, and manifest.json with
// its schema, counts and SHA-256. Keys are in the keychain and in no backup; caches and indexes are made again.

struct BackupFacts
{
    qint64 bytes = 0; ///< of the backup
    qint64 databaseBytes = 0;
    int schemaVersion = 0;
    QString madeBy;
    QDateTime madeAt;
    StoreCounts counts;
};

/// Makes a backup, beside an open window or command that goes on writing. The copy is looked through before it is packed.
/// Blocks; any thread. Cancelled once the copy is made. Errors: NotFound "no-profile"; Storage ("file-write", "disk-full",
/// "backup-busy" where another one is being made, those of the database); Cancelled. The target is as it was then.
Result<BackupFacts> createBackup(const Paths &paths, const QString &target, ArchiveTask &task);

/// Looks through all of a backup: sums, the database's pages and references, schema and counts. Needs room for the
/// database among the system's temporary files. Blocks; any thread. Errors, with the file's name as subject: InvalidInput
/// "not-a-backup", "archive-newer", "file-damaged", "file-too-large"; NotFound "file-missing"; Storage; Cancelled.
Result<BackupFacts> verifyBackup(const QString &file, ArchiveTask &task);

/// The same, with the database left in `database`, an empty file.
Result<BackupFacts> unpackBackup(const QString &file, const WorkFile &database, ArchiveTask &task);

} // namespace CloneMemoria

#include "core/archive/Backup.h"

#include "core/archive/ArchiveEntries.h"
#include "core/archive/Manifest.h"
#include "core/base/Clock.h"
#include "core/knowledge/importers/FileProbe.h"
#include "core/storage/Database.h"
#include "core/storage/Migrator.h"
#include "core/storage/OnlineCopy.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QStorageInfo>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qint64 kCopyBlock = 256 * 1024;
const QString kCopyPrefix = u"backup-"_s;

QMap<QString, qint64> toMap(const StoreCounts &counts)
{
    return {{u"users"_s, counts.users},
            {u"clones"_s, counts.clones},
            {u"conversations"_s, counts.conversations},
            {u"messages"_s, counts.messages},
            {u"documents"_s, counts.documents},
            {u"chunks"_s, counts.chunks}};
}

// What a database is, that is whole.
Result<BackupFacts> examine(const QString &file)
{
    CM_TRY_ASSIGN(store, Store::open(file, {}, Store::Access::ReadOnly));
    CM_TRY_ASSIGN(version, checkWhole(store->database()));
    CM_TRY_ASSIGN(counts, store->counts());
    BackupFacts facts;
    facts.schemaVersion = version;
    facts.counts = counts;
    facts.databaseBytes = QFileInfo(file).size();
    return facts;
}

// One backup at once: what another one left lying is a dead one's.
Result<std::unique_ptr<QLockFile>> takeBackupLock(const Paths &paths)
{
    auto lock = std::make_unique<QLockFile>(paths.dataDir() + u"/backup.lock"_s);
    lock->setStaleLockTime(0);
    if (lock->tryLock(0))
        return lock;
    if (lock->error() == QLockFile::LockFailedError)
        return fail(ErrorKind::Storage, u"locked"_s, u"backup-busy"_s, paths.dataDir());
    return fail(ErrorKind::Storage, u"cannot write "_s + lock->fileName(), u"read-only"_s, paths.dataDir());
}

/// False: it has to be written again, stored.
Result<bool> pack(const QString &database, const QString &target, ZipWriter::Packing packing,
                  BackupFacts &facts, ArchiveTask &task)
{
    QFile file(database);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Storage, file.errorString(), u"file-unreadable"_s, database);
    ZipWriter zip(target, packing);
    CM_TRY(zip.open());
    CM_TRY(zip.beginEntry(kDatabaseEntry));
    for (qint64 done = 0; done < facts.databaseBytes;) {
        const QByteArray block = file.read(kCopyBlock);
        if (block.isEmpty())
            return fail(ErrorKind::Storage, file.errorString(), u"file-unreadable"_s, database);
        CM_TRY(zip.write(block));
        done += block.size();
        CM_TRY(task.reached(done, facts.databaseBytes));
    }
    CM_TRY_ASSIGN(entry, zip.endEntry());
    if (zip.isTooTight())
        return false;
    ArchiveManifest manifest;
    manifest.format = kBackupFormat;
    manifest.version = kArchiveVersion;
    manifest.madeBy = facts.madeBy;
    manifest.madeAt = facts.madeAt;
    manifest.schemaVersion = facts.schemaVersion;
    manifest.counts = toMap(facts.counts);
    manifest.entries = {entry};
    CM_TRY(zip.addEntry(kManifestEntry, toBytes(manifest)));
    CM_TRY(task.goOn());
    CM_TRY_ASSIGN(bytes, zip.commit());
    facts.bytes = bytes;
    return true;
}

Result<void> unpack(ZipReader &zip, const ZipEntryFacts &told, const QString &target, ArchiveTask &task)
{
    const QStorageInfo disk(QFileInfo(target).absolutePath());
    if (disk.isValid() && disk.bytesAvailable() >= 0 && disk.bytesAvailable() < told.bytes)
        return fail(ErrorKind::Storage, u"%1 bytes are needed"_s.arg(told.bytes), u"disk-full"_s, target);
    QFile file(target);
    if (!file.open(QIODevice::WriteOnly))
        return fail(ErrorKind::Storage, file.errorString(), u"read-only"_s, target);
    CM_TRY_ASSIGN(entry, zip.entry(kDatabaseEntry));
    for (;;) {
        CM_TRY_ASSIGN(block, entry->read());
        if (block.isEmpty())
            break;
        if (entry->bytesRead() > told.bytes)
            return zip.refuse(u"file-damaged"_s, u"the database is larger than the manifest says"_s);
        if (file.write(block) != block.size())
            return fail(ErrorKind::Storage, file.errorString(), u"disk-full"_s, target);
        CM_TRY(task.reached(entry->bytesRead(), told.bytes));
    }
    if (!file.flush())
        return fail(ErrorKind::Storage, file.errorString(), u"disk-full"_s, target);
    if (entry->facts() != told)
        return zip.refuse(u"file-damaged"_s, u"the database is not as the manifest says"_s);
    return {};
}
} // namespace

Result<BackupFacts> createBackup(const Paths &paths, const QString &target, ArchiveTask &task)
{
    if (!QFileInfo::exists(paths.database()))
        return fail(ErrorKind::NotFound, u"no database"_s, u"no-profile"_s, paths.dataDir());
    CM_TRY_ASSIGN(lock, takeBackupLock(paths));
    WorkFile::removeLeftovers(paths.dataDir(), kCopyPrefix);
    CM_TRY_ASSIGN(copy, WorkFile::make(paths.dataDir(), kCopyPrefix));
    {
        CM_TRY_ASSIGN(database, Database::open(paths.database(), Database::Access::ReadWrite));
        CM_TRY(copyOnline(*database, copy.path()));
    }
    CM_TRY(task.reached(1, 5));
    CM_TRY_ASSIGN(facts, examine(copy.path()));
    task.setPart(ArchiveTask::kSteps * 2 / 5, ArchiveTask::kSteps);
    facts.madeBy = archiveMaker();
    facts.madeAt = nowUtc();
    for (const ZipWriter::Packing packing : {ZipWriter::Packing::Deflated, ZipWriter::Packing::Stored}) {
        CM_TRY_ASSIGN(packed, pack(copy.path(), target, packing, facts, task));
        if (packed)
            return facts;
    }
    return fail(ErrorKind::Storage, u"what is stored can't be too tight"_s, u"file-write"_s, target);
}

Result<BackupFacts> unpackBackup(const QString &file, const WorkFile &database, ArchiveTask &task)
{
    CM_TRY(probeFile(file));
    ZipReader zip(file);
    CM_TRY(zip.open());
    CM_TRY_ASSIGN(manifest, readManifest(zip, kBackupFormat));
    const ZipEntryFacts *told = manifest.entry(kDatabaseEntry);
    if (!told)
        return zip.refuse(u"file-damaged"_s, u"the manifest knows no database"_s);
    if (manifest.schemaVersion > Migrator::builtin().newestVersion())
        return zip.refuse(u"archive-newer"_s, u"schema %1"_s.arg(manifest.schemaVersion));
    task.setPart(0, ArchiveTask::kSteps * 3 / 5);
    CM_TRY(unpack(zip, *told, database.path(), task));
    Result<BackupFacts> facts = examine(database.path());
    if (!facts) {
        // Whatever is wrong with the database in it is wrong with the backup.
        if (facts.error().code == "database-newer"_L1)
            return zip.refuse(u"archive-newer"_s, facts.error().detail);
        if (facts.error().code == "database-damaged"_L1 || facts.error().code == "not-ours"_L1)
            return zip.refuse(u"file-damaged"_s, facts.error().detail);
        return fail(facts.error());
    }
    if (facts->schemaVersion != manifest.schemaVersion || toMap(facts->counts) != manifest.counts)
        return zip.refuse(u"file-damaged"_s, u"schema or counts are not as the manifest says"_s);
    CM_TRY(task.reached(1, 1));
    facts->bytes = QFileInfo(file).size();
    facts->madeBy = manifest.madeBy;
    facts->madeAt = manifest.madeAt;
    return facts;
}

Result<BackupFacts> verifyBackup(const QString &file, ArchiveTask &task)
{
    CM_TRY_ASSIGN(database, WorkFile::make(QDir::tempPath(), u"clonememoria-verify-"_s));
    return unpackBackup(file, database, task);
}

} // namespace CloneMemoria

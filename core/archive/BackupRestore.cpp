#include "core/archive/BackupRestore.h"

#include "core/base/Clock.h"
#include "core/storage/Database.h"
#include "core/storage/OnlineCopy.h"
#include "core/storage/ProfileLock.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <filesystem>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
const QString kRestorePrefix = u"restore-"_s;
const QString kSideFiles[] = {u"-wal"_s, u"-shm"_s, u"-journal"_s};

Failure inUse(const QString &folder)
{
    return fail(ErrorKind::Storage, u"somebody has the database open"_s, u"restore-in-use"_s, folder);
}

// Leaving write-ahead logging needs everybody else to be gone; what the log holds is in the file then, and the log away.
Result<void> shutOthersOut(Database &database)
{
    CM_TRY_ASSIGN(mode, database.row(u"PRAGMA journal_mode = DELETE"_s, {},
                                     [](Query &query) { return query.value(0).toString(); }));
    if (mode != "delete"_L1)
        return fail(ErrorKind::Storage, u"journal mode "_s + mode, u"database-busy"_s);
    CM_TRY(database.run(u"BEGIN EXCLUSIVE"_s));
    return {};
}

/// The database that is there, with nobody else in it until this goes. Null: it can't be read at all.
Result<std::unique_ptr<Database>> takePresent(const QString &file, const QString &folder)
{
    Result<std::unique_ptr<Database>> database = Database::open(file, Database::Access::ReadWrite);
    const Result<void> taken = database ? shutOthersOut(**database) : fail(database.error());
    if (taken)
        return std::move(*database);
    if (taken.error().code == "database-busy"_L1)
        return inUse(folder);
    if (taken.error().code == "database-damaged"_L1)
        return std::unique_ptr<Database>();
    return fail(taken.error());
}

// Another name for the same file costs nothing, and leaves no moment without the old one; where the file system has no
// such thing it is copied.
Result<void> giveName(const QString &file, const QString &name)
{
    std::error_code error;
    std::filesystem::create_hard_link(file.toStdU16String(), name.toStdU16String(), error);
    if (!error)
        return {};
    CM_TRY_ASSIGN(copy, WorkFile::make(QFileInfo(name).absolutePath(), kRestorePrefix));
    std::filesystem::copy_file(file.toStdU16String(), copy.path().toStdU16String(),
                               std::filesystem::copy_options::overwrite_existing, error);
    if (error)
        return fail(ErrorKind::Storage, QString::fromStdString(error.message()), u"disk-full"_s, name);
    return copy.replace(name);
}

QString datedName(const QString &folder)
{
    const QString base = folder + u"/clonememoria-before-restore-"_s + nowUtc().toString(u"yyyyMMdd-HHmmss");
    QString name = base + u".db"_s;
    for (int number = 2; QFileInfo::exists(name); ++number)
        name = u"%1-%2.db"_s.arg(base).arg(number);
    return name;
}
} // namespace

BackupRestore::BackupRestore(Paths paths) : m_paths(std::move(paths)) { }

BackupRestore::~BackupRestore() = default;

Result<BackupFacts> BackupRestore::open(const QString &file, ArchiveTask &task)
{
    CM_TRY(m_paths.create());
    Result<std::unique_ptr<ProfileLock>> lock = ProfileLock::take(m_paths.lockFile());
    if (!lock)
        return lock.error().code == "in-use"_L1 ? inUse(m_paths.dataDir()) : fail(lock.error());
    m_lock = std::move(*lock);
    for (const QString &folder : {m_paths.dataDir(), m_paths.backups()})
        WorkFile::removeLeftovers(folder, kRestorePrefix);
    // On the profile's own disk, so that it takes one name to put it in place.
    CM_TRY_ASSIGN(database, WorkFile::make(m_paths.dataDir(), kRestorePrefix));
    m_database = std::make_unique<WorkFile>(std::move(database));
    CM_TRY_ASSIGN(facts, unpackBackup(file, *m_database, task));
    m_facts = facts;
    if (QFileInfo::exists(m_paths.database())) // told before anybody is asked anything
        CM_TRY(takePresent(m_paths.database(), m_paths.dataDir()));
    return facts;
}

Result<QString> BackupRestore::keepPresent()
{
    if (!QDir().mkpath(m_paths.backups()))
        return fail(ErrorKind::Storage, u"cannot make "_s + m_paths.backups(), u"folder"_s,
                    m_paths.backups());
    const QString name = datedName(m_paths.backups());
    CM_TRY(giveName(m_paths.database(), name));
    return name;
}

Result<RestoreFacts> BackupRestore::restore()
{
    RestoreFacts facts{m_facts, {}};
    const QString file = m_paths.database();
    std::unique_ptr<Database> present;
    if (QFileInfo::exists(file)) {
        CM_TRY_ASSIGN(taken, takePresent(file, m_paths.dataDir()));
        present = std::move(taken);
        CM_TRY_ASSIGN(kept, keepPresent());
        facts.kept = kept;
        syncFolder(m_paths.backups());
        if (!present) { // of a damaged one they are still there, and must not come to stand beside the new one
            for (const QString &side : kSideFiles) {
                if (QFileInfo::exists(file + side) && !QFile::rename(file + side, kept + side))
                    return fail(ErrorKind::Storage, u"cannot move "_s + file + side, u"read-only"_s,
                                file + side);
            }
        }
    }
#ifdef Q_OS_WIN
    present.reset(); // an open file can't be replaced there
#endif
    CM_TRY(m_database->replace(file));
    present.reset();
    // Made from the old memories; an index of theirs is of no use to the new ones.
    QDir(m_paths.vectorIndex()).removeRecursively();
    m_lock.reset();
    return facts;
}

} // namespace CloneMemoria

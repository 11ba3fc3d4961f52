#include "core/storage/Migrator.h"

#include "core/base/Logging.h"
#include "core/storage/Database.h"
#include "core/storage/Transaction.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryFile>

#include <filesystem>

static void initMigrationsResource()
{
    Q_INIT_RESOURCE(migrations);
}

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
QStringList statementsOf(const QString &script)
{
    static const QRegularExpression blankLine(u"\\n[ \\t]*\\n"_s);
    static const QRegularExpression comment(u"^--[^\\n]*(\\n|$)"_s, QRegularExpression::MultilineOption);
    QString text = script;
    text.replace("\r\n"_L1, "\n"_L1).remove(comment);
    QStringList statements;
    for (const QString &part : text.split(blankLine)) {
        if (!part.trimmed().isEmpty())
            statements.append(part.trimmed());
    }
    return statements;
}

Result<int> versionOf(Database &database)
{
    CM_TRY_ASSIGN(version, database.number(u"PRAGMA user_version"_s));
    return int(version);
}

Result<int> versionOfGoodCopy(const QString &copy, const QString &original)
{
    CM_TRY_ASSIGN(opened, Database::open(copy, Database::Access::ReadOnly));
    CM_TRY_ASSIGN(verdict, opened->row(u"PRAGMA quick_check(1)"_s, {},
                                       [](Query &query) { return query.value(0).toString(); }));
    if (verdict != "ok"_L1)
        return fail(ErrorKind::Storage, u"the copy before a migration is damaged: "_s + verdict,
                    u"database-damaged"_s, original);
    return versionOf(*opened);
}

// Made beside its place and moved there once it is found good, since two processes may start at once.
Result<void> copyAndCheck(Database &database, const QString &backupDir, int version, int nextVersion)
{
    if (!QDir().mkpath(backupDir))
        return fail(ErrorKind::Storage, u"cannot make "_s + backupDir, u"folder"_s, backupDir);
    // An empty file of its owner's alone, which VACUUM INTO fills.
    QTemporaryFile made(backupDir + u"/copy-XXXXXX.db"_s);
    if (!made.open())
        return fail(ErrorKind::Storage, made.errorString(), u"read-only"_s, backupDir);
    const QString unchecked = made.fileName();
    made.close();
    CM_TRY(database.run(u"VACUUM INTO ?"_s, {unchecked}));
    CM_TRY_ASSIGN(copied, versionOfGoodCopy(unchecked, database.file()));
    if (copied != version)
        return {}; // another process was first: its copy is the one from before
    const QString copy = backupDir + u"/clonememoria-before-%1.db"_s.arg(nextVersion);
    std::error_code error;
    std::filesystem::rename(unchecked.toStdU16String(), copy.toStdU16String(), error);
    if (error)
        return fail(ErrorKind::Storage, QString::fromStdString(error.message()), u"read-only"_s, copy);
    made.setAutoRemove(false);
    return {};
}
} // namespace

Migrator::Migrator(QStringList scripts) : m_scripts(std::move(scripts)) { }

Migrator Migrator::builtin()
{
    initMigrationsResource();
    QStringList scripts;
    for (const QString &name : QDir(u":/migrations"_s).entryList(QDir::Files, QDir::Name)) {
        QFile file(u":/migrations/"_s + name);
        if (!file.open(QIODevice::ReadOnly))
            qFatal("a migration is missing from the program");
        scripts.append(QString::fromUtf8(file.readAll()));
    }
    return Migrator(scripts);
}

Result<void> Migrator::migrate(Database &database, const QString &backupDir) const
{
    CM_TRY_ASSIGN(version, versionOf(database));
    if (version > newestVersion()) {
        return fail(ErrorKind::Storage,
                    u"schema %1, this program knows %2"_s.arg(version).arg(newestVersion()),
                    u"database-newer"_s, database.file());
    }
    CM_TRY(database.useWriteAheadLog());
    if (version > 0 && version < newestVersion() && !backupDir.isEmpty())
        CM_TRY(copyAndCheck(database, backupDir, version, newestVersion()));
    if (version == newestVersion())
        return {};
    // All steps or none: another process never sees, nor copies, a version in between.
    Transaction transaction(database);
    CM_TRY(transaction.begin());
    for (int next = version + 1; next <= newestVersion(); ++next)
        CM_TRY(apply(database, next));
    return transaction.commit();
}

Result<void> Migrator::apply(Database &database, int version) const
{
    Transaction transaction(database);
    CM_TRY(transaction.begin());
    // Another process may have been first while this one waited for the lock.
    CM_TRY_ASSIGN(current, versionOf(database));
    if (current >= version)
        return {};
    for (const QString &statement : statementsOf(m_scripts.at(version - 1)))
        CM_TRY(database.run(statement));
    CM_TRY(database.run(u"PRAGMA user_version = %1"_s.arg(version)));
    CM_TRY(transaction.commit());
    qCInfo(lcStorage) << "schema is now" << version;
    return {};
}

} // namespace CloneMemoria

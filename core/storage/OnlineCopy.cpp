#include "core/storage/OnlineCopy.h"

#include "core/storage/Database.h"
#include "core/storage/Migrator.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

Result<void> copyOnline(Database &database, const QString &target)
{
    const Result<Query> copied = database.run(u"VACUUM INTO ?"_s, {target});
    if (copied)
        return {};
    Error error = copied.error();
    // The source is only read: what can't be written, or has no room, is the target.
    if (error.code == "disk-full"_L1 || error.code == "read-only"_L1)
        error.subject = target;
    return fail(std::move(error));
}

Result<int> checkWhole(Database &database)
{
    const auto damage = [&database](const QString &detail) {
        return fail(ErrorKind::Storage, detail, u"database-damaged"_s, database.file());
    };
    CM_TRY_ASSIGN(id, database.number(u"PRAGMA application_id"_s));
    if (id != kApplicationId)
        return fail(ErrorKind::Storage, u"application id %1"_s.arg(id), u"not-ours"_s, database.file());
    CM_TRY_ASSIGN(version, database.number(u"PRAGMA user_version"_s));
    if (version > Migrator::builtin().newestVersion())
        return fail(ErrorKind::Storage, u"schema %1"_s.arg(version), u"database-newer"_s, database.file());
    if (version < 1)
        return damage(u"no schema"_s);
    const auto first = [](Query &query) { return query.value(0).toString(); };
    CM_TRY_ASSIGN(verdict, database.row(u"PRAGMA integrity_check(1)"_s, {}, first));
    if (verdict != "ok"_L1)
        return damage(verdict);
    CM_TRY_ASSIGN(dangling, database.rows(u"PRAGMA foreign_key_check"_s, {}, first));
    if (!dangling.isEmpty())
        return damage(u"%1 rows of %2 belong to nothing"_s.arg(dangling.size()).arg(dangling.constFirst()));
    return static_cast<int>(version);
}

} // namespace CloneMemoria

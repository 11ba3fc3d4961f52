#include "core/storage/Store.h"

#include "core/base/Clock.h"
#include "core/base/Uuid.h"
#include "core/storage/Database.h"
#include "core/storage/Migrator.h"
#include "core/storage/Transaction.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// The profile's user: the one that is there, made on the first start.
Result<QString> ensureUser(Database &database, bool mayCreate)
{
    const auto first = [&]() -> Result<QStringList> {
        return database.rows(u"SELECT id FROM users ORDER BY created_at, rowid LIMIT 1"_s, {},
                             [](Query &query) { return query.value(0).toString(); });
    };
    CM_TRY_ASSIGN(found, first());
    if (!found.isEmpty())
        return found.first();
    if (!mayCreate)
        return fail(ErrorKind::Storage, u"the database has no user"_s, u"database-damaged"_s,
                    database.file());
    Transaction transaction(database);
    CM_TRY(transaction.begin());
    CM_TRY_ASSIGN(meanwhile, first()); // another process may have been faster
    if (!meanwhile.isEmpty())
        return meanwhile.first();
    const QString id = newId();
    const QString now = toIso(nowUtc());
    CM_TRY(database.run(u"INSERT INTO users (id, display_name, created_at, updated_at) VALUES (?, ?, ?, ?)"_s,
                        {id, QString(), now, now}));
    CM_TRY(transaction.commit());
    return id;
}

// Another program's database must not get our tables.
Result<void> checkOurs(Database &database)
{
    // In this order: another process may be making the tables and the id, together, just now.
    CM_TRY_ASSIGN(things, database.number(u"SELECT count(*) FROM sqlite_schema"_s));
    CM_TRY_ASSIGN(id, database.number(u"PRAGMA application_id"_s));
    if (things > 0 && id != kApplicationId)
        return fail(ErrorKind::Storage, u"application id %1"_s.arg(id), u"not-ours"_s, database.file());
    return {};
}

// A file that can't be written is told at the door, and not with the first message.
Result<void> checkWritable(Database &database)
{
    Transaction transaction(database);
    CM_TRY(transaction.begin());
    // Beginning alone succeeds on a file that can only be read. This is rolled back.
    CM_TRY_ASSIGN(version, database.number(u"PRAGMA user_version"_s));
    CM_TRY(database.run(u"PRAGMA user_version = %1"_s.arg(version)));
    return {};
}
} // namespace

Store::Store(std::unique_ptr<Database> database, const QString &userId)
    : clones(*database, userId)
    , conversations(*database, userId)
    , messages(*database, userId)
    , documents(*database, userId)
    , passages(*database, userId)
    , imports(*database, userId)
    , settings(*database)
    , m_database(std::move(database))
    , m_userId(userId)
{ }

Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const QString &file, const QString &backupDir, Access access)
{
    const bool writing = access == Access::ReadWrite;
    CM_TRY_ASSIGN(database,
                  Database::open(file, writing ? Database::Access::ReadWrite : Database::Access::ReadOnly));
    if (writing) {
        CM_TRY(checkOurs(*database));
        CM_TRY(Migrator::builtin().migrate(*database, backupDir));
        CM_TRY(checkWritable(*database));
    }
    CM_TRY_ASSIGN(userId, ensureUser(*database, writing));
    return std::unique_ptr<Store>(new Store(std::move(database), userId));
}

Result<StoreCounts> Store::counts() const
{
    StoreCounts counts;
    const std::pair<const char16_t *, qint64 *> queries[] = {
        {u"SELECT count(*) FROM users WHERE id = ?", &counts.users},
        {u"SELECT count(*) FROM clones WHERE user_id = ? AND deleted_at IS NULL", &counts.clones},
        {u"SELECT count(*) FROM conversations v JOIN clones c ON c.id = v.clone_id AND c.deleted_at IS NULL "
         "WHERE v.user_id = ? AND v.deleted_at IS NULL",
         &counts.conversations},
        {u"SELECT count(*) FROM conversations v JOIN clones c ON c.id = v.clone_id AND c.deleted_at IS NULL "
         "JOIN messages m ON m.conversation_id = v.id AND m.deleted_at IS NULL WHERE v.user_id = ? AND "
         "v.deleted_at IS NULL",
         &counts.messages},
        {u"SELECT count(*) FROM clone_documents d JOIN clones c ON c.id = d.clone_id AND c.deleted_at IS "
         u"NULL "
         "WHERE d.user_id = ? AND d.deleted_at IS NULL",
         &counts.documents},
        {u"SELECT coalesce(sum(d.passages), 0) FROM clone_documents d JOIN clones c ON c.id = d.clone_id AND "
         u"c.deleted_at IS NULL "
         "WHERE d.user_id = ? AND d.deleted_at IS NULL",
         &counts.chunks},
    };
    for (const auto &[sql, target] : queries) {
        CM_TRY_ASSIGN(count, m_database->number(QString::fromUtf16(sql), {m_userId}));
        *target = count;
    }
    return counts;
}

} // namespace CloneMemoria

#include "core/storage/Database.h"

#include "core/base/Clock.h"
#include "core/base/Uuid.h"

#include <QFile>
#include <QSqlError>

namespace CloneMemoria
{

using namespace Qt::Literals::StringLiterals;

namespace
{
// SQLite's primary result codes (sqlite3.h); Qt hands them on as text, extended codes with more bits above.
enum SqliteCode { Busy = 5, Locked = 6, ReadOnlyFile = 8, Corrupt = 11, Full = 13, CantOpen = 14, NotADatabase = 26, Perm = 3 };

QVariant bindable(const QVariant &value)
{
    if (value.typeId() != QMetaType::QString)
        return value;
    QString text = value.toString();
    if (text.isNull())
        return QString(u""_s);
    if (!text.isValidUtf16())
        text = QString::fromUtf8(text.toUtf8());
    text.replace(QChar(u'\0'), QChar(QChar::ReplacementCharacter));
    return text;
}
}

Error sqlError(const QSqlError &error, const QString &file)
{
    Error result{.kind = ErrorKind::Storage, .detail = error.text(), .subject = file};
    switch (error.nativeErrorCode().toInt() & 0xFF) {
    case Busy:
    case Locked:
        result.code = u"database-busy"_s;
        break;
    case ReadOnlyFile:
    case CantOpen:
    case Perm:
        result.code = u"read-only"_s;
        break;
    case Full:
        result.code = u"disk-full"_s;
        break;
    case Corrupt:
    case NotADatabase:
        result.code = u"database-damaged"_s;
        break;
    default:
        break;
    }
    return result;
}

QVariant sqlTime(const QDateTime &time)
{
    return time.isValid() ? QVariant(toIso(time)) : QVariant();
}

QDateTime timeFromSql(const QVariant &value)
{
    return fromIso(value.toString());
}

Database::Database(QString file, QString connectionName)
    : m_file(std::move(file))
    , m_connectionName(std::move(connectionName))
    , m_connection(QSqlDatabase::addDatabase(u"QSQLITE"_s, m_connectionName))
{
}

Database::~Database()
{
    m_connection.close();
    m_connection = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_connectionName);
}

Result<std::unique_ptr<Database>> Database::open(const QString &file, Access access)
{
    if (file != ":memory:"_L1 && !QFile::exists(file)) {
        QFile made(file);
        if (!made.open(QIODevice::ReadWrite))
            return fail(ErrorKind::Storage, made.errorString(), u"read-only"_s, file);
        // SQLite gives its side files the mode of the database.
        if (!made.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner))
            return fail(ErrorKind::Storage, made.errorString(), u"read-only"_s, file);
    }
    std::unique_ptr<Database> database(new Database(file, u"clonememoria-"_s + newId()));
    CM_TRY(database->setUp(access));
    return database;
}

Result<void> Database::setUp(Access access)
{
    if (!m_connection.isValid())
        return fail(ErrorKind::Storage, u"Qt's SQLite driver is not installed"_s);
    m_connection.setDatabaseName(m_file);
    m_connection.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=5000"_s);
    if (!m_connection.open())
        return fail(sqlError(m_connection.lastError(), m_file));
    if (access == Access::ReadWrite) {
        CM_TRY(run(u"PRAGMA journal_mode = WAL"_s));
        CM_TRY(run(u"PRAGMA synchronous = NORMAL"_s));
        CM_TRY(run(u"PRAGMA foreign_keys = ON"_s));
    } else {
        CM_TRY(run(u"PRAGMA query_only = ON"_s));
    }
    CM_TRY(run(u"PRAGMA cache_size = -16000"_s)); // 16 MB
    return {};
}

Result<QSqlQuery> Database::run(const QString &sql, const QVariantList &values)
{
    QSqlQuery query(m_connection);
    query.setForwardOnly(true);
    if (!query.prepare(sql))
        return fail(sqlError(query.lastError(), m_file));
    for (const QVariant &value : values)
        query.addBindValue(bindable(value));
    if (!query.exec())
        return fail(sqlError(query.lastError(), m_file));
    return query;
}

Result<int> Database::change(const QString &sql, const QVariantList &values)
{
    CM_TRY_ASSIGN(query, run(sql, values));
    return query.numRowsAffected();
}

Result<void> Database::changeOne(const QString &sql, const QVariantList &values)
{
    CM_TRY_ASSIGN(changed, change(sql, values));
    if (changed == 0)
        return fail(ErrorKind::NotFound);
    return {};
}

Result<qint64> Database::number(const QString &sql, const QVariantList &values)
{
    return row(sql, values, [](QSqlQuery &query) { return query.value(0).toLongLong(); });
}

Result<void> Database::checkEnd(const QSqlQuery &query) const
{
    if (query.lastError().isValid())
        return fail(sqlError(query.lastError(), m_file));
    return {};
}

} // namespace CloneMemoria

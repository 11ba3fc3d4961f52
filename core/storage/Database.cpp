#include "core/storage/Database.h"

#include "core/base/Clock.h"
#include "core/base/Uuid.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <QThread>

#include <cstring>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// SQLite's primary result codes (sqlite3.h); Qt hands them on as text, extended codes with more bits above.
enum SqliteCode {
    Busy = 5,
    Locked = 6,
    ReadOnlyFile = 8,
    Corrupt = 11,
    Full = 13,
    CantOpen = 14,
    NotADatabase = 26,
    Perm = 3
};

// Lists of many lengths make many statements of one: far more than this are not worth their memory.
constexpr size_t kMostCompiled = 100;

// Pragmas and what changes the schema are run once.
bool isRunOften(const QString &sql)
{
    for (const QLatin1StringView verb : {"SELECT"_L1, "INSERT"_L1, "UPDATE"_L1, "DELETE"_L1}) {
        if (sql.startsWith(verb))
            return true;
    }
    return false;
}

QVariant bindable(const QVariant &value)
{
    return value.typeId() == QMetaType::QString ? QVariant(sqlText(value.toString())) : value;
}

// Only takes away: a file its owner made read-only stays so. On a file system without permissions there is nothing to
// tighten, so a failure is none.
void closeToOthers(const QString &file)
{
    const QFileDevice::Permissions owners = QFileDevice::ReadOwner | QFileDevice::WriteOwner
                                            | QFileDevice::ExeOwner | QFileDevice::ReadUser
                                            | QFileDevice::WriteUser | QFileDevice::ExeUser;
    const QFileDevice::Permissions now = QFile::permissions(file);
    if (now & ~owners)
        QFile::setPermissions(file, now & owners);
}
} // namespace

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

QString sqlText(QString text)
{
    if (text.isNull())
        return u""_s;
    // SQLite takes a mark in front for the byte order of what follows.
    while (text.startsWith(QChar(QChar::ByteOrderMark)))
        text.remove(0, 1);
    for (qsizetype at = 0; at < text.size(); ++at) {
        const QChar character = std::as_const(text).at(at);
        const char16_t code = character.unicode();
        if (code != 0 && code < 0xFFFE && !character.isSurrogate())
            continue;
        if (character.isHighSurrogate() && at + 1 < text.size()
            && std::as_const(text).at(at + 1).isLowSurrogate())
            ++at;
        else
            text[at] = QChar(QChar::ReplacementCharacter);
    }
    return text;
}

QByteArray sqlVector(const QList<float> &vector)
{
    // As every machine this runs on has them in memory.
    static_assert(Q_BYTE_ORDER == Q_LITTLE_ENDIAN && sizeof(float) == 4);
    return QByteArray(reinterpret_cast<const char *>(vector.constData()),
                      vector.size() * qsizetype(sizeof(float)));
}

QList<float> vectorFromSql(const QByteArray &blob)
{
    QList<float> vector(blob.size() / qsizetype(sizeof(float)));
    std::memcpy(vector.data(), blob.constData(), size_t(vector.size()) * sizeof(float));
    return vector;
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
{ }

Database::~Database()
{
    m_compiled.clear();
    m_connection.close();
    m_connection = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_connectionName);
}

Result<std::unique_ptr<Database>> Database::open(const QString &file, Access access)
{
    if (file != ":memory:"_L1) {
        // SQLite itself would make one.
        if (!QFile::exists(file)) {
            if (access == Access::ReadOnly)
                return fail(ErrorKind::Storage, u"no such file"_s, u"file-missing"_s, file);
            QFile made(file);
            if (!made.open(QIODevice::ReadWrite))
                return fail(ErrorKind::Storage, made.errorString(), u"read-only"_s, file);
        }
        // Shorter than a page can be, SQLite would take it for an empty one and write over it.
        if (const qint64 size = QFileInfo(file).size(); size > 0 && size < 512 && QFileInfo(file).isFile())
            return fail(ErrorKind::Storage, u"too short to be a database"_s, u"database-damaged"_s, file);
        // SQLite gives its side files the mode of the database.
        closeToOthers(file);
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
        CM_TRY(run(u"PRAGMA synchronous = NORMAL"_s));
        CM_TRY(run(u"PRAGMA foreign_keys = ON"_s));
    } else {
        CM_TRY(run(u"PRAGMA query_only = ON"_s));
    }
    CM_TRY(run(u"PRAGMA cache_size = -16000"_s)); // 16 MB
    return {};
}

Result<void> Database::useWriteAheadLog()
{
    CM_TRY_ASSIGN(mode,
                  row(u"PRAGMA journal_mode"_s, {}, [](Query &query) { return query.value(0).toString(); }));
    if (mode == "wal"_L1)
        return {};
    // SQLite doesn't wait for the lock this needs: another process that is starting up may hold it for a moment.
    QDeadlineTimer deadline(5000);
    for (;;) {
        const Result<Query> changed = run(u"PRAGMA journal_mode = WAL"_s);
        if (changed)
            return {};
        if (changed.error().code != "database-busy"_L1 || deadline.hasExpired())
            return fail(changed.error());
        QThread::msleep(5);
    }
}

Result<Query> Database::prepare(const QString &sql)
{
    // SQLite would compile those that this concerns anew, but Qt keeps the columns that they had.
    if (sql.startsWith("DROP"_L1) || sql.startsWith("ALTER"_L1))
        m_compiled.clear();
    if (auto there = m_compiled.extract(sql))
        return Query(*this, sql, std::move(there.mapped()));
    QSqlQuery query(m_connection);
    query.setForwardOnly(true);
    if (!query.prepare(sql))
        return fail(sqlError(query.lastError(), m_file));
    return Query(*this, sql, std::move(query));
}

// It is reset: one that is not over keeps its transaction open.
void Database::keep(const QString &sql, QSqlQuery compiled)
{
    compiled.finish();
    if (!isRunOften(sql))
        return;
    if (m_compiled.size() >= kMostCompiled)
        m_compiled.clear();
    m_compiled.emplace(sql, std::move(compiled)); // unless it is there already: it was running twice
}

Result<Query> Database::run(const QString &sql, const QVariantList &values)
{
    CM_TRY_ASSIGN(query, prepare(sql));
    for (int i = 0; i < values.size(); ++i)
        query.bindValue(i, bindable(values.at(i)));
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
    return row(sql, values, [](Query &query) { return query.value(0).toLongLong(); });
}

Result<void> Database::checkEnd(const Query &query) const
{
    if (query.lastError().isValid())
        return fail(sqlError(query.lastError(), m_file));
    return {};
}

} // namespace CloneMemoria

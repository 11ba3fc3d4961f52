#pragma once

#include "core/base/Result.h"
#include "core/storage/Query.h"

#include <QDateTime>
#include <QList>
#include <QSqlDatabase>
#include <QVariant>

#include <memory>
#include <unordered_map>

namespace CloneMemoria {

/// One connection to an SQLite file, and the one way SQL is run: prepared, bound, checked. Belongs to the thread that
/// opened it. Errors: Storage, with a code where the cause is known (see sqlError).
class Database
{
public:
    enum class Access { ReadWrite, ReadOnly };

    /// Opens it with foreign keys and a busy timeout of 5 s. A new file is made by ReadWrite alone, and is readable by
    /// its owner alone; one that others can read is closed to them.
    static Result<std::unique_ptr<Database>> open(const QString &file, Access access);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    QString file() const { return m_file; }

    /// Changes the file to write-ahead logging, where it isn't yet. Apart from open(), since it writes: Migrator does it
    /// once it knows that this program may write the file at all.
    Result<void> useWriteAheadLog();

    /// Runs one statement with its values in the order of its question marks. A text is bound as sqlText makes it, an
    /// invalid QVariant as NULL.
    Result<Query> run(const QString &sql, const QVariantList &values = {});
    /// The same where only the number of changed rows matters.
    Result<int> change(const QString &sql, const QVariantList &values = {});

    /// Every row, as `map(query)` makes it.
    template <typename Map>
    auto rows(const QString &sql, const QVariantList &values, Map map)
        -> Result<QList<std::invoke_result_t<Map, Query &>>>
    {
        CM_TRY_ASSIGN(query, run(sql, values));
        QList<std::invoke_result_t<Map, Query &>> all;
        while (query.next())
            all.append(map(query));
        CM_TRY(checkEnd(query));
        return all;
    }

    /// The first row; NotFound where there is none.
    template <typename Map>
    auto row(const QString &sql, const QVariantList &values, Map map)
        -> Result<std::invoke_result_t<Map, Query &>>
    {
        CM_TRY_ASSIGN(query, run(sql, values));
        if (query.next())
            return map(query);
        CM_TRY(checkEnd(query));
        return fail(ErrorKind::NotFound);
    }

    /// The first column of the first row as a number; NotFound where there is none.
    Result<qint64> number(const QString &sql, const QVariantList &values = {});

    /// The same where no row changed means that there is no such row: NotFound.
    Result<void> changeOne(const QString &sql, const QVariantList &values);

    /// A loop over a query that ended must ask whether it ended well.
    Result<void> checkEnd(const Query &query) const;

private:
    friend class Query;
    friend class Transaction;

    Database(QString file, QString connectionName);
    Result<void> setUp(Access access);
    Result<Query> prepare(const QString &sql);
    void keep(const QString &sql, QSqlQuery compiled);

    QString m_file;
    QString m_connectionName;
    QSqlDatabase m_connection;
    std::unordered_map<QString, QSqlQuery> m_compiled; ///< statements that are not running, by their SQL
    int m_transactionDepth = 0;
};

/// What SQLite's result code means to a user: database-busy, disk-full, read-only, database-damaged.
Error sqlError(const QSqlError &error, const QString &file);

/// What SQLite can hold of a text: never null; U+FFFD for each NUL, half of a surrogate pair, U+FFFE and U+FFFF; no
/// byte order mark in front.
QString sqlText(QString text);
/// float32, little-endian.
QByteArray sqlVector(const QList<float> &vector);
QList<float> vectorFromSql(const QByteArray &blob);
/// NULL for an invalid time.
QVariant sqlTime(const QDateTime &time);
QDateTime timeFromSql(const QVariant &value);

} // namespace CloneMemoria

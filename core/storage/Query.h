#pragma once

#include <QSqlError>
#include <QSqlQuery>
#include <QString>

namespace CloneMemoria {

class Database;

/// A statement that was run, and its rows. When it goes, its Database keeps it compiled for the next time that it is
/// run: a short statement takes longer to compile than to run, above all where triggers are compiled along. It is no
/// QSqlQuery to others: one that was moved out of it would be kept while it runs. On the database's thread, and not
/// longer than the database.
class Query : private QSqlQuery
{
public:
    Query(Query &&other) noexcept;
    Query &operator=(Query &&) = delete;
    ~Query();

    using QSqlQuery::finish;
    using QSqlQuery::isNull;
    using QSqlQuery::lastError;
    using QSqlQuery::next;
    using QSqlQuery::numRowsAffected;
    using QSqlQuery::value;

private:
    friend class Database;
    Query(Database &database, QString sql, QSqlQuery compiled);

    Database *m_database; ///< null: moved from
    QString m_sql;
};

} // namespace CloneMemoria

#pragma once

#include <QSqlQuery>
#include <QString>

namespace CloneMemoria {

class Database;

/// A statement that was run, and its rows. When it goes, its Database keeps it compiled for the next time that it is
/// run: a short statement takes longer to compile than to run, above all where triggers are compiled along. On the
/// database's thread, and not longer than the database.
class Query : public QSqlQuery
{
public:
    Query(Query &&other) noexcept;
    Query &operator=(Query &&) = delete;
    ~Query();

private:
    friend class Database;
    Query(Database &database, QString sql, QSqlQuery compiled);

    Database *m_database; ///< null: moved from
    QString m_sql;
};

} // namespace CloneMemoria

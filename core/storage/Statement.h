#pragma once

#include "core/base/Result.h"

#include <QSqlQuery>
#include <QString>
#include <QVariantList>

namespace CloneMemoria {

class Database;

/// One statement that changes rows, prepared once and run for many of them: preparing costs more than running where
/// triggers are compiled along. On the database's thread, and not longer than the database.
class Statement
{
public:
    static Result<Statement> prepare(Database &database, const QString &sql);

    /// With its values as Database::run binds them.
    Result<void> run(const QVariantList &values);

private:
    Statement(Database &database, QSqlQuery query) : m_database(&database), m_query(std::move(query)) { }

    Database *m_database;
    QSqlQuery m_query;
};

} // namespace CloneMemoria

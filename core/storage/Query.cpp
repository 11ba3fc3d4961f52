#include "core/storage/Query.h"

#include "core/storage/Database.h"

#include <utility>

namespace CloneMemoria {

Query::Query(Database &database, QString sql, QSqlQuery compiled)
    : QSqlQuery(std::move(compiled))
    , m_database(&database)
    , m_sql(std::move(sql))
{ }

Query::Query(Query &&other) noexcept
    : QSqlQuery(std::move(other))
    , m_database(std::exchange(other.m_database, nullptr))
    , m_sql(std::move(other.m_sql))
{ }

Query::~Query()
{
    if (m_database)
        m_database->keep(m_sql, std::move(*this));
}

} // namespace CloneMemoria

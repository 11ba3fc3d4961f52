#include "core/storage/Statement.h"

#include "core/storage/Database.h"

namespace CloneMemoria {

Result<Statement> Statement::prepare(Database &database, const QString &sql)
{
    CM_TRY_ASSIGN(query, database.prepare(sql));
    return Statement(database, std::move(query));
}

Result<void> Statement::run(const QVariantList &values)
{
    CM_TRY(m_database->exec(m_query, values));
    m_query.finish(); // a statement that is not over keeps the transaction open
    return {};
}

} // namespace CloneMemoria

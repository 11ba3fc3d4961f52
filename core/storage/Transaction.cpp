#include "core/storage/Transaction.h"

#include "core/base/Logging.h"
#include "core/storage/Database.h"

namespace CloneMemoria
{

using namespace Qt::Literals::StringLiterals;

Transaction::Transaction(Database &database)
    : m_database(database)
{
}

Transaction::~Transaction()
{
    if (!m_open)
        return;
    --m_database.m_transactionDepth;
    if (m_database.m_transactionDepth > 0)
        return; // the outer one is left with the same error and rolls back
    if (const Result<QSqlQuery> undone = m_database.run(u"ROLLBACK"_s); !undone)
        qCWarning(lcStorage) << "rollback failed:" << undone.error().detail;
}

Result<void> Transaction::begin()
{
    if (m_database.m_transactionDepth == 0)
        CM_TRY(m_database.run(u"BEGIN IMMEDIATE"_s));
    ++m_database.m_transactionDepth;
    m_open = true;
    return {};
}

Result<void> Transaction::commit()
{
    if (m_database.m_transactionDepth == 1)
        CM_TRY(m_database.run(u"COMMIT"_s));
    --m_database.m_transactionDepth;
    m_open = false;
    return {};
}

} // namespace CloneMemoria

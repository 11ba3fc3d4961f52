#include "core/storage/Transaction.h"

#include "core/base/Logging.h"
#include "core/storage/Database.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

Transaction::Transaction(Database &database) : m_database(database) { }

Transaction::~Transaction()
{
    if (!m_open)
        return;
    --m_database.m_transactionDepth;
    const QStringList undo = m_savepoint.isEmpty()
                                 ? QStringList{u"ROLLBACK"_s}
                                 : QStringList{"ROLLBACK TO "_L1 + m_savepoint, "RELEASE "_L1 + m_savepoint};
    for (const QString &sql : undo) {
        // SQLite rolls back by itself after some errors (a full disk): then this has nothing to undo.
        if (const Result<Query> undone = m_database.run(sql); !undone)
            qCInfo(lcStorage) << "nothing to roll back:" << undone.error().detail;
    }
}

Result<void> Transaction::begin()
{
    const int depth = m_database.m_transactionDepth;
    const QString savepoint = depth > 0 ? u"inner%1"_s.arg(depth) : QString();
    CM_TRY(m_database.run(depth > 0 ? "SAVEPOINT "_L1 + savepoint : u"BEGIN IMMEDIATE"_s));
    m_savepoint = savepoint;
    ++m_database.m_transactionDepth;
    m_open = true;
    return {};
}

Result<void> Transaction::commit()
{
    CM_TRY(m_database.run(m_savepoint.isEmpty() ? u"COMMIT"_s : "RELEASE "_L1 + m_savepoint));
    --m_database.m_transactionDepth;
    m_open = false;
    return {};
}

} // namespace CloneMemoria

#pragma once

#include "core/base/Result.h"

#include <QString>

namespace CloneMemoria {

class Database;

/// All or nothing: rolls back unless committed. Inside of another one it is part of that, and rolled back alone where
/// that one goes on. Begins by taking the write lock, so that it never fails half-way because another connection wrote
/// in between.
class Transaction
{
public:
    explicit Transaction(Database &database);
    ~Transaction();
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;

    Result<void> begin();
    Result<void> commit();

private:
    Database &m_database;
    QString m_savepoint; ///< empty for the outermost one
    bool m_open = false;
};

} // namespace CloneMemoria

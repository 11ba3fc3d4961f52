#pragma once

#include "core/base/Result.h"

namespace CloneMemoria
{

class Database;

/// All or nothing: rolls back unless committed. Inside of another one it is part of that. Begins by taking the write
/// lock, so that it never fails half-way because another connection wrote in between.
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
    bool m_open = false;
};

} // namespace CloneMemoria

#pragma once

#include "core/base/Result.h"

#include <QStringList>

namespace CloneMemoria {

class Database;

constexpr qint64 kApplicationId =
    0x434D656D; ///< "CMem", of every database of ours; set by the first migration

/// Brings a database to the newest schema. The migrations are an append-only list; PRAGMA user_version says how many
/// have been applied. They are one transaction; an existing database is copied and the copy checked before.
class Migrator
{
public:
    /// `scripts`: SQL, statements separated by blank lines.
    explicit Migrator(QStringList scripts);
    /// The program's own.
    static Migrator builtin();

    int newestVersion() const { return int(m_scripts.size()); }

    /// Errors: Storage; code "database-newer" where it was written by a later program, which is left untouched.
    /// `backupDir` gets "clonememoria-before-N.db"; empty: no copy (for :memory:).
    Result<void> migrate(Database &database, const QString &backupDir) const;

private:
    Result<void> apply(Database &database, int version) const;

    QStringList m_scripts;
};

} // namespace CloneMemoria

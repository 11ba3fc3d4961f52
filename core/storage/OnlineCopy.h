#pragma once

#include "core/base/Result.h"

#include <QString>

namespace CloneMemoria {

class Database;

/// Copies the database as it is at one moment, whoever reads and writes meanwhile, into `target`, which isn't there or is
/// an empty file. It can't be broken off, and takes as long as writing the file does. Errors: Storage; with `target` as
/// subject where that can't be written ("read-only", "disk-full").
Result<void> copyOnline(Database &database, const QString &target);

/// The schema of a database that is whole and ours: every page, index and reference is looked at, which reads all of it.
/// Errors: Storage, code "database-damaged", "not-ours", or "database-newer" for one that this program does not know.
Result<int> checkWhole(Database &database);

} // namespace CloneMemoria

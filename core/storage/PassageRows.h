#pragma once

#include "core/base/Result.h"
#include "core/domain/Passage.h"

#include <QList>

namespace CloneMemoria {

class Database;

// The rows of a document's passages, as DocumentRepository writes them within its transactions. Whose document it is has
// been looked at already.

/// Keeps them, in their order, for storeStagedPassages(); of a document that has none yet. FTS5 writes what it has
/// gathered to its tables before every statement whose triggers change rows: a thousand passages in one statement take
/// half the time of a thousand statements. They are in a temporary table, and go back with the transaction they are in.
Result<void> stagePassages(Database &database, const QString &cloneId, const QString &documentId,
                           const QList<Passage> &passages);

/// Makes rows of all that are kept.
Result<void> storeStagedPassages(Database &database, const QString &now);

/// Makes them the document's passages. One whose content was there already stays the row it is, with its id and, where
/// the new one brings no other, its vector; what else is there goes.
Result<void> replacePassages(Database &database, const QString &cloneId, const QString &documentId,
                             const QList<Passage> &passages, const QString &now);

} // namespace CloneMemoria

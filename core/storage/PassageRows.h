#pragma once

#include "core/base/Result.h"
#include "core/domain/Passage.h"

#include <QList>

namespace CloneMemoria {

class Database;

// The rows of a document's passages, as DocumentRepository writes them within its transactions. Whose document it is has
// been looked at already.

/// In their order, of a document that has none yet.
Result<void> insertPassages(Database &database, const QString &cloneId, const QString &documentId,
                            const QList<Passage> &passages, const QString &now);

/// Makes them the document's passages. One whose content was there already stays the row it is, with its id and, where
/// the new one brings no other, its vector; what else is there goes.
Result<void> replacePassages(Database &database, const QString &cloneId, const QString &documentId,
                             const QList<Passage> &passages, const QString &now);

} // namespace CloneMemoria

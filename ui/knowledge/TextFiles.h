#pragma once

#include "core/base/Result.h"
#include "core/domain/Document.h"

#include <QList>
#include <QString>

namespace CloneMemoria {

/// Writes each memory as a text file into the folder, named after its date and title, so that importing it gives the same
/// again. No file that is there is written over. How many were written. Errors: Storage "file-write" with the file's
/// name. Any thread; blocks on the disk.
Result<int> writeTextFiles(const QList<Document> &documents, const QString &folder);

} // namespace CloneMemoria

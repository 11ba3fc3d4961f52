#pragma once

#include "core/knowledge/ImportService.h"

#include <QString>

namespace CloneMemoria {

/// How far an import is: "Adding memories: 12 of 300 files · 1,240 passages · about 3 minutes left".
QString importProgressText(const ImportProgress &progress);
/// What came of it: "212 memories added, 3 changed. 12 files were there already. 2 files could not be added."
QString importSummary(const QList<ImportedFile> &files);
/// What became of one file: "Added", "Could not be added" …
QString importedFileState(const ImportedFile &file);
/// The same at length: how many memories, or why it failed and what to do.
QString importedFileText(const ImportedFile &file);
/// "about 3 minutes left"; empty for what isn't known.
QString timeLeftText(int seconds);

} // namespace CloneMemoria

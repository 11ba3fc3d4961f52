#pragma once

#include "core/base/Result.h"
#include "core/knowledge/importers/Importer.h"

#include <QList>
#include <QStringList>

namespace CloneMemoria {

/// The one that reads such a file. Errors: InvalidInput "file-type" where there is none. Any thread.
Result<const Importer *> importerFor(const FileProbe &probe);

/// Reads the file with the importer that fits it best. Errors as probeFile, importerFor and Importer::read; InvalidInput
/// "file-empty" where nothing came of it. Any thread; blocks on the disk.
Result<void> importFile(const QString &path, DraftSink &sink);

/// All of a file's drafts at once, for small files and tests. Errors as above.
Result<QList<DocumentDraft>> readDrafts(const QString &path);

/// Who speaks in a chat export, the most talkative first; empty for what is no chat. Reads all of it. Errors as above.
Result<QStringList> peopleIn(const QString &path);

/// The suffixes of files that can be read, without dots, for a file dialog.
QStringList importableSuffixes();

/// The same for walking through folders: without archives, of which hardly any is a chat.
QStringList suffixesInFolders();

} // namespace CloneMemoria

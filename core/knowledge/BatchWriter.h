#pragma once

#include "core/base/Result.h"
#include "core/knowledge/ImportItem.h"
#include "core/knowledge/SourceMatch.h"
#include "core/storage/ImportRepository.h"

#include <QHash>
#include <QList>
#include <QSet>

namespace CloneMemoria {

class Store;

struct WrittenBatch
{
    qsizetype items = 0;              ///< how many of those from the front were dealt with
    qsizetype weight = 0;             ///< of those
    int passages = 0;                 ///< that were stored
    bool changed = false;             ///< documents were added, changed or removed
    QList<StoredImportFile> finished; ///< files that came to their end with it
};

/// Stores what an import has prepared, a batch at a time, each in one transaction together with how far its files are:
/// it is in as a whole or not at all. Used by jobs on the writing thread, one after the other; what it knows of files
/// holds only while no batch fails.
class BatchWriter
{
public:
    BatchWriter(StoredImport import, QString language, const QList<StoredImportFile> &files);

    /// Takes items from the front until the batch is large enough or has taken long enough for others to have their
    /// turn. Errors: Storage, NotFound (the clone is gone).
    Result<WrittenBatch> write(Store &store, const ImportItems &items);

    /// A file that was found later.
    void addFile(const StoredImportFile &file) { m_files.insert(file.place, file); }

private:
    Result<void> take(Store &store, const ImportItem &item, WrittenBatch &batch);
    Result<void> storeDocument(Store &store, const ImportItem &item, StoredImportFile &file,
                               WrittenBatch &batch);
    Result<void> replaceDocument(Store &store, const PreparedDocument &prepared, const QString &id,
                                 StoredImportFile &file);
    Result<void> end(Store &store, const ImportItem &item, StoredImportFile &file, WrittenBatch &batch);
    Result<SourceMatch *> sourceOf(Store &store, const StoredImportFile &file);

    StoredImport m_import;
    QString m_language;
    QHash<int, StoredImportFile> m_files;
    QHash<int, SourceMatch> m_sources; ///< of the files under way
};

} // namespace CloneMemoria

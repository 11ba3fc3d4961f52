#pragma once

#include "core/archive/ArchiveTask.h"
#include "core/archive/CloneRecord.h"
#include "core/base/Result.h"

#include <QString>

#include <memory>

namespace CloneMemoria {

class Embedder;
class StorageThread;
class Store;

// A clone as one file, "….cmclone": a zip of
//
//     clone.json            who they are, and by which names they appear in chats
//     documents.jsonl       the memories, one a line, in the order they came; of a chat, who said what when
//     conversations.jsonl   one a line
//     messages.jsonl        one a line, with all variants and branches, what was cited and why an answer is partial
//     manifest.json         the format's name and version, counts, and each entry's size and SHA-256
//
// What is in the trash stays there; providers, models, voices and settings are this computer's and no part of a person;
// passages and vectors are made from the texts again.

/// What was written.
struct CloneArchiveFacts
{
    QString cloneId;
    QString name;
    CloneCounts counts;
    qint64 bytes = 0;
};

/// What an import gave.
struct ImportedClone
{
    QString cloneId;
    QString name;
    CloneCounts counts;
    int passages = 0;
    int duplicates = 0; ///< documents that said the same as another, and were left out
};

/// Writes the clone's archive, as the clone is at one moment, whoever writes meanwhile. In bounded memory, whatever the
/// clone's size. `database` is the profile's file. Blocks; any thread. Errors: NotFound, Storage ("file-write",
/// "disk-full", those of the database), Cancelled; the target is as it was then.
Result<CloneArchiveFacts> exportCloneArchive(const QString &database, const QString &cloneId,
                                             const QString &target, ArchiveTask &task);

/// What an import is asked for beside its file.
struct CloneImportOptions
{
    QString name = {}; ///< in place of the clone's own; empty: that one
    std::shared_ptr<Embedder> embedder =
        {}; ///< a local one, which gives vectors at once; null: they are made later
};

/// Makes a new clone of an archive. All of it is looked through first; then it comes in in steps, hidden until it is
/// whole. In bounded memory. Blocks, and uses the storage's writing thread: any other thread. Errors, with the file's name as subject: InvalidInput "not-an-archive", "archive-newer",
/// "file-damaged", "file-encrypted", "file-too-large", those of validateName; NotFound "file-missing"; Storage;
/// Cancelled. Nothing is left of it then.
Result<ImportedClone> importCloneArchive(StorageThread &storage, const QString &database, const QString &file,
                                         const CloneImportOptions &options, ArchiveTask &task);

/// Takes away what is left of imports whose process died. On the storage's writing thread.
Result<void> removeUnfinishedImports(Store &store, const QString &database);

} // namespace CloneMemoria

#pragma once

#include "core/base/Result.h"
#include "core/knowledge/importers/DocumentDraft.h"
#include "core/knowledge/importers/FileProbe.h"

#include <QHash>
#include <QString>

namespace CloneMemoria {

/// Where an importer puts what it reads, document by document, so that no file is ever in memory whole unless its format
/// forces it. Called on the thread that reads.
class DraftSink
{
public:
    virtual ~DraftSink();

    /// Takes a clean draft (see cleanDraft). May block until there is room. An error ends the reading: Cancelled where
    /// the import was.
    virtual Result<void> take(DocumentDraft draft) = 0;
    /// How far the reading is, in bytes of the file. Called often, also where nothing comes of what is read; an error
    /// ends the reading.
    virtual Result<void> progress(qint64 bytesRead) = 0;
};

/// How sure an importer is that a file is its own. Content counts more than a name; the surest one reads the file.
enum class Fit {
    No,      ///< can't read it
    Generic, ///< reads it as a more general form of what it may be (a chat as plain text)
    Named,   ///< the name says so, and the content doesn't contradict it
    Content, ///< the content says so
    Exact, ///< the content says so, and says more than a general form of it (a Telegram export is JSON, too)
};

/// Reads files of one format. Without state; any thread. Limits: what is packed is unpacked up to kMaxUnpackedBytes in
/// all; nesting is bounded; nothing that a file refers to is ever fetched, from the network or the disk.
class Importer
{
public:
    virtual ~Importer();

    /// A short name, for logs and results: "docx", "whatsapp".
    virtual QString format() const = 0;
    virtual Fit fit(const FileProbe &probe) const = 0;

    /// Puts everything that is to be remembered into `sink`, in the file's order, the same each time. Drafts have
    /// sourceUri = the path and sourceType File or ChatExport. What was put before an error stays. Errors, with the
    /// file's name as subject: InvalidInput "file-unreadable", "file-empty" (no text in it), "file-damaged",
    /// "file-encrypted", "file-not-text", "file-too-large" (unpacked, or nested too deep), "file-no-text-layer" (pictures
    /// of pages); what the sink gives.
    virtual Result<void> read(const FileProbe &probe, DraftSink &sink) const = 0;
};

/// A packed file's contents count up to here, in bytes; what is larger is no text that a person wrote.
constexpr qint64 kMaxUnpackedBytes = 256LL * 1024 * 1024;
/// Formats that can only be read whole (a PDF, an office document) are refused beyond this, in bytes.
constexpr qint64 kMaxWholeFileBytes = 512LL * 1024 * 1024;
/// Elements, parts or brackets within each other.
constexpr int kMaxNesting = 256;

} // namespace CloneMemoria

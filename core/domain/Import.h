#pragma once

#include "core/base/Error.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace CloneMemoria {

enum class ImportState { Running, Paused, Cancelled, Finished };

/// What became of one file of an import.
struct ImportedFile
{
    enum class State {
        Waiting,
        Reading,
        Done,      ///< something of it is new or changed
        Unchanged, ///< all of it was there already
        Failed,    ///< `error` says why; documents before the damage stay
        Skipped,   ///< the import was cancelled before its turn
    };

    QString path; ///< absolute
    State state = State::Waiting;
    qint64 bytes = 0;
    int added = 0;           ///< documents
    int updated = 0;         ///< documents that were there in an older form
    int known = 0;           ///< documents that were there already, as they are
    int removed = 0;         ///< documents that are no longer in the file, and lie in the trash now
    int passages = 0;        ///< of the added and updated documents
    QString documentId = {}; ///< of the first of its documents, whichever way it got there
    QString title = {};      ///< of that document
    QStringList people =
        {}; ///< who speaks in a chat export, the most talkative first; not told after a resumption
    std::optional<Error> error = {};

    bool operator==(const ImportedFile &) const = default;
};

QString toString(ImportState state);                    ///< "running", "paused", "cancelled", "finished"
QString toString(ImportedFile::State state);            ///< "waiting", "reading" …
ImportState importStateFromString(const QString &name); ///< Finished for one it doesn't know
ImportedFile::State importedFileStateFromString(const QString &name); ///< Waiting for one it doesn't know

} // namespace CloneMemoria

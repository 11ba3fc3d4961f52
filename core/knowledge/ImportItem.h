#pragma once

#include "core/base/Result.h"
#include "core/knowledge/PreparedDocument.h"
#include "core/knowledge/importers/DocumentDraft.h"

#include <QString>
#include <QStringList>

#include <deque>
#include <optional>

namespace CloneMemoria {

/// One step of an import on its way from a file to the store.
struct ImportItem
{
    enum class Kind {
        Begin,    ///< of a file
        Document, ///< to be stored
        Skipped,  ///< was stored before the import was interrupted
        End,      ///< of the file
    };

    Kind kind = Kind::Document;
    int place = 0; ///< of the file in its import
    QString hash = {};
    DocumentDraft draft = {};
    std::optional<PreparedDocument> prepared = {}; ///< none where the document seems to be there already
    qsizetype weight = 0;                          ///< characters that are held for it
    // Of a Begin: the file as it is now, and how many of its documents hold still.
    qint64 bytes = 0;
    QDateTime modifiedAt = {};
    int documentsDone = 0;
    // Of an End:
    std::optional<Error> error = {};
    QStringList people = {};
};

using ImportItems = std::deque<ImportItem>;

} // namespace CloneMemoria

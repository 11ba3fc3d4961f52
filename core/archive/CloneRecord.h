#pragma once

#include "core/domain/Clone.h"
#include "core/domain/Document.h"
#include "core/knowledge/importers/DocumentDraft.h"

#include <QList>
#include <QString>

#include <optional>

namespace CloneMemoria {

/// A name by which a clone's person appears in chats.
struct ChatName
{
    QString name;
    QDateTime createdAt;

    bool operator==(const ChatName &) const = default;
};

/// A clone as an archive has it: the person. Which provider, model and voice they have is this computer's matter.
struct CloneRecord
{
    Clone clone;
    QList<ChatName> names;
};

/// What an import of files noted of a document that it stored (see ImportRepository).
struct ImportNote
{
    QString sourceUri;
    QString contentHash;
    QDateTime importedAt;

    bool operator==(const ImportNote &) const = default;
};

/// A document as an archive has it: passages and vectors are made anew, from these turns where it is a chat.
struct DocumentRecord
{
    Document document;
    QList<Turn> turns;
    bool searchable = true; ///< false: it has no passages, and is only there to be read
    std::optional<ImportNote> imported;
};

/// How many of each a clone has, beside what is in the trash.
struct CloneCounts
{
    qint64 documents = 0;
    qint64 conversations = 0;
    qint64 messages = 0;

    bool operator==(const CloneCounts &) const = default;
};

} // namespace CloneMemoria

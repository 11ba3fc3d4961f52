#pragma once

#include "core/archive/CardMapping.h"
#include "core/archive/CharacterCard.h"
#include "core/base/Result.h"

#include <QString>

namespace CloneMemoria {

class StorageThread;

/// What was written.
struct CardFacts
{
    QString cloneId;
    QString name;
    qint64 bytes = 0;
};

/// What became of a card.
struct ImportedCard
{
    QString cloneId;
    QString name;
    int documents = 0;
    int passages = 0;
    QList<CardRemark> remarks;
};

/// Writes the clone as a character card: who they are, and what came with their card, but neither memories nor
/// conversations nor settings. `database` is the profile's file. Blocks; any thread. Errors: NotFound, Storage.
Result<CardFacts> exportCard(const QString &database, const QString &cloneId, const QString &target,
                             CardVersion version);

/// Makes a new clone of a card, in one transaction; `name` takes the place of its own where it isn't empty. Its memories
/// get their vectors later. Blocks, and uses the storage's writing thread: any other thread. Errors: those of readCard, personOf and validateName; Storage.
Result<ImportedCard> importCard(StorageThread &storage, const QString &file, const QString &name);

} // namespace CloneMemoria

#pragma once

#include "core/archive/CloneRecord.h"
#include "core/base/Result.h"
#include "core/domain/Conversation.h"
#include "core/domain/Message.h"
#include "core/domain/Passage.h"

#include <QList>
#include <QStringList>

namespace CloneMemoria {

class Store;

/// A document that is ready to be stored.
struct ReadyDocument
{
    DocumentRecord record;
    QList<Passage> passages;
};

/// A clone in the making: it lies in the trash, where nothing shows it, until all of it is there; a setting says that it
/// is unfinished, so that it is found and taken away where the program dies over it. Each step is one transaction. Every
/// query names the store's user; the store must outlive it. Errors: Storage; InvalidInput "file-damaged" for rows that
/// don't fit together.
class HiddenClone
{
public:
    HiddenClone(Store &store, QString cloneId) : m_store(store), m_cloneId(std::move(cloneId)) { }

    /// Those that were begun and not ended: by a process that died, or one that is at it.
    static Result<QStringList> unfinished(Store &store);

    Result<void> create(const CloneRecord &record);
    /// How many of them were stored: what says the same as another is left out.
    Result<int> addDocuments(const QList<ReadyDocument> &documents);
    Result<void> addConversations(const QList<Conversation> &conversations);
    /// Their conversations must be there.
    Result<void> addMessages(const QList<Message> &messages);
    /// Looks whether everything that was given is there and relates to what is there, and takes it out of hiding.
    Result<void> show(const CloneCounts &given);
    /// Takes all of it away, in steps that let others write in between.
    Result<void> remove();

private:
    Result<bool> addDocument(const ReadyDocument &ready);
    Result<void> checkRelations(const CloneCounts &given) const;

    Store &m_store;
    QString m_cloneId;
};

} // namespace CloneMemoria

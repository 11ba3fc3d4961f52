#pragma once

#include "core/base/Result.h"
#include "core/domain/Conversation.h"
#include "core/domain/Message.h"
#include "core/storage/MessageRepository.h"

#include <QFuture>
#include <QHash>
#include <QList>

namespace CloneMemoria {

class StorageThread;

/// A piece of a conversation as the chat shows it.
struct MessagePage
{
    QString conversationId;
    QList<Message> messages;                  ///< in the order they were said
    QHash<QString, MessageVariants> variants; ///< of the answers that have more than one
    bool hasOlder = false;

    static constexpr int kSize = 60;
};

/// The last `limit` messages of the branch that is shown, or those before `beforeId`.
QFuture<Result<MessagePage>> loadMessagePage(StorageThread &storage, const QString &conversationId,
                                             const QString &beforeId = {}, int limit = MessagePage::kSize);

/// The clone's newest conversation; an empty id where it has none.
QFuture<Result<QString>> newestConversation(StorageThread &storage, const QString &cloneId);

/// Makes the newest branch through that message the one that is shown.
QFuture<Result<void>> showBranch(StorageThread &storage, const QString &conversationId,
                                 const QString &messageId);

} // namespace CloneMemoria

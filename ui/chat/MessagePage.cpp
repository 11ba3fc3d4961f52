#include "ui/chat/MessagePage.h"

#include "core/storage/StorageThread.h"

#include <algorithm>

namespace CloneMemoria {

QFuture<Result<MessagePage>> loadMessagePage(StorageThread &storage, const QString &conversationId,
                                             const QString &beforeId, int limit)
{
    return storage.read([conversationId, beforeId, limit](Store &store) -> Result<MessagePage> {
        MessagePage page;
        page.conversationId = conversationId;
        CM_TRY_ASSIGN(messages, store.messages.page(conversationId, limit + 1, beforeId));
        page.hasOlder = messages.size() > limit;
        page.messages = page.hasOlder ? messages.last(limit) : messages;
        for (const Message &message : page.messages) {
            if (message.role != MessageRole::Clone)
                continue;
            CM_TRY_ASSIGN(variants, store.messages.variants(message.id));
            if (variants.ids.size() > 1)
                page.variants.insert(message.id, variants);
        }
        return page;
    });
}

QFuture<Result<QString>> newestConversation(StorageThread &storage, const QString &cloneId)
{
    return storage.read([cloneId](Store &store) -> Result<QString> {
        CM_TRY_ASSIGN(conversations, store.conversations.list(cloneId));
        const auto newest = std::max_element(conversations.begin(), conversations.end(),
                                             [](const Conversation &a, const Conversation &b) {
                                                 return a.updatedAt < b.updatedAt;
                                             });
        return newest == conversations.end() ? QString() : newest->id;
    });
}

QFuture<Result<void>> showBranch(StorageThread &storage, const QString &conversationId,
                                 const QString &messageId)
{
    return storage.write([conversationId, messageId](Store &store) -> Result<void> {
        CM_TRY_ASSIGN(leaf, store.messages.newestLeaf(messageId));
        CM_TRY(store.conversations.setCurrentMessage(conversationId, leaf));
        return {};
    });
}

} // namespace CloneMemoria

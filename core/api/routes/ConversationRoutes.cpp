#include "core/api/ApiCall.h"
#include "core/api/Router.h"
#include "core/api/routes/Routes.h"
#include "core/json/JsonForms.h"
#include "core/profile/Profile.h"
#include "core/storage/StorageThread.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
void listConversations(ApiCall &call, Profile &profile)
{
    const Result<ApiCall::PageQuery> query = call.timePageQuery();
    if (!query) {
        call.failWith(query.error());
        return;
    }
    call.await(profile.storage().read(
                   [id = call.param(0), query = *query](Store &store) -> Result<Page<Conversation>> {
                       CM_TRY(cloneOf(store, id));
                       return store.conversations.page(id, query.limit, query.after);
                   }),
               [&call](const Page<Conversation> &page) {
                   nlohmann::json rows = nlohmann::json::array();
                   for (const Conversation &conversation : page.rows)
                       rows.push_back(toJson(conversation));
                   call.answerPage(rows, page.next ? std::optional(cursorOf(*page.next)) : std::nullopt);
               });
}

qsizetype charactersOf(const Message &message)
{
    qsizetype sum = message.content.size() + message.reasoning.size();
    for (const Citation &citation : message.citations)
        sum += citation.content.size();
    return sum;
}

// The last `limit` messages before that one, in the order they were said, and whether there are earlier ones.
struct MessagePage
{
    QList<Message> messages;
    bool hasMore = false;
};

Result<MessagePage> readMessages(Store &store, const QString &conversationId, int limit,
                                 const QString &beforeId)
{
    CM_TRY_ASSIGN(messages, store.messages.page(conversationId, limit + 1, beforeId));
    MessagePage page{std::move(messages)};
    qsizetype kept = 0;
    qsizetype characters = 0;
    while (kept < page.messages.size() && kept < limit) {
        characters += charactersOf(page.messages.at(page.messages.size() - 1 - kept));
        if (characters > kPageCharacters && kept > 0)
            break;
        ++kept;
    }
    page.hasMore = kept < page.messages.size();
    page.messages.remove(0, page.messages.size() - kept);
    return page;
}

void listMessages(ApiCall &call, Profile &profile)
{
    const Result<ApiCall::PageQuery> query = call.pageQuery();
    if (!query) {
        call.failWith(query.error());
        return;
    }
    call.await(profile.storage().read([id = call.param(0), query = *query](Store &store) {
        return readMessages(store, id, query.limit, query.cursor);
    }),
               [&call](const MessagePage &page) {
                   nlohmann::json rows = nlohmann::json::array();
                   for (const Message &message : page.messages)
                       rows.push_back(toJsonRow(message));
                   call.answerPage(rows, page.hasMore ? std::optional(page.messages.constFirst().id)
                                                      : std::nullopt);
               });
}
} // namespace

void addConversationRoutes(Router &router, Profile &profile)
{
    router.add("GET", u"/api/clones/{clone_id}/conversations"_s,
               [&profile](ApiCall &call) { listConversations(call, profile); });
    router.add("GET", u"/api/conversations/{conversation_id}/messages"_s,
               [&profile](ApiCall &call) { listMessages(call, profile); });
}

} // namespace CloneMemoria

#include "app/cli/ChatCommands.h"

#include "app/cli/AskCommand.h"
#include "app/cli/ChatCommand.h"
#include "core/storage/Store.h"

#include <algorithm>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

QList<CommandSpec> chatCommands()
{
    const QList<OptionSpec> whichConversation{
        {u"conversation"_s,
         {},
         u"CONVERSATION-ID"_s,
         u"Go on with this conversation instead of a new one."_s},
        {u"last"_s, {}, {}, u"Go on with the one that was talked in last."_s},
    };
    return {
        {u"chat"_s,
         u"[CLONE]"_s,
         u"Talk with a clone."_s,
         u"Ctrl+C stops an answer and keeps what is there; once more, or Ctrl+D, ends. While you talk, /help "
         u"tells "
         "what else there is: /memories, /new and /quit.\n\n"
         "Over a pipe each line is a message, and nothing but the answers is printed; with --json each is a "
         "line. "
         "The exit code is 1 then if an answer failed."_s,
         QList<OptionSpec>{
             {u"sample"_s, {}, {}, u"Talk with the fictional person that comes with the program."_s}}
             + whichConversation,
         0,
         1,
         makes<ChatCommand>(),
         {{u"clonememoria-cli chat \"Grandma Rose\""_s, {}},
          {u"clonememoria-cli chat --sample"_s, u"Try it out with nothing set up."_s},
          {u"clonememoria-cli chat \"Grandma Rose\" --last < questions.txt"_s,
           u"Ask one thing after the other, in the conversation that was."_s}}},
        {u"ask"_s,
         u"CLONE TEXT"_s,
         u"Ask a clone one thing; the answer goes to standard output as it comes."_s,
         u"TEXT can be “-”: then it is read from standard input. Ctrl+C stops the answer and keeps what is "
         u"there; "
         "the exit code is 1 then."_s,
         whichConversation,
         2,
         2,
         makes<AskCommand>(),
         {{u"clonememoria-cli ask \"Grandma Rose\" \"Where did you learn to swim?\""_s, {}},
          {u"clonememoria-cli ask \"Grandma Rose\" \"And who taught you?\" --last"_s,
           u"Ask on, in the same conversation."_s},
          {u"clonememoria-cli ask \"Grandma Rose\" - --json < letter.txt"_s,
           u"A long question from a file; the answer with its memories."_s}}},
    };
}

Result<void> checkConversationOptions(const Invocation &invocation)
{
    if (invocation.has(u"last"_s) && invocation.has(u"conversation"_s))
        return wrongUse(u"Either --conversation or --last says which one it is."_s);
    return {};
}

Result<QString> chosenConversation(const Store &store, const Invocation &invocation, const QString &cloneId)
{
    if (invocation.has(u"last"_s)) {
        CM_TRY_ASSIGN(all, store.conversations.list(cloneId));
        const auto last = std::max_element(all.cbegin(), all.cend(),
                                           [](const Conversation &a, const Conversation &b) {
                                               return a.updatedAt < b.updatedAt;
                                           });
        return last == all.cend() ? QString() : last->id;
    }
    const QString id = invocation.value(u"conversation"_s);
    if (id.isEmpty())
        return QString();
    const Result<Conversation> conversation = store.conversations.get(id);
    if (!conversation && conversation.error().kind != ErrorKind::NotFound)
        return fail(conversation.error());
    if (!conversation || conversation->cloneId != cloneId)
        return fail(ErrorKind::NotFound, u"no conversation of this clone has that id"_s,
                    u"not-a-conversation"_s, id.left(80));
    return id;
}

} // namespace CloneMemoria::Cli

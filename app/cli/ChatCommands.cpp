#include "app/cli/ChatCommands.h"

#include "app/cli/AskCommand.h"
#include "app/cli/ChatCommand.h"

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

QList<CommandSpec> chatCommands()
{
    const OptionSpec conversation{
        u"conversation"_s, {}, u"ID"_s, u"Go on with this conversation instead of a new one."_s};
    return {
        {u"chat"_s,
         u"[CLONE]"_s,
         u"Talk with a clone."_s,
         u"Ctrl+C stops an answer and keeps what is there; Ctrl+D ends. While you talk: /help, /memories, /new, /quit."_s,
         {{u"sample"_s, {}, {}, u"Talk with the fictional person that comes with the program."_s},
          conversation},
         0,
         1,
         makes<ChatCommand>()},
        {u"ask"_s,
         u"CLONE TEXT"_s,
         u"Ask a clone one thing; the answer goes to standard output as it comes."_s,
         u"TEXT can be “-”: then it is read from standard input."_s,
         {conversation},
         2,
         2,
         makes<AskCommand>()},
    };
}

} // namespace CloneMemoria::Cli

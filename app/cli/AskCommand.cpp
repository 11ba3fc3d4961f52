#include "app/cli/AskCommand.h"

#include "app/cli/ChatCommands.h"
#include "app/cli/Input.h"
#include "app/cli/Output.h"
#include "core/json/JsonForms.h"
#include "core/profile/Profile.h"
#include "core/storage/StorageThread.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

Result<void> AskCommand::prepare()
{
    CM_TRY(checkConversationOptions(m_invocation));
    CM_TRY_ASSIGN(text, textArgument(m_invocation.arguments.at(1), kMaxMessageLength));
    m_text = text;
    return {};
}

void AskCommand::run(Profile &profile)
{
    profile.chat().setPatient(true);
    using Begun = std::pair<Clone, QString>;
    await(profile.storage().read([invocation = m_invocation](Store &store) -> Result<Begun> {
        CM_TRY_ASSIGN(clone, findClone(store, invocation.arguments.constFirst()));
        CM_TRY_ASSIGN(conversation, chosenConversation(store, invocation, clone.id));
        return Begun(clone, conversation);
    }),
          [this, &profile](const Begun &begun) { ask(profile.chat(), begun.first, begun.second); });
}

void AskCommand::ask(ChatService &chat, const Clone &clone, const QString &conversationId)
{
    m_output.progress(u"Remembering…"_s);
    m_turn = chat.send(clone.id, conversationId, m_text);
    connect(m_turn, &ChatTurn::memoriesFound, this,
            [this, name = clone.name] { m_output.progress(u"Waiting for %1…"_s.arg(name)); });
    connect(m_turn, &ChatTurn::delta, this, [this](const QString &text) {
        if (!m_output.json())
            m_output.write(text);
    });
    connect(m_turn, &ChatTurn::refused, this, [this](const Error &error) { failWith(error); });
    connect(m_turn, &ChatTurn::finished, this, [this](const Message &answer) { conclude(answer); });
}

void AskCommand::conclude(const Message &answer)
{
    if (m_output.json())
        m_output.document(toJson(answer));
    else if (!answer.content.isEmpty())
        m_output.writeLine();
    if (answer.error)
        failWith(*answer.error);
    else
        done(answer.status == MessageStatus::Complete ? ExitDone : ExitFailed);
}

void AskCommand::interrupt()
{
    if (m_turn && !m_interrupted) {
        m_interrupted = true;
        m_turn->stop();
    } else {
        done(ExitFailed);
    }
}

} // namespace CloneMemoria::Cli

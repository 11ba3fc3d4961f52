#include "app/cli/ChatCommand.h"

#include "app/cli/ChatCommands.h"
#include "app/cli/LineReader.h"
#include "app/cli/Output.h"
#include "core/json/JsonForms.h"
#include "core/profile/Profile.h"
#include "core/profile/SampleClone.h"
#include "core/storage/StorageThread.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

ChatCommand::ChatCommand(Invocation invocation, Output &output)
    : Command(std::move(invocation), output)
    , m_lines(new LineReader(this))
    , m_talking(inputIsTerminal() && output.onTerminal() && !output.json())
{
    connect(m_lines, &LineReader::line, this, [this](const QString &line) {
        m_waiting.append(line);
        m_interrupted = false;
        if (!m_turn)
            next();
    });
    connect(m_lines, &LineReader::ended, this, [this] {
        m_inputEnded = true;
        if (!m_turn)
            next();
    });
}

Result<void> ChatCommand::prepare()
{
    if (m_invocation.has(u"sample"_s) != m_invocation.arguments.isEmpty())
        return wrongUse(u"Talk with whom? Name a clone, or use --sample."_s);
    return checkConversationOptions(m_invocation);
}

void ChatCommand::run(Profile &profile)
{
    m_chat = &profile.chat();
    m_chat->setPatient(true);
    const auto choose = [this, &profile](const Clone &clone) { chooseConversation(profile, clone); };
    if (m_invocation.has(u"sample"_s)) {
        m_output.progress(u"Getting the sample ready…"_s);
        await(installSampleClone(profile), choose);
    } else {
        withClone(profile, m_invocation.arguments.constFirst(), choose);
    }
}

void ChatCommand::chooseConversation(Profile &profile, const Clone &clone)
{
    await(profile.storage().read([invocation = m_invocation, id = clone.id](Store &store) {
        return chosenConversation(store, invocation, id);
    }),
          [this, clone](const QString &conversation) {
              m_conversationId = conversation;
              begin(clone);
          });
}

void ChatCommand::begin(const Clone &clone)
{
    m_clone = clone;
    if (m_talking) {
        if (m_invocation.has(u"sample"_s)) {
            m_output.writeLine(
                u"%1 is a fictional person with memories of her own. Ask about her life, her family or her "
                "work: under each answer you see the memories it came from."_s.arg(clone.name),
                Style::Muted);
        }
        m_output.writeLine(u"/help tells what you can do here, Ctrl+D ends."_s, Style::Muted);
        greet();
    }
    m_lines->start();
    next();
}

void ChatCommand::greet()
{
    if (!m_talking || m_clone.greeting.isEmpty() || !m_conversationId.isEmpty())
        return;
    m_output.writeLine();
    m_output.write(m_clone.name + u": "_s, Style::Strong);
    m_output.writeLine(m_clone.greeting);
}

void ChatCommand::next()
{
    while (!m_waiting.isEmpty()) {
        const QString line = m_waiting.takeFirst().trimmed();
        if (line.isEmpty())
            continue;
        if (!line.startsWith(u'/')) {
            ask(line);
            return;
        }
        if (line == "/quit"_L1 || line == "/exit"_L1) {
            leave();
            return;
        }
        obey(line);
    }
    if (m_inputEnded) {
        leave();
    } else if (m_talking) {
        m_output.writeLine();
        m_output.write(u"To %1: "_s.arg(m_clone.name), Style::Strong);
    }
}

void ChatCommand::obey(const QString &command)
{
    if (m_output.json() && (command == "/memories"_L1 || command == "/help"_L1))
        return; // each answer has its citations; nothing else may come between the lines
    if (command == "/new"_L1) {
        m_conversationId.clear();
        m_memories.clear();
        if (m_talking)
            m_output.writeLine(u"A new conversation."_s, Style::Muted);
        greet();
    } else if (command == "/memories"_L1) {
        if (!m_memories.isEmpty())
            listMemories(true);
        else
            m_output.writeLine(u"The last answer used no memories."_s, Style::Muted);
    } else if (command == "/help"_L1) {
        m_output.writeLine(u"/memories  read the memories behind the last answer\n"
                           "/new       begin a new conversation\n"
                           "/quit      end (so does Ctrl+D)\n"
                           "Ctrl+C     stop the answer and keep what is there"_s,
                           Style::Muted);
    } else {
        m_anyFailed = true; // a script that says it is wrong
        m_output.wrongUse(u"There is no command %1; /help tells which there are."_s.arg(command.left(40)),
                          u"chat"_s);
    }
}

void ChatCommand::ask(const QString &text)
{
    m_interrupted = false;
    m_memories.clear();
    m_turn = m_chat->send(m_clone.id, m_conversationId, text);
    connect(m_turn, &ChatTurn::accepted, this, [this](const Conversation &conversation) {
        m_conversationId = conversation.id;
        if (m_talking)
            m_output.write(m_clone.name + u": "_s, Style::Strong);
    });
    connect(m_turn, &ChatTurn::memoriesFound, this,
            [this](const QList<Citation> &memories) { m_memories = memories; });
    connect(m_turn, &ChatTurn::delta, this, [this](const QString &delta) {
        if (!m_output.json())
            m_output.write(delta);
    });
    connect(m_turn, &ChatTurn::refused, this, [this](const Error &error) {
        m_turn.clear();
        m_anyFailed = true;
        m_output.error(error);
        next();
    });
    connect(m_turn, &ChatTurn::finished, this, [this](const Message &answer) { conclude(answer); });
}

void ChatCommand::conclude(const Message &answer)
{
    m_turn.clear();
    m_conversationId = answer.conversationId;
    if (m_output.json())
        m_output.documentLine(toJson(answer));
    else if (m_talking || !answer.content.isEmpty())
        m_output.writeLine();
    // A stopped answer is no failure here: its reader stopped it.
    const bool stopped = answer.error && answer.error->kind == ErrorKind::Cancelled;
    if (answer.error && !stopped) {
        m_anyFailed = true;
        m_output.error(*answer.error);
    }
    if (m_talking && !m_memories.isEmpty() && !answer.content.isEmpty())
        listMemories(false);
    next();
}

void ChatCommand::listMemories(bool whole)
{
    int place = 0;
    for (const Citation &memory : std::as_const(m_memories)) {
        QString line = u"  %1. %2"_s.arg(++place).arg(memory.documentTitle.simplified());
        if (memory.happenedAt.isValid())
            line += u" · "_s + memory.happenedAt.date().toString(Qt::ISODate);
        if (!memory.speaker.isEmpty())
            line += u" · "_s + memory.speaker.simplified();
        m_output.writeLine(line, Style::Muted);
        if (whole)
            m_output.writeLine(memory.content + u'\n');
    }
}

void ChatCommand::interrupt()
{
    if (m_interrupted || m_clone.id.isEmpty()) {
        leave();
        return;
    }
    m_interrupted = true;
    if (m_turn) {
        m_waiting.clear(); // who stops an answer doesn't want the next one at once
        m_turn->stop();
    } else if (m_talking) {
        m_output.writeLine();
        m_output.writeLine(u"Ctrl+C once more, or Ctrl+D, ends."_s, Style::Muted);
        next();
    } else {
        leave();
    }
}

void ChatCommand::leave()
{
    m_lines->disconnect(this);
    if (m_talking) {
        m_output.writeLine();
        if (!m_conversationId.isEmpty())
            m_output.note(
                u"To go on with this conversation: clonememoria-cli chat %1 --conversation %2"_s.arg(
                    m_clone.id, m_conversationId));
    }
    done(m_anyFailed && !m_talking ? ExitFailed : ExitDone);
}

} // namespace CloneMemoria::Cli

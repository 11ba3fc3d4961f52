#pragma once

#include "app/cli/Command.h"
#include "core/chat/ChatService.h"

#include <QPointer>

namespace CloneMemoria::Cli {

class LineReader;

/// chat: a conversation at the terminal, or over a pipe, where each line is a message and nothing but the answers is
/// printed. Lines that come while an answer is streaming wait for its end.
class ChatCommand : public Command
{
public:
    ChatCommand(Invocation invocation, Output &output);

    Result<void> prepare() override;
    void run(Profile &profile) override;
    bool takesInterrupts() const override { return true; }
    void interrupt() override;
    bool endsWithItsReader() const override { return true; }

private:
    void chooseConversation(Profile &profile, const Clone &clone);
    void begin(const Clone &clone);
    void greet();
    void next();
    void obey(const QString &command);
    void ask(const QString &text);
    void conclude(const Message &answer);
    void listMemories(bool whole);
    void leave();

    ChatService *m_chat = nullptr;
    LineReader *m_lines = nullptr;
    Clone m_clone;
    QString m_conversationId;
    QList<Citation> m_memories; ///< of the last answer
    QStringList m_waiting;
    QPointer<ChatTurn> m_turn;
    bool m_talking;             ///< with a person at a terminal
    bool m_interrupted = false; ///< once already: the next one ends
    bool m_inputEnded = false;
    bool m_anyFailed = false;
};

} // namespace CloneMemoria::Cli

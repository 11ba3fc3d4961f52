#pragma once

#include "app/cli/Command.h"
#include "core/chat/ChatService.h"

#include <QPointer>

namespace CloneMemoria::Cli {

/// ask: one question, its answer streamed. The first Ctrl+C stops the answer and keeps it.
class AskCommand : public Command
{
public:
    using Command::Command;

    Result<void> prepare() override;
    void run(Profile &profile) override;
    bool takesInterrupts() const override { return true; }
    void interrupt() override;
    bool endsWithItsReader() const override { return true; }

private:
    void ask(ChatService &chat, const Clone &clone, const QString &conversationId);
    void conclude(const Message &answer);

    QString m_text;
    QPointer<ChatTurn> m_turn;
    bool m_interrupted = false;
};

} // namespace CloneMemoria::Cli

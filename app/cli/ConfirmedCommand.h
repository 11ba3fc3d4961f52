#pragma once

#include "app/cli/Command.h"

namespace CloneMemoria::Cli {

/// A command that takes something away for good: it asks on a terminal, and elsewhere needs --yes.
class ConfirmedCommand : public Command
{
public:
    using Command::Command;

    Result<void> prepare() override;

protected:
    /// Goes on when the answer is yes (or was given with --yes); else ends the command with nothing done.
    void confirm(const QString &question, std::function<void()> next);
};

} // namespace CloneMemoria::Cli

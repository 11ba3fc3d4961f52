#pragma once

#include "app/cli/Command.h"

namespace CloneMemoria::Cli {

/// What a command asks leave for.
struct Consent
{
    QString option = QStringLiteral("yes");                   ///< the switch that gives it beforehand
    QString action = QStringLiteral("deleting");              ///< what needs it
    QString refused = QStringLiteral("Nothing was deleted."); ///< what is said where it isn't given
};

/// A command that takes something away for good: it asks on a terminal, and elsewhere needs --yes.
class ConfirmedCommand : public Command
{
public:
    ConfirmedCommand(Invocation invocation, Output &output, Consent consent = {});

    Result<void> prepare() override;

protected:
    /// Goes on when the answer is yes (or was given beforehand); else ends the command with nothing done.
    void confirm(const QString &question, std::function<void()> next);

private:
    Consent m_consent;
};

} // namespace CloneMemoria::Cli

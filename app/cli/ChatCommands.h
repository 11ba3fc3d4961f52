#pragma once

#include "app/cli/CommandLine.h"

namespace CloneMemoria::Cli {

/// chat and ask.
QList<CommandSpec> chatCommands();

/// Wrong use where --conversation and --last are both there.
Result<void> checkConversationOptions(const Invocation &invocation);

/// The id of the conversation with that clone that the two name; empty: a new one. Errors: NotFound "not-a-conversation",
/// Storage.
Result<QString> chosenConversation(const Store &store, const Invocation &invocation, const QString &cloneId);

} // namespace CloneMemoria::Cli

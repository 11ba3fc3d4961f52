#pragma once

#include "app/cli/CommandLine.h"

namespace CloneMemoria::Cli {

/// chat and ask.
QList<CommandSpec> chatCommands();

} // namespace CloneMemoria::Cli

#pragma once

#include "app/cli/CommandLine.h"

namespace CloneMemoria::Cli {

/// Every command there is, in the order in which the help lists them: those of a group together.
QList<CommandSpec> allCommands();

} // namespace CloneMemoria::Cli

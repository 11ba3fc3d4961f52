#pragma once

#include "app/cli/CommandLine.h"

namespace CloneMemoria::Cli {

/// memory add, list, delete, search.
QList<CommandSpec> memoryCommands();

} // namespace CloneMemoria::Cli

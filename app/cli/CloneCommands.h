#pragma once

#include "app/cli/CommandLine.h"

namespace CloneMemoria::Cli {

/// clone create, list, show, set, delete.
QList<CommandSpec> cloneCommands();

} // namespace CloneMemoria::Cli

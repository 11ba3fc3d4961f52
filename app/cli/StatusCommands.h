#pragma once

#include "app/cli/CommandLine.h"

namespace CloneMemoria::Cli {

/// status and providers list.
QList<CommandSpec> statusCommands();

} // namespace CloneMemoria::Cli

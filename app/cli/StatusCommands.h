#pragma once

#include "app/cli/CommandLine.h"

namespace CloneMemoria::Cli {

/// status.
QList<CommandSpec> statusCommands();

} // namespace CloneMemoria::Cli

#pragma once

#include "app/cli/CommandLine.h"

namespace CloneMemoria::Cli {

/// clone export, import.
QList<CommandSpec> archiveCommands();

} // namespace CloneMemoria::Cli

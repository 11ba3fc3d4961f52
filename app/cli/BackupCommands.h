#pragma once

#include "app/cli/CommandLine.h"

namespace CloneMemoria::Cli {

/// backup create, verify, restore.
QList<CommandSpec> backupCommands();

} // namespace CloneMemoria::Cli

#pragma once

#include "app/cli/CommandLine.h"

namespace CloneMemoria::Cli {

/// serve.
QList<CommandSpec> serveCommands();

} // namespace CloneMemoria::Cli

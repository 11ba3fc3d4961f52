#pragma once

#include "app/cli/CommandLine.h"

namespace CloneMemoria::Cli {

/// providers list and providers check.
QList<CommandSpec> providersCommands();

} // namespace CloneMemoria::Cli

#pragma once

#include "app/cli/CommandLine.h"

namespace CloneMemoria::Cli {

/// speak.
QList<CommandSpec> speakCommands();

} // namespace CloneMemoria::Cli

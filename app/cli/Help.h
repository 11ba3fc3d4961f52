#pragma once

#include "app/cli/CommandLine.h"

namespace CloneMemoria::Cli {

// What --help prints, in lines of at most 80 characters where that can be.

QString programHelp(const QList<CommandSpec> &commands);
QString groupHelp(const QList<CommandSpec> &commands, const QString &group);
QString commandHelp(const CommandSpec &command);

} // namespace CloneMemoria::Cli

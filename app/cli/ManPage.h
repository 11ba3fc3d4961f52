#pragma once

#include "app/cli/CommandLine.h"

namespace CloneMemoria::Cli {

/// The word with which the build asks for the manual page.
inline constexpr auto kManPageWord = QLatin1StringView("__man");

/// The page that `templateFile` (packaging/man/clonememoria-cli.1.in) has the hand-written parts of, with version,
/// options and commands put in, in the language of man(7) and in ASCII. Empty where the file can't be read.
QByteArray manPage(const CommandLine &commandLine, const QString &templateFile);

} // namespace CloneMemoria::Cli

#pragma once

#include "app/cli/CommandLine.h"
#include "core/base/Environment.h"

namespace CloneMemoria::Cli {

/// completion.
QList<CommandSpec> completionCommands();

/// The word with which the shells' scripts ask what can be typed next.
inline constexpr auto kCompleteWord = QLatin1StringView("__complete");

/// Answers them. `arguments` follow that word:
///   bash BREAKS LINE    the line up to the cursor, and COMP_WORDBREAKS
///   fish LINE
///   zsh WORD…           without the program's name, the last one being the one at the cursor
/// The first line of the answer is "words", "unfinished" (words that no blank comes after), "files" or "folders"; then
/// the words, for bash quoted as the line goes on, for the others with a tab and a note behind them. Where something is
/// wrong there is no answer: nobody could read it.
QByteArray completionAnswer(const CommandLine &commandLine, const QStringList &arguments,
                            const Environment &environment);

} // namespace CloneMemoria::Cli

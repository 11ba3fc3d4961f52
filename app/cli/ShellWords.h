#pragma once

#include <QChar>
#include <QString>
#include <QStringList>

namespace CloneMemoria::Cli {

enum class Shell { Bash, Fish };

/// A command line that is still being typed, as far as the cursor, taken apart as a shell would.
struct TypedLine
{
    QStringList words; ///< before the one at the cursor, without their quotes; the program's name first
    QString current;   ///< the one at the cursor, without its quotes
    QChar quote;       ///< that is open at the cursor: ' or " or null
    /// So much of `current` the shell's completion takes for another word, and leaves as it is: what comes before a quote
    /// that is open, or up to the last of `breaks`.
    qsizetype kept = 0;
    bool redirects = false; ///< the word at the cursor is where input or output goes
};

/// `breaks`: the characters at which the shell's completion begins a new word, COMP_WORDBREAKS in bash. Variables and
/// commands in the line are left as they are written: nothing is expanded, and nothing run.
TypedLine readTypedLine(const QString &line, Shell shell, const QString &breaks = {});

/// A text as bash reads it as one word, or as the rest of a word with that quote open.
QString quotedForBash(const QString &text, QChar quote = {});

} // namespace CloneMemoria::Cli

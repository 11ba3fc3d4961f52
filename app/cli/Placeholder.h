#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace CloneMemoria::Cli {

/// A word of a synopsis that something else is written for, such as CLONE. What it is called says what can be written
/// there, and so what Tab offers and what is refused: the help, the completion and the man page can't disagree.
struct Placeholder
{
    enum class Kind {
        Anything,     ///< TEXT, N, NAME …
        Clone,        ///< CLONE: id or name
        File,         ///< FILE or PATH, and what begins so, as FILE.wav
        Folder,       ///< DIR
        Memory,       ///< MEMORY-ID, of the CLONE before it
        Conversation, ///< CONVERSATION-ID, of the CLONE before it
        Provider,     ///< PROVIDER
        Field,        ///< key=value
        Choice,       ///< one|other: nothing else
    };

    QString name; ///< without brackets and dots
    Kind kind = Kind::Anything;
    QStringList choices = {}; ///< of Kind::Choice
    bool optional = false;
    bool repeats = false;
};

/// One word, as "CLONE", "[QUERY]", "[key=value…]" or "bash|zsh|fish".
Placeholder readPlaceholder(const QString &word);

/// The arguments of a synopsis, in their order. An option in it, and what belongs to that, is none.
QList<Placeholder> readSynopsis(const QString &synopsis);

/// The one that the argument at `index` is written for; null where there can be none.
const Placeholder *placeholderAt(const QList<Placeholder> &placeholders, qsizetype index);

} // namespace CloneMemoria::Cli

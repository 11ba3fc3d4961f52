#pragma once

#include "app/cli/CommandLine.h"
#include "app/cli/Placeholder.h"

#include <functional>

namespace CloneMemoria::Cli {

/// A word that can stand where the cursor is.
struct Candidate
{
    QString text;
    QString note = {}; ///< what it is, in a few words

    bool operator==(const Candidate &) const = default;
};

/// What can stand where the cursor is.
struct Completions
{
    enum class Kind { Words, Files, Folders };

    Kind kind = Kind::Words;
    QList<Candidate> words;
    bool unfinished = false; ///< the words are the beginnings of one: no blank after them

    bool operator==(const Completions &) const = default;
};

/// What the line says of the names that are looked for.
struct NameQuery
{
    Placeholder::Kind kind = Placeholder::Kind::Clone; ///< Clone, Memory or Conversation
    QString dataDir;                                   ///< of --data-dir; empty: not given
    QString clone;                                     ///< id or name, where the line has one
};
using NameSource = std::function<QList<Candidate>(const NameQuery &query)>;

/// What can follow `words` (without the program's name) where `current` has been typed of the next. Names are found by
/// their beginnings whatever their case.
Completions complete(const CommandLine &commandLine, const QStringList &words, const QString &current,
                     const NameSource &names);

} // namespace CloneMemoria::Cli

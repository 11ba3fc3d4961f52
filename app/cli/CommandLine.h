#pragma once

#include "app/cli/Command.h"

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>

namespace CloneMemoria::Cli {

struct OptionSpec
{
    QString name;      ///< long, without dashes
    QString shortName; ///< one letter, or empty
    QString value;     ///< a Placeholder for what is written after it; empty: a switch
    QString text;
};

struct ExampleSpec
{
    QString line; ///< as it is typed in a shell
    QString text; ///< what it does; may be empty
};

/// A command as it is written, explained and made. Help, completion and the man page come from it.
struct CommandSpec
{
    QString words;    ///< "clone create"
    QString synopsis; ///< what follows them: Placeholders, and options that are never left out
    QString summary;  ///< one line, for the list
    QString details; ///< paragraphs for the command's own help, with an empty line between them; may be empty
    QList<OptionSpec> options;
    int fewest = 0; ///< arguments
    int most = 0;   ///< arguments; -1: any number
    std::function<std::unique_ptr<Command>(Invocation, Output &)> make;
    QList<ExampleSpec> examples = {};
    /// Instead of `make`, for what only prints and needs no profile.
    std::function<QString(const Invocation &)> text = {};
};

template <typename T>
std::function<std::unique_ptr<Command>(Invocation, Output &)> makes()
{
    return [](Invocation invocation, Output &output) {
        return std::make_unique<T>(std::move(invocation), output);
    };
}

/// What the words on the command line come to.
struct ParsedLine
{
    enum class Meaning { Run, Print, Wrong };

    Meaning meaning = Meaning::Wrong;
    const CommandSpec *command = nullptr; ///< of Run; of Wrong where it is known
    QString group;                        ///< of Wrong where no more than that is known
    Invocation invocation;
    QString dataDir;
    bool json = false;
    bool verbose = false;
    QString text; ///< what to print, or what is wrong
};

/// Finds command, options and arguments. Global options may stand before or after the command's words; "--" ends the
/// options, "-" is an argument.
class CommandLine
{
public:
    explicit CommandLine(QList<CommandSpec> commands);

    ParsedLine parse(const QStringList &arguments) const; ///< without the program's name

    const QList<CommandSpec> &commands() const { return m_commands; }
    static const QList<OptionSpec> &globalOptions();

    /// The command whose words these begin with, or null; how many of them are its own.
    const CommandSpec *find(const QStringList &words, qsizetype *used) const;
    bool isGroup(const QString &word) const;

private:
    ParsedLine parseHelp(ParsedLine parsed, const QStringList &words) const;
    ParsedLine parseOwn(ParsedLine parsed, const QStringList &words) const;
    QString unknownCommand(const QStringList &words) const;

    QList<CommandSpec> m_commands;
};

} // namespace CloneMemoria::Cli

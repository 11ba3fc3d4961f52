#pragma once

#include "app/cli/Command.h"

#include <QChar>
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
    QString value;     ///< what stands for its value in the help; empty: a switch
    QString text;
};

/// A command as it is written, explained and made.
struct CommandSpec
{
    QString words;    ///< "clone create"
    QString synopsis; ///< what follows them
    QString summary;  ///< one line, for the list
    QString details;  ///< paragraphs for the command's own help; may be empty
    QList<OptionSpec> options;
    int fewest = 0; ///< arguments
    int most = 0;   ///< arguments; -1: any number
    std::function<std::unique_ptr<Command>(Invocation, Output &)> make;
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

    QString help() const;
    QString groupHelp(const QString &group) const;
    QString commandHelp(const CommandSpec &command) const;

private:
    const CommandSpec *find(const QStringList &words, qsizetype *used) const;
    bool isGroup(const QString &word) const;
    QString list(const QList<const CommandSpec *> &commands) const;

    QList<CommandSpec> m_commands;
};

} // namespace CloneMemoria::Cli

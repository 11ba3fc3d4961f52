#include "app/cli/CommandLine.h"

#include <QCommandLineParser>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

namespace {
const QList<OptionSpec> &globalOptions()
{
    static const QList<OptionSpec> options{
        {u"data-dir"_s, {}, u"DIR"_s, u"Use the profile in this folder."_s},
        {u"json"_s, {}, {}, u"Print JSON instead of text, errors too."_s},
        {u"verbose"_s, {}, {}, u"Tell more about what went wrong."_s},
        {u"help"_s, u"h"_s, {}, u"Tell how to use this, or one command."_s},
        {u"version"_s, {}, {}, u"Print the version."_s},
    };
    return options;
}

void addOptions(QCommandLineParser &parser, const QList<OptionSpec> &options)
{
    for (const OptionSpec &option : options) {
        QStringList names{option.name};
        if (!option.shortName.isEmpty())
            names.append(option.shortName);
        parser.addOption(QCommandLineOption(names, option.text, option.value));
    }
}

// Two columns, the second one starting where all of the first have ended.
QString columns(const QList<std::pair<QString, QString>> &rows)
{
    qsizetype width = 0;
    for (const auto &[left, right] : rows)
        width = qMax(width, left.size());
    QString text;
    for (const auto &[left, right] : rows)
        text += u"  "_s + left.leftJustified(width + 2) + right + u'\n';
    return text;
}

QString optionList(const QList<OptionSpec> &options)
{
    QList<std::pair<QString, QString>> rows;
    for (const OptionSpec &option : options) {
        QString left = option.shortName.isEmpty() ? QString() : u'-' + option.shortName + u", "_s;
        left += u"--"_s + option.name;
        if (!option.value.isEmpty())
            left += u' ' + option.value;
        rows.append({left, option.text});
    }
    return columns(rows);
}
} // namespace

CommandLine::CommandLine(QList<CommandSpec> commands) : m_commands(std::move(commands)) { }

const CommandSpec *CommandLine::find(const QStringList &words, qsizetype *used) const
{
    for (const CommandSpec &command : m_commands) {
        const QStringList own = command.words.split(u' ');
        if (words.mid(0, own.size()) == own) {
            *used = own.size();
            return &command;
        }
    }
    return nullptr;
}

bool CommandLine::isGroup(const QString &word) const
{
    for (const CommandSpec &command : m_commands) {
        if (command.words.startsWith(word + u' '))
            return true;
    }
    return false;
}

ParsedLine CommandLine::parse(const QStringList &arguments) const
{
    ParsedLine parsed;
    parsed.json = arguments.contains(u"--json"_s); // what is wrong is told in the form that was asked for
    const auto wrong = [&parsed](const QString &sentence) {
        parsed.meaning = ParsedLine::Meaning::Wrong;
        parsed.text = sentence;
        return parsed;
    };
    const auto print = [&parsed](const QString &text) {
        parsed.meaning = ParsedLine::Meaning::Print;
        parsed.text = text;
        return parsed;
    };

    // First the options before the command's words, then the rest with the command's own options.
    QCommandLineParser global;
    global.setOptionsAfterPositionalArgumentsMode(QCommandLineParser::ParseAsPositionalArguments);
    addOptions(global, globalOptions());
    if (!global.parse(QStringList{{}} + arguments))
        return wrong(global.errorText());
    parsed.json = global.isSet(u"json"_s);
    if (global.isSet(u"version"_s))
        return print(u"clonememoria-cli " CLONEMEMORIA_VERSION "\n"_s);
    const QStringList words = global.positionalArguments();
    if (words.isEmpty())
        return global.isSet(u"help"_s) ? print(help()) : wrong(u"A command is missing."_s);

    qsizetype used = 0;
    parsed.command = find(words, &used);
    if (!parsed.command) {
        const QString &group = words.constFirst();
        if (!isGroup(group))
            return wrong(u"There is no command “%1”."_s.arg(group.left(80)));
        if (global.isSet(u"help"_s) || words.value(1) == "--help"_L1 || words.value(1) == "-h"_L1)
            return print(groupHelp(group));
        return wrong(words.size() == 1
                         ? u"“%1” needs one more word: see “clonememoria-cli %1 --help”."_s.arg(group)
                         : u"There is no command “%1 %2”."_s.arg(group, words.at(1).left(80)));
    }

    QCommandLineParser own;
    addOptions(own, globalOptions());
    addOptions(own, parsed.command->options);
    const bool understood = own.parse(QStringList{{}} + words.mid(used));
    const auto isSet = [&](const QString &name) { return global.isSet(name) || own.isSet(name); };
    parsed.json = isSet(u"json"_s);
    parsed.verbose = isSet(u"verbose"_s);
    if (isSet(u"help"_s))
        return print(commandHelp(*parsed.command));
    if (!understood)
        return wrong(own.errorText());
    if (own.isSet(u"version"_s))
        return wrong(u"--version stands alone."_s);
    if (isSet(u"data-dir"_s)) {
        parsed.dataDir = own.isSet(u"data-dir"_s) ? own.value(u"data-dir"_s) : global.value(u"data-dir"_s);
        if (parsed.dataDir.isEmpty())
            return wrong(u"--data-dir takes a folder."_s);
    }

    parsed.invocation.arguments = own.positionalArguments();
    for (const OptionSpec &option : parsed.command->options) {
        if (own.isSet(option.name))
            parsed.invocation.options.insert(option.name, own.value(option.name));
    }
    const qsizetype count = parsed.invocation.arguments.size();
    if (count < parsed.command->fewest)
        return wrong(u"Something is missing: %1 %2"_s.arg(parsed.command->words, parsed.command->synopsis));
    if (parsed.command->most >= 0 && count > parsed.command->most)
        return wrong(u"“%1” is one word too many. A text of several words needs quotes."_s.arg(
            parsed.invocation.arguments.at(parsed.command->most).left(80)));
    // An empty variable of a script, most likely.
    if (parsed.command->synopsis.startsWith("CLONE"_L1) && count > 0
        && parsed.invocation.arguments.constFirst().trimmed().isEmpty())
        return wrong(u"CLONE is empty: it must be a clone's id or name."_s);
    parsed.meaning = ParsedLine::Meaning::Run;
    return parsed;
}

QString CommandLine::list(const QList<const CommandSpec *> &commands) const
{
    QList<std::pair<QString, QString>> rows;
    for (const CommandSpec *command : commands)
        rows.append({command->words + u' ' + command->synopsis, command->summary});
    return columns(rows);
}

QString CommandLine::help() const
{
    QList<const CommandSpec *> all;
    for (const CommandSpec &command : m_commands)
        all.append(&command);
    return u"Keep the memories of someone, and talk with them.\n\n"
           "Usage: clonememoria-cli [--data-dir DIR] [--json] COMMAND …\n\nCommands:\n"_s
           + list(all) + u"\nCLONE is a clone's id or its name.\n\nOptions:\n"_s + optionList(globalOptions())
           + u"\nThe profile's folder can also be named by CLONEMEMORIA_DATA_DIR. Data goes to standard "
             u"output, errors to\n"
             "standard error; the exit code is 0 when all was done, 1 when something failed, 2 for a wrong use.\n"_s;
}

QString CommandLine::groupHelp(const QString &group) const
{
    QList<const CommandSpec *> own;
    for (const CommandSpec &command : m_commands) {
        if (command.words.startsWith(group + u' '))
            own.append(&command);
    }
    return u"Commands:\n"_s + list(own) + u"\nOptions:\n"_s + optionList(globalOptions());
}

QString CommandLine::commandHelp(const CommandSpec &command) const
{
    QString text = u"Usage: clonememoria-cli %1 %2\n\n%3\n"_s.arg(command.words, command.synopsis,
                                                                  command.summary);
    if (!command.details.isEmpty())
        text += u'\n' + command.details + u'\n';
    return text + u"\nOptions:\n"_s + optionList(command.options + globalOptions());
}

} // namespace CloneMemoria::Cli

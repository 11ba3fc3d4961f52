#include "app/cli/CommandLine.h"

#include "app/cli/Help.h"
#include "app/cli/Placeholder.h"
#include "app/cli/TextLines.h"

#include <QCommandLineParser>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kShownWord = 80;

void addOptions(QCommandLineParser &parser, const QList<OptionSpec> &options)
{
    for (const OptionSpec &option : options) {
        QStringList names{option.name};
        if (!option.shortName.isEmpty())
            names.append(option.shortName);
        parser.addOption(QCommandLineOption(names, option.text, option.value));
    }
}

// What the parser says, and which option may have been meant.
QString misunderstood(const QCommandLineParser &parser, const QList<OptionSpec> &options)
{
    const QStringList unknown = parser.unknownOptionNames();
    if (unknown.isEmpty())
        return parser.errorText();
    QStringList names;
    for (const OptionSpec &option : options)
        names.append(option.name);
    const QString &name = unknown.constFirst();
    const QString meant = name.size() > 1 ? nearest(name, names) : QString();
    const QString sentence = u"There is no option %1%2 here."_s.arg(name.size() > 1 ? u"--"_s : u"-"_s,
                                                                    name.left(kShownWord));
    return meant.isEmpty() ? sentence : sentence + u" Did you mean --%1?"_s.arg(meant);
}

QString listed(const QStringList &choices)
{
    return choices.size() < 2
               ? choices.join(QString())
               : choices.mid(0, choices.size() - 1).join(u", ") + u" or "_s + choices.constLast();
}

// What is one of few words must be one of them; the sentence says so where it isn't.
QString unknownChoice(const CommandSpec &command, const Invocation &invocation)
{
    for (const OptionSpec &option : command.options) {
        const Placeholder placeholder = readPlaceholder(option.value);
        if (placeholder.kind == Placeholder::Kind::Choice && invocation.has(option.name)
            && !placeholder.choices.contains(invocation.value(option.name)))
            return u"--%1 is %2."_s.arg(option.name, listed(placeholder.choices));
    }
    const QList<Placeholder> placeholders = readSynopsis(command.synopsis);
    for (qsizetype i = 0; i < invocation.arguments.size(); ++i) {
        const Placeholder *placeholder = placeholderAt(placeholders, i);
        if (placeholder && placeholder->kind == Placeholder::Kind::Choice
            && !placeholder->choices.contains(invocation.arguments.at(i)))
            return u"“%1” is not %2."_s.arg(invocation.arguments.at(i).left(kShownWord),
                                            listed(placeholder->choices));
    }
    return {};
}

ParsedLine wrong(ParsedLine parsed, const QString &sentence)
{
    parsed.meaning = ParsedLine::Meaning::Wrong;
    parsed.text = sentence;
    return parsed;
}

ParsedLine print(ParsedLine parsed, const QString &text)
{
    parsed.meaning = ParsedLine::Meaning::Print;
    parsed.text = text;
    return parsed;
}
} // namespace

CommandLine::CommandLine(QList<CommandSpec> commands) : m_commands(std::move(commands)) { }

const QList<OptionSpec> &CommandLine::globalOptions()
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

QString CommandLine::unknownCommand(const QStringList &words) const
{
    QStringList known;
    for (const CommandSpec &command : m_commands) {
        if (!isGroup(words.constFirst()) || command.words.startsWith(words.constFirst() + u' '))
            known.append(command.words);
    }
    const QString typed = isGroup(words.constFirst()) ? words.mid(0, 2).join(u' ') : words.constFirst();
    QString meant = nearest(typed, known);
    if (meant.isEmpty())
        meant = nearest(words.mid(0, 2).join(u' '), known);
    const QString sentence = u"There is no command “%1”."_s.arg(typed.left(kShownWord));
    return meant.isEmpty() ? sentence : sentence + u" Did you mean “%1”?"_s.arg(meant);
}

ParsedLine CommandLine::parse(const QStringList &arguments) const
{
    ParsedLine parsed;
    parsed.json = arguments.contains(u"--json"_s); // what is wrong is told in the form that was asked for

    // First the options before the command's words, then the rest with the command's own options.
    QCommandLineParser global;
    global.setOptionsAfterPositionalArgumentsMode(QCommandLineParser::ParseAsPositionalArguments);
    addOptions(global, globalOptions());
    if (!global.parse(QStringList{{}} + arguments))
        return wrong(parsed, misunderstood(global, globalOptions()));
    parsed.json = global.isSet(u"json"_s);
    parsed.verbose = global.isSet(u"verbose"_s);
    if (global.isSet(u"version"_s))
        return print(parsed, u"clonememoria-cli " CLONEMEMORIA_VERSION "\n"_s);
    if (global.isSet(u"data-dir"_s)) {
        parsed.dataDir = global.value(u"data-dir"_s);
        if (parsed.dataDir.isEmpty())
            return wrong(parsed, u"--data-dir takes a folder."_s);
    }
    QStringList words = global.positionalArguments();
    const bool askedForHelp = !words.isEmpty() && words.constFirst() == "help"_L1;
    if (askedForHelp)
        words.removeFirst();
    if (askedForHelp || global.isSet(u"help"_s))
        return parseHelp(parsed, words);
    if (words.isEmpty())
        return wrong(parsed, u"A command is missing."_s);
    return parseOwn(parsed, words);
}

ParsedLine CommandLine::parseHelp(ParsedLine parsed, const QStringList &words) const
{
    qsizetype used = 0;
    if (words.isEmpty() || words.constFirst().startsWith(u'-'))
        return print(parsed, programHelp(m_commands));
    if (const CommandSpec *command = find(words, &used))
        return print(parsed, commandHelp(*command));
    if (isGroup(words.constFirst()) && (words.size() == 1 || words.at(1).startsWith(u'-')))
        return print(parsed, groupHelp(m_commands, words.constFirst()));
    return wrong(parsed, unknownCommand(words));
}

ParsedLine CommandLine::parseOwn(ParsedLine parsed, const QStringList &words) const
{
    qsizetype used = 0;
    const CommandSpec *command = find(words, &used);
    if (!command) {
        const QString &group = words.constFirst();
        parsed.json = parsed.json || words.contains(u"--json"_s);
        if (!isGroup(group))
            return wrong(parsed, unknownCommand(words));
        const QString next = words.value(1);
        if (next == "--help"_L1 || next == "-h"_L1)
            return print(parsed, groupHelp(m_commands, group));
        parsed.group = group;
        if (words.size() == 1 || next.startsWith(u'-'))
            return wrong(parsed, u"“%1” needs one more word."_s.arg(group));
        return wrong(parsed, unknownCommand(words));
    }

    parsed.command = command;
    QCommandLineParser own;
    addOptions(own, globalOptions());
    addOptions(own, command->options);
    const bool understood = own.parse(QStringList{{}} + words.mid(used));
    parsed.json = parsed.json || own.isSet(u"json"_s);
    parsed.verbose = parsed.verbose || own.isSet(u"verbose"_s);
    if (own.isSet(u"help"_s))
        return print(parsed, commandHelp(*command));
    if (!understood)
        return wrong(parsed, misunderstood(own, command->options + globalOptions()));
    if (own.isSet(u"version"_s))
        return wrong(parsed, u"--version stands alone."_s);
    if (own.isSet(u"data-dir"_s)) {
        parsed.dataDir = own.value(u"data-dir"_s);
        if (parsed.dataDir.isEmpty())
            return wrong(parsed, u"--data-dir takes a folder."_s);
    }

    Invocation &invocation = parsed.invocation;
    invocation.arguments = own.positionalArguments();
    for (const OptionSpec &option : command->options) {
        if (own.isSet(option.name))
            invocation.options.insert(option.name, own.value(option.name));
    }
    const qsizetype count = invocation.arguments.size();
    if (count < command->fewest)
        return wrong(parsed, u"Something is missing: %1 %2"_s.arg(command->words, command->synopsis));
    if (command->most >= 0 && count > command->most)
        return wrong(parsed, u"“%1” is one word too many. A text of several words needs quotes."_s.arg(
                                 invocation.arguments.at(command->most).left(kShownWord)));
    // An empty variable of a script, most likely.
    if (command->synopsis.startsWith("CLONE"_L1) && count > 0
        && invocation.arguments.constFirst().trimmed().isEmpty())
        return wrong(parsed, u"CLONE is empty: it must be a clone's id or name."_s);
    if (const QString sentence = unknownChoice(*command, invocation); !sentence.isEmpty())
        return wrong(parsed, sentence);
    if (command->text)
        return print(parsed, command->text(invocation));
    parsed.meaning = ParsedLine::Meaning::Run;
    return parsed;
}

} // namespace CloneMemoria::Cli

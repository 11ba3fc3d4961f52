#include "app/cli/Help.h"

#include "app/cli/TextLines.h"

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kWidth = 80;
constexpr qsizetype kMostLeft = 34; // a longer left side has a line of its own

using Rows = QList<std::pair<QString, QString>>;

// Two columns, the second one starting where all of the first have ended.
QString columns(const Rows &rows)
{
    qsizetype left = 0;
    for (const auto &row : rows)
        left = qMax(left, row.first.size() > kMostLeft ? 0 : row.first.size());
    const qsizetype indent = left + 4;
    QString text;
    for (const auto &[name, meaning] : rows) {
        const QStringList lines = wrapped(meaning, kWidth - indent);
        const bool alone = name.size() > left;
        text += u"  "_s + (alone ? name + u'\n' : name.leftJustified(left + 2));
        for (qsizetype i = 0; i < lines.size(); ++i)
            text += (i > 0 || alone ? QString(indent, u' ') : QString()) + lines.at(i) + u'\n';
    }
    return text;
}

QString optionList(const QList<OptionSpec> &options)
{
    Rows rows;
    for (const OptionSpec &option : options) {
        QString left = option.shortName.isEmpty() ? QString() : u'-' + option.shortName + u", "_s;
        left += u"--"_s + option.name;
        if (!option.value.isEmpty())
            left += u' ' + option.value;
        rows.append({left, option.text});
    }
    return columns(rows);
}

QString commandList(const QList<CommandSpec> &commands, const QString &group = {})
{
    Rows rows;
    for (const CommandSpec &command : commands) {
        if (group.isEmpty() || command.words.startsWith(group + u' '))
            rows.append({(command.words + u' ' + command.synopsis).trimmed(), command.summary});
    }
    return columns(rows);
}

QString paragraphs(const QString &text)
{
    return wrapped(text, kWidth).join(u'\n') + u'\n';
}

QString exampleList(const QList<ExampleSpec> &examples)
{
    QString text;
    for (const ExampleSpec &example : examples) {
        text += u"  "_s + example.line + u'\n';
        const QStringList lines = wrapped(example.text, kWidth - 6);
        for (const QString &line : lines)
            text += line.isEmpty() ? QString() : u"      "_s + line + u'\n';
    }
    return text;
}
} // namespace

QString programHelp(const QList<CommandSpec> &commands)
{
    return u"Keep the memories of someone, and talk with them.\n\n"
           "Usage: clonememoria-cli [OPTION…] COMMAND …\n\nCommands:\n"_s
           + commandList(commands) + u"\nOptions:\n"_s + optionList(CommandLine::globalOptions()) + u'\n'
           + paragraphs(
               u"CLONE is a clone's id or its name. Where a TEXT, a QUERY or a FILE is to be read, “-” is "
               "standard input. “clonememoria-cli COMMAND --help” has more on each, with examples; so has "
               "“man clonememoria-cli”.\n\n"
               "The profile's folder can also be named by CLONEMEMORIA_DATA_DIR. Data goes to standard "
               "output, "
               "errors to standard error; the exit code is 0 when all was done, 1 when something failed, 2 "
               "for "
               "a wrong use."_s);
}

QString groupHelp(const QList<CommandSpec> &commands, const QString &group)
{
    return u"Usage: clonememoria-cli %1 COMMAND …\n\nCommands:\n"_s.arg(group) + commandList(commands, group)
           + u"\nOptions:\n"_s + optionList(CommandLine::globalOptions())
           + u"\n“clonememoria-cli %1 COMMAND --help” has more on each.\n"_s.arg(group);
}

QString commandHelp(const CommandSpec &command)
{
    QString text = u"Usage: clonememoria-cli "_s + (command.words + u' ' + command.synopsis).trimmed()
                   + u"\n\n"_s + paragraphs(command.summary);
    if (!command.details.isEmpty())
        text += u'\n' + paragraphs(command.details);
    text += u"\nOptions:\n"_s + optionList(command.options + CommandLine::globalOptions());
    if (!command.examples.isEmpty())
        text += u"\nExamples:\n"_s + exampleList(command.examples);
    return text;
}

} // namespace CloneMemoria::Cli

#include "app/cli/ManPage.h"

#include "app/cli/TextLines.h"

#include <QFile>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kSourceWidth = 76; // of the lines in the source

// A text as roff takes it: nothing in it is a command, and everything looks as it is typed.
QString escaped(const QString &text)
{
    QString safe;
    const QList<uint> codes = text.toUcs4();
    for (const uint code : codes) {
        switch (code) {
        case '\\':
            safe += u"\\e"_s;
            break;
        case '-':
            safe += u"\\-"_s;
            break;
        case '\'':
            safe += u"\\(aq"_s;
            break;
        case '`':
            safe += u"\\(ga"_s;
            break;
        case '^':
            safe += u"\\(ha"_s;
            break;
        case '~':
            safe += u"\\(ti"_s;
            break;
        case 0x201C:
            safe += u"\\(lq"_s;
            break;
        case 0x201D:
            safe += u"\\(rq"_s;
            break;
        case 0x2026: // an ellipsis of its own is often missing in a terminal's font
            safe += u"..."_s;
            break;
        default:
            safe += code < 0x80 ? QString(QChar(code))
                                : u"\\[u%1]"_s.arg(QString::number(code, 16).toUpper(), 4, u'0');
        }
    }
    return safe.startsWith(u'.') ? u"\\&"_s + safe : safe;
}

QString bold(const QString &text)
{
    return u"\\fB"_s + escaped(text) + u"\\fR"_s;
}

QString italic(const QString &text)
{
    return u"\\fI"_s + escaped(text) + u"\\fR"_s;
}

QString roffParagraphs(const QString &text)
{
    QString lines;
    const QStringList all = wrapped(text, kSourceWidth);
    for (const QString &line : all)
        lines += (line.isEmpty() ? u".PP"_s : escaped(line)) + u'\n';
    return lines;
}

QString roffOptions(const QList<OptionSpec> &options)
{
    QString text;
    for (const OptionSpec &option : options) {
        QString names = bold(u"--"_s + option.name);
        if (!option.shortName.isEmpty())
            names = bold(u'-' + option.shortName) + u", "_s + names;
        if (!option.value.isEmpty())
            names += u' ' + italic(option.value);
        text += u".TP\n"_s + names + u'\n' + roffParagraphs(option.text);
    }
    return text;
}

// With a blank before it: what is typed as it is in bold, what something else is written for in italics.
QString synopsis(const QString &words)
{
    QString text;
    QString plain;
    for (const QChar c : words + u' ') {
        if (!u" []"_s.contains(c)) {
            plain += c;
            continue;
        }
        if (!plain.isEmpty())
            text += plain.startsWith(u'-') ? bold(plain) : italic(plain);
        plain.clear();
        text += c;
    }
    text = text.trimmed();
    return text.isEmpty() ? text : u' ' + text;
}

QString roffExamples(const QList<ExampleSpec> &examples)
{
    QString text;
    for (const ExampleSpec &example : examples) {
        text += u".PP\n"_s + (example.text.isEmpty() ? QString() : roffParagraphs(example.text))
                + u".RS 4\n.EX\n"_s + escaped(example.line) + u"\n.EE\n.RE\n"_s;
    }
    return text;
}

QString roffCommands(const QList<CommandSpec> &commands)
{
    QString text;
    for (const CommandSpec &command : commands) {
        text += u".SS \""_s + escaped(command.words) + u"\"\n"_s
                + bold(u"clonememoria-cli "_s + command.words) + synopsis(command.synopsis) + u"\n.PP\n"_s
                + roffParagraphs(command.summary);
        if (!command.details.isEmpty())
            text += u".PP\n"_s + roffParagraphs(command.details);
        text += roffOptions(command.options) + roffExamples(command.examples);
    }
    return text;
}
} // namespace

QByteArray manPage(const CommandLine &commandLine, const QString &templateFile)
{
    QFile file(templateFile);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString page = QString::fromUtf8(file.readAll());
    page.replace("@VERSION@"_L1, u"" CLONEMEMORIA_VERSION ""_s);
    page.replace("@OPTIONS@\n"_L1, roffOptions(CommandLine::globalOptions()));
    page.replace("@COMMANDS@\n"_L1, roffCommands(commandLine.commands()));
    return page.toLatin1();
}

} // namespace CloneMemoria::Cli

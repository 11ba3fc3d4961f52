#include "app/cli/Commands.h"
#include "app/cli/Placeholder.h"
#include "app/cli/ShellWords.h"
#include "tests/integration/cli/CliProcess.h"

#include <QStandardPaths>
#include <QTest>

using namespace CloneMemoria;
using namespace CloneMemoria::Cli;
using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kWidest = 100; // characters in a line of help; an example can't be broken

QString manPageTemplate()
{
    return QStringLiteral(MAN_PAGE_TEMPLATE);
}
} // namespace

/// What is told of the commands, by walking the table they are made from: no command goes without its help, its examples,
/// and its place in the manual page.
class CliHelpTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void describesEveryCommand();
    void agreesWithItself();
    void givesExamplesThatWork();
    void helpsWithEveryCommand();
    void helpsWithGroups();
    void suggestsWhatWasMeant_data();
    void suggestsWhatWasMeant();
    void hasEverythingInTheManualPage();
    void formatsTheManualPage();
    void installsWhatShellsLookFor();
};

void CliHelpTest::describesEveryCommand()
{
    for (const CommandSpec &command : allCommands()) {
        QVERIFY2(!command.summary.isEmpty()
                     && command.summary.endsWith(u'.') | command.summary.endsWith(u'?'),
                 qPrintable(command.words));
        QVERIFY2(!command.examples.isEmpty(), qPrintable(command.words + u" has no example"_s));
        QVERIFY2(bool(command.make) != bool(command.text), qPrintable(command.words));
        for (const OptionSpec &option : command.options)
            QVERIFY2(option.text.endsWith(u'.'), qPrintable(command.words + u" --"_s + option.name));
    }
}

// The synopsis and the numbers beside it say the same.
void CliHelpTest::agreesWithItself()
{
    for (const CommandSpec &command : allCommands()) {
        int fewest = 0;
        int most = 0;
        for (const Placeholder &placeholder : readSynopsis(command.synopsis)) {
            fewest += placeholder.optional ? 0 : 1;
            most = placeholder.repeats || most < 0 ? -1 : most + 1;
        }
        QVERIFY2(command.fewest == fewest && command.most == most,
                 qPrintable(u"%1 takes %2 to %3 arguments, its synopsis %4 to %5"_s.arg(command.words)
                                .arg(command.fewest)
                                .arg(command.most)
                                .arg(fewest)
                                .arg(most)));
        QStringList names;
        for (const OptionSpec &option : command.options + CommandLine::globalOptions()) {
            QVERIFY2(!names.contains(option.name), qPrintable(command.words + u" --"_s + option.name));
            names.append(option.name);
            if (!option.shortName.isEmpty()) {
                QVERIFY2(!names.contains(option.shortName),
                         qPrintable(command.words + u" -"_s + option.shortName));
                names.append(option.shortName);
            }
        }
    }
}

void CliHelpTest::givesExamplesThatWork()
{
    const CommandLine commandLine(allCommands());
    for (const CommandSpec &command : commandLine.commands()) {
        bool own = false;
        for (const ExampleSpec &example : command.examples) {
            QString line = example.line.mid(example.line.indexOf("clonememoria-cli"_L1));
            line.truncate(line.indexOf(u'|') < 0 ? line.size() : line.indexOf(u'|'));
            line.remove(u')');
            const ParsedLine parsed = commandLine.parse(readTypedLine(line + u' ', Shell::Bash).words.mid(1));
            QVERIFY2(parsed.meaning != ParsedLine::Meaning::Wrong,
                     qPrintable(example.line + u'\n' + parsed.text));
            own = own || parsed.command == &command;
        }
        QVERIFY2(own, qPrintable(command.words + u" has examples of other commands alone"_s));
    }
}

void CliHelpTest::helpsWithEveryCommand()
{
    const CliProcess cli;
    const CliResult all = cli.run({u"--help"_s});
    QCOMPARE(all.exitCode, 0);
    QVERIFY(all.out.contains("--data-dir"));
    for (const CommandSpec &command : allCommands()) {
        QVERIFY2(all.out.contains("  " + command.words.toUtf8() + ' ')
                     || all.out.contains("  " + command.words.toUtf8() + '\n'),
                 qPrintable(command.words));
        const QStringList words = command.words.split(u' ');
        const CliResult help = cli.run(words + QStringList{u"--help"_s});
        QCOMPARE(help.exitCode, 0);
        QCOMPARE(help.err, QByteArray());
        const QString text = QString::fromUtf8(help.out);
        QVERIFY2(text.startsWith(
                     (u"Usage: clonememoria-cli "_s + command.words + u' ' + command.synopsis).trimmed()),
                 help.out.constData());
        QVERIFY(text.simplified().contains(command.summary));
        for (const OptionSpec &option : command.options + CommandLine::globalOptions())
            QVERIFY2(text.contains(u"--"_s + option.name), qPrintable(command.words + option.name));
        for (const ExampleSpec &example : command.examples)
            QVERIFY2(text.contains(example.line), qPrintable(example.line));
        for (const QString &line : text.split(u'\n'))
            QVERIFY2(line.size() <= kWidest, qPrintable(line));
        QCOMPARE(cli.run(QStringList{u"help"_s} + words).out, help.out);
        QCOMPARE(cli.run(words + QStringList{u"-h"_s, u"--no-such-option"_s}).out, help.out);
    }
    QVERIFY(!QFile::exists(cli.dataDir())); // asking for help makes no profile
}

void CliHelpTest::helpsWithGroups()
{
    const CliProcess cli;
    QStringList groups;
    for (const CommandSpec &command : allCommands()) {
        const QStringList words = command.words.split(u' ');
        if (words.size() > 1 && !groups.contains(words.constFirst()))
            groups.append(words.constFirst());
    }
    QVERIFY(groups.size() >= 3);
    for (const QString &group : groups) {
        const CliResult help = cli.run({group, u"--help"_s});
        QCOMPARE(help.exitCode, 0);
        QVERIFY(help.out.startsWith("Usage: clonememoria-cli " + group.toUtf8() + " COMMAND"));
        QCOMPARE(cli.run({u"help"_s, group}).out, help.out);
        const CliResult half = cli.run({group});
        QCOMPARE(half.exitCode, 2);
        QVERIFY2(half.err.contains("clonememoria-cli " + group.toUtf8() + " --help"), half.err.constData());
    }
    QCOMPARE(cli.run({u"help"_s}).out, cli.run({u"--help"_s}).out);
    QCOMPARE(cli.run({u"help"_s, u"dance"_s}).exitCode, 2);
}

void CliHelpTest::suggestsWhatWasMeant_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QByteArray>("meant");
    QTest::newRow("second word") << QStringList{u"memory"_s, u"serch"_s, u"x"_s}
                                 << QByteArray("“memory search”");
    QTest::newRow("first word") << QStringList{u"statsu"_s} << QByteArray("“status”");
    QTest::newRow("first of two") << QStringList{u"memroy"_s, u"list"_s} << QByteArray("“memory list”");
    QTest::newRow("option") << QStringList{u"chat"_s, u"x"_s, u"--conversaton=y"_s}
                            << QByteArray("--conversation?");
    QTest::newRow("global option") << QStringList{u"--jsn"_s, u"status"_s} << QByteArray("--json?");
    QTest::newRow("nothing near") << QStringList{u"xyzzy"_s} << QByteArray();
}

void CliHelpTest::suggestsWhatWasMeant()
{
    QFETCH(QStringList, words);
    QFETCH(QByteArray, meant);
    const CliResult result = CliProcess().run(words);
    QCOMPARE(result.exitCode, 2);
    QCOMPARE(result.err.contains("Did you mean"), !meant.isEmpty());
    QVERIFY2(result.err.contains(meant), result.err.constData());
}

void CliHelpTest::hasEverythingInTheManualPage()
{
    const CliProcess cli;
    const CliResult page = cli.run({u"__man"_s, manPageTemplate()});
    QCOMPARE(page.exitCode, 0);
    QVERIFY(!page.out.contains('@' + QByteArray("COMMANDS")) && page.out.contains(CLONEMEMORIA_VERSION));
    for (const char byte : page.out)
        QVERIFY(byte == '\n' || (byte >= ' ' && byte <= '~'));
    const auto roff = [](QString text) { return text.replace(u'-', u"\\-"_s).toUtf8(); };
    for (const CommandSpec &command : allCommands()) {
        QVERIFY2(page.out.contains(".SS \"" + roff(command.words) + '"'), qPrintable(command.words));
        for (const OptionSpec &option : command.options + CommandLine::globalOptions())
            QVERIFY2(page.out.contains("\\fB" + roff(u"--"_s + option.name) + "\\fR"),
                     qPrintable(option.name));
    }
    for (const char *variable :
         {"LLM_DEFAULT_PROVIDER", "LLM_OPENAI_BASE_URL", "LLM_OPENAI_API_KEY", "LLM_OPENAI_MODEL",
          "EMBEDDINGS_DEFAULT_PROVIDER", "EMBEDDINGS_OPENAI_BASE_URL", "EMBEDDINGS_OPENAI_API_KEY",
          "EMBEDDINGS_OPENAI_MODEL", "TTS_DEFAULT_PROVIDER", "TTS_API_BASE_URL", "TTS_API_KEY",
          "TTS_DEFAULT_VOICE_ID", "LOG_LEVEL", "CLONEMEMORIA_DATA_DIR", "NO_COLOR"})
        QVERIFY2(page.out.contains(variable), variable);

    QCOMPARE(cli.run({u"__man"_s, cli.path(u"gone"_s)}).exitCode, 1);
}

void CliHelpTest::formatsTheManualPage()
{
    const CliProcess cli;
    const QString file = cli.file(u"clonememoria-cli.1"_s, cli.run({u"__man"_s, manPageTemplate()}).out);
    const std::pair<QString, QStringList> formatters[] = {
        {u"mandoc"_s, {u"-Tlint"_s, u"-Wwarning"_s, file}},
        {u"groff"_s, {u"-man"_s, u"-ww"_s, u"-Tutf8"_s, u"-z"_s, file}},
        {u"man"_s, {u"--warnings"_s, u"-l"_s, file}},
    };
    int formatted = 0;
    for (const auto &[program, arguments] : formatters) {
        if (QStandardPaths::findExecutable(program).isEmpty()) {
            qInfo("%s is not installed", qPrintable(program));
            continue;
        }
        const std::unique_ptr<QProcess> process = cli.make(arguments);
        process->setProgram(program);
        process->start();
        const CliResult result = CliProcess::finish(*process);
        QVERIFY2(result.exitCode == 0, result.err + result.out);
        QCOMPARE(result.err, QByteArray());
        if (program == "mandoc"_L1)
            QCOMPARE(result.out, QByteArray());
        else if (program == "man"_L1)
            QVERIFY(result.out.contains("memory search"));
        ++formatted;
    }
    if (formatted == 0)
        QSKIP("neither mandoc, groff nor man is installed");
}

void CliHelpTest::installsWhatShellsLookFor()
{
    const CliProcess cli;
    const auto install = [&cli](const QString &stage, const QString &prefix) {
        const std::unique_ptr<QProcess> process = cli.make(
            {u"--install"_s, QStringLiteral(CLI_BUILD_FOLDER), u"--prefix"_s, prefix});
        QProcessEnvironment environment = process->processEnvironment();
        environment.insert(u"DESTDIR"_s, stage);
        process->setProcessEnvironment(environment);
        process->setProgram(QStringLiteral(CMAKE_PROGRAM));
        process->start();
        return CliProcess::finish(*process).exitCode;
    };
    const auto content = [](const QString &name) {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    QCOMPARE(install(cli.path(u"stage"_s), u"/usr"_s), 0);
    const QString share = cli.path(u"stage/usr/share/"_s);
    const QString zsh = QFile::exists(u"/etc/debian_version"_s) ? u"zsh/vendor-completions"_s
                                                                : u"zsh/site-functions"_s;
    for (const auto &[shell, file] :
         {std::pair{u"bash"_s, u"bash-completion/completions/clonememoria-cli"_s},
          std::pair{u"zsh"_s, zsh + u"/_clonememoria-cli"_s},
          std::pair{u"fish"_s, u"fish/vendor_completions.d/clonememoria-cli.fish"_s}}) {
        QVERIFY2(QFile::exists(share + file), qPrintable(file));
        QCOMPARE(content(share + file), cli.run({u"completion"_s, shell}).out);
    }
    QCOMPARE(install(cli.path(u"local"_s), u"/usr/local"_s), 0);
    QVERIFY(QFile::exists(cli.path(u"local/usr/local/share/zsh/site-functions/_clonememoria-cli"_s)));
#ifdef HAS_MAN_PAGE
    const QString page = share + u"man/man1/clonememoria-cli.1"_s;
    QVERIFY(QFile::exists(page) || QFile::exists(page + u".gz"_s));
    if (QFile::exists(page + u".gz"_s)) {
        QProcess gzip;
        gzip.start(u"gzip"_s, {u"-d"_s, page + u".gz"_s});
        QVERIFY(gzip.waitForFinished() && gzip.exitCode() == 0);
    }
    QCOMPARE(content(page), cli.run({u"__man"_s, manPageTemplate()}).out);
#endif
}

QTEST_GUILESS_MAIN(CliHelpTest)
#include "CliHelpTest.moc"

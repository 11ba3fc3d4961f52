#include "app/cli/Commands.h"
#include "app/cli/Completion.h"
#include "app/cli/ShellWords.h"
#include "core/storage/Database.h"
#include "tests/integration/cli/CliProcess.h"
#include "tests/integration/cli/Terminal.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <vector>

using namespace CloneMemoria;
using namespace CloneMemoria::Cli;
using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kPatience = 15'000;
const QString kBashBreaks = u" \t\n\"'@><=;|&(:"_s; // as an interactive bash has them
const QString kAwkward = u"O'Brien \"Bob\" $HOME `id` \\ ; rm *"_s;
const QString kUnicode = u"Ünal Öztürk 👵"_s;

QStringList textsOf(const Completions &completions)
{
    QStringList texts;
    for (const Candidate &candidate : completions.words)
        texts.append(candidate.text);
    return texts;
}

// Names that no profile is needed for; what was asked is written into them.
QList<Candidate> names(const NameQuery &query)
{
    switch (query.kind) {
    case Placeholder::Kind::Clone:
        return {{u"Oma Liesel"_s, u"grandmother"_s}, {u"Opa Karl"_s}};
    case Placeholder::Kind::Memory:
        return {{u"memory-of-"_s + query.clone}};
    case Placeholder::Kind::Conversation:
        return {{u"conversation-with-"_s + query.clone + u"-in-"_s + query.dataDir}};
    default:
        return {};
    }
}
} // namespace

/// What Tab offers: by the table alone, by the program over a profile, and in real shells.
class CliCompletionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsALineAsTheShellDoes_data();
    void readsALineAsTheShellDoes();
    void quotesForBash_data();
    void quotesForBash();
    void offersWhatCanFollow_data();
    void offersWhatCanFollow();
    void knowsEveryCommandAndOption();
    void findsStoredNames();
    void makesNoProfile();
    void answersAtOnce();
    void waitsForNobody();
    void neverPrintsControlCharacters();
    void refusesWhatNoScriptAsks();
    void worksAsABashFunction();
    void completesInAShell_data();
    void completesInAShell();

private:
    static QString makeProfile(const CliProcess &cli);
};

void CliCompletionTest::readsALineAsTheShellDoes_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("current");
    QTest::addColumn<QString>("quote");
    QTest::addColumn<int>("kept");
    QTest::newRow("nothing") << QString() << QStringList{} << QString() << QString() << 0;
    QTest::newRow("program") << u"cm"_s << QStringList{} << u"cm"_s << QString() << 0;
    QTest::newRow("blank") << u"cm  ask "_s << QStringList{u"cm"_s, u"ask"_s} << QString() << QString() << 0;
    QTest::newRow("begun") << u"cm as"_s << QStringList{u"cm"_s} << u"as"_s << QString() << 0;
    QTest::newRow("backslash") << u"cm Oma\\ Li"_s << QStringList{u"cm"_s} << u"Oma Li"_s << QString() << 0;
    QTest::newRow("backslash last") << u"cm Oma\\"_s << QStringList{u"cm"_s} << u"Oma"_s << QString() << 0;
    QTest::newRow("open") << u"cm \"Oma Li"_s << QStringList{u"cm"_s} << u"Oma Li"_s << u"\""_s << 0;
    QTest::newRow("open single") << u"cm 'O\"a\\"_s << QStringList{u"cm"_s} << u"O\"a\\"_s << u"'"_s << 0;
    QTest::newRow("open within") << u"cm Oma' Li"_s << QStringList{u"cm"_s} << u"Oma Li"_s << u"'"_s << 3;
    QTest::newRow("closed") << u"cm \"Oma Li\""_s << QStringList{u"cm"_s} << u"Oma Li"_s << QString() << 0;
    QTest::newRow("closed and on") << u"cm 'a 'b\" c\""_s << QStringList{u"cm"_s} << u"a b c"_s << QString()
                                   << 0;
    QTest::newRow("words in quotes") << u"cm 'a b' \"c \\\"d\\x\" "_s
                                     << QStringList{u"cm"_s, u"a b"_s, u"c \"d\\x"_s} << QString()
                                     << QString() << 0;
    QTest::newRow("empty word") << u"cm '' \"\" x"_s << QStringList{u"cm"_s, QString(), QString()} << u"x"_s
                                << QString() << 0;
    QTest::newRow("equals") << u"cm --kind=ll"_s << QStringList{u"cm"_s} << u"--kind=ll"_s << QString() << 7;
    QTest::newRow("equals last") << u"cm --kind="_s << QStringList{u"cm"_s} << u"--kind="_s << QString() << 7;
    QTest::newRow("colon") << u"cm Dr:\\ W"_s << QStringList{u"cm"_s} << u"Dr: W"_s << QString() << 3;
    QTest::newRow("escaped colon") << u"cm Dr\\:\\ W"_s << QStringList{u"cm"_s} << u"Dr: W"_s << QString()
                                   << 0;
    QTest::newRow("quoted colon") << u"cm \"Dr: W"_s << QStringList{u"cm"_s} << u"Dr: W"_s << u"\""_s << 0;
    QTest::newRow("equals, then a quote")
        << u"cm name=\"Oma L"_s << QStringList{u"cm"_s} << u"name=Oma L"_s << u"\""_s << 5;
    QTest::newRow("output redirected")
        << u"cm ask >out 2>&1 x"_s << QStringList{u"cm"_s, u"ask"_s} << u"x"_s << QString() << 0;
}

void CliCompletionTest::readsALineAsTheShellDoes()
{
    QFETCH(QString, line);
    const TypedLine read = readTypedLine(line, Shell::Bash, kBashBreaks);
    QTEST(read.words, "words");
    QTEST(read.current, "current");
    QTEST(read.quote.isNull() ? QString() : QString(read.quote), "quote");
    QTEST(int(read.kept), "kept");
    QVERIFY(!read.redirects);
    QVERIFY(readTypedLine(u"cm ask > fi"_s, Shell::Bash).redirects);
    QCOMPARE(readTypedLine(u"cm 'it\\'s"_s, Shell::Fish).current, u"it's"_s);
}

void CliCompletionTest::quotesForBash_data()
{
    QTest::addColumn<QString>("text");
    for (const QString &text : {u"plain"_s, u"Oma Liesel"_s, kAwkward, kUnicode, u"#!&()<>[]{}|~^"_s,
                                u"llm_provider="_s, u"a\u00A0b"_s})
        QTest::newRow(qPrintable(text)) << text;
}

// Bash itself is asked what it reads.
void CliCompletionTest::quotesForBash()
{
    QFETCH(QString, text);
    for (const QString &quote : {QString(), u"\""_s, u"'"_s}) {
        QProcess bash;
        const QChar open = quote.isEmpty() ? QChar() : quote.at(0);
        bash.start(u"bash"_s,
                   {u"--norc"_s, u"-c"_s, u"printf %s "_s + quote + quotedForBash(text, open) + quote});
        QVERIFY(bash.waitForFinished());
        QCOMPARE(QString::fromUtf8(bash.readAllStandardOutput()), text);
        QCOMPARE(bash.readAllStandardError(), QByteArray());
    }
}

void CliCompletionTest::offersWhatCanFollow_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("current");
    QTest::addColumn<QStringList>("offered");
    const QStringList none;
    const QStringList clones{u"Oma Liesel"_s, u"Opa Karl"_s};
    QTest::newRow("first word") << none << u"mem"_s << QStringList{u"memory"_s};
    QTest::newRow("first words") << none << u"c"_s << QStringList{u"clone"_s, u"chat"_s, u"completion"_s};
    QTest::newRow("second word") << QStringList{u"memory"_s} << u"s"_s << QStringList{u"show"_s, u"search"_s};
    QTest::newRow("no such word") << QStringList{u"dance"_s} << QString() << none;
    QTest::newRow("global option") << none << u"--da"_s << QStringList{u"--data-dir"_s};
    QTest::newRow("after a global option")
        << QStringList{u"--json"_s, u"--data-dir"_s, u"x"_s} << u"stat"_s << QStringList{u"status"_s};
    QTest::newRow("option once") << QStringList{u"--json"_s, u"clone"_s, u"list"_s} << u"--j"_s << none;
    QTest::newRow("own option") << QStringList{u"chat"_s} << u"--s"_s << QStringList{u"--sample"_s};
    QTest::newRow("another's option") << QStringList{u"clone"_s, u"list"_s} << u"--sa"_s << none;
    QTest::newRow("clone") << QStringList{u"ask"_s} << QString() << clones;
    QTest::newRow("clone begun") << QStringList{u"clone"_s, u"show"_s} << u"oma l"_s
                                 << QStringList{u"Oma Liesel"_s};
    QTest::newRow("clone after options")
        << QStringList{u"memory"_s, u"list"_s, u"--limit"_s, u"3"_s} << u"OP"_s << QStringList{u"Opa Karl"_s};
    QTest::newRow("a text") << QStringList{u"ask"_s, u"Oma Liesel"_s} << QString() << none;
    QTest::newRow("a number") << QStringList{u"memory"_s, u"list"_s, u"x"_s, u"--limit"_s} << QString()
                              << none;
    QTest::newRow("choice") << QStringList{u"completion"_s} << QString()
                            << QStringList{u"bash"_s, u"zsh"_s, u"fish"_s};
    QTest::newRow("choice of an option") << QStringList{u"providers"_s, u"check"_s, u"openai"_s, u"--kind"_s}
                                         << u"e"_s << QStringList{u"embedding"_s};
    QTest::newRow("choice after equals")
        << QStringList{u"memory"_s, u"list"_s, u"x"_s} << u"--sort=d"_s << QStringList{u"--sort=date"_s};
    QTest::newRow("provider") << QStringList{u"providers"_s, u"check"_s} << u"ol"_s
                              << QStringList{u"ollama"_s};
    QTest::newRow("field") << QStringList{u"clone"_s, u"set"_s, u"x"_s} << u"llm_"_s
                           << QStringList{u"llm_provider="_s, u"llm_model="_s};
    QTest::newRow("field again") << QStringList{u"clone"_s, u"create"_s, u"x"_s, u"name=y"_s} << u"temp"_s
                                 << QStringList{u"temperature="_s};
    QTest::newRow("field's provider") << QStringList{u"clone"_s, u"set"_s, u"x"_s} << u"tts_provider=ko"_s
                                      << QStringList{u"tts_provider=kokoro"_s};
    QTest::newRow("field's switch") << QStringList{u"clone"_s, u"set"_s, u"x"_s}
                                    << u"remember_conversations=t"_s
                                    << QStringList{u"remember_conversations=true"_s};
    QTest::newRow("memory") << QStringList{u"memory"_s, u"delete"_s, u"Opa"_s} << QString()
                            << QStringList{u"memory-of-Opa"_s};
    QTest::newRow("conversation") << QStringList{u"--data-dir=d"_s, u"chat"_s, u"Opa"_s, u"--conversation"_s}
                                  << QString() << QStringList{u"conversation-with-Opa-in-d"_s};
    QTest::newRow("conversation after equals") << QStringList{u"chat"_s, u"Opa"_s} << u"--conversation=c"_s
                                               << QStringList{u"--conversation=conversation-with-Opa-in-"_s};
    QTest::newRow("after --") << QStringList{u"clone"_s, u"show"_s, u"--"_s} << u"-"_s << none;
    QTest::newRow("help for") << QStringList{u"help"_s, u"clone"_s} << u"s"_s
                              << QStringList{u"show"_s, u"set"_s};
    QTest::newRow("too many") << QStringList{u"clone"_s, u"show"_s, u"x"_s} << u"y"_s << none;
    QTest::newRow("nothing but options")
        << QStringList{u"clone"_s, u"delete"_s, u"x"_s, u"-y"_s, u"--json"_s, u"--verbose"_s, u"--help"_s}
        << QString() << QStringList{u"--data-dir"_s, u"--version"_s};
}

void CliCompletionTest::offersWhatCanFollow()
{
    QFETCH(QStringList, words);
    QFETCH(QString, current);
    const CommandLine commandLine(allCommands());
    const Completions completions = complete(commandLine, words, current, names);
    QCOMPARE(int(completions.kind), int(Completions::Kind::Words));
    QTEST(textsOf(completions), "offered");
    QCOMPARE(completions.unfinished,
             !completions.words.isEmpty() && completions.words.at(0).text.endsWith(u'='));

    const auto kindOf = [&](const QStringList &before, const QString &typed) {
        return complete(commandLine, before, typed, names).kind;
    };
    QCOMPARE(int(kindOf({u"memory"_s, u"add"_s, u"x"_s}, {})), int(Completions::Kind::Files));
    QCOMPARE(int(kindOf({u"memory"_s, u"add"_s, u"x"_s, u"a.txt"_s}, u"b"_s)), int(Completions::Kind::Files));
    QCOMPARE(int(kindOf({u"speak"_s, u"x"_s, u"y"_s, u"-o"_s}, {})), int(Completions::Kind::Files));
    QCOMPARE(int(kindOf({u"speak"_s, u"x"_s, u"y"_s}, u"--output=n"_s)), int(Completions::Kind::Files));
    QCOMPARE(int(kindOf({u"--data-dir"_s}, {})), int(Completions::Kind::Folders));
}

// Each of the words is found on the way to its command, and each option behind it.
void CliCompletionTest::knowsEveryCommandAndOption()
{
    const CommandLine commandLine(allCommands());
    for (const CommandSpec &command : commandLine.commands()) {
        const QStringList words = command.words.split(u' ');
        for (qsizetype i = 0; i < words.size(); ++i) {
            const QStringList offered = textsOf(
                complete(commandLine, words.mid(0, i), words.at(i).left(1), names));
            QVERIFY2(offered.contains(words.at(i)), qPrintable(command.words));
        }
        const QStringList options = textsOf(complete(commandLine, words, u"--"_s, names));
        for (const OptionSpec &option : command.options + CommandLine::globalOptions())
            QVERIFY2(options.contains(u"--"_s + option.name), qPrintable(command.words + option.name));
    }
}

QString CliCompletionTest::makeProfile(const CliProcess &cli)
{
    cli.createClone({u"Oma Liesel"_s, u"relation=grand\tmother"_s});
    cli.createClone({kAwkward});
    cli.createClone({kUnicode});
    cli.createClone({u"Dr: Who"_s});
    return cli.createClone({u"-dash"_s.prepend(u' ')});
}

void CliCompletionTest::findsStoredNames()
{
    const CliProcess cli;
    const QString twin = cli.createClone({u"Twin"_s});
    const QString other = cli.createClone({u"twin"_s});
    QVERIFY(!makeProfile(cli).isEmpty());
    const auto ask = [&cli](const QString &line) {
        return QString::fromUtf8(cli.run({u"__complete"_s, u"fish"_s, line}).out)
            .split(u'\n', Qt::SkipEmptyParts);
    };
    QCOMPARE(ask(u"cm ask om"_s), (QStringList{u"words"_s, u"Oma Liesel\tgrand mother"_s}));
    QCOMPARE(ask(u"cm ask 'ünal ö"_s), (QStringList{u"words"_s, kUnicode}));
    QCOMPARE(ask(u"cm ask \"o'b"_s), (QStringList{u"words"_s, kAwkward}));
    // Of what two have as a name, or reads as an option, only the id is clear.
    const QStringList all = ask(u"cm ask "_s);
    QVERIFY(all.contains(twin + u"\tTwin"_s) && all.contains(other + u"\ttwin"_s));
    QCOMPARE(all.filter(QRegularExpression(u"^-"_s)).size(), 0);

    const CliResult added = cli.run({u"memory"_s, u"add"_s, u"Oma Liesel"_s, u"-"_s, u"--title"_s, u"Pears"_s,
                                     u"--json"_s},
                                    "The pear tree.");
    const QString memory = added.array().at(0)[u"document_id"].toString();
    QCOMPARE(ask(u"cm memory show 'Oma Liesel' "_s), (QStringList{u"words"_s, memory + u"\tPears"_s}));
    const QString conversation = cli.run({u"ask"_s, u"Oma Liesel"_s, u"Who?"_s, u"--json"_s})
                                     .object()
                                     .value(u"conversation_id"_s)
                                     .toString();
    const QStringList conversations = ask(u"cm chat 'Oma Liesel' --conversation "_s);
    QCOMPARE(conversations.size(), 2);
    QVERIFY(conversations.at(1).startsWith(conversation));
    QCOMPARE(ask(u"cm --data-dir /nowhere ask "_s), QStringList{u"words"_s});
}

void CliCompletionTest::makesNoProfile()
{
    const CliProcess cli;
    const CliResult result = cli.run({u"__complete"_s, u"bash"_s, kBashBreaks, u"cm ask "_s});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.out, QByteArray("words\n"));
    QCOMPARE(result.err, QByteArray());
    QVERIFY(!QFile::exists(cli.dataDir()));

    // Nor does it change one, even one of another version, or what isn't one at all.
    QVERIFY(QDir().mkpath(cli.dataDir()));
    cli.file(u"profile/clonememoria.db"_s, QByteArray(8192, 'x'));
    QCOMPARE(cli.run({u"__complete"_s, u"bash"_s, kBashBreaks, u"cm ask "_s}).out, QByteArray("words\n"));
    QFile file(cli.database());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray(8192, 'x'));
    QCOMPARE(QDir(cli.dataDir()).entryList(QDir::Files).size(), 1);
}

// A tenth of a second is what a person does not notice; it is twice a program that does nothing, in the same run.
void CliCompletionTest::answersAtOnce()
{
    const CliProcess cli;
    for (int i = 0; i < 40; ++i)
        QVERIFY(!cli.createClone({u"Clone number %1"_s.arg(i)}).isEmpty());
    const auto msOf = [&cli](const QStringList &arguments) {
        std::vector<qint64> times;
        for (int i = 0; i < 7; ++i) {
            QElapsedTimer timer;
            timer.start();
            const CliResult result = cli.run(arguments);
            times.push_back(timer.elapsed());
            if (result.exitCode != 0)
                return qint64(-1);
        }
        std::sort(times.begin(), times.end());
        return times.at(times.size() / 2);
    };
    const qint64 nothing = msOf({u"--version"_s});
    const qint64 answer = msOf({u"__complete"_s, u"bash"_s, kBashBreaks, u"cm ask "_s});
    qInfo("completion %lld ms, the version %lld ms", answer, nothing);
    QVERIFY(nothing >= 0 && answer >= 0);
    QVERIFY2(answer < std::max<qint64>(100, 4 * nothing), qPrintable(u"%1 ms"_s.arg(answer)));
}

void CliCompletionTest::waitsForNobody()
{
    const CliProcess cli;
    QVERIFY(!cli.createClone({u"Mina"_s}).isEmpty());
    const auto store = cli.store();
    QVERIFY(store.has_value());
    // Another program that has the database for itself for a long while.
    QVERIFY((*store)->database().run(u"PRAGMA locking_mode = EXCLUSIVE"_s).has_value());
    QVERIFY((*store)->database().run(u"BEGIN EXCLUSIVE"_s).has_value());
    QElapsedTimer timer;
    timer.start();
    const CliResult result = cli.run({u"__complete"_s, u"bash"_s, kBashBreaks, u"cm ask "_s});
    QVERIFY2(timer.elapsed() < 4500, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(!result.crashed);
    QCOMPARE(result.err, QByteArray());
}

void CliCompletionTest::neverPrintsControlCharacters()
{
    const CliProcess cli;
    const QString id = cli.createClone({u"Mina"_s});
    {
        const auto store = cli.store();
        QVERIFY(store.has_value());
        const QString hostile = u"Mina\x1b]0;owned\x07\u202Eevil\nline"_s;
        QVERIFY((*store)
                    ->database()
                    .run(u"UPDATE clones SET name = ?, relation = ? WHERE id = ?"_s,
                         {hostile, hostile + u"\u009b2J"_s, id})
                    .has_value());
    }
    for (const QStringList &arguments : {QStringList{u"bash"_s, kBashBreaks, u"cm ask "_s},
                                         QStringList{u"fish"_s, u"cm ask "_s},
                                         {u"zsh"_s, u"ask"_s, QString()}}) {
        const CliResult result = cli.run(QStringList{u"__complete"_s} + arguments);
        QCOMPARE(result.exitCode, 0);
        QVERIFY2(result.out.contains(id.toUtf8()), result.out.constData());
        const QString out = QString::fromUtf8(result.out);
        for (const QChar c : out) {
            QVERIFY2(c == u'\n' || c == u'\t' || c.category() != QChar::Other_Control,
                     result.out.constData());
            QVERIFY(c != QChar(0x202E));
        }
        QCOMPARE(result.out.count('\n'), 2);
    }
}

void CliCompletionTest::refusesWhatNoScriptAsks()
{
    const CliProcess cli;
    for (const QStringList &arguments :
         {QStringList{}, {u"bash"_s}, {u"zsh"_s}, {u"fish"_s}, {u"fish"_s, QString()}, {u"tcsh"_s, u"x"_s}}) {
        const CliResult result = cli.run(QStringList{u"__complete"_s} + arguments);
        QCOMPARE(result.exitCode, 1);
        QCOMPARE(result.out, QByteArray());
        QCOMPARE(result.err, QByteArray());
    }
    QVERIFY(!QFile::exists(cli.dataDir()));
}

// As frameworks over bash's own completion call it.
void CliCompletionTest::worksAsABashFunction()
{
    const CliProcess cli;
    QVERIFY(!makeProfile(cli).isEmpty());
    const std::unique_ptr<QProcess> bash = cli.make({});
    const QString program = bash->program();
    bash->setProgram(u"bash"_s);
    bash->setArguments(
        {u"--norc"_s, u"-c"_s,
         u"set -eu; source <(\"$0\" completion bash)\n"
         "complete -p clonememoria-cli\n"
         "COMP_WORDS=(clonememoria-cli ask oma) COMP_CWORD=2\n"
         "_clonememoria_cli \"$0\" oma ask; printf '%s\\n' \"${COMPREPLY[@]}\"\n"
         "COMP_LINE='clonememoria-cli clone s' COMP_POINT=24 COMP_WORDS=(clonememoria-cli clone s)\n"
         "_clonememoria_cli \"$0\" s clone; printf '%s\\n' \"${COMPREPLY[@]}\""_s,
         program});
    bash->start();
    const CliResult result = CliProcess::finish(*bash);
    QCOMPARE(result.err, QByteArray());
    QCOMPARE(result.out,
             QByteArray("complete -F _clonememoria_cli clonememoria-cli\nOma\\ Liesel\nshow\nset\n"));
    QCOMPARE(result.exitCode, 0);
}

void CliCompletionTest::completesInAShell_data()
{
    QTest::addColumn<QString>("shell");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("start");
    const QByteArray bash = "PS1='READY> '; PROMPT_COMMAND=; bind 'set enable-bracketed-paste off'; "
                            "bind 'set bell-style none'; source <(clonememoria-cli completion bash)\n";
    QTest::newRow("bash") << u"bash"_s << QStringList{u"--norc"_s, u"--noprofile"_s, u"-i"_s} << bash;
    const QByteArray zsh =
        "bindkey -e; unsetopt beep; autoload -U compinit; compinit -u -D; PROMPT='READY> '; "
        "source <(clonememoria-cli completion zsh)\n";
    QTest::newRow("zsh") << u"zsh"_s << QStringList{u"-f"_s, u"-i"_s} << zsh;
    const QByteArray fish =
        "function fish_prompt; echo 'READY> '; end; set -g fish_autosuggestion_enabled 0; "
        "clonememoria-cli completion fish | source\n";
    QTest::newRow("fish") << u"fish"_s << QStringList{u"--no-config"_s, u"-i"_s} << fish;
}

// A person at a terminal: types, presses Tab, goes to the begin of the line, and has the words printed one by one.
void CliCompletionTest::completesInAShell()
{
    QFETCH(QString, shell);
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, start);
    const QString path = QStandardPaths::findExecutable(shell);
    if (path.isEmpty())
        QSKIP(qPrintable(shell + u" is not installed"_s));
    CliProcess cli;
    QVERIFY(!makeProfile(cli).isEmpty());
    cli.file(u"letter one.txt"_s, "x");
    QVERIFY(QDir().mkpath(cli.path(u"Oma Liesel"_s))); // no clone is taken for a folder of the same name
    QVERIFY(QDir().mkpath(cli.path(u"lettering"_s)));
    cli.set(u"TERM"_s, u"xterm"_s);
    cli.set(u"PATH"_s, QFileInfo(cli.make({})->program()).path() + u':' + qEnvironmentVariable("PATH"));
    Terminal terminal;
    QVERIFY(terminal.isOpen());
    const std::unique_ptr<QProcess> process = cli.make(arguments);
    process->setProgram(path);
    terminal.attach(*process);
    process->start();
    terminal.type(start);
    QTRY_VERIFY2_WITH_TIMEOUT(terminal.shown().count("READY> ") > 1, terminal.shown().constData(), kPatience);

    const std::pair<QByteArray, QByteArray> lines[] = {
        {"mem\tse\tom\t", "[memory][search][Oma Liesel]"},
        {"ask oma\\ li\t", "[ask][Oma Liesel]"},
        {"ask \"Oma L\t", "[ask][Oma Liesel]"},
        {"ask 'Oma L\t", "[ask][Oma Liesel]"},
        {"ask ün\t", "[ask][" + kUnicode.toUtf8() + ']'},
        {"ask O\\'B\t", "[ask][" + kAwkward.toUtf8() + ']'},
        {"ask Dr:\\ W\t", "[ask][Dr: Who]"},
        {"providers check --kind=emb\t", "[providers][check][--kind=embedding]"},
        {"clone set oma\tllm_p\toll\tlang\tde", "[clone][set][Oma Liesel][llm_provider=ollama][language=de]"},
        {"memory add oma\tletter\\ o\t", "[memory][add][Oma Liesel][letter one.txt]"},
        {"speak x y --output=letter\\ o\t", "[speak][x][y][--output=letter one.txt]"},
        {"--data-dir letteri\t statu\t", "[--data-dir][lettering][status]"},
    };
    for (const auto &[typed, words] : lines) {
        const qsizetype mark = terminal.shown().size();
        terminal.type("clonememoria-cli " + typed
                      + "\x01printf '[%s]' \n"); // Ctrl+A: to the begin of the line
        QTRY_VERIFY2_WITH_TIMEOUT(terminal.shownSince(mark).contains("[clonememoria-cli]"),
                                  terminal.shownSince(mark).constData(), kPatience);
        QTRY_VERIFY2_WITH_TIMEOUT(terminal.shownSince(mark).contains("READY> "),
                                  terminal.shownSince(mark).constData(), kPatience);
        // One shell leaves the slash of a folder where a blank comes after it, another takes it away.
        QVERIFY2(terminal.shownSince(mark)
                     .replace("lettering/]", "lettering]")
                     .contains("[clonememoria-cli]" + words),
                 terminal.shownSince(mark).constData());
    }
    terminal.type("exit\n");
    QVERIFY(process->waitForFinished());
}

QTEST_GUILESS_MAIN(CliCompletionTest)
#include "CliCompletionTest.moc"

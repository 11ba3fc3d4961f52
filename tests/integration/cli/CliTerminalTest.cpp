#include "tests/integration/cli/CliProcess.h"
#include "tests/integration/cli/Terminal.h"
#include "tests/support/OpenAiServer.h"

#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kPatience = 20'000;
}

/// What a person sees at a terminal, and a pipe doesn't get: progress, colours, hints, lines of its width.
class CliTerminalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsProgressAndColours_data();
    void showsProgressAndColours();
    void keepsAPipeFreeOfThem();
    void hintsAtWhatWasMeant();
    void breaksLinesAtItsWidth();
    void pagesThroughMemories();
    void showsAMemory();
    void goesOnWithTheLastConversation();
    void endsAnAnswerOnTheSecondCtrlC();

private:
    static QByteArray shownBy(const CliProcess &cli, const QStringList &arguments, int *exitCode = nullptr);
};

QByteArray CliTerminalTest::shownBy(const CliProcess &cli, const QStringList &arguments, int *exitCode)
{
    Terminal terminal;
    const std::unique_ptr<QProcess> process = cli.make(arguments);
    terminal.attach(*process);
    process->start();
    // Read while it runs: the terminal holds only so much.
    while (!process->waitForFinished(50) && process->state() == QProcess::Running)
        terminal.shown();
    if (exitCode)
        *exitCode = process->exitCode();
    return terminal.shown().replace("\r\n", "\n");
}

void CliTerminalTest::showsProgressAndColours_data()
{
    QTest::addColumn<QString>("term");
    QTest::addColumn<QString>("noColor");
    QTest::addColumn<bool>("progress");
    QTest::addColumn<bool>("colours");
    QTest::newRow("terminal") << u"xterm"_s << QString() << true << true;
    QTest::newRow("NO_COLOR") << u"xterm"_s << u"1"_s << true << false;
    QTest::newRow("dumb") << u"dumb"_s << QString() << false << false;
}

void CliTerminalTest::showsProgressAndColours()
{
    QFETCH(QString, term);
    QFETCH(QString, noColor);
    CliProcess cli;
    cli.createClone({u"Mina"_s});
    cli.set(u"TERM"_s, term);
    if (!noColor.isEmpty())
        cli.set(u"NO_COLOR"_s, noColor);
    const QString file = cli.file(u"letter.txt"_s, "The pear tree was planted in 1951 by Lewis.");
    const QByteArray added = shownBy(cli, {u"memory"_s, u"add"_s, u"Mina"_s, file});
    QVERIFY2(added.contains("letter.txt: “"), added.constData());
    QTEST(added.contains("1 of 1 file") && added.contains("\r\x1b[2K"), "progress");
    const QByteArray found = shownBy(cli, {u"memory"_s, u"search"_s, u"Mina"_s, u"pear tree"_s});
    QVERIFY(found.contains("planted in 1951"));
    QTEST(found.contains("Searching…"), "progress");
    QTEST(found.contains("\x1b[1m"), "colours");
    const QByteArray asked = shownBy(cli, {u"ask"_s, u"Mina"_s, u"Who planted the pear tree?"_s});
    QVERIFY2(asked.contains("planted in 1951"), asked.constData());
    QTEST(asked.contains("Remembering…") && asked.contains("Waiting for Mina…\r\x1b[2K"), "progress");
    const QByteArray refused = shownBy(cli, {u"clone"_s, u"show"_s, u"xyzzy"_s});
    QTEST(refused.contains("\x1b[31m"), "colours");
    if (term == "dumb"_L1)
        QVERIFY(!(added + found + refused).contains('\x1b'));
}

void CliTerminalTest::keepsAPipeFreeOfThem()
{
    CliProcess cli;
    cli.createClone({u"Mina"_s});
    cli.set(u"TERM"_s, u"xterm"_s);
    const QString file = cli.file(u"letter.txt"_s, "The pear tree was planted in 1951 by Lewis.");
    for (const QStringList &words : {QStringList{u"memory"_s, u"add"_s, u"Mina"_s, file},
                                     {u"memory"_s, u"search"_s, u"Mina"_s, u"pear"_s},
                                     {u"memory"_s, u"list"_s, u"Mina"_s},
                                     {u"status"_s},
                                     {u"clone"_s, u"show"_s, u"Mina"_s},
                                     {u"providers"_s, u"check"_s, u"dummy"_s, u"--kind"_s, u"embedding"_s}}) {
        const CliResult result = cli.run(words);
        QCOMPARE(result.exitCode, 0);
        QCOMPARE(result.err, QByteArray());
        QVERIFY2(!result.out.contains('\x1b') && !result.out.contains('\r'), result.out.constData());
        for (const QByteArray &line : result.out.split('\n'))
            QVERIFY2(!line.endsWith(' '), line.constData());
    }
}

void CliTerminalTest::hintsAtWhatWasMeant()
{
    const CliProcess cli;
    const QString first = cli.createClone({u"Mina Tarvit"_s});
    int exitCode = 0;
    for (const QString &slip : {u"Mina"_s, u"mina tavrit"_s, u"Mina Tarvitt"_s}) {
        const QByteArray shown = shownBy(cli, {u"clone"_s, u"show"_s, slip}, &exitCode);
        QCOMPARE(exitCode, 1);
        QVERIFY2(shown.contains("Did you mean “Mina Tarvit”?"), shown.constData());
    }
    QVERIFY(!shownBy(cli, {u"clone"_s, u"show"_s, u"Bertha"_s}).contains("Did you mean"));
    QVERIFY(!cli.run({u"clone"_s, u"show"_s, u"Mina"_s})
                 .err.contains("Did you mean")); // a script guesses nothing
    const QString second = cli.createClone({u"mina tarvit"_s});
    const QByteArray several = shownBy(cli, {u"clone"_s, u"show"_s, u"Mina Tarvit"_s});
    QVERIFY2(several.contains(first.toUtf8()) && several.contains(second.toUtf8()), several.constData());
}

void CliTerminalTest::breaksLinesAtItsWidth()
{
    const CliProcess cli;
    const QString text = u"She notices how things are made before anything else. "_s.repeated(12).trimmed();
    cli.createClone({u"Mina"_s, u"personality="_s + text, u"greeting=One.\nTwo."_s});
    cli.run({u"memory"_s, u"add"_s, u"Mina"_s, u"-"_s}, text.toUtf8());
    for (const QStringList &words : {QStringList{u"clone"_s, u"show"_s, u"Mina"_s},
                                     {u"memory"_s, u"search"_s, u"Mina"_s, u"things"_s}}) {
        QByteArray shown = shownBy(cli, words);
        shown = shown.mid(shown.lastIndexOf("\x1b[2K") < 0 ? 0 : shown.lastIndexOf("\x1b[2K") + 4);
        shown.replace("\x1b[1m", "").replace("\x1b[2m", "").replace("\x1b[0m", "");
        for (const QByteArray &line : shown.split('\n'))
            QVERIFY2(QString::fromUtf8(line).size() <= Terminal::kColumns, line.constData());
        QVERIFY(shown.simplified().contains(text.toUtf8()));
    }
    QVERIFY(shownBy(cli, {u"clone"_s, u"show"_s, u"Mina"_s}).contains("One.\n                        Two."));
    QVERIFY(cli.run({u"memory"_s, u"search"_s, u"Mina"_s, u"things"_s})
                .out.contains("   " + text.toUtf8() + '\n'));
}

void CliTerminalTest::pagesThroughMemories()
{
    const CliProcess cli;
    cli.createClone({u"Mina"_s});
    const QByteArray texts[] = {"The harbour froze.", "The harbour thawed, and it was late in the year.",
                                "Peggy baked scones."};
    const QString dates[] = {u"1947-03-12"_s, u"1963-02-01"_s, u"1951-01-01"_s};
    for (int i = 0; i < 3; ++i) {
        const QString title = u"Letter %1"_s.arg(QChar(u'C' - i));
        QCOMPARE(cli.run({u"memory"_s, u"add"_s, u"Mina"_s, u"-"_s, u"--title"_s, title, u"--date"_s,
                          dates[i]},
                         texts[i])
                     .exitCode,
                 0);
    }
    cli.run({u"memory"_s, u"add"_s, u"Mina"_s, cli.file(u"Note.txt"_s, "The boat was green.")});
    const auto titles = [&cli](const QStringList &options) {
        QStringList found;
        const QJsonArray list = cli.run(QStringList{u"memory"_s, u"list"_s, u"Mina"_s, u"--json"_s} + options)
                                    .array();
        for (const QJsonValue &document : list)
            found.append(document[u"title"].toString());
        return found;
    };
    QCOMPARE(titles({}), (QStringList{u"Note"_s, u"Letter A"_s, u"Letter B"_s, u"Letter C"_s}));
    QCOMPARE(titles({u"--sort"_s, u"title"_s}),
             (QStringList{u"Letter A"_s, u"Letter B"_s, u"Letter C"_s, u"Note"_s}));
    QCOMPARE(titles({u"--sort"_s, u"date"_s}),
             (QStringList{u"Letter C"_s, u"Letter A"_s, u"Letter B"_s, u"Note"_s}));
    QCOMPARE(titles({u"--sort=size"_s, u"--limit"_s, u"1"_s}), QStringList{u"Letter B"_s});
    QCOMPARE(titles({u"--find"_s, u"harbour"_s}), (QStringList{u"Letter B"_s, u"Letter C"_s}));
    QCOMPARE(titles({u"--find"_s, u"harbour late"_s}), QStringList{u"Letter B"_s});
    QCOMPARE(titles({u"--kind"_s, u"file"_s}), QStringList{u"Note"_s});
    QCOMPARE(titles({u"--skip"_s, u"1"_s, u"--limit"_s, u"2"_s}),
             (QStringList{u"Letter A"_s, u"Letter B"_s}));
    QCOMPARE(titles({u"--skip"_s, u"9"_s}), QStringList{});

    QVERIFY(shownBy(cli, {u"memory"_s, u"list"_s, u"Mina"_s, u"--limit"_s, u"3"_s})
                .contains("1 to 3 of 4; --skip 3 shows more."));
    QVERIFY(
        shownBy(cli, {u"memory"_s, u"list"_s, u"Mina"_s, u"--skip"_s, u"9"_s}).contains("There are only 4."));
    QVERIFY(shownBy(cli, {u"memory"_s, u"list"_s, u"Mina"_s, u"--find"_s, u"xyzzy"_s}).contains("No memory"));
}

void CliTerminalTest::showsAMemory()
{
    const CliProcess cli;
    cli.createClone({u"Mina"_s});
    cli.createClone({u"Other"_s});
    const QByteArray text = "First line.\n\nSecond paragraph, with \x1b[31m in it.";
    const QString id = cli.run({u"memory"_s, u"add"_s, u"Mina"_s, u"-"_s, u"--title"_s, u"The harbour"_s,
                                u"--date"_s, u"1947-03-12"_s, u"--json"_s},
                               QByteArray(text).replace("\x1b[31m", "colours"))
                           .array()
                           .at(0)[u"document_id"]
                           .toString();
    QCOMPARE(cli.run({u"memory"_s, u"show"_s, u"Mina"_s, id}).out,
             QByteArray(text).replace("\x1b[31m", "colours") + '\n');
    const QByteArray shown = shownBy(cli, {u"memory"_s, u"show"_s, u"mina"_s, id});
    QVERIFY2(shown.contains("The harbour") && shown.contains("1947-03-12")
                 && shown.contains("Second paragraph"),
             shown.constData());
    QCOMPARE(cli.run({u"memory"_s, u"show"_s, u"Other"_s, id}).exitCode, 1);
    const CliResult unknown = cli.run({u"memory"_s, u"show"_s, u"Mina"_s, u"x"_s, u"--json"_s});
    QCOMPARE(unknown.exitCode, 1);
    QCOMPARE(unknown.errorObject().value(u"code"_s).toString(), u"not-a-document"_s);
}

void CliTerminalTest::goesOnWithTheLastConversation()
{
    const CliProcess cli;
    const QString id = cli.createClone({u"Mina"_s});
    cli.createClone({u"Other"_s});
    const auto conversationOf = [&cli, &id](const QStringList &options) {
        return cli.run(QStringList{u"ask"_s, id, u"Hello?"_s, u"--json"_s} + options)
            .object()
            .value(u"conversation_id"_s)
            .toString();
    };
    const QString first = conversationOf({u"--last"_s}); // there is none yet: a new one
    const QString second = conversationOf({});
    QVERIFY(!first.isEmpty() && first != second);
    QCOMPARE(conversationOf({u"--last"_s}), second);
    QCOMPARE(conversationOf({u"--conversation"_s, first}), first);
    QCOMPARE(conversationOf({u"--last"_s}), first);
    const CliResult chat = cli.run({u"chat"_s, id, u"--last"_s, u"--json"_s}, "And now?\n");
    QCOMPARE(chat.object().value(u"conversation_id"_s).toString(), first);

    QCOMPARE(cli.run({u"ask"_s, id, u"x"_s, u"--last"_s, u"--conversation"_s, first}).exitCode, 2);
    for (const QStringList &wrong : {QStringList{u"ask"_s, id, u"x"_s, u"--conversation"_s, u"none"_s},
                                     QStringList{u"chat"_s, u"Other"_s, u"--conversation"_s, first}}) {
        const CliResult refused = cli.run(wrong + QStringList{u"--json"_s}, "x\n");
        QCOMPARE(refused.exitCode, 1);
        QCOMPARE(refused.errorObject().value(u"code"_s).toString(), u"not-a-conversation"_s);
    }
}

void CliTerminalTest::endsAnAnswerOnTheSecondCtrlC()
{
    OpenAiServer::Options options;
    options.reply = u"One two three four five six seven eight nine ten eleven twelve thirteen fourteen."_s;
    options.tokenMs = 200;
    OpenAiServer server(options);
    CliProcess cli;
    cli.set(u"LLM_OPENAI_BASE_URL"_s, server.baseUrl());
    cli.set(u"LLM_OPENAI_API_KEY"_s, u"k"_s);
    cli.set(u"LLM_OPENAI_MODEL"_s, u"test-model"_s);
    const QString id = cli.createClone({u"Mina"_s, u"llm_provider=openai"_s});
    Terminal terminal;
    QVERIFY(terminal.isOpen());
    const std::unique_ptr<QProcess> process = cli.make({u"ask"_s, id, u"Count."_s});
    terminal.attach(*process);
    process->start();
    QTRY_VERIFY2_WITH_TIMEOUT(terminal.shown().contains("three"), terminal.shown().constData(), kPatience);
    terminal.type("\x03\x03");
    QTRY_COMPARE_WITH_TIMEOUT(process->state(), QProcess::NotRunning, 3000);
    QCOMPARE(process->exitStatus(), QProcess::NormalExit);
    QCOMPARE(process->exitCode(), 1);
    const auto stored = cli.lastMessage(id);
    QVERIFY(stored.has_value());
    QCOMPARE(toString(stored->status), u"partial"_s);
    QVERIFY(stored->content.startsWith(u"One two three"_s));
}

QTEST_GUILESS_MAIN(CliTerminalTest)
#include "CliTerminalTest.moc"

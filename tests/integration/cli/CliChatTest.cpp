#include "tests/integration/cli/CliProcess.h"
#include "tests/integration/cli/Terminal.h"
#include "tests/support/OpenAiServer.h"

#include <QJsonDocument>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kPatience = 20'000;
}

/// Talking: over a pipe, and at a terminal with a person's keys.
class CliChatTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersLineByLineOverAPipe();
    void tellsJsonLines();
    void failsWhereAnAnswerFailed();
    void beginsAnewWhenTold();
    void cutsEndlessLines();
    void talksAtATerminal();
    void stopsAnAnswerAtATerminal();
    void endsAtATerminal();
    void asksBeforeDeleting();
    void keepsControlCharactersFromTheTerminal();
    void showsTheSample();

private:
    // A process at a terminal of its own, begun and shown until it is ready for a message.
    std::unique_ptr<QProcess> begin(const CliProcess &cli, Terminal &terminal,
                                    const QStringList &arguments) const
    {
        std::unique_ptr<QProcess> process = cli.make(arguments);
        terminal.attach(*process);
        process->start();
        return process;
    }
};

void CliChatTest::answersLineByLineOverAPipe()
{
    const CliProcess cli;
    const QString id = cli.createClone({u"Mina"_s, u"greeting=Come away in."_s});
    QCOMPARE(
        cli.run({u"memory"_s, u"add"_s, id, u"-"_s}, "The pear tree was planted in 1951 by Lewis.").exitCode,
        0);
    const CliResult result = cli.run({u"chat"_s, u"Mina"_s},
                                     "Who planted the pear tree?\r\n\n/memories\nAnd when?");
    QVERIFY2(result.exitCode == 0, result.err.constData());
    QCOMPARE(result.err, QByteArray());
    QVERIFY(result.out.contains("Lewis"));
    QVERIFY(result.out.contains("  1. The pear tree"));
    QVERIFY(!result.out.contains("Come away in.")); // nobody is there to be greeted
    QVERIFY(!result.out.contains("To Mina"));
    const QJsonObject counts = cli.run({u"status"_s, u"--json"_s}).object().value(u"counts"_s).toObject();
    QCOMPARE(counts.value(u"conversations"_s).toInt(), 1);
    QCOMPARE(counts.value(u"messages"_s).toInt(), 4);
}

void CliChatTest::tellsJsonLines()
{
    const CliProcess cli;
    const QString id = cli.createClone({u"Mina"_s});
    const CliResult result = cli.run({u"chat"_s, id, u"--json"_s}, "One?\n/memories\n/help\nTwo?\n");
    QCOMPARE(result.exitCode, 0);
    const QList<QByteArray> lines = result.out.trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    const QJsonDocument first = QJsonDocument::fromJson(lines.at(0));
    const QJsonDocument second = QJsonDocument::fromJson(lines.at(1));
    QCOMPARE(first[u"status"].toString(), u"complete"_s);
    QCOMPARE(first[u"conversation_id"].toString().size(), 36);
    QCOMPARE(second[u"conversation_id"].toString(), first[u"conversation_id"].toString());
}

void CliChatTest::failsWhereAnAnswerFailed()
{
    const CliProcess cli;
    const QString id = cli.createClone({u"Mina"_s, u"llm_provider=openai"_s}); // without a key
    const CliResult result = cli.run({u"chat"_s, id}, "One?\nTwo?\n");
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.err.count("needs a key"), 2); // the second one was tried all the same

    const CliResult unknown = cli.run({u"chat"_s, id}, "/dance\n");
    QCOMPARE(unknown.exitCode, 1);
    QCOMPARE(unknown.out, QByteArray());
    QVERIFY2(unknown.err.contains("no command /dance"), unknown.err.constData());
}

void CliChatTest::beginsAnewWhenTold()
{
    const CliProcess cli;
    const QString id = cli.createClone({u"Mina"_s});
    QCOMPARE(cli.run({u"chat"_s, id}, "One?\n/new\nTwo?\n/quit\nThree?\n").exitCode, 0);
    const QJsonObject counts = cli.run({u"status"_s, u"--json"_s}).object().value(u"counts"_s).toObject();
    QCOMPARE(counts.value(u"conversations"_s).toInt(), 2);
    QCOMPARE(counts.value(u"messages"_s).toInt(), 4);
}

void CliChatTest::cutsEndlessLines()
{
    const CliProcess cli;
    const QString id = cli.createClone({u"Mina"_s});
    const CliResult result = cli.run({u"chat"_s, id}, QByteArray(5'000'000, 'a') + "\nShort?\xff\n");
    QVERIFY(!result.crashed);
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.err.contains("too long to send"), result.err.constData());
    QVERIFY(!result.out.isEmpty()); // the answer to the short one
}

void CliChatTest::talksAtATerminal()
{
    Terminal terminal;
    QVERIFY(terminal.isOpen());
    const CliProcess cli;
    const QString id = cli.createClone({u"Mina"_s, u"greeting=Come away in."_s});
    QCOMPARE(cli.run({u"memory"_s, u"add"_s, id, u"-"_s, u"--title"_s, u"The garden"_s},
                     "The pear tree was planted in 1951 by Lewis.")
                 .exitCode,
             0);
    const std::unique_ptr<QProcess> process = begin(cli, terminal, {u"chat"_s, u"Mina"_s});
    QTRY_VERIFY2_WITH_TIMEOUT(terminal.shown().contains("To Mina: "), terminal.shown().constData(),
                              kPatience);
    QVERIFY(terminal.shown().contains("Come away in."));
    QVERIFY(terminal.shown().contains("\x1b[1mTo Mina: "));

    qsizetype mark = terminal.shown().size();
    terminal.type("Who planted the pear tree?\n");
    QTRY_VERIFY2_WITH_TIMEOUT(terminal.shownSince(mark).contains("To Mina: "), terminal.shown().constData(),
                              kPatience);
    const QByteArray answer = terminal.shownSince(mark);
    QVERIFY2(answer.contains("Mina: ") && answer.contains("Lewis"), answer.constData());
    QVERIFY2(answer.contains("\x1b[2m  1. The garden"), answer.constData());

    mark = terminal.shown().size();
    terminal.type("/memories\n");
    QTRY_VERIFY_WITH_TIMEOUT(terminal.shownSince(mark).contains("planted in 1951 by Lewis."), kPatience);
    mark = terminal.shown().size();
    terminal.type("/help\n");
    QTRY_VERIFY_WITH_TIMEOUT(terminal.shownSince(mark).contains("/new"), kPatience);
    terminal.type("\x04"); // Ctrl+D
    const CliResult result = CliProcess::finish(*process);
    QCOMPARE(result.exitCode, 0);
    QVERIFY(terminal.shown().contains("--conversation"));
}

void CliChatTest::stopsAnAnswerAtATerminal()
{
    OpenAiServer::Options options;
    options.reply =
        u"One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen."_s;
    options.tokenMs = 200;
    OpenAiServer server(options);
    CliProcess cli;
    cli.set(u"LLM_OPENAI_BASE_URL"_s, server.baseUrl());
    cli.set(u"LLM_OPENAI_API_KEY"_s, u"k"_s);
    cli.set(u"LLM_OPENAI_MODEL"_s, u"test-model"_s);
    const QString id = cli.createClone({u"Mina"_s, u"llm_provider=openai"_s});
    Terminal terminal;
    QVERIFY(terminal.isOpen());
    const std::unique_ptr<QProcess> process = begin(cli, terminal, {u"chat"_s, id});
    QTRY_VERIFY_WITH_TIMEOUT(terminal.shown().contains("To Mina: "), kPatience);
    terminal.type("Count.\n");
    QTRY_VERIFY2_WITH_TIMEOUT(terminal.shown().contains("three"), terminal.shown().constData(), kPatience);
    const qsizetype mark = terminal.shown().size();
    terminal.type("\x03"); // Ctrl+C
    QTRY_VERIFY2_WITH_TIMEOUT(terminal.shownSince(mark).contains("To Mina: "), terminal.shown().constData(),
                              3000);
    QVERIFY(!terminal.shown().contains("seventeen"));
    QCOMPARE(process->state(), QProcess::Running);
    const auto stored = cli.lastMessage(id);
    QVERIFY(stored.has_value());
    QCOMPARE(toString(stored->status), u"partial"_s);
    QVERIFY(stored->content.startsWith(u"One two three"_s));

    terminal.type("\x03");
    QTRY_VERIFY2_WITH_TIMEOUT(process->state() == QProcess::NotRunning, terminal.shown().constData(), 3000);
    QCOMPARE(process->exitStatus(), QProcess::NormalExit);
    QCOMPARE(process->exitCode(), 0);
}

void CliChatTest::endsAtATerminal()
{
    const CliProcess cli;
    const QString id = cli.createClone({u"Mina"_s});
    Terminal terminal;
    QVERIFY(terminal.isOpen());
    const std::unique_ptr<QProcess> process = begin(cli, terminal, {u"chat"_s, id});
    QTRY_VERIFY_WITH_TIMEOUT(terminal.shown().contains("To Mina: "), kPatience);
    const qsizetype mark = terminal.shown().size();
    terminal.type("\x03");
    QTRY_VERIFY_WITH_TIMEOUT(terminal.shownSince(mark).contains("Ctrl+C once more"), 3000);
    QCOMPARE(process->state(), QProcess::Running);
    terminal.type("\x03");
    QTRY_COMPARE_WITH_TIMEOUT(process->state(), QProcess::NotRunning, 3000);
    QCOMPARE(process->exitCode(), 0);
}

void CliChatTest::asksBeforeDeleting()
{
    const CliProcess cli;
    const QString id = cli.createClone({u"Mina"_s});
    for (const auto &[answer, left, exitCode] : {std::tuple{"n\n", 1, 1}, std::tuple{"\n", 1, 1},
                                                 std::tuple{"\x04", 1, 1}, std::tuple{"y\n", 0, 0}}) {
        Terminal terminal;
        QVERIFY(terminal.isOpen());
        const std::unique_ptr<QProcess> process = begin(cli, terminal, {u"clone"_s, u"delete"_s, id});
        QTRY_VERIFY2_WITH_TIMEOUT(terminal.shown().contains("Delete Mina for good"),
                                  terminal.shown().constData(), kPatience);
        terminal.type(answer);
        QCOMPARE(CliProcess::finish(*process).exitCode, exitCode);
        QCOMPARE(cli.run({u"clone"_s, u"list"_s, u"--json"_s}).array().size(), left);
    }
}

void CliChatTest::keepsControlCharactersFromTheTerminal()
{
    OpenAiServer::Options options;
    options.reply = u"Look: \x1b]0;owned\x07 \u009b2J gone."_s;
    OpenAiServer server(options);
    CliProcess cli;
    cli.set(u"LLM_OPENAI_BASE_URL"_s, server.baseUrl());
    cli.set(u"LLM_OPENAI_API_KEY"_s, u"k"_s);
    cli.set(u"LLM_OPENAI_MODEL"_s, u"test-model"_s);
    cli.set(u"NO_COLOR"_s, u"1"_s);
    const QString id = cli.createClone({u"Mina"_s, u"llm_provider=openai"_s});
    Terminal terminal;
    QVERIFY(terminal.isOpen());
    const std::unique_ptr<QProcess> process = begin(cli, terminal, {u"ask"_s, id, u"Look."_s});
    QCOMPARE(CliProcess::finish(*process).exitCode, 0);
    const QByteArray shown = terminal.shown().replace("\r\x1b[2K", ""); // the program's own, after progress
    QVERIFY2(shown.contains("Look:") && shown.contains("gone."), shown.constData());
    QVERIFY(!shown.contains('\x1b') && !shown.contains('\x07') && !shown.contains("\xc2\x9b"));
}

void CliChatTest::showsTheSample()
{
    const CliProcess cli;
    Terminal terminal;
    QVERIFY(terminal.isOpen());
    const std::unique_ptr<QProcess> process = begin(cli, terminal, {u"chat"_s, u"--sample"_s});
    QTRY_VERIFY2_WITH_TIMEOUT(terminal.shown().contains("To Mina"), terminal.shown().constData(), 60'000);
    QVERIFY(terminal.shown().contains("fictional person"));
    const qsizetype mark = terminal.shown().size();
    terminal.type("Who taught you to letter signs?\n");
    QTRY_VERIFY2_WITH_TIMEOUT(terminal.shownSince(mark).contains("To Mina"), terminal.shown().constData(),
                              kPatience);
    QVERIFY2(terminal.shownSince(mark).contains("  1. "), terminal.shown().constData());
    terminal.type("/quit\n");
    QCOMPARE(CliProcess::finish(*process).exitCode, 0);

    const auto documents = [&cli] {
        return cli.run({u"clone"_s, u"list"_s, u"--json"_s}).array().at(0)[u"documents"].toInt();
    };
    const int first = documents();
    QVERIFY(first > 20);
    // A second time it is the same one.
    QCOMPARE(cli.run({u"chat"_s, u"--sample"_s}, "Hello?\n").exitCode, 0);
    QCOMPARE(cli.run({u"clone"_s, u"list"_s, u"--json"_s}).array().size(), 1);
    QCOMPARE(documents(), first);
}

QTEST_GUILESS_MAIN(CliChatTest)
#include "CliChatTest.moc"

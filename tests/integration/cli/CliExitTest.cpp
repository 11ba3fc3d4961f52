#include "app/cli/Commands.h"
#include "app/cli/Placeholder.h"
#include "tests/integration/cli/CliProcess.h"
#include "tests/support/OpenAiServer.h"

#include <QElapsedTimer>
#include <QTest>

#include <fcntl.h>
#include <unistd.h>

using namespace CloneMemoria;
using namespace CloneMemoria::Cli;
using namespace Qt::Literals::StringLiterals;

namespace {
/// How a command is used so that it does its work and prints something.
struct GoodUse
{
    QStringList arguments;
    QByteArray input = {};
};

GoodUse goodUseOf(const QString &words, const QString &memory, const CliProcess &cli)
{
    const QString clone = u"Mina"_s;
    const QHash<QString, GoodUse> all{
        {u"clone create"_s, {{u"Other"_s}}},
        {u"clone list"_s, {{}}},
        {u"clone show"_s, {{clone}}},
        {u"clone set"_s, {{clone, u"language=en"_s}}},
        {u"clone delete"_s, {{clone, u"--yes"_s}}},
        {u"clone export"_s, {{clone, u"mina.cmclone"_s, u"--force"_s}}},
        {u"clone import"_s, {{cli.path(u"mina.cmclone"_s)}}},
        {u"backup create"_s, {{u"all.cmbackup"_s, u"--force"_s}}},
        {u"backup verify"_s, {{cli.path(u"all.cmbackup"_s)}}},
        {u"backup restore"_s, {{cli.path(u"all.cmbackup"_s), u"--yes"_s}}},
        {u"memory add"_s, {{clone, u"-"_s}, "The dog slept in the paint shed."}},
        {u"memory list"_s, {{clone}}},
        {u"memory show"_s, {{clone, memory}}},
        {u"memory delete"_s, {{clone, memory, u"--yes"_s}}},
        {u"memory search"_s, {{clone, u"pear tree"_s}}},
        {u"chat"_s, {{clone}, "Who planted the pear tree?\n"}},
        {u"ask"_s, {{clone, u"Who planted the pear tree?"_s}}},
        {u"speak"_s, {{clone, u"Good night."_s, u"-o"_s, u"night.wav"_s}}},
        {u"status"_s, {{}}},
        {u"providers list"_s, {{}}},
        {u"providers check"_s, {{u"dummy"_s, u"--kind"_s, u"embedding"_s}}},
        {u"completion"_s, {{u"bash"_s}}},
    };
    return all.value(words, {{u"no row"_s}});
}

bool takesAClone(const CommandSpec &command)
{
    const QList<Placeholder> placeholders = readSynopsis(command.synopsis);
    return !placeholders.isEmpty() && placeholders.constFirst().kind == Placeholder::Kind::Clone;
}

CliResult runWithOutput(const CliProcess &cli, const QStringList &arguments, const QByteArray &input,
                        const std::function<void()> &prepareOutput)
{
    const std::unique_ptr<QProcess> process = cli.make(arguments);
    process->setChildProcessModifier(prepareOutput);
    process->start();
    process->write(input);
    process->closeWriteChannel();
    return CliProcess::finish(*process);
}
} // namespace

/// Exit codes and quiet ends, for each command of the table.
class CliExitTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void endsAsItShould_data();
    void endsAsItShould();
    void tellsOfFilesItCantRead_data();
    void tellsOfFilesItCantRead();
    void readsStandardInputForADash();
    void storesWhatAReaderLeftBehind();
    void losesNothingToAClosedOutput();
    void goesOnAddingWithoutAReader();

private:
    // A profile like the first one, in a folder of its own.
    QStringList freshProfile(const QStringList &arguments);

    CliProcess m_cli;
    QString m_memory;
    int m_profiles = 0;
};

void CliExitTest::initTestCase()
{
    QVERIFY(!m_cli.createClone({u"Mina"_s, u"tts_provider=dummy"_s}).isEmpty());
    m_memory = m_cli
                   .run({u"memory"_s, u"add"_s, u"Mina"_s, u"-"_s, u"--json"_s},
                        "The pear tree was planted in 1951 by Lewis.")
                   .array()
                   .at(0)[u"document_id"]
                   .toString();
    QVERIFY(!m_memory.isEmpty());
    for (const QStringList &made :
         {QStringList{u"clone"_s, u"export"_s, u"Mina"_s, m_cli.path(u"mina.cmclone"_s)},
          QStringList{u"backup"_s, u"create"_s, m_cli.path(u"all.cmbackup"_s)}})
        QCOMPARE(m_cli.run(made).exitCode, 0);
}

QStringList CliExitTest::freshProfile(const QStringList &arguments)
{
    const QString folder = m_cli.path(u"profile-%1"_s.arg(++m_profiles));
    if (!QDir().mkpath(folder) || !QFile::copy(m_cli.database(), folder + u"/clonememoria.db"_s))
        qFatal("can't copy the profile");
    return QStringList{u"--data-dir"_s, folder} + arguments;
}

void CliExitTest::endsAsItShould_data()
{
    QTest::addColumn<int>("index");
    const QList<CommandSpec> commands = allCommands();
    for (int i = 0; i < commands.size(); ++i) {
        if (commands.at(i).words != "serve"_L1) // has no end of its own; see ServeTest
            QTest::newRow(qPrintable(commands.at(i).words)) << i;
    }
}

void CliExitTest::endsAsItShould()
{
    QFETCH(int, index);
    const CommandSpec command = allCommands().at(index);
    const QStringList words = command.words.split(u' ');
    const GoodUse good = goodUseOf(command.words, m_memory, m_cli);
    QVERIFY2(good.arguments != QStringList{u"no row"_s},
             qPrintable(command.words + u" has no row in the table"_s));

    const QStringList use = words + good.arguments;
    const CliResult done = m_cli.run(freshProfile(use + QStringList{u"--json"_s}), good.input);
    QVERIFY2(done.exitCode == 0 && !done.out.isEmpty(), done.err.constData());
    QCOMPARE(done.err, QByteArray());

    const auto isWrong = [this, &words](const QStringList &arguments) {
        const CliResult result = m_cli.run(words + arguments);
        return !result.crashed && result.exitCode == 2 && result.out.isEmpty()
               && result.err.contains("--help");
    };
    QVERIFY(isWrong(good.arguments + QStringList{u"--no-such-option"_s}));
    if (command.fewest > 0)
        QVERIFY(isWrong({}));
    if (command.most >= 0)
        QVERIFY(isWrong(good.arguments + QStringList{u"one"_s, u"two"_s, u"three"_s}));

    if (takesAClone(command)) {
        QStringList nobody = good.arguments;
        nobody[0] = u"Nobody"_s;
        const CliResult result = m_cli.run(freshProfile(words + nobody + QStringList{u"--json"_s}),
                                           good.input);
        QCOMPARE(result.exitCode, 1);
        QCOMPARE(result.errorObject().value(u"code"_s).toString(), u"not-a-clone"_s);
    }

    if (QFile::exists(u"/dev/full"_s)) {
        const CliResult full = runWithOutput(m_cli, freshProfile(use + QStringList{u"--json"_s}), good.input,
                                             [] {
                                                 const int device = ::open("/dev/full", O_WRONLY);
                                                 ::dup2(device, STDOUT_FILENO);
                                                 ::close(device);
                                             });
        QVERIFY(!full.crashed);
        QCOMPARE(full.exitCode, 1);
        QVERIFY2(full.err.contains("could not be written"), full.err.constData());
    }
    // Nobody reads: no message, no signal, and all is done.
    const CliResult unread = runWithOutput(m_cli, freshProfile(use + QStringList{u"--json"_s}), good.input,
                                           [] {
                                               int ends[2];
                                               if (::pipe(ends) != 0)
                                                   ::_exit(97);
                                               ::close(ends[0]);
                                               ::dup2(ends[1], STDOUT_FILENO);
                                               ::close(ends[1]);
                                           });
    QVERIFY(!unread.crashed);
    QCOMPARE(unread.exitCode, 0);
    QCOMPARE(unread.err, QByteArray());
    const CliResult closed = runWithOutput(m_cli, freshProfile(use + QStringList{u"--json"_s}), good.input,
                                           [] { ::close(STDOUT_FILENO); });
    QVERIFY(!closed.crashed);
    QCOMPARE(closed.exitCode, 0);
    QCOMPARE(closed.err, QByteArray());
}

void CliExitTest::tellsOfFilesItCantRead_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("memory add") << QStringList{u"memory"_s, u"add"_s, u"Mina"_s, u"gone.txt"_s};
    QTest::newRow("memory add with a title")
        << QStringList{u"memory"_s, u"add"_s, u"Mina"_s, u"gone.txt"_s, u"--title"_s, u"t"_s};
    QTest::newRow("queries") << QStringList{u"memory"_s, u"search"_s, u"Mina"_s, u"--queries"_s,
                                            u"gone.txt"_s};
    QTest::newRow("create from a file")
        << QStringList{u"clone"_s, u"create"_s, u"X"_s, u"personality=@gone.txt"_s};
    QTest::newRow("set from a file") << QStringList{u"clone"_s, u"set"_s, u"Mina"_s, u"avatar=@gone.txt"_s};
    QTest::newRow("speak into no folder")
        << QStringList{u"speak"_s, u"Mina"_s, u"x"_s, u"-o"_s, u"gone/x.wav"_s};
}

void CliExitTest::tellsOfFilesItCantRead()
{
    QFETCH(QStringList, words);
    const CliResult result = m_cli.run(freshProfile(words));
    QVERIFY(!result.crashed);
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.err.contains("gone"), result.err.constData());
    QCOMPARE(result.out, QByteArray());
}

void CliExitTest::readsStandardInputForADash()
{
    const QByteArray question = "Who planted the pear tree?\n";
    QVERIFY(m_cli.run({u"ask"_s, u"Mina"_s, u"-"_s}, question).out.contains("Lewis"));
    QVERIFY(m_cli.run({u"memory"_s, u"search"_s, u"Mina"_s, u"-"_s}, question).out.contains("Lewis"));
    QVERIFY(m_cli.run({u"speak"_s, u"Mina"_s, u"-"_s, u"-o"_s, u"-"_s}, question).out.startsWith("RIFF"));
    const QStringList set = freshProfile({u"clone"_s, u"set"_s, u"Mina"_s, u"personality=@-"_s,
                                          u"relation=@@home"_s, u"avatar=@dot.png"_s, u"--json"_s});
    const QByteArray png = QByteArray::fromBase64(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");
    m_cli.file(u"dot.png"_s, png);
    const CliResult result = m_cli.run(set, "Dry, exact\nand warm.\n");
    QVERIFY2(result.exitCode == 0, result.err.constData());
    QCOMPARE(result.object().value(u"personality"_s).toString(), u"Dry, exact\nand warm."_s);
    QCOMPARE(result.object().value(u"relation"_s).toString(), u"@home"_s);
    QCOMPARE(QByteArray::fromBase64(result.object().value(u"avatar"_s).toString().toLatin1()), png);

    for (const QStringList &wrong :
         {QStringList{u"greeting=@-"_s, u"personality=@-"_s}, QStringList{u"greeting=@"_s}}) {
        const CliResult refused = m_cli.run(QStringList{u"clone"_s, u"set"_s, u"Mina"_s} + wrong, "x");
        QCOMPARE(refused.exitCode, 2);
    }
    const CliResult notText = m_cli.run(
        {u"clone"_s, u"set"_s, u"Mina"_s, u"greeting=@dot.png"_s, u"--json"_s});
    QCOMPARE(notText.exitCode, 2);
    QCOMPARE(notText.errorObject().value(u"code"_s).toString(), u"file-not-text"_s);
}

// "ask … | head": what has come by then is kept, and nobody waits for the rest.
void CliExitTest::storesWhatAReaderLeftBehind()
{
    OpenAiServer::Options options;
    options.reply =
        u"One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen."_s;
    options.tokenMs = 250;
    OpenAiServer server(options);
    CliProcess cli;
    cli.set(u"LLM_OPENAI_BASE_URL"_s, server.baseUrl());
    cli.set(u"LLM_OPENAI_API_KEY"_s, u"k"_s);
    cli.set(u"LLM_OPENAI_MODEL"_s, u"test-model"_s);
    const QString id = cli.createClone({u"Mina"_s, u"llm_provider=openai"_s});
    int ends[2];
    QVERIFY(::pipe(ends) == 0);
    const std::unique_ptr<QProcess> process = cli.make({u"ask"_s, id, u"Count."_s});
    process->setChildProcessModifier([ends] {
        ::dup2(ends[1], STDOUT_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
    });
    process->start();
    ::close(ends[1]);
    QByteArray seen;
    char bytes[256];
    for (ssize_t count = 1; count > 0 && !seen.contains("two");) {
        count = ::read(ends[0], bytes, sizeof bytes);
        seen.append(bytes, std::max<ssize_t>(count, 0));
    }
    ::close(ends[0]);
    const CliResult result = CliProcess::finish(*process, 3000);
    QVERIFY2(!result.crashed, result.err.constData());
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.err, QByteArray());
    const auto stored = cli.lastMessage(id);
    QVERIFY(stored.has_value());
    QCOMPARE(toString(stored->status), u"partial"_s);
    QVERIFY2(stored->content.toUtf8().startsWith(seen.trimmed()), qPrintable(stored->content));
    QTRY_COMPARE(server.server().openConnections(), 0);
}

// Without an output the next file that is opened would get its number, and what is printed: here the database.
void CliExitTest::losesNothingToAClosedOutput()
{
    for (int i = 0; i < 3; ++i) {
        const CliResult result = runWithOutput(m_cli, {u"memory"_s, u"list"_s, u"Mina"_s}, {}, [] {
            ::close(STDIN_FILENO);
            ::close(STDOUT_FILENO);
            ::close(STDERR_FILENO);
        });
        QCOMPARE(result.exitCode, 0);
    }
    QCOMPARE(m_cli.run({u"status"_s, u"--json"_s}).object().value(u"status"_s).toString(), u"ok"_s);
    const QString wav = m_cli.path(u"closed.wav"_s);
    const CliResult spoken = runWithOutput(m_cli,
                                           {u"speak"_s, u"Mina"_s, u"Hello."_s, u"-o"_s, wav, u"--json"_s},
                                           {}, [] { ::close(STDOUT_FILENO); });
    QCOMPARE(spoken.exitCode, 0);
    QFile file(wav);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.read(4) == "RIFF" && !file.readAll().contains("duration_ms"));
}

// What is put in is not for the reader alone.
void CliExitTest::goesOnAddingWithoutAReader()
{
    const CliProcess cli;
    cli.createClone({u"Mina"_s});
    QStringList files;
    for (int i = 0; i < 5; ++i)
        files.append(cli.file(u"%1.txt"_s.arg(i), "Memory number " + QByteArray::number(i)));
    const CliResult result = runWithOutput(cli, QStringList{u"memory"_s, u"add"_s, u"Mina"_s} + files, {},
                                           [] {
                                               int ends[2];
                                               if (::pipe(ends) != 0)
                                                   ::_exit(97);
                                               ::close(ends[0]);
                                               ::dup2(ends[1], STDOUT_FILENO);
                                           });
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(cli.run({u"memory"_s, u"list"_s, u"Mina"_s, u"--json"_s}).array().size(), 5);
}

QTEST_GUILESS_MAIN(CliExitTest)
#include "CliExitTest.moc"

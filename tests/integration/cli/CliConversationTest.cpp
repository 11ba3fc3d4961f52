#include "tests/integration/cli/CliProcess.h"
#include "tests/support/OpenAiServer.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QJsonDocument>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <csignal>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
const QString kReply = u"I remember the garden behind the house, and the pear tree."_s;
const QString kLongReply =
    u"One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    u"seventeen "
    "eighteen nineteen twenty twenty-one twenty-two twenty-three twenty-four twenty-five twenty-six."_s;

OpenAiServer::Options serverOptions(const QString &reply, int tokenMs)
{
    OpenAiServer::Options options;
    options.key = u"the-right-key"_s;
    options.reply = reply;
    options.tokenMs = tokenMs;
    return options;
}

void useServer(CliProcess &cli, const OpenAiServer &server)
{
    for (const QString &kind : {u"LLM_OPENAI_"_s, u"EMBEDDINGS_OPENAI_"_s}) {
        cli.set(kind + u"BASE_URL"_s, server.baseUrl());
        cli.set(kind + u"API_KEY"_s, u"the-right-key"_s);
    }
    cli.set(u"LLM_OPENAI_MODEL"_s, u"test-model"_s);
    cli.set(u"EMBEDDINGS_OPENAI_MODEL"_s, u"test-embedding"_s);
    cli.set(u"TTS_API_BASE_URL"_s, server.baseUrl());
    cli.set(u"TTS_API_KEY"_s, u"the-right-key"_s);
}

QString partsOf(const ReceivedRequest &request)
{
    QString all;
    const QJsonArray messages = QJsonDocument::fromJson(request.body)[u"messages"].toArray();
    for (const QJsonValue &message : messages)
        all += message[u"role"].toString() + u": "_s + message[u"content"].toString() + u'\n';
    return all;
}
} // namespace

/// The way of a message through the program, against a server that speaks the OpenAI protocol over real sockets.
class CliConversationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goesTheWholeWay();
    void answersOffline();
    void streamsAsItComes();
    void goesOnWithAConversation();
    void stopsOnCtrlC();
    void stopsBeforeTheFirstWord();
    void endsOnSecondCtrlC();
    void keepsAnAnswerOnTermination();
    void keepsAnAnswerWhenKilled();
    void speaksOffline();
    void refusesToSpeak();
    void worksBesideAnotherProcess();
};

void CliConversationTest::goesTheWholeWay()
{
    OpenAiServer server(serverOptions(kReply, 0));
    CliProcess cli;
    useServer(cli, server);
    const QString id = cli.createClone(
        {u"Mina Tarvit"_s, u"--relation"_s, u"grandmother"_s, u"personality=Dry, exact and warm."_s,
         u"speaking_style=Says FIRF for a small mistake."_s, u"llm_provider=openai"_s,
         u"embedding_provider=openai"_s, u"tts_provider=openai"_s, u"temperature=0.25"_s});
    QVERIFY(!id.isEmpty());

    const QString letter = cli.file(
        u"garden.md"_s, "# The garden\n\nThe pear tree in Portskail was planted in 1951 by Lewis.\n");
    const QString note = cli.file(u"dog.txt"_s, "Tinker the dog slept in the paint shed.");
    const CliResult added = cli.run({u"memory"_s, u"add"_s, id, letter, note, u"--json"_s});
    QVERIFY2(added.exitCode == 0, added.err.constData());
    const QString documentId = added.array().at(0)[u"document_id"].toString();
    QVERIFY(!server.requestsTo("/embeddings").isEmpty());

    const CliResult asked = cli.run({u"ask"_s, id, u"Who planted the pear tree?"_s, u"--json"_s});
    QVERIFY2(asked.exitCode == 0, asked.err.constData());
    QCOMPARE(asked.err, QByteArray());
    const QJsonObject answer = asked.object();
    QCOMPARE(answer.value(u"content"_s).toString(), kReply);
    QCOMPARE(answer.value(u"status"_s).toString(), u"complete"_s);
    QCOMPARE(answer.value(u"provider"_s).toString(), u"openai"_s);
    QCOMPARE(answer.value(u"model"_s).toString(), u"test-model"_s);
    const QJsonArray citations = answer.value(u"citations"_s).toArray();
    QVERIFY(!citations.isEmpty());
    QCOMPARE(citations.at(0)[u"document_id"].toString(), documentId);
    QCOMPARE(citations.at(0)[u"document_title"].toString(), u"The garden"_s);
    QVERIFY(citations.at(0)[u"content"].toString().contains(u"planted in 1951 by Lewis"_s));

    // What the server was told: who answers, what is remembered, what is asked.
    const QList<ReceivedRequest> chats = server.requestsTo("/chat/completions");
    QCOMPARE(chats.size(), 1);
    QCOMPARE(chats.at(0).header("authorization"), QByteArray("Bearer the-right-key"));
    const QJsonDocument body = QJsonDocument::fromJson(chats.at(0).body);
    QCOMPARE(body[u"model"].toString(), u"test-model"_s);
    QCOMPARE(body[u"temperature"].toDouble(), 0.25);
    QCOMPARE(body[u"stream"].toBool(), true);
    const QString told = partsOf(chats.at(0));
    for (const QString &part :
         {u"Mina Tarvit"_s, u"grandmother"_s, u"Dry, exact and warm."_s, u"Says FIRF for a small mistake."_s,
          u"The pear tree in Portskail was planted in 1951 by Lewis."_s, u"The garden"_s,
          u"user: Who planted the pear tree?"_s})
        QVERIFY2(told.contains(part), qPrintable(part + u" is not in:\n"_s + told));

    const QString wav = cli.path(u"answer.wav"_s);
    const CliResult spoken = cli.run({u"speak"_s, id, kReply, u"-o"_s, wav, u"--json"_s});
    QVERIFY2(spoken.exitCode == 0, spoken.err.constData());
    QVERIFY(spoken.object().value(u"duration_ms"_s).toInt() > 200);
    QCOMPARE(server.requestsTo("/audio/speech").size() > 0, true);
    QFile sound(wav);
    QVERIFY(sound.open(QIODevice::ReadOnly));
    QCOMPARE(sound.read(4), QByteArray("RIFF"));

    // A new process finds it all.
    const QJsonObject counts = cli.run({u"status"_s, u"--json"_s}).object().value(u"counts"_s).toObject();
    QCOMPARE(counts.value(u"clones"_s).toInt(), 1);
    QCOMPARE(counts.value(u"documents"_s).toInt(), 2);
    QCOMPARE(counts.value(u"conversations"_s).toInt(), 1);
    QCOMPARE(counts.value(u"messages"_s).toInt(), 2);
    QCOMPARE(cli.run({u"memory"_s, u"list"_s, id, u"--json"_s}).array().size(), 2);
    const auto stored = cli.lastMessage(id);
    QVERIFY(stored.has_value());
    QCOMPARE(stored->id, answer.value(u"message_id"_s).toString());
    QCOMPARE(stored->conversationId, answer.value(u"conversation_id"_s).toString());
    QCOMPARE(stored->content, kReply);
    QCOMPARE(stored->citations.size(), citations.size());

    // The key is nowhere on disk.
    for (const QString &name : {cli.database(), cli.database() + u"-wal"_s}) {
        QFile file(name);
        if (file.open(QIODevice::ReadOnly))
            QVERIFY(!file.readAll().contains("the-right-key"));
    }
}

void CliConversationTest::answersOffline()
{
    const CliProcess cli;
    const QString id = cli.createClone({u"Mina"_s});
    QCOMPARE(
        cli.run({u"memory"_s, u"add"_s, id, u"-"_s}, "The pear tree was planted in 1951 by Lewis.").exitCode,
        0);
    const CliResult asked = cli.run({u"ask"_s, u"mina"_s, u"-"_s}, "Who planted the pear tree?\n");
    QVERIFY2(asked.exitCode == 0, asked.err.constData());
    QVERIFY2(asked.out.contains("Lewis"), asked.out.constData());
    QVERIFY(asked.out.endsWith('\n'));
    QCOMPARE(asked.err, QByteArray());
}

void CliConversationTest::streamsAsItComes()
{
    OpenAiServer server(serverOptions(kLongReply, 100));
    CliProcess cli;
    useServer(cli, server);
    const QString id = cli.createClone({u"Mina"_s, u"llm_provider=openai"_s});
    const std::unique_ptr<QProcess> process = cli.start({u"ask"_s, id, u"Count."_s});
    QByteArray seen;
    int pieces = 0;
    while (process->waitForReadyRead(10'000)) {
        seen += process->readAllStandardOutput();
        ++pieces;
    }
    const CliResult result = CliProcess::finish(*process);
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(seen + result.out, kLongReply.toUtf8() + '\n');
    QVERIFY2(pieces > 10, qPrintable(QString::number(pieces)));
}

void CliConversationTest::goesOnWithAConversation()
{
    OpenAiServer server(serverOptions(kReply, 0));
    CliProcess cli;
    useServer(cli, server);
    const QString id = cli.createClone({u"Mina"_s, u"llm_provider=openai"_s});
    const QJsonObject first = cli.run({u"ask"_s, id, u"My name is Nell."_s, u"--json"_s}).object();
    const QString conversation = first.value(u"conversation_id"_s).toString();
    const QJsonObject second = cli.run({u"ask"_s, id, u"What is my name?"_s, u"--json"_s, u"--conversation"_s,
                                        conversation})
                                   .object();
    QCOMPARE(second.value(u"conversation_id"_s).toString(), conversation);
    QVERIFY(partsOf(server.requestsTo("/chat/completions").at(1)).contains(u"My name is Nell."_s));
    QVERIFY(
        cli.run({u"ask"_s, id, u"And now?"_s, u"--json"_s}).object().value(u"conversation_id"_s).toString()
        != conversation);

    QVERIFY(!cli.createClone({u"Other"_s, u"llm_provider=openai"_s}).isEmpty());
    const CliResult foreign = cli.run(
        {u"ask"_s, u"Other"_s, u"Hello"_s, u"--json"_s, u"--conversation"_s, conversation});
    QCOMPARE(foreign.exitCode, 1);
    QCOMPARE(foreign.errorObject().value(u"kind"_s).toString(), u"not-found"_s);
    QCOMPARE(cli.run({u"ask"_s, id, u"Hello"_s, u"--conversation"_s, u"no such one"_s}).exitCode, 1);
}

void CliConversationTest::stopsOnCtrlC()
{
    OpenAiServer server(serverOptions(kLongReply, 150));
    CliProcess cli;
    useServer(cli, server);
    const QString id = cli.createClone({u"Mina"_s, u"llm_provider=openai"_s});
    for (const bool json : {false, true}) {
        const std::unique_ptr<QProcess> process = cli.start(
            QStringList{u"ask"_s, id, u"Count."_s} + (json ? QStringList{u"--json"_s} : QStringList{}));
        QTRY_VERIFY_WITH_TIMEOUT(server.server().openConnections() > 0, 10'000);
        QTest::qWait(1200);
        QCOMPARE(process->state(), QProcess::Running);
        QElapsedTimer clock;
        clock.start();
        ::kill(static_cast<pid_t>(process->processId()), SIGINT);
        const CliResult result = CliProcess::finish(*process);
        QVERIFY2(clock.elapsed() < 2500, qPrintable(QString::number(clock.elapsed())));
        QVERIFY(!result.crashed);
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.err.contains("Stopped."), result.err.constData());
        const auto stored = cli.lastMessage(id);
        QVERIFY(stored.has_value());
        QCOMPARE(toString(stored->status), u"partial"_s);
        QVERIFY(stored->content.size() > 4 && stored->content.size() < kLongReply.size());
        QVERIFY(kLongReply.startsWith(stored->content));
        const QString told = json ? result.object().value(u"content"_s).toString()
                                  : QString::fromUtf8(result.out).chopped(1);
        QCOMPARE(told, stored->content);
        if (json)
            QCOMPARE(result.object().value(u"status"_s).toString(), u"partial"_s);
        QTRY_COMPARE(server.server().openConnections(), 0);
    }
}

void CliConversationTest::stopsBeforeTheFirstWord()
{
    OpenAiServer server(serverOptions(kReply, 0));
    server.server().setResponder([](const ReceivedRequest &) { return FaultScript().hang(); });
    CliProcess cli;
    useServer(cli, server);
    const QString id = cli.createClone({u"Mina"_s, u"llm_provider=openai"_s});
    const std::unique_ptr<QProcess> process = cli.start({u"ask"_s, id, u"Count."_s});
    QTRY_COMPARE_WITH_TIMEOUT(server.server().requests().size(), 1, 10'000);
    ::kill(static_cast<pid_t>(process->processId()), SIGINT);
    const CliResult result = CliProcess::finish(*process, 3000);
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.out, QByteArray());
    const auto stored = cli.lastMessage(id);
    QVERIFY(stored.has_value());
    QCOMPARE(toString(stored->status), u"failed"_s);
    QCOMPARE(toString(stored->role), u"clone"_s);
}

void CliConversationTest::endsOnSecondCtrlC()
{
    OpenAiServer server(serverOptions(kReply, 0));
    server.server().setResponder([](const ReceivedRequest &) { return FaultScript().hang(); });
    CliProcess cli;
    useServer(cli, server);
    const QString id = cli.createClone({u"Mina"_s, u"llm_provider=openai"_s});
    const std::unique_ptr<QProcess> process = cli.start({u"ask"_s, id, u"Count."_s});
    QTRY_COMPARE_WITH_TIMEOUT(server.server().requests().size(), 1, 10'000);
    ::kill(static_cast<pid_t>(process->processId()), SIGINT);
    ::kill(static_cast<pid_t>(process->processId()), SIGINT);
    const CliResult result = CliProcess::finish(*process, 3000);
    QVERIFY(!result.crashed);
    QCOMPARE(result.exitCode, 1);
}

void CliConversationTest::keepsAnAnswerOnTermination()
{
    OpenAiServer server(serverOptions(kLongReply, 150));
    CliProcess cli;
    useServer(cli, server);
    const QString id = cli.createClone({u"Mina"_s, u"llm_provider=openai"_s});
    const std::unique_ptr<QProcess> process = cli.start({u"ask"_s, id, u"Count."_s});
    QByteArray seen;
    while (!seen.contains("three") && process->waitForReadyRead(10'000))
        seen += process->readAllStandardOutput();
    process->terminate(); // SIGTERM
    const CliResult result = CliProcess::finish(*process, 3000);
    QVERIFY(!result.crashed);
    QCOMPARE(result.exitCode, 1);
    const auto stored = cli.lastMessage(id);
    QVERIFY(stored.has_value());
    QCOMPARE(toString(stored->status), u"partial"_s);
    QVERIFY2(stored->content.toUtf8().startsWith(seen), qPrintable(stored->content));
}

void CliConversationTest::keepsAnAnswerWhenKilled()
{
    OpenAiServer server(serverOptions(kLongReply, 100));
    CliProcess cli;
    useServer(cli, server);
    const QString id = cli.createClone({u"Mina"_s, u"llm_provider=openai"_s});
    const std::unique_ptr<QProcess> process = cli.start({u"ask"_s, id, u"Count."_s});
    QByteArray seen;
    QByteArray seenASecondAgo;
    QElapsedTimer clock;
    while (process->waitForReadyRead(10'000)) {
        seen += process->readAllStandardOutput();
        if (!clock.isValid()
            && seen.contains("ten")) { // then an answer has been under way for about a second
            seenASecondAgo = seen;
            clock.start();
        }
        if (clock.isValid() && clock.elapsed() > 1200)
            break;
    }
    QVERIFY(clock.isValid());
    ::kill(static_cast<pid_t>(process->processId()), SIGKILL);
    QVERIFY(CliProcess::finish(*process).crashed);
    const auto stored = cli.lastMessage(id);
    QVERIFY(stored.has_value());
    QCOMPARE(toString(stored->role), u"clone"_s);
    QCOMPARE(toString(stored->status), u"partial"_s);
    QVERIFY2(stored->content.toUtf8().startsWith(seenASecondAgo), qPrintable(stored->content));
    QVERIFY(kLongReply.startsWith(stored->content));

    // And the profile is as sound as before.
    QCOMPARE(cli.run({u"status"_s, u"--json"_s}).object().value(u"status"_s).toString(), u"ok"_s);
    QCOMPARE(cli.run({u"ask"_s, id, u"Go on."_s}).exitCode, 0);
}

void CliConversationTest::speaksOffline()
{
    if (QStandardPaths::findExecutable(u"espeak-ng"_s).isEmpty())
        QSKIP("espeak-ng is not installed");
    const CliProcess cli;
    const QString id = cli.createClone({u"Mina"_s});
    const QString wav = cli.path(u"hello.wav"_s);
    const CliResult spoken = cli.run(
        {u"speak"_s, id, u"**Hello**, it is a fine morning."_s, u"--output"_s, wav, u"--json"_s});
    QVERIFY2(spoken.exitCode == 0, spoken.err.constData());
    const int duration = spoken.object().value(u"duration_ms"_s).toInt();
    QVERIFY2(duration > 800 && duration < 8000, qPrintable(QString::number(duration)));
    QCOMPARE(QFileInfo(wav).size(), spoken.object().value(u"bytes"_s).toInt());

#ifdef Q_OS_UNIX
    // A pipe is written to and stays a pipe.
    const QString pipe = cli.path(u"pipe"_s);
    QCOMPARE(QProcess::execute(u"mkfifo"_s, {pipe}), 0);
    QProcess reader;
    reader.start(u"cat"_s, {pipe});
    QVERIFY(reader.waitForStarted());
    QCOMPARE(cli.run({u"speak"_s, id, u"Good night."_s, u"-o"_s, pipe}).exitCode, 0);
    QVERIFY(reader.waitForFinished());
    QVERIFY(reader.readAllStandardOutput().startsWith("RIFF"));
    QVERIFY(!QFileInfo(pipe).isFile());
#endif
    const CliResult piped = cli.run({u"speak"_s, id, u"-"_s, u"-o"_s, u"-"_s}, "Hello from the other side.");
    QCOMPARE(piped.exitCode, 0);
    QVERIFY(piped.out.startsWith("RIFF"));
}

void CliConversationTest::refusesToSpeak()
{
    CliProcess cli;
    const QString id = cli.createClone({u"Mina"_s, u"tts_provider=dummy"_s});
    const QString wav = cli.path(u"x.wav"_s);
    const auto codeOf = [](const CliResult &result) {
        return result.errorObject().value(u"code"_s).toString();
    };
    const CliResult nothing = cli.run({u"speak"_s, id, u"  "_s, u"-o"_s, wav, u"--json"_s});
    QCOMPARE(nothing.exitCode, 1);
    QCOMPARE(codeOf(nothing), u"text-empty"_s);
    const CliResult much = cli.run({u"speak"_s, id, u"-"_s, u"-o"_s, wav, u"--json"_s},
                                   QByteArray(5'000'000, 'a'));
    QCOMPARE(much.exitCode, 1);
    QCOMPARE(codeOf(much), u"text-too-long"_s);
    const CliResult nowhere = cli.run(
        {u"speak"_s, id, u"Hello"_s, u"-o"_s, cli.path(u"no/such/folder/x.wav"_s), u"--json"_s});
    QCOMPARE(nowhere.exitCode, 1);
    QCOMPARE(codeOf(nowhere), u"file-write"_s);
    QVERIFY(!QFile::exists(wav));

    QCOMPARE(cli.run({u"clone"_s, u"set"_s, id, u"tts_provider=system"_s}).exitCode, 0);
    cli.set(u"PATH"_s, cli.path(u"empty"_s)); // no espeak-ng there
    const CliResult voiceless = cli.run({u"speak"_s, id, u"Hello"_s, u"-o"_s, wav, u"--json"_s});
    if (voiceless.exitCode == 0)
        QSKIP("there is a voice that isn't espeak-ng on the PATH");
    QCOMPARE(voiceless.exitCode, 1);
    QCOMPARE(codeOf(voiceless), u"no-voice"_s);
}

void CliConversationTest::worksBesideAnotherProcess()
{
    OpenAiServer server(serverOptions(kLongReply, 60));
    CliProcess cli;
    useServer(cli, server);
    const QString id = cli.createClone({u"Mina"_s, u"llm_provider=openai"_s});
    const std::unique_ptr<QProcess> one = cli.start({u"ask"_s, id, u"One."_s, u"--json"_s});
    const std::unique_ptr<QProcess> two = cli.start({u"ask"_s, id, u"Two."_s, u"--json"_s});
    for (int i = 0; i < 5; ++i)
        QCOMPARE(
            cli.run({u"memory"_s, u"add"_s, id, u"-"_s}, "Memory number " + QByteArray::number(i)).exitCode,
            0);
    QCOMPARE(CliProcess::finish(*one).object().value(u"content"_s).toString(), kLongReply);
    QCOMPARE(CliProcess::finish(*two).object().value(u"content"_s).toString(), kLongReply);
    const QJsonObject counts = cli.run({u"status"_s, u"--json"_s}).object().value(u"counts"_s).toObject();
    QCOMPARE(counts.value(u"messages"_s).toInt(), 4);
    QCOMPARE(counts.value(u"documents"_s).toInt(), 5);
}

QTEST_GUILESS_MAIN(CliConversationTest)
#include "CliConversationTest.moc"

#include "tests/integration/cli/CliProcess.h"
#include "tests/support/OpenAiServer.h"

#include <QStandardPaths>
#include <QTest>

#include <unistd.h>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
constexpr uid_t kNobody = 65534;

struct Wanted
{
    QString kind;
    QString sentence; ///< a part of it
    MessageStatus status = MessageStatus::Failed;
    QString content = {};
};
} // namespace
Q_DECLARE_METATYPE(FaultScript)
Q_DECLARE_METATYPE(Wanted)

/// What goes wrong, and what is said and stored then.
class CliFailureTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatTheServerDid_data();
    void tellsWhatTheServerDid();
    void tellsThatNobodyAnswers();
    void tellsThatAKeyIsMissing();
    void tellsDetailsWhenAsked();
    void keepsMemoriesWhereTheEmbedderFails();
    void refusesMessages_data();
    void refusesMessages();
    void takesAnyBytesAsAMessage();
    void takesLongNamesUpToTheLimit();
    void refusesAReadOnlyProfile();
    void refusesAFullDisk();
    void refusesAnUnreadableFile();

private:
    static void asNobody(QProcess &process);
};

void CliFailureTest::tellsWhatTheServerDid_data()
{
    QTest::addColumn<FaultScript>("script");
    QTest::addColumn<Wanted>("wanted");
    const auto refused = [](int status, const char *message, const char *code) {
        const QByteArray body = QByteArray(R"({"error":{"message":")") + message + R"(","code":")" + code
                                + R"("}})";
        return FaultScript::answer(status, "application/json", body);
    };
    const QList<QByteArray> events = OpenAiServer::chatEvents(u"Half an answer is better than none."_s);
    const QByteArray half = events.mid(0, 4).join();
    const QString halfText = u"Half an answer "_s;

    QTest::newRow("401") << refused(401, "Incorrect API key provided.", "invalid_api_key")
                         << Wanted{u"auth"_s, u"did not accept the key"_s};
    QTest::newRow("404") << refused(404, "The model does not exist.", "model_not_found")
                         << Wanted{u"not-found"_s, u"model"_s};
    QTest::newRow("429") << refused(429, "Slow down.", "rate_limit_exceeded")
                         << Wanted{u"rate-limited"_s, u"slow down"_s};
    QTest::newRow("no credit") << refused(429, "You exceeded your quota.", "insufficient_quota")
                               << Wanted{u"quota"_s, u"credit"_s};
    QTest::newRow("500") << refused(500, "Oops.", "server_error")
                         << Wanted{u"bad-response"_s, u"trouble of its own"_s};
    QTest::newRow("too long") << refused(400, "This model's maximum context length is 10 tokens.",
                                         "context_length_exceeded")
                              << Wanted{u"context-too-long"_s, u"can read at once"_s};
    QTest::newRow("a web page") << FaultScript::answer(200, "text/html", "<html>Please log in</html>")
                                << Wanted{u"bad-response"_s, u"makes no sense"_s};
    QTest::newRow("broken JSON") << FaultScript::stream().send("data: {\"choices\": [{\"delta\"\n\n").close()
                                 << Wanted{u"bad-response"_s, QString()};
    QTest::newRow("broken JSON in the middle")
        << FaultScript::stream().send(half + "data: {{{\n\n").close()
        << Wanted{u"bad-response"_s, QString(), MessageStatus::Partial, halfText};
    QTest::newRow("nothing in it") << FaultScript::stream().send("data: [DONE]\n\n").close()
                                   << Wanted{u"bad-response"_s, u"empty answer"_s};
    QTest::newRow("cut") << FaultScript::stream().send(half).close()
                         << Wanted{u"network"_s, u"broke off"_s, MessageStatus::Partial, halfText};
    QTest::newRow("reset") << FaultScript::stream().send(half).wait(300).reset()
                           << Wanted{u"network"_s, u"broke off"_s, MessageStatus::Partial, halfText};
    QTest::newRow("error in the stream")
        << FaultScript::stream().send(half + "data: {\"error\":{\"message\":\"Overloaded\"}}\n\n").close()
        << Wanted{u"bad-response"_s, QString(), MessageStatus::Partial, halfText};
}

void CliFailureTest::tellsWhatTheServerDid()
{
    QFETCH(FaultScript, script);
    QFETCH(Wanted, wanted);
    OpenAiServer server;
    server.server().setResponder([script](const ReceivedRequest &) { return script; });
    CliProcess cli;
    cli.set(u"LLM_OPENAI_BASE_URL"_s, server.baseUrl());
    cli.set(u"LLM_OPENAI_API_KEY"_s, u"the-secret-key"_s);
    const QString id = cli.createClone({u"Mina"_s, u"llm_provider=openai"_s});

    const CliResult json = cli.run({u"ask"_s, id, u"Hello?"_s, u"--json"_s, u"--verbose"_s});
    QCOMPARE(json.exitCode, 1);
    QVERIFY2(json.errorObject().value(u"kind"_s).toString() == wanted.kind, json.err.constData());
    const QString sentence = json.errorObject().value(u"error"_s).toString();
    QVERIFY2(sentence.contains(wanted.sentence), qPrintable(sentence));
    QVERIFY(!sentence.isEmpty() && !sentence.contains(u"%1"_s));
    QVERIFY(!json.err.contains("the-secret-key") && !json.out.contains("the-secret-key"));
    QCOMPARE(json.object().value(u"status"_s).toString(), toString(wanted.status));
    QCOMPARE(json.object().value(u"content"_s).toString(), wanted.content);

    const auto stored = cli.lastMessage(id);
    QVERIFY(stored.has_value());
    QCOMPARE(toString(stored->role), u"clone"_s);
    QCOMPARE(toString(stored->status), toString(wanted.status));
    QCOMPARE(stored->content, wanted.content);
    QVERIFY(stored->error.has_value());
    QCOMPARE(toString(stored->error->kind), wanted.kind);
}

void CliFailureTest::tellsThatNobodyAnswers()
{
    OpenAiServer server;
    const QString address = server.baseUrl();
    server.server().stopListening();
    CliProcess cli;
    cli.set(u"LLM_OLLAMA_BASE_URL"_s, address);
    cli.set(u"LLM_OLLAMA_MODEL"_s, u"test-model"_s);
    const QString id = cli.createClone({u"Mina"_s, u"llm_provider=ollama"_s});
    const CliResult text = cli.run({u"ask"_s, id, u"Hello?"_s});
    QCOMPARE(text.exitCode, 1);
    QCOMPARE(text.out, QByteArray());
    QVERIFY2(text.err.startsWith("Ollama does not answer."), text.err.constData());
    const auto stored = cli.lastMessage(id);
    QVERIFY(stored.has_value());
    QCOMPARE(toString(stored->status), u"failed"_s);

    cli.set(u"LLM_OLLAMA_BASE_URL"_s, u"no address"_s);
    const CliResult nowhere = cli.run({u"ask"_s, id, u"Hello?"_s, u"--json"_s});
    QCOMPARE(nowhere.exitCode, 1);
    QCOMPARE(nowhere.errorObject().value(u"code"_s).toString(), u"bad-address"_s);
}

void CliFailureTest::tellsThatAKeyIsMissing()
{
    const CliProcess cli;
    const QString id = cli.createClone({u"Mina"_s, u"llm_provider=openai"_s});
    const CliResult result = cli.run({u"ask"_s, id, u"Hello?"_s, u"--json"_s});
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.errorObject().value(u"code"_s).toString(), u"no-key"_s);
}

void CliFailureTest::tellsDetailsWhenAsked()
{
    OpenAiServer server;
    server.server().setResponder([](const ReceivedRequest &) {
        return FaultScript::answer(500, "application/json", R"({"error":{"message":"The cooling failed."}})");
    });
    CliProcess cli;
    cli.set(u"LLM_OPENAI_BASE_URL"_s, server.baseUrl());
    cli.set(u"LLM_OPENAI_API_KEY"_s, u"k"_s);
    const QString id = cli.createClone({u"Mina"_s, u"llm_provider=openai"_s});
    const CliResult brief = cli.run({u"ask"_s, id, u"Hello?"_s});
    // The server's own words are often the cure; the rest is for who asks.
    QVERIFY2(brief.err.contains("cooling") && !brief.err.contains("kind:"), brief.err.constData());
    QCOMPARE(brief.err.count('\n'), 2);
    const CliResult verbose = cli.run({u"ask"_s, id, u"Hello?"_s, u"--verbose"_s});
    QVERIFY2(verbose.err.contains("The cooling failed.") && verbose.err.contains("kind:"),
             verbose.err.constData());
}

void CliFailureTest::keepsMemoriesWhereTheEmbedderFails()
{
    OpenAiServer server;
    server.server().setResponder(
        [](const ReceivedRequest &) { return FaultScript::answer(401, "application/json", "{}"); });
    CliProcess cli;
    cli.set(u"EMBEDDINGS_OPENAI_BASE_URL"_s, server.baseUrl());
    cli.set(u"EMBEDDINGS_OPENAI_API_KEY"_s, u"k"_s);
    const QString id = cli.createClone({u"Mina"_s, u"embedding_provider=openai"_s});
    const CliResult added = cli.run({u"memory"_s, u"add"_s, id, u"-"_s, u"--json"_s}, "We lost the regatta.");
    QCOMPARE(added.exitCode, 0);
    QCOMPARE(added.array().at(0)[u"passages"].toInt(), 1);
    QCOMPARE(added.errorObject().value(u"kind"_s).toString(), u"auth"_s);
    QVERIFY(!added.errorObject().value(u"warning"_s).toString().isEmpty());
    QCOMPARE(cli.run({u"memory"_s, u"search"_s, id, u"regatta"_s, u"--json"_s}).array().size(), 1);
}

void CliFailureTest::refusesMessages_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QString>("code");
    QTest::newRow("empty") << QByteArray() << u"message-empty"_s;
    QTest::newRow("blank") << QByteArray(" \t\n\n") << u"message-empty"_s;
    QTest::newRow("only NUL") << QByteArray(3, '\0') << u"message-empty"_s;
    QTest::newRow("5 MB") << QByteArray(5'000'000, 'a') << u"message-too-long"_s;
    QTest::newRow("5 MB of bytes that are no UTF-8")
        << QByteArray(5'000'000, '\xff') << u"message-too-long"_s;
    QTest::newRow("a little too long") << QByteArray(100'001, 'a') << u"message-too-long"_s;
}

void CliFailureTest::refusesMessages()
{
    QFETCH(QByteArray, message);
    QFETCH(QString, code);
    const CliProcess cli;
    const QString id = cli.createClone({u"Mina"_s});
    const CliResult result = cli.run({u"ask"_s, id, u"-"_s, u"--json"_s}, message);
    QVERIFY(!result.crashed);
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.out, QByteArray());
    QCOMPARE(result.errorObject().value(u"code"_s).toString(), code);
    const QJsonObject counts = cli.run({u"status"_s, u"--json"_s}).object().value(u"counts"_s).toObject();
    QCOMPARE(counts.value(u"messages"_s).toInt(-1), 0);
    QCOMPARE(counts.value(u"conversations"_s).toInt(-1), 0);
}

void CliFailureTest::takesAnyBytesAsAMessage()
{
    const CliProcess cli;
    const QString id = cli.createClone({u"Mina"_s});
    for (const QByteArray &message :
         {QByteArray("a\xff\xfe z"), QByteArray("a\0b", 3), QByteArray("\xed\xa0\x80 half a pair"),
          QByteArray("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x8c\xbe"), QByteArray("\x1b[2J\x07 bell"),
          QByteArray(100'000, 'a')}) {
        const CliResult result = cli.run({u"ask"_s, id, u"-"_s, u"--json"_s}, message);
        QVERIFY(!result.crashed);
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QCOMPARE(result.object().value(u"status"_s).toString(), u"complete"_s);
    }
    QCOMPARE(cli.run({u"status"_s, u"--json"_s}).object().value(u"status"_s).toString(), u"ok"_s);
}

void CliFailureTest::takesLongNamesUpToTheLimit()
{
    const CliProcess cli;
    QVERIFY(!cli.createClone({QString(200, u'ä')}).isEmpty());
    for (const int length : {201, 10'000}) {
        const CliResult result = cli.run({u"clone"_s, u"create"_s, QString(length, u'ä'), u"--json"_s});
        QCOMPARE(result.exitCode, 2);
        QCOMPARE(result.errorObject().value(u"code"_s).toString(), u"name-too-long"_s);
        QVERIFY(result.err.size() < 1000);
        const CliResult asked = cli.run({u"clone"_s, u"show"_s, QString(length, u'ä'), u"--json"_s});
        QCOMPARE(asked.exitCode, 1);
        QVERIFY(asked.err.size() < 1000);
    }
    const CliResult nameless = cli.run({u"clone"_s, u"create"_s, u" \n"_s, u"--json"_s});
    QCOMPARE(nameless.exitCode, 2);
    QCOMPARE(nameless.errorObject().value(u"code"_s).toString(), u"name-empty"_s);
}

// The superuser may write everywhere: then the program is run as somebody who may not.
void CliFailureTest::asNobody(QProcess &process)
{
    if (::geteuid() == 0) {
        process.setChildProcessModifier([] {
            if (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)
                ::_exit(98);
        });
    }
}

void CliFailureTest::refusesAReadOnlyProfile()
{
    const CliProcess cli;
    QVERIFY(!cli.createClone({u"Mina"_s}).isEmpty());
    const auto reading = QFileDevice::ReadOwner | QFileDevice::ReadGroup | QFileDevice::ReadOther;
    const auto entering = QFileDevice::ExeOwner | QFileDevice::ExeGroup | QFileDevice::ExeOther;
    QVERIFY(QFile::setPermissions(cli.path(QString()), reading | entering | QFileDevice::WriteOwner));
    QVERIFY(QFile::setPermissions(cli.database(), reading));
    QVERIFY(QFile::setPermissions(cli.dataDir(), reading | entering));
    const std::unique_ptr<QProcess> process = cli.make({u"clone"_s, u"create"_s, u"Other"_s, u"--json"_s});
    asNobody(*process);
    process->start();
    const CliResult result = CliProcess::finish(*process);
    QVERIFY(QFile::setPermissions(cli.dataDir(), reading | entering | QFileDevice::WriteOwner));
    if (process->error() == QProcess::FailedToStart)
        QSKIP("somebody else may not run the program where it is built");
    QVERIFY(!result.crashed);
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.errorObject().value(u"kind"_s).toString() == "storage"_L1, result.err.constData());
    QVERIFY2(result.errorObject().value(u"code"_s).toString() == "read-only"_L1, result.err.constData());
}

void CliFailureTest::refusesAFullDisk()
{
    if (QStandardPaths::findExecutable(u"unshare"_s).isEmpty())
        QSKIP("needs unshare");
    const CliProcess cli;
    QVERIFY(QDir().mkpath(cli.dataDir()));
    const std::unique_ptr<QProcess> process = cli.make({});
    const QString program = process->program();
    // A disk of half a megabyte, seen by this process alone; memories go in until it is full.
    const QString script = u"mount -t tmpfs -o size=512k tmpfs \"$1\" 2>/dev/null || exit 97\n"
                           "\"$0\" --data-dir \"$1\" clone create Mina >/dev/null || exit 96\n"
                           "head -c 600000 /dev/urandom | base64 | \"$0\" --data-dir \"$1\" --json memory "
                           "add Mina - ; added=$?\n"
                           "\"$0\" --data-dir \"$1\" --json clone show Mina >&2 || exit 95\n"
                           "exit $added"_s;
    process->setProgram(u"unshare"_s);
    process->setArguments(
        {u"--map-root-user"_s, u"--mount"_s, u"sh"_s, u"-c"_s, script, program, cli.dataDir()});
    process->start();
    const CliResult result = CliProcess::finish(*process);
    if (result.exitCode == 97 || result.err.contains("unshare"))
        QSKIP("may not mount a small disk here");
    QVERIFY(!result.crashed);
    QVERIFY2(result.exitCode == 1, result.err.constData());
    const QString sentence = result.array().at(0)[u"error"].toString();
    QVERIFY2(sentence.contains(u"disk is full"_s), qPrintable(sentence + QString::fromUtf8(result.err)));
    QVERIFY(result.err.contains("\"name\":\"Mina\"")); // what was there still is
}

void CliFailureTest::refusesAnUnreadableFile()
{
    const CliProcess cli;
    const auto all = QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner
                     | QFileDevice::ReadOther | QFileDevice::ExeOther;
    QVERIFY(QFile::setPermissions(cli.path(QString()), all | QFileDevice::WriteOther));
    const QString secret = cli.file(u"secret.txt"_s, "not for you");
    QVERIFY(QFile::setPermissions(secret, {}));
    const auto run = [&cli](const QStringList &arguments) {
        const std::unique_ptr<QProcess> process = cli.make(arguments);
        asNobody(*process);
        process->start();
        return CliProcess::finish(*process);
    };
    const CliResult made = run({u"clone"_s, u"create"_s, u"Mina"_s, u"--json"_s});
    if (made.exitCode != 0)
        QSKIP("somebody else may not run the program where it is built");
    const CliResult added = run({u"memory"_s, u"add"_s, u"Mina"_s, secret, u"--json"_s});
    QCOMPARE(added.exitCode, 1);
    QVERIFY2(added.array().at(0)[u"error"].toString().contains(u"can't be read"_s), added.out.constData());
    const CliResult queries = run({u"memory"_s, u"search"_s, u"Mina"_s, u"--queries"_s, secret, u"--json"_s});
    QCOMPARE(queries.exitCode, 1);
    QCOMPARE(queries.errorObject().value(u"code"_s).toString(), u"file-unreadable"_s);
}

QTEST_GUILESS_MAIN(CliFailureTest)
#include "CliFailureTest.moc"

#include "tests/integration/api/ApiClient.h"
#include "tests/integration/cli/CliProcess.h"
#include "tests/support/OpenAiServer.h"

#include <QHostAddress>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTest>
#include <QUrl>

#include <csignal>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
const QString kToken = u"the-token-of-this-test"_s;
}

/// "clonememoria-cli serve" as a process, asked with curl as the original system's description does it.
class ServeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void saysWhereItIs();
    void callsWithCurl();
    void chatWithCurl();
    void openAiWithCurl();
    void keepsTheAnswerWhenEnded_data();
    void keepsTheAnswerWhenEnded();
    void tokenOfThisRun();
    void worksBesideTheCommandLine();
    void portInUse();
    void wrongUse_data();
    void wrongUse();
    void openToOthers();
    void needsNoDisplay();

private:
    void serve(const QStringList &options = {});
    QByteArray curl(const QStringList &arguments);
    QByteArray curlJson(const QString &method, const QString &path, const QByteArray &body = {});

    std::unique_ptr<CliProcess> m_cli;
    std::unique_ptr<OpenAiServer> m_model;
    std::unique_ptr<QProcess> m_server;
    QString m_url;
    int m_status = 0; ///< of the last curl
};

void ServeTest::init()
{
    m_cli = std::make_unique<CliProcess>();
    m_model = std::make_unique<OpenAiServer>(OpenAiServer::Options{.reply = u"Once upon a time."_s});
    m_cli->set(u"CLONEMEMORIA_API_TOKEN"_s, kToken);
    m_cli->set(u"LLM_DEFAULT_PROVIDER"_s, u"custom"_s);
    m_cli->set(u"LLM_CUSTOM_BASE_URL"_s, m_model->baseUrl());
    m_cli->set(u"LLM_CUSTOM_MODEL"_s, u"test-model"_s);
    m_cli->set(u"TTS_DEFAULT_PROVIDER"_s, u"dummy"_s);
}

void ServeTest::cleanup()
{
    if (m_server && m_server->state() != QProcess::NotRunning) {
        m_server->terminate();
        if (!m_server->waitForFinished(10'000))
            m_server->kill();
    }
    m_server.reset();
    m_model.reset();
    m_cli.reset();
}

void ServeTest::serve(const QStringList &options)
{
    m_server = m_cli->start(QStringList{u"serve"_s, u"--port"_s, u"0"_s} + options);
    QVERIFY(QTest::qWaitFor([this] { return m_server->canReadLine(); }, 20'000));
    m_url = QString::fromUtf8(m_server->readLine()).trimmed();
}

QByteArray ServeTest::curl(const QStringList &arguments)
{
    QProcess process;
    process.start(u"curl"_s,
                  QStringList{u"--silent"_s, u"--show-error"_s, u"--no-buffer"_s, u"--max-time"_s, u"20"_s,
                              u"--noproxy"_s, u"*"_s, u"--write-out"_s, u"\n%{http_code}"_s}
                      + arguments);
    if (!process.waitForFinished(30'000) || process.exitCode() != 0)
        QTest::qFail(process.readAllStandardError().constData(), __FILE__, __LINE__);
    const QByteArray output = process.readAllStandardOutput();
    const qsizetype lineEnd = output.lastIndexOf('\n');
    m_status = output.mid(lineEnd + 1).toInt();
    return output.left(lineEnd);
}

QByteArray ServeTest::curlJson(const QString &method, const QString &path, const QByteArray &body)
{
    QStringList arguments{u"--request"_s, method, m_url + path, u"--header"_s,
                          u"Authorization: Bearer "_s + kToken};
    if (!body.isEmpty())
        arguments += {u"--header"_s, u"Content-Type: application/json"_s, u"--data-binary"_s,
                      QString::fromUtf8(body)};
    const QByteArray answer = curl(arguments);
    const bool isJson = answer.startsWith('{') || answer.startsWith('[');
    const QString wrong = ApiSchema::get().checkAnswer(method.toLatin1(), path.toLatin1(), m_status,
                                                       answer.isEmpty() ? ""
                                                       : isJson         ? "application/json"
                                                                        : "text/event-stream",
                                                       answer);
    if (!wrong.isEmpty())
        QTest::qFail(qPrintable(wrong), __FILE__, __LINE__);
    return answer;
}

void ServeTest::saysWhereItIs()
{
    serve();
    static const QRegularExpression address(u"^http://127\\.0\\.0\\.1:[1-9][0-9]*$"_s);
    QVERIFY2(address.match(m_url).hasMatch(), qPrintable(m_url));
    m_server->terminate();
    const CliResult result = CliProcess::finish(*m_server);
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.out, QByteArray());
    QCOMPARE(result.err, QByteArray());

    serve({u"--json"_s});
    const json told = json::parse(m_url.toStdString());
    QCOMPARE(told.size(), 2U);
    QCOMPARE(QString::fromStdString(told.at("token").get<std::string>()), kToken);
    QVERIFY(address.match(QString::fromStdString(told.at("url").get<std::string>())).hasMatch());
}

void ServeTest::callsWithCurl()
{
    if (QStandardPaths::findExecutable(u"curl"_s).isEmpty())
        QSKIP("curl is not on this computer");
    serve();
    QCOMPARE(
        curl({m_url + u"/health"_s}),
        QByteArray(
            R"({"status":"ok","database":"connected","project":"CloneMemoria","version":")" CLONEMEMORIA_VERSION
            R"("})"));
    curl({m_url + u"/metrics"_s});
    QCOMPARE(m_status, 401);
    QCOMPARE(curlJson(u"GET"_s, u"/metrics"_s),
             QByteArray(R"({"users":1,"clones":0,"conversations":0,"messages":0,"documents":0,"chunks":0})"));

    const json clone = json::parse(
        curlJson(u"POST"_s, u"/api/clones"_s, R"({"name":"Oma Rose","language":"de"})"));
    QCOMPARE(m_status, 201);
    const QString id = QString::fromStdString(clone.at("id").get<std::string>());
    const QString path = u"/api/clones/"_s + id;
    QVERIFY(json::parse(curlJson(u"GET"_s, path)) == clone);
    QCOMPARE(json::parse(curlJson(u"GET"_s, u"/api/clones"_s)).size(), 1U);

    curlJson(u"PATCH"_s, path + u"/settings"_s, R"({"llm_provider":"nobody"})");
    QCOMPARE(m_status, 422);
    const json set = json::parse(curlJson(u"PATCH"_s, path + u"/settings"_s,
                                          R"({"llm_provider":"custom","temperature":0.2,"max_tokens":300})"));
    QVERIFY(set.at("temperature") == 0.2 && set.at("max_tokens") == 300);

    const json document = json::parse(
        curlJson(u"POST"_s, path + u"/documents"_s,
                 R"({"title":"Der Garten","content":"Im Garten stand ein Birnbaum."})"));
    QCOMPARE(m_status, 201);
    for (const char *field : {"id", "title", "content", "source_type", "created_at"})
        QVERIFY2(document.contains(field), field);
    QVERIFY(json::parse(curlJson(u"GET"_s, path + u"/documents"_s)).at(0) == document);
    const json memories = json::parse(curlJson(u"GET"_s, path + u"/memories?q=Birnbaum&limit=3"_s));
    QVERIFY(memories.at(0).at("document_id") == document.at("id"));

    const json sound = json::parse(
        curlJson(u"POST"_s, u"/api/chat/tts/"_s + id, R"({"text":"Gute Nacht."})"));
    QVERIFY(sound.at("format") == "wav");
    QVERIFY(QByteArray::fromBase64(QByteArray::fromStdString(sound.at("audio_base64").get<std::string>()))
                .startsWith("RIFF"));

    curlJson(u"DELETE"_s,
             path + u"/documents/"_s + QString::fromStdString(document.at("id").get<std::string>()));
    QCOMPARE(m_status, 204);
    curlJson(u"DELETE"_s, path);
    QCOMPARE(m_status, 204);
    QCOMPARE(curlJson(u"GET"_s, u"/api/clones"_s), QByteArray("[]"));
}

void ServeTest::chatWithCurl()
{
    if (QStandardPaths::findExecutable(u"curl"_s).isEmpty())
        QSKIP("curl is not on this computer");
    const QString id = m_cli->createClone({u"Rose"_s});
    serve();
    const QByteArray answer = curlJson(u"POST"_s, u"/api/chat/"_s + id + u"/stream"_s,
                                       R"({"content":"Tell me."})");
    QCOMPARE(m_status, 200);
    QVERIFY2(answer.startsWith("data: {\"token\": \"Once \", \"done\": false}\n\n"
                               "data: {\"token\": \"upon \", \"done\": false}\n\n"
                               "data: {\"token\": \"a \", \"done\": false}\n\n"
                               "data: {\"token\": \"time.\", \"done\": false}\n\n"
                               "data: {\"done\": true, "),
             answer.constData());
    const json conversations = json::parse(curlJson(u"GET"_s, u"/api/clones/"_s + id + u"/conversations"_s));
    QCOMPARE(conversations.size(), 1U);
    const json messages = json::parse(
        curlJson(u"GET"_s, u"/api/conversations/"_s
                               + QString::fromStdString(conversations.at(0).at("id").get<std::string>())
                               + u"/messages"_s));
    QVERIFY(messages.at(1).at("content") == "Once upon a time.");

    m_model->server().enqueue(FaultScript::answer(500, "application/json", R"({"error":{"message":"No."}})"));
    const QByteArray failed = curlJson(u"POST"_s, u"/api/chat/"_s + id + u"/stream"_s,
                                       R"({"content":"Again."})");
    static const QRegularExpression form(u"^data: \\{\"error\": \"[^\"]+\", \"done\": true, .*\\}\\s*$"_s);
    QVERIFY2(form.match(QString::fromUtf8(failed)).hasMatch(), failed.constData());
}

void ServeTest::openAiWithCurl()
{
    if (QStandardPaths::findExecutable(u"curl"_s).isEmpty())
        QSKIP("curl is not on this computer");
    m_cli->createClone({u"Rose"_s});
    serve();
    QVERIFY(json::parse(curlJson(u"GET"_s, u"/v1/models"_s)).at("data").at(0).at("id") == "Rose");
    const QByteArray body = R"({"model":"Rose","messages":[{"role":"user","content":"Hello"}])";
    const json whole = json::parse(curlJson(u"POST"_s, u"/v1/chat/completions"_s, body + '}'));
    QVERIFY(whole.at("choices").at(0).at("message").at("content") == "Once upon a time.");
    const QByteArray stream = curlJson(u"POST"_s, u"/v1/chat/completions"_s, body + ",\"stream\":true}");
    QVERIFY(stream.endsWith("data: [DONE]\n\n"));
}

void ServeTest::keepsTheAnswerWhenEnded_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGINT") << SIGINT;
}

void ServeTest::keepsTheAnswerWhenEnded()
{
    QFETCH(int, signal);
    const QString id = m_cli->createClone({u"Rose"_s});
    serve();
    m_model->server().enqueue(
        FaultScript::stream()
            .send(OpenAiServer::chatEvents(u"This far and no further"_s).mid(0, 3).join())
            .hang());
    const ApiClient client(quint16(QUrl(m_url).port()), kToken.toLatin1());
    ApiStream stream(client, client.request("POST", "/api/chat/" + id.toLatin1() + "/stream",
                                            R"({"content":"Go."})"));
    QVERIFY(stream.waitFor("far "));
    ::kill(pid_t(m_server->processId()), signal);
    QVERIFY(stream.waitForEnd());
    QVERIFY2(stream.answer().body.contains("{\"error\": \"Stopped.\", \"done\": true"),
             stream.answer().body.constData());
    const CliResult result = CliProcess::finish(*m_server);
    QVERIFY(!result.crashed);
    QCOMPARE(result.exitCode, 0);
    const Result<Message> kept = m_cli->lastMessage(id);
    QVERIFY(kept.has_value());
    QCOMPARE(kept->content, u"This far "_s);
    QVERIFY(kept->status == MessageStatus::Partial);
    QTRY_COMPARE(m_model->server().openConnections(), 0);
}

// Without a keychain and without the variable there is a token all the same, and it is said that it won't last.
void ServeTest::tokenOfThisRun()
{
    m_cli->set(u"CLONEMEMORIA_API_TOKEN"_s, QString());
    serve({u"--json"_s});
    const json told = json::parse(m_url.toStdString());
    const QByteArray token = QByteArray::fromStdString(told.at("token").get<std::string>());
    QCOMPARE(token.size(), 43);
    QVERIFY(QTest::qWaitFor([this] {
        return m_server->bytesAvailable() || m_server->readAllStandardError().contains("keychain");
    }));
    const ApiClient client(quint16(QUrl(QString::fromStdString(told.at("url").get<std::string>())).port()),
                           token);
    QCOMPARE(client.call("GET", "/api/clones").status, 200);
    QVERIFY(!QProcessEnvironment::systemEnvironment().contains(QString::fromLatin1(token)));
}

void ServeTest::worksBesideTheCommandLine()
{
    serve();
    const QString id = m_cli->createClone({u"Rose"_s});
    const ApiClient client(quint16(QUrl(m_url).port()), kToken.toLatin1());
    QCOMPARE(client.call("GET", "/api/clones/" + id.toLatin1()).status, 200);
    QCOMPARE(client
                 .call("POST", "/api/clones/" + id.toLatin1() + "/documents",
                       json{{"content", "Soup on Saturdays."}})
                 .status,
             201);
    QCOMPARE(m_cli->run({u"memory"_s, u"list"_s, u"Rose"_s, u"--json"_s}).array().size(), 1);
}

void ServeTest::portInUse()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    const CliResult result = m_cli->run({u"serve"_s, u"--port"_s, QString::number(taken.serverPort())});
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.out, QByteArray());
    QVERIFY2(result.err.startsWith("Port " + QByteArray::number(taken.serverPort())
                                   + " is used by another program."),
             result.err.constData());
}

void ServeTest::wrongUse_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::newRow("port") << QStringList{u"--port"_s, u"70000"_s};
    QTest::newRow("port as a word") << QStringList{u"--port"_s, u"http"_s};
    QTest::newRow("host") << QStringList{u"--host"_s, u"my computer"_s};
    QTest::newRow("name") << QStringList{u"--allow-host"_s, u"http://a"_s};
    QTest::newRow("any origin") << QStringList{u"--allow-origin"_s, u"*"_s};
    QTest::newRow("origin with a path") << QStringList{u"--allow-origin"_s, u"https://a/b"_s};
    QTest::newRow("argument") << QStringList{u"now"_s};
}

void ServeTest::wrongUse()
{
    QFETCH(QStringList, options);
    const CliResult result = m_cli->run(QStringList{u"serve"_s} + options);
    QCOMPARE(result.exitCode, 2);
    QCOMPARE(result.out, QByteArray());
    QVERIFY(!result.err.isEmpty());
}

void ServeTest::openToOthers()
{
    serve({u"--host"_s, u"0.0.0.0"_s, u"--allow-host"_s, u"clones.example, b.example:80"_s,
           u"--allow-origin"_s, u"https://app.example"_s});
    QVERIFY2(m_url.startsWith(u"http://0.0.0.0:"_s), qPrintable(m_url));
    QByteArray err;
    QVERIFY(QTest::qWaitFor([&] {
        err += m_server->readAllStandardError();
        return err.contains("nothing is encrypted");
    }));
    const ApiClient client(quint16(QUrl(m_url).port()), kToken.toLatin1());
    const auto statusOf = [&](const ApiClient::Headers &headers) {
        return client.send(client.request("GET", "/metrics", QByteArray(), headers)).status;
    };
    QCOMPARE(statusOf({{"Host", "clones.example"}}), 200);
    QCOMPARE(statusOf({{"Host", "b.example:80"}}), 200);
    QCOMPARE(statusOf({{"Host", "c.example"}}), 421);
    QCOMPARE(statusOf({{"Origin", "https://app.example"}}), 200);
    QCOMPARE(statusOf({{"Origin", "https://b.example"}}), 403);
}

void ServeTest::needsNoDisplay()
{
    for (const QString &name : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"XDG_RUNTIME_DIR"_s})
        m_cli->set(name, QString());
    m_cli->set(u"QT_QPA_PLATFORM"_s, u"none-such"_s);
    serve();
    const ApiClient client(quint16(QUrl(m_url).port()), kToken.toLatin1());
    QCOMPARE(client.call("GET", "/health").status, 200);
#ifdef Q_OS_LINUX
    QFile maps(u"/proc/%1/maps"_s.arg(m_server->processId()));
    QVERIFY(maps.open(QIODevice::ReadOnly));
    QVERIFY(!maps.readAll().contains("libQt6Widgets"));
#endif
}

QTEST_GUILESS_MAIN(ServeTest)
#include "ServeTest.moc"

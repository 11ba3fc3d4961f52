#include "core/providers/llm/OpenAiLlm.h"

#include "tests/support/OpenAiServer.h"
#include "tests/unit/providers/HeardReply.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QPointer>
#include <QTest>

#include <nlohmann/json.hpp>

#include <memory>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
const QString kKey = u"sk-test-0123456789abcdef"_s;
} // namespace

class OpenAiLlmTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streamsAnAnswer();
    void sendsWhatThePresetSays();
    void asksAgainWithoutATemperature();
    void faults_data();
    void faults();
    void aRefusedConnectionIsToldAtOnce();
    void aBadAddressFinishesLater();
    void noModelFinishesLater();
    void abortEndsItAtOnce();
    void abortFromWithinADelta();
    void abortBeforeAnything();
    void deletedInMidStream();
    void deletedFromWithinADelta();
    void outlivesItsProvider();
    void theConnectionIsUsedAgain();
    void listsModels();
    void listingModelsFails();
    void listingModelsIsCancelled();

private:
    ProviderConfig config(const FaultServer &server) const;
    std::unique_ptr<OpenAiLlm> llm(const FaultServer &server);

    QNetworkAccessManager m_network;
};

ProviderConfig OpenAiLlmTest::config(const FaultServer &server) const
{
    ProviderConfig made;
    made.preset.id = u"test"_s;
    made.preset.name = u"Test Server"_s;
    made.preset.maxTokensField = u"max_tokens"_s;
    made.preset.streamUsage = true;
    made.baseUrl = server.url(u"/v1/"_s).toString(); // a slash too many must not matter
    made.model = u"test-model"_s;
    made.apiKey = kKey;
    return made;
}

std::unique_ptr<OpenAiLlm> OpenAiLlmTest::llm(const FaultServer &server)
{
    return std::make_unique<OpenAiLlm>(
        config(server),
        HttpClient(m_network, {.connectMs = 2000, .firstByteMs = 300, .idleMs = 300}, {.firstDelayMs = 20}));
}

void OpenAiLlmTest::streamsAnAnswer()
{
    OpenAiServer server({.key = kKey});
    QObject parent;
    LlmReply *reply = llm(server.server())->chat(question(), &parent);
    const auto heard = listen(reply);
    QVERIFY(heard->finished.isEmpty());
    QTRY_COMPARE(heard->finished.size(), 1);
    const Result<Completion> result = heard->finished[0];
    QVERIFY2(result.has_value(), result ? "" : qPrintable(result.error().detail));
    QCOMPARE(result->text, u"I remember the garden behind the house, and the pear tree."_s);
    QCOMPARE(heard->text(), result->text);
    QCOMPARE(heard->deltas.size(), 11);
    QCOMPARE(result->model, u"test-model"_s);
    QVERIFY(result->stopReason == StopReason::Stop);
    QCOMPARE(result->completionTokens.value_or(-1), 11);
    QVERIFY(result->promptTokens.value_or(0) > 0);
}

void OpenAiLlmTest::asksAgainWithoutATemperature()
{
    OpenAiServer server;
    server.server().enqueue(FaultScript::answer(
        400, "application/json",
        R"({"error":{"message":"Unsupported value: 'temperature' does not support 0.5 with this model.","code":"unsupported_value"}})"));
    ProviderConfig config;
    config.preset.name = u"Test Server"_s;
    config.baseUrl = server.baseUrl();
    config.model = u"test-model"_s;
    QNetworkAccessManager network;
    OpenAiLlm llm(config, HttpClient(network));
    QObject parent;
    const auto heard = listen(llm.chat(question(), &parent));
    QTRY_COMPARE(heard->finished.size(), 1);
    QVERIFY(heard->finished[0].has_value());
    const QList<ReceivedRequest> asked = server.requestsTo("/chat/completions");
    QCOMPARE(asked.size(), 2);
    QVERIFY(asked[0].body.contains("\"temperature\""));
    QVERIFY(!asked[1].body.contains("\"temperature\""));
}

void OpenAiLlmTest::sendsWhatThePresetSays()
{
    OpenAiServer server;
    QObject parent;
    ProviderConfig made = config(server.server());
    for (int round = 0; round < 2; ++round) {
        if (round == 1) {
            made.preset.maxTokensField = u"max_completion_tokens"_s;
            made.preset.streamUsage = false;
            made.apiKey.clear();
        }
        const auto heard = listen(OpenAiLlm(made, HttpClient(m_network)).chat(question(), &parent));
        QTRY_COMPARE(heard->finished.size(), 1);
        const ReceivedRequest got = server.requestsTo("/chat/completions").value(round);
        const json body = json::parse(got.body.begin(), got.body.end(), nullptr, false);
        QVERIFY(body.is_object());
        QCOMPARE(body["model"].get<std::string>(), std::string("test-model"));
        QCOMPARE(body["stream"].get<bool>(), true);
        QCOMPARE(body["temperature"].get<double>(), 0.5);
        QCOMPARE(body["messages"].size(), std::size_t(2));
        QCOMPARE(body["messages"][0]["role"].get<std::string>(), std::string("system"));
        QCOMPARE(QString::fromStdString(body["messages"][1]["content"].get<std::string>()),
                 question().parts[1].content);
        QCOMPARE(body.contains("stream_options"), round == 0);
        QCOMPARE(body.value(round == 0 ? "max_tokens" : "max_completion_tokens", -1), 77);
        QVERIFY(!body.contains(round == 0 ? "max_completion_tokens" : "max_tokens"));
        QVERIFY(!got.body.contains("never sent"));
        QCOMPARE(got.headers.contains("authorization"), round == 0);
    }
}

void OpenAiLlmTest::faults_data()
{
    QTest::addColumn<QList<FaultScript>>("scripts");
    QTest::addColumn<QString>("kind"); // empty: it succeeds
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("requests");

    const QList<QByteArray> events = OpenAiServer::chatEvents(u"one two three"_s);
    const QByteArray begun = events[0] + events[1] + events[2];
    const QByteArray whole = events.join();
    const QByteArray withoutDone = events.first(events.size() - 1).join();
    const QByteArray head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
    const QString nothing;
    const auto row = [](const char *name, const QList<FaultScript> &scripts, const QString &kind,
                        const QString &code, const QString &text, int requests = 1) {
        QTest::newRow(name) << scripts << kind << code << text << requests;
    };
    const auto status = [](int code, const QByteArray &body = "{}", const QByteArray &headers = {}) {
        return FaultScript::answer(code, "application/json", body, headers);
    };
    const auto stream = [](const QByteArray &body) { return FaultScript::stream().send(body).close(); };
    const auto object = [](const QByteArray &body, const QByteArray &type = "application/json") {
        return FaultScript::answer(200, type, body);
    };

    row("401", {status(401, R"--({"error":{"message":"Incorrect API key: sk-te***cdef"}})--")}, u"auth"_s,
        nothing, nothing);
    row("403", {status(403)}, u"auth"_s, u"not-allowed"_s, nothing);
    row("404", {status(404, R"--({"error":{"message":"model not found"}})--")}, u"not-found"_s, nothing,
        nothing);
    row("402", {status(402)}, u"quota"_s, nothing, nothing);
    row("413", {status(413)}, u"context-too-long"_s, nothing, nothing);
    row("429 without Retry-After, three times", {status(429), status(429), status(429)}, u"rate-limited"_s,
        nothing, nothing, 3);
    row("429 once", {status(429), stream(whole)}, nothing, nothing, u"one two three"_s, 2);
    row("429 with Retry-After", {status(429, "{}", "Retry-After: 0\r\n"), stream(whole)}, nothing, nothing,
        u"one two three"_s, 2);
    row("429 with a long Retry-After", {status(429, "{}", "Retry-After: 120\r\n")}, u"rate-limited"_s,
        nothing, nothing);
    row("429 out of credit", {status(429, R"--({"error":{"code":"insufficient_quota"}})--")}, u"quota"_s,
        u"insufficient_quota"_s, nothing);
    row("500", {status(500)}, u"bad-response"_s, nothing, nothing);
    row("503 once", {status(503), stream(whole)}, nothing, nothing, u"one two three"_s, 2);
    row("503 always", {status(503), status(503), status(503)}, u"bad-response"_s, nothing, nothing, 3);
    row("400", {status(400)}, u"bad-response"_s, u"rejected"_s, nothing);
    row("hangs before the headers", {FaultScript().hang(), FaultScript().hang()}, u"timeout"_s, nothing,
        nothing, 2);
    row("hangs after the headers", {FaultScript::stream().hang()}, u"timeout"_s, u"silent"_s, nothing);
    row("hangs in mid-stream", {FaultScript::stream().send(begun).hang()}, u"timeout"_s, u"silent"_s,
        u"one two "_s);
    row("hangs after the last word", {FaultScript::stream().send(withoutDone).hang()}, nothing, nothing,
        u"one two three"_s);
    row("trickles", {FaultScript::stream().trickle(whole).close()}, nothing, nothing, u"one two three"_s);
    row("no [DONE]", {stream(withoutDone)}, nothing, nothing, u"one two three"_s);
    row("no blank line after [DONE]", {stream(whole.trimmed())}, nothing, nothing, u"one two three"_s);
    row("cut in mid-stream", {stream(begun)}, u"network"_s, u"cut"_s, u"one two "_s);
    row("cut within an event", {stream(begun + events[3].first(40))}, u"network"_s, u"cut"_s, u"one two "_s);
    row("cut within a character",
        {stream(begun + QByteArray("data: {\"choices\":[{\"delta\":{\"content\":\"gr\xC3"))}, u"network"_s,
        u"cut"_s, u"one two "_s);
    row("reset in mid-stream", {FaultScript::stream().send(begun).wait(50).reset()}, u"network"_s, u"cut"_s,
        u"one two "_s);
    row("a Content-Length too long",
        {FaultScript().send(head + "Content-Length: 99999\r\n\r\n" + begun).close()}, u"network"_s, u"cut"_s,
        u"one two "_s);
    row("a Content-Length too short",
        {FaultScript()
             .send(head + "Content-Length: " + QByteArray::number(begun.size()) + "\r\n\r\n" + whole)
             .close()},
        u"network"_s, u"cut"_s, u"one two "_s);
    row("chunked, cut",
        {FaultScript()
             .send(head + "Transfer-Encoding: chunked\r\n\r\n" + QByteArray::number(begun.size(), 16) + "\r\n"
                   + begun + "\r\n")
             .close()},
        u"network"_s, u"cut"_s, u"one two "_s);
    row("an empty stream", {stream("")}, u"bad-response"_s, u"empty-answer"_s, nothing);
    row("only [DONE]", {stream("data: [DONE]\n\n")}, u"bad-response"_s, u"empty-answer"_s, nothing);
    row("only comments", {stream(": ping\n\n: ping\n\n")}, u"bad-response"_s, nothing, nothing);
    row("broken JSON", {stream(begun + "data: {\"choices\":[{]}\n\n" + events[3])}, u"bad-response"_s,
        nothing, u"one two "_s);
    row("JSON of another kind", {stream("data: [1,2]\n\n")}, u"bad-response"_s, nothing, nothing);
    row("wrong types everywhere",
        {stream("data: {\"choices\":{\"a\":1},\"model\":3,\"usage\":[1]}\n\ndata: "
                "{\"choices\":[{\"delta\":[],\"finish_reason\":7}]}\n\ndata: {\"choices\":[3]}\n\n"
                + whole)},
        nothing, nothing, u"one two three"_s);
    row("HTML with 200", {object("<html><body>Welcome to nginx</body></html>", "text/html")},
        u"bad-response"_s, nothing, nothing);
    row("text with 200", {object("Ollama is running", "text/plain")}, u"bad-response"_s, nothing, nothing);
    row("a JSON answer",
        {object(
            R"--({"model":"m","choices":[{"message":{"role":"assistant","content":"one two three"},"finish_reason":"stop"}]})--")},
        nothing, nothing, u"one two three"_s);
    row("a JSON error with 200", {object(R"--({"error":{"message":"out","code":"insufficient_quota"}})--")},
        u"quota"_s, u"insufficient_quota"_s, nothing);
    row("JSON without an answer", {object("{}")}, u"bad-response"_s, nothing, nothing);
    row("a cut JSON answer",
        {FaultScript()
             .send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                   "500\r\n\r\n{\"choices\":[{")
             .close()},
        u"network"_s, u"cut"_s, nothing);
    row("an error in mid-stream",
        {stream(begun + "data: {\"error\":{\"message\":\"exploded\",\"type\":\"server_error\"}}\n\n")},
        u"bad-response"_s, u"server-error"_s, u"one two "_s);
    row("rate limited in mid-stream",
        {stream(begun + "data: {\"error\":{\"message\":\"slow\",\"code\":429},\"choices\":[]}\n\n")},
        u"rate-limited"_s, nothing, u"one two "_s);
    row("filtered before a word",
        {stream("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"content_filter\"}]}\n\n")},
        u"bad-response"_s, u"content-filter"_s, nothing);
    row("a huge line", {stream(begun + "data: " + QByteArray(3 * 1024 * 1024, 'x') + "\n\n")},
        u"bad-response"_s, nothing, u"one two "_s);
    row("to another host",
        {FaultScript::answer(307, "text/plain", "", "Location: http://localhost:9/v1\r\n")},
        u"bad-response"_s, u"redirected"_s, nothing);
    row("the key in an error of the stream",
        {stream("data: {\"error\":{\"message\":\"bad key "
                "sk-test-0123456789abcdef\",\"code\":\"invalid_api_key\"}}\n\n")},
        u"auth"_s, u"invalid_api_key"_s, nothing);
    row("cut before the headers",
        {FaultScript().close(), FaultScript().close(), FaultScript().close(), FaultScript().close()},
        u"network"_s, u"cut"_s, nothing, -1);
}

void OpenAiLlmTest::faults()
{
    QFETCH(QList<FaultScript>, scripts);
    QFETCH(QString, kind);
    QFETCH(QString, code);
    QFETCH(QString, text);
    QFETCH(int, requests);
    FaultServer server;
    for (const FaultScript &script : scripts)
        server.enqueue(script);
    QObject parent;
    const auto heard = listen(llm(server)->chat(question(), &parent));
    QVERIFY(heard->finished.isEmpty());
    QTRY_COMPARE(heard->finished.size(), 1);
    QTest::qWait(30);
    QCOMPARE(heard->finished.size(), 1);
    QCOMPARE(heard->text(), text);
    const Result<Completion> result = heard->finished[0];
    if (kind.isEmpty()) {
        QVERIFY2(result.has_value(), result ? "" : qPrintable(result.error().detail));
        QCOMPARE(result->text, text);
    } else {
        QVERIFY(!result.has_value());
        const Error error = result.error();
        QCOMPARE(toString(error.kind), kind);
        QVERIFY2(error.code == code, qPrintable(error.code + u": "_s + error.detail));
        QCOMPARE(error.subject, u"Test Server"_s);
        QVERIFY2(!error.detail.contains(u"cdef"_s), qPrintable(error.detail));
        QVERIFY(!error.detail.isEmpty());
    }
    if (requests > 0)
        QCOMPARE(server.requests().size(), requests);
    else // Qt itself repeats what was cut before a word came back; it must not go on for ever
        QVERIFY(server.requests().size() <= 4);
}

void OpenAiLlmTest::aRefusedConnectionIsToldAtOnce()
{
    FaultServer server;
    server.stopListening();
    QObject parent;
    QElapsedTimer clock;
    clock.start();
    const auto heard = listen(llm(server)->chat(question(), &parent));
    QTRY_COMPARE(heard->finished.size(), 1);
    QCOMPARE(heard->finished[0].error().code, u"refused"_s);
    QVERIFY(clock.elapsed() < 1000);
}

void OpenAiLlmTest::aBadAddressFinishesLater()
{
    FaultServer server;
    QObject parent;
    for (const QString &address : {u""_s, u"localhost:11434/v1"_s, u"ftp://x/"_s, u"http://"_s,
                                   u"http://me:secret@127.0.0.1/v1"_s, u"not an address"_s}) {
        ProviderConfig made = config(server);
        made.baseUrl = address;
        LlmReply *reply = OpenAiLlm(made, HttpClient(m_network)).chat(question(), &parent);
        const auto heard = listen(reply);
        QVERIFY(heard->finished.isEmpty());
        reply->abort(); // it has failed already: this changes nothing
        QTRY_COMPARE(heard->finished.size(), 1);
        QCOMPARE(heard->finished[0].error().code, u"bad-address"_s);
        QVERIFY(!heard->finished[0].error().detail.contains(u"secret"_s));
    }
}

void OpenAiLlmTest::noModelFinishesLater()
{
    FaultServer server;
    QObject parent;
    ProviderConfig made = config(server);
    made.model.clear();
    const auto heard = listen(OpenAiLlm(made, HttpClient(m_network)).chat(question(), &parent));
    QTRY_COMPARE(heard->finished.size(), 1);
    QCOMPARE(heard->finished[0].error().code, u"no-model"_s);
    QVERIFY(server.requests().isEmpty());
}

void OpenAiLlmTest::abortEndsItAtOnce()
{
    OpenAiServer server({.tokenMs = 30});
    QObject parent;
    LlmReply *reply = llm(server.server())->chat(question(), &parent);
    const auto heard = listen(reply);
    QTRY_VERIFY(heard->deltas.size() >= 2);
    const qint64 before = QDateTime::currentMSecsSinceEpoch();
    reply->abort();
    reply->abort();
    const qsizetype kept = heard->deltas.size();
    QVERIFY(heard->finished.isEmpty());
    QTRY_COMPARE(heard->finished.size(), 1);
    QVERIFY(heard->finished[0].error().kind == ErrorKind::Cancelled);
    QTRY_COMPARE(server.server().openConnections(), 0);
    const qint64 took = server.server().lastDisconnectMs() - before;
    qInfo() << "closed at the server after" << took << "ms";
    QVERIFY(took <= 100);
    QTest::qWait(100);
    QCOMPARE(heard->deltas.size(), kept);
    QCOMPARE(heard->finished.size(), 1);
}

void OpenAiLlmTest::abortFromWithinADelta()
{
    FaultServer server;
    server.enqueue(FaultScript::stream().send(OpenAiServer::chatEvents(u"one two three"_s).join()).close());
    QObject parent;
    LlmReply *reply = llm(server)->chat(question(), &parent);
    const auto heard = listen(reply);
    connect(reply, &LlmReply::delta, reply, [reply] { reply->abort(); });
    QTRY_COMPARE(heard->finished.size(), 1);
    QTest::qWait(50);
    QCOMPARE(heard->deltas, QStringList{u"one "_s}); // though all of them came in one piece
    QCOMPARE(heard->finished.size(), 1);
    QVERIFY(heard->finished[0].error().kind == ErrorKind::Cancelled);
}

void OpenAiLlmTest::abortBeforeAnything()
{
    FaultServer server;
    QObject parent;
    LlmReply *reply = llm(server)->chat(question(), &parent);
    const auto heard = listen(reply);
    reply->abort();
    QTRY_COMPARE(heard->finished.size(), 1);
    QVERIFY(heard->finished[0].error().kind == ErrorKind::Cancelled);
}

void OpenAiLlmTest::deletedInMidStream()
{
    OpenAiServer server({.tokenMs = 30});
    LlmReply *reply = llm(server.server())->chat(question(), nullptr);
    const auto heard = listen(reply);
    QTRY_VERIFY(!heard->deltas.isEmpty());
    delete reply;
    QTRY_COMPARE(server.server().openConnections(), 0);
    QVERIFY(heard->finished.isEmpty());
}

void OpenAiLlmTest::deletedFromWithinADelta()
{
    FaultServer server;
    server.enqueue(FaultScript::stream().send(OpenAiServer::chatEvents(u"one two three"_s).join()).close());
    QPointer<LlmReply> reply = llm(server)->chat(question(), nullptr);
    int deltas = 0;
    connect(reply, &LlmReply::delta, this, [&] {
        ++deltas;
        delete reply.data();
    });
    QTRY_VERIFY(!reply);
    QTest::qWait(50);
    QCOMPARE(deltas, 1);
}

void OpenAiLlmTest::outlivesItsProvider()
{
    OpenAiServer server({.tokenMs = 10});
    QObject parent;
    auto provider = std::make_unique<OpenAiLlm>(config(server.server()), HttpClient(m_network));
    const auto heard = listen(provider->chat(question(), &parent));
    provider.reset();
    QTRY_COMPARE(heard->finished.size(), 1);
    QVERIFY(heard->finished[0].has_value());
}

void OpenAiLlmTest::theConnectionIsUsedAgain()
{
    FaultServer server;
    const QByteArray body = OpenAiServer::chatEvents(u"one two three"_s).join();
    server.setResponder(
        [body](const ReceivedRequest &) { return FaultScript::answer(200, "text/event-stream", body); });
    QObject parent;
    for (int round = 0; round < 3; ++round) {
        const auto heard = listen(llm(server)->chat(question(), &parent));
        QTRY_COMPARE(heard->finished.size(), 1);
        QVERIFY(heard->finished[0].has_value());
        QTest::qWait(20);
    }
    QCOMPARE(server.connections(), 1);
}

void OpenAiLlmTest::listsModels()
{
    OpenAiServer server({.key = kKey, .models = {u"zeta"_s, u"alpha"_s, u"mid"_s}});
    OpenAiLlm provider(config(server.server()), HttpClient(m_network));
    const QFuture<Result<QStringList>> future = provider.models();
    QTRY_VERIFY(future.isFinished());
    QVERIFY(future.result().has_value());
    QCOMPARE(*future.result(), (QStringList{u"alpha"_s, u"mid"_s, u"zeta"_s}));
}

void OpenAiLlmTest::listingModelsFails()
{
    const QList<QPair<FaultScript, ErrorKind>> cases{
        {FaultScript::answer(401, "application/json", "{}"), ErrorKind::Auth},
        {FaultScript::answer(404, "text/plain", "no"), ErrorKind::NotFound},
        {FaultScript::answer(200, "text/html", "<html></html>"), ErrorKind::BadResponse},
        {FaultScript::answer(200, "application/json", "{\"data\":{}}"), ErrorKind::BadResponse},
        {FaultScript().hang(), ErrorKind::Timeout},
    };
    for (const auto &[script, kind] : cases) {
        FaultServer server;
        server.setResponder([script = script](const ReceivedRequest &) { return script; });
        OpenAiLlm provider(config(server), HttpClient(m_network, {.firstByteMs = 150}, {.firstDelayMs = 10}));
        const QFuture<Result<QStringList>> future = provider.models();
        QTRY_VERIFY(future.isFinished());
        QVERIFY(!future.result().has_value());
        QCOMPARE(toString(future.result().error().kind), toString(kind));
        QCOMPARE(future.result().error().subject, u"Test Server"_s);
    }
}

void OpenAiLlmTest::listingModelsIsCancelled()
{
    FaultServer server;
    server.enqueue(FaultScript().hang());
    OpenAiLlm provider(config(server), HttpClient(m_network));
    QFuture<Result<QStringList>> future = provider.models();
    QTRY_COMPARE(server.requests().size(), 1);
    future.cancel();
    QTRY_COMPARE(server.openConnections(), 0);
    QTRY_VERIFY(future.isFinished());
    QVERIFY(future.isCanceled());
}

QTEST_GUILESS_MAIN(OpenAiLlmTest)
#include "OpenAiLlmTest.moc"

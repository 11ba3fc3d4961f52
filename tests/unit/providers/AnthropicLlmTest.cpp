#include "core/providers/llm/AnthropicLlm.h"

#include "core/providers/llm/AnthropicRequest.h"
#include "tests/support/FaultServer.h"
#include "tests/unit/providers/HeardReply.h"

#include <QNetworkAccessManager>
#include <QPointer>
#include <QTest>

#include <nlohmann/json.hpp>

#include <memory>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
// The events of an answer, one word a delta.
QList<QByteArray> answerEvents(const QStringList &words)
{
    QList<QByteArray> events{
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"model\":\"claude-t\","
        "\"content\":[],\"usage\":{\"input_tokens\":12,\"output_tokens\":1}}}\n\n",
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
        "{\"type\":\"text\",\"text\":\"\"}}\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\n",
    };
    for (const QString &word : words)
        events.append(
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
            "{\"type\":\"text_delta\",\"text\":\""
            + word.toUtf8() + "\"}}\n\n");
    events.append(
        "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
        "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
        "\"usage\":{\"output_tokens\":3}}\n\n");
    events.append("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    return events;
}

const QStringList kWords{u"one "_s, u"two "_s, u"three"_s};
const QString kKey = u"sk-ant-test-0123456789abcdef"_s;

json parsed(const QByteArray &text)
{
    return json::parse(text.begin(), text.end(), nullptr, false);
}
} // namespace

class AnthropicLlmTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streamsAnAnswer();
    void sendsWhatTheProtocolAsks();
    void theAddressMayEndWithTheVersion();
    void partsTakeTurns_data();
    void partsTakeTurns();
    void theTemperatureIsHeldToItsRange();
    void aModelWithoutTemperatureIsAskedAgain();
    void itIsAskedAgainOnlyOnce();
    void faults_data();
    void faults();
    void aRefusedConnectionIsToldAtOnce();
    void whatCantBeSentFinishesLater();
    void abortEndsItAtOnce();
    void abortFromWithinADelta();
    void abortDuringTheSecondTry();
    void deletedInMidStream();
    void deletedFromWithinADelta();
    void outlivesItsProvider();
    void theConnectionIsUsedAgain();
    void listsModelsPageByPage();
    void aListOfModelsThatNeverEnds_data();
    void aListOfModelsThatNeverEnds();
    void listingModelsFails();
    void listingModelsIsCancelled();

private:
    ProviderConfig config(const FaultServer &server) const;
    std::unique_ptr<AnthropicLlm> llm(const FaultServer &server);

    QNetworkAccessManager m_network;
};

ProviderConfig AnthropicLlmTest::config(const FaultServer &server) const
{
    ProviderConfig made;
    made.preset.id = u"test"_s;
    made.preset.name = u"Test Server"_s;
    made.baseUrl = server.url(u"/"_s).toString(); // a slash too many must not matter
    made.model = u"test-model"_s;
    made.apiKey = kKey + u'\n'; // as it is pasted
    return made;
}

std::unique_ptr<AnthropicLlm> AnthropicLlmTest::llm(const FaultServer &server)
{
    return std::make_unique<AnthropicLlm>(
        config(server),
        HttpClient(m_network, {.connectMs = 2000, .firstByteMs = 300, .idleMs = 300}, {.firstDelayMs = 20}));
}

void AnthropicLlmTest::streamsAnAnswer()
{
    FaultServer server;
    QList<QByteArray> events = answerEvents(kWords);
    events.insert(1, "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"thinking_delta\","
                     "\"thinking\":\"Hm.\"}}\n\n");
    server.enqueue(FaultScript::stream().trickle(events.join()).close());
    QObject parent;
    LlmReply *reply = llm(server)->chat(question(), &parent);
    const auto heard = listen(reply);
    QStringList thoughts;
    connect(reply, &LlmReply::reasoning, this, [&](const QString &text) { thoughts.append(text); });
    QVERIFY(heard->finished.isEmpty());
    QTRY_COMPARE(heard->finished.size(), 1);
    const Result<Completion> result = heard->finished[0];
    QVERIFY2(result.has_value(), result ? "" : qPrintable(result.error().detail));
    QCOMPARE(result->text, u"one two three"_s);
    QCOMPARE(heard->deltas, kWords);
    QCOMPARE(result->reasoning, u"Hm."_s);
    QCOMPARE(thoughts, QStringList{u"Hm."_s});
    QCOMPARE(result->model, u"claude-t"_s);
    QVERIFY(result->stopReason == StopReason::Stop);
    QCOMPARE(result->promptTokens.value_or(-1), 12);
    QCOMPARE(result->completionTokens.value_or(-1), 3);
}

void AnthropicLlmTest::sendsWhatTheProtocolAsks()
{
    FaultServer server;
    server.enqueue(FaultScript::stream().send(answerEvents(kWords).join()).close());
    server.enqueue(FaultScript::stream().send(answerEvents(kWords).join()).close());
    QObject parent;
    for (int round = 0; round < 2; ++round) {
        ProviderConfig made = config(server);
        ChatRequest request = question();
        if (round == 1) {
            made.apiKey.clear();
            request.maxTokens.reset();
            request.parts.removeFirst();
        }
        const auto heard = listen(AnthropicLlm(made, HttpClient(m_network)).chat(request, &parent));
        QTRY_COMPARE(heard->finished.size(), 1);
        const ReceivedRequest got = server.requests().value(round);
        QCOMPARE(got.method, QByteArray("POST"));
        QCOMPARE(got.path, QByteArray("/v1/messages"));
        QCOMPARE(got.header("anthropic-version"), QByteArray("2023-06-01"));
        QCOMPARE(got.header("content-type"), QByteArray("application/json"));
        QCOMPARE(got.header("x-api-key"), round == 0 ? kKey.toUtf8() : QByteArray());
        QVERIFY(!got.headers.contains("authorization"));
        QVERIFY(round == 0 || !got.headers.contains("x-api-key"));
        const json body = parsed(got.body);
        QVERIFY(body.is_object());
        QCOMPARE(body.value("model", ""), std::string("test-model"));
        QCOMPARE(body.value("stream", false), true);
        QCOMPARE(body.value("temperature", -1.0), 0.5);
        QCOMPARE(body.value("max_tokens", -1), round == 0 ? 77 : 4096); // the protocol wants one
        QCOMPARE(body.value("system", "none"), std::string(round == 0 ? "You are Anna." : "none"));
        QCOMPARE(body["messages"].size(), std::size_t(1));
        QCOMPARE(body["messages"][0].value("role", ""), std::string("user"));
        QCOMPARE(QString::fromStdString(body["messages"][0].value("content", "")),
                 question().parts[1].content);
        QVERIFY(!got.body.contains("never sent"));
        QVERIFY(!got.body.contains("stream_options"));
    }
}

void AnthropicLlmTest::theAddressMayEndWithTheVersion()
{
    FaultServer server;
    ProviderConfig made = config(server);
    const QList<QPair<QString, QString>> cases{{u""_s, u"/v1/messages"_s},
                                               {u"/"_s, u"/v1/messages"_s},
                                               {u"/v1"_s, u"/v1/messages"_s},
                                               {u"/v1//"_s, u"/v1/messages"_s},
                                               {u"/anthropic"_s, u"/anthropic/v1/messages"_s},
                                               {u"/anthropic/v1/"_s, u"/anthropic/v1/messages"_s},
                                               {u"/av1"_s, u"/av1/v1/messages"_s}};
    for (const auto &[address, path] : cases) {
        made.baseUrl = server.url(address).toString();
        const Result<HttpRequest> request = anthropicRequest(made, u"/messages"_s, "{}");
        QVERIFY(request.has_value());
        QCOMPARE(request->url.path(), path);
    }
}

void AnthropicLlmTest::partsTakeTurns_data()
{
    QTest::addColumn<QString>("parts"); // a letter and its text each
    QTest::addColumn<QString>("turns");
    QTest::addColumn<QString>("system");
    const QString none;
    QTest::newRow("in turns") << u"s:S|u:a|c:b|u:c"_s << u"u:a|c:b|u:c"_s << u"S"_s;
    QTest::newRow("neighbours are joined") << u"u:a|u:b|c:c|c:d|u:e"_s << u"u:a\n\nb|c:c\n\nd|u:e"_s << none;
    QTest::newRow("the greeting first") << u"s:S|c:Hello|u:a"_s << u"u:…|c:Hello|u:a"_s << u"S"_s;
    QTest::newRow("the system in the middle") << u"s:S|u:a|s:T|u:b"_s << u"u:a\n\nb"_s << u"S\n\nT"_s;
    QTest::newRow("empty ones go") << u"s: |u:a|c: \n|u:b"_s << u"u:a\n\nb"_s << none;
    QTest::newRow("only the system") << u"s:S"_s << u"u:…"_s << u"S"_s;
    QTest::newRow("nothing") << none << u"u:…"_s << none;
    QTest::newRow("an answer to go on with") << u"u:a|c:It was \n "_s << u"u:a|c:It was"_s << none;
}

void AnthropicLlmTest::partsTakeTurns()
{
    QFETCH(QString, parts);
    QFETCH(QString, turns);
    QFETCH(QString, system);
    ChatRequest request;
    for (const QString &part : parts.split(u'|', Qt::SkipEmptyParts)) {
        const ChatRole role = part[0] == u's'   ? ChatRole::System
                              : part[0] == u'u' ? ChatRole::User
                                                : ChatRole::Assistant;
        request.parts.append({role, part.mid(2)});
    }
    const json body = parsed(anthropicBody(config(FaultServer()), request, true));
    QStringList got;
    for (const json &message : body["messages"])
        got.append((message.value("role", "") == "user" ? u"u:"_s : u"c:"_s)
                   + QString::fromStdString(message.value("content", "")));
    QCOMPARE(got.join(u'|'), turns);
    QCOMPARE(QString::fromStdString(body.value("system", "")), system);
    QCOMPARE(body.contains("system"), !system.isEmpty());
}

void AnthropicLlmTest::theTemperatureIsHeldToItsRange()
{
    const QList<QPair<double, double>> cases{{0.0, 0.0}, {0.7, 0.7}, {1.0, 1.0}, {1.1, 1.0}, {2.0, 1.0}};
    FaultServer server;
    ChatRequest request = question();
    for (const auto &[ours, theirs] : cases) {
        request.temperature = ours;
        QCOMPARE(parsed(anthropicBody(config(server), request, true)).value("temperature", -1.0), theirs);
        QVERIFY(!parsed(anthropicBody(config(server), request, false)).contains("temperature"));
    }
}

void AnthropicLlmTest::aModelWithoutTemperatureIsAskedAgain()
{
    FaultServer server;
    server.setResponder([](const ReceivedRequest &request) {
        if (parsed(request.body).contains("temperature"))
            return FaultScript::answer(
                400, "application/json",
                R"({"type":"error","error":{"type":"invalid_request_error","message":"`temperature` is deprecated for this model."}})");
        return FaultScript::stream().send(answerEvents(kWords).join()).close();
    });
    QObject parent;
    const auto heard = listen(llm(server)->chat(question(), &parent));
    QTRY_COMPARE(heard->finished.size(), 1);
    QVERIFY2(heard->finished[0].has_value(),
             heard->finished[0] ? "" : qPrintable(heard->finished[0].error().detail));
    QCOMPARE(heard->text(), u"one two three"_s);
    QCOMPARE(server.requests().size(), 2);
    json first = parsed(server.requests()[0].body);
    first.erase("temperature");
    QVERIFY(first == parsed(server.requests()[1].body)); // nothing else is given up
    QCOMPARE(server.requests()[1].header("x-api-key"), kKey.toUtf8());
}

void AnthropicLlmTest::itIsAskedAgainOnlyOnce()
{
    FaultServer server;
    server.setResponder([](const ReceivedRequest &) {
        return FaultScript::answer(400, "application/json", R"({"error":{"message":"temperature"}})");
    });
    QObject parent;
    const auto heard = listen(llm(server)->chat(question(), &parent));
    QTRY_COMPARE(heard->finished.size(), 1);
    QTest::qWait(50);
    QCOMPARE(server.requests().size(), 2);
    QCOMPARE(heard->finished.size(), 1);
    QCOMPARE(heard->finished[0].error().code, u"rejected"_s);
    QCOMPARE(heard->finished[0].error().subject, u"Test Server"_s);
}

void AnthropicLlmTest::faults_data()
{
    QTest::addColumn<QList<FaultScript>>("scripts");
    QTest::addColumn<QString>("kind"); // empty: it succeeds
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("requests");

    const QList<QByteArray> events = answerEvents(kWords);
    const QByteArray begun = events.first(4).join();
    const QByteArray whole = events.join();
    const QByteArray withoutStop = events.first(events.size() - 1).join();
    const QByteArray head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
    const QString nothing;
    const QString all = u"one two three"_s;
    const auto row = [](const char *name, const QList<FaultScript> &scripts, const QString &kind,
                        const QString &code, const QString &text, int requests = 1) {
        QTest::newRow(name) << scripts << kind << code << text << requests;
    };
    const auto status = [](int code, const QByteArray &type, const QByteArray &message = "why",
                           const QByteArray &headers = {}) {
        return FaultScript::answer(code, "application/json",
                                   "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\""
                                       + message + "\"},\"request_id\":\"req_1\"}",
                                   headers);
    };
    const auto stream = [](const QByteArray &body) { return FaultScript::stream().send(body).close(); };
    const auto object = [](const QByteArray &body, const QByteArray &type = "application/json") {
        return FaultScript::answer(200, type, body);
    };
    const auto error = [](const QByteArray &type, const QByteArray &message = "why") {
        return "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\""
               + message + "\"}}\n\n";
    };
    const FaultScript limited = status(429, "rate_limit_error");
    const FaultScript overloaded = status(529, "overloaded_error");

    row("401", {status(401, "authentication_error", "invalid x-api-key sk-an***cdef")}, u"auth"_s, nothing,
        nothing);
    row("403", {status(403, "permission_error")}, u"auth"_s, u"not-allowed"_s, nothing);
    row("404", {status(404, "not_found_error", "model: test-model")}, u"not-found"_s, u"unknown-model"_s,
        nothing);
    row("out of credit", {status(400, "invalid_request_error", "Your credit balance is too low")}, u"quota"_s,
        nothing, nothing);
    row("402", {status(402, "billing_error")}, u"quota"_s, nothing, nothing);
    row("a prompt too long",
        {status(400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum")},
        u"context-too-long"_s, nothing, nothing);
    row("413", {status(413, "request_too_large")}, u"context-too-long"_s, nothing, nothing);
    row("400", {status(400, "invalid_request_error")}, u"bad-response"_s, u"rejected"_s, nothing);
    row("429 three times", {limited, limited, limited}, u"rate-limited"_s, nothing, nothing, 3);
    row("429 once", {limited, stream(whole)}, nothing, nothing, all, 2);
    row("429 with a long Retry-After", {status(429, "rate_limit_error", "why", "Retry-After: 120\r\n")},
        u"rate-limited"_s, nothing, nothing);
    row("529 once", {overloaded, stream(whole)}, nothing, nothing, all, 2);
    row("529 always", {overloaded, overloaded, overloaded}, u"bad-response"_s, nothing, nothing, 3);
    row("500", {status(500, "api_error")}, u"bad-response"_s, nothing, nothing);
    row("hangs before the headers", {FaultScript().hang(), FaultScript().hang()}, u"timeout"_s, nothing,
        nothing, 2);
    row("hangs after the headers", {FaultScript::stream().hang()}, u"timeout"_s, u"silent"_s, nothing);
    row("hangs in mid-stream", {FaultScript::stream().send(begun).hang()}, u"timeout"_s, u"silent"_s,
        u"one two "_s);
    row("hangs after the last word", {FaultScript::stream().send(withoutStop).hang()}, nothing, nothing, all);
    row("hangs after message_stop", {FaultScript::stream().send(whole).hang()}, nothing, nothing, all);
    row("no message_stop", {stream(withoutStop)}, nothing, nothing, all);
    row("no blank line after message_stop", {stream(whole.trimmed())}, nothing, nothing, all);
    row("lines end with CRLF", {stream(QByteArray(whole).replace('\n', "\r\n"))}, nothing, nothing, all);
    row("comments in between", {stream(": hello\n\n" + events.join(": keep-alive\n\n"))}, nothing, nothing,
        all);
    row("cut in mid-stream", {stream(begun)}, u"network"_s, u"cut"_s, u"one two "_s);
    row("cut within an event", {stream(begun + events[4].first(90))}, u"network"_s, u"cut"_s, u"one two "_s);
    row("cut after the head", {stream(events[0])}, u"network"_s, u"cut"_s, nothing);
    row("reset in mid-stream", {FaultScript::stream().send(begun).wait(50).reset()}, u"network"_s, u"cut"_s,
        u"one two "_s);
    row("a Content-Length too long",
        {FaultScript().send(head + "Content-Length: 99999\r\n\r\n" + begun).close()}, u"network"_s, u"cut"_s,
        u"one two "_s);
    row("chunked, cut",
        {FaultScript()
             .send(head + "Transfer-Encoding: chunked\r\n\r\n" + QByteArray::number(begun.size(), 16) + "\r\n"
                   + begun + "\r\n")
             .close()},
        u"network"_s, u"cut"_s, u"one two "_s);
    row("an empty stream", {stream("")}, u"bad-response"_s, u"empty-answer"_s, nothing);
    row("no text in it", {stream(events[0] + events[1] + events[5] + events[6])}, u"bad-response"_s,
        u"empty-answer"_s, nothing);
    row("broken JSON", {stream(begun + "data: {\"type\":[}\n\n" + events[4])}, u"bad-response"_s, nothing,
        u"one two "_s);
    row("HTML with 200", {object("<html><body>Welcome to nginx</body></html>", "text/html")},
        u"bad-response"_s, nothing, nothing);
    row("text with 200", {object("Ollama is running", "text/plain")}, u"bad-response"_s, nothing, nothing);
    row("a JSON answer",
        {object(R"({"type":"message","content":[{"type":"text","text":"one two three"}],)"
                R"("stop_reason":"end_turn"})")},
        nothing, nothing, all);
    row("a JSON error with 200", {object(R"({"type":"error","error":{"type":"billing_error"}})")}, u"quota"_s,
        nothing, nothing);
    row("a cut JSON answer",
        {FaultScript()
             .send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                   "500\r\n\r\n{\"content\":[{")
             .close()},
        u"network"_s, u"cut"_s, nothing);
    row("overloaded in mid-stream", {stream(begun + error("overloaded_error") + events[4])},
        u"bad-response"_s, u"server-error"_s, u"one two "_s);
    row("rate limited in mid-stream", {stream(begun + error("rate_limit_error"))}, u"rate-limited"_s, nothing,
        u"one two "_s);
    row("declined", {stream(events[0] + QByteArray(events[5]).replace("end_turn", "refusal") + events[6])},
        u"bad-response"_s, u"content-filter"_s, nothing);
    row("a huge line", {stream(begun + "data: " + QByteArray(3 * 1024 * 1024, 'x') + "\n\n")},
        u"bad-response"_s, nothing, u"one two "_s);
    row("to another host",
        {FaultScript::answer(307, "text/plain", "", "Location: http://localhost:9/v1\r\n")},
        u"bad-response"_s, u"redirected"_s, nothing);
    row("the key in an error of the stream",
        {stream(begun + error("authentication_error", "bad key " + kKey.toUtf8()))}, u"auth"_s, nothing,
        u"one two "_s);
}

void AnthropicLlmTest::faults()
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
    QCOMPARE(server.requests().size(), requests);
}

void AnthropicLlmTest::aRefusedConnectionIsToldAtOnce()
{
    FaultServer server;
    server.stopListening();
    QObject parent;
    const auto heard = listen(llm(server)->chat(question(), &parent));
    QTRY_COMPARE_WITH_TIMEOUT(heard->finished.size(), 1, 1000);
    QCOMPARE(heard->finished[0].error().code, u"refused"_s);
}

void AnthropicLlmTest::whatCantBeSentFinishesLater()
{
    FaultServer server;
    QObject parent;
    for (const QString &address : {u""_s, u"api.anthropic.com"_s, u"ftp://x/"_s, u"http://"_s,
                                   u"http://me:secret@127.0.0.1"_s, u"not an address"_s}) {
        ProviderConfig made = config(server);
        made.baseUrl = address;
        LlmReply *reply = AnthropicLlm(made, HttpClient(m_network)).chat(question(), &parent);
        const auto heard = listen(reply);
        QVERIFY(heard->finished.isEmpty());
        reply->abort(); // it has failed already: this changes nothing
        QTRY_COMPARE(heard->finished.size(), 1);
        QCOMPARE(heard->finished[0].error().code, u"bad-address"_s);
        QVERIFY(!heard->finished[0].error().detail.contains(u"secret"_s));
    }
    ProviderConfig made = config(server);
    made.model.clear();
    const auto heard = listen(AnthropicLlm(made, HttpClient(m_network)).chat(question(), &parent));
    QVERIFY(heard->finished.isEmpty());
    QTRY_COMPARE(heard->finished.size(), 1);
    QCOMPARE(heard->finished[0].error().code, u"no-model"_s);
    QCOMPARE(heard->finished[0].error().subject, u"Test Server"_s);
    QVERIFY(server.requests().isEmpty());
}

void AnthropicLlmTest::abortEndsItAtOnce()
{
    FaultServer server;
    server.enqueue(FaultScript::stream().send(answerEvents(kWords).first(4).join()).hang());
    QObject parent;
    // With long timeouts, so that only the abort can end it.
    LlmReply *reply = AnthropicLlm(config(server), HttpClient(m_network)).chat(question(), &parent);
    const auto heard = listen(reply);
    QTRY_COMPARE(heard->deltas.size(), 2);
    reply->abort();
    reply->abort();
    QVERIFY(heard->finished.isEmpty());
    QTRY_COMPARE(heard->finished.size(), 1);
    QVERIFY(heard->finished[0].error().kind == ErrorKind::Cancelled);
    QTRY_COMPARE_WITH_TIMEOUT(server.openConnections(), 0, 1000);
    QTest::qWait(50);
    QCOMPARE(heard->deltas.size(), 2);
    QCOMPARE(heard->finished.size(), 1);
}

void AnthropicLlmTest::abortFromWithinADelta()
{
    FaultServer server;
    server.enqueue(FaultScript::stream().send(answerEvents(kWords).join()).close());
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

void AnthropicLlmTest::abortDuringTheSecondTry()
{
    FaultServer server;
    server.enqueue(
        FaultScript::answer(400, "application/json", R"({"error":{"message":"temperature: no"}})"));
    server.enqueue(FaultScript().hang());
    QObject parent;
    LlmReply *reply = AnthropicLlm(config(server), HttpClient(m_network)).chat(question(), &parent);
    const auto heard = listen(reply);
    QTRY_COMPARE(server.requests().size(), 2);
    reply->abort();
    QTRY_COMPARE(heard->finished.size(), 1);
    QVERIFY(heard->finished[0].error().kind == ErrorKind::Cancelled);
    QTRY_COMPARE_WITH_TIMEOUT(server.openConnections(), 0, 1000);
}

void AnthropicLlmTest::deletedInMidStream()
{
    FaultServer server;
    server.enqueue(FaultScript::stream().send(answerEvents(kWords).first(4).join()).hang());
    LlmReply *reply = AnthropicLlm(config(server), HttpClient(m_network)).chat(question(), nullptr);
    const auto heard = listen(reply);
    QTRY_VERIFY(!heard->deltas.isEmpty());
    delete reply;
    QTRY_COMPARE(server.openConnections(), 0);
    QVERIFY(heard->finished.isEmpty());
}

void AnthropicLlmTest::deletedFromWithinADelta()
{
    FaultServer server;
    server.enqueue(FaultScript::stream().send(answerEvents(kWords).join()).close());
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

void AnthropicLlmTest::outlivesItsProvider()
{
    FaultServer server;
    server.enqueue(FaultScript::answer(400, "application/json", R"({"error":{"message":"temperature"}})"));
    server.enqueue(FaultScript::stream().trickle(answerEvents(kWords).join()).close());
    QObject parent;
    auto provider = llm(server);
    const auto heard = listen(provider->chat(question(), &parent));
    provider.reset();
    QTRY_COMPARE(heard->finished.size(), 1);
    QVERIFY(heard->finished[0].has_value());
}

void AnthropicLlmTest::theConnectionIsUsedAgain()
{
    FaultServer server;
    const QByteArray body = answerEvents(kWords).join();
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

void AnthropicLlmTest::listsModelsPageByPage()
{
    FaultServer server;
    server.enqueue(FaultScript::answer(
        200, "application/json",
        R"({"data":[{"type":"model","id":"zeta"},{"type":"model","id":"mid & more"}],"has_more":true,"last_id":"mid & more"})"));
    server.enqueue(FaultScript::answer(
        200, "application/json",
        R"({"data":[{"type":"model","id":"alpha"},{"type":"model","id":"zeta"}],"has_more":false,"last_id":"zeta"})"));
    AnthropicLlm provider(config(server), HttpClient(m_network));
    const QFuture<Result<QStringList>> future = provider.models();
    QTRY_VERIFY(future.isFinished());
    QVERIFY(future.result().has_value());
    QCOMPARE(*future.result(), (QStringList{u"alpha"_s, u"mid & more"_s, u"zeta"_s}));
    const QList<ReceivedRequest> got = server.requests();
    QCOMPARE(got.size(), 2);
    QCOMPARE(got[0].path, QByteArray("/v1/models?limit=1000"));
    QCOMPARE(got[1].path, QByteArray("/v1/models?limit=1000&after_id=mid%20%26%20more"));
    for (const ReceivedRequest &each : got) {
        QCOMPARE(each.method, QByteArray("GET"));
        QCOMPARE(each.header("x-api-key"), kKey.toUtf8());
        QCOMPARE(each.header("anthropic-version"), QByteArray("2023-06-01"));
    }
}

void AnthropicLlmTest::aListOfModelsThatNeverEnds_data()
{
    QTest::addColumn<bool>("moves");
    QTest::addColumn<int>("requests");
    QTest::newRow("it stands still") << false << 2;
    QTest::newRow("it goes on and on") << true << 20;
}

void AnthropicLlmTest::aListOfModelsThatNeverEnds()
{
    QFETCH(bool, moves);
    QFETCH(int, requests);
    int page = 0; // counted on the server's thread, so it goes after it
    FaultServer server;
    server.setResponder([&page, moves](const ReceivedRequest &) {
        const QByteArray id = "m" + QByteArray::number(moves ? ++page : 0);
        return FaultScript::answer(200, "application/json",
                                   "{\"data\":[{\"id\":\"" + id + "\"}],\"has_more\":true,\"last_id\":\"" + id
                                       + "\"}");
    });
    AnthropicLlm provider(config(server), HttpClient(m_network));
    const QFuture<Result<QStringList>> future = provider.models();
    QTRY_VERIFY(future.isFinished());
    QVERIFY(future.result().has_value());
    QCOMPARE(future.result()->size(), moves ? requests : 1);
    QCOMPARE(server.requests().size(), requests);
}

void AnthropicLlmTest::listingModelsFails()
{
    const FaultScript page = FaultScript::answer(200, "application/json",
                                                 R"({"data":[{"id":"a"}],"has_more":true,"last_id":"a"})");
    const FaultScript refused = FaultScript::answer(
        401, "application/json", R"({"type":"error","error":{"type":"authentication_error"}})");
    const QList<QPair<QList<FaultScript>, ErrorKind>> cases{
        {{refused}, ErrorKind::Auth},
        {{page, refused}, ErrorKind::Auth},
        {{FaultScript::answer(404, "text/plain", "no")}, ErrorKind::NotFound},
        {{FaultScript::answer(200, "text/html", "<html></html>")}, ErrorKind::BadResponse},
        {{page, FaultScript::answer(200, "application/json", "{\"data\":{}}")}, ErrorKind::BadResponse},
        {{page, FaultScript().hang(), FaultScript().hang()}, ErrorKind::Timeout},
    };
    for (const auto &[scripts, kind] : cases) {
        FaultServer server;
        for (const FaultScript &script : scripts)
            server.enqueue(script);
        AnthropicLlm provider(config(server),
                              HttpClient(m_network, {.firstByteMs = 150}, {.firstDelayMs = 10}));
        const QFuture<Result<QStringList>> future = provider.models();
        QTRY_VERIFY(future.isFinished());
        QVERIFY(!future.result().has_value());
        QCOMPARE(toString(future.result().error().kind), toString(kind));
        QCOMPARE(future.result().error().subject, u"Test Server"_s);
    }
    ProviderConfig made = config(FaultServer());
    made.baseUrl = u"nonsense"_s;
    AnthropicLlm provider(made, HttpClient(m_network));
    const QFuture<Result<QStringList>> future = provider.models();
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(future.result().error().code, u"bad-address"_s);
}

void AnthropicLlmTest::listingModelsIsCancelled()
{
    FaultServer server;
    server.enqueue(FaultScript::answer(200, "application/json",
                                       R"({"data":[{"id":"a"}],"has_more":true,"last_id":"a"})"));
    server.enqueue(FaultScript().hang());
    AnthropicLlm provider(config(server), HttpClient(m_network));
    QFuture<Result<QStringList>> future = provider.models();
    QTRY_COMPARE(server.requests().size(), 2);
    future.cancel();
    QTRY_COMPARE(server.openConnections(), 0);
    QTRY_VERIFY(future.isFinished());
    QVERIFY(future.isCanceled());
}

QTEST_GUILESS_MAIN(AnthropicLlmTest)
#include "AnthropicLlmTest.moc"

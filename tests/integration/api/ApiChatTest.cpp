#include "core/chat/ChatService.h"
#include "tests/integration/api/ApiFixture.h"

#include <QSignalSpy>

#include <vector>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
const QString kReply = u"Once upon a “time”, \\ there was\na boat 🚣 named \"Skua\"."_s;
}

/// An answer as a stream of events: its bytes, its end, its failures, and what happens when its reader goes.
class ApiChatTest : public ApiFixture
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { tearDown(); }

    void bytes();
    void lastEvent();
    void goesOnInAConversation();
    void refusedBeforeItBegins();
    void failsWithoutAWord();
    void failsHalfWay();
    void eachTokenAtOnce();
    void saysThatItIsThere();
    void readerThatDoesNotRead();
    void goneClientStopsTheModel();
    void goneClientWhileTheModelIsSilent();
    void twoInOneConversation();
    void hundredAtOnce();
    void stopKeepsWhatIsThere();

private:
    QByteArray ask(const QByteArray &clone, const QString &content,
                   const QByteArray &conversation = {}) const;
    static json eventOf(const QByteArray &line) { return json::parse(line.mid(6).toStdString()); }
};

QByteArray ApiChatTest::ask(const QByteArray &clone, const QString &content,
                            const QByteArray &conversation) const
{
    json body{{"content", content.toStdString()}};
    if (!conversation.isEmpty())
        body["conversation_id"] = conversation.toStdString();
    return client().request("POST", "/api/chat/" + clone + "/stream", QByteArray::fromStdString(body.dump()));
}

// As the original system's clients read them: Python's spaces, and characters as they are.
void ApiChatTest::bytes()
{
    setUp({.reply = kReply});
    const QByteArray clone = makeClone();
    const ApiAnswer answer = client().send(ask(clone, u"Tell me."_s));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("content-type"), QByteArray("text/event-stream; charset=utf-8"));
    QCOMPARE(answer.header("cache-control"), QByteArray("no-store"));
    const QByteArray id = answer.header("x-conversation-id");
    const Message stored = lastMessage(clone);
    QCOMPARE(answer.body, QByteArray("data: {\"token\": \"Once \", \"done\": false}\n\n"
                                     "data: {\"token\": \"upon \", \"done\": false}\n\n"
                                     "data: {\"token\": \"a \", \"done\": false}\n\n"
                                     "data: {\"token\": \"“time”, \", \"done\": false}\n\n"
                                     "data: {\"token\": \"\\\\ \", \"done\": false}\n\n"
                                     "data: {\"token\": \"there \", \"done\": false}\n\n"
                                     "data: {\"token\": \"was\\n\", \"done\": false}\n\n"
                                     "data: {\"token\": \"a \", \"done\": false}\n\n"
                                     "data: {\"token\": \"boat \", \"done\": false}\n\n"
                                     "data: {\"token\": \"🚣 \", \"done\": false}\n\n"
                                     "data: {\"token\": \"named \", \"done\": false}\n\n"
                                     "data: {\"token\": \"\\\"Skua\\\".\", \"done\": false}\n\n"
                                     "data: {\"done\": true, \"conversation_id\": \"")
                              + id + "\", \"message_id\": \"" + stored.id.toUtf8()
                              + "\", \"status\": \"complete\", \"citations\": [], \"provider\": \"custom\", "
                                "\"model\": \"test-model\", \"stop_reason\": \"stop\"}\n\n");
}

void ApiChatTest::lastEvent()
{
    setUp();
    const QByteArray clone = makeClone();
    addDocument(clone, "The pier", "We caught mackerel from the old pier in August.");
    const ApiAnswer answer = client().send(ask(clone, u"Where did we catch mackerel?"_s));
    const QByteArrayList events = answer.body.trimmed().split('\n');
    const json last = eventOf(events.last());
    QCOMPARE(ApiSchema::get().check({{"$ref", "#/components/schemas/LastEvent"}}, last), QString());
    COMPARE_JSON(last.at("citations").at(0).at("document_title"), "The pier");
    const Message stored = lastMessage(clone);
    QCOMPARE(stored.citations.size(), qsizetype(last.at("citations").size()));
    QString text;
    for (const QByteArray &line : events) {
        if (!line.isEmpty() && line != events.last()) {
            const json event = eventOf(line);
            QCOMPARE(ApiSchema::get().check({{"$ref", "#/components/schemas/TokenEvent"}}, event), QString());
            text += QString::fromStdString(event.at("token").get<std::string>());
        }
    }
    QCOMPARE(text, stored.content);
}

void ApiChatTest::goesOnInAConversation()
{
    setUp();
    const QByteArray clone = makeClone();
    const QByteArray first = client().send(ask(clone, u"One"_s)).header("x-conversation-id");
    QVERIFY(!first.isEmpty());
    QCOMPARE(client().send(ask(clone, u"Two"_s, first)).header("x-conversation-id"), first);
    QCOMPARE(client().call("GET", "/api/conversations/" + first + "/messages").json().size(), 4U);
    const QByteArray asked = model().requestsTo("/chat/completions").last().body;
    QVERIFY2(asked.contains("\"One\"") && asked.contains("\"Two\""), asked.constData());
    const ApiAnswer another = client().send(client().request(
        "POST", "/api/chat/" + clone + "/stream", R"({"content":"Three","conversation_id":null})"));
    QVERIFY(another.header("x-conversation-id") != first);
}

void ApiChatTest::refusedBeforeItBegins()
{
    setUp();
    const QByteArray clone = makeClone();
    const QByteArray path = "/api/chat/" + clone + "/stream";
    QCOMPARE(client().call("POST", path, json{{"content", "  \n"}}).status, 422);
    QCOMPARE(client().call("POST", path, json{{"content", std::string(100'001, 'a')}}).status, 422);
    QCOMPARE(client().call("POST", path, json{{"content", "x"}, {"conversation_id", "nobody"}}).status, 404);
    QCOMPARE(client().call("POST", path, json{{"conversation_id", "x"}}).status, 422);
    QCOMPARE(client().call("POST", path, QByteArray("{")).status, 400);
    const QByteArray other = client().send(ask(makeClone("Other"), u"Hello"_s)).header("x-conversation-id");
    QCOMPARE(
        client().call("POST", path, json{{"content", "x"}, {"conversation_id", other.toStdString()}}).status,
        404);
    COMPARE_JSON(client().call("GET", "/metrics").json().at("messages"), 2); // the other's alone
}

void ApiChatTest::failsWithoutAWord()
{
    setUp();
    const QByteArray clone = makeClone();
    model().server().enqueue(FaultScript::answer(
        401, "application/json", R"({"error":{"message":"Incorrect API key.","code":"invalid_api_key"}})"));
    const ApiAnswer answer = client().send(ask(clone, u"Hello"_s));
    QCOMPARE(answer.status, 200); // the question is stored: it is a stream by then
    const Message stored = lastMessage(clone);
    QVERIFY(stored.status == MessageStatus::Failed);
    QVERIFY2(answer.body.startsWith(
                 "data: {\"error\": \"Custom did not accept the key. Check it in Settings.\", "
                 "\"done\": true, \"conversation_id\": "),
             answer.body.constData());
    COMPARE_JSON(eventOf(answer.body.trimmed()).at("status"), "failed");
}

void ApiChatTest::failsHalfWay()
{
    setUp();
    const QByteArray clone = makeClone();
    model().server().enqueue(
        FaultScript::stream()
            .send(OpenAiServer::chatEvents(u"Half an answer is better."_s).mid(0, 3).join())
            .close());
    const ApiAnswer answer = client().send(ask(clone, u"Hello"_s));
    const QByteArrayList events = answer.body.trimmed().split('\n');
    QCOMPARE(events.first(), QByteArray("data: {\"token\": \"Half \", \"done\": false}"));
    const json last = eventOf(events.last());
    QCOMPARE(last.at("status").get<std::string>(), std::string("partial"));
    QVERIFY(last.at("error").get<std::string>().find("broke off") != std::string::npos);
    QCOMPARE(lastMessage(clone).content, u"Half an "_s);
}

// What the model says is out in the same turn of the event loop: while it holds its breath, its last word is there.
void ApiChatTest::eachTokenAtOnce()
{
    setUp();
    const QByteArray clone = makeClone();
    const QList<QByteArray> events = OpenAiServer::chatEvents(u"One two"_s);
    model().server().enqueue(FaultScript::stream().send(events.mid(0, 2).join()).hang());
    ApiStream stream(client(), ask(clone, u"Count."_s));
    QVERIFY(stream.waitFor("{\"token\": \"One \", \"done\": false}\n\n"));
    stream.abort();
    QTRY_COMPARE(model().server().openConnections(), 0);
}

void ApiChatTest::saysThatItIsThere()
{
    setUp({}, {.keepAlive = std::chrono::milliseconds(60)});
    const QByteArray clone = makeClone();
    const QList<QByteArray> events = OpenAiServer::chatEvents(u"One two"_s);
    model().server().enqueue(FaultScript::stream()
                                 .wait(200)
                                 .send(events.mid(0, 2).join())
                                 .wait(200)
                                 .send(events.mid(2).join())
                                 .close());
    const ApiAnswer answer = client().send(ask(clone, u"Count."_s));
    QVERIFY2(answer.body.startsWith(": keep-alive\n\n"), answer.body.constData());
    const qsizetype one = answer.body.indexOf("data: {\"token\": \"One \"");
    const qsizetype two = answer.body.indexOf("data: {\"token\": \"two\"");
    QVERIFY2(one > 0 && two > one && answer.body.mid(one, two - one).contains("\n\n: keep-alive\n\n"),
             answer.body.constData());
}

// It gets what fits into the buffers; then it is taken for gone, and the model is not kept talking.
void ApiChatTest::readerThatDoesNotRead()
{
    setUp();
    const QByteArray clone = makeClone();
    const QByteArray event = R"(data: {"choices":[{"index":0,"delta":{"content":")" + QByteArray(4000, 'x')
                             + "\"}}]}\n\n";
    model().server().enqueue(FaultScript::stream().flood(event));
    QTcpSocket socket;
    socket.setReadBufferSize(1);
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), client().port());
    socket.write(ask(clone, u"Talk."_s));
    QTRY_COMPARE(model().requestsTo("/chat/completions").size(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(model().server().openConnections(), 0, 20'000);
    QTRY_VERIFY(lastMessage(clone).error.has_value());
    QVERIFY(lastMessage(clone).status == MessageStatus::Partial);
}

void ApiChatTest::goneClientStopsTheModel()
{
    setUp();
    const QByteArray clone = makeClone();
    model().server().enqueue(
        FaultScript::stream()
            .send(OpenAiServer::chatEvents(u"This much is said, and no more."_s).mid(0, 4).join())
            .hang());
    ApiStream stream(client(), ask(clone, u"Hello"_s));
    QVERIFY(stream.waitFor("much "));
    QCOMPARE(model().server().openConnections(), 1);
    stream.abort();
    // The model's server sees its own client go, and what was said is kept.
    QTRY_COMPARE_WITH_TIMEOUT(model().server().openConnections(), 0, 2000);
    QTRY_COMPARE(lastMessage(clone).content, u"This much is "_s);
    QTRY_VERIFY(lastMessage(clone).error.has_value());
    QVERIFY(lastMessage(clone).status == MessageStatus::Partial);
    QVERIFY(lastMessage(clone).error->kind == ErrorKind::Cancelled);
}

void ApiChatTest::goneClientWhileTheModelIsSilent()
{
    setUp();
    const QByteArray clone = makeClone();
    model().server().enqueue(FaultScript::stream().hang());
    ApiStream stream(client(), ask(clone, u"Hello"_s));
    QTRY_COMPARE(model().requestsTo("/chat/completions").size(), 1);
    QTRY_VERIFY(stream.answer().status == 200);
    stream.abort();
    QTRY_COMPARE_WITH_TIMEOUT(model().server().openConnections(), 0, 2000);
    QTRY_VERIFY(lastMessage(clone).role == MessageRole::Clone);
    QVERIFY(lastMessage(clone).status == MessageStatus::Failed);
}

void ApiChatTest::twoInOneConversation()
{
    setUp({.reply = u"One two three four five six seven eight nine ten."_s, .tokenMs = 30});
    const QByteArray clone = makeClone();
    ApiStream first(client(), ask(clone, u"Count."_s));
    QVERIFY(first.waitFor("One "));
    const QByteArray conversation = first.answer().header("x-conversation-id");
    const ApiAnswer second = client().call("POST", "/api/chat/" + clone + "/stream",
                                           json{{"content", "Me too"},
                                                {"conversation_id", conversation.toStdString()}});
    QCOMPARE(second.status, 409);
    QVERIFY2(second.body.contains("still being written"), second.body.constData());
    QVERIFY(first.waitForEnd());
    QVERIFY(first.answer().body.contains("ten."));
    QVERIFY(first.answer().body.contains("\"status\": \"complete\""));
    QCOMPARE(client().call("GET", "/api/conversations/" + conversation + "/messages").json().size(), 2U);
}

// A model's answer takes 400 ms: were they asked for one after the other, or six at a time as Qt has it, this would take long.
void ApiChatTest::hundredAtOnce()
{
    constexpr std::size_t kClients = 100;
    setUp({.reply = u"A hundred of us are told this at once, word by word."_s, .tokenMs = 30});
    const QByteArray clone = makeClone();
    std::vector<std::unique_ptr<ApiStream>> streams;
    for (std::size_t i = 0; i < kClients; ++i)
        streams.push_back(std::make_unique<ApiStream>(client(), ask(clone, u"Question %1"_s.arg(i))));
    int most = 0;
    for (const auto &stream : streams) {
        QVERIFY(QTest::qWaitFor(
            [&] {
                most = std::max(most, model().server().openConnections());
                return stream->hasEnded();
            },
            30'000));
    }
    QVERIFY2(most > 50, qPrintable(u"at most %1 were answered at once"_s.arg(most)));
    QSet<QByteArray> conversations;
    for (const auto &stream : streams) {
        const ApiAnswer answer = stream->answer();
        QVERIFY2(answer.body.contains("\"status\": \"complete\""), answer.body.constData());
        QCOMPARE(answer.body.count("\"done\": false"), 12);
        conversations.insert(answer.header("x-conversation-id"));
    }
    QCOMPARE(std::size_t(conversations.size()), kClients);
    COMPARE_JSON(client().call("GET", "/metrics").json().at("messages"), 2 * kClients);
}

void ApiChatTest::stopKeepsWhatIsThere()
{
    setUp();
    const QByteArray clone = makeClone();
    model().server().enqueue(
        FaultScript::stream()
            .send(OpenAiServer::chatEvents(u"So far, and no further."_s).mid(0, 3).join())
            .hang());
    ApiStream stream(client(), ask(clone, u"Hello"_s));
    QVERIFY(stream.waitFor("far, "));
    QSignalSpy stopped(&server(), &LocalApiServer::stopped);
    server().stop();
    QVERIFY(!server().isRunning());
    QCOMPARE(client().send(client().request("GET", "/health")).status, 503);
    QVERIFY(stream.waitForEnd());
    QVERIFY2(stream.answer().body.contains("{\"error\": \"Stopped.\", \"done\": true"),
             stream.answer().body.constData());
    QVERIFY(stopped.size() == 1 || stopped.wait());
    QCOMPARE(lastMessage(clone).content, u"So far, "_s);
    QVERIFY(lastMessage(clone).status == MessageStatus::Partial);
    QCOMPARE(client().send(client().request("GET", "/health")).status, 0);
    VERIFY_OK(server().start()); // and again
}

QTEST_GUILESS_MAIN(ApiChatTest)
#include "ApiChatTest.moc"

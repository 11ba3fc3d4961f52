#include "core/providers/embedding/OpenAiEmbedder.h"

#include "tests/support/OpenAiServer.h"

#include <QNetworkAccessManager>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <memory>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

using Embedded = QFuture<Result<QList<Vector>>>;

class OpenAiEmbedderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void splitsIntoBatchesInOrder();
    void noTextsNeedNoServer();
    void answers_data();
    void answers();
    void faults_data();
    void faults();
    void aLaterBatchOfAnotherLengthFails();
    void halvesWhatIsTooMuch_data();
    void halvesWhatIsTooMuch();
    void cancellingEndsTheRequest();
    void deletingTheEmbedderEndsTheRequest();

private:
    std::unique_ptr<OpenAiEmbedder> embedder(const FaultServer &server, int batchSize = 3)
    {
        ProviderConfig config;
        config.preset.id = u"test"_s;
        config.preset.name = u"Test Server"_s;
        config.preset.batchSize = batchSize;
        config.baseUrl = server.url(u"/v1"_s).toString();
        config.model = u"test-embedding"_s;
        config.apiKey = u"sk-test-0123456789abcdef"_s;
        return std::make_unique<OpenAiEmbedder>(
            config, HttpClient(m_network, {.connectMs = 2000, .firstByteMs = 200, .idleMs = 200},
                               {.firstDelayMs = 10}));
    }

    QNetworkAccessManager m_network;
};

void OpenAiEmbedderTest::splitsIntoBatchesInOrder()
{
    OpenAiServer server;
    const auto provider = embedder(server.server());
    const QStringList texts{u"one"_s, u"two"_s, u"three"_s, u"four"_s, u""_s, u"one"_s, u"seven"_s};
    const Embedded future = provider->embed(texts);
    QVERIFY(!future.isFinished());
    QTRY_VERIFY(future.isFinished());
    QVERIFY(future.result().has_value());
    const QList<Vector> vectors = *future.result();
    QCOMPARE(vectors.size(), 7);
    QCOMPARE(vectors[5], vectors[0]); // though each batch came back in reverse
    QVERIFY(vectors[1] != vectors[0]);
    for (const Vector &vector : vectors) {
        double square = 0;
        for (const float value : vector)
            square += double(value) * value;
        QVERIFY(std::abs(square - 1) < 1e-5);
    }
    const QList<ReceivedRequest> got = server.requestsTo("/embeddings");
    QCOMPARE(got.size(), 3);
    QCOMPARE(json::parse(got[0].body.toStdString())["input"].size(), std::size_t(3));
    QCOMPARE(json::parse(got[2].body.toStdString())["input"].size(), std::size_t(1));
    QCOMPARE(json::parse(got[0].body.toStdString())["model"].get<std::string>(),
             std::string("test-embedding"));
}

void OpenAiEmbedderTest::noTextsNeedNoServer()
{
    FaultServer server;
    const Embedded future = embedder(server)->embed({});
    QVERIFY(future.isFinished());
    QVERIFY(future.result().has_value() && future.result()->isEmpty());
    QCOMPARE(server.connections(), 0);
}

void OpenAiEmbedderTest::answers_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("good");
    const QByteArray a = R"({"index":0,"embedding":[3,4]})";
    const QByteArray b = R"({"index":1,"embedding":[0,2.5]})";
    const auto list = [](const QByteArray &entries) { return "{\"data\":[" + entries + "]}"; };
    QTest::newRow("in order") << list(a + ',' + b) << true;
    QTest::newRow("in another") << list(b + ',' + a) << true;
    QTest::newRow("without index") << list(R"({"embedding":[3,4]},{"embedding":[0,1]})") << true;
    QTest::newRow("one missing") << list(a) << false;
    QTest::newRow("one too many") << list(a + ',' + b + ',' + a) << false;
    QTest::newRow("the same twice") << list(a + ',' + a) << false;
    QTest::newRow("index out of range") << list(a + R"(,{"index":2,"embedding":[1,1]})") << false;
    QTest::newRow("index negative") << list(a + R"(,{"index":-1,"embedding":[1,1]})") << false;
    QTest::newRow("index no number") << list(a + R"(,{"index":"1","embedding":[1,1]})") << false;
    QTest::newRow("another length") << list(a + R"(,{"index":1,"embedding":[1,1,1]})") << false;
    QTest::newRow("empty vector") << list(a + R"(,{"index":1,"embedding":[]})") << false;
    QTest::newRow("base64") << list(a + R"(,{"index":1,"embedding":"AAAA"})") << false;
    QTest::newRow("text in it") << list(a + R"(,{"index":1,"embedding":[1,"x"]})") << false;
    QTest::newRow("null in it") << list(a + R"(,{"index":1,"embedding":[1,null]})") << false;
    QTest::newRow("too large") << list(a + R"(,{"index":1,"embedding":[1,1e300]})") << false;
    QTest::newRow("no object") << list(a + ",7") << false;
    QTest::newRow("no list") << QByteArray(R"({"data":{}})") << false;
    QTest::newRow("an error") << QByteArray(R"({"error":{"message":"x"}})") << false;
    QTest::newRow("no JSON") << QByteArray("{\"data\":[") << false;
    QTest::newRow("HTML") << QByteArray("<html></html>") << false;
    QTest::newRow("nothing") << QByteArray() << false;
}

void OpenAiEmbedderTest::answers()
{
    QFETCH(QByteArray, body);
    QFETCH(bool, good);
    const Result<QList<Vector>> vectors = readEmbeddings(body, 2);
    QCOMPARE(vectors.has_value(), good);
    if (good) {
        QCOMPARE(vectors->at(0), (Vector{0.6F, 0.8F}));
        QCOMPARE(vectors->at(1), (Vector{0.0F, 1.0F}));
    } else {
        QVERIFY(vectors.error().kind == ErrorKind::BadResponse);
        QVERIFY(!vectors.error().detail.isEmpty());
    }
}

void OpenAiEmbedderTest::faults_data()
{
    QTest::addColumn<FaultScript>("script");
    QTest::addColumn<QString>("kind");
    QTest::newRow("401") << FaultScript::answer(401, "application/json",
                                                R"--({"error":"bad key sk-test-0123456789abcdef"})--")
                         << u"auth"_s;
    QTest::newRow("404") << FaultScript::answer(404, "text/plain", "x") << u"not-found"_s;
    QTest::newRow("429, long") << FaultScript::answer(429, "text/plain", "x", "Retry-After: 60\r\n")
                               << u"rate-limited"_s;
    QTest::newRow("500") << FaultScript::answer(500, "text/plain", "x") << u"bad-response"_s;
    QTest::newRow("hang") << FaultScript().hang() << u"timeout"_s;
    QTest::newRow("hang in the middle")
        << FaultScript().send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\"").hang()
        << u"timeout"_s;
    QTest::newRow("cut")
        << FaultScript().send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\"").close()
        << u"network"_s;
    QTest::newRow("an error with 200") << FaultScript::answer(
        200, "application/json",
        R"--({"error":{"message":"sk-test-0123456789abcdef","code":"insufficient_quota"}})--")
                                       << u"quota"_s;
}

void OpenAiEmbedderTest::faults()
{
    QFETCH(FaultScript, script);
    QFETCH(QString, kind);
    FaultServer server;
    server.setResponder([script](const ReceivedRequest &) { return script; });
    const auto provider = embedder(server);
    const Embedded future = provider->embed({u"one"_s});
    QTRY_VERIFY(future.isFinished());
    QVERIFY(!future.result().has_value());
    QCOMPARE(toString(future.result().error().kind), kind);
    QCOMPARE(future.result().error().subject, u"Test Server"_s);
    QVERIFY(!future.result().error().detail.contains(u"cdef"_s));
}

void OpenAiEmbedderTest::aLaterBatchOfAnotherLengthFails()
{
    FaultServer server;
    server.enqueue(FaultScript::answer(200, "application/json", R"({"data":[{"embedding":[1,2]}]})"));
    server.enqueue(FaultScript::answer(200, "application/json", R"({"data":[{"embedding":[1,2,3]}]})"));
    const auto provider = embedder(server, 1);
    const Embedded future = provider->embed({u"one"_s, u"two"_s, u"three"_s});
    QTRY_VERIFY(future.isFinished());
    QVERIFY(!future.result().has_value());
    QVERIFY(future.result().error().kind == ErrorKind::BadResponse);
    QCOMPARE(server.requests().size(), 2);
}

void OpenAiEmbedderTest::halvesWhatIsTooMuch_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("413") << 413 << QByteArray();
    QTest::newRow("context") << 400
                             << QByteArray(R"({"error":{"message":"maximum context length is 8192"}})");
    QTest::newRow("inputs") << 422
                            << QByteArray(R"({"error":"batch size 8 > maximum allowed batch size 2"})");
}

void OpenAiEmbedderTest::halvesWhatIsTooMuch()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    for (const std::size_t most : {2U, 0U}) {
        FaultServer server;
        server.setResponder([status, body, most](const ReceivedRequest &request) {
            const json input = json::parse(request.body.toStdString())["input"];
            if (input.size() > most)
                return FaultScript::answer(status, "application/json", body);
            json data = json::array();
            for (const json &text : input)
                data.push_back(
                    {{"index", data.size()}, {"embedding", {1.0, double(text.get<std::string>().size())}}});
            return FaultScript::answer(200, "application/json",
                                       QByteArray::fromStdString(json{{"data", data}}.dump()));
        });
        const auto provider = embedder(server, 8);
        const Embedded future = provider->embed({u"a"_s, u"bb"_s, u"ccc"_s, u"dddd"_s, u"eeeee"_s});
        QTRY_VERIFY(future.isFinished());
        if (most == 0) { // not one is accepted: told, after a bounded number of requests
            QVERIFY(!future.result().has_value());
            QCOMPARE(future.result().error().httpStatus, status);
            QCOMPARE(server.requests().size(), 3); // 5, 2, 1
            continue;
        }
        QVERIFY(future.result().has_value());
        QCOMPARE(future.result()->size(), 5);
        for (int at = 0; at < 5; ++at) // each vector is still of its own text
            QVERIFY(std::abs(future.result()->at(at)[1] / future.result()->at(at)[0] - float(at + 1))
                    < 1e-4F);
        QCOMPARE(server.requests().size(), 4); // 5 refused, then 2, 2 and 1
    }
}

void OpenAiEmbedderTest::cancellingEndsTheRequest()
{
    FaultServer server;
    server.setResponder([](const ReceivedRequest &) {
        return FaultScript().send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{").hang();
    });
    const auto provider = embedder(server);
    Embedded future = provider->embed({u"one"_s});
    QTRY_COMPARE(server.requests().size(), 1);
    const qint64 before = QDateTime::currentMSecsSinceEpoch();
    future.cancel();
    QTRY_COMPARE(server.openConnections(), 0);
    QVERIFY(server.lastDisconnectMs() - before <= 100);
    QTRY_VERIFY(future.isFinished());
    QVERIFY(future.isCanceled() && future.resultCount() == 0);
}

void OpenAiEmbedderTest::deletingTheEmbedderEndsTheRequest()
{
    FaultServer server;
    server.setResponder([](const ReceivedRequest &) { return FaultScript().hang(); });
    auto provider = embedder(server);
    const Embedded future = provider->embed({u"one"_s});
    QTRY_COMPARE(server.requests().size(), 1);
    provider.reset();
    QTRY_COMPARE(server.openConnections(), 0);
    QVERIFY(future.isFinished() && future.isCanceled());
}

QTEST_GUILESS_MAIN(OpenAiEmbedderTest)
#include "OpenAiEmbedderTest.moc"

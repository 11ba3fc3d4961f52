#include "core/providers/embedding/OpenAiEmbedder.h"

#include "tests/support/OpenAiServer.h"

#include <QNetworkAccessManager>
#include <QTest>

#include <nlohmann/json.hpp>

#include <QtEndian>
#include <bit>
#include <cmath>
#include <limits>
#include <memory>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
QByteArray base64Of(const QList<float> &numbers)
{
    QByteArray bytes;
    for (const float number : numbers) {
        const quint32 little = qToLittleEndian(std::bit_cast<quint32>(number));
        bytes.append(reinterpret_cast<const char *>(&little), sizeof little);
    }
    return bytes.toBase64();
}

QStringList inputsOf(const ReceivedRequest &request)
{
    QStringList texts;
    const json body = json::parse(request.body.toStdString());
    for (const json &text : body["input"])
        texts.append(QString::fromStdString(text.get<std::string>()));
    return texts;
}

// Each text gets the direction (its number, 1), where "a 12" has the number 12.
Vector vectorOf(const QString &text)
{
    const double number = text.section(u' ', 1, 1).toDouble();
    const double length = std::sqrt(number * number + 1);
    return {static_cast<float>(number / length), static_cast<float>(1 / length)};
}

FaultScript embeddingsOf(const QStringList &texts)
{
    json data = json::array();
    for (qsizetype at = texts.size(); at-- > 0;)
        data.push_back({{"index", at}, {"embedding", {texts[at].section(u' ', 1, 1).toDouble(), 1.0}}});
    return FaultScript::answer(200, "application/json",
                               QByteArray::fromStdString(json{{"data", std::move(data)}}.dump()));
}

QStringList numbered(int count)
{
    QStringList texts;
    for (int at = 0; at < count; ++at)
        texts.append(u"a %1"_s.arg(at));
    return texts;
}

bool areClose(const QList<Vector> &vectors, const QStringList &texts)
{
    if (vectors.size() != texts.size())
        return false;
    for (qsizetype at = 0; at < texts.size(); ++at) {
        const Vector expected = vectorOf(texts[at]);
        if (vectors[at].size() != 2 || std::abs(vectors[at][0] - expected[0]) > 1e-5F
            || std::abs(vectors[at][1] - expected[1]) > 1e-5F)
            return false;
    }
    return true;
}
} // namespace

using Embedded = QFuture<Result<QList<Vector>>>;

class OpenAiEmbedderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void splitsIntoBatchesInOrder();
    void noTextsNeedNoServer();
    void answers_data();
    void answers();
    void everyCutOfAnAnswerIsRefused();
    void faults_data();
    void faults();
    void tooManyTextsAreSplit_data();
    void tooManyTextsAreSplit();
    void theBoundOfAServerIsLearned();
    void aLongTextAmongShortOnesIsCut_data();
    void aLongTextAmongShortOnesIsCut();
    void cuttingHasAnEnd();
    void whatSplittingCannotMendIsTold_data();
    void whatSplittingCannotMendIsTold();
    void cancellingWhileItSplits();
    void aLaterCallOfAnotherLengthFails();
    void aLaterBatchOfAnotherLengthFails();
    void halvesWhatIsTooMuch_data();
    void halvesWhatIsTooMuch();
    void cancellingEndsTheRequest();
    void deletingTheEmbedderEndsTheRequest();

private:
    std::unique_ptr<OpenAiEmbedder> embedder(const FaultServer &server, int batchSize = 3,
                                             int patienceMs = 200)
    {
        ProviderConfig config;
        config.preset.id = u"test"_s;
        config.preset.name = u"Test Server"_s;
        config.preset.batchSize = batchSize;
        config.baseUrl = server.url(u"/v1"_s).toString();
        config.model = u"test-embedding"_s;
        config.apiKey = u"sk-test-0123456789abcdef"_s;
        return std::make_unique<OpenAiEmbedder>(
            config,
            HttpClient(m_network, {.connectMs = 2000, .firstByteMs = patienceMs, .idleMs = patienceMs},
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
    QTest::newRow("one without index") << list(a + R"(,{"embedding":[0,1]})") << false;
    QTest::newRow("index beyond 64 bits")
        << list(a + R"(,{"index":18446744073709551615,"embedding":[1,1]})") << false;
    QTest::newRow("index a fraction") << list(a + R"(,{"index":1.5,"embedding":[1,1]})") << false;
    const auto base64 = [](int index, const QByteArray &text) {
        return R"({"index":)" + QByteArray::number(index) + R"(,"embedding":")" + text + "\"}";
    };
    QTest::newRow("base64") << list(base64(1, base64Of({0, 2.5})) + ',' + base64(0, base64Of({3, 4})))
                            << true;
    QTest::newRow("base64 and numbers") << list(a + ',' + base64(1, base64Of({0, 2.5}))) << true;
    QTest::newRow("base64 of another length") << list(a + ',' + base64(1, base64Of({1, 1, 1}))) << false;
    QTest::newRow("base64, half a number") << list(a + ',' + base64(1, "AAAA")) << false;
    QTest::newRow("base64, nothing") << list(a + ',' + base64(1, "")) << false;
    QTest::newRow("base64, other signs") << list(a + ',' + base64(1, "AAAA!AAAAA==")) << false;
    QTest::newRow("base64, not a number")
        << list(a + ',' + base64(1, base64Of({1, std::numeric_limits<float>::quiet_NaN()}))) << false;
    QTest::newRow("base64, without end")
        << list(a + ',' + base64(1, base64Of({1, std::numeric_limits<float>::infinity()}))) << false;
    QTest::newRow("base64, too large") << list(a + ',' + base64(1, base64Of({1, 1e30F}))) << false;
    QTest::newRow("without end") << list(a + R"(,{"index":1,"embedding":[1,1e999]})") << false;
    QTest::newRow("not a number") << list(a + R"(,{"index":1,"embedding":[1,NaN]})") << false;
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

void OpenAiEmbedderTest::everyCutOfAnAnswerIsRefused()
{
    const QByteArray whole = R"({"data":[{"index":1,"embedding":[0,1]},{"index":0,"embedding":")"
                             + base64Of({3, 4}) + R"("}]})";
    for (qsizetype length = 0; length < whole.size(); ++length)
        QVERIFY2(!readEmbeddings(whole.first(length), 2).has_value(), whole.first(length).constData());
    QVERIFY(readEmbeddings(whole, 2).has_value());
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

void OpenAiEmbedderTest::tooManyTextsAreSplit_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *name, int status, const QByteArray &body) {
        QTest::newRow(name) << status << body;
    };
    row("413 TEI", 413,
        R"({"error":"batch size 16 > maximum allowed batch size 3","error_type":"Validation"})");
    row("413 of a proxy", 413, "<html><title>413 Request Entity Too Large</title></html>");
    row("422", 422, R"({"message":"input batch size 16 > maximum allowed batch size 3"})");
    row("400 too many", 400, R"({"message":"Too many inputs in request, split into more batches."})");
    row("400 OpenAI array", 400,
        R"({"error":{"message":"Invalid 'input': array too long. Expected an array with maximum length 3"}})");
    row("400 OpenAI tokens", 400,
        R"({"error":{"message":"Requested 375703 tokens, max 300000 tokens per request","code":"max_tokens_per_request"}})");
    row("400 Mistral", 400, R"({"object":"error","message":"Too many tokens in batch. Max is 3 got 16"})");
    row("400 Gemini", 400, R"({"error":{"message":"at most 3 requests can be in one batch"}})");
    row("400 context", 400, R"({"error":{"message":"This model's maximum context length is 8192 tokens"}})");
    row("500 llama.cpp", 500,
        R"({"error":{"code":500,"message":"input is too large to process. increase the physical batch size"}})");
    row("200 with an error", 200, R"({"error":{"message":"too long","code":"context_length_exceeded"}})");
}

void OpenAiEmbedderTest::tooManyTextsAreSplit()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    FaultServer server;
    server.setResponder([status, body](const ReceivedRequest &request) {
        const QStringList texts = inputsOf(request);
        return texts.size() > 3 ? FaultScript::answer(status, "application/json", body) : embeddingsOf(texts);
    });
    const auto provider = embedder(server, 16, 5000);
    const QStringList texts = numbered(21);
    const Embedded future = provider->embed(texts);
    QTRY_VERIFY(future.isFinished());
    QVERIFY2(future.result().has_value(),
             qPrintable(future.result() ? QString() : future.result().error().detail));
    QVERIFY(areClose(*future.result(), texts));
}

void OpenAiEmbedderTest::theBoundOfAServerIsLearned()
{
    FaultServer server;
    server.setResponder([](const ReceivedRequest &request) {
        const QStringList texts = inputsOf(request);
        return texts.size() > 4
                   ? FaultScript::answer(413, "application/json",
                                         R"({"error":"batch size > maximum allowed batch size 4"})")
                   : embeddingsOf(texts);
    });
    const auto provider = embedder(server, 16, 5000);
    for (int round = 0; round < 2; ++round) {
        const Embedded future = provider->embed(numbered(64));
        QTRY_VERIFY(future.isFinished());
        QVERIFY(areClose(*future.result(), numbered(64)));
    }
    // 16 and 8 are refused, once; then two times 16 requests of 4.
    QCOMPARE(server.requests().size(), 2 + 32);
}

void OpenAiEmbedderTest::aLongTextAmongShortOnesIsCut_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("Ollama")
        << 400
        << QByteArray(
               R"({"error":{"message":"the input length exceeds the context length","type":"invalid_request_error"}})");
    QTest::newRow("Ollama, as it was")
        << 400 << QByteArray(R"({"error":"input length exceeds maximum context length"})");
    QTest::newRow("llama.cpp")
        << 500
        << QByteArray(
               R"({"error":{"code":500,"message":"input is too large to process. increase the physical batch size","type":"server_error"}})");
    QTest::newRow("llama.cpp, newer")
        << 400
        << QByteArray(
               R"({"error":{"code":400,"message":"input (979 tokens) is larger than the max context size (512 tokens). skipping","type":"exceed_context_size_error"}})");
    QTest::newRow("TEI")
        << 413
        << QByteArray(
               R"({"error":"Input validation error: `inputs` must have less than 512 tokens. Given: 600"})");
}

void OpenAiEmbedderTest::aLongTextAmongShortOnesIsCut()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    FaultServer server;
    server.setResponder([status, body](const ReceivedRequest &request) {
        const QStringList texts = inputsOf(request);
        for (const QString &text : texts) {
            if (text.size() > 1000)
                return FaultScript::answer(status, "application/json", body);
        }
        return embeddingsOf(texts);
    });
    const auto provider = embedder(server, 8, 5000);
    QStringList texts = numbered(8);
    texts[5] = u"a 5 "_s + QString::fromUcs4(U"\U0001F41D", 1).repeated(3500); // pairs, at odd places as well
    texts[6] = u"a 6 b"_s + QString::fromUcs4(U"\U0001F41D", 1).repeated(3500);
    const Embedded future = provider->embed(texts);
    QTRY_VERIFY(future.isFinished());
    QVERIFY2(future.result().has_value(),
             qPrintable(future.result() ? QString() : future.result().error().detail));
    QVERIFY(areClose(*future.result(), texts));
    qsizetype longest = 0;
    for (const ReceivedRequest &request : server.requests()) {
        QVERIFY(!request.body.contains("\xEF\xBF\xBD") && !request.body.contains('?')); // no half of a pair
        const QStringList sent = inputsOf(request);
        if (sent.size() == 1 && sent[0].size() <= 1000)
            longest = std::max(longest, sent[0].size());
    }
    QVERIFY2(longest > 500, qPrintable(QString::number(longest))); // no more of it went than had to
    QVERIFY(server.requests().size() <= 20);
}

void OpenAiEmbedderTest::cuttingHasAnEnd()
{
    FaultServer server;
    server.setResponder([](const ReceivedRequest &) {
        return FaultScript::answer(400, "application/json",
                                   R"({"error":{"message":"the input length exceeds the context length"}})");
    });
    const auto provider = embedder(server, 8, 5000);
    QStringList texts = numbered(8);
    texts[0] = QString(100'000, u'x');
    const Embedded future = provider->embed(texts);
    QTRY_VERIFY(future.isFinished());
    QVERIFY(!future.result().has_value());
    QVERIFY2(future.result().error().kind == ErrorKind::ContextTooLong,
             qPrintable(future.result().error().detail));
    QVERIFY(future.result().error().detail.contains(u"input length"_s));
    QCOMPARE(future.result().error().subject, u"Test Server"_s);
    QVERIFY2(server.requests().size() <= 16, qPrintable(QString::number(server.requests().size())));
}

void OpenAiEmbedderTest::whatSplittingCannotMendIsTold_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("a field") << 400 << QByteArray(R"({"error":{"message":"encoding_format is not known"}})");
    QTest::newRow("a model") << 404
                             << QByteArray(R"({"error":{"message":"the batch size model is not there"}})");
    QTest::newRow("a key") << 401 << QByteArray(R"({"error":{"message":"key too long"}})");
    QTest::newRow("trouble") << 500
                             << QByteArray(
                                    R"({"error":"failed to encode response: unsupported value: NaN"})");
}

void OpenAiEmbedderTest::whatSplittingCannotMendIsTold()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    FaultServer server;
    server.setResponder([status, body](const ReceivedRequest &) {
        return FaultScript::answer(status, "application/json", body);
    });
    const auto provider = embedder(server, 8, 5000);
    const Embedded future = provider->embed(numbered(8));
    QTRY_VERIFY(future.isFinished());
    QVERIFY(!future.result().has_value());
    QCOMPARE(future.result().error().httpStatus, status);
    QCOMPARE(server.requests().size(), 1);
}

void OpenAiEmbedderTest::cancellingWhileItSplits()
{
    FaultServer server;
    server.setResponder([](const ReceivedRequest &request) {
        return inputsOf(request).size() > 4 ? FaultScript::answer(413, "text/plain", "")
                                            : FaultScript().hang();
    });
    const auto provider = embedder(server, 8, 5000);
    Embedded future = provider->embed(numbered(8));
    QTRY_COMPARE(server.requests().size(), 2);
    future.cancel();
    QTRY_COMPARE(server.openConnections(), 0);
    QTRY_VERIFY(future.isFinished());
    QVERIFY(future.resultCount() == 0);
}

void OpenAiEmbedderTest::aLaterCallOfAnotherLengthFails()
{
    FaultServer server;
    server.enqueue(FaultScript::answer(200, "application/json", R"({"data":[{"embedding":[1,2]}]})"));
    server.enqueue(FaultScript::answer(200, "application/json", R"({"data":[{"embedding":[1,2,3]}]})"));
    const auto provider = embedder(server);
    const Embedded first = provider->embed({u"one"_s});
    QTRY_VERIFY(first.isFinished());
    QVERIFY(first.result().has_value());
    const Embedded second = provider->embed({u"two"_s});
    QTRY_VERIFY(second.isFinished());
    QVERIFY(!second.result().has_value());
    QVERIFY(second.result().error().kind == ErrorKind::BadResponse);
    QCOMPARE(second.result().error().subject, u"Test Server"_s);
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
        QVERIFY(server.requests().size() <= 5); // 5 refused, then 2; 3 again where it may not be the number
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

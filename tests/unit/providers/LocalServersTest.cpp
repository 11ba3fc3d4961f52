// Looking for model servers on this computer, over real sockets: what is there, what is something else, what hangs.
#include "core/providers/LocalServers.h"

#include "tests/support/OpenAiServer.h"

#include <QElapsedTimer>
#include <QNetworkProxyFactory>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
ProviderConfig localAt(const QString &baseUrl, const QString &id = u"ollama"_s)
{
    ProviderConfig config;
    config.preset.id = id;
    config.preset.name = u"Server "_s + id;
    config.preset.protocol = u"openai"_s;
    config.preset.local = true;
    config.baseUrl = baseUrl;
    return config;
}

QList<LocalServer> found(LocalServers &servers, const QList<ProviderConfig> &configs)
{
    const QFuture<Result<QList<LocalServer>>> future = servers.find(configs);
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 6000) || !future.result())
        qFatal("no answer within 6 seconds");
    return *future.result();
}

FaultScript json(const QByteArray &body, int status = 200)
{
    return FaultScript::answer(status, "application/json", body);
}
} // namespace

class LocalServersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rightAnswersInOrder();
    void ollamaWithoutModels_data();
    void ollamaWithoutModels();
    void somethingElse_data();
    void somethingElse();
    void slowOnesDoNotHoldUpForEver();
    void nobodyThere();
    void onlyLoopbackIsAsked();
    void noKeyNoRedirectNoProxy();
    void goesWhileAsking();
};

void LocalServersTest::rightAnswersInOrder()
{
    OpenAiServer first({.models = {u"b"_s, u"a"_s}});
    OpenAiServer second({.models = {u"only"_s}});
    LocalServers servers;
    const auto all = found(servers, {localAt(first.baseUrl(), u"x"_s), localAt(second.baseUrl(), u"y"_s)});
    QCOMPARE(all, (QList<LocalServer>{{u"x"_s, u"Server x"_s, {u"a"_s, u"b"_s}},
                                      {u"y"_s, u"Server y"_s, {u"only"_s}}}));
    QCOMPARE(first.server().requests().size(), 1);
}

void LocalServersTest::ollamaWithoutModels_data()
{
    QTest::addColumn<QByteArray>("models"); // empty: a 404
    QTest::addColumn<QByteArray>("tags");
    QTest::addColumn<QStringList>("names");
    QTest::newRow("null") << QByteArray(R"({"object":"list","data":null})") << QByteArray() << QStringList();
    QTest::newRow("empty") << QByteArray(R"({"object":"list","data":[]})") << QByteArray() << QStringList();
    QTest::newRow("tags") << QByteArray() << QByteArray(R"({"models":[{"name":"llama3.2:latest","size":1}]})")
                          << QStringList{u"llama3.2:latest"_s};
    QTest::newRow("no tags") << QByteArray() << QByteArray(R"({"models":[]})") << QStringList();
}

void LocalServersTest::ollamaWithoutModels()
{
    QFETCH(QByteArray, models);
    QFETCH(QByteArray, tags);
    QFETCH(QStringList, names);
    FaultServer server;
    server.setResponder([models, tags](const ReceivedRequest &request) {
        if (request.path == "/v1/models" && !models.isEmpty())
            return json(models);
        if (request.path == "/api/tags" && !tags.isEmpty())
            return json(tags);
        return FaultScript::answer(404, "text/plain", "404 page not found");
    });
    LocalServers servers;
    const auto all = found(servers, {localAt(server.url(u"/v1"_s).toString())});
    QCOMPARE(all.size(), 1);
    QCOMPARE(all.first().models, names);
}

void LocalServersTest::somethingElse_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("a web page") << 200 << QByteArray("<!doctype html><title>A printer</title>");
    QTest::newRow("other JSON") << 200 << QByteArray(R"({"status":"ok"})");
    QTest::newRow("a list of other things") << 200 << QByteArray(R"({"data":[{"title":"x"}]})");
    QTest::newRow("an empty list") << 200 << QByteArray("[]");
    QTest::newRow("empty data without a kind") << 200 << QByteArray(R"({"data":[]})");
    QTest::newRow("half of it") << 200 << QByteArray(R"({"object":"list","data":[{"id":"a")");
    QTest::newRow("garbage") << 200 << QByteArray("\x00\xff\x7f{{{", 6);
    QTest::newRow("nothing") << 200 << QByteArray();
    QTest::newRow("too much") << 200
                              << R"({"object":"list","data":[{"id":")" + QByteArray(2 << 20, 'x') + R"("}]})";
    QTest::newRow("refused") << 403 << QByteArray("AirTunes");
    QTest::newRow("broken") << 500 << QByteArray(R"({"object":"list","data":[{"id":"a"}]})");
    QTest::newRow("not found") << 404 << QByteArray("no");
}

void LocalServersTest::somethingElse()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    FaultServer server;
    server.setResponder([status, body](const ReceivedRequest &) { return json(body, status); });
    OpenAiServer real;
    LocalServers servers;
    const auto all = found(servers, {localAt(server.url(u"/v1"_s).toString(), u"other"_s),
                                     localAt(real.baseUrl(), u"real"_s)});
    QCOMPARE(all.size(), 1);
    QCOMPARE(all.first().presetId, u"real"_s);
}

void LocalServersTest::slowOnesDoNotHoldUpForEver()
{
    FaultServer hangs;
    hangs.setResponder([](const ReceivedRequest &) { return FaultScript().hang(); });
    FaultServer trickles; // never silent long enough to be given up for its silence
    trickles.setResponder([](const ReceivedRequest &) {
        return FaultScript::stream("application/json").trickle(QByteArray(1000, ' '), 100);
    });
    OpenAiServer slow;
    slow.server().enqueue(FaultScript().wait(800).send(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 44\r\n\r\n"
        R"({"object":"list","data":[{"id":"patience"}]})"));
    LocalServers servers;
    QElapsedTimer clock;
    clock.start();
    const auto all = found(servers, {localAt(hangs.url(u"/v1"_s).toString(), u"hangs"_s),
                                     localAt(trickles.url(u"/v1"_s).toString(), u"trickles"_s),
                                     localAt(slow.baseUrl(), u"slow"_s)});
    qInfo("a hanging, a trickling and a slow server: %lld ms", clock.elapsed());
    QVERIFY(clock.elapsed() < 4500);
    QCOMPARE(all.size(), 1);
    QCOMPARE(all.first().models, QStringList{u"patience"_s});
    QCOMPARE(hangs.connections(), 1); // no second try
}

void LocalServersTest::nobodyThere()
{
    FaultServer gone;
    gone.stopListening();
    LocalServers servers;
    QElapsedTimer clock;
    clock.start();
    QVERIFY(found(servers, {localAt(gone.url(u"/v1"_s).toString())}).isEmpty());
    QVERIFY(clock.elapsed() < 2000);
    QVERIFY(found(servers, {}).isEmpty());
}

void LocalServersTest::onlyLoopbackIsAsked()
{
    for (const QString &here : {u"http://localhost:1/v1"_s, u"http://LOCALHOST"_s, u"http://127.0.0.1:8080"_s,
                                u"http://127.9.9.9"_s, u"http://[::1]:11434/v1"_s})
        QVERIFY2(isLoopback(QUrl(here)), qPrintable(here));
    for (const QString &elsewhere :
         {u"http://192.168.0.5:11434/v1"_s, u"http://example.org/v1"_s, u"http://localhost.example.org"_s,
          u"http://127.0.0.1.example.org"_s, u"http://0.0.0.0:80"_s, u"http://[fe80::1]"_s, u"http://"_s})
        QVERIFY2(!isLoopback(QUrl(elsewhere)), qPrintable(elsewhere));

    // A remote address, and a preset that is not local though its address is: neither is asked.
    OpenAiServer server;
    ProviderConfig remotePreset = localAt(server.baseUrl());
    remotePreset.preset.local = false;
    LocalServers servers;
    const auto future = servers.find({localAt(u"http://192.0.2.1:11434/v1"_s), remotePreset});
    QVERIFY(future.isFinished()); // at once: nobody was asked
    QVERIFY(future.result()->isEmpty());
    QCOMPARE(server.server().connections(), 0);
}

void LocalServersTest::noKeyNoRedirectNoProxy()
{
    class ElsewhereFactory : public QNetworkProxyFactory
    {
    public:
        explicit ElsewhereFactory(quint16 port) : m_port(port) { }
        QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &) override
        {
            return {QNetworkProxy(QNetworkProxy::HttpProxy, u"127.0.0.1"_s, m_port)};
        }
        quint16 m_port;
    };
    FaultServer proxy;
    QNetworkProxyFactory::setApplicationProxyFactory(new ElsewhereFactory(proxy.port()));
    FaultServer server;
    server.setResponder([](const ReceivedRequest &request) {
        return request.path == "/v1/models"
                   ? FaultScript::answer(302, "text/plain", "", "Location: /else\r\n")
                   : json(R"({"object":"list","data":[{"id":"a"}]})");
    });
    ProviderConfig config = localAt(server.url(u"/v1"_s).toString());
    config.apiKey = u"sk-secret"_s;
    LocalServers servers;
    QVERIFY(found(servers, {config}).isEmpty());
    QNetworkProxyFactory::setApplicationProxyFactory(nullptr);
    QCOMPARE(server.requests().size(), 1);
    QVERIFY(server.requests().first().header("authorization").isEmpty());
    QCOMPARE(proxy.connections(), 0);
}

void LocalServersTest::goesWhileAsking()
{
    FaultServer hangs;
    hangs.setResponder([](const ReceivedRequest &) { return FaultScript().hang(); });
    QFuture<Result<QList<LocalServer>>> future;
    {
        LocalServers servers;
        future = servers.find({localAt(hangs.url(u"/v1"_s).toString())});
        QTRY_COMPARE(hangs.openConnections(), 1);
    }
    QVERIFY(future.isCanceled());
    QTRY_COMPARE(hangs.openConnections(), 0);
}

QTEST_GUILESS_MAIN(LocalServersTest)
#include "LocalServersTest.moc"

#include "core/net/HttpClient.h"

#include "tests/support/FaultServer.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QPointer>
#include <QTcpServer>
#include <QTest>

#include <memory>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
struct Outcome
{
    QList<Result<HttpResponse>> finished;
    QByteArray streamed;
};

std::shared_ptr<Outcome> watch(HttpReply *reply)
{
    auto outcome = std::make_shared<Outcome>();
    QObject::connect(reply, &HttpReply::finished, reply,
                     [outcome](const Result<HttpResponse> &result) { outcome->finished.append(result); });
    QObject::connect(reply, &HttpReply::data, reply,
                     [outcome](const QByteArray &bytes) { outcome->streamed += bytes; });
    return outcome;
}
} // namespace

class HttpClientTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsWhatItIsGiven();
    void theKeyInAHeaderOfItsOwn();
    void streamsPieceByPiece();
    void aLongBodyArrivesWhole();
    void aBodyAboveTheBoundFails();
    void redirectsWithinTheOriginKeepTheKey();
    void redirectsElsewhereAreRefused_data();
    void redirectsElsewhereAreRefused();
    void redirectsInACircleEnd();
    void setsNoCookies();
    void timeouts_data();
    void timeouts();
    void tricklesAreNoSilence();
    void retriesWhatIsBusy();
    void abortDuringTheWaitForARetry();
    void theKeyIsInNoError();
    void abortClosesTheConnectionAtOnce();
    void mayBeDeletedInItsDataSlot();
    void aWrongCertificateIsATlsError();

private:
    HttpRequest request(const FaultServer &server, const QString &path = u"/x"_s) const
    {
        HttpRequest made;
        made.url = server.url(path);
        made.subject = u"Server"_s;
        return made;
    }

    QNetworkAccessManager m_network;
};

void HttpClientTest::sendsWhatItIsGiven()
{
    FaultServer server;
    server.enqueue(FaultScript::answer(200, "application/json", "{}"));
    HttpRequest sent = request(server, u"/v1/thing?a=b"_s);
    sent.method = "POST";
    sent.body = "{\"x\":1}";
    sent.headers.emplaceBack("Content-Type", "application/json");
    sent.key = u"secret-key-1"_s;
    sent.streaming = true;
    QObject parent;
    const auto outcome = watch(HttpClient(m_network).send(sent, &parent));
    QVERIFY(outcome->finished.isEmpty());
    QTRY_COMPARE(outcome->finished.size(), 1);
    QVERIFY(outcome->finished[0].has_value());
    QCOMPARE(outcome->finished[0]->status, 200);
    QCOMPARE(outcome->streamed, QByteArray("{}"));
    const ReceivedRequest got = server.requests().value(0);
    QCOMPARE(got.method, QByteArray("POST"));
    QCOMPARE(got.path, QByteArray("/v1/thing?a=b"));
    QCOMPARE(got.body, sent.body);
    QCOMPARE(got.header("Authorization"), QByteArray("Bearer secret-key-1"));
    QCOMPARE(got.header("User-Agent"), QByteArray("CloneMemoria/" CLONEMEMORIA_VERSION));
    QCOMPARE(got.header("Accept-Encoding"), QByteArray("identity"));
    QCOMPARE(got.header("Content-Type"), QByteArray("application/json"));
}

void HttpClientTest::theKeyInAHeaderOfItsOwn()
{
    FaultServer server;
    FaultServer other;
    HttpRequest sent = request(server);
    sent.key = u"own-0123456789abcdef"_s;
    sent.keyHeader = "xi-api-key";
    QObject parent;
    // Within the origin it goes along; a refused key is in no error.
    server.enqueue(FaultScript::answer(307, "text/plain", "", "Location: /there\r\n"));
    server.enqueue(FaultScript::answer(401, "text/plain", "own-0123456789abcdef is wrong"));
    const auto refused = watch(HttpClient(m_network).send(sent, &parent));
    QTRY_COMPARE(refused->finished.size(), 1);
    QCOMPARE(server.requests().size(), 2);
    for (const ReceivedRequest &got : server.requests()) {
        QCOMPARE(got.header("xi-api-key"), QByteArray("own-0123456789abcdef"));
        QVERIFY(!got.headers.contains("authorization"));
    }
    QVERIFY(refused->finished[0].error().kind == ErrorKind::Auth);
    QVERIFY(!refused->finished[0].error().detail.contains(u"cdef"_s));
    // Nor does it reach another host.
    server.enqueue(
        FaultScript::answer(307, "text/plain", "", "Location: " + other.url().toEncoded() + "\r\n"));
    const auto redirected = watch(HttpClient(m_network).send(sent, &parent));
    QTRY_COMPARE(redirected->finished.size(), 1);
    QCOMPARE(redirected->finished[0].error().code, u"redirected"_s);
    QTest::qWait(100);
    QCOMPARE(other.connections(), 0);
}

void HttpClientTest::streamsPieceByPiece()
{
    FaultServer server;
    server.enqueue(FaultScript::stream().send("one").wait(200).send("two").wait(200).send("three").close());
    HttpRequest sent = request(server);
    sent.streaming = true;
    QObject parent;
    const auto outcome = watch(HttpClient(m_network).send(sent, &parent));
    QTRY_COMPARE_WITH_TIMEOUT(outcome->streamed, QByteArray("one"), 150);
    QTRY_COMPARE(outcome->finished.size(), 1);
    QVERIFY(outcome->finished[0].has_value());
    QCOMPARE(outcome->streamed, QByteArray("onetwothree"));
    QVERIFY(outcome->finished[0]->body.isEmpty());
}

void HttpClientTest::aLongBodyArrivesWhole()
{
    FaultServer server;
    const QByteArray body = QByteArray("0123456789").repeated(300'000);
    server.enqueue(FaultScript::answer(200, "text/plain", body));
    QObject parent;
    const auto outcome = watch(HttpClient(m_network).send(request(server), &parent));
    QTRY_COMPARE(outcome->finished.size(), 1);
    QVERIFY(outcome->finished[0].has_value());
    QVERIFY(outcome->finished[0]->body == body);
}

void HttpClientTest::aBodyAboveTheBoundFails()
{
    FaultServer server;
    server.enqueue(FaultScript::answer(200, "text/plain", QByteArray(200'000, 'x')));
    HttpRequest sent = request(server);
    sent.maxBodyBytes = 100'000;
    QObject parent;
    const auto outcome = watch(HttpClient(m_network).send(sent, &parent));
    QTRY_COMPARE(outcome->finished.size(), 1);
    QVERIFY(!outcome->finished[0]);
    QVERIFY(outcome->finished[0].error().kind == ErrorKind::BadResponse);
}

void HttpClientTest::redirectsWithinTheOriginKeepTheKey()
{
    FaultServer server;
    server.enqueue(FaultScript::answer(308, "text/plain", "", "Location: /there\r\n"));
    server.enqueue(FaultScript::answer(200, "text/plain", "here"));
    HttpRequest sent = request(server);
    sent.method = "POST";
    sent.body = "body";
    sent.headers.emplaceBack("Content-Type", "text/plain");
    sent.key = u"the-key-here"_s;
    QObject parent;
    const auto outcome = watch(HttpClient(m_network).send(sent, &parent));
    QTRY_COMPARE(outcome->finished.size(), 1);
    QVERIFY(outcome->finished[0].has_value());
    QCOMPARE(outcome->finished[0]->body, QByteArray("here"));
    const QList<ReceivedRequest> got = server.requests();
    QCOMPARE(got.size(), 2);
    QCOMPARE(got[1].path, QByteArray("/there"));
    QCOMPARE(got[1].method, QByteArray("POST"));
    QCOMPARE(got[1].body, QByteArray("body"));
    QCOMPARE(got[1].header("authorization"), QByteArray("Bearer the-key-here"));
}

void HttpClientTest::redirectsElsewhereAreRefused_data()
{
    QTest::addColumn<bool>("sameHost");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QByteArray>("header");
    const QByteArray bearer = "Authorization";
    QTest::newRow("another port, with key") << true << u"the-key-here"_s << bearer;
    QTest::newRow("another port, with a key of its own header")
        << true << u"the-key-here"_s << QByteArray("x-api-key");
    QTest::newRow("another port, no key") << true << QString() << bearer;
    QTest::newRow("another name, with key") << false << u"the-key-here"_s << bearer;
}

void HttpClientTest::redirectsElsewhereAreRefused()
{
    QFETCH(bool, sameHost);
    QFETCH(QString, key);
    QFETCH(QByteArray, header);
    FaultServer server;
    FaultServer other;
    const QString host = sameHost ? u"127.0.0.1"_s : u"localhost"_s;
    const QByteArray target =
        u"http://%1:%2/steal"_s.arg(host).arg(sameHost ? other.port() : server.port()).toUtf8();
    server.enqueue(FaultScript::answer(307, "text/plain", "", "Location: " + target + "\r\n"));
    HttpRequest sent = request(server);
    sent.key = key;
    sent.keyHeader = header;
    QObject parent;
    const auto outcome = watch(HttpClient(m_network).send(sent, &parent));
    QTRY_COMPARE(outcome->finished.size(), 1);
    QVERIFY(!outcome->finished[0]);
    QCOMPARE(outcome->finished[0].error().code, u"redirected"_s);
    QVERIFY(outcome->finished[0].error().detail.contains(QString::fromUtf8(target)));
    QTest::qWait(100);
    QVERIFY(other.requests().isEmpty());
    QCOMPARE(other.connections(), 0);
    QCOMPARE(server.requests().size(), 1);
}

void HttpClientTest::redirectsInACircleEnd()
{
    FaultServer server;
    server.setResponder([](const ReceivedRequest &) {
        return FaultScript::answer(302, "text/plain", "", "Location: /again\r\n");
    });
    QObject parent;
    const auto outcome = watch(HttpClient(m_network).send(request(server), &parent));
    QTRY_COMPARE(outcome->finished.size(), 1);
    QVERIFY(!outcome->finished[0]);
    QVERIFY(outcome->finished[0].error().kind == ErrorKind::BadResponse);
    QCOMPARE(server.requests().size(), 6);
}

void HttpClientTest::setsNoCookies()
{
    FaultServer server;
    server.setResponder([](const ReceivedRequest &) {
        return FaultScript::answer(200, "text/plain", "x", "Set-Cookie: id=1; Path=/\r\n");
    });
    QObject parent;
    for (int round = 0; round < 2; ++round) {
        const auto outcome = watch(HttpClient(m_network).send(request(server), &parent));
        QTRY_COMPARE(outcome->finished.size(), 1);
    }
    QCOMPARE(server.requests().size(), 2);
    QVERIFY(server.requests()[1].header("cookie").isEmpty());
}

void HttpClientTest::timeouts_data()
{
    QTest::addColumn<bool>("headers");
    QTest::addColumn<int>("requests");
    QTest::newRow("before the first byte: once more") << false << 2;
    QTest::newRow("in the middle: not again") << true << 1;
}

void HttpClientTest::timeouts()
{
    QFETCH(bool, headers);
    QFETCH(int, requests);
    FaultServer server;
    server.setResponder([headers](const ReceivedRequest &) {
        return headers ? FaultScript::stream().send("x").hang() : FaultScript().hang();
    });
    HttpRequest sent = request(server);
    sent.streaming = true;
    QObject parent;
    const HttpTimeouts timeouts{.connectMs = 2000, .firstByteMs = 200, .idleMs = 200};
    const auto outcome = watch(HttpClient(m_network, timeouts, {.firstDelayMs = 10}).send(sent, &parent));
    QElapsedTimer clock;
    clock.start();
    QTRY_COMPARE(outcome->finished.size(), 1);
    QVERIFY(!outcome->finished[0]);
    QVERIFY(outcome->finished[0].error().kind == ErrorKind::Timeout);
    QCOMPARE(outcome->finished[0].error().subject, u"Server"_s);
    QVERIFY(clock.elapsed() >= 200 * requests - 20);
    QCOMPARE(server.requests().size(), requests);
}

void HttpClientTest::tricklesAreNoSilence()
{
    FaultServer server;
    server.enqueue(FaultScript::stream().trickle("0123456789", 60).close());
    HttpRequest sent = request(server);
    sent.streaming = true;
    QObject parent;
    const auto outcome = watch(
        HttpClient(m_network, {.connectMs = 1000, .firstByteMs = 300, .idleMs = 300}).send(sent, &parent));
    QTRY_COMPARE(outcome->finished.size(), 1);
    QVERIFY(outcome->finished[0].has_value());
    QCOMPARE(outcome->streamed, QByteArray("0123456789"));
}

void HttpClientTest::retriesWhatIsBusy()
{
    FaultServer server;
    server.enqueue(FaultScript::answer(503, "text/plain", "busy"));
    server.enqueue(FaultScript::answer(429, "text/plain", "busy", "Retry-After: 0.3\r\n"));
    server.enqueue(FaultScript::answer(200, "text/plain", "now"));
    QObject parent;
    QElapsedTimer clock;
    clock.start();
    const auto outcome = watch(
        HttpClient(m_network, {}, {.firstDelayMs = 50}).send(request(server), &parent));
    QTRY_COMPARE(outcome->finished.size(), 1);
    QVERIFY(outcome->finished[0].has_value());
    QCOMPARE(outcome->finished[0]->body, QByteArray("now"));
    QVERIFY(clock.elapsed() >= 350);
    QCOMPARE(server.requests().size(), 3);
}

void HttpClientTest::abortDuringTheWaitForARetry()
{
    FaultServer server;
    server.enqueue(FaultScript::answer(429, "text/plain", "busy", "Retry-After: 5\r\n"));
    QObject parent;
    HttpReply *reply = HttpClient(m_network).send(request(server), &parent);
    const auto outcome = watch(reply);
    QTRY_COMPARE(server.requests().size(), 1);
    QTest::qWait(100);
    QVERIFY(outcome->finished.isEmpty());
    reply->abort();
    reply->abort();
    QVERIFY(outcome->finished.isEmpty()); // not from within the call
    QTRY_COMPARE(outcome->finished.size(), 1);
    QVERIFY(outcome->finished[0].error().kind == ErrorKind::Cancelled);
    QTest::qWait(50);
    QCOMPARE(outcome->finished.size(), 1);
    QCOMPARE(server.requests().size(), 1);
}

void HttpClientTest::theKeyIsInNoError()
{
    FaultServer server;
    const QString key = u"sk-test-0123456789abcdef"_s;
    server.enqueue(FaultScript::answer(
        401, "application/json",
        R"--({"error":{"message":"Incorrect API key provided: sk-test-0123456789abcdef (sk-te***cdef)","code":"sk-test-0123456789abcdef"}})--"));
    HttpRequest sent = request(server);
    sent.key = key;
    QObject parent;
    const auto outcome = watch(HttpClient(m_network).send(sent, &parent));
    QTRY_COMPARE(outcome->finished.size(), 1);
    const Error error = outcome->finished[0].error();
    QVERIFY(error.kind == ErrorKind::Auth);
    QVERIFY(error.detail.contains(u"Incorrect API key provided"_s));
    QVERIFY2(!error.detail.contains(u"cdef"_s) && !error.code.contains(u"cdef"_s), qPrintable(error.detail));
}

void HttpClientTest::abortClosesTheConnectionAtOnce()
{
    FaultServer server;
    server.enqueue(FaultScript::stream().send("x").hang());
    HttpRequest sent = request(server);
    sent.streaming = true;
    QObject parent;
    HttpReply *reply = HttpClient(m_network).send(sent, &parent);
    const auto outcome = watch(reply);
    QTRY_COMPARE(outcome->streamed, QByteArray("x"));
    const qint64 before = QDateTime::currentMSecsSinceEpoch();
    reply->abort();
    QTRY_COMPARE(server.openConnections(), 0);
    const qint64 took = server.lastDisconnectMs() - before;
    qInfo() << "closed at the server after" << took << "ms";
    QVERIFY(took <= 100);
}

void HttpClientTest::mayBeDeletedInItsDataSlot()
{
    FaultServer server;
    server.enqueue(FaultScript::stream().send("x").wait(20).send("y").hang());
    HttpRequest sent = request(server);
    sent.streaming = true;
    QPointer<HttpReply> reply = HttpClient(m_network).send(sent, nullptr);
    connect(reply, &HttpReply::data, this, [reply] { delete reply.data(); });
    QTRY_VERIFY(!reply);
    QTRY_COMPARE(server.openConnections(), 0);
}

void HttpClientTest::aWrongCertificateIsATlsError()
{
    // A server that answers a TLS greeting with something else.
    FaultServer server;
    QTcpServer plain;
    QVERIFY(plain.listen(QHostAddress::LocalHost));
    connect(&plain, &QTcpServer::newConnection, &plain, [&plain] {
        QTcpSocket *socket = plain.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket] {
            socket->write("HTTP/1.1 400 Bad Request\r\n\r\n");
            socket->disconnectFromHost();
        });
    });
    HttpRequest sent = request(server);
    sent.url = QUrl(u"https://127.0.0.1:%1/"_s.arg(plain.serverPort()));
    sent.key = u"never-in-clear"_s;
    QObject parent;
    const auto outcome = watch(HttpClient(m_network).send(sent, &parent));
    QTRY_COMPARE(outcome->finished.size(), 1);
    QVERIFY(!outcome->finished[0]);
    QCOMPARE(toString(outcome->finished[0].error().kind), u"tls"_s);
}

QTEST_GUILESS_MAIN(HttpClientTest)
#include "HttpClientTest.moc"

#include "tests/unit/api/HttpServerFixture.h"

#include <QElapsedTimer>

#include <algorithm>
#include <vector>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class HttpDisconnectTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aClientVanishes_data();
    void aClientVanishes();
    void aClientVanishesFromAFullBuffer();
    void halfClosedClientsGetTheirAnswer();
    void halfClosedClientsGetALateAnswer();
    void anAnswerInTheMiddleOfTheQuestion();
    void halfClosedClientsGetTheirStream();
    void halfClosedClientsGetAllTheyAskedFor();
    void aRequestThatEndsTooEarly();
    void theServerIsClosed();
    void theServerIsClosedDuringAnAnswer();
    void theServerIsDeletedWithOpenStreams();
    void theServerIsDeletedInASlot_data();
    void theServerIsDeletedInASlot();
    void theServerIsClosedInAdmission();
    void anExchangeIsDeleted();
    void anExchangeIsDeletedInClientGone();
    void aHundredStreams();
};

void HttpDisconnectTest::aClientVanishes_data()
{
    QTest::addColumn<QString>("stage");
    QTest::addColumn<bool>("reset");
    for (const bool reset : {false, true}) {
        for (const QString &stage : {u"connected"_s, u"in the head"_s, u"in the body"_s, u"awaiting"_s,
                                     u"in a stream"_s, u"in a stream of 1.0"_s, u"between"_s, u"lingering"_s})
            QTest::addRow("%s, %s", qPrintable(stage), reset ? "RST" : "FIN") << stage << reset;
    }
}

void HttpDisconnectTest::aClientVanishes()
{
    QFETCH(const QString, stage);
    QFETCH(const bool, reset);
    ServerFixture fixture;
    fixture.keepAll();
    RawClient client(fixture.port());
    QVERIFY(fixture.waitForConnections(1));
    HttpExchange *exchange = nullptr;
    bool isOld = false;
    if (stage == u"in the head"_s) {
        client.send("GET / HTTP/1.1\r\nHo");
    } else if (stage == u"in the body"_s) {
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    } else if (stage == u"lingering"_s) {
        client.send("nonsense\r\n");
        QCOMPARE(client.waitForStatus(), 400);
    } else if (stage != u"connected"_s) {
        isOld = stage == u"in a stream of 1.0"_s;
        client.send(isOld ? "GET / HTTP/1.0\r\n\r\n" : "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        exchange = fixture.waitForKept();
        if (stage == u"between"_s) {
            exchange->respond({.body = "b"});
            QCOMPARE(client.waitForStatus(), 200);
            exchange = nullptr;
        } else if (stage != u"awaiting"_s) {
            exchange->beginStream(200, "text/event-stream");
            exchange->write("data: 1\n\n");
            QVERIFY(waitUntil([&client] {
                return client.received.endsWith("data: 1\n\n\r\n") || client.received.endsWith("data: 1\n\n");
            }));
        }
    }
    QTest::qWait(20); // it has been read
    QElapsedTimer clock;
    clock.start();
    if (reset)
        client.reset();
    else
        client.leave();
    if (isOld && !reset) { // nothing can be sent to it in between: it is noticed by what follows
        for (int i = 0; i < 3 && fixture.kept.at(0); ++i) {
            fixture.kept.at(0)->write("data: 2\n\n");
            QTest::qWait(10);
        }
    }
    QVERIFY(fixture.waitForConnections(0));
    QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(fixture.clientsGone, exchange ? 1 : 0);
    if (exchange) {
        QVERIFY(waitUntil([&fixture] { return !fixture.kept.at(0); }));
        QCOMPARE(fixture.answered.size(), 1);
        QCOMPARE(fixture.answered.at(0).status, stage == u"awaiting"_s ? 0 : 200);
    }
}

void HttpDisconnectTest::aClientVanishesFromAFullBuffer()
{
    ServerFixture fixture;
    fixture.keepAll();
    RawClient client(fixture.port());
    client.readNothing();
    client.get("/");
    HttpExchange *exchange = fixture.waitForKept();
    exchange->respond({.body = QByteArray(30'000'000, 'x')});
    QTest::qWait(20);
    client.reset();
    QVERIFY(fixture.waitForConnections(0));
    QCOMPARE(fixture.clientsGone, 0);
}

void HttpDisconnectTest::halfClosedClientsGetTheirAnswer()
{
    ServerFixture fixture;
    fixture.keepAll();
    RawClient client(fixture.port());
    client.get("/");
    HttpExchange *exchange = fixture.waitForKept();
    client.endSending();
    QTest::qWait(30); // it was seen
    QVERIFY(exchange->isOpen());
    exchange->respond({.body = QByteArray(5'000'000, 'x')});
    const auto answer = client.waitForAnswer();
    QVERIFY(answer);
    QCOMPARE(answer->status, 200);
    QCOMPARE(answer->body.size(), 5'000'000);
    QCOMPARE(answer->headers.value("connection"), "close"_ba);
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.lastError, std::optional(QAbstractSocket::RemoteHostClosedError));
    QCOMPARE(fixture.clientsGone, 0);
    QVERIFY(fixture.waitForConnections(0));
}

void HttpDisconnectTest::halfClosedClientsGetALateAnswer()
{
    ServerFixture fixture;
    fixture.keepAll();
    for (const bool isOld : {false, true}) {
        RawClient client(fixture.port());
        client.send(isOld ? "GET / HTTP/1.0\r\n\r\n" : "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        HttpExchange *exchange = fixture.waitForKept(isOld ? 2 : 1);
        client.endSending();
        QTest::qWait(300); // an interim answer asks whether it is still there
        QVERIFY(exchange->isOpen());
        exchange->respond({.body = "late"});
        if (!isOld)
            QCOMPARE(client.waitForStatus(), 100);
        const auto answer = client.waitForAnswer();
        QVERIFY(answer);
        QCOMPARE(answer->status, 200);
        QCOMPARE(answer->body, "late"_ba);
        QVERIFY(client.waitForEnd());
    }
    QCOMPARE(fixture.clientsGone, 0);
}

void HttpDisconnectTest::anAnswerInTheMiddleOfTheQuestion()
{
    ServerFixture fixture;
    fixture.keepAll();
    bool wasInTheMiddle = false;
    for (int i = 0; i < 20 && !wasInTheMiddle; ++i) { // on a busy machine, the moment may pass unseen
        RawClient client(fixture.port());
        client.get("/");
        HttpExchange *exchange = fixture.waitForKept(i + 1);
        client.endSending();
        waitUntil([&client] { return !client.received.isEmpty(); });
        wasInTheMiddle = client.received.endsWith("Continue\r\n");
        exchange->respond({.body = "late"});
        QCOMPARE(client.waitForStatus(), 100);
        const auto answer = client.waitForAnswer();
        QVERIFY(answer);
        QCOMPARE(answer->body, "late"_ba);
        QVERIFY(client.received.isEmpty());
    }
    QVERIFY(wasInTheMiddle);
    QCOMPARE(fixture.clientsGone, 0);
}

void HttpDisconnectTest::halfClosedClientsGetTheirStream()
{
    ServerFixture fixture;
    fixture.keepAll();
    RawClient client(fixture.port());
    client.get("/");
    HttpExchange *exchange = fixture.waitForKept();
    exchange->beginStream(200, "text/event-stream");
    exchange->write("one ");
    client.endSending();
    QByteArray expected = "one ";
    for (int i = 0; i < 10; ++i) {
        QTest::qWait(30);
        QVERIFY(exchange->isOpen());
        exchange->write("token ");
        expected += "token ";
    }
    exchange->finish();
    const auto answer = client.waitForAnswer();
    QVERIFY(answer);
    QCOMPARE(answer->body, expected);
    QVERIFY(client.waitForEnd());
    QCOMPARE(fixture.clientsGone, 0);
}

void HttpDisconnectTest::halfClosedClientsGetAllTheyAskedFor()
{
    ServerFixture fixture;
    RawClient client(fixture.port());
    client.get("/1");
    client.get("/2");
    client.get("/3");
    client.endSending();
    for (const char *path : {"/1", "/2", "/3"})
        QCOMPARE(client.waitForAnswer()->body, "GET " + QByteArray(path) + ' ');
    QVERIFY(client.waitForEnd());
    QVERIFY(fixture.waitForConnections(0));
}

void HttpDisconnectTest::aRequestThatEndsTooEarly()
{
    ServerFixture fixture;
    for (const QByteArray &part :
         {"GET / HT"_ba, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc"_ba}) {
        RawClient client(fixture.port());
        client.send(part);
        client.endSending();
        QCOMPARE(client.waitForStatus(), 400);
        QVERIFY(client.waitForEnd());
    }
    QCOMPARE(fixture.requests, 0);
}

void HttpDisconnectTest::theServerIsClosed()
{
    ServerFixture fixture;
    fixture.keepAll();
    RawClient idle(fixture.port());
    RawClient inHead(fixture.port());
    inHead.send("GET /");
    RawClient awaiting(fixture.port());
    awaiting.get("/");
    RawClient streaming(fixture.port());
    streaming.get("/");
    fixture.waitForKept(2);
    fixture.kept.at(1)->beginStream(200, "text/event-stream");
    fixture.kept.at(1)->write("data: 1\n\n");
    QVERIFY(waitUntil([&] { return !awaiting.received.isEmpty() || !streaming.received.isEmpty(); }));
    fixture.server->close();
    QCOMPARE(fixture.clientsGone, 0); // later
    QVERIFY(!fixture.kept.at(0)->isOpen());
    fixture.kept.at(0)->respond({.body = "too late"});
    fixture.kept.at(1)->write("too late");
    QVERIFY(fixture.waitForConnections(0));
    QCOMPARE(fixture.clientsGone, 2);
    for (RawClient *client : {&idle, &inHead, &awaiting, &streaming}) {
        QVERIFY(client->waitForEnd());
        QVERIFY(!client->received.contains("too late"));
        QVERIFY(!client->received.endsWith("0\r\n\r\n"));
    }
    QVERIFY(!fixture.server->isListening());
}

void HttpDisconnectTest::theServerIsClosedDuringAnAnswer()
{
    ServerFixture fixture;
    fixture.keepAll();
    RawClient client(fixture.port());
    client.get("/");
    fixture.waitForKept()->respond({.body = QByteArray(10'000'000, 'x')});
    fixture.server->close(); // what has ended is on its way
    const auto answer = client.waitForAnswer();
    QVERIFY(answer);
    QCOMPARE(answer->body.size(), 10'000'000);
    QVERIFY(client.waitForEnd());
    QVERIFY(fixture.waitForConnections(0));
    QCOMPARE(fixture.clientsGone, 0);
}

void HttpDisconnectTest::theServerIsDeletedWithOpenStreams()
{
    ServerFixture fixture;
    fixture.keepAll();
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(std::make_unique<RawClient>(fixture.port()));
        clients.back()->get("/");
        fixture.waitForKept(i + 1);
        if (i % 2 == 0)
            fixture.kept.at(i)->beginStream(200, "text/event-stream");
    }
    fixture.kept.at(4)->write("some");
    fixture.server.reset();
    for (const QPointer<HttpExchange> &exchange : std::as_const(fixture.kept))
        QVERIFY(!exchange);
    for (const auto &client : clients)
        QVERIFY(client->waitForEnd());
}

void HttpDisconnectTest::theServerIsDeletedInASlot_data()
{
    QTest::addColumn<QString>("slot");
    QTest::newRow("requested") << u"requested"_s;
    QTest::newRow("requested, answered") << u"responded"_s;
    QTest::newRow("requested, in a stream") << u"streaming"_s;
    QTest::newRow("answered") << u"answered"_s;
    QTest::newRow("clientGone") << u"clientGone"_s;
}

void HttpDisconnectTest::theServerIsDeletedInASlot()
{
    QFETCH(const QString, slot);
    HttpLimits limits;
    auto *server = new HttpServer(limits);
    QPointer<HttpServer> guard(server);
    connect(server, &HttpServer::requested, this, [&](HttpExchange *exchange) {
        if (slot == u"clientGone"_s) {
            connect(exchange, &HttpExchange::clientGone, this, [server] { delete server; });
            return;
        }
        if (slot == u"streaming"_s) {
            exchange->beginStream(200, "text/plain");
            exchange->write("x");
        } else if (slot != u"requested"_s) {
            exchange->respond({.body = "x"});
        }
        if (slot != u"answered"_s)
            delete server;
    });
    connect(server, &HttpServer::answered, this, [&] {
        if (slot == u"answered"_s)
            delete server;
    });
    QVERIFY(server->listen(QHostAddress::LocalHost, 0));
    RawClient other(server->port());
    RawClient client(server->port());
    client.get("/");
    client.get("/");
    if (slot == u"clientGone"_s) {
        QTest::qWait(20);
        client.reset();
    }
    QVERIFY(waitUntil([&guard] { return !guard; }));
    QVERIFY(other.waitForEnd());
    QTest::qWait(10); // what was posted to it
}

void HttpDisconnectTest::theServerIsClosedInAdmission()
{
    ServerFixture fixture;
    for (const bool refuses : {false, true}) {
        if (!fixture.server->isListening())
            QVERIFY(fixture.server->listen(QHostAddress::LocalHost, 0));
        fixture.server->admit = [&](const ApiRequest &) {
            fixture.server->close();
            return refuses ? std::optional(errorResponse(403, {})) : std::nullopt;
        };
        RawClient client(fixture.port());
        client.get("/");
        QVERIFY(client.waitForEnd());
        QVERIFY(client.received.isEmpty());
        QVERIFY(fixture.waitForConnections(0));
    }
    QCOMPARE(fixture.requests, 0);
}

void HttpDisconnectTest::anExchangeIsDeleted()
{
    ServerFixture fixture;
    fixture.handle = [](HttpExchange *exchange) {
        if (exchange->request().path == u"/answered"_s)
            exchange->respond({.body = "x"});
        else if (exchange->request().path == u"/stream"_s)
            exchange->beginStream(200, "text/plain");
        delete exchange;
    };
    RawClient client(fixture.port());
    client.get("/unanswered");
    QCOMPARE(client.waitForStatus(), 500);
    client.get("/answered");
    QCOMPARE(client.waitForAnswer()->body, "x"_ba);
    client.get("/stream");
    QVERIFY(client.waitForEnd());
    QVERIFY(!client.received.contains("0\r\n\r\n"));
    QVERIFY(fixture.waitForConnections(0));
    QCOMPARE(fixture.answered.size(), 3);
    QCOMPARE(fixture.answered.at(0).path, u"/unanswered"_s);
    QCOMPARE(fixture.clientsGone, 0);
}

void HttpDisconnectTest::anExchangeIsDeletedInClientGone()
{
    ServerFixture fixture;
    fixture.handle = [](HttpExchange *exchange) {
        connect(exchange, &HttpExchange::clientGone, exchange, [exchange] { delete exchange; });
    };
    RawClient client(fixture.port());
    client.get("/");
    QVERIFY(waitUntil([&fixture] { return fixture.requests == 1; }));
    client.reset();
    QVERIFY(fixture.waitForConnections(0));
    QCOMPARE(fixture.clientsGone, 1);
    QCOMPARE(fixture.answered.size(), 1);
}

void HttpDisconnectTest::aHundredStreams()
{
    constexpr int kStreams = 100;
    constexpr int kTokens = 50;
    ServerFixture fixture;
    fixture.keepAll();
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < kStreams; ++i) {
        clients.push_back(std::make_unique<RawClient>(fixture.port()));
        clients.back()->get('/' + QByteArray::number(i));
    }
    fixture.waitForKept(kStreams);
    for (const auto &exchange : std::as_const(fixture.kept))
        exchange->beginStream(200, "text/event-stream");
    for (int token = 0; token < kTokens; ++token) {
        for (const auto &exchange : std::as_const(fixture.kept))
            exchange->write("data: " + exchange->request().path.toUtf8() + ' ' + QByteArray::number(token)
                            + "\n\n");
        QCoreApplication::processEvents();
    }
    for (const auto &exchange : std::as_const(fixture.kept))
        exchange->finish();
    for (int i = 0; i < kStreams; ++i) {
        QByteArray expected;
        for (int token = 0; token < kTokens; ++token)
            expected += "data: /" + QByteArray::number(i) + ' ' + QByteArray::number(token) + "\n\n";
        const auto answer = clients.at(std::size_t(i))->waitForAnswer();
        QVERIFY(answer);
        QCOMPARE(answer->body, expected);
    }
    QCOMPARE(fixture.server->connections(), kStreams);
    QCOMPARE(fixture.clientsGone, 0);
}

QTEST_GUILESS_MAIN(HttpDisconnectTest)
#include "HttpDisconnectTest.moc"

#include "tests/unit/api/HttpServerFixture.h"

#include <QElapsedTimer>
#include <QLoggingCategory>

#ifndef Q_OS_WIN
#include <sys/resource.h>
#endif

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kMegabyte = 1024 * 1024;

/// Sends a byte every 10 ms, for ever; how many milliseconds until the server had enough.
qint64 drip(RawClient &client, const QByteArray &bytes)
{
    QElapsedTimer clock;
    clock.start();
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &timer, [&client, &bytes, sent = 0]() mutable {
        if (!client.gone)
            client.send(QByteArray(1, bytes.at(sent++ % bytes.size())));
    });
    timer.start(10);
    waitUntil([&client] { return client.gone; }, 5000);
    return clock.elapsed();
}
} // namespace

class HttpLimitsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSilentConnectionIsEnded();
    void aDrippingHeadIsEnded();
    void aDrippingBodyIsEnded();
    void aSilentBodyIsEnded();
    void aSlowBodyIsTaken();
    void anIdleConnectionIsEnded();
    void aLongComputationIsNot();
    void anUploadThatIsRefusedSeesWhy_data();
    void anUploadThatIsRefusedSeesWhy();
    void lingeringIsBounded();
    void whoNeverClosesIsClosed();
    void tooManyHeaders();
    void tooManyConnections();
    void idleConnectionsMakeRoom();
    void aSlowReaderOfAStreamIsDropped();
    void aReaderThatTakesNothingIsDropped();
    void aSlowReaderOfAnAnswerIsNot();
    void whatIsPipelinedIsBounded();
    void answersThatNobodyReadsAreBounded();
    void noDescriptorIsLeft();
};

void HttpLimitsTest::aSilentConnectionIsEnded()
{
    HttpLimits limits;
    limits.headerMs = 150;
    ServerFixture fixture(limits);
    QElapsedTimer clock;
    clock.start();
    RawClient client(fixture.port());
    QVERIFY(client.waitForEnd());
    QVERIFY(clock.elapsed() >= 130);
    QVERIFY(clock.elapsed() < 2000);
    QVERIFY(client.received.isEmpty());
    QVERIFY(fixture.waitForConnections(0));
}

void HttpLimitsTest::aDrippingHeadIsEnded()
{
    HttpLimits limits;
    limits.headerMs = 200;
    ServerFixture fixture(limits);
    RawClient client(fixture.port());
    const qint64 elapsed = drip(
        client, "GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"_ba);
    QVERIFY2(elapsed >= 180 && elapsed < 2000, qPrintable(QString::number(elapsed)));
    QCOMPARE(client.waitForStatus(), 408);
    QCOMPARE(fixture.requests, 0);
}

void HttpLimitsTest::aDrippingBodyIsEnded()
{
    HttpLimits limits;
    limits.bodyMs = 250;
    limits.bodyIdleMs = 100;
    ServerFixture fixture(limits);
    RawClient client(fixture.port());
    client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
    const qint64 elapsed = drip(client, "x");
    QVERIFY2(elapsed >= 230 && elapsed < 2000, qPrintable(QString::number(elapsed)));
    QCOMPARE(client.waitForStatus(), 408);
    QCOMPARE(fixture.requests, 0);
    QCOMPARE(fixture.answered.last().path, u"/x"_s);
}

void HttpLimitsTest::aSilentBodyIsEnded()
{
    HttpLimits limits;
    limits.bodyIdleMs = 100;
    ServerFixture fixture(limits);
    QElapsedTimer clock;
    clock.start();
    RawClient client(fixture.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc");
    QCOMPARE(client.waitForStatus(), 408);
    QVERIFY(clock.elapsed() >= 80 && clock.elapsed() < 2000);
    QVERIFY(client.waitForEnd());
}

void HttpLimitsTest::aSlowBodyIsTaken()
{
    HttpLimits limits;
    limits.headerMs = 100; // is over with the head
    limits.bodyIdleMs = 200;
    ServerFixture fixture(limits);
    RawClient client(fixture.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n");
    for (int i = 0; i < 6; ++i) {
        QTest::qWait(60);
        client.send("x");
    }
    QCOMPARE(client.waitForAnswer()->body, "POST / xxxxxx"_ba);
}

void HttpLimitsTest::anIdleConnectionIsEnded()
{
    HttpLimits limits;
    limits.keepAliveMs = 150;
    ServerFixture fixture(limits);
    RawClient client(fixture.port());
    client.get("/");
    QCOMPARE(client.waitForStatus(), 200);
    QElapsedTimer clock;
    clock.start();
    QVERIFY(client.waitForEnd());
    QVERIFY(clock.elapsed() >= 100 && clock.elapsed() < 2000);
    QVERIFY(client.received.isEmpty());
}

void HttpLimitsTest::aLongComputationIsNot()
{
    HttpLimits limits;
    limits.headerMs = limits.bodyMs = limits.bodyIdleMs = limits.keepAliveMs = limits.stalledWriteMs = 50;
    ServerFixture fixture(limits);
    fixture.keepAll();
    RawClient client(fixture.port());
    client.get("/");
    HttpExchange *exchange = fixture.waitForKept();
    QTest::qWait(200);
    exchange->beginStream(200, "text/event-stream");
    QTest::qWait(200);
    exchange->write("token");
    QTest::qWait(200);
    QVERIFY(exchange->isOpen());
    exchange->finish();
    QCOMPARE(client.waitForAnswer()->body, "token"_ba);
}

void HttpLimitsTest::anUploadThatIsRefusedSeesWhy_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("piece");
    QTest::addColumn<int>("pieces");
    QTest::addColumn<int>("status");
    const QByteArray mebibyte(kMegabyte, 'x');
    QTest::newRow("length") << "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20971520\r\n\r\n"_ba << mebibyte
                            << 20 << 413;
    QTest::newRow("chunks") << "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"_ba
                            << "100000\r\n" + mebibyte + "\r\n"
                            << 20 << 413;
    QTest::newRow("admission") << "POST /no HTTP/1.1\r\nHost: a\r\nContent-Length: 8388608\r\n\r\n"_ba
                               << mebibyte << 8 << 403;
    QTest::newRow("nonsense") << "POST\r\n"_ba << mebibyte << 20 << 400;
}

void HttpLimitsTest::anUploadThatIsRefusedSeesWhy()
{
    QFETCH(const QByteArray, head);
    QFETCH(const QByteArray, piece);
    QFETCH(const int, pieces);
    QFETCH(const int, status);
    HttpLimits limits;
    limits.bodyBytes = 8 * kMegabyte;
    ServerFixture fixture(limits);
    fixture.server->admit = [](const ApiRequest &request) -> std::optional<ApiResponse> {
        if (request.path == u"/no"_s)
            return errorResponse(403, u"No"_s);
        return std::nullopt;
    };
    RawClient client(fixture.port());
    client.send(head);
    for (int i = 0; i < pieces; ++i)
        client.send(piece); // all of it, as clients do that look for an answer only then
    QVERIFY(waitUntil([&client] { return client.unsent() == 0; }));
    const auto answer = client.waitForAnswer();
    QVERIFY(answer);
    QCOMPARE(answer->status, status);
    QVERIFY(answer->body.startsWith("{\"detail\":"));
    QCOMPARE(answer->headers.value("connection"), "close"_ba);
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.lastError, std::optional(QAbstractSocket::RemoteHostClosedError));
    QCOMPARE(fixture.requests, 0);
}

void HttpLimitsTest::lingeringIsBounded()
{
    HttpLimits limits;
    limits.lingerBytes = kMegabyte;
    limits.lingerMs = 60'000;
    ServerFixture fixture(limits);
    RawClient client(fixture.port());
    client.send("nonsense\r\n");
    for (int i = 0; i < 100; ++i)
        client.send(QByteArray(kMegabyte, 'x'));
    QVERIFY(fixture.waitForConnections(0));
    QVERIFY(client.waitForEnd());
}

void HttpLimitsTest::whoNeverClosesIsClosed()
{
    HttpLimits limits;
    limits.lingerMs = 150;
    ServerFixture fixture(limits);
    RawClient client(fixture.port());
    client.readNothing(); // so that it does not see the end
    client.send("nonsense\r\n");
    QElapsedTimer clock;
    clock.start();
    QVERIFY(waitUntil([&fixture] { return !fixture.answered.isEmpty(); }));
    QCOMPARE(fixture.server->connections(), 1);
    QVERIFY(fixture.waitForConnections(0));
    QVERIFY(clock.elapsed() >= 130);
}

void HttpLimitsTest::tooManyHeaders()
{
    ServerFixture fixture;
    RawClient client(fixture.port());
    client.get("/", QByteArray("A: b\r\n").repeated(99));
    QCOMPARE(client.waitForStatus(), 200);
    client.get("/", QByteArray("A: b\r\n").repeated(100));
    QCOMPARE(client.waitForStatus(), 431);
    QVERIFY(client.waitForEnd());
    RawClient large(fixture.port());
    large.get("/", "A: " + QByteArray(17'000, 'x') + "\r\n");
    QCOMPARE(large.waitForStatus(), 431);
    RawClient longLine(fixture.port());
    longLine.get('/' + QByteArray(17'000, 'x'));
    QCOMPARE(longLine.waitForStatus(), 414);
}

void HttpLimitsTest::tooManyConnections()
{
    HttpLimits limits;
    limits.connections = 3;
    ServerFixture fixture(limits);
    fixture.keepAll();
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<RawClient>(fixture.port()));
        clients.back()->get("/");
    }
    fixture.waitForKept(3);
    RawClient refused(fixture.port());
    refused.get("/");
    const auto answer = refused.waitForAnswer();
    QVERIFY(answer);
    QCOMPARE(answer->status, 503);
    QVERIFY(answer->body.startsWith("{\"detail\":"));
    QVERIFY(refused.waitForEnd());
    // Those that are told so are bounded as well.
    for (int i = 0; i < 100; ++i)
        clients.push_back(std::make_unique<RawClient>(fixture.port()));
    QVERIFY(waitUntil([&clients] {
        return std::count_if(clients.begin(), clients.end(), [](const auto &client) { return client->gone; })
               > 100 - 40;
    }));
    QVERIFY(fixture.server->connections() <= 3 + 32);
    clients.resize(3);
    QVERIFY(fixture.waitForConnections(3));
    for (int i = 0; i < 3; ++i) {
        QVERIFY(fixture.kept.at(i));
        fixture.kept.at(i)->respond({});
        QCOMPARE(clients.at(size_t(i))->waitForStatus(), 200);
    }
    fixture.handle = ServerFixture::echo;
    clients.front()->leave();
    QVERIFY(fixture.waitForConnections(2));
    RawClient another(fixture.port());
    another.get("/");
    QCOMPARE(another.waitForStatus(), 200);
}

// Who only holds connections keeps nobody out.
void HttpLimitsTest::idleConnectionsMakeRoom()
{
    HttpLimits limits;
    limits.connections = 4;
    ServerFixture fixture(limits);
    RawClient known(fixture.port());
    known.get("/");
    QCOMPARE(known.waitForStatus(), 200);
    RawClient slow(fixture.port());
    slow.send("GET / HTT");
    QVERIFY(fixture.waitForConnections(2));
    std::vector<std::unique_ptr<RawClient>> idle;
    for (int i = 0; i < 50; ++i) {
        idle.push_back(std::make_unique<RawClient>(fixture.port()));
        QVERIFY(waitUntil([&] { return fixture.server->connections() >= std::min(4, 3 + i); }));
        QTest::qWait(2); // so that one has waited longer than the other
    }
    QVERIFY(slow.waitForEnd());
    QVERIFY(waitUntil([&idle] {
        return std::count_if(idle.begin(), idle.end(), [](const auto &client) { return client->gone; }) == 47;
    }));
    QCOMPARE(fixture.server->connections(), 4);
    // The youngest are there, and who has asked before.
    for (RawClient *client : {&known, idle.at(47).get(), idle.at(49).get()}) {
        QVERIFY(!client->gone);
        client->get("/");
        QCOMPARE(client->waitForStatus(), 200);
    }
    // An answer under way makes no room.
    fixture.keepAll();
    known.get("/");
    HttpExchange *exchange = fixture.waitForKept();
    for (int i = 0; i < 10; ++i)
        idle.push_back(std::make_unique<RawClient>(fixture.port()));
    QVERIFY(waitUntil([&idle] { return idle.at(55)->gone; }));
    exchange->respond({});
    QCOMPARE(known.waitForStatus(), 200);
}

void HttpLimitsTest::aSlowReaderOfAStreamIsDropped()
{
    ServerFixture fixture;
    fixture.keepAll();
    RawClient client(fixture.port());
    client.readNothing();
    client.get("/");
    HttpExchange *exchange = fixture.waitForKept();
    exchange->beginStream(200, "text/event-stream");
    const QByteArray piece(10'000, 'x');
    qint64 most = 0;
    int pieces = 0;
    while (exchange->isOpen() && pieces < 10'000) {
        exchange->write(piece);
        ++pieces;
        most = std::max(most, exchange->backlog());
        if (pieces % 10 == 0)
            QCoreApplication::processEvents();
    }
    QVERIFY(most > 500'000);
    QVERIFY(most <= fixture.server->connections() * 1024 * 1024);
    QVERIFY2(pieces < 1500, qPrintable(QString::number(pieces)));
    QCOMPARE(fixture.clientsGone, 0); // not from inside the call
    QVERIFY(fixture.waitForConnections(0));
    QCOMPARE(fixture.clientsGone, 1);
    QTRY_VERIFY(!fixture.kept.at(0));
}

void HttpLimitsTest::aReaderThatTakesNothingIsDropped()
{
    HttpLimits limits;
    limits.stalledWriteMs = 200;
    ServerFixture fixture(limits);
    fixture.handle = [](HttpExchange *exchange) {
        exchange->respond({.body = QByteArray(20 * kMegabyte, 'x')});
    };
    RawClient client(fixture.port());
    client.readNothing();
    client.get("/");
    QVERIFY(waitUntil([&fixture] { return fixture.requests == 1; }));
    QElapsedTimer clock;
    clock.start();
    QVERIFY(fixture.waitForConnections(0));
    QVERIFY(clock.elapsed() >= 150);
    QCOMPARE(fixture.clientsGone, 0); // its answer had ended
}

void HttpLimitsTest::aSlowReaderOfAnAnswerIsNot()
{
    HttpLimits limits;
    limits.stalledWriteMs = 400;
    ServerFixture fixture(limits);
    fixture.handle = [](HttpExchange *exchange) {
        exchange->respond({.body = QByteArray(8 * kMegabyte, 'x')});
    };
    QTcpSocket slow;
    slow.setReadBufferSize(512 * 1024);
    slow.connectToHost(QHostAddress::LocalHost, fixture.port());
    QVERIFY(slow.waitForConnected());
    slow.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    qint64 got = 0;
    QElapsedTimer clock;
    clock.start();
    while (got < 8 * kMegabyte && clock.elapsed() < 10'000) {
        QTest::qWait(60);
        got += slow.readAll().size();
    }
    QVERIFY(got >= 8 * kMegabyte);
    QVERIFY(clock.elapsed() > 400);
}

void HttpLimitsTest::whatIsPipelinedIsBounded()
{
    ServerFixture fixture;
    fixture.keepAll();
    RawClient client(fixture.port());
    const QByteArray request = "GET / HTTP/1.1\r\nHost: a\r\nX: " + QByteArray(8000, 'x') + "\r\n\r\n";
    for (int i = 0; i < 4000; ++i) // 32 MB
        client.send(request);
    fixture.waitForKept();
    qint64 unsent = -1; // until it stands still
    QVERIFY(waitUntil([&] { return std::exchange(unsent, client.unsent()) == client.unsent(); }, 10'000));
    QTest::qWait(100);
    QVERIFY2(client.unsent() > 20'000'000, qPrintable(QString::number(client.unsent())));
    QCOMPARE(fixture.requests, 1);
    // And it goes on from there.
    fixture.handle = ServerFixture::echo;
    fixture.kept.at(0)->respond({.body = "first"});
    for (int i = 0; i < 4000; ++i)
        QCOMPARE(client.waitForStatus(), 200);
}

void HttpLimitsTest::answersThatNobodyReadsAreBounded()
{
    ServerFixture fixture;
    fixture.handle = [](HttpExchange *exchange) { exchange->respond({.body = QByteArray(kMegabyte, 'x')}); };
    RawClient client(fixture.port());
    client.readNothing();
    for (int i = 0; i < 1000; ++i)
        client.get("/");
    QTest::qWait(300);
    // The next one is made when the one before is out.
    QVERIFY2(fixture.requests < 20, qPrintable(QString::number(fixture.requests)));
    QCOMPARE(fixture.server->connections(), 1);
}

void HttpLimitsTest::noDescriptorIsLeft()
{
#ifdef Q_OS_WIN
    QSKIP("Descriptors are not limited there");
#else
    ServerFixture fixture;
    RawClient client(fixture.port()); // waits in the system's queue
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit none{3, before.rlim_max};                                 // fewer than are open
    QLoggingCategory::setFilterRules(u"clonememoria.net.warning=false"_s); // it says so
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &none), 0);
    client.get("/");
    QTest::qWait(100);
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
    QCOMPARE(fixture.requests, 0);
    QCOMPARE(client.waitForStatus(), 200);
    QLoggingCategory::setFilterRules({});
    // Nor are later ones the slower for it.
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < 20; ++i) {
        RawClient another(fixture.port());
        another.get("/");
        QCOMPARE(another.waitForStatus(), 200);
    }
    QVERIFY2(clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed())));
#endif
}

QTEST_GUILESS_MAIN(HttpLimitsTest)
#include "HttpLimitsTest.moc"

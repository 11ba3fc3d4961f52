#include "core/api/http/AnswerHead.h"
#include "tests/unit/api/HttpServerFixture.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTcpServer>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class HttpServerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWholeAnswer();
    void everyAnswerHasItsHeaders();
    void headersCanNotBeForged();
    void aHeadHasNoBody();
    void statusesWithoutABody();
    void aLargeAnswerArrivesWhole();
    void aStream();
    void whatIsWrittenIsOutAtOnce();
    void aStreamForHttp10();
    void http10CanKeepAlive();
    void connectionsAreUsedAgain();
    void pipelinedRequestsAreGivenOutOneByOne();
    void manyPipelinedRequests();
    void everySplitOfAPipelinedPair();
    void byteByByte();
    void expectContinue();
    void admission();
    void aRefusedRequestWithoutABodyKeepsTheConnection();
    void malformedRequests_data();
    void malformedRequests();
    void whatIsLogged();
    void aPortInUse();
    void listensAgain();
    void aRealClient();
};

void HttpServerTest::aWholeAnswer()
{
    ServerFixture fixture;
    RawClient client(fixture.port());
    client.send("POST /a%20b?x=y HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");
    const auto answer = client.waitForAnswer();
    QVERIFY(answer);
    QCOMPARE(answer->status, 200);
    QCOMPARE(answer->body, "POST /a b {}"_ba);
    QCOMPARE(answer->headers.value("content-type"), "text/plain"_ba);
    QVERIFY(!client.gone);
}

void HttpServerTest::everyAnswerHasItsHeaders()
{
    ServerFixture fixture;
    fixture.handle = [](HttpExchange *exchange) {
        if (exchange->request().path == u"/stream"_s) {
            exchange->beginStream(200, "text/event-stream");
            exchange->finish();
        } else {
            exchange->respond(errorResponse(404, u"„Nothing“ here\n"_s));
        }
    };
    RawClient client(fixture.port());
    client.get("/none");
    client.get("/stream");
    client.send("nonsense\r\n");
    for (const int status : {404, 200, 400}) {
        const auto answer = client.waitForAnswer();
        QVERIFY(answer);
        QCOMPARE(answer->status, status);
        QCOMPARE(answer->headers.value("cache-control"), "no-store"_ba);
        QCOMPARE(answer->headers.value("x-content-type-options"), "nosniff"_ba);
        QVERIFY(!answer->headers.contains("server"));
        static const QRegularExpression date(
            u"^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d [A-Z][a-z][a-z] 20\\d\\d \\d\\d:\\d\\d:\\d\\d GMT$"_s);
        QVERIFY(date.match(QString::fromLatin1(answer->headers.value("date"))).hasMatch());
        if (status == 404) {
            QCOMPARE(answer->headers.value("content-type"), "application/json"_ba);
            QCOMPARE(answer->body, "{\"detail\":\"\u201eNothing\u201c here\\n\"}"_ba);
        }
    }
    QCOMPARE(httpDate(QDateTime(QDate(1994, 11, 6), QTime(8, 49, 37), Qt::UTC)),
             "Sun, 06 Nov 1994 08:49:37 GMT"_ba);
}

void HttpServerTest::headersCanNotBeForged()
{
    ServerFixture fixture;
    fixture.handle = [](HttpExchange *exchange) {
        exchange->respond({.contentType = "text/plain\r\nX-Forged: 1",
                           .body = "body",
                           .headers = {{"X-Name", QByteArray("a\r\n\r\nb\0c\nd\x7f", 12)},
                                       {"X: y\r\nX-Other", "z"},
                                       {"", "empty"},
                                       {"Content-Length", "999"},
                                       {"transfer-encoding", "chunked"},
                                       {"Connection", "close"},
                                       {"Server", "x"},
                                       {"WWW-Authenticate", "Bearer"}}});
    };
    for (int i = 0; i < 6; ++i)
        QTest::ignoreMessage(QtWarningMsg,
                             QRegularExpression(u"A header that an answer can't have is left out"_s));
    RawClient client(fixture.port());
    client.get("/");
    const auto answer = client.waitForAnswer();
    QVERIFY(answer);
    QCOMPARE(answer->body, "body"_ba);
    QCOMPARE(answer->headers.value("content-type"), "text/plain  X-Forged: 1"_ba);
    QCOMPARE(answer->headers.value("x-name"), "a    b c d"_ba);
    QCOMPARE(answer->headers.value("www-authenticate"), "Bearer"_ba);
    QCOMPARE(answer->headers.size(), 7);
    QVERIFY(client.received.isEmpty());
}

void HttpServerTest::aHeadHasNoBody()
{
    ServerFixture fixture;
    fixture.handle = [](HttpExchange *exchange) {
        if (exchange->request().path != u"/stream"_s) {
            ServerFixture::echo(exchange);
            return;
        }
        exchange->beginStream(200, "text/event-stream");
        exchange->write("data: 1\n\n");
        exchange->finish();
    };
    RawClient client(fixture.port());
    client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\nHEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n");
    client.get("/b");
    const auto whole = client.waitForAnswer(true);
    QVERIFY(whole);
    QCOMPARE(whole->headers.value("content-length"), "7"_ba); // of "GET /a "
    const auto stream = client.waitForAnswer(true);
    QVERIFY(stream);
    QCOMPARE(stream->headers.value("transfer-encoding"), "chunked"_ba);
    const auto third = client.waitForAnswer();
    QVERIFY(third);
    QCOMPARE(third->body, "GET /b "_ba);
    QCOMPARE(fixture.answered.at(0).method, "HEAD"_ba);
}

void HttpServerTest::statusesWithoutABody()
{
    ServerFixture fixture;
    fixture.handle = [](HttpExchange *exchange) {
        exchange->respond({.status = 204, .contentType = "text/plain", .body = "none of this"});
    };
    RawClient client(fixture.port());
    client.get("/");
    const auto answer = client.waitForAnswer();
    QVERIFY(answer);
    QCOMPARE(answer->status, 204);
    QVERIFY(!answer->headers.contains("content-length"));
    QVERIFY(!answer->headers.contains("content-type"));
    client.get("/");
    QCOMPARE(client.waitForStatus(), 204);
    QVERIFY(client.received.isEmpty());
}

void HttpServerTest::aLargeAnswerArrivesWhole()
{
    HttpLimits limits;
    limits.streamBacklogBytes = 1024; // is none of a whole answer's business
    ServerFixture fixture(limits);
    QByteArray body;
    for (int i = 0; body.size() < 8'000'000; ++i)
        body += QByteArray::number(i) + ' ';
    fixture.handle = [&body](HttpExchange *exchange) {
        exchange->respond({.contentType = "text/plain", .body = body});
    };
    RawClient client(fixture.port());
    client.get("/1");
    client.get("/2");
    for (int i = 0; i < 2; ++i) {
        const auto answer = client.waitForAnswer();
        QVERIFY(answer);
        QVERIFY(answer->body == body);
    }
}

void HttpServerTest::aStream()
{
    ServerFixture fixture;
    fixture.keepAll();
    RawClient client(fixture.port());
    client.get("/");
    HttpExchange *exchange = fixture.waitForKept();
    QVERIFY(exchange->isOpen());
    exchange->beginStream(201, "text/event-stream", {{"X-A", "b"}});
    QTRY_VERIFY(client.received.contains("\r\n\r\n"));
    exchange->write("data: 1\n\n");
    QTRY_VERIFY(client.received.endsWith("9\r\ndata: 1\n\n\r\n"));
    exchange->write({});
    exchange->write(QByteArray(300, 'x'));
    QVERIFY(exchange->isOpen());
    exchange->finish();
    QVERIFY(!exchange->isOpen());
    exchange->write("after the end");
    exchange->finish();
    exchange->respond({.body = "after the end"});
    const auto answer = client.waitForAnswer();
    QVERIFY(answer);
    QCOMPARE(answer->status, 201);
    QCOMPARE(answer->headers.value("x-a"), "b"_ba);
    QCOMPARE(answer->body, "data: 1\n\n" + QByteArray(300, 'x'));
    QTRY_VERIFY(!fixture.kept.at(0)); // it was deleted
    client.get("/");
    fixture.waitForKept(2)->respond({.body = "b"});
    QCOMPARE(client.waitForAnswer()->body, "b"_ba);
    QVERIFY(client.received.isEmpty());
    QCOMPARE(fixture.clientsGone, 0);
}

void HttpServerTest::whatIsWrittenIsOutAtOnce()
{
#ifdef Q_OS_WIN
    QSKIP("poll() is not there");
#else
    ServerFixture fixture;
    fixture.keepAll();
    RawClient client(fixture.port());
    client.get("/");
    HttpExchange *exchange = fixture.waitForKept();
    exchange->beginStream(200, "text/event-stream");
    // Without the event loop in between, and again without an answer to what went before (Nagle's algorithm).
    const auto arrives = [&client](const QByteArray &expected) {
        QByteArray got;
        QElapsedTimer clock;
        clock.start();
        while (!got.endsWith(expected) && clock.elapsed() < 1000) {
            char buffer[4096];
            const auto size = ::recv(int(client.nativeDescriptor()), buffer, sizeof buffer, MSG_DONTWAIT);
            if (size > 0)
                got.append(buffer, size);
        }
        return got.endsWith(expected);
    };
    QVERIFY(arrives("\r\n\r\n"));
    for (int i = 0; i < 3; ++i) {
        exchange->write("data: token\n\n");
        QVERIFY(arrives("d\r\ndata: token\n\n\r\n"));
    }
#endif
}

void HttpServerTest::aStreamForHttp10()
{
    ServerFixture fixture;
    fixture.handle = [](HttpExchange *exchange) {
        exchange->beginStream(200, "text/plain");
        exchange->write("one ");
        exchange->write("two");
        exchange->finish();
    };
    RawClient client(fixture.port());
    client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    QVERIFY(client.waitForEnd());
    QVERIFY(!client.lastError || *client.lastError == QAbstractSocket::RemoteHostClosedError);
    const auto answer = client.waitForAnswer();
    QVERIFY(answer);
    QVERIFY(!answer->headers.contains("transfer-encoding"));
    QCOMPARE(answer->headers.value("connection"), "close"_ba);
    QCOMPARE(answer->body, "one two"_ba);
}

void HttpServerTest::http10CanKeepAlive()
{
    ServerFixture fixture;
    RawClient client(fixture.port());
    client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    const auto first = client.waitForAnswer();
    QVERIFY(first);
    QCOMPARE(first->headers.value("connection"), "keep-alive"_ba);
    client.send("GET /b HTTP/1.0\r\n\r\n");
    const auto second = client.waitForAnswer();
    QVERIFY(second);
    QCOMPARE(second->headers.value("connection"), "close"_ba);
    QCOMPARE(second->body, "GET /b "_ba);
    QVERIFY(client.waitForEnd());
}

void HttpServerTest::connectionsAreUsedAgain()
{
    HttpLimits limits;
    limits.requestsPerConnection = 5;
    ServerFixture fixture(limits);
    RawClient client(fixture.port());
    for (int i = 1; i <= 5; ++i) {
        client.get("/" + QByteArray::number(i));
        const auto answer = client.waitForAnswer();
        QVERIFY(answer);
        QCOMPARE(answer->body, "GET /" + QByteArray::number(i) + ' ');
        QCOMPARE(answer->headers.value("connection"), i < 5 ? QByteArray() : "close"_ba);
        QCOMPARE(fixture.server->connections(), 1);
    }
    QVERIFY(client.waitForEnd());
    RawClient polite(fixture.port());
    polite.get("/", "Connection: close\r\n");
    QCOMPARE(polite.waitForAnswer()->headers.value("connection"), "close"_ba);
    QVERIFY(polite.waitForEnd());
    QVERIFY(fixture.waitForConnections(0));
}

void HttpServerTest::pipelinedRequestsAreGivenOutOneByOne()
{
    ServerFixture fixture;
    fixture.keepAll();
    RawClient client(fixture.port());
    client.get("/1");
    client.send("POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
    client.get("/3");
    fixture.waitForKept(1);
    QTest::qWait(30);
    QCOMPARE(fixture.kept.size(), 1);
    fixture.kept.at(0)->beginStream(200, "text/plain");
    fixture.kept.at(0)->write("first");
    QTest::qWait(30);
    QCOMPARE(fixture.kept.size(), 1);
    fixture.kept.at(0)->finish();
    fixture.waitForKept(2);
    QCOMPARE(fixture.kept.at(1)->request().body, "abc"_ba);
    QVERIFY(!fixture.kept.at(0));
    fixture.kept.at(1)->respond({.body = "second"});
    fixture.waitForKept(3)->respond({.body = "third"});
    QCOMPARE(client.waitForAnswer()->body, "first"_ba);
    QCOMPARE(client.waitForAnswer()->body, "second"_ba);
    QCOMPARE(client.waitForAnswer()->body, "third"_ba);
}

void HttpServerTest::manyPipelinedRequests()
{
    ServerFixture fixture;
    RawClient client(fixture.port());
    constexpr int kRequests = 2000; // more than waits at once, in the server and in the sockets
    QByteArray all;
    for (int i = 0; i < kRequests; ++i)
        all += "GET /" + QByteArray::number(i) + " HTTP/1.1\r\nHost: a\r\nX-Filler: " + QByteArray(200, 'x')
               + "\r\n\r\n";
    client.send(all);
    for (int i = 0; i < kRequests; ++i) {
        const auto answer = client.waitForAnswer();
        QVERIFY(answer);
        QCOMPARE(answer->body, "GET /" + QByteArray::number(i) + ' ');
    }
    QCOMPARE(fixture.server->connections(), 1);
}

void HttpServerTest::everySplitOfAPipelinedPair()
{
    ServerFixture fixture;
    const QByteArray pair =
        "POST /one HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
        "PUT /two HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"_ba;
    RawClient client(fixture.port());
    for (qsizetype i = 1; i < pair.size(); ++i) {
        client.send(pair.first(i));
        QTest::qWait(1); // the first part is read by itself
        client.send(pair.sliced(i));
        const auto one = client.waitForAnswer();
        const auto two = client.waitForAnswer();
        QVERIFY2(one && two, pair.first(i));
        QCOMPARE(one->body, "POST /one hello"_ba);
        QCOMPARE(two->body, "PUT /two abc"_ba);
    }
    QCOMPARE(fixture.requests, int(2 * (pair.size() - 1)));
}

void HttpServerTest::byteByByte()
{
    ServerFixture fixture;
    RawClient client(fixture.port());
    const QByteArray request =
        "POST /one HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"_ba;
    for (int round = 0; round < 2; ++round) {
        for (const char byte : request) {
            client.send(QByteArray(1, byte));
            QTest::qWait(1);
        }
        const auto answer = client.waitForAnswer();
        QVERIFY(answer);
        QCOMPARE(answer->body, "POST /one abc"_ba);
    }
}

void HttpServerTest::expectContinue()
{
    ServerFixture fixture;
    RawClient client(fixture.port());
    const QByteArray head =
        "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"_ba;
    client.send(head);
    const auto interim = client.waitForAnswer();
    QVERIFY(interim);
    QCOMPARE(interim->status, 100);
    QCOMPARE(fixture.requests, 0);
    client.send("abc");
    QCOMPARE(client.waitForAnswer()->body, "POST / abc"_ba);
    // One that doesn't wait for it needs none.
    client.send(head + "abc");
    QCOMPARE(client.waitForStatus(), 200);
    // A refused one gets the refusal instead, and then no body is expected any more.
    fixture.server->admit = [](const ApiRequest &) { return errorResponse(401, u"No"_s); };
    client.send(head);
    const auto refusal = client.waitForAnswer();
    QVERIFY(refusal);
    QCOMPARE(refusal->status, 401);
    QCOMPARE(refusal->headers.value("connection"), "close"_ba);
    QVERIFY(client.waitForEnd());
}

void HttpServerTest::admission()
{
    ServerFixture fixture;
    QList<ApiRequest> asked;
    fixture.server->admit = [&asked](const ApiRequest &request) -> std::optional<ApiResponse> {
        asked.append(request);
        if (request.header("authorization") == "Bearer t")
            return std::nullopt;
        return errorResponse(401, u"No token"_s);
    };
    RawClient client(fixture.port());
    client.send("POST /a?b=c HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\nContent-Length: 2\r\n\r\nok");
    QCOMPARE(client.waitForAnswer()->body, "POST /a ok"_ba);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.at(0).method, "POST"_ba);
    QCOMPARE(asked.at(0).queryValue(u"b"), std::optional(u"c"_s));
    QCOMPARE(asked.at(0).header("host"), "x"_ba);
    QVERIFY(asked.at(0).peer.isLoopback());
    QVERIFY(asked.at(0).body.isEmpty());

    // Refused when the head is there, whatever comes of the body.
    client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nsome of it");
    const auto answer = client.waitForAnswer();
    QVERIFY(answer);
    QCOMPARE(answer->status, 401);
    QCOMPARE(answer->body, "{\"detail\":\"No token\"}"_ba);
    QCOMPARE(answer->headers.value("connection"), "close"_ba);
    QVERIFY(client.waitForEnd());
    QCOMPARE(fixture.requests, 1);
    QCOMPARE(fixture.answered.last().status, 401);
    QCOMPARE(fixture.answered.last().path, u"/a"_s);
}

void HttpServerTest::aRefusedRequestWithoutABodyKeepsTheConnection()
{
    ServerFixture fixture;
    fixture.server->admit = [](const ApiRequest &request) -> std::optional<ApiResponse> {
        if (request.path == u"/open"_s)
            return std::nullopt;
        return errorResponse(403, u"No"_s);
    };
    RawClient client(fixture.port());
    client.get("/shut");
    client.get("/open");
    QCOMPARE(client.waitForStatus(), 403);
    QCOMPARE(client.waitForStatus(), 200);
    QVERIFY(!client.gone);
}

void HttpServerTest::malformedRequests_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    // RequestReaderTest has them all; here is what the socket does then.
    QTest::newRow("HTTP/0.9") << "GET /\r\n"_ba << 400;
    QTest::newRow("TLS") << QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) << 400;
    QTest::newRow("no Host") << "GET / HTTP/1.1\r\n\r\n"_ba << 400;
    QTest::newRow("smuggling")
        << "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n"
           "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /other HTTP/1.1\r\nHost: a\r\n\r\n"_ba
        << 400;
    QTest::newRow("in the body")
        << "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nnothing\r\n"_ba << 400;
    QTest::newRow("behind a good one") << "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/3\r\n"_ba << 400;
    QTest::newRow("expectation") << "GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n"_ba << 417;
    QTest::newRow("encoding") << "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: br\r\n\r\n"_ba << 501;
}

void HttpServerTest::malformedRequests()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, status);
    ServerFixture fixture;
    RawClient client(fixture.port());
    client.send(bytes);
    if (bytes.contains("HTTP/3"))
        QCOMPARE(client.waitForStatus(), 200);
    const auto answer = client.waitForAnswer();
    QVERIFY(answer);
    QCOMPARE(answer->status, status);
    QCOMPARE(answer->headers.value("content-type"), "application/json"_ba);
    QCOMPARE(answer->headers.value("connection"), "close"_ba);
    QVERIFY(answer->body.startsWith("{\"detail\":\""));
    QVERIFY(client.waitForEnd());
    QVERIFY(client.received.isEmpty());
    QCOMPARE(client.lastError, std::optional(QAbstractSocket::RemoteHostClosedError)); // and no reset
    QVERIFY(fixture.waitForConnections(0));
    QVERIFY(!fixture.answered.isEmpty());
    QCOMPARE(fixture.answered.last().status, status);
}

void HttpServerTest::whatIsLogged()
{
    ServerFixture fixture;
    RawClient client(fixture.port());
    client.get("/a%20b?secret=1");
    QTRY_COMPARE(fixture.answered.size(), 1);
    QTRY_VERIFY(client.received.contains("GET /a b"));
    QCOMPARE(fixture.answered.at(0).method, "GET"_ba);
    QCOMPARE(fixture.answered.at(0).path, u"/a b"_s);
    QCOMPARE(fixture.answered.at(0).status, 200);
    QCOMPARE(fixture.answered.at(0).bytesSent, client.received.size());
}

void HttpServerTest::aPortInUse()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost, 0));
    HttpServer server;
    const Result<> listening = server.listen(QHostAddress::LocalHost, other.serverPort());
    QVERIFY(!listening);
    QCOMPARE(listening.error().code, u"port-in-use"_s);
    QVERIFY(!server.isListening());
    QCOMPARE(server.port(), 0);
}

void HttpServerTest::listensAgain()
{
    ServerFixture fixture;
    const quint16 port = fixture.port();
    {
        RawClient client(port);
        client.get("/");
        QCOMPARE(client.waitForStatus(), 200);
        fixture.server->close();
        QVERIFY(client.waitForEnd());
    }
    QTcpSocket refused;
    refused.connectToHost(QHostAddress::LocalHost, port);
    QTRY_COMPARE(refused.error(), QAbstractSocket::ConnectionRefusedError);
    QVERIFY(fixture.server->listen(QHostAddress::LocalHost, port));
    RawClient client(port);
    client.get("/");
    QCOMPARE(client.waitForStatus(), 200);
}

void HttpServerTest::aRealClient()
{
    ServerFixture fixture;
    QNetworkAccessManager network;
    for (int i = 0; i < 3; ++i) {
        QNetworkRequest request(QUrl(u"http://127.0.0.1:%1/x?y=z"_s.arg(fixture.port())));
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        const std::unique_ptr<QNetworkReply> reply(network.post(request, QByteArray(100'000, 'x')));
        QTRY_VERIFY(reply->isFinished());
        QCOMPARE(reply->error(), QNetworkReply::NoError);
        QCOMPARE(reply->readAll().size(), 100'000 + 8);
        QCOMPARE(fixture.server->connections(), 1);
    }
}

QTEST_GUILESS_MAIN(HttpServerTest)
#include "HttpServerTest.moc"

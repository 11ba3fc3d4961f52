#include "core/api/http/RequestReader.h"

#include "core/api/http/RequestTarget.h"

#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
using State = RequestReader::State;

QByteArray line(const ApiRequest &request)
{
    QByteArray text = request.method + ' ' + request.path.toUtf8();
    for (const auto &[name, value] : request.query)
        text += " ?" + name.toUtf8() + '=' + value.toUtf8();
    for (const auto &[name, value] : request.headers)
        text += " [" + name + ": " + value + ']';
    return text + " <" + request.body + '>';
}

/// Goes on as far as it can with what it has: the requests that are complete, and the refusal, one a line.
QList<QByteArray> drain(RequestReader &reader)
{
    QList<QByteArray> got;
    for (;;) {
        switch (reader.state()) {
        case State::HeadReady:
            reader.readBody();
            continue;
        case State::RequestReady:
            got.append(line(reader.request()));
            reader.next();
            continue;
        case State::Refused:
            got.append("refused " + QByteArray::number(reader.refusal().httpStatus));
            return got;
        case State::NeedMore:
            return got;
        }
    }
}

QList<QByteArray> read(const QList<QByteArray> &pieces, const HttpLimits &limits = {})
{
    RequestReader reader(limits);
    QList<QByteArray> got;
    for (const QByteArray &piece : pieces) {
        reader.feed(piece);
        got += drain(reader);
        if (reader.state() == State::Refused)
            break;
    }
    return got;
}

QList<QByteArray> byteByByte(const QByteArray &bytes)
{
    QList<QByteArray> pieces;
    for (const char byte : bytes)
        pieces.append(QByteArray(1, byte));
    return pieces;
}

QByteArray get(const QByteArray &target)
{
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

QByteArray post(const QByteArray &headers, const QByteArray &body)
{
    return "POST /p HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + body;
}
} // namespace

class RequestReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void targets_data();
    void targets();
    void aRequestAsItCame();
    void aHeadIsToldAsAGet();
    void headersOfOneNameAreJoined();
    void bodies_data();
    void bodies();
    void trailersAreNoHeaders();
    void everySplitOfAPipelinedPair();
    void refusals_data();
    void refusals();
    void theBoundsAreExact();
    void whatLastsAfterARequest_data();
    void whatLastsAfterARequest();
    void stopsBehindTheHead();
    void blankLinesBeforeARequest();
};

void RequestReaderTest::targets_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QStringList>("segments");
    QTest::addColumn<QStringList>("query"); // name, value, …

    const auto row = [](const char *name, const char *target, const QString &path,
                        const QStringList &segments, const QStringList &query = {}) {
        QTest::newRow(name) << QByteArray(target) << path << segments << query;
    };
    row("root", "/", u"/"_s, {});
    row("segments", "/api/clones", u"/api/clones"_s, {u"api"_s, u"clones"_s});
    row("a slash at the end", "/api/", u"/api/"_s, {u"api"_s, {}});
    row("two slashes", "//api", u"//api"_s, {{}, u"api"_s});
    row("dots stay", "/a/../b/.", u"/a/../b/."_s, {u"a"_s, u".."_s, u"b"_s, u"."_s});
    row("encoded dots stay", "/a/%2e%2E/b", u"/a/../b"_s, {u"a"_s, u".."_s, u"b"_s});
    row("decoded once", "/a%252Fb", u"/a%2Fb"_s, {u"a%2Fb"_s});
    row("an encoded slash divides nothing", "/a%2Fb", u"/a/b"_s, {u"a/b"_s});
    row("a plus is a plus in a path", "/a+b%20c", u"/a+b c"_s, {u"a+b c"_s});
    row("UTF-8", "/%C3%A4%F0%9F%98%80", u"/ä😀"_s, {u"ä😀"_s});
    row("a byte order mark stays", "/%EF%BB%BFa", u"/\uFEFFa"_s, {u"\uFEFFa"_s});
    row("query", "/a?q=x+y%2Bz&limit=5", u"/a"_s, {u"a"_s}, {u"q"_s, u"x y+z"_s, u"limit"_s, u"5"_s});
    row("query without values", "/a?b&c=&&=d", u"/a"_s, {u"a"_s}, {u"b"_s, {}, u"c"_s, {}, {}, u"d"_s});
    row("query with marks", "/a?b=c?d=e/f", u"/a"_s, {u"a"_s}, {u"b"_s, u"c?d=e/f"_s});
    row("query of several lines", "/a?b=c%0Ad", u"/a"_s, {u"a"_s}, {u"b"_s, u"c\nd"_s});
    row("empty query", "/a?", u"/a"_s, {u"a"_s});
    row("query of the root", "/?a=%3F", u"/"_s, {}, {u"a"_s, u"?"_s});
}

void RequestReaderTest::targets()
{
    QFETCH(const QByteArray, target);
    const Result<RequestTarget> parsed = parseTarget(target);
    QVERIFY(parsed.has_value());
    QTEST(parsed->path, "path");
    QTEST(parsed->segments, "segments");
    QStringList query;
    for (const auto &[name, value] : parsed->query)
        query << name << value;
    QTEST(query, "query");
}

void RequestReaderTest::aRequestAsItCame()
{
    RequestReader reader({}, QHostAddress(u"127.0.0.9"_s));
    QVERIFY(!reader.hasBegun());
    reader.feed("PATCH /x?q=1&q=2 HTTP/1.1\r\nHOST:  localhost:1 \r\nX-Empty:\r\nX-Text: \xC3\xA4 b\tc\r\n"
                "Content-Length: 2\r\n\r\n{}");
    QVERIFY(reader.hasBegun());
    QCOMPARE(drain(reader).size(), 1);
    QVERIFY(!reader.hasBegun());

    reader.feed("PATCH /x?q=1&q=2 HTTP/1.1\r\nHOST:  localhost:1 \r\nX-Empty:\r\nX-Text: \xC3\xA4 b\tc\r\n"
                "Content-Length: 2\r\n\r\n{}");
    QCOMPARE(reader.readBody(), State::RequestReady);
    const ApiRequest request = reader.takeRequest();
    QCOMPARE(request.method, "PATCH"_ba);
    QCOMPARE(request.header("host"), "localhost:1"_ba);
    QCOMPARE(request.header("x-empty"), QByteArray());
    QCOMPARE(request.header("x-text"), "\xC3\xA4 b\tc"_ba);
    QCOMPARE(request.headers.at(0).first, "host"_ba);
    QCOMPARE(request.queryValue(u"q"), std::optional(u"1"_s));
    QCOMPARE(request.queryValue(u"Q"), std::nullopt);
    QCOMPARE(request.body, "{}"_ba);
    QCOMPARE(request.peer, QHostAddress(u"127.0.0.9"_s));
}

void RequestReaderTest::aHeadIsToldAsAGet()
{
    RequestReader reader({});
    reader.feed("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    QVERIFY(reader.isHead());
    QCOMPARE(reader.request().method, "GET"_ba);
    reader.readBody();
    reader.next();
    reader.feed(get("/"));
    QVERIFY(!reader.isHead());
}

void RequestReaderTest::headersOfOneNameAreJoined()
{
    RequestReader reader({});
    reader.feed("GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nauthorization: Bearer b\r\n\r\n");
    QCOMPARE(reader.request().header("authorization"), "Bearer a, Bearer b"_ba);
}

void RequestReaderTest::bodies_data()
{
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QByteArray>("body");

    const auto row = [](const char *name, const char *headers, const char *sent, const char *body) {
        QTest::newRow(name) << QByteArray(headers) << QByteArray(sent) << QByteArray(body);
    };
    row("none", "", "", "");
    row("length 0", "Content-Length: 0\r\n", "", "");
    row("length", "Content-Length: 5\r\n", "hello", "hello");
    row("length with blanks", "Content-Length: \t 005  \r\n", "hello", "hello");
    row("chunks", "Transfer-Encoding: chunked\r\n", "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", "hello");
    row("no chunk", "transfer-encoding: CHUNKED\r\n", "0\r\n\r\n", "");
    row("hexadecimal", "Transfer-Encoding: chunked\r\n",
        "00A\r\n0123456789\r\n0a\r\n0123456789\r\n000\r\n\r\n", "01234567890123456789");
    row("line ends in a chunk", "Transfer-Encoding: chunked\r\n", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n");
    row("extensions", "Transfer-Encoding: chunked\r\n", "1;a=b;c=\"d\"\r\nx\r\n0;z\r\n\r\n", "x");
    row("trailers", "Transfer-Encoding: chunked\r\n", "1\r\nx\r\n0\r\nX-T: a\r\nX-U: b\r\n\r\n", "x");
}

void RequestReaderTest::bodies()
{
    QFETCH(const QByteArray, headers);
    QFETCH(const QByteArray, sent);
    QFETCH(const QByteArray, body);
    // With another request behind it, so that its end is seen to be where it is.
    const QByteArray bytes = post(headers, sent) + get("/next");
    const QList<QByteArray> whole = read({bytes});
    QCOMPARE(whole.size(), 2);
    QVERIFY2(whole.at(0).endsWith("<" + body + ">"), whole.at(0));
    QVERIFY(whole.at(1).startsWith("GET /next"));
    QCOMPARE(read(byteByByte(bytes)), whole);
    for (qsizetype i = 0; i <= bytes.size(); ++i)
        QCOMPARE(read({bytes.first(i), bytes.sliced(i)}), whole);
}

void RequestReaderTest::trailersAreNoHeaders()
{
    RequestReader reader({});
    reader.feed(post("Transfer-Encoding: chunked\r\n", "0\r\nAuthorization: Bearer t\r\n\r\n"));
    QCOMPARE(reader.readBody(), State::RequestReady);
    QCOMPARE(reader.request().header("authorization"), QByteArray());
}

void RequestReaderTest::everySplitOfAPipelinedPair()
{
    const QByteArray bytes = post("Content-Length: 7\r\n", "{\"a\":1}") + get("/second?x=%C3%A4");
    const QList<QByteArray> whole = read({bytes});
    QCOMPARE(whole.size(), 2);
    for (qsizetype i = 0; i <= bytes.size(); ++i) {
        for (qsizetype j = i; j <= bytes.size(); j += 7)
            QCOMPARE(read({bytes.first(i), bytes.sliced(i, j - i), bytes.sliced(j)}), whole);
    }
    QCOMPARE(read(byteByByte(bytes)), whole);
}

void RequestReaderTest::refusals_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");

    const auto row = [](const char *name, const QByteArray &bytes, int status = 400) {
        QTest::newRow(name) << bytes << status;
    };
    const auto head = [](const QByteArray &headers) {
        return "GET / HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n";
    };
    // Before the head is complete, where that can be seen.
    row("HTTP/0.9", "GET /\r\n");
    row("a greeting of TLS", "\x16\x03\x01");
    row("a null", QByteArray("GET /\0", 6));
    row("a control character in the path", "GET /\x01");
    row("DEL", "GET /\x7f");
    row("a version of 2", "PRI * HTTP/2.0\r\n");
    row("a version of 1.2", "GET / HTTP/1.2\r\n");
    row("a version of 11", "GET / HTTP/11\r\n");
    row("a version in small letters", "GET / http/1.1\r\n");
    row("no version", "GET / \r\n");
    row("no path", "GET  HTTP/1.1\r\n");
    row("two blanks", "GET  / HTTP/1.1\r\n");
    row("a blank in the path", "GET /a b HTTP/1.1\r\n");
    row("a blank before the method", " GET / HTTP/1.1\r\n");
    row("a tab for a blank", "GET\t/\tHTTP/1.1\r\n");
    row("a method that is none", "G(T / HTTP/1.1\r\n");
    row("a long method", QByteArray(33, 'A') + " / HTTP/1.1\r\n");
    row("CONNECT", "CONNECT a:443 HTTP/1.1\r\n");
    row("CONNECT with a path", "CONNECT / HTTP/1.1\r\n");
    row("absolute form", "GET http://a/ HTTP/1.1\r\n");
    row("authority form", "GET a:80 HTTP/1.1\r\n");
    row("asterisk form", "OPTIONS * HTTP/1.1\r\n");
    row("LF alone", "GET / HTTP/1.1\nHost: a\n\n");
    row("CR alone", "GET / HTTP/1.1\rHost: a\r\r");
    row("LF alone behind a header", head("").chopped(2) + "X: y\n\n");
    row("a folded header", "GET / HTTP/1.1\r\nX: y\r\n z");
    row("a header that begins with a tab", "GET / HTTP/1.1\r\n\tX: y");
    // In the target.
    row("a fragment", get("/a#b"));
    row("raw UTF-8", get("/\xC3\xA4"));
    row("half an escape", get("/a%2"));
    row("an escape that is none", get("/a%zz"));
    row("a percent sign", get("/100%"));
    row("invalid UTF-8", get("/%ff"));
    row("half a character", get("/%C3"));
    row("an overlong slash", get("/%C0%AF"));
    row("a surrogate", get("/%ED%A0%80"));
    row("an escaped null", get("/a%00b"));
    row("an escaped line break", get("/a%0Ab"));
    row("an escaped control character of the upper half", get("/a%C2%85b"));
    row("half an escape in the query", get("/a?b=%4"));
    row("invalid UTF-8 in the query", get("/a?b=%ff"));
    row("a null in the query", get("/a?b%00=c"));
    // In the headers.
    row("no Host", "GET / HTTP/1.1\r\n\r\n");
    row("two Hosts", head("Host: a\r\n"));
    row("two Hosts in 1.0", "GET / HTTP/1.0\r\nHost: a\r\nhost: b\r\n\r\n");
    row("a header without a colon", head("abc\r\n"));
    row("a header without a name", head(": abc\r\n"));
    row("a blank before the colon", head("X : y\r\n"));
    row("a name with a bracket", head("X[: y\r\n"));
    row("a control character in a value", head("X: a\x02\r\n"));
    row("a null in a value", head(QByteArray("X: a\0b\r\n", 8)));
    row("another expectation", head("Expect: tea\r\n"), 417);
    // Whose body could be another one for another reader.
    row("length and chunks", post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"));
    row("chunks and length", post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "0\r\n\r\n"));
    row("two lengths", post("Content-Length: 3\r\nContent-Length: 4\r\n", "abcd"));
    row("the same length twice", post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"));
    row("a list of lengths", post("Content-Length: 3, 3\r\n", "abc"));
    row("a length with a sign", post("Content-Length: +3\r\n", "abc"));
    row("a negative length", post("Content-Length: -3\r\n", "abc"));
    row("a hexadecimal length", post("Content-Length: 0x3\r\n", "abc"));
    row("an empty length", post("Content-Length:\r\n", "abc"));
    row("a length above 64 bits", post("Content-Length: 18446744073709551617\r\n", "a"));
    row("chunks in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    row("chunks twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"));
    row("another encoding", post("Transfer-Encoding: gzip\r\n", "abc"), 501);
    row("several encodings", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501);
    row("chunked, but not at the end", post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"), 501);
    row("a quoted encoding", post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"), 501);
    // In chunks.
    const QByteArray chunked = "Transfer-Encoding: chunked\r\n";
    row("a size that is none", post(chunked, "x\r\n"));
    row("no size", post(chunked, "\r\n"));
    row("a size with 0x", post(chunked, "0x1\r\na\r\n\r\n"));
    row("a negative size", post(chunked, "-1\r\na\r\n"));
    row("a size above 64 bits", post(chunked, "10000000000000001\r\na\r\n"));
    row("a chunk that goes on", post(chunked, "1\r\nab\r\n0\r\n\r\n"));
    row("a size that ends in LF", post(chunked, "1\na\r\n0\r\n\r\n"));
    row("an endless extension", post(chunked, "1;" + QByteArray(5000, 'a')));
    row("endless trailers", post(chunked, "0\r\n" + QByteArray("X: y\r\n").repeated(1000)));
    row("a trailer without a colon", post(chunked, "0\r\nabc\r\n\r\n"));
}

void RequestReaderTest::refusals()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, status);
    const QList<QByteArray> refused{"refused " + QByteArray::number(status)};
    QCOMPARE(read({bytes}), refused);
    QCOMPARE(read(byteByByte(bytes)), refused);
    for (qsizetype i = 0; i <= bytes.size(); i += bytes.size() > 1000 ? 97 : 1)
        QCOMPARE(read({bytes.first(i), bytes.sliced(i)}), refused);
    RequestReader reader({});
    reader.feed(bytes);
    drain(reader);
    QVERIFY(!reader.refusal().detail.isEmpty());
    QCOMPARE(reader.pendingBytes(), 0);
    reader.feed(get("/"));
    QCOMPARE(reader.state(), State::Refused);
    QCOMPARE(reader.pendingBytes(), 0);
}

void RequestReaderTest::theBoundsAreExact()
{
    const auto answer = [](const QByteArray &bytes, const HttpLimits &limits) {
        const QList<QByteArray> whole = read({bytes}, limits);
        return read(byteByByte(bytes), limits) == whole ? whole.value(0) : "it depends on how it is cut"_ba;
    };
    HttpLimits limits;
    limits.headerBytes = get("/").size();
    QVERIFY(answer(get("/"), limits).startsWith("GET"));
    QCOMPARE(answer(get("/a"), limits), "refused 431"_ba);
    QCOMPARE(answer(get('/' + QByteArray(100, 'a')), limits), "refused 414"_ba);
    QCOMPARE(answer(QByteArray(100, 'A'), limits), "refused 414"_ba);

    limits = {};
    limits.headers = 3;
    QVERIFY(answer("GET / HTTP/1.1\r\nHost: a\r\nA: b\r\nA: b\r\n\r\n", limits).startsWith("GET"));
    QCOMPARE(answer("GET / HTTP/1.1\r\nHost: a\r\nA: b\r\nA: b\r\nA: b\r\n", limits), "refused 431"_ba);

    limits = {};
    limits.bodyBytes = 10;
    QVERIFY(answer(post("Content-Length: 10\r\n", "0123456789"), limits).endsWith("<0123456789>"));
    QCOMPARE(answer(post("Content-Length: 11\r\n", {}), limits), "refused 413"_ba);
    QCOMPARE(answer(post("Content-Length: 9999999999999\r\n", {}), limits), "refused 413"_ba);
    const QByteArray chunked = "Transfer-Encoding: chunked\r\n";
    QVERIFY(answer(post(chunked, "5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n"), limits).endsWith("<0123456789>"));
    QCOMPARE(answer(post(chunked, "5\r\n01234\r\n6\r\n"), limits), "refused 413"_ba);
    QCOMPARE(answer(post(chunked, "ffffffffffffffff\r\n"), limits), "refused 413"_ba);
    // The bound is for each body by itself.
    const QByteArray full = post("Content-Length: 10\r\n", "0123456789");
    QCOMPARE(read({full + full}, limits).size(), 2);
}

void RequestReaderTest::whatLastsAfterARequest_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<bool>("keepsAlive");
    QTest::addColumn<bool>("expectsContinue");
    QTest::newRow("1.1") << "GET / HTTP/1.1\r\nHost: a\r\n\r\n"_ba << true << false;
    QTest::newRow("1.1, close") << "GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n"_ba << false
                                << false;
    QTest::newRow("1.0") << "GET / HTTP/1.0\r\n\r\n"_ba << false << false;
    QTest::newRow("1.0, keep-alive") << "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"_ba << true
                                     << false;
    QTest::newRow("expects")
        << "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n"_ba << true
        << true;
    QTest::newRow("1.0 can't expect")
        << "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n"_ba << false << false;
    QTest::newRow("an upgrade is passed over")
        << "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"_ba << true << false;
}

void RequestReaderTest::whatLastsAfterARequest()
{
    QFETCH(const QByteArray, head);
    RequestReader reader({});
    QCOMPARE(reader.feed(head), State::HeadReady);
    QTEST(reader.keepsAlive(), "keepsAlive");
    QTEST(reader.expectsContinue(), "expectsContinue");
    QCOMPARE(reader.isHttp10(), head.contains("HTTP/1.0"));
    QCOMPARE(reader.hasBody(), head.contains("Length"));
}

void RequestReaderTest::stopsBehindTheHead()
{
    RequestReader reader({});
    const QByteArray bytes = post("Content-Length: 3\r\n", "abc") + get("/b");
    QCOMPARE(reader.feed(bytes), State::HeadReady);
    QCOMPARE(reader.request().body, QByteArray());
    QCOMPARE(reader.pendingBytes(), 3 + get("/b").size());
    QCOMPARE(reader.next(), State::HeadReady); // not yet
    QCOMPARE(reader.readBody(), State::RequestReady);
    QCOMPARE(reader.request().body, "abc"_ba);
    QCOMPARE(reader.pendingBytes(), get("/b").size());
    QCOMPARE(reader.feed("more"), State::RequestReady);
    QCOMPARE(reader.next(), State::HeadReady);
    QCOMPARE(reader.request().path, u"/b"_s);
}

void RequestReaderTest::blankLinesBeforeARequest()
{
    QCOMPARE(read({"\r\n\r\n" + get("/") + "\r\n" + get("/")}).size(), 2);
    RequestReader reader({});
    reader.feed("\r\n");
    QVERIFY(!reader.hasBegun());
}

QTEST_GUILESS_MAIN(RequestReaderTest)
#include "RequestReaderTest.moc"

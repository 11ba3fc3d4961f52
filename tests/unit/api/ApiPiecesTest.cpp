#include "core/api/ApiError.h"
#include "core/api/CompactJson.h"
#include "core/api/Router.h"
#include "core/api/TokenBucket.h"
#include "core/api/openai/StopScanner.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;
using nlohmann::json;
using nlohmann::ordered_json;

// What the local API is made of, piece by piece.
class ApiPiecesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stopsWhereverTheTextIsCut_data();
    void stopsWhereverTheTextIsCut();
    void holdsBackNoMoreThanItMust();
    void spacedLikePython();
    void routes();
    void bucket();
    void statuses_data();
    void statuses();
    void errorForms();
};

void ApiPiecesTest::stopsWhereverTheTextIsCut_data()
{
    QTest::addColumn<QStringList>("stops");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("out");
    QTest::newRow("none") << QStringList() << u"abc"_s << u"abc"_s;
    QTest::newRow("not in it") << QStringList{u"x"_s} << u"abcabc"_s << u"abcabc"_s;
    QTest::newRow("at the beginning") << QStringList{u"ab"_s} << u"abc"_s << QString();
    QTest::newRow("at the end") << QStringList{u"bc"_s} << u"abc"_s << u"a"_s;
    QTest::newRow("half of it at the end") << QStringList{u"bcd"_s} << u"abc"_s << u"abc"_s;
    QTest::newRow("a false start") << QStringList{u"aab"_s} << u"xaaab"_s << u"xa"_s;
    QTest::newRow("several") << QStringList{u"long stop"_s, u"st"_s} << u"a long stop"_s << u"a long "_s;
    QTest::newRow("one in another") << QStringList{u"bcd"_s, u"c"_s} << u"abcd"_s << u"ab"_s;
    QTest::newRow("the one in front") << QStringList{u"c"_s, u"b"_s} << u"abc"_s << u"a"_s;
    QTest::newRow("two that end together") << QStringList{u"c"_s, u"bc"_s} << u"abc"_s << u"a"_s;
    QTest::newRow("lines") << QStringList{u"\n\nUser:"_s} << u"Hello\n\nUser\n\nUser: x"_s
                           << u"Hello\n\nUser"_s;
    QTest::newRow("a pair") << QStringList{u"🚣"_s} << u"🌹🚤🚣x"_s << u"🌹🚤"_s;
    QTest::newRow("same high half") << QStringList{u"🚣"_s} << u"a🚤"_s << u"a🚤"_s;
}

// Every way to cut it in two, and letter by letter.
void ApiPiecesTest::stopsWhereverTheTextIsCut()
{
    QFETCH(QStringList, stops);
    QFETCH(QString, text);
    QFETCH(QString, out);
    const auto scan = [&](const QStringList &pieces) {
        StopScanner scanner(stops);
        QString said;
        for (const QString &piece : pieces) {
            const QString more = scanner.feed(piece);
            if (!more.isEmpty() && (more.back().isHighSurrogate() || more.front().isLowSurrogate()))
                return u"half a character"_s;
            said += more;
        }
        const bool found = scanner.hasFound();
        said += scanner.finish();
        return found == (out.size() < text.size()) ? said : u"found or not"_s;
    };
    QStringList letters;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const qsizetype size = text.at(at).isHighSurrogate() ? 2 : 1;
        letters.append(text.mid(at, size));
        at += size - 1;
        QCOMPARE(scan({text.left(at + 1), text.mid(at + 1)}), out);
    }
    QCOMPARE(scan(letters), out);
}

void ApiPiecesTest::holdsBackNoMoreThanItMust()
{
    StopScanner scanner({u"stop"_s});
    QCOMPARE(scanner.feed(u"one s"_s), u"one "_s);
    QCOMPARE(scanner.feed(u"t"_s), QString());
    QCOMPARE(scanner.feed(u"ep"_s), u"step"_s);
    QCOMPARE(scanner.feed(u"sto"_s), QString());
    QCOMPARE(scanner.finish(), u"sto"_s);
    QVERIFY(!scanner.hasFound());
}

void ApiPiecesTest::spacedLikePython()
{
    const ordered_json value{{"b", "ü \"x\"\n"},
                             {"a", {1, 2.5, nullptr, true}},
                             {"c", ordered_json::object()},
                             {"d", ordered_json::array()},
                             {"e", {{"f", 0.7}}}};
    QCOMPARE(spacedJson(value), QByteArray("{\"b\": \"ü \\\"x\\\"\\n\", \"a\": [1, 2.5, null, true], \"c\": "
                                           "{}, \"d\": [], \"e\": {\"f\": 0.7}}"));
    QCOMPARE(compactJson(ordered_json{{"b", 1}, {"a", 2}}), QByteArray(R"({"b":1,"a":2})"));
}

void ApiPiecesTest::routes()
{
    Router router;
    QByteArray called;
    for (const auto &[method, pattern] : {std::pair{"GET", u"/a"_s},
                                          {"POST", u"/a"_s},
                                          {"GET", u"/a/{x}"_s},
                                          {"GET", u"/a/{x}/b/{y}"_s},
                                          {"DELETE", u"/a/{x}"_s}})
        router.add(method, pattern, {});
    const auto find = [&](const QByteArray &method, const QStringList &segments) {
        const Router::Match match = router.find(method, segments);
        return (match.route ? match.route->pattern : u"-"_s) + u' ' + match.params.join(u',') + u' '
               + QString::fromLatin1(match.allowed.join(','));
    };
    QCOMPARE(find("GET", {u"a"_s}), u"/a  GET,POST"_s);
    QCOMPARE(find("PUT", {u"a"_s}), u"-  GET,POST"_s);
    QCOMPARE(find("GET", {u"a"_s, u"1/2"_s}), u"/a/{x} 1/2 GET,DELETE"_s);
    QCOMPARE(find("GET", {u"a"_s, u"1"_s, u"b"_s, u"{y}"_s}), u"/a/{x}/b/{y} 1,{y} GET"_s);
    for (const QStringList &segments :
         {QStringList{}, {u"A"_s}, {u"a"_s, QString()}, {u"b"_s}, {u"a"_s, u"1"_s, u"c"_s, u"2"_s}})
        QCOMPARE(find("GET", segments), u"-  "_s);
}

void ApiPiecesTest::bucket()
{
    using namespace std::chrono_literals;
    TokenBucket bucket(10, 20);
    auto now = TokenBucket::Clock::time_point(1h);
    int taken = 0;
    for (int i = 0; i < 100; ++i)
        taken += bucket.take(now) ? 1 : 0;
    QCOMPARE(taken, 20);
    now += 1s;
    for (int i = 0; i < 100; ++i)
        taken += bucket.take(now) ? 1 : 0;
    QCOMPARE(taken, 30);
    now += 24h;
    for (int i = 0; i < 100; ++i)
        taken += bucket.take(now) ? 1 : 0;
    QCOMPARE(taken, 50);
}

void ApiPiecesTest::statuses_data()
{
    QTest::addColumn<Error>("error");
    QTest::addColumn<int>("detail");
    QTest::addColumn<int>("openAi");
    const auto row = [](const char *name, const Error &error, int detail, int openAi) {
        QTest::newRow(name) << error << detail << openAi;
    };
    row("field", {.kind = ErrorKind::InvalidInput, .code = u"wrong-field"_s}, 422, 400);
    row("JSON", {.kind = ErrorKind::InvalidInput, .code = u"json-malformed"_s}, 400, 400);
    row("busy", {.kind = ErrorKind::InvalidInput, .code = u"busy"_s}, 409, 409);
    row("duplicate", {.kind = ErrorKind::InvalidInput, .code = u"duplicate"_s}, 409, 409);
    row("not there", {.kind = ErrorKind::NotFound}, 404, 404);
    row("no model", {.kind = ErrorKind::NotFound, .httpStatus = 404}, 424, 424);
    row("no such provider", {.kind = ErrorKind::NotFound, .code = u"unknown-provider"_s}, 424, 424);
    row("no key", {.kind = ErrorKind::Auth, .code = u"no-key"_s}, 424, 424);
    row("no credit", {.kind = ErrorKind::Quota, .httpStatus = 429}, 424, 424);
    row("no voice", {.kind = ErrorKind::Unsupported, .code = u"no-voice"_s}, 424, 424);
    row("not here", {.kind = ErrorKind::Unsupported}, 501, 501);
    row("too fast", {.kind = ErrorKind::RateLimited, .httpStatus = 429}, 429, 429);
    row("too long", {.kind = ErrorKind::ContextTooLong, .httpStatus = 400}, 422, 400);
    row("slow", {.kind = ErrorKind::Timeout}, 504, 504);
    row("refused", {.kind = ErrorKind::Network, .code = u"refused"_s}, 502, 502);
    row("not secure", {.kind = ErrorKind::Tls}, 502, 502);
    row("nonsense", {.kind = ErrorKind::BadResponse}, 502, 502);
    row("disk full", {.kind = ErrorKind::Storage, .code = u"disk-full"_s}, 507, 507);
    row("locked", {.kind = ErrorKind::Storage, .code = u"database-busy"_s}, 503, 503);
    row("damaged", {.kind = ErrorKind::Storage, .code = u"database-damaged"_s}, 500, 500);
    row("stopped", {.kind = ErrorKind::Cancelled}, 503, 503);
}

void ApiPiecesTest::statuses()
{
    QFETCH(Error, error);
    QFETCH(int, detail);
    QFETCH(int, openAi);
    QCOMPARE(statusOf(error, ErrorForm::Detail), detail);
    QCOMPARE(statusOf(error, ErrorForm::OpenAi), openAi);
    const ApiResponse response = failureResponse(error, ErrorForm::Detail);
    QCOMPARE(response.status, detail);
    QVERIFY(json::parse(response.body.toStdString()).at("detail").get<std::string>().size() > 3);
    QCOMPARE(!response.headers.isEmpty(), detail == 429 || detail == 503);
}

void ApiPiecesTest::errorForms()
{
    const Error error{
        .kind = ErrorKind::RateLimited, .httpStatus = 429, .subject = u"Groq"_s, .retryAfterMs = 1500};
    const ApiResponse plain = failureResponse(error, ErrorForm::Detail);
    QCOMPARE(plain.body,
             QByteArray(R"({"detail":"Groq asks to slow down. Wait a little, then try again."})"));
    QVERIFY(plain.headers == (ApiHeaders{{"Retry-After", "2"}}));
    const ApiResponse openAi = failureResponse(error, ErrorForm::OpenAi, u"model"_s);
    QCOMPARE(openAi.body,
             QByteArray(R"({"error":{"message":"Groq asks to slow down. Wait a little, then try again.",)"
                        R"("type":"rate_limit_error","param":"model","code":"rate_limit_exceeded"}})"));
}

QTEST_GUILESS_MAIN(ApiPiecesTest)
#include "ApiPiecesTest.moc"

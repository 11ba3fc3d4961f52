#include "core/net/SseParser.h"

#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class SseParserTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void events_data();
    void events();
    void aLineEndIsEnoughInEveryMixture();
    void retryIsTaken_data();
    void retryIsTaken();
    void aTooLargeEventFails_data();
    void aTooLargeEventFails();
    void eventsBeforeATooLargeOneStand();
    void manySmallEventsAreNoLargeOne();
    void finishGivesWhatHasNoBlankLine();

private:
    static QList<SseEvent> parse(const QList<QByteArray> &pieces);
};

QList<SseEvent> SseParserTest::parse(const QList<QByteArray> &pieces)
{
    SseParser parser;
    QList<SseEvent> events;
    for (const QByteArray &piece : pieces) {
        if (!parser.feed(piece))
            return {{u"failed"_s, {}, {}}};
        events += parser.take();
    }
    return events;
}

void SseParserTest::events_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QList<SseEvent>>("expected");
    const auto row = [](const char *name, const QByteArray &input, const QList<SseEvent> &expected) {
        QTest::newRow(name) << input << expected;
    };

    row("nothing", "", {});
    row("LF", "data: one\n\ndata: two\n\n", {{{}, u"one"_s, {}}, {{}, u"two"_s, {}}});
    row("CR", "data: one\r\rdata: two\r\r", {{{}, u"one"_s, {}}, {{}, u"two"_s, {}}});
    row("CRLF", "data: one\r\n\r\ndata: two\r\n\r\n", {{{}, u"one"_s, {}}, {{}, u"two"_s, {}}});
    row("LF then CRLF", "data: one\n\r\ndata: two\r\n\n", {{{}, u"one"_s, {}}, {{}, u"two"_s, {}}});
    row("CR then LF is one end", "data: one\r\ndata: two\n\n", {{{}, u"one\ntwo"_s, {}}});
    row("several data lines", "data: a\ndata:\ndata: c\n\n", {{{}, u"a\n\nc"_s, {}}});
    row("one blank is eaten, not two", "data:  x\n\ndata:y\n\n", {{{}, u" x"_s, {}}, {{}, u"y"_s, {}}});
    row("a field without colon", "data\n\ndata\ndata\n\n", {{{}, QString(u""_s), {}}, {{}, u"\n"_s, {}}});
    row("comments", ": keep-alive\n\n:\ndata: x\n: in between\n\n", {{{}, u"x"_s, {}}});
    row("event and id", "event: ping\nid: 7\ndata: x\n\ndata: y\n\n",
        {{u"ping"_s, u"x"_s, u"7"_s}, {{}, u"y"_s, u"7"_s}});
    row("an id with NUL is ignored", QByteArray("id: a\0b\ndata: x\n\n", 17), {{{}, u"x"_s, {}}});
    row("an id is taken back", "id: 1\ndata: x\n\nid\ndata: y\n\n", {{{}, u"x"_s, u"1"_s}, {{}, u"y"_s, {}}});
    row("an event without data is none", "event: ping\n\ndata: x\n\n", {{{}, u"x"_s, {}}});
    row("unknown fields", "foo: bar\nDATA: no\ndata: x\n\n", {{{}, u"x"_s, {}}});
    row("colons in the value", "data: {\"a\": \"b:c\"}\n\n", {{{}, u"{\"a\": \"b:c\"}"_s, {}}});
    row("no blank line at the end", "data: x\n\ndata: y\n", {{{}, u"x"_s, {}}});
    row("byte order mark",
        "\xEF\xBB\xBF"
        "data: x\n\n",
        {{{}, u"x"_s, {}}});
    row("a mark elsewhere is text", "data: \xEF\xBB\xBFx\n\n", {{{}, u"\uFEFFx"_s, {}}});
    row("a mark before a later field",
        "data: x\n\xEF\xBB\xBF"
        "data: y\n\n",
        {{{}, u"x"_s, {}}});
    row("UTF-8", "data: gr\xC3\xBC\xC3\x9F \xF0\x9F\x8C\xB3 \xE6\xA2\xA8\n\n", {{{}, u"grüß 🌳 梨"_s, {}}});
    row("invalid UTF-8", "data: a\xFF\x62\xC3\n\n", {{{}, u"a\uFFFDb\uFFFD"_s, {}}});
}

void SseParserTest::events()
{
    QFETCH(QByteArray, input);
    QFETCH(QList<SseEvent>, expected);
    QCOMPARE(parse({input}), expected);
    for (qsizetype at = 0; at <= input.size(); ++at)
        QVERIFY2(parse({input.first(at), input.sliced(at)}) == expected, qPrintable(u"cut at %1"_s.arg(at)));
    QList<QByteArray> single;
    for (const char byte : input)
        single.append(QByteArray(1, byte));
    QCOMPARE(parse(single), expected);
}

void SseParserTest::aLineEndIsEnoughInEveryMixture()
{
    const QList<QByteArray> ends{"\n", "\r", "\r\n"};
    for (const QByteArray &first : ends) {
        for (const QByteArray &second : ends) {
            if (first == "\r" && second == "\n")
                continue; // that is one CRLF
            const QByteArray input = "data: a" + first + second + "data: b" + first + second;
            const QList<SseEvent> expected{{{}, u"a"_s, {}}, {{}, u"b"_s, {}}};
            for (qsizetype at = 0; at <= input.size(); ++at)
                QCOMPARE(parse({input.first(at), input.sliced(at)}), expected);
        }
    }
}

void SseParserTest::retryIsTaken_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<int>("expected");
    QTest::newRow("a number") << QByteArray("retry: 1500\n\n") << 1500;
    QTest::newRow("the last") << QByteArray("retry: 1\nretry: 2\n") << 2;
    QTest::newRow("none") << QByteArray("data: x\n\n") << -1;
    QTest::newRow("a sign") << QByteArray("retry: -5\n\n") << -1;
    QTest::newRow("letters") << QByteArray("retry: 5s\n\n") << -1;
    QTest::newRow("too large") << QByteArray("retry: 99999999999\n\n") << -1;
}

void SseParserTest::retryIsTaken()
{
    QFETCH(QByteArray, input);
    QFETCH(int, expected);
    SseParser parser;
    QVERIFY(parser.feed(input));
    QCOMPARE(parser.retryMs().value_or(-1), expected);
}

void SseParserTest::aTooLargeEventFails_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<bool>("fits");
    QTest::newRow("a line at the bound") << "data: " + QByteArray(94, 'x') + "\n\n" << true;
    QTest::newRow("a line above it") << "data: " + QByteArray(95, 'x') + "\n\n" << false;
    QTest::newRow("a line without end") << QByteArray(101, 'x') << false;
    QTest::newRow("many lines") << QByteArray("data: 0123456789\n").repeated(7) + "\n" << false;
    QTest::newRow("a comment without end") << ':' + QByteArray(200, 'x') << false;
}

void SseParserTest::aTooLargeEventFails()
{
    QFETCH(QByteArray, input);
    QFETCH(bool, fits);
    for (qsizetype at = 0; at <= input.size(); ++at) {
        SseParser parser(100);
        const bool first = parser.feed(input.first(at)).has_value();
        const Result<> second = parser.feed(input.sliced(at));
        QCOMPARE(first && second, fits);
        if (!fits && !second)
            QVERIFY(second.error().kind == ErrorKind::BadResponse);
        if (!fits) // it stays failed
            QVERIFY(!parser.feed("\n\ndata: x\n\n") && !parser.finish());
    }
}

void SseParserTest::eventsBeforeATooLargeOneStand()
{
    SseParser parser(50);
    QVERIFY(!parser.feed("data: x\n\ndata: " + QByteArray(100, 'y')));
    QCOMPARE(parser.take(), (QList<SseEvent>{{{}, u"x"_s, {}}}));
}

void SseParserTest::manySmallEventsAreNoLargeOne()
{
    SseParser parser(100);
    QVERIFY(parser.feed(QByteArray("data: 0123456789\n\n").repeated(1000)));
    QCOMPARE(parser.take().size(), 1000);
    QVERIFY(parser.take().isEmpty());
}

void SseParserTest::finishGivesWhatHasNoBlankLine()
{
    for (const char *ending : {"", "\n", "\r", "\r\n"}) {
        SseParser parser;
        QVERIFY(parser.feed(QByteArray("data: x\n\nevent: e\ndata: [DONE]") + ending));
        QCOMPARE(parser.take().size(), 1);
        const std::optional<SseEvent> last = parser.finish();
        QVERIFY(last.has_value());
        QCOMPARE(*last, (SseEvent{u"e"_s, u"[DONE]"_s, {}}));
        QVERIFY(!parser.finish().has_value());
    }
}

QTEST_GUILESS_MAIN(SseParserTest)
#include "SseParserTest.moc"

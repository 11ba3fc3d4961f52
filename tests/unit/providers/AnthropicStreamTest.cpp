#include "core/providers/llm/AnthropicStream.h"

#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
struct Read
{
    QStringList deltas;
    QStringList thoughts;
    std::optional<Completion> completion;
    QString error;

    bool operator==(const Read &other) const
    {
        return deltas.join(QString()) == other.deltas.join(QString())
               && thoughts.join(QString()) == other.thoughts.join(QString()) && completion == other.completion
               && error == other.error;
    }
};

Read readAll(const QList<QByteArray> &pieces, const std::optional<Error> &connection = std::nullopt)
{
    AnthropicStream stream;
    Read read;
    ChatPieces all;
    for (const QByteArray &piece : pieces) {
        const Result<> fed = stream.feed(piece, all);
        read.deltas = all.deltas;
        read.thoughts = all.thoughts;
        if (!fed) {
            read.error = toString(fed.error().kind) + u' ' + fed.error().code;
            return read;
        }
    }
    const Result<Completion> finished = stream.finish(connection, all);
    read.deltas = all.deltas;
    read.thoughts = all.thoughts;
    if (finished)
        read.completion = *finished;
    else
        read.error = toString(finished.error().kind) + u' ' + finished.error().code;
    return read;
}

QByteArray sse(const QByteArray &type, const QByteArray &fields = {})
{
    return "event: " + type + "\ndata: {\"type\":\"" + type + '"' + (fields.isEmpty() ? "" : ",") + fields
           + "}\n\n";
}

QByteArray text(const QByteArray &piece)
{
    return sse("content_block_delta", R"("index":0,"delta":{"type":"text_delta","text":")" + piece + R"("})");
}

QByteArray thought(const QByteArray &piece)
{
    return sse("content_block_delta",
               R"("index":0,"delta":{"type":"thinking_delta","thinking":")" + piece + R"("})");
}

QByteArray stop(const QByteArray &reason)
{
    return sse("message_delta", R"("delta":{"stop_reason":")" + reason
                                    + R"(","stop_sequence":null},"usage":{"output_tokens":7})");
}

const QByteArray kStart = sse(
    "message_start",
    R"("message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-t","content":[],)"
    R"("stop_reason":null,"usage":{"input_tokens":12,"cache_read_input_tokens":30,"output_tokens":1}})");
const QByteArray kBlock = sse("content_block_start",
                              R"("index":0,"content_block":{"type":"text","text":""})");
const QByteArray kThinkingBlock = sse(
    "content_block_start", R"("index":0,"content_block":{"type":"thinking","thinking":"","signature":""})");
const QByteArray kEndBlock = sse("content_block_stop", R"("index":0)");
const QByteArray kEnd = stop("end_turn") + sse("message_stop");
} // namespace

class AnthropicStreamTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySplitReadsTheSame_data();
    void everySplitReadsTheSame();
    void everyCutKeepsWhatCame();
    void stopReasons_data();
    void stopReasons();
    void takesCountsAndNames();
    void keepsThoughtsApart();
    void ignoresWhatItDoesNotKnow();
    void ignoresWhatComesAfterTheStop();
    void aConnectionErrorAfterTheLastWordIsNone();
    void wrongTypesAreNoAnswer_data();
    void wrongTypesAreNoAnswer();
    void aStreamOfWhiteSpaceEnds();
};

void AnthropicStreamTest::everySplitReadsTheSame_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QString>("said");
    QTest::addColumn<QString>("thinking");
    QTest::addColumn<QString>("error");
    const QString none;
    const QByteArray whole = kStart + kThinkingBlock + thought("Hm, ") + thought("gr\xC3\xBC\xC3\x9F.")
                             + kEndBlock + kBlock + sse("ping") + text("Gr\xC3\xBC\xC3\x9F ")
                             + text("dich \xF0\x9F\x8C\xB3 \\ud83c\\udf33") + kEndBlock + kEnd;
    QTest::newRow("a stream") << whole << u"Grüß dich 🌳 🌳"_s << u"Hm, grüß."_s << none;
    QTest::newRow("with a mark, blank lines, comments and CRLF")
        << "\xEF\xBB\xBF\r\n\r\n: hello\r\n\r\n" + QByteArray(whole).replace('\n', "\r\n")
        << u"Grüß dich 🌳 🌳"_s << u"Hm, grüß."_s << none;
    QTest::newRow("without event lines")
        << QByteArray("data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":"
                      "\"one\"}}\n\ndata: {\"type\":\"message_stop\"}")
        << u"one"_s << none << none;
    QTest::newRow("without types, but event lines")
        << QByteArray("event: content_block_delta\ndata: {\"delta\":{\"type\":\"text_delta\",\"text\":"
                      "\"one\"}}\n\nevent: message_stop\ndata: {}\n\n")
        << u"one"_s << none << none;
    QTest::newRow("text in the beginning of a block")
        << kStart + sse("content_block_start", R"("content_block":{"type":"text","text":"one "})")
               + text("two") + kEnd
        << u"one two"_s << none << none;
    QTest::newRow("one object") << QByteArray(
        "\xEF\xBB\xBF {\"type\":\"message\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm.\"},"
        "{\"type\":\"text\",\"text\":\"gr\xC3\xBC\xC3\x9F\"},{\"type\":\"text\",\"text\":\" dich\"}],"
        "\"stop_reason\":\"max_tokens\",\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}\n")
                                << u"grüß dich"_s << u"Hm."_s << none;
    QTest::newRow("an error in mid-stream")
        << kStart + kBlock + text("one ")
               + sse("error", R"("error":{"type":"overloaded_error","message":"Overloaded"})")
        << u"one "_s << none << u"bad-response server-error"_s;
    QTest::newRow("an error as the last word, without a line end")
        << kStart + kBlock + text("one ")
               + sse("error", R"("error":{"type":"rate_limit_error","message":"slow"})").trimmed()
        << u"one "_s << none << u"rate-limited "_s;
    QTest::newRow("an error as an object") << QByteArray(
        R"({"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}})")
                                           << none << none << u"auth "_s;
    QTest::newRow("only thoughts") << kStart + kThinkingBlock + thought("Hm.") + stop("max_tokens")
                                          + sse("message_stop")
                                   << none << u"Hm."_s << u"bad-response thoughts-only"_s;
    QTest::newRow("declined") << kStart + stop("refusal") + sse("message_stop") << none << none
                              << u"bad-response content-filter"_s;
    QTest::newRow("a list") << QByteArray("[{\"error\":{\"code\":429,\"message\":\"x\"}}]") << none << none
                            << u"rate-limited "_s;
    QTest::newRow("a page") << QByteArray("<html>hello</html>") << none << none << u"bad-response "_s;
    QTest::newRow("nothing") << QByteArray(" \r\n ") << none << none << u"bad-response empty-answer"_s;
    QTest::newRow("another protocol's object")
        << QByteArray(R"({"choices":[{"message":{"content":"one"}}]})") << none << none << u"bad-response "_s;
    QTest::newRow("another protocol's stream")
        << QByteArray("data: {\"choices\":[{\"delta\":{\"content\":\"one\"}}]}\n\n") << none << none
        << u"bad-response "_s;
    QTest::newRow("broken JSON") << kStart + text("one ") + "data: {\"type\":\n\n" + text("two") << u"one "_s
                                 << none << u"bad-response "_s;
    QTest::newRow("cut") << kStart + kBlock + text("one ") + text("two").chopped(20) << u"one "_s << none
                         << u"network cut"_s;
    QTest::newRow("cut before a word") << kStart << none << none << u"network cut"_s;
    QTest::newRow("only thoughts that are kept back")
        << kStart + kThinkingBlock + kEndBlock + stop("max_tokens") + sse("message_stop") << none << none
        << u"bad-response thoughts-only"_s;
    QTest::newRow("only hidden thoughts")
        << kStart
               + sse("content_block_start", R"("content_block":{"type":"redacted_thinking","data":"eA=="})")
               + stop("max_tokens") + sse("message_stop")
        << none << none << u"bad-response thoughts-only"_s;
    QTest::newRow("only thoughts, though there was room")
        << kStart + kThinkingBlock + thought("Hm.") + kEnd << none << u"Hm."_s
        << u"bad-response empty-answer"_s;
    QTest::newRow("no word within the bound") << kStart + stop("max_tokens") + sse("message_stop") << none
                                              << none << u"bad-response empty-answer"_s;
}

void AnthropicStreamTest::everySplitReadsTheSame()
{
    QFETCH(QByteArray, input);
    QFETCH(QString, said);
    QFETCH(QString, thinking);
    QFETCH(QString, error);
    const Read whole = readAll({input});
    QCOMPARE(whole.error, error);
    QCOMPARE(whole.deltas.join(QString()), said);
    QCOMPARE(whole.thoughts.join(QString()), thinking);
    QVERIFY(!whole.deltas.contains(QString()) && !whole.thoughts.contains(QString()));
    if (error.isEmpty()) {
        QCOMPARE(whole.completion->text, said);
        QCOMPARE(whole.completion->reasoning, thinking);
    }
    for (qsizetype at = 0; at <= input.size(); ++at)
        QVERIFY2(readAll({input.first(at), input.sliced(at)}) == whole, qPrintable(u"cut at %1"_s.arg(at)));
    QList<QByteArray> single;
    for (const char byte : input)
        single.append(QByteArray(1, byte));
    QVERIFY(readAll(single) == whole);
}

// However early it ends, no word is lost that had come, none is invented, and only the whole is a success.
void AnthropicStreamTest::everyCutKeepsWhatCame()
{
    const QByteArray begun = kStart + kBlock + text("one ") + text("two") + kEndBlock;
    const QByteArray whole = begun + kEnd;
    const qsizetype first = (kStart + kBlock + text("one ")).trimmed().size();
    const qsizetype second = (kStart + kBlock + text("one ") + text("two")).trimmed().size();
    const qsizetype stopped = (begun + stop("end_turn")).trimmed().size();
    const Error reset{.kind = ErrorKind::Network, .detail = u"reset"_s, .code = u"cut"_s};
    for (qsizetype length = 0; length < whole.size(); ++length) {
        for (const bool broken : {false, true}) {
            const Read read = readAll({whole.first(length)},
                                      broken ? std::optional<Error>(reset) : std::nullopt);
            const QString said = length >= second ? u"one two"_s : length >= first ? u"one "_s : QString();
            const QByteArray place = "cut at " + QByteArray::number(length);
            QVERIFY2(read.deltas.join(QString()) == said, place);
            QVERIFY2(read.completion.has_value() == (length >= stopped), place);
            if (broken && length < stopped)
                QCOMPARE(read.error, u"network cut"_s);
        }
    }
}

void AnthropicStreamTest::stopReasons_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("reason");
    QTest::newRow("its end") << QByteArray("end_turn") << int(StopReason::Stop);
    QTest::newRow("a stop sequence") << QByteArray("stop_sequence") << int(StopReason::Stop);
    QTest::newRow("the bound") << QByteArray("max_tokens") << int(StopReason::Length);
    QTest::newRow("the context") << QByteArray("model_context_window_exceeded") << int(StopReason::Length);
    QTest::newRow("declined half-way") << QByteArray("refusal") << int(StopReason::ContentFilter);
    QTest::newRow("a tool") << QByteArray("tool_use") << int(StopReason::Other);
    QTest::newRow("a new one") << QByteArray("tea_break") << int(StopReason::Other);
}

void AnthropicStreamTest::stopReasons()
{
    QFETCH(QByteArray, name);
    QFETCH(int, reason);
    const Read streamed = readAll({kStart + kBlock + text("one") + stop(name) + sse("message_stop")});
    const Read object = readAll({R"({"type":"message","content":[{"type":"text","text":"one"}],)"
                                 R"("stop_reason":")"
                                 + name + "\"}"});
    for (const Read &read : {streamed, object}) {
        QVERIFY2(read.completion.has_value(), qPrintable(read.error));
        QCOMPARE(read.completion->text, u"one"_s);
        QCOMPARE(int(read.completion->stopReason), reason);
    }
}

void AnthropicStreamTest::takesCountsAndNames()
{
    const Read read = readAll({kStart + text("x") + kEnd});
    QVERIFY(read.completion.has_value());
    QCOMPARE(read.completion->model, u"claude-t"_s);
    QCOMPARE(read.completion->promptTokens.value_or(-1), 42); // what came from the cache was read, too
    QCOMPARE(read.completion->completionTokens.value_or(-1), 7);
    QVERIFY(read.completion->stopReason == StopReason::Stop);

    const Read odd = readAll(
        {sse("message_start", R"("message":{"model":4,"usage":{"input_tokens":-3,"output_tokens":"z"}})")
         + text("x") + sse("message_delta", R"("delta":7,"usage":{"output_tokens":18446744073709551615})")
         + sse("message_stop")});
    QVERIFY2(odd.completion.has_value(), qPrintable(odd.error));
    QVERIFY(odd.completion->model.isEmpty());
    QVERIFY(!odd.completion->promptTokens && !odd.completion->completionTokens);
}

void AnthropicStreamTest::keepsThoughtsApart()
{
    const Read read = readAll(
        {kStart + kThinkingBlock + thought("One ") + thought("two.")
         + sse("content_block_delta", R"("delta":{"type":"signature_delta","signature":"c2lnbmVk"})")
         + kEndBlock
         + sse("content_block_start", R"("content_block":{"type":"redacted_thinking","data":"aGlkZGVu"})")
         + kEndBlock + kBlock + text("Three.") + kEnd});
    QCOMPARE(read.thoughts, (QStringList{u"One "_s, u"two."_s}));
    QCOMPARE(read.deltas, QStringList{u"Three."_s});
    QCOMPARE(read.completion->text, u"Three."_s);
}

void AnthropicStreamTest::ignoresWhatItDoesNotKnow()
{
    const Read read = readAll(
        {sse("hello", R"("text":"no")") + kStart + kBlock
         + sse("content_block_delta", R"("delta":{"type":"input_json_delta","partial_json":"{"})")
         + sse("content_block_delta", R"("delta":{"type":"citations_delta","citation":{"text":"no"}})")
         + text("one") + sse("content_block_delta", R"("delta":{"type":"new_delta","text":"no"})") + kEnd});
    QCOMPARE(read.error, QString());
    QCOMPARE(read.deltas, QStringList{u"one"_s});
}

void AnthropicStreamTest::ignoresWhatComesAfterTheStop()
{
    const Read read = readAll({kStart + text("x") + kEnd + text("y"), text("z")});
    QCOMPARE(read.deltas, QStringList{u"x"_s});
    QVERIFY(read.completion.has_value());
}

void AnthropicStreamTest::aConnectionErrorAfterTheLastWordIsNone()
{
    const Error reset{.kind = ErrorKind::Network};
    QVERIFY(readAll({kStart + text("x") + stop("end_turn")}, reset).completion.has_value());
    QCOMPARE(readAll({kStart + text("x")}, reset).error, u"network "_s);
    QCOMPARE(readAll({R"({"type":"message","content":[{"type":"text","te)"}, reset).error, u"network "_s);
    QCOMPARE(readAll({}, reset).error, u"network "_s);
}

void AnthropicStreamTest::wrongTypesAreNoAnswer_data()
{
    QTest::addColumn<QByteArray>("input");
    for (const char *object :
         {R"({"type":"message","content":"one"})",
          R"({"type":"message","content":[1,null,"one",{"type":3}]})",
          R"({"type":"message","content":[{"type":"text","text":7}],"usage":[],"stop_reason":{}})",
          R"({"type":"message","content":{}})", R"({"content":null})", "{}", "{", "[]", "<", "data: 3\n\n",
          "data: [1]\n\n", "data: {\"type\":\"content_block_delta\",\"delta\":[]}\n\n",
          "data: {\"type\":[],\"delta\":{\"text\":\"one\"}}\n\n"})
        QTest::newRow(object) << QByteArray(object);
    QTest::newRow("an event without end") << "data: " + QByteArray(3 * 1024 * 1024, 'x');
    QTest::newRow("not UTF-8") << QByteArray("data: \xFF\xFE\n\n");
}

void AnthropicStreamTest::wrongTypesAreNoAnswer()
{
    QFETCH(QByteArray, input);
    const Read read = readAll({input});
    QVERIFY(!read.error.isEmpty());
    QVERIFY(read.deltas.isEmpty() && !read.completion);
}

void AnthropicStreamTest::aStreamOfWhiteSpaceEnds()
{
    AnthropicStream stream;
    ChatPieces pieces;
    bool failed = false;
    for (int round = 0; round < 100 && !failed; ++round)
        failed = !stream.feed(QByteArray(100, '\n'), pieces);
    QVERIFY(failed);
}

QTEST_GUILESS_MAIN(AnthropicStreamTest)
#include "AnthropicStreamTest.moc"

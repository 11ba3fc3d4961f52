#include "core/providers/llm/ChatStream.h"

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

Read readAll(const QList<QByteArray> &pieces)
{
    ChatStream stream;
    Read read;
    ChatPieces all;
    for (const QByteArray &piece : pieces) {
        const Result<> fed = stream.feed(piece, all);
        read.deltas = all.deltas;
        read.thoughts = all.thoughts;
        if (!fed) {
            read.error = toString(fed.error().kind);
            return read;
        }
    }
    const Result<Completion> finished = stream.finish(std::nullopt, all);
    read.deltas = all.deltas;
    read.thoughts = all.thoughts;
    if (finished)
        read.completion = *finished;
    else
        read.error = toString(finished.error().kind) + u' ' + finished.error().code;
    return read;
}

QByteArray chunk(const QByteArray &content)
{
    return "data: {\"choices\":[{\"delta\":{\"content\":\"" + content + "\"}}]}\n\n";
}

const QByteArray kStop =
    "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
} // namespace

class ChatStreamTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySplitReadsTheSame_data();
    void everySplitReadsTheSame();
    void noDeltaHasHalfACharacter_data();
    void noDeltaHasHalfACharacter();
    void takesCountsAndNames();
    void takesPartsAndRefusals();
    void tellsThoughtsFromText_data();
    void tellsThoughtsFromText();
    void takesAnEnormousLine();
    void ignoresWhatComesAfterDone();
    void aConnectionErrorAfterTheLastWordIsNone();
};

void ChatStreamTest::everySplitReadsTheSame_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("error");
    QTest::newRow("a stream") << chunk("Gr\xC3\xBC\xC3\x9F ") + chunk("dich \xF0\x9F\x8C\xB3") + kStop
                              << u"Grüß dich 🌳"_s << QString();
    QTest::newRow("with a mark, blank lines and CRLF")
        << "\xEF\xBB\xBF\r\n\r\n" + QByteArray(chunk("one ") + chunk("two") + kStop).replace('\n', "\r\n")
        << u"one two"_s << QString();
    QTest::newRow("halves in escapes")
        << chunk("a\\ud83c") + chunk("\\udf33b") + kStop << u"a🌳b"_s << QString();
    QTest::newRow("one object") << QByteArray(
        " {\"choices\":[{\"message\":{\"content\":\"gr\xC3\xBC\xC3\x9F\"},\"finish_reason\":\"length\"}]}\n")
                                << u"grüß"_s << QString();
    QTest::newRow("an error in a list")
        << QByteArray("[{\"error\":{\"code\":429,\"message\":\"x\"}}]") << QString() << u"rate-limited "_s;
    QTest::newRow("a page") << QByteArray("<html>hello</html>") << QString() << u"bad-response "_s;
    QTest::newRow("nothing") << QByteArray(" \r\n ") << QString() << u"bad-response empty-answer"_s;
    QTest::newRow("cut") << chunk("one ") + chunk("two").chopped(20) << u"one "_s << u"network cut"_s;
}

void ChatStreamTest::everySplitReadsTheSame()
{
    QFETCH(QByteArray, input);
    QFETCH(QString, text);
    QFETCH(QString, error);
    const Read whole = readAll({input});
    QCOMPARE(whole.error, error);
    QCOMPARE(whole.deltas.join(QString()), text);
    if (error.isEmpty())
        QCOMPARE(whole.completion->text, text);
    for (qsizetype at = 0; at <= input.size(); ++at)
        QVERIFY2(readAll({input.first(at), input.sliced(at)}) == whole, qPrintable(u"cut at %1"_s.arg(at)));
    QList<QByteArray> single;
    for (const char byte : input)
        single.append(QByteArray(1, byte));
    QVERIFY(readAll(single) == whole);
}

void ChatStreamTest::noDeltaHasHalfACharacter_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QStringList>("deltas");
    QTest::newRow("a pair in one") << chunk("\\ud83c\\udf33") + kStop << QStringList{u"🌳"_s};
    QTest::newRow("over two") << chunk("a\\ud83c") + chunk("\\udf33b") + kStop
                              << QStringList{u"a"_s, u"🌳b"_s};
    QTest::newRow("only halves") << chunk("\\ud83c") + chunk("\\udf33") + kStop << QStringList{u"🌳"_s};
    QTest::newRow("a first half alone")
        << chunk("a\\ud83c") + chunk("b") + kStop << QStringList{u"a"_s, u"\uFFFDb"_s};
    QTest::newRow("a second half alone") << chunk("a\\udf33b") + kStop << QStringList{u"a\uFFFDb"_s};
    QTest::newRow("a first half at the end") << chunk("a\\uD83C") + kStop << QStringList{u"a"_s, u"\uFFFD"_s};
    QTest::newRow("an escaped backslash before u")
        << chunk("a\\\\ud83c \\ud83c") + chunk("\\udf33") + kStop << QStringList{u"a\\ud83c "_s, u"🌳"_s};
}

void ChatStreamTest::noDeltaHasHalfACharacter()
{
    QFETCH(QByteArray, input);
    QFETCH(QStringList, deltas);
    const Read read = readAll({input});
    QCOMPARE(read.error, QString());
    QCOMPARE(read.deltas, deltas);
    for (const QString &delta : read.deltas)
        QVERIFY(delta.isValidUtf16());
    QCOMPARE(read.completion->text, deltas.join(QString()));
}

void ChatStreamTest::takesCountsAndNames()
{
    const Read read = readAll({"data: "
                               "{\"model\":\"m-1\",\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_"
                               "reason\":\"length\"}],\"usage\":null}\n\n"
                               "data: "
                               "{\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":-3,"
                               "\"total_tokens\":\"z\"}}\n\ndata: [DONE]\n\n"});
    QVERIFY(read.completion.has_value());
    QCOMPARE(read.completion->model, u"m-1"_s);
    QCOMPARE(read.completion->promptTokens.value_or(-1), 12);
    QVERIFY(!read.completion->completionTokens.has_value());
    QVERIFY(read.completion->stopReason == StopReason::Length);
}

void ChatStreamTest::takesPartsAndRefusals()
{
    QCOMPARE(readAll({"data: "
                      "{\"choices\":[{\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":"
                      "\"image\"},{\"type\":\"text\",\"text\":\"b\"}]}}]}\n\n"
                      + kStop})
                 .deltas,
             QStringList{u"ab"_s});
    QCOMPARE(readAll({"data: {\"choices\":[{\"delta\":{\"content\":null,\"refusal\":\"No.\"}}]}\n\n" + kStop})
                 .deltas,
             QStringList{u"No."_s});
    // What a model thinks is no part of its answer.
    QCOMPARE(readAll({"data: {\"choices\":[{\"delta\":{\"content\":null,\"reasoning_content\":\"Hm.\"}}]}\n\n"
                      + kStop})
                 .error,
             u"bad-response thoughts-only"_s);
}

void ChatStreamTest::tellsThoughtsFromText_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QString>("thoughts");
    QTest::addColumn<QString>("text");
    const auto thought = [](const char *field, const QByteArray &text) {
        return QByteArray("data: {\"choices\":[{\"delta\":{\"content\":null,\"") + field + "\":\"" + text
               + "\"}}]}\n\n";
    };
    QTest::newRow("reasoning_content")
        << thought("reasoning_content", "Hm, ") + thought("reasoning_content", "\xF0\x9F\x8C\xB3.")
               + chunk("Yes.") + kStop
        << u"Hm, 🌳."_s << u"Yes."_s;
    QTest::newRow("reasoning") << thought("reasoning", "Hm.") + chunk("Yes.") + kStop << u"Hm."_s
                               << u"Yes."_s;
    QTest::newRow("halves of a pair in thoughts")
        << thought("reasoning", "a\\ud83c") + thought("reasoning", "\\udf33") + chunk("Yes.") + kStop
        << u"a🌳"_s << u"Yes."_s;
    QTest::newRow("think tags") << chunk("<think>Hm, 1 < 2.</think>\\n\\nYes.") + kStop << u"Hm, 1 < 2."_s
                                << u"Yes."_s;
    QTest::newRow("thinking tags, after blanks, cut")
        << chunk("\\n<thi") + chunk("nking>H") + chunk("m</thin") + chunk("k></thinking") + chunk(">\\n")
               + chunk("\\nYes.") + kStop
        << u"Hm</think>"_s << u"Yes."_s;
    QTest::newRow("empty thoughts") << chunk("<think>\\n\\n</think>\\n\\nYes.") + kStop << u"\n\n"_s
                                    << u"Yes."_s;
    QTest::newRow("as parts")
        << "data: {\"choices\":[{\"delta\":{\"content\":[{\"type\":\"thinking\",\"thinking\":[{"
           "\"type\":\"text\",\"text\":\"Hm.\"}]},{\"type\":\"text\",\"text\":\"Yes.\"}]}}]}\n\n"
               + kStop
        << u"Hm."_s << u"Yes."_s;
    QTest::newRow("a tag in the text")
        << chunk("Write <think>so</think>.") + kStop << QString() << u"Write <think>so</think>."_s;
    QTest::newRow("almost a tag") << chunk("<thin") + chunk("ner>") + kStop << QString() << u"<thinner>"_s;
    QTest::newRow("nothing but the beginning of a tag") << chunk("<th") + kStop << QString() << u"<th"_s;
    QTest::newRow("one object") << QByteArray(
        "{\"choices\":[{\"message\":{\"content\":\"<think>Hm.</think>Yes.\","
        "\"reasoning_content\":\"First: \"},\"finish_reason\":\"stop\"}]}")
                                << u"First: Hm."_s << u"Yes."_s;
}

void ChatStreamTest::tellsThoughtsFromText()
{
    QFETCH(QByteArray, input);
    QFETCH(QString, thoughts);
    QFETCH(QString, text);
    const Read whole = readAll({input});
    QCOMPARE(whole.error, QString());
    QCOMPARE(whole.thoughts.join(QString()), thoughts);
    QCOMPARE(whole.deltas.join(QString()), text);
    QCOMPARE(whole.completion->reasoning, thoughts);
    QCOMPARE(whole.completion->text, text);
    for (qsizetype at = 1; at < input.size(); ++at)
        QVERIFY2(readAll({input.first(at), input.sliced(at)}) == whole, QByteArray::number(at).constData());
    // Thoughts that never end are no answer.
    QCOMPARE(readAll({chunk("<think>and on and on") + kStop}).error, u"bad-response thoughts-only"_s);
    QCOMPARE(readAll({chunk("<think>and on")
                      + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\n"})
                 .error,
             u"bad-response thoughts-only"_s);
}

void ChatStreamTest::takesAnEnormousLine()
{
    const QByteArray all(4'000'000, 'a');
    const Read read = readAll({chunk(all) + kStop});
    QCOMPARE(read.error, QString());
    QCOMPARE(read.completion->text.size(), all.size());
    QCOMPARE(readAll({chunk(QByteArray(17 * 1024 * 1024, 'a'))}).error, u"bad-response"_s); // an end there is
}

void ChatStreamTest::ignoresWhatComesAfterDone()
{
    const Read read = readAll({chunk("x") + kStop + chunk("y"), chunk("z")});
    QCOMPARE(read.deltas, QStringList{u"x"_s});
    QVERIFY(read.completion.has_value());
}

void ChatStreamTest::aConnectionErrorAfterTheLastWordIsNone()
{
    ChatStream stream;
    ChatPieces pieces;
    QVERIFY(stream.feed(chunk("x") + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
                        pieces));
    QVERIFY(!stream.isDone());
    Error error;
    error.kind = ErrorKind::Network;
    QVERIFY(stream.finish(error, pieces).has_value());
    ChatStream other;
    QVERIFY(other.feed(chunk("x"), pieces));
    const Result<Completion> cut = other.finish(error, pieces);
    QVERIFY(!cut && cut.error().kind == ErrorKind::Network);
}

QTEST_GUILESS_MAIN(ChatStreamTest)
#include "ChatStreamTest.moc"

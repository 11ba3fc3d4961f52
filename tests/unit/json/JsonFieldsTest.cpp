#include "core/json/JsonFields.h"

#include "core/json/JsonText.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

using Origin = JsonFields::Origin;

class JsonFieldsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fields();
    void neededFields();
    void fieldsThatAreWrong_data();
    void fieldsThatAreWrong();
    void wholeNumbers_data();
    void wholeNumbers();
    void times_data();
    void times();
    void ids();
    void missingIsTold();
    void firstProblemIsTold();
    void whatAFileMay();
    void noObjects_data();
    void noObjects();
    void texts_data();
    void texts();
};

namespace {
const QStringList kTypes{u"text"_s, u"number"_s, u"integer"_s, u"whole"_s, u"flag"_s,
                         u"time"_s, u"id"_s,     u"array"_s,   u"object"_s};

void take(JsonFields &fields, const QString &type)
{
    if (type == "text"_L1)
        fields.text("x", 6);
    else if (type == "number"_L1)
        fields.number("x", 0, 2);
    else if (type == "integer"_L1)
        fields.integer("x", 0, 2);
    else if (type == "whole"_L1)
        fields.whole("x", 0, 2);
    else if (type == "flag"_L1)
        fields.flag("x");
    else if (type == "time"_L1)
        fields.time("x");
    else if (type == "id"_L1)
        fields.id("x");
    else if (type == "array"_L1)
        fields.array("x");
    else
        fields.object("x");
}
} // namespace

void JsonFieldsTest::fields()
{
    const json object{{"text", "Hello"}, {"number", 1.5},        {"whole", 3.0},    {"flag", false},
                      {"none", nullptr}, {"time", "1969-07-20"}, {"list", json{1}}, {"object", {{"a", 1}}}};
    JsonFields fields(object);
    QCOMPARE(fields.text("text", 5), std::optional(u"Hello"_s));
    QCOMPARE(fields.number("number", 0, 2), std::optional(1.5));
    QCOMPARE(fields.integer("whole", 0, 3), std::optional(3));
    QCOMPARE(fields.flag("flag"), std::optional(false));
    QCOMPARE(fields.time("time")->toString(Qt::ISODate), u"1969-07-20T00:00:00Z"_s);
    QVERIFY(fields.isNull("none") && fields.has("none") && !fields.has("other"));
    QVERIFY(!fields.text("none", 5) && !fields.number("none") && !fields.integer("other")
            && !fields.value("none") && !fields.array("none") && !fields.object("other"));
    QVERIFY(fields.id("none").isEmpty());
    QVERIFY(fields.array("list")->size() == 1 && fields.object("object")->contains("a"));
    fields.refuseOthers();
    QVERIFY(fields.check().has_value());
}

void JsonFieldsTest::neededFields()
{
    const json object{{"text", ""},           {"number", 1.5},
                      {"whole", 3},           {"flag", true},
                      {"time", "1969-07-20"}, {"id", "{3F2A6C1E-0D4B-4E8F-9A57-6B1C2D3E4F50}"}};
    JsonFields fields(object);
    QCOMPARE(fields.neededText("text", 5), QString());
    QCOMPARE(fields.neededNumber("number"), 1.5);
    QCOMPARE(fields.neededWhole("whole"), qint64(3));
    QCOMPARE(fields.neededInteger("whole", 3, 3), 3);
    QCOMPARE(fields.neededFlag("flag"), true);
    QCOMPARE(fields.neededTime("time").date(), QDate(1969, 7, 20));
    QVERIFY(fields.check().has_value());
}

void JsonFieldsTest::fieldsThatAreWrong_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("right"); // for which of the types it is
    QTest::newRow("text") << QByteArray(R"("Hello")") << u"text"_s;
    QTest::newRow("long text") << QByteArray(R"("Hello there")") << QString();
    QTest::newRow("NUL") << QByteArray(R"("a\u0000b")") << QString();
    QTest::newRow("whole") << QByteArray("1") << u"number integer whole"_s;
    QTest::newRow("half") << QByteArray("1.5") << u"number"_s;
    QTest::newRow("too high") << QByteArray("2.01") << QString();
    QTest::newRow("too low") << QByteArray("-1") << QString();
    QTest::newRow("huge") << QByteArray("123456789012345678901234567890") << QString();
    QTest::newRow("beyond 64 bits") << QByteArray("18446744073709551615") << QString();
    QTest::newRow("1 beyond 64 bits, were it cut") << QByteArray("18446744073709551617") << QString();
    QTest::newRow("1 beyond 32 bits, were it cut") << QByteArray("4294967297") << QString();
    QTest::newRow("true") << QByteArray("true") << u"flag"_s;
    QTest::newRow("list") << QByteArray("[1]") << u"array"_s;
    QTest::newRow("object") << QByteArray(R"({"a":1})") << u"object"_s;
    QTest::newRow("date") << QByteArray(R"("2020-02-03")") << u"time"_s;
    QTest::newRow("no date") << QByteArray(R"("2020-02-30")") << QString();
    QTest::newRow("id") << QByteArray(R"("3f2a6c1e-0d4b-4e8f-9a57-6b1c2d3e4f50")") << u"id"_s;
    QTest::newRow("no id") << QByteArray(R"("3f2a6c1e-0d4b-4e8f-9a57-6b1c2d3e4f5")") << QString();
}

void JsonFieldsTest::fieldsThatAreWrong()
{
    QFETCH(QByteArray, value);
    QFETCH(QString, right);
    const json object{{"x", json::parse(value.toStdString())}};
    for (const QString &type : kTypes) {
        JsonFields fields(object);
        take(fields, type);
        const Result<void> checked = fields.check();
        QVERIFY2(checked.has_value() == right.split(u' ').contains(type), qPrintable(type));
        if (!checked) {
            QCOMPARE(fields.wrongField(), u"x"_s);
            QVERIFY2(checked.error().detail.startsWith(u"“x” must "_s), qPrintable(checked.error().detail));
            QVERIFY(checked.error().kind == ErrorKind::InvalidInput);
            QCOMPARE(checked.error().code, u"wrong-field"_s);
        }
        JsonFields stored(object, Origin::File);
        take(stored, type);
        if (const Result<void> read = stored.check(); !read)
            QCOMPARE(read.error().code, u"file-damaged"_s);
    }
}

void JsonFieldsTest::wholeNumbers_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("right");
    QTest::addColumn<qint64>("number");
    QTest::newRow("least") << QByteArray("-9223372036854775808") << true << JsonFields::kLeast;
    QTest::newRow("most") << QByteArray("9223372036854775807") << true << JsonFields::kMost;
    QTest::newRow("one more") << QByteArray("9223372036854775808") << false << qint64(0);
    QTest::newRow("one less") << QByteArray("-9223372036854775809") << false << qint64(0);
    QTest::newRow("real") << QByteArray("-3.0") << true << qint64(-3);
    QTest::newRow("with an exponent") << QByteArray("3e2") << true << qint64(300);
    QTest::newRow("as exact as a double is")
        << QByteArray("9007199254740992.0") << true << qint64(9007199254740992);
    QTest::newRow("beyond that") << QByteArray("9007199254740994.0") << false << qint64(0);
    QTest::newRow("huge") << QByteArray("1e300") << false << qint64(0);
    QTest::newRow("as a text") << QByteArray("\"3\"") << false << qint64(0);
}

void JsonFieldsTest::wholeNumbers()
{
    QFETCH(QByteArray, value);
    QFETCH(bool, right);
    QFETCH(qint64, number);
    const json object{{"x", json::parse(value.toStdString())}};
    JsonFields fields(object);
    const std::optional<qint64> whole = fields.whole("x");
    QCOMPARE(whole.has_value(), right);
    QCOMPARE(whole.value_or(0), number);
    QCOMPARE(fields.check().has_value(), right);
}

void JsonFieldsTest::times_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("right");
    QTest::newRow("a day") << u"1969-07-20"_s << true;
    QTest::newRow("with a zone") << u"1969-07-20T20:17:00.5+02:00"_s << true;
    QTest::newRow("the first year") << u"0001-01-01T00:00:00Z"_s << true;
    QTest::newRow("before it, in UTC") << u"0001-01-01T00:00:00+01:00"_s << false;
    QTest::newRow("the last year") << u"9999-12-31T23:59:59.999Z"_s << true;
    QTest::newRow("after it, in UTC") << u"9999-12-31T23:59:59-01:00"_s << false;
    QTest::newRow("before Christ") << u"-044-03-15"_s << false;
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("words") << u"yesterday"_s << false;
    QTest::newRow("long") << u"1969-07-20"_s + QString(100, u' ') << false;
}

void JsonFieldsTest::times()
{
    QFETCH(QString, text);
    QFETCH(bool, right);
    const json object{{"x", text.toStdString()}};
    JsonFields fields(object);
    const std::optional<QDateTime> time = fields.time("x");
    QCOMPARE(time.has_value(), right);
    QCOMPARE(fields.check().has_value(), right);
    if (time)
        QVERIFY(time->timeSpec() == Qt::UTC);
}

void JsonFieldsTest::ids()
{
    const json object{{"a", "3F2A6C1E-0D4B-4E8F-9A57-6B1C2D3E4F50"}, {"empty", ""}};
    JsonFields fields(object);
    QCOMPARE(fields.id("a"), u"3f2a6c1e-0d4b-4e8f-9a57-6b1c2d3e4f50"_s);
    QCOMPARE(fields.id("empty"), QString());
    QVERIFY(fields.check());
    QCOMPARE(fields.neededId("empty"), QString());
    QCOMPARE(fields.check().error().detail, u"“empty” is missing: it must be an id"_s);
}

void JsonFieldsTest::missingIsTold()
{
    for (const json &object : {json::object(), json{{"x", nullptr}}}) {
        using Take = void (*)(JsonFields &);
        for (const Take needed : {Take([](JsonFields &fields) { fields.neededText("x", 5); }),
                                  Take([](JsonFields &fields) { fields.neededId("x"); }),
                                  Take([](JsonFields &fields) { fields.neededNumber("x"); }),
                                  Take([](JsonFields &fields) { fields.neededWhole("x"); }),
                                  Take([](JsonFields &fields) { fields.neededInteger("x", 0); }),
                                  Take([](JsonFields &fields) { fields.neededFlag("x"); }),
                                  Take([](JsonFields &fields) { fields.neededTime("x"); })}) {
            JsonFields fields(object);
            needed(fields);
            const Result<void> checked = fields.check();
            QVERIFY(!checked);
            QVERIFY2(checked.error().detail.startsWith(u"“x” is missing: it must be "_s),
                     qPrintable(checked.error().detail));
        }
    }
}

void JsonFieldsTest::firstProblemIsTold()
{
    const json object{{"a", 1}, {"b", 2}, {"c", 3}};
    JsonFields fields(object);
    fields.neededText("b", 5); // is no text, which says more than that it is missing
    fields.text("a", 5);
    fields.refuseOthers();
    QCOMPARE(fields.wrongField(), u"b"_s);
    QCOMPARE(fields.check().error().detail, u"“b” must be a text"_s);

    const json misspelt{{"nmae", "x"}};
    JsonFields unknown(misspelt);
    unknown.refuseOthers();
    QCOMPARE(unknown.wrongField(), u"nmae"_s);
}

void JsonFieldsTest::whatAFileMay()
{
    const json object{{"text", std::string("a\0b", 3)}, {"time", ""}};
    JsonFields file(object, Origin::File);
    QCOMPARE(file.text("text", 3)->size(), 3);
    QVERIFY(!file.time("time"));
    QVERIFY(file.check());
    file.neededTime("time");
    QCOMPARE(file.check().error().code, u"file-damaged"_s);
}

void JsonFieldsTest::noObjects_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"null", "true", "1", "\"text\"", "[]", "[{\"x\":1}]"})
        QTest::newRow(text) << QByteArray(text);
}

void JsonFieldsTest::noObjects()
{
    QFETCH(QByteArray, text);
    const json value = json::parse(text.toStdString());
    for (const Origin origin : {Origin::Request, Origin::File}) {
        for (const QString &type : kTypes) {
            JsonFields fields(value, origin);
            take(fields, type);
            QVERIFY(!fields.has("x") && !fields.isNull("x") && !fields.value("x"));
            fields.refuseOthers();
            QVERIFY(!fields.check() && fields.wrongField().isEmpty());
        }
    }
}

void JsonFieldsTest::texts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("flaw"); // -1: none
    const auto flaw = [](JsonFlaw each) { return int(each); };
    QTest::newRow("object") << QByteArray(R"({"a":[1,"]]]",{}]})") << -1;
    QTest::newRow("as deep as may be") << QByteArray("[[[[]]]]") << -1;
    QTest::newRow("deeper") << QByteArray("[[[[[]]]]]") << flaw(JsonFlaw::TooDeep);
    QTest::newRow("deep in a text") << QByteArray(R"(["[[[[[[\"[[[[["])") << -1;
    QTest::newRow("very deep") << QByteArray(1'000'000, '[') << flaw(JsonFlaw::TooDeep);
    QTest::newRow("as many as may be") << QByteArray("[1,2,3,4,5,6,7,8]") << -1;
    QTest::newRow("more") << QByteArray("[1,2,3,4,5,6,7,8,9]") << flaw(JsonFlaw::TooManyValues);
    QTest::newRow("many lists") << QByteArray("[[],[],[],[],[]]") << flaw(JsonFlaw::TooManyValues);
    QTest::newRow("empty") << QByteArray() << flaw(JsonFlaw::Malformed);
    QTest::newRow("cut") << QByteArray(R"({"a":"\)") << flaw(JsonFlaw::Malformed);
    QTest::newRow("two") << QByteArray("{}{}") << flaw(JsonFlaw::Malformed);
    QTest::newRow("closed too often") << QByteArray("]]]]") << flaw(JsonFlaw::Malformed);
    QTest::newRow("no UTF-8") << QByteArray("\"\xFF\"") << flaw(JsonFlaw::Malformed);
    QTest::newRow("half a pair") << QByteArray(R"("\uD800")") << flaw(JsonFlaw::Malformed);
    QTest::newRow("NaN") << QByteArray("[NaN]") << flaw(JsonFlaw::Malformed);
    QTest::newRow("beyond a double") << QByteArray("[1e999]") << flaw(JsonFlaw::Malformed);
}

void JsonFieldsTest::texts()
{
    QFETCH(QByteArray, text);
    QFETCH(int, flaw);
    const auto parsed = parseJsonText(text, {.depth = 4, .values = 8});
    QCOMPARE(parsed ? -1 : int(parsed.error()), flaw);
}

QTEST_GUILESS_MAIN(JsonFieldsTest)
#include "JsonFieldsTest.moc"

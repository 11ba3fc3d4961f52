#include "ImportFixture.h"
#include "core/knowledge/importers/CsvReader.h"

#include <QRandomGenerator>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
QList<QStringList> rowsOf(const QString &text, qsizetype cut = -1)
{
    QList<QStringList> rows;
    CsvReader reader([&rows](const QStringList &cells) -> Result<void> {
        rows.append(cells);
        return {};
    });
    const bool fed = cut < 0 ? reader.feed(text).has_value()
                             : reader.feed(text.first(cut)).has_value()
                                   && reader.feed(text.sliced(cut)).has_value();
    if (!fed || !reader.finish())
        qFatal("a row was refused");
    return rows;
}
} // namespace

class TablesTest : public QObject
{
    Q_OBJECT

    ImportFixture m_files;

private Q_SLOTS:
    void rows_data()
    {
        QTest::addColumn<QString>("csv");
        QTest::addColumn<QList<QStringList>>("rows");
        using Rows = QList<QStringList>;
        QTest::newRow("comma") << u"a,b\n1,2\n"_s << Rows{{u"a"_s, u"b"_s}, {u"1"_s, u"2"_s}};
        QTest::newRow("semicolon") << u"a;b\r\n1,5;2,5\r\n"_s << Rows{{u"a"_s, u"b"_s}, {u"1,5"_s, u"2,5"_s}};
        QTest::newRow("tab") << u"a\tb\r1\t2"_s << Rows{{u"a"_s, u"b"_s}, {u"1"_s, u"2"_s}};
        QTest::newRow("said") << u"sep=|\na|b"_s << Rows{{u"a"_s, u"b"_s}};
        QTest::newRow("quotes") << u"a,\"b,\"\"c\"\"\r\nd\", \"e\" \n"_s
                                << Rows{{u"a"_s, u"b,\"c\"\r\nd"_s, u"e"_s}};
        QTest::newRow("quote within") << u"a,5\" pipe\n"_s << Rows{{u"a"_s, u"5\" pipe"_s}};
        QTest::newRow("ragged") << u"a,b\n1\n1,2,3\n\n,,\n"_s
                                << Rows{{u"a"_s, u"b"_s}, {u"1"_s}, {u"1"_s, u"2"_s, u"3"_s}};
        QTest::newRow("quote without end") << u"a,\"b\nc"_s << Rows{{u"a"_s, u"b\nc"_s}};
        QTest::newRow("one column") << u"a\nb"_s << Rows{{u"a"_s}, {u"b"_s}};
        QTest::newRow("nothing") << QString() << Rows{};
    }

    void rows()
    {
        QFETCH(QString, csv);
        QFETCH(QList<QStringList>, rows);
        QCOMPARE(rowsOf(csv), rows);
        for (qsizetype cut = 0; cut <= csv.size(); ++cut)
            QCOMPARE(rowsOf(csv, cut), rows);
    }

    void unboundedCells()
    {
        QString text = u"\""_s + QString(3'000'000, u'x');
        qsizetype size = 0;
        for (const QStringList &cells : rowsOf(text)) {
            for (const QString &cell : cells) {
                QVERIFY(cell.size() <= 1024 * 1024);
                size += cell.size();
            }
        }
        QCOMPARE(size, 3'000'000);
        QVERIFY(rowsOf(QString(100'000, u',') + u'x').size() == 1);
    }

    void tables()
    {
        QCOMPARE(m_files.textOf(u"family.csv"_s,
                                "\xEF\xBB\xBFName;Born;\r\n\"M\xC3\xBCller; Hans\";3.5.1931;x\r\nAnna;;\r\n"),
                 u"Name: Müller; Hans\nBorn: 3.5.1931\nx\n\nName: Anna"_s);
        QCOMPARE(m_files.textOf(u"numbers.tsv"_s, "1\ttwo\n3\tfour\n"), u"1 | two\n\n3 | four"_s);
        QCOMPARE(m_files.textOf(u"header.csv"_s, "a,b\n"), u"a | b"_s);
        QCOMPARE(m_files.textOf(u"none.csv"_s, ",,\n"), u"file-empty"_s);
        QCOMPARE(m_files.textOf(u"binary.csv"_s, QByteArray("a,b\0c", 5)), u"file-type"_s);
        // The row's own date stays text, and dates nothing.
        const auto drafts = readDrafts(m_files.path(u"family.csv"_s));
        QVERIFY(drafts && !drafts->first().happenedAt.isValid());
    }

    void longTables()
    {
        QByteArray table("name,text\n");
        for (int i = 0; i < 30'000; ++i)
            table += QByteArray::number(i) + ",\"" + QByteArray("word ").repeated(12) + "\"\n";
        const auto drafts = readDrafts(m_files.write(u"long.csv"_s, table));
        QVERIFY(drafts);
        QCOMPARE(drafts->size(), 3);
        qsizetype rows = 0;
        for (const DocumentDraft &draft : *drafts) {
            QVERIFY(draft.content.startsWith("name: "_L1)); // divided between rows
            rows += draft.content.count(u"name: "_s);
        }
        QCOMPARE(rows, 30'000);
    }

    void json_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *tag, const QString &name, const QByteArray &bytes,
                            const QString &text) { QTest::newRow(tag) << name << bytes << text; };
        row("object", u"a.json"_s,
            R"({"owner":"Änne","home":{"city":"Lindau","at":[47.50,9]},"x":null,"y":""})",
            u"owner: Änne\nhome.city: Lindau\nhome.at: 47.50, 9"_s);
        row("list", u"a.json"_s, R"([{"name":"J\u00f6rg","ok":true},{"name":"Käthe"}])",
            u"name: Jörg\nok: true\n\nname: Käthe"_s);
        row("list within", u"a.json"_s, R"({"a":"b","family":[{"n":1},{"n":2,"z":[["q"]]}],"last":"c"})",
            u"a: b\n\nfamily.n: 1\n\nfamily.n: 2\nfamily.z: q\n\nlast: c"_s);
        row("lines", u"a.jsonl"_s, "{\"a\":1}\r\n\r\n{\"a\":2,\"b\":\"two\"}\n[3,4]\n",
            u"a: 1\n\na: 2\nb: two\n\n3, 4"_s);
        row("by content", u"export"_s, "\xEF\xBB\xBF {\n \"a\" : 1 }", u"a: 1"_s);
        row("a text stays one", u"notes.txt"_s, "{\"a\": 1}", u"{\"a\": 1}"_s);
        row("scalar", u"a.json"_s, "\"alone\"", u"alone"_s);
        row("surrogates", u"a.json"_s, R"(["\ud83d\udc69"])", u"👩"_s);
        row("damaged surrogates", u"a.json"_s, R"({"a":"\ud83d"})", u"file-damaged"_s);
        row("bad utf-8", u"a.json"_s, "{\"a\":\"\xC3\"}", u"file-damaged"_s);
        row("no JSON", u"a.json"_s, "words", u"file-damaged"_s);
        row("too deep", u"a.json"_s, QByteArray("[").repeated(10'000), u"file-too-large"_s);
        row("too deep, objects", u"a.json"_s, QByteArray("{\"a\":").repeated(10'000), u"file-too-large"_s);
        row("empty", u"a.json"_s, "{}", u"file-empty"_s);
        row("white", u"a.json"_s, " \n ", u"file-empty"_s);
        row("number too large", u"a.json"_s, "[1e999]", u"file-damaged"_s);
        row("utf-16", u"a.json"_s, QByteArray("\xFF\xFE{\0\"\0a\0\"\0:\0001\0}\0", 16), u"a: 1"_s);
    }

    void json()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, bytes);
        QTEST(m_files.textOf(name, bytes), "text");
    }

    void picturesInJson()
    {
        const QByteArray bytes = QByteArray("iVBORw0KGgo/+").repeated(40);
        QCOMPARE(m_files.textOf(u"x.json"_s, R"({"name": "Anna", "photo": "data:image/png;base64,)" + bytes
                                                 + R"(", "thumb": ")" + bytes + R"(", "likes": "boats"})"),
                 u"name: Anna\nlikes: boats"_s);
    }

    void everyCutOfJson()
    {
        const QByteArray bytes(R"({"a":[1,2.5,{"b":"\u00e4\ud83d\udc69 ä"}],"c":{"d":[true,false,null]}})");
        for (qsizetype size = 1; size < bytes.size(); ++size)
            QCOMPARE(m_files.textOf(u"cut.json"_s, bytes.first(size)), u"file-damaged"_s);
        QCOMPARE(m_files.textOf(u"whole.json"_s, bytes), u"a: 1, 2.5\n\na.b: ä👩 ä\n\nc.d: true, false"_s);
    }

    // What came before the damage is kept.
    void damagedLine()
    {
        class Sink final : public DraftSink
        {
        public:
            Result<void> take(DocumentDraft draft) override
            {
                size += draft.content.size();
                return {};
            }
            Result<void> progress(qint64) override { return {}; }
            qsizetype size = 0;
        } sink;
        QByteArray lines;
        for (int i = 0; i < 40'000; ++i)
            lines += "{\"n\":" + QByteArray::number(i) + ",\"text\":\"" + QByteArray("word ").repeated(12)
                     + "\"}\n";
        const Result<void> read = importFile(m_files.write(u"long.jsonl"_s, lines + "{\"n\":"), sink);
        QVERIFY(!read);
        QCOMPARE(read.error().code, u"file-damaged"_s);
        QVERIFY(sink.size > 1'000'000);
    }
};

QTEST_GUILESS_MAIN(TablesTest)
#include "TablesTest.moc"

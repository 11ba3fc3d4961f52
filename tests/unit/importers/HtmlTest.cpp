#include "core/knowledge/importers/Html.h"

#include "ImportFixture.h"

#include <QElapsedTimer>
#include <QStringEncoder>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class HtmlTest : public QObject
{
    Q_OBJECT

    ImportFixture m_files;

private Q_SLOTS:
    void texts_data()
    {
        QTest::addColumn<QString>("html");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const QString &html, const QString &text) {
            QTest::newRow(name) << html << text;
        };
        row("paragraphs", u"<p>One\n two<p>three<br>four<div>five<div>six</div>seven</div>"_s,
            u"One two\n\nthree\nfour\n\nfive\n\nsix\n\nseven"_s);
        row("headings", u"<h1>A</h1>text<h3>B <b>c</b></h3>more"_s, u"# A\n\ntext\n\n### B c\n\nmore"_s);
        row("list", u"<p>x</p><ul><li>a<li><p>b</p><ul><li>c</ul><li>d</ul><ol><li>e<li>f</ol>"_s,
            u"x\n\n- a\n- b\n  - c\n- d\n1. e\n2. f"_s);
        row("table",
            u"<table><tr><th>Day<th>Place</tr><tr><td><p>Friday</p><td>Ulm &amp; Au</tr></table>after"_s,
            u"Day | Place\nFriday | Ulm & Au\n\nafter"_s);
        row("layout tables",
            u"<table><tr><td>Logo<td><table><tr><td>Hello</td></tr><tr><td>World</td></tr></table>"
            "<td>side</table>"_s,
            u"Logo\n\nHello\n\nWorld\n\nside"_s);
        row("pre", u"<pre>a\n  b   c\n</pre>d"_s, u"a\n  b   c\n\nd"_s);
        row("quote", u"<p>He wrote:</p><blockquote>one<p>two</blockquote>three"_s,
            u"He wrote:\n\n> one\n\n> two\n\nthree"_s);
        row("left out",
            u"<style>p{}</style><script>if(a<b)alert('x')</script><!-- c --><nav>menu</nav><p hidden>h</p>"
            "<p style='display: NONE'>h</p><span aria-hidden=true>h</span><noscript>n</noscript>"
            "<template>t</template><select><option>o</select>seen"_s,
            u"seen"_s);
        row("entities", u"&Auml;pfel&nbsp;&euro;&#x1F469;&#8211;&unknown; &lt;b&gt; AT&T"_s,
            u"Äpfel €👩–&unknown; <b> AT&T"_s);
        row("soft hyphens", u"Schiff&shy;fahrt\u200B!"_s, u"Schifffahrt!"_s);
        row("inline", u"a<b>b</b><i>c</i> <a href=x>d</a>"_s, u"abc d"_s);
        row("no end", u"<p>one <b>two"_s, u"one two"_s);
        row("wrong ends", u"</div><p>one</b></p></table>two</html>three"_s, u"one\n\ntwo\n\nthree"_s);
        row("nothing", u"<html><body></body></html>"_s, QString());
        row("plain", u"no mark-up at all"_s, u"no mark-up at all"_s);
        row("nul", u"a"_s + QChar(0) + u"b<p>c"_s, u"ab\n\nc"_s);
        row("external",
            u"<!DOCTYPE html SYSTEM \"file:///etc/passwd\" [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
            "<img src='http://127.0.0.1:9/x'>safe"_s,
            u"]>safe"_s);
    }

    void texts()
    {
        QFETCH(QString, html);
        QTEST(htmlToText(html).trimmed(), "text");
    }

    void encodings_data()
    {
        QTest::addColumn<QByteArray>("html");
        QTest::addColumn<QByteArray>("charset");
        const auto russian = [](const char *encoding) {
            return QByteArray(QStringEncoder(encoding)(u"Привет"_s));
        };
        QTest::newRow("meta") << "<html><meta charset='windows-1251'><p>" + russian("windows-1251")
                              << QByteArray();
        QTest::newRow("http-equiv")
            << "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=koi8-r\"><p>"
                   + russian("koi8-r")
            << QByteArray();
        QTest::newRow("xml") << "<?xml version='1.0' encoding='windows-1251'?><html><p>"
                                    + russian("windows-1251")
                             << QByteArray();
        QTest::newRow("header") << "<p>" + russian("koi8-r") << QByteArray("KOI8-R");
        QTest::newRow("impossible meta")
            << QByteArray("<meta charset=unicode><p>&#x41F;&#x440;&#x438;&#x432;&#x435;&#x442;")
            << QByteArray();
        QTest::newRow("wrong meta") << "<meta charset=iso-8859-1><p>" + russian("utf-8") << QByteArray();
        QTest::newRow("utf-8") << "<p>" + russian("utf-8") << QByteArray();
        QTest::newRow("utf-16") << QByteArray(QStringEncoder(
            QStringConverter::Utf16BE, QStringConverter::Flag::WriteBom)(u"<meta charset=utf-8><p>Привет"_s))
                                << QByteArray();
    }

    void encodings()
    {
        QFETCH(QByteArray, html);
        QFETCH(QByteArray, charset);
        if (!QStringEncoder("koi8-r").isValid())
            QSKIP("this Qt was built without ICU and knows no such encoding");
        QCOMPARE(htmlToText(html, charset).trimmed(), u"Привет"_s);
    }

    void files()
    {
        const auto titleOf = [this](const QString &name, const QByteArray &html) {
            const auto drafts = readDrafts(m_files.write(name, html));
            return drafts ? drafts->first().title : drafts.error().code;
        };
        QCOMPARE(titleOf(u"a.html"_s, "<title> The\n Boats </title><h1>No</h1>x"), u"The Boats"_s);
        QCOMPARE(titleOf(u"b.htm"_s, "<h1>The <i>Sea</i></h1>x"), u"The Sea"_s);
        QCOMPARE(titleOf(u"c.html"_s, "just text"), u"c"_s);
        // By content, whatever the name.
        QCOMPARE(titleOf(u"d.doc"_s, "\n<!-- x --><!DOCTYPE html><title>T</title><p>x"), u"T"_s);
        QCOMPARE(titleOf(u"e.txt"_s, "<HTML><head><title>T</title></head>x"), u"T"_s);
        QCOMPARE(m_files.textOf(u"f.txt"_s, "a <html> in a text"), u"a <html> in a text"_s);
        QCOMPARE(m_files.textOf(u"g.html"_s, "<title>only</title><script>x</script>"), u"file-empty"_s);
        QCOMPARE(m_files.textOf(u"h.html"_s, QByteArray(100, '\0')), u"file-not-text"_s);
    }

    void deep()
    {
        QCOMPARE(m_files.textOf(u"deep.html"_s, QByteArray("<div>").repeated(10'000) + "x"),
                 u"file-too-large"_s);
        // Old pages never close some of theirs: their text counts.
        QCOMPARE(
            m_files.textOf(u"fonts.html"_s, QByteArray("<p><font>word ").repeated(1000) + "end").right(3),
            u"end"_s);
        QVERIFY(htmlToText(u"begin "_s + u"<b>"_s.repeated(100'000) + u"lost"_s).startsWith("begin"_L1));
    }

    void everyCut()
    {
        const QByteArray bytes = ImportFixture::sampleBytes(u"letter.html"_s);
        for (qsizetype size = 0; size < bytes.size(); size += 7)
            htmlToText(bytes.first(size));
        // Pieces of any size give the same text.
        const QString html = QString::fromUtf8(bytes);
        const QString whole = htmlToText(html);
        QVERIFY(whole.contains("Zwetschgenkuchen"_L1));
        for (const qsizetype size : {1, 2, 3, 7, 100, 1000, 3999, 4001}) {
            QString text;
            qsizetype at = 0;
            HtmlHead head;
            QVERIFY(readHtml(
                [&]() -> Result<QString> {
                    const QString piece = html.mid(at, size);
                    at += size;
                    return piece;
                },
                [&text](const QString &piece) -> Result<void> {
                    text += piece;
                    return {};
                },
                head));
            QCOMPARE(text, whole);
            QCOMPARE(head.title, u"Brief aus Lindau"_s);
        }
    }

    // What would take quadratic time, if it did.
    void large()
    {
        const QList<QByteArray> starts{"<p>",  "<b>x</b>",        "<!--",     "<", "&",
                                       "</p>", "<table><tr><td>", "<a href='"};
        for (const QByteArray &start : starts) {
            QElapsedTimer timer;
            timer.start();
            htmlToText(start.repeated(1'000'000 / start.size()));
            QVERIFY2(timer.elapsed() < 15'000, start.constData());
        }
    }
};

QTEST_GUILESS_MAIN(HtmlTest)
#include "HtmlTest.moc"

#include "ui/chat/MarkdownBody.h"

#include "ui/widgets/Theme.h"

#include <QApplication>
#include <QImage>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>
#include <QTextList>
#include <QTextTable>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
// What a reader sees of a document: its words, block by block, with what makes a block special.
QStringList outline(const QTextDocument &document)
{
    QStringList lines;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        const QTextBlockFormat format = block.blockFormat();
        QString marks;
        if (format.headingLevel() > 0)
            marks += u"h%1 "_s.arg(format.headingLevel());
        if (format.hasProperty(QTextFormat::BlockQuoteLevel))
            marks += u"quote%1 "_s.arg(format.intProperty(QTextFormat::BlockQuoteLevel));
        if (format.hasProperty(QTextFormat::BlockCodeFence))
            marks += u"code "_s;
        if (const QTextList *list = block.textList())
            marks += u"list%1/%2 "_s.arg(int(list->format().style())).arg(list->format().indent());
        QTextCursor cursor(block);
        if (cursor.currentTable())
            marks += u"cell "_s;
        QString words;
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            const QTextCharFormat chars = it.fragment().charFormat();
            if (chars.fontWeight() > QFont::Normal)
                words += u'*';
            if (chars.isAnchor())
                words += u'@' + chars.anchorHref();
            words += it.fragment().text();
        }
        if (!words.isEmpty())
            lines += marks + words;
    }
    return lines;
}

QStringList wholeOutline(const QString &markdown, const QWidget &widget)
{
    SafeDocument document;
    renderMarkdown(document, markdown, markdownStyle(widget));
    return outline(document);
}

const QString kAnswer =
    u"# A letter\n\nI remember **the garden**, and [the lake](https://example.org/lake).\n\n"
    "> We went there in June.\n> It rained.\n\n> And again in August.\n\n"
    "1. apples\n2. pears\n   with stones\n\n3. plums\n\nThen:\n\n- one\n- two\n  - deeper\n\n"
    "```cpp\nint main()\n\n{ }\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nThe *end*, with `code`."_s;
} // namespace

class MarkdownBodyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = new Theme(*qApp); }
    void cleanupTestCase() { delete m_theme; }

    void closedBlocks_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("open"); // what may still change
        QTest::newRow("empty") << QString() << QString();
        QTest::newRow("one paragraph") << u"Hello"_s << u"Hello"_s;
        QTest::newRow("a blank line closes nothing yet") << u"Hello\n\n"_s << u"Hello\n\n"_s;
        QTest::newRow("the next paragraph does") << u"Hello\n\nYou"_s << u"You"_s;
        QTest::newRow("a list goes on after a blank line") << u"- a\n\n- b"_s << u"- a\n\n- b"_s;
        QTest::newRow("a number may become an item") << u"1. a\n\n2"_s << u"1. a\n\n2"_s;
        QTest::newRow("a paragraph ends a list") << u"1. a\n\nThen"_s << u"Then"_s;
        QTest::newRow("an indented line belongs to it") << u"- a\n\n  more"_s << u"- a\n\n  more"_s;
        QTest::newRow("a fence holds blank lines") << u"```\na\n\nb"_s << u"```\na\n\nb"_s;
        QTest::newRow("a closed fence") << u"```\na\n\nb\n```\n\nText"_s << u"Text"_s;
        QTest::newRow("a longer fence holds a shorter one") << u"````\n```\n\nb"_s << u"````\n```\n\nb"_s;
        QTest::newRow("tildes") << u"~~~\n```\n\nb\n~~~\n\nc"_s << u"c"_s;
        QTest::newRow("windows line ends") << u"a\r\n\r\nb"_s << u"b"_s;
    }
    void closedBlocks()
    {
        QFETCH(QString, text);
        QFETCH(QString, open);
        QCOMPARE(text.sliced(closedMarkdownLength(text)), open);
    }
    void closedLengthNeverGoesBack()
    {
        qsizetype before = 0;
        for (qsizetype end = 0; end <= kAnswer.size(); ++end) {
            const qsizetype closed = closedMarkdownLength(QStringView(kAnswer).first(end));
            QVERIFY2(closed >= before, qPrintable(kAnswer.first(end)));
            before = closed;
        }
        QVERIFY(before > kAnswer.size() / 2);
    }

    void anySplitStreamsToTheSame_data()
    {
        QTest::addColumn<int>("piece"); // 0: of random lengths
        QTest::newRow("letter by letter") << 1;
        QTest::newRow("by threes") << 3;
        QTest::newRow("by seventeens") << 17;
        QTest::newRow("at once") << 100'000;
        QTest::newRow("random") << 0;
    }
    void anySplitStreamsToTheSame()
    {
        QFETCH(int, piece);
        QRandomGenerator random(7);
        MarkdownBody body(MarkdownBody::Mode::Markdown);
        body.resize(500, 400);
        body.show();
        for (qsizetype at = 0; at < kAnswer.size();) {
            const qsizetype length = piece > 0 ? piece : 1 + random.bounded(30);
            body.appendText(kAnswer.mid(at, length));
            at += length;
            if (at % 5 == 0)
                QTest::qWait(9); // several renderings on the way
        }
        const QStringList expected = wholeOutline(kAnswer, body);
        QTRY_COMPARE(outline(*body.document()), expected); // the last rendering, before the text is finished
        body.showText(kAnswer);
        QCOMPARE(outline(*body.document()), expected);
        QCOMPARE(body.text(), kAnswer);
    }
    void everyBlockStreamsToWhatItIs()
    {
        MarkdownBody body(MarkdownBody::Mode::Markdown);
        body.resize(500, 400);
        body.show();
        qsizetype at = 0;
        for (qsizetype end = kAnswer.indexOf("\n\n"_L1); end >= 0; end = kAnswer.indexOf("\n\n"_L1, at)) {
            body.appendText(kAnswer.mid(at, end + 2 - at));
            at = end + 2;
            const QStringList expected = wholeOutline(kAnswer.left(at), body);
            QTRY_COMPARE(outline(*body.document()), expected);
        }
    }
    void aHugeAnswerStreams()
    {
        MarkdownBody body(MarkdownBody::Mode::Markdown);
        body.resize(500, 400);
        for (int i = 0; i < 2000; ++i)
            body.appendText(u"A paragraph of a long answer, number %1.\n\n"_s.arg(i));
        QTRY_VERIFY(body.document()->toPlainText().endsWith("number 1999."_L1));
        QCOMPARE(body.document()->blockCount(), 2000);
    }
    void aTableAfterAQuoteHasNoEmptyLine()
    {
        MarkdownBody body(MarkdownBody::Mode::Markdown);
        body.showText(u"> quote\n>\n> > inner\n\n| Bread | Price |\n|---|---|\n| Rye | 2 |"_s);
        const auto *table = qobject_cast<QTextTable *>(body.document()->rootFrame()->childFrames().value(0));
        QVERIFY(table);
        QTextCursor cell = table->cellAt(0, 0).firstCursorPosition();
        QCOMPARE(cell.block().text(), u"Bread"_s);
        QVERIFY(!cell.blockFormat().hasProperty(QTextFormat::BlockQuoteLevel));
        QCOMPARE(cell.blockFormat().leftMargin(), 0);
    }

    void damagedMarkdown_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("open fence") << u"```"_s;
        QTest::newRow("open table") << u"| a | b |\n|---"_s;
        QTest::newRow("lone marks") << u"**[(>`~#|"_s;
        QTest::newRow("nul and controls") << u"a"_s + QChar(0) + QChar(1) + u"b"_s;
        QTest::newRow("half a surrogate") << u"a"_s + QChar(0xd83d);
        QTest::newRow("deep quotes") << QString(300, u'>') + u" a"_s;
        QTest::newRow("many lists") << u"- "_s.repeated(100) + u"x"_s;
    }
    void damagedMarkdown()
    {
        QFETCH(QString, text);
        MarkdownBody body(MarkdownBody::Mode::Markdown);
        body.resize(300, 200);
        for (const QChar letter : text)
            body.appendText(QString(letter));
        QTest::qWait(30);
        body.showText(text);
        QVERIFY(body.heightForWidth(300) > 0);
        QVERIFY(!body.grab().isNull());
    }

    void htmlStaysText()
    {
        MarkdownBody body(MarkdownBody::Mode::Markdown);
        body.showText(
            u"Look: <b>bold</b> <img src=\"https://example.org/x.png\">\n\n<script>alert(1)</script>"_s);
        const QString shown = body.document()->toPlainText();
        QVERIFY2(shown.contains("<b>bold</b>"_L1), qPrintable(shown));
        QVERIFY(shown.contains("<script>"_L1));
        for (const QTextFormat &format : body.document()->allFormats())
            QVERIFY(!format.isImageFormat() || format.toImageFormat().name().isEmpty());
    }
    void localPicturesAreNotLoaded()
    {
        QTemporaryDir folder;
        QImage picture(300, 300, QImage::Format_RGB32);
        picture.fill(Qt::red);
        const QString path = folder.filePath(u"secret.png"_s);
        QVERIFY(picture.save(path));
        for (const QString &address : {path, u"file://"_s + path}) {
            MarkdownBody body(MarkdownBody::Mode::Markdown);
            body.resize(400, 400);
            body.showText(u"![my words](%1)"_s.arg(address));
            QCOMPARE(body.document()->toPlainText(), u"[my words]"_s);
            const QVariant resource = body.document()->resource(QTextDocument::ImageResource, QUrl(address));
            QCOMPARE(resource.value<QImage>().size(), QSize(1, 1));
            const QImage seen = body.grab().toImage();
            for (int x = 0; x < seen.width(); x += 20)
                QVERIFY(seen.pixelColor(x, 10) != QColor(Qt::red));
            body.appendText(u"\n\n![again](%1)\n\nend"_s.arg(address)); // and while it streams
            QTRY_VERIFY(body.document()->toPlainText().contains("end"_L1));
            QVERIFY(body.heightForWidth(400) < 200);
        }
    }
    void onlyWebAndMailOpen()
    {
        QVERIFY(MarkdownBody::opens(QUrl(u"https://example.org"_s)));
        QVERIFY(MarkdownBody::opens(QUrl(u"http://example.org"_s)));
        QVERIFY(MarkdownBody::opens(QUrl(u"mailto:ada@example.org"_s)));
        for (const QString &bad : {u"file:///etc/passwd"_s, u"javascript:alert(1)"_s, u"smb://host/x"_s,
                                   u"letter.txt"_s, QString()})
            QVERIFY2(!MarkdownBody::opens(QUrl(bad)), qPrintable(bad));
    }
    void plainTextIsNotMarkdown()
    {
        MarkdownBody body(MarkdownBody::Mode::Plain);
        body.showText(u"# not a heading\n**stars**"_s);
        QCOMPARE(body.document()->toPlainText(), u"# not a heading\n**stars**"_s);
    }
    void heightFollowsWidthAndTheme()
    {
        MarkdownBody body(MarkdownBody::Mode::Markdown);
        body.showText(kAnswer);
        const int wide = body.heightForWidth(600);
        QVERIFY(body.heightForWidth(200) > wide);
        m_theme->setTextScale(150);
        QTRY_VERIFY(body.heightForWidth(600) > wide);
        m_theme->setTextScale(100);
        m_theme->setMode(Theme::Mode::Dark);
        QTRY_COMPARE(body.document()->findBlockByNumber(0).charFormat().isValid(), true);
        bool accent = false;
        for (const QTextFormat &format : body.document()->allFormats())
            accent = accent
                     || (format.isCharFormat() && format.toCharFormat().isAnchor()
                         && format.foreground().color() == m_theme->color(Theme::Role::Accent));
        QVERIFY(accent);
        m_theme->setMode(Theme::Mode::Light);
    }

private:
    Theme *m_theme = nullptr;
};

QTEST_MAIN(MarkdownBodyTest)
#include "MarkdownBodyTest.moc"

#include "ImportFixture.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QStandardPaths>

#include <quazip/quazip.h>
#include <quazip/quazipfile.h>
#include <quazip/quazipnewinfo.h>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
struct Part
{
    QString name;
    QByteArray bytes;
};

const QByteArray kWordBegin(
    R"(<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" )"
    R"(xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>)");
const QByteArray kWordEnd("</w:body></w:document>");
const QByteArray kOdtBegin(
    R"(<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" )"
    R"(xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" )"
    R"(xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" )"
    R"(xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:text>)");
const QByteArray kOdtEnd("</office:text></office:body></office:document-content>");

QByteArray run(const QByteArray &text)
{
    return "<w:r><w:t>" + text + "</w:t></w:r>";
}
QByteArray paragraph(const QByteArray &inner, const QByteArray &properties = {})
{
    return "<w:p><w:pPr>" + properties + "</w:pPr>" + inner + "</w:p>";
}
} // namespace

class PackageTest : public QObject
{
    Q_OBJECT

    ImportFixture m_files;

    QString zip(const QString &name, const QList<Part> &parts)
    {
        QFile::remove(m_files.path(name));
        QuaZip archive(m_files.path(name));
        if (!archive.open(QuaZip::mdCreate))
            qFatal("can't make the archive");
        for (const Part &part : parts) {
            QuaZipFile file(&archive);
            if (!file.open(QIODevice::WriteOnly, QuaZipNewInfo(part.name))
                || file.write(part.bytes) != part.bytes.size())
                qFatal("can't write the part");
            file.close();
        }
        archive.close();
        return m_files.path(name);
    }

    QString docx(const QByteArray &body, const QList<Part> &more = {})
    {
        return zip(u"a.docx"_s, QList<Part>{{u"[Content_Types].xml"_s, "<Types/>"},
                                            {u"word/document.xml"_s, kWordBegin + body + kWordEnd}}
                                    + more);
    }
    QString odt(const QByteArray &body)
    {
        return zip(u"a.odt"_s, {{u"mimetype"_s, "application/vnd.oasis.opendocument.text"},
                                {u"content.xml"_s, kOdtBegin + body + kOdtEnd}});
    }
    QString epub(const QList<QByteArray> &chapters)
    {
        QByteArray items;
        QByteArray spine;
        QList<Part> parts{
            {u"mimetype"_s, "application/epub+zip"},
            {u"META-INF/container.xml"_s, R"(<container><rootfile full-path="OPS/book.opf"/></container>)"},
        };
        for (qsizetype i = 0; i < chapters.size(); ++i) {
            const QByteArray id = "c" + QByteArray::number(i);
            items.prepend("<item id='" + id + "' href='text/" + id
                          + "%20x.xhtml' media-type='application/xhtml+xml'/>");
            spine += "<itemref idref='" + id + "'/>";
            parts.append({u"OPS/text/%1 x.xhtml"_s.arg(QString::fromLatin1(id)), chapters.at(i)});
        }
        parts.append({u"OPS/book.opf"_s,
                      "<package><metadata><title>The Boats</title><date>2003-02-01</date></metadata>"
                      "<manifest>"
                          + items + "</manifest><spine>" + spine + "</spine></package>"});
        return zip(u"a.epub"_s, parts);
    }

private Q_SLOTS:
    void letters_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("isFull");
        QTest::newRow("docx") << u"letter.docx"_s << true;
        QTest::newRow("odt") << u"letter.odt"_s << true;
        QTest::newRow("html") << u"letter.html"_s << true;
        QTest::newRow("epub") << u"letter.epub"_s
                              << false; // the program that made it left out what headings and lists are
    }

    // A letter as LibreOffice saves it.
    void letters()
    {
        QFETCH(QString, name);
        QFETCH(bool, isFull);
        const auto drafts = readDrafts(ImportFixture::sample(name));
        QVERIFY(drafts);
        QCOMPARE(drafts->size(), 1);
        const DocumentDraft &draft = drafts->first();
        QCOMPARE(draft.title, u"Brief aus Lindau"_s);
        QCOMPARE(draft.happenedAt.date(), QDate(1961, 5, 3)); // not the day the file was made
        QVERIFY(draft.sourceType == SourceType::File);
        QVERIFY(draft.content.startsWith("Lindau, den 3. Mai 1961\n\n"_L1));
        QVERIFY(draft.content.contains(
            u"\n\nTag | Ort | Zug\nFreitag | Ulm | 14:05\nSamstag | Göppingen | 9:40\n\n"_s));
        QVERIFY(draft.content.contains(u"„Ännchen von Tharau“, falsch, aber fröhlich."_s));
        QVERIFY(draft.content.contains(u"Seit dem Sommer, als Onkel Götz ihn reparieren wollte."_s));
        if (!isFull)
            return;
        QVERIFY(draft.content.contains(u"\n\n# Liebe Käthe\n\n"_s));
        QVERIFY(draft.content.contains(
            u"\n\n## Was wir mitbringen\n\n- zwei Gläser Quittengelee\n- das grüne Fahrrad\n"
            u"- Großmutters Rezept für Zwetschgenkuchen\n\n"_s));
    }

    void footnotes()
    {
        for (const QString &name : {u"letter.docx"_s, u"letter.odt"_s}) {
            QVERIFY(
                ImportFixture::textOf(ImportFixture::sample(name))
                    .contains(u"stottert immer noch.[1] Bring bitte den kleinen Schraubenschlüssel mit.\n\n"
                              u"[1] Seit dem Sommer, als"_s));
        }
    }

    void pandoc_data()
    {
        QTest::addColumn<QString>("format");
        for (const char *format : {"docx", "odt", "epub", "html"})
            QTest::newRow(format) << QString::fromLatin1(format);
    }

    void pandoc()
    {
        QFETCH(QString, format);
        const QString program = QStandardPaths::findExecutable(u"pandoc"_s);
        if (program.isEmpty())
            QSKIP("pandoc is not installed");
        const QString source = m_files.write(
            u"source.md"_s,
            "---\ntitle: Über das Meer\n---\n\n# Das Boot\n\nEs lag im *Hafen*, grün und alt.[^1]\n\n"
            "- Segel\n- Ruder\n    - zwei lange\n\n## Die Fahrt\n\n| Tag | Ort |\n|---|---|\n| Mo | Kiel "
            "|\n\n"
            "> Wer fragt, fährt.\n\n[^1]: Gebaut hat es Onkel Jörg.\n");
        const QString target = m_files.path(u"made."_s + format);
        QProcess process;
        process.start(program, {u"-s"_s, u"-o"_s, target, source});
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitCode(), 0);
        const auto drafts = readDrafts(target);
        QVERIFY(drafts);
        QCOMPARE(drafts->size(), 1);
        const QString text = drafts->first().content;
        QCOMPARE(drafts->first().title, u"Über das Meer"_s);
        QVERIFY2(text.contains(u"# Das Boot\n\nEs lag im Hafen, grün und alt."_s), qPrintable(text));
        QVERIFY2(text.contains("- Segel\n- Ruder\n  - zwei lange\n"_L1), qPrintable(text));
        QVERIFY2(text.contains("Tag | Ort\nMo | Kiel"_L1), qPrintable(text));
        QVERIFY2(text.contains(u"Gebaut hat es Onkel Jörg."_s), qPrintable(text));
        QVERIFY2(text.contains(u"Wer fragt, fährt."_s), qPrintable(text));
    }

    void wordMarkup_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const QByteArray &body, const QString &text) {
            QTest::newRow(name) << body << text;
        };
        row("deleted",
            paragraph(run("a ") + "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins>" + run("b")
                      + "</w:ins><w:moveFrom>" + run("moved") + "</w:moveFrom>"),
            u"a b"_s);
        row("hidden",
            paragraph(
                "<w:r><w:rPr><w:vanish/></w:rPr><w:t>h</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr>"
                "<w:t>seen</w:t></w:r>"),
            u"seen"_s);
        row("field", paragraph("<w:r><w:instrText>PAGE</w:instrText></w:r>" + run("4")), u"4"_s);
        row("breaks",
            paragraph("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</"
                      "w:t></w:r>"),
            u"a\nb c-d"_s);
        row("list",
            paragraph(run("a"), "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>")
                + paragraph(run("b"), "<w:numPr><w:ilvl w:val='1'/><w:numId w:val='1'/></w:numPr>")
                + paragraph(run("c"), "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='0'/></w:numPr>"),
            u"- a\n  - b\n\nc"_s);
        row("text box",
            paragraph(run("before ") + "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>"
                      + paragraph(run("box")) + "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>"
                      + paragraph(run("box")) + "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
                      + run("after"))
                + paragraph(run("next")),
            u"before after\n\nbox\n\nnext"_s);
        row("table in table",
            "<w:tbl><w:tr><w:tc>" + paragraph(run("a")) + "</w:tc><w:tc><w:tbl><w:tr><w:tc>"
                + paragraph(run("b")) + "</w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>" + paragraph(run("c")),
            u"a\n\nb\n\nc"_s);
    }

    void wordMarkup()
    {
        QFETCH(QByteArray, body);
        const QString path = docx(body);
        QTEST(ImportFixture::textOf(path), "text");
    }

    void openDocumentMarkup()
    {
        QCOMPARE(
            ImportFixture::textOf(odt(
                "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:h>H</text:h>"
                "<text:p>a<text:s text:c='3'/>b<text:line-break/>c<text:tab/>d</text:p>"
                "<text:p>x<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame>y</"
                "text:p>"
                "<text:list><text:list-item><text:p>i</text:p><text:list><text:list-item><text:p>j</text:p>"
                "</text:list-item></text:list></text:list-item></text:list>")),
            u"# H\n\na b\nc d\n\nxy\n\nbox\n\n- i\n  - j"_s);
    }

    void dates()
    {
        const auto dateOf = [this](const QByteArray &body, const QByteArray &created) {
            const auto drafts = readDrafts(
                docx(paragraph(run(body)), {{u"docProps/core.xml"_s,
                                             "<c><title>T</title><created>" + created + "</created></c>"}}));
            return drafts ? drafts->first().happenedAt.date() : QDate();
        };
        QCOMPARE(dateOf("Dear Anna", "2003-05-06T07:08:09Z"), QDate(2003, 5, 6));
        QCOMPARE(dateOf("Lindau, 3 May 1961", "2003-05-06T07:08:09Z"), QDate(1961, 5, 3));
        QCOMPARE(dateOf("Dear Anna", "1970-01-01T00:00:00Z"), QDate());
        QCOMPARE(dateOf("Dear Anna", "2999-01-01T00:00:00Z"), QDate());
        QCOMPARE(dateOf("Dear Anna", "yesterday"), QDate());
    }

    void books()
    {
        const QString path = epub(
            {"<html><h1>One</h1><p>first&nbsp;text</html>", "<html><title>Two</title><p>second</html>"});
        const auto whole = readDrafts(path);
        QVERIFY(whole);
        QCOMPARE(whole->size(), 1);
        QCOMPARE(whole->first().title, u"The Boats"_s);
        QCOMPARE(whole->first().content, u"# One\n\nfirst\u00A0text\n\nsecond"_s.replace(QChar(0xA0), u' '));
        QCOMPARE(whole->first().happenedAt.date(), QDate(2003, 2, 1));

        const QByteArray longText = QByteArray("<p>" + QByteArray("word ").repeated(100) + "</p>")
                                        .repeated(1200);
        const auto parts = readDrafts(
            epub({"<h1>One</h1>" + longText, "<title>Two</title>" + longText, longText}));
        QVERIFY(parts);
        QStringList titles;
        for (const DocumentDraft &draft : *parts)
            titles.append(draft.title);
        QCOMPARE(titles, QStringList({u"The Boats: One"_s, u"The Boats: Two"_s, u"The Boats: 3"_s}));
    }

    void lockedBooks()
    {
        const QString path = epub({"<p>x"});
        const auto withLock = [&](const QByteArray &uri) {
            QuaZip archive(path);
            if (!archive.open(QuaZip::mdAdd))
                qFatal("can't add to the archive");
            QuaZipFile file(&archive);
            if (!file.open(QIODevice::WriteOnly, QuaZipNewInfo(u"META-INF/encryption.xml"_s)))
                qFatal("can't add a part");
            file.write("<encryption><CipherReference URI='" + uri + "'/></encryption>");
            file.close();
            archive.close();
            return ImportFixture::textOf(path);
        };
        QCOMPARE(withLock("OPS/text/c0%20x.xhtml"), u"file-encrypted"_s);
        epub({"<p>x"});
        QCOMPARE(withLock("OPS/font.otf"), u"x"_s);
    }

    void encrypted()
    {
        QCOMPARE(ImportFixture::errorOf(ImportFixture::sample(u"letter-encrypted.odt"_s)),
                 u"file-encrypted"_s);
        const QString name = u"EncryptedPackage"_s;
        const QByteArray ole = QByteArray("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) + QByteArray(2000, '\0');
        const QByteArray entry(reinterpret_cast<const char *>(name.utf16()), name.size() * 2);
        QCOMPARE(m_files.textOf(u"locked.docx"_s, ole + entry), u"file-encrypted"_s);
        QCOMPARE(m_files.textOf(u"old.docx"_s, ole), u"file-type"_s);
    }

    // A phone's chat with its pictures, of which the text alone is read.
    void chats()
    {
        const Part chat{u"_chat.txt"_s, "[31.12.22, 21:05:11] Anna: Hi\r\n[31.12.22, 21:05:12] Ben: Ho\r\n"};
        const Part picture{u"00000012-PHOTO-2022-12-31-21-05-11.jpg"_s, "\xFF\xD8"};
        const Part letter{u"letter.txt"_s, "Dear Ben, this was sent.\n"};
        const QString iPhone = zip(u"WhatsApp Chat - Anna.zip"_s, {picture, letter, chat});
        const auto drafts = readDrafts(iPhone);
        QVERIFY(drafts);
        QCOMPARE(drafts->size(), 1);
        QCOMPARE(drafts->first().content, u"31 December 2022\n\nAnna: Hi\nBen: Ho"_s);
        QCOMPARE(drafts->first().title, u"Chat - Anna"_s);
        QCOMPARE(drafts->first().sourceUri, iPhone);
        QCOMPARE(peopleIn(iPhone).value(), (QStringList{u"Anna"_s, u"Ben"_s}));

        const Part android{u"WhatsApp Chat with Anna.txt"_s, "12/31/22, 9:05 PM - Anna: Hi\n"};
        QVERIFY(readDrafts(zip(u"WhatsApp Chat with Anna.zip"_s, {letter, android})));
        QVERIFY(readDrafts(zip(u"renamed.zip"_s, {picture, android})));
        const Part twin{u"__MACOSX/._chat.txt"_s, QByteArray(8, '\0')};
        QVERIFY(readDrafts(zip(u"again.zip"_s, {twin, chat, picture})));

        QCOMPARE(ImportFixture::errorOf(zip(u"letters.zip"_s, {letter})), u"file-type"_s);
        QCOMPARE(ImportFixture::errorOf(zip(u"several.zip"_s, {letter, android})), u"file-type"_s);
        const Part bomb{u"_chat.txt"_s, chat.bytes + QByteArray(8 * 1024 * 1024, 'a')};
        QCOMPARE(ImportFixture::errorOf(zip(u"bomb.zip"_s, {bomb})), u"file-too-large"_s);
        QFile file(iPhone);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray whole = file.readAll();
        QCOMPARE(ImportFixture::errorOf(m_files.write(u"WhatsApp Chat - Ben.zip"_s, whole.chopped(40))),
                 u"file-damaged"_s);
    }

    void wrongNames()
    {
        const QByteArray word = ImportFixture::sampleBytes(u"letter.docx"_s);
        const QByteArray open = ImportFixture::sampleBytes(u"letter.odt"_s);
        QVERIFY(m_files.textOf(u"letter.txt"_s, word).startsWith("Lindau"_L1));
        QVERIFY(m_files.textOf(u"swapped.docx"_s, open).contains("[1] Seit"_L1));
        QVERIFY(m_files.textOf(u"none"_s, open).startsWith("Lindau"_L1));
        QCOMPARE(m_files.textOf(u"words.docx"_s, "plain words"), u"plain words"_s);
        QCOMPARE(ImportFixture::errorOf(ImportFixture::sample(u"letter.doc"_s)), u"file-type"_s);
        QCOMPARE(ImportFixture::errorOf(ImportFixture::sample(u"letter.rtf"_s)), u"file-type"_s);
        QCOMPARE(ImportFixture::errorOf(zip(u"pictures.zip"_s, {{u"a.jpg"_s, "\xFF\xD8"}})), u"file-type"_s);
        QCOMPARE(ImportFixture::errorOf(zip(u"pictures.docx"_s, {{u"a.jpg"_s, "\xFF\xD8"}})),
                 u"file-damaged"_s);
        QCOMPARE(m_files.textOf(u"zeros.odt"_s, QByteArray(1000, '\0')), u"file-damaged"_s);
    }

    void everyCut_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"letter.docx", "letter.odt", "letter.epub"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }

    void everyCut()
    {
        QFETCH(QString, name);
        const QByteArray bytes = ImportFixture::sampleBytes(name);
        const QString cut = u"cut."_s + name.section(u'.', -1);
        QCOMPARE(m_files.textOf(cut, {}), u"file-empty"_s);
        for (qsizetype size = 1; size < bytes.size(); size += bytes.size() / 60)
            QCOMPARE(m_files.textOf(cut, bytes.first(size)), u"file-damaged"_s);
        // Damage anywhere else is refused, or changes nothing that is read.
        const QString whole = ImportFixture::textOf(ImportFixture::sample(name));
        for (qsizetype at = 0; at < bytes.size(); at += bytes.size() / 90) {
            QByteArray damaged = bytes;
            damaged[at] = char(damaged.at(at) ^ 0x55);
            const QString text = m_files.textOf(cut, damaged);
            QVERIFY2(text.startsWith("file-"_L1) || text.size() > whole.size() / 2, qPrintable(text));
        }
    }

    void bombs()
    {
        QCOMPARE(ImportFixture::errorOf(docx(paragraph(run(QByteArray(16 * 1024 * 1024, 'a'))))),
                 u"file-too-large"_s);
        QByteArray nested = QByteArray("<w:sdt>").repeated(10'000);
        QCOMPARE(ImportFixture::errorOf(docx(nested)), u"file-too-large"_s);
        QCOMPARE(ImportFixture::errorOf(odt(QByteArray("<text:section>").repeated(10'000))),
                 u"file-too-large"_s);
        QCOMPARE(ImportFixture::errorOf(epub({QByteArray("<div>").repeated(10'000)})), u"file-too-large"_s);
        QList<Part> parts{{u"[Content_Types].xml"_s, "<Types/>"},
                          {u"word/document.xml"_s, kWordBegin + kWordEnd}};
        for (int i = 0; i < 20'001; ++i)
            parts.append({u"p%1"_s.arg(i), {}});
        QCOMPARE(ImportFixture::errorOf(zip(u"parts.docx"_s, parts)), u"file-too-large"_s);
    }

    void entities()
    {
        QByteArray laughs("<!DOCTYPE x [<!ENTITY l0 \"ha\">");
        for (int i = 1; i < 20; ++i) {
            const QByteArray before = "&l" + QByteArray::number(i - 1) + ";";
            laughs += "<!ENTITY l" + QByteArray::number(i) + " \"" + before.repeated(10) + "\">";
        }
        const auto withPart = [this](const QByteArray &xml) {
            return ImportFixture::textOf(
                zip(u"e.docx"_s, {{u"[Content_Types].xml"_s, "<Types/>"}, {u"word/document.xml"_s, xml}}));
        };
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(withPart(laughs + "]>" + kWordBegin + paragraph(run("&l19;")) + kWordEnd),
                 u"file-damaged"_s);
        QVERIFY(timer.elapsed() < 5000);
        // What an entity refers to is not read.
        const QByteArray secret = m_files.write(u"secret.txt"_s, "SECRET").toUtf8();
        const QString text = withPart("<!DOCTYPE x [<!ENTITY s SYSTEM \"file://" + secret + "\">]>"
                                      + kWordBegin + paragraph(run("a&s;b")) + kWordEnd);
        QVERIFY2(!text.contains("SECRET"_L1), qPrintable(text));
    }

    void pathsInArchives()
    {
        // The archive says where its document is, and may say anything.
        const QByteArray secret =
            m_files.write(u"secret.xml"_s, kWordBegin + paragraph(run("SECRET")) + kWordEnd).toUtf8();
        for (const QByteArray &target :
             {QByteArray("../secret.xml"), secret, QByteArray("file://" + secret)}) {
            const QString path = docx(
                paragraph(run("x")),
                {{u"_rels/.rels"_s, "<R><r Type='http://x/officeDocument' Target='" + target + "'/></R>"}});
            QCOMPARE(ImportFixture::errorOf(path), u"file-damaged"_s);
        }
    }
};

QTEST_GUILESS_MAIN(PackageTest)
#include "PackageTest.moc"

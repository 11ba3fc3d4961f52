#include "ImportFixture.h"
#include "core/knowledge/importers/PdfParagraphs.h"

#include <QThread>

#include <memory>
#include <vector>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
QString paragraphsOf(const QStringList &pages)
{
    PdfParagraphs paragraphs;
    QString text;
    for (const QString &page : pages)
        text += paragraphs.addPage(page);
    return text + paragraphs.finish();
}

// The last object is what is told about the file.
QByteArray pdfOf(const QList<QByteArray> &objects)
{
    const QByteArray count = QByteArray::number(objects.size() + 1);
    QByteArray pdf("%PDF-1.4\n");
    QByteArray table("xref\n0 " + count + "\n0000000000 65535 f \n");
    for (qsizetype i = 0; i < objects.size(); ++i) {
        table += QByteArray::number(pdf.size()).rightJustified(10, '0') + " 00000 n \n";
        pdf += QByteArray::number(i + 1) + " 0 obj\n" + objects.at(i) + "\nendobj\n";
    }
    return pdf + table + "trailer\n<</Size " + count + "/Root 1 0 R/Info "
           + QByteArray::number(objects.size()) + " 0 R>>\nstartxref\n" + QByteArray::number(pdf.size())
           + "\n%%EOF\n";
}

// A page with nothing on it, as a scanner makes it, but for the picture.
QByteArray emptyPage()
{
    return pdfOf({"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                  "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>", "<<>>"});
}

QByteArray titledPage(const QByteArray &title)
{
    const QByteArray text("BT /F 12 Tf 10 50 Td (The boats are in.) Tj ET");
    return pdfOf(
        {"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
         "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
         "<</Length " + QByteArray::number(text.size()) + ">>stream\n" + text + "\nendstream",
         "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", "<</Title(" + title + ")>>"});
}
} // namespace

class PdfTest : public QObject
{
    Q_OBJECT

    ImportFixture m_files;

private Q_SLOTS:
    void letter()
    {
        const auto drafts = readDrafts(ImportFixture::sample(u"letter.pdf"_s));
        QVERIFY(drafts);
        QCOMPARE(drafts->size(), 1);
        const DocumentDraft &draft = drafts->first();
        QCOMPARE(draft.title, u"Brief aus Lindau"_s);
        QCOMPARE(draft.happenedAt.date(), QDate(1961, 5, 3));
        // A paragraph of three lines on the page is one again.
        QVERIFY(draft.content.contains(
            u"\n\ngestern lag der See so still, dass man die Berge darin zählen konnte. Wir sind mit dem "
            u"alten Boot hinüber "
            u"nach Wasserburg gefahren, und Jörg hat unterwegs gesungen – „Ännchen von Tharau“, falsch, aber fröhlich.\n\n"_s));
        QVERIFY(draft.content.contains(u"\n- das grüne Fahrrad\n"_s));
    }

    void paragraphs_data()
    {
        QTest::addColumn<QStringList>("pages");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const QStringList &pages, const QString &text) {
            QTest::newRow(name) << pages << text;
        };
        row("wrapped", {u"The boats went out before it was\r\nlight, and came back late.\r\nNobody"_s},
            u"The boats went out before it was light, and came back late.\n\nNobody"_s);
        row("divided word",
            {u"They spoke of the great her-\r\nring shoals of the year before\r\nand of Saint-\r\nDenis."_s},
            u"They spoke of the great herring shoals of the year before and of Saint-\n\nDenis."_s);
        row("marked hyphen", {u"They spoke of the great her\x02\r\nring shoals of that very year"_s},
            u"They spoke of the great herring shoals of that very year"_s);
        row("list", {u"What we bring along with us is\r\n• one jar\r\n• two eggs\r\n1. first"_s},
            u"What we bring along with us is\n- one jar\n- two eggs\n1. first"_s);
        row("over the page",
            {u"Long ago there was a house by the\n12"_s, u"Page 13\nwater, with a garden and a boat."_s},
            u"Long ago there was a house by the water, with a garden and a boat."_s);
        row("lines of a poem", {u"Short\nlines\nA line that is much longer than those"_s},
            u"Short\nlines\nA line that is much longer than those"_s);
        row("nothing", {QString(), u"\r\n \r\n"_s}, QString());
    }

    void paragraphs()
    {
        QFETCH(QStringList, pages);
        QTEST(paragraphsOf(pages), "text");
    }

    void refused()
    {
        QCOMPARE(ImportFixture::errorOf(ImportFixture::sample(u"letter-encrypted.pdf"_s)),
                 u"file-encrypted"_s);
        QCOMPARE(m_files.textOf(u"scan.pdf"_s, emptyPage()), u"file-no-text-layer"_s);
        QCOMPARE(m_files.textOf(u"bare.pdf"_s, "%PDF-1.7\n"), u"file-damaged"_s);
        QCOMPARE(m_files.textOf(u"headless.pdf"_s, emptyPage().sliced(9)), u"file-damaged"_s);
        QCOMPARE(m_files.textOf(u"none.pdf"_s, QByteArray("\x80\x01\x02\x03\x04\x05", 6)), u"file-type"_s);
    }

    void titles_data()
    {
        QTest::addColumn<QByteArray>("told");
        QTest::addColumn<QString>("title");
        const QString ofFile = u"boats"_s;
        QTest::newRow("written") << QByteArray("Our boats") << u"Our boats"_s;
        QTest::newRow("with a dot") << QByteArray("Dr. Ben, St.Gallen") << u"Dr. Ben, St.Gallen"_s;
        QTest::newRow("word") << QByteArray("Microsoft Word - Our boats") << u"Our boats"_s;
        QTest::newRow("word's file") << QByteArray("Microsoft Word - letter2 \\(old\\).doc") << ofFile;
        QTest::newRow("none") << QByteArray("Untitled-1") << ofFile;
        QTest::newRow("address") << QByteArray("file:///tmp/page.html") << ofFile;
        QTest::newRow("file") << QByteArray("page.indd") << ofFile;
    }

    // What a program told of itself is no title.
    void titles()
    {
        QFETCH(QByteArray, told);
        const auto drafts = readDrafts(m_files.write(u"boats.pdf"_s, titledPage(told)));
        QVERIFY(drafts);
        QCOMPARE(drafts->first().content, u"The boats are in."_s);
        QTEST(drafts->first().title, "title");
    }

    void byContent()
    {
        const QByteArray bytes = ImportFixture::sampleBytes(u"letter.pdf"_s);
        QVERIFY(m_files.textOf(u"letter.txt"_s, bytes).contains("Zwetschgenkuchen"_L1));
    }

    void everyCut()
    {
        const QByteArray bytes = ImportFixture::sampleBytes(u"letter.pdf"_s);
        for (qsizetype size = 8; size < bytes.size(); size += bytes.size() / 50) {
            // Read in part, or refused as damaged: never a crash, and never taken for pictures.
            const QString text = m_files.textOf(u"cut.pdf"_s, bytes.first(size));
            QVERIFY2(text == "file-damaged"_L1 || text.contains("Lindau"_L1), qPrintable(text));
        }
    }

    void severalAtOnce()
    {
        const QString path = ImportFixture::sample(u"letter.pdf"_s);
        const QString expected = ImportFixture::textOf(path);
        std::atomic<int> wrong = 0;
        std::vector<std::unique_ptr<QThread>> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back(QThread::create([&] {
                for (int round = 0; round < 10; ++round)
                    wrong += ImportFixture::textOf(path) != expected;
            }));
            threads.back()->start();
        }
        for (const auto &thread : threads)
            QVERIFY(thread->wait(60'000));
        QCOMPARE(wrong.load(), 0);
    }
};

QTEST_GUILESS_MAIN(PdfTest)
#include "PdfTest.moc"

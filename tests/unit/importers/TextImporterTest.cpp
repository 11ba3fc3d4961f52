#include "ImportFixture.h"
#include "core/knowledge/importers/DraftWriter.h"
#include "core/knowledge/importers/TextDecoder.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QStringEncoder>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
QByteArray encoded(const QString &text, const char *name)
{
    QStringEncoder encoder(name);
    return encoder.isValid() ? QByteArray(encoder(text)) : QByteArray();
}

const QString kRussian =
    u"Дорогая Анна, вчера мы были у реки. Вода стояла высоко, и лодка старого Ивана уплыла."_s;
const QString kJapanese = u"昨日は海へ行きました。波が高くて、おじいさんの舟は出られませんでした。"_s;
const QString kChinese = u"亲爱的安娜，昨天我们去了河边。水很高，老王的船漂走了，大家都笑了起来。"_s;
const QString kTaiwanese = u"親愛的安娜，昨天我們去了河邊。水很高，老王的船漂走了，大家都笑了起來。"_s;
const QString kKorean = u"사랑하는 안나에게, 어제 우리는 강가에 갔습니다. 물이 높아서 배가 떠내려갔습니다."_s;
const QString kGreek = u"Αγαπητή Άννα, χθες πήγαμε στο ποτάμι. Το νερό ήταν ψηλά και η βάρκα έφυγε μακριά."_s;
} // namespace

class TextImporterTest : public QObject
{
    Q_OBJECT

    ImportFixture m_files;

private Q_SLOTS:
    void legacyEncodings_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("encoding");
        const auto row = [](const char *name, const QString &text) {
            QTest::newRow(name) << text << QByteArray(name);
        };
        row("windows-1251", kRussian);
        row("koi8-r", kRussian);
        row("shift_jis", kJapanese);
        row("euc-jp", kJapanese);
        row("iso-2022-jp", kJapanese);
        row("gb18030", kChinese);
        row("big5", kTaiwanese);
        row("euc-kr", kKorean);
        row("iso-8859-7", kGreek);
        row("windows-1252",
            u"Liebe Käthe, über die Brücke fuhren wir – schön war’s, süß und heiß, im März."_s);
        row("iso-8859-1", u"Où étais-tu hier à la fête? L'été déjà passé, la forêt était très belle."_s);
    }

    void legacyEncodings()
    {
        QFETCH(QString, text);
        QFETCH(QByteArray, encoding);
        const QByteArray bytes = encoded(text, encoding.constData());
        if (bytes.isEmpty())
            QSKIP("this Qt was built without ICU and knows no such encoding");
        QCOMPARE(m_files.textOf(u"letter.txt"_s, bytes), text);
        // The first letter that isn't ASCII may be far from the beginning.
        const QByteArray plain = QByteArray("plain words in a line\n").repeated(20'000);
        QCOMPARE(m_files.textOf(u"late.txt"_s, plain + bytes), QString::fromLatin1(plain) + text);
    }

    void utf16WithoutMark_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("German") << u"Liebe Käthe,\r\nam See war es schön."_s;
        QTest::newRow("Russian") << kRussian;
        QTest::newRow("Chinese") << kChinese + u"\r\n"_s;
        QTest::newRow("figures")
            << u"07/19/2015,21:00:15.469,1.083,1.08332\n07/19/2015,21:00:30.101,1.08,1.081"_s;
    }

    void utf16WithoutMark()
    {
        QFETCH(QString, text);
        const QString expected = QString(text).remove(u'\r').trimmed();
        for (const auto encoding : {QStringConverter::Utf16LE, QStringConverter::Utf16BE}) {
            QStringEncoder encoder(encoding);
            QCOMPARE(m_files.textOf(u"wide.txt"_s, encoder(text)), expected);
        }
    }

    void everyCut_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QString text = u"é€👩\u0301 grün\r\n漢字 тест\r\nEnde"_s;
        QTest::newRow("utf-8") << text.toUtf8();
        QTest::newRow("utf-16") << QByteArray(
            QStringEncoder(QStringConverter::Utf16LE, QStringConverter::Flag::WriteBom)(text));
        QTest::newRow("shift_jis") << encoded(kJapanese, "shift_jis");
        QTest::newRow("windows-1252") << QByteArray("Gr\xFC\xDF"
                                                    "e\r\n\x93naiv\x94");
        QTest::newRow("damaged") << QByteArray("caf\xC3\xA9 \xC3 \xE2\x82 \xF0\x9F\x91\xA9 \xFF");
    }

    // Whatever way the bytes come, and wherever an end cuts them off.
    void everyCut()
    {
        QFETCH(QByteArray, bytes);
        const std::optional<QString> whole = decodeText(bytes);
        QVERIFY(whole);
        for (qsizetype cut = 0; cut <= bytes.size(); ++cut) {
            TextDecoder decoder;
            const auto first = decoder.decode(bytes.first(cut));
            const auto second = decoder.decode(bytes.sliced(cut));
            const auto rest = decoder.finish();
            QVERIFY(first && second && rest);
            QCOMPARE(*first + *second + *rest, *whole);
            decodeText(bytes.first(cut)); // text or none, and no crash
        }
    }

    void unknownNames()
    {
        QCOMPARE(m_files.textOf(u"README"_s, "Dear Anna\n"), u"Dear Anna"_s);
        QCOMPARE(m_files.textOf(u"notes.org"_s, "* Käthe"), u"* Käthe"_s);
        QCOMPARE(m_files.textOf(u"old"_s, encoded(kRussian, "windows-1251")), kRussian);
        for (const QString &name : {u"photo.jpg"_s, u"letter.rtf"_s, u"letter.doc"_s})
            QCOMPARE(m_files.textOf(name, "words"), u"file-type"_s);
        QCOMPARE(m_files.textOf(u"letter"_s, "{\\rtf1 words}"), u"file-type"_s);
        QCOMPARE(m_files.textOf(u"program"_s, QByteArray("\x7F"
                                                         "ELF\2\1\1\0\0\0",
                                                         10)),
                 u"file-type"_s);
        QCOMPARE(m_files.textOf(u"late.txt"_s, QByteArray(600'000, 'x') + '\0'), u"file-not-text"_s);
        const QByteArray mainframe = encoded(
            u"The boats are in the harbour, and the harbour is full of them. "_s.repeated(3), "ibm-037");
        if (!mainframe.isEmpty()) // a Qt with ICU
            QCOMPARE(m_files.textOf(u"mainframe.txt"_s, mainframe), u"file-not-text"_s);
    }

    // A picture's bytes, and what is locked, are no words.
    void bytesInText()
    {
        const QByteArray picture = "![](data:image/png;base64," + QByteArray("iVBORw0KGgo/+").repeated(40'000)
                                   + "==)";
        QCOMPARE(m_files.textOf(u"diary.md"_s,
                                "At the sea.\n\n" + picture + "\n\nAnd home; base64, not this."),
                 u"At the sea.\n\n![](data:image/png;base64,)\n\nAnd home; base64, not this."_s);
        // The mark over the end of a block.
        for (qsizetype before = 256 * 1024 - 10; before < 256 * 1024 + 2; ++before) {
            const QString text = m_files.textOf(u"diary.md"_s, QByteArray(before, 'x') + ";base64,AAAA\nend");
            QVERIFY(text.endsWith(u"x;base64,\nend"_s));
            QCOMPARE(text.size(), before + 12);
        }
        QVERIFY(m_files.textOf(u"end.md"_s, "cut ;base6").endsWith(u"cut ;base6"_s));
        QCOMPARE(m_files.textOf(u"locked.txt"_s, "-----BEGIN PGP MESSAGE-----\n\nhQIOAwTJ0obO8knp\n"),
                 u"file-encrypted"_s);
    }

    void frontMatter()
    {
        const auto titleOf = [this](const QByteArray &text) {
            return readDrafts(m_files.write(u"x.md"_s, text))->first().title;
        };
        QCOMPARE(titleOf("---\n# a remark\ntitle: \"The boats\"\ntags: [a]\n---\n\n# Day one\n"),
                 u"The boats"_s);
        QCOMPARE(titleOf("---\ndate: 1999-05-03\n---\n\n# Day one\n"), u"Day one"_s);
        QCOMPARE(titleOf("---\n\n# Day one\n\ntitle: no\n"), u"Day one"_s);
    }

    void divided()
    {
        // 3.3 MB in paragraphs: four documents, nothing lost but the empty lines between them.
        const QString paragraph = u"Es war einmal ein Boot. "_s.repeated(40) + u"\n\n"_s;
        const QString all = paragraph.repeated(3400);
        const auto drafts = readDrafts(m_files.write(u"Roman 1957-06-02.txt"_s, all.toUtf8()));
        QVERIFY(drafts);
        QCOMPARE(drafts->size(), 4);
        QString together;
        for (qsizetype i = 0; i < drafts->size(); ++i) {
            const DocumentDraft &draft = drafts->at(i);
            QCOMPARE(draft.title, u"Roman 1957-06-02 (%1)"_s.arg(i + 1));
            QVERIFY(draft.content.size() <= kMaxDocumentCharacters);
            QVERIFY(draft.content.startsWith("Es war"_L1) && draft.content.endsWith("Boot."_L1));
            QCOMPARE(draft.happenedAt.date(), QDate(1957, 6, 2));
            together += draft.content + u"\n\n"_s;
        }
        QCOMPARE(together.remove(u' ').size(), QString(all).remove(u' ').size());
    }

    void cuts()
    {
        QCOMPARE(bestCut(u"one two.\n\nthree\nfour five", 16), 10);
        QCOMPARE(bestCut(u"one two three\nfour five six", 20), 14);
        QCOMPARE(bestCut(u"one two, three. four five", 20), 16);
        QCOMPARE(bestCut(u"one two three four five", 20), 19);
        QCOMPARE(bestCut(u"昨日は海へ行きました。波が高くて、", 14), 11);
        const QString emoji = QString::fromUcs4(U"👩👩👩👩👩👩👩👩👩👩👩👩");
        QCOMPARE(bestCut(emoji, 19), 18); // not within a pair
        QCOMPARE(bestCut(u"aaaaaaaaaaaaaaaaaae\u0301\u0302bbb", 20), 18);
    }

    // The parts don't depend on how the text comes.
    void partsAreTheSame()
    {
        class Sink final : public DraftSink
        {
        public:
            Result<void> take(DocumentDraft draft) override
            {
                drafts.append(std::move(draft));
                return {};
            }
            Result<void> progress(qint64) override { return {}; }
            QList<DocumentDraft> drafts;
        };
        QRandomGenerator random(7);
        QString all;
        while (all.size() < 2'500'000) {
            for (int word = random.bounded(1, 60); word > 0; --word)
                all += u"wörter"_s.left(random.bounded(1, 7)) + u' ';
            all += random.bounded(4) == 0 ? u"\r\n\r\n"_s : u"\r\n"_s;
        }
        FileProbe probe;
        probe.path = probe.name = u"a.txt"_s;
        QList<DocumentDraft> expected;
        for (int way = 0; way < 3; ++way) {
            Sink sink;
            DraftWriter writer(probe, sink);
            for (qsizetype at = 0; at < all.size();) {
                const qsizetype size = way == 0 ? all.size() : random.bounded(1, way == 1 ? 9000 : 900'000);
                QVERIFY(writer.write(all.mid(at, size)));
                at += size;
            }
            QVERIFY(writer.finish());
            QCOMPARE(sink.drafts.size(), 3);
            if (way == 0)
                expected = sink.drafts;
            QVERIFY(sink.drafts == expected);
        }
    }

    void sinkStopsReading()
    {
        class Stopping final : public DraftSink
        {
        public:
            Result<void> take(DocumentDraft) override { return fail(ErrorKind::Cancelled); }
            Result<void> progress(qint64 bytes) override
            {
                seen = bytes;
                return bytes > 1'000'000 ? fail(ErrorKind::Cancelled) : Result<void>();
            }
            qint64 seen = 0;
        } sink;
        const QString path = m_files.write(u"long.txt"_s, QByteArray("words\n").repeated(2'000'000));
        const Result<void> read = importFile(path, sink);
        QVERIFY(!read);
        QVERIFY(read.error().kind == ErrorKind::Cancelled);
        QVERIFY(sink.seen > 1'000'000 && sink.seen < 3'000'000);
    }

    void cleaning_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("ascii") << u"plain\twords\nand more"_s;
        QTest::newRow("composed") << u"Grüße, Łódź, Ελλάδα, привет, 東京, 한국, שלום, مرحبا, नमस्ते, ไทย"_s;
        QTest::newRow("to compose") << u"e\u0301 und u\u0308\nzweite Zeile e\u0301"_s;
        QTest::newRow("jamo") << u"\u1112\u1161\u11AB"_s;
        QTest::newRow("singletons") << u"\u212B \u2126 \u037E \u2329 \uF900"_s;
        QTest::newRow("exclusions") << u"\u0958 \uFB1D \u2ADC"_s;
        QTest::newRow("order of marks") << u"a\u0323\u0307 a\u0307\u0323"_s;
        QTest::newRow("pairs") << QString::fromUcs4(
            U"👩‍👧 𝄞 \U0001D15E \U0002F800 \U00011099\U000110BA");
        QTest::newRow("mark first") << u"\u0301x"_s;
        QTest::newRow("kana") << u"か\u3099 は\u309A"_s;
    }

    // The quick way gives what Unicode's tables give.
    void cleaning()
    {
        QFETCH(QString, text);
        QCOMPARE(cleanText(text), text.normalized(QString::NormalizationForm_C));
        QCOMPARE(cleanText(u"x\r\n"_s + text), u"x\n"_s + text.normalized(QString::NormalizationForm_C));
    }

    void everyCharacterIsNormalised()
    {
        // Each character alone, after a letter, and before a mark that many are composed with.
        for (char32_t code = 0xA0; code < 0x30000; ++code) {
            if (QChar::isSurrogate(code) || code == 0x2028 || code == 0x2029 || code == 0xFEFF)
                continue;
            const QString one = QString::fromUcs4(&code, 1);
            for (const QString &text : {one, u"e"_s + one, one + u"\u0301"_s, one + u"\u0338"_s}) {
                const QString expected = text.normalized(QString::NormalizationForm_C);
                if (cleanText(text) != expected)
                    QFAIL(qPrintable(u"U+%1"_s.arg(code, 0, 16)));
            }
        }
    }

    void speed()
    {
        const QByteArray bytes = QByteArray("The boats went out before it was light, and came back late.\n")
                                     .repeated(500'000);
        const QString path = m_files.write(u"fast.txt"_s, bytes);
        QElapsedTimer timer;
        timer.start();
        const auto drafts = readDrafts(path);
        const double megabytes = double(bytes.size()) / 1e6 / (double(timer.nsecsElapsed()) / 1e9);
        QVERIFY(drafts);
        QCOMPARE(drafts->size(), 29);
        qInfo("%.0f MB of ASCII text a second", megabytes);
    }
};

QTEST_GUILESS_MAIN(TextImporterTest)
#include "TextImporterTest.moc"

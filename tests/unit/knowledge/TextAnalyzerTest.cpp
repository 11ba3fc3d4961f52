#include "core/knowledge/TextAnalyzer.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class TextAnalyzerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void terms_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("expected");

        const auto row = [](const char *name, const QString &language, const QString &text,
                            const QString &expected) {
            QTest::newRow(name) << language << text << expected.split(u' ', Qt::SkipEmptyParts);
        };
        row("empty", u"en"_s, QString(), QString());
        row("plain", u"en"_s, u"The Houses, on Shore Lane!"_s, u"the hous on shore lane"_s);
        row("no language is English", QString(), u"gardens walking"_s, u"garden walk"_s);
        row("region", u"en-GB"_s, u"gardens"_s, u"garden"_s);
        row("possessive", u"en"_s, u"grandma's Grandma’s grandmas' 'grandma'"_s,
            u"grandma grandma grandma grandma"_s);
        row("inner apostrophe", u"en"_s, u"o'brien don’t"_s, u"obrien dont"_s);
        row("numbers", u"en"_s, u"In 1957 at 9 Shore Lane, 31.12.1957, the 5th"_s,
            u"in 1957 at 9 shore lane 31 12 1957 the 5th"_s);
        row("wide digits and letters", u"en"_s, u"１９５７ Ｃａｆé"_s, u"1957 cafe"_s);
        row("Arabic digits", u"en"_s, u"١٩٥٧"_s, u"1957"_s);
        row("ligature", u"en"_s, u"ﬁsh"_s, u"fish"_s);
        row("symbols and emoji", u"en"_s, u"love ❤️ 👩‍👩‍👧 + € © ok"_s, u"love ok"_s);
        row("underscores and hyphens", u"en"_s, u"signal-box snake_case"_s, u"signal box snake case"_s);
        row("soft hyphen", u"en"_s, u"har\u00ADbour"_s, u"harbour"_s);
        row("zero width space", u"en"_s, u"one\u200Btwo"_s, u"one two"_s);
        row("composed or not", u"en"_s, u"cafe\u0301 café"_s, u"cafe cafe"_s);
        row("German", u"de"_s, u"Die Straße, die STRASSE, die Strassen; Großmütter"_s,
            u"die strass die strass die strass grossmutt"_s);
        row("German possessive", u"de"_s, u"Oma's Oma"_s, u"oma oma"_s);
        row("strokes", u"pl"_s, u"Łódź Øresund đak þorn æther œuvre"_s,
            u"lodz oresund dak thorn aether oeuvre"_s);
        row("French elision", u"fr"_s, u"l’école d'été"_s, u"l ecol d ete"_s);
        row("Italian elision", u"it"_s, u"dell'arte"_s, u"dell arte"_s);
        row("Spanish", u"es"_s, u"Las canciones de la niña"_s, u"las cancion de la nin"_s);
        row("Turkish", u"tr"_s, u"KIŞ kış İZ"_s, u"kis kis iz"_s);
        row("Greek final sigma", u"xx"_s, u"ΟΔΟΣ οδός"_s, u"οδοσ οδοσ"_s);
        row("Russian", u"ru"_s, u"ёлка йод"_s, u"елк йод"_s);
        row("Hindi keeps its vowels", u"xx"_s, u"हिन्दी"_s, u"हिन्दी"_s);
        row("Chinese pairs", u"zh"_s, u"我爱北京。"_s, u"我爱 爱北 北京"_s);
        row("lone character", u"zh"_s, u"猫"_s, u"猫"_s);
        row("Japanese with digits", u"ja"_s, u"2026年に東京"_s, u"2026 年に に東 東京"_s);
        row("half-width kana", u"ja"_s, u"ｶﾞｰﾃﾞﾝ"_s, u"ガー ーデ デン"_s);
        row("Hangul", u"ko"_s, u"할머니 집"_s, u"할머 머니 집"_s);
        row("beyond the first plane", u"zh"_s, u"𠮷野家"_s, u"𠮷野 野家"_s);
        row("mixed", u"en"_s, u"Tokyo東京2020"_s, u"tokyo 東京 2020"_s);
    }

    void terms()
    {
        QFETCH(QString, language);
        QFETCH(QString, text);
        const TextAnalyzer analyzer(language);
        QTEST(analyzer.terms(text), "expected");
        QTEST(analyzer.terms(text), "expected"); // and from its cache
    }

    void queryTerms_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("expected");
        const auto row = [](const char *name, const QString &language, const QString &text,
                            const QString &expected) {
            QTest::newRow(name) << language << text << expected.split(u' ', Qt::SkipEmptyParts);
        };
        row("English", u"en"_s, u"What did you tell me about Grandma's garden?"_s, u"grandma garden"_s);
        row("contractions", u"en"_s, u"What's the dog's name? Who'll know, didn't you?"_s, u"dog name"_s);
        row("repeats", u"en"_s, u"garden, gardens, Garden"_s, u"garden"_s);
        row("only stop words", u"en"_s, u"Who are you?"_s, u"who are you"_s);
        row("German", u"de"_s, u"Wann hast du für die Großmutter gekocht?"_s, u"grossmutt gekocht"_s);
        row("French", u"fr"_s, u"Qu'est-ce que l'école ?"_s, u"ecol"_s);
        row("Spanish", u"es"_s, u"¿Cuándo nació tu hermana?"_s, u"nac herman"_s);
        row("Portuguese", u"pt-BR"_s, u"Onde você nasceu?"_s, u"nasc"_s);
        row("Italian", u"it"_s, u"Dov'è la casa della nonna?"_s, u"cas nonn"_s);
        row("Dutch", u"nl"_s, u"Waar is het huis?"_s, u"huis"_s);
        row("nothing", u"en"_s, u"?! …"_s, QString());
    }

    void queryTerms()
    {
        QFETCH(QString, language);
        QFETCH(QString, text);
        QTEST(TextAnalyzer(language).queryTerms(text), "expected");
    }

    void longWordIsCut()
    {
        const TextAnalyzer analyzer(u"en"_s);
        const QStringList terms = analyzer.terms(QString(100'000, u'x'));
        QCOMPARE(terms.size(), 1);
        QVERIFY(terms.first().size() <= 64);
        const QString letters = QString::fromUcs4(U"𝒳").repeated(1000).replace(u'x', u'y');
        QVERIFY(!analyzer.terms(letters).isEmpty());
    }

    void surrogateWordIsCutBetweenCharacters()
    {
        const QString deseret = u"a"_s
                                + QString::fromUcs4(U"𐐨").repeated(100); // letters outside the first plane
        const QStringList terms = TextAnalyzer(u"xx"_s).terms(deseret);
        QCOMPARE(terms.size(), 1);
        QVERIFY(!terms.first().back().isHighSurrogate());
    }

    void anyTextGivesCleanTerms()
    {
        QRandomGenerator random(7);
        const TextAnalyzer analyzer(u"en"_s);
        for (int round = 0; round < 300; ++round) {
            QString text;
            for (int i = 0; i < 200; ++i)
                text += QChar(static_cast<char16_t>(random.bounded(0x10000)));
            for (const QString &term : analyzer.terms(text)) {
                QVERIFY(!term.isEmpty());
                QVERIFY(!term.contains(u' '));
                QVERIFY(!term.contains(u'"'));
            }
        }
    }

    void throughput()
    {
        QRandomGenerator random(11);
        QStringList vocabulary;
        for (int i = 0; i < 8000; ++i) {
            QString word;
            for (int length = 2 + random.bounded(9); length > 0; --length)
                word += QChar(u'a' + random.bounded(26));
            vocabulary.append(word);
        }
        QString text;
        while (text.size() < 2'000'000) {
            // Squaring the draw makes some words common and most rare, as in prose.
            const double draw = random.generateDouble();
            text += vocabulary.at(static_cast<qsizetype>(draw * draw * vocabulary.size())) + u' ';
        }
        const TextAnalyzer analyzer(u"en"_s);
        QElapsedTimer timer;
        timer.start();
        const qsizetype count = analyzer.terms(text).size();
        const double ascii = double(text.size()) / 1000.0 / double(std::max<qint64>(timer.elapsed(), 1));
        QVERIFY(count > 200'000);
        text.replace(u'e', u'é');
        timer.restart();
        analyzer.terms(text);
        const double accented = double(text.size()) / 1000.0 / double(std::max<qint64>(timer.elapsed(), 1));
        qInfo("%.1f M characters a second of ASCII, %.1f of accented text", ascii, accented);
        QVERIFY2(ascii > 0.5, "far too slow even for an unoptimised build");
    }
};

QTEST_GUILESS_MAIN(TextAnalyzerTest)
#include "TextAnalyzerTest.moc"

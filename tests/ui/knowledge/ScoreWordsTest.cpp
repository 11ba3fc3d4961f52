#include "ui/knowledge/ScoreWords.h"

#include <QLocale>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class ScoreWordsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyReasonInItsWordsTheWeightiestFirst()
    {
        RetrievedPassage found;
        found.passage.speaker = u"Anna"_s;
        found.passage.happenedAt = QDateTime(QDate(1957, 6, 12), QTime(0, 0), Qt::UTC);
        found.matched = {u"bakery"_s, u"bread"_s};
        found.parts.words = 0.5;
        found.parts.speaker = 0.2;
        found.parts.neighbours = 0.15;
        found.parts.time = 0.1;
        QLocale::setDefault(QLocale(u"en_GB"_s));
        QCOMPARE(whyFound(found),
                 u"words: bakery, bread · said by Anna · next to a good match · from June 1957"_s);
        found.parts = {};
        found.parts.meaning = 0.9;
        found.parts.words = 0.01; // not worth a word
        QCOMPARE(whyFound(found), u"close in meaning"_s);
        found.matched.clear();
        found.parts.words = 1;
        QCOMPARE(whyFound(found), u"words that mean nearly the same · close in meaning"_s);
        found.parts = {};
        QCOMPARE(whyFound(found), QString());
    }

    void nobodyIsNamedWhoIsNotKnown()
    {
        RetrievedPassage found;
        found.parts.speaker = 0.5;
        found.parts.time = 0.5;
        QCOMPARE(whyFound(found), QString());
    }

    void wordsThatMatchedAreBoldAndNothingIsMarkup()
    {
        QCOMPARE(withWordsBold(u"Bread & <b>butter</b>\nbread."_s, {u"bread"_s}),
                 u"<b>Bread</b> &amp; &lt;b&gt;butter&lt;/b&gt;<br><b>bread</b>."_s);
        QCOMPARE(withWordsBold(u"a (b"_s, {u"(b"_s, QString()}), u"a <b>(b</b>"_s);
        QCOMPARE(withWordsBold(u"nothing"_s, {}), u"nothing"_s);
    }

    void fitIsTold()
    {
        QVERIFY(howWellItFits(1.0) != howWellItFits(0.5));
        QVERIFY(howWellItFits(0.5) != howWellItFits(0.1));
    }
};

QTEST_GUILESS_MAIN(ScoreWordsTest)
#include "ScoreWordsTest.moc"

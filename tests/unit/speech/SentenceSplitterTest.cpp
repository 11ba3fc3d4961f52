#include "core/speech/SentenceSplitter.h"

#include <QElapsedTimer>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class SentenceSplitterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void splits_data();
    void splits();
    void piecesKeepTheLimits_data();
    void piecesKeepTheLimits();
    void firstPieceIsShort();
    void shortFirstSentenceTakesTheNext();
    void silentPiecesAreLeftOut();
    void cutsBetweenCharacters();
    void isLinear();
};

void SentenceSplitterTest::splits_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const QString &text, const QStringList &expected) {
        QTest::newRow(name) << text << expected;
    };
    row("empty", u""_s, {});
    row("blank", u" \n "_s, {});
    row("one", u"Hello there"_s, {u"Hello there"_s});
    row("two", u"Hello there. How are you?"_s, {u"Hello there."_s, u"How are you?"_s});
    row("lines", u"A list:\napples.\npears."_s, {u"A list:"_s, u"apples."_s, u"pears."_s});
    row("title", u"Dr. Smith came. He sat."_s, {u"Dr. Smith came."_s, u"He sat."_s});
    row("initial", u"It was J. R. Smith. Yes."_s, {u"It was J. R. Smith."_s, u"Yes."_s});
    row("I ends", u"It was I. He left."_s, {u"It was I."_s, u"He left."_s});
    row("e.g.", u"Fruit (e.g. Pears). Good."_s, {u"Fruit (e.g. Pears)."_s, u"Good."_s});
    row("z.B.", u"Obst, z.B. Birnen. Gut."_s, {u"Obst, z.B. Birnen."_s, u"Gut."_s});
    row("number", u"It costs 3.50 now. Yes."_s, {u"It costs 3.50 now."_s, u"Yes."_s});
    row("item", u"1. Wash it. 2. Peel it."_s, {u"1. Wash it."_s, u"2. Peel it."_s});
    row("year ends", u"It was 1931. Then war."_s, {u"It was 1931."_s, u"Then war."_s});
    row("ellipsis", u"Well... maybe. Yes!"_s, {u"Well... maybe."_s, u"Yes!"_s});
    row("quotes", u"“Come!” he said. “No.” She left."_s, {u"“Come!” he said."_s, u"“No.”"_s, u"She left."_s});
    row("chinese", u"我很好。你呢？好！"_s, {u"我很好。"_s, u"你呢？"_s, u"好！"_s});
    row("arabic", u"كيف حالك؟ أنا بخير."_s, {u"كيف حالك؟"_s, u"أنا بخير."_s});
}

void SentenceSplitterTest::splits()
{
    QFETCH(QString, text);
    QFETCH(QStringList, expected);
    QCOMPARE(SentenceSplitter::sentences(text), expected);
}

void SentenceSplitterTest::piecesKeepTheLimits_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("sentences") << u"This is a sentence of some length, I think. "_s.repeated(100);
    QTest::newRow("one sentence with commas") << u"and then this, "_s.repeated(200);
    QTest::newRow("one sentence of words") << u"word "_s.repeated(500);
    QTest::newRow("one word") << u"a"_s.repeated(3000);
    QTest::newRow("chinese") << u"我们在花园里，"_s.repeated(300);
    QTest::newRow("mixed") << (u"Yes. "_s + u"word "_s.repeated(300) + u". No! "_s).repeated(5);
}

void SentenceSplitterTest::piecesKeepTheLimits()
{
    QFETCH(QString, text);
    const QStringList pieces = SentenceSplitter::pieces(text);
    QVERIFY(pieces.size() > 1);
    QVERIFY(pieces.first().size() <= 200);
    for (const QString &piece : pieces)
        QVERIFY2(!piece.isEmpty() && piece.size() <= 800, qPrintable(QString::number(piece.size())));
    const auto letters = [](QString all) { return all.remove(u' '); };
    QCOMPARE(letters(pieces.join(QString())), letters(text));
}

void SentenceSplitterTest::firstPieceIsShort()
{
    const QString first = u"This is the first sentence, which says enough."_s;
    const QStringList pieces = SentenceSplitter::pieces(first + u" And more. And more again."_s);
    QCOMPARE(pieces, QStringList({first, u"And more. And more again."_s}));
}

void SentenceSplitterTest::shortFirstSentenceTakesTheNext()
{
    const QStringList pieces = SentenceSplitter::pieces(
        u"Yes. I remember that very well, my dear child. It was warm."_s);
    QCOMPARE(pieces, QStringList({u"Yes. I remember that very well, my dear child."_s, u"It was warm."_s}));
}

void SentenceSplitterTest::silentPiecesAreLeftOut()
{
    QCOMPARE(SentenceSplitter::pieces(u"... — !"_s), QStringList());
    QCOMPARE(SentenceSplitter::pieces(u""_s), QStringList());
    QCOMPARE(SentenceSplitter::pieces(u"𝒜"_s), QStringList({u"𝒜"_s})); // a letter outside the first plane
}

void SentenceSplitterTest::cutsBetweenCharacters()
{
    const QString text = u"a"_s + u"𠮷"_s.repeated(2000);
    for (const QString &piece : SentenceSplitter::pieces(text)) {
        QVERIFY(!piece.front().isLowSurrogate());
        QVERIFY(!piece.back().isHighSurrogate());
    }
}

void SentenceSplitterTest::isLinear()
{
    for (const QString &unit :
         {u"A short one. "_s, u"word "_s, u"Dr. "_s, u"a"_s, u"。"_s, u"\n"_s, u"1. "_s}) {
        QElapsedTimer timer;
        timer.start();
        SentenceSplitter::pieces(unit.repeated(1'000'000 / unit.size()));
        QVERIFY2(timer.elapsed() < 3000, qPrintable(unit + QString::number(timer.elapsed())));
    }
}

QTEST_GUILESS_MAIN(SentenceSplitterTest)
#include "SentenceSplitterTest.moc"

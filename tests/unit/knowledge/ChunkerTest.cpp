#include "core/knowledge/Chunker.h"

#include "core/knowledge/SentenceSplitter.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>
#include <QTextBoundaryFinder>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
QStringList sentencesOf(const QString &text)
{
    QStringList found;
    for (const TextUnit &unit : splitSentences(text, 1000))
        found.append(text.mid(unit.start, unit.size()));
    return found;
}

QString randomText(QRandomGenerator &random)
{
    static const QStringList pieces{
        u"The boat came in. "_s,
        u"Mr. Pirie laughed! "_s,
        u"word "_s,
        u"\n\n"_s,
        u"\n"_s,
        u"# A heading\n\n"_s,
        u"- an item\n"_s,
        u"私は東京に住んでいます。"_s,
        u"北京"_s,
        u"👩‍👩‍👧‍👦"_s,
        u"🇬🇧🇫🇷"_s,
        u"e\u0301\u0302"_s,
        u"   \t "_s,
        u"…"_s,
        u"สวัสดี"_s,
        u"supercalifragilistic"_s,
        u"3.14 "_s,
        u"\u00A0"_s,
        u"한국어 "_s,
        u"مرحبا. "_s,
        u"'\""_s,
    };
    QString text;
    const int count = random.bounded(1, 400);
    const bool few = random.bounded(4) == 0; // long runs of the same
    const int only = random.bounded(int(pieces.size()));
    for (int i = 0; i < count; ++i)
        text += pieces.at(few && random.bounded(10) ? only : random.bounded(int(pieces.size())));
    return text;
}
} // namespace

class ChunkerTest : public QObject
{
    Q_OBJECT

    // What must hold whatever the text.
    static void check(const QString &text, const ChunkerOptions &options)
    {
        const QList<Passage> passages = chunkProse(text, options);
        qsizetype covered = 0;
        qsizetype lastStart = -1;
        QTextBoundaryFinder graphemes(QTextBoundaryFinder::Grapheme, text);
        for (qsizetype i = 0; i < passages.size(); ++i) {
            const Passage &passage = passages.at(i);
            QCOMPARE(passage.chunkIndex, int(i));
            QVERIFY(passage.startOffset < passage.endOffset);
            QCOMPARE(passage.content, text.mid(passage.startOffset, passage.endOffset - passage.startOffset));
            QVERIFY2(passage.content.size() <= options.maxCharacters,
                     qPrintable(QString::number(passage.content.size())));
            QVERIFY(!passage.content.front().isSpace());
            QVERIFY(!passage.content.back().isSpace());
            QVERIFY(passage.startOffset > lastStart);
            QVERIFY(passage.endOffset > covered); // each brings something new
            for (qsizetype at = covered; at < passage.startOffset; ++at)
                QVERIFY2(text.at(at).isSpace(), "text left out");
            if (passage.startOffset < covered)
                QVERIFY(covered - passage.startOffset <= options.overlapCharacters);
            graphemes.setPosition(passage.startOffset);
            QVERIFY(graphemes.isAtBoundary());
            graphemes.setPosition(passage.endOffset);
            QVERIFY(graphemes.isAtBoundary());
            covered = passage.endOffset;
            lastStart = passage.startOffset;
        }
        for (qsizetype at = covered; at < text.size(); ++at)
            QVERIFY2(text.at(at).isSpace(), "text left out at the end");
    }

private Q_SLOTS:
    void sentences_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("plain") << u"It rained. We stayed! Did we?"_s
                               << QStringList{u"It rained."_s, u"We stayed!"_s, u"Did we?"_s};
        QTest::newRow("titles") << u"Mr. Pirie saw Dr. Gray. He left."_s
                                << QStringList{u"Mr. Pirie saw Dr. Gray."_s, u"He left."_s};
        QTest::newRow("initials") << u"J. R. Smith wrote it. We read."_s
                                  << QStringList{u"J. R. Smith wrote it."_s, u"We read."_s};
        QTest::newRow("German") << u"Das war z.B. Anna. Am 3. Mai kam sie."_s
                                << QStringList{u"Das war z.B. Anna."_s, u"Am 3. Mai kam sie."_s};
        QTest::newRow("decimals") << u"It cost 3.50 then. Cheap."_s
                                  << QStringList{u"It cost 3.50 then."_s, u"Cheap."_s};
        QTest::newRow("ellipsis") << u"He said... well... nothing. Then left."_s
                                  << QStringList{u"He said... well... nothing."_s, u"Then left."_s};
        QTest::newRow("quotes") << u"\"Again.\" I did. “No.” So."_s
                                << QStringList{u"\"Again.\""_s, u"I did."_s, u"“No.”"_s, u"So."_s};
        QTest::newRow("year") << u"That was in 1957. Then we moved."_s
                              << QStringList{u"That was in 1957."_s, u"Then we moved."_s};
        QTest::newRow("Chinese") << u"我爱你。真的！好吗？"_s
                                 << QStringList{u"我爱你。"_s, u"真的！"_s, u"好吗？"_s};
        QTest::newRow("wrapped lines")
            << u"This is a line of prose that was wrapped by a program at\nsome column. And on."_s
            << QStringList{u"This is a line of prose that was wrapped by a program at\nsome column."_s,
                           u"And on."_s};
        QTest::newRow("short lines") << u"Dear Rhoda,\nwe are well.\nYours"_s
                                     << QStringList{u"Dear Rhoda,"_s, u"we are well."_s, u"Yours"_s};
        QTest::newRow("blank lines") << u"one\n \n\ntwo"_s << QStringList{u"one"_s, u"two"_s};
    }

    void sentences()
    {
        QFETCH(QString, text);
        QTEST(sentencesOf(text), "expected");
    }

    void headings()
    {
        const QList<TextUnit> units = splitSentences(
            u"# Title\n\nText here.\n\nThe second part\n\nMore.\n\n- item"_s, 100);
        QCOMPARE(units.size(), 5);
        QVERIFY(units.at(0).heading);
        QVERIFY(!units.at(1).heading);
        QVERIFY(units.at(1).paragraphEnd);
        QVERIFY(units.at(2).heading);
        QVERIFY(!units.at(4).heading);
    }

    void nothing()
    {
        QVERIFY(chunkProse({}).isEmpty());
        QVERIFY(chunkProse(u" \n\t\u00A0\n"_s).isEmpty());
    }

    void shortTextIsOnePassage()
    {
        const QString text = u"  A short letter.\n\nWith two paragraphs.  "_s;
        const QList<Passage> passages = chunkProse(text);
        QCOMPARE(passages.size(), 1);
        QCOMPARE(passages.first().startOffset, 2);
        QCOMPARE(passages.first().content, text.trimmed());
    }

    void paragraphsArePreferred()
    {
        const QString sentence = u"The harbour was full of herring boats that day. "_s; // 48 characters
        const QString paragraph = sentence.repeated(10).trimmed();
        const QList<Passage> passages = chunkProse(paragraph + u"\n\n"_s + paragraph + u"\n\n"_s + paragraph);
        QVERIFY(passages.size() >= 2);
        QCOMPARE(passages.first().content.count(u"\n\n"_s), 1); // 962 characters: two paragraphs
        QVERIFY(passages.first().content.endsWith(u"day."_s));
    }

    void sentencesOverlap()
    {
        QString text;
        for (int i = 0; i < 60; ++i)
            text += u"This is sentence number %1 of the letter. "_s.arg(i + 100);
        const QList<Passage> passages = chunkProse(text);
        QVERIFY(passages.size() > 2);
        for (qsizetype i = 1; i < passages.size(); ++i) {
            QVERIFY(passages.at(i).startOffset < passages.at(i - 1).endOffset);
            QVERIFY(passages.at(i).content.startsWith(u"This is"_s));
            QVERIFY(passages.at(i).content.endsWith(u"letter."_s));
            QVERIFY(passages.at(i - 1).content.size() >= 500);
        }
    }

    void headingStaysWithItsText()
    {
        const QString prose = u"We went down to the shore and looked at the boats. "_s.repeated(13)
                                  .trimmed(); // 662
        const QList<Passage> passages = chunkProse(prose + u"\n\n## The second winter\n\n"_s + prose
                                                   + u"\n\nAnother heading\n\n"_s + prose);
        QCOMPARE(passages.size(), 3);
        QVERIFY(passages.at(1).content.startsWith(u"## The second winter"_s));
        QVERIFY(passages.at(2).content.startsWith(u"Another heading"_s));
    }

    void longSentenceIsCutAtWords()
    {
        const QString text = u"lorem ipsum dolor "_s.repeated(300).trimmed();
        check(text, {});
        for (const Passage &passage : chunkProse(text)) {
            QVERIFY(passage.content.startsWith(u"lorem"_s) || passage.content.startsWith(u"ipsum"_s)
                    || passage.content.startsWith(u"dolor"_s));
            QVERIFY(passage.content.size() > 300);
        }
    }

    void longWordIsCutBetweenClusters()
    {
        check(u"👩‍👩‍👧‍👦"_s.repeated(1000), {});
        check(u"e\u0301"_s.repeated(5000), {});
        check(u"🇬🇧"_s.repeated(3000), {});
        check(QString::fromUcs4(U"𠮷").repeated(5000),
              {.targetCharacters = 99, .maxCharacters = 101, .overlapCharacters = 10});
    }

    // One cluster longer than a passage can't be kept whole; surrogate pairs still are.
    void endlessClusterIsCutAnyway()
    {
        const QString text = u"a"_s + QString::fromUcs4(U"\U0001D167").repeated(3000);
        const QList<Passage> passages = chunkProse(text);
        qsizetype covered = 0;
        for (const Passage &passage : passages) {
            QCOMPARE(passage.startOffset, int(covered));
            QVERIFY(passage.content.size() <= 1000);
            QVERIFY(!passage.content.front().isLowSurrogate());
            QVERIFY(!passage.content.back().isHighSurrogate());
            covered = passage.endOffset;
        }
        QCOMPARE(covered, text.size());
    }

    void oddOptions()
    {
        const QString text = u"One. Two. Three four five. Six"_s;
        QVERIFY(
            !chunkProse(text, {.targetCharacters = 0, .maxCharacters = 0, .overlapCharacters = 0}).isEmpty());
        QVERIFY(!chunkProse(text, {.targetCharacters = -5, .maxCharacters = -5, .overlapCharacters = 900})
                     .isEmpty());
        check(text, {.targetCharacters = 10, .maxCharacters = 12, .overlapCharacters = 100});
    }

    void anyText()
    {
        QRandomGenerator random(42);
        for (int round = 0; round < 400; ++round) {
            const QString text = randomText(random);
            check(text, {});
            check(text, {.targetCharacters = 60, .maxCharacters = 90, .overlapCharacters = 25});
            if (QTest::currentTestFailed()) {
                qWarning("round %d", round);
                return;
            }
        }
    }

    void timeIsLinear()
    {
        const auto chunkMs = [](const QString &text) {
            QElapsedTimer timer;
            timer.start();
            const qsizetype count = chunkProse(text).size();
            const qint64 elapsed = timer.elapsed();
            return count > 100 ? elapsed : -1;
        };
        const QString noSpaces(1'000'000, u'x');
        const QString oneLine = u"The boat came in, and Mr. Pirie stood on the quay. "_s.repeated(20'000);
        const QString lines = u"a.\n"_s.repeated(330'000);
        for (const QString &text : {noSpaces, oneLine, lines}) {
            const qint64 whole = chunkMs(text);
            QVERIFY(whole >= 0);
            qInfo("%lld characters in %lld ms", qlonglong(text.size()), qlonglong(whole));
            QVERIFY2(whole < 4000, "not linear");
        }
        check(noSpaces.left(200'000), {});
    }
};

QTEST_GUILESS_MAIN(ChunkerTest)
#include "ChunkerTest.moc"

#include "core/knowledge/retrieval/WordIndex.h"

#include <QTest>

#include <algorithm>
#include <vector>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
QDateTime at(int day, int hour)
{
    return QDateTime(QDate(2023, 5, day), QTime(hour, 0), Qt::UTC);
}

using Places = std::vector<std::pair<quint32, quint32>>;

Places placesOf(const WordIndex &index, const QString &term)
{
    Places places;
    if (const int number = index.find(term); number >= 0)
        index.forEachPassage(number,
                             [&](quint32 place, quint32 count) { places.emplace_back(place, count); });
    return places;
}
} // namespace

class WordIndexTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsWords()
    {
        WordIndex index;
        QCOMPARE(index.find(u"boat"_s), -1);
        QCOMPARE(index.averageLength(), 0.0);
        index.put({.id = u"a"_s,
                   .terms = u"letter letter 1957"_s,
                   .passages = {{.row = 7, .terms = u"boat sea boat"_s}, {.row = 9, .terms = u"sea"_s}}});
        QCOMPARE(index.size(), 2U);
        QCOMPARE(placesOf(index, u"boat"_s), (Places{{0, 2}}));
        QCOMPARE(placesOf(index, u"sea"_s), (Places{{0, 1}, {1, 1}}));
        QCOMPARE(placesOf(index, u"letter"_s), Places());
        QCOMPARE(index.documentsAbout(index.find(u"letter"_s)), QList<quint32>{0});
        QCOMPARE(index.averageLength(), 2.0);
        QCOMPARE(index.passage(0).length, quint16(3));
        QCOMPARE(index.placeOf(9), std::optional(1U));
        QVERIFY(!index.placeOf(8));
    }

    // Near and far, in one block and in several.
    void farApart()
    {
        WordIndex index;
        Places expected;
        for (int number = 0; number < 40'000; ++number) {
            const bool has = number == 0 || number == 1 || number == 130 || number == 16'500
                             || number == 39'999;
            const int times = number == 130 ? 300 : 1;
            index.put(
                {.id = QString::number(number),
                 .terms = {},
                 .passages = {{.row = number, .terms = has ? u"rare "_s.repeated(times) : u"common"_s}}});
            if (has)
                expected.emplace_back(number, std::min(times, 16));
        }
        QCOMPARE(placesOf(index, u"rare"_s), expected);
        QCOMPARE(index.passagesWith(index.find(u"common"_s)), 40'000U - 5);
        QVERIFY(index.bytes() > 0);
    }

    void aChatIsSessions()
    {
        WordIndex index;
        index.put({.id = u"chat"_s,
                   .terms = {},
                   .passages = {{.row = 1, .terms = u"a"_s, .speaker = u"Anna"_s, .happenedAt = at(1, 8)},
                                {.row = 2, .terms = u"b"_s, .speaker = u"Ben"_s, .happenedAt = at(1, 11)},
                                {.row = 3, .terms = u"c"_s, .speaker = u"Anna"_s, .happenedAt = at(1, 15)},
                                {.row = 4, .terms = u"d"_s, .speaker = {}, .happenedAt = {}}}});
        QCOMPARE(index.sessions().size(), qsizetype(2)); // a pause of four hours
        QCOMPARE(index.sessions()[0].count, 2U);
        QCOMPARE(index.sessions()[1].first, 2U);
        QCOMPARE(index.sessionsOf(0), (SessionRange{0, 2}));
        QCOMPARE(index.speakers(), (QStringList{u"Anna"_s, u"Ben"_s}));
        QCOMPARE(index.passage(2).speaker, qint16(0));
        QCOMPARE(index.passage(3).speaker, qint16(-1));
        QCOMPARE(QDate::fromJulianDay(index.passage(0).day), QDate(2023, 5, 1));
        QCOMPARE(index.passage(3).day, 0);
    }

    void aLongTextIsSessions()
    {
        WordIndex index;
        WordIndex::NewDocument book{.id = u"book"_s, .terms = {}, .passages = {}};
        for (int row = 0; row < 130; ++row)
            book.passages.append({.row = row, .terms = u"word"_s});
        index.put(book);
        QCOMPARE(index.sessions().size(), qsizetype(3));
        QCOMPARE(index.sessions()[2].count, 2U);
    }

    void replacesAndRemoves()
    {
        WordIndex index;
        index.put({.id = u"a"_s, .terms = {}, .passages = {{.row = 1, .terms = u"old"_s}}});
        index.put({.id = u"b"_s, .terms = {}, .passages = {{.row = 2, .terms = u"other"_s}}});
        index.put({.id = u"a"_s, .terms = {}, .passages = {{.row = 1, .terms = u"new"_s}}});
        QVERIFY(index.passage(0).gone);
        QVERIFY(!index.passage(1).gone);
        QCOMPARE(index.placeOf(1), std::optional(2U));
        QVERIFY(qFuzzyCompare(index.waste(), 1.0 / 3));
        index.remove(u"b"_s);
        index.remove(u"b"_s);
        index.remove(u"never"_s);
        QVERIFY(index.passage(1).gone);
        QVERIFY(!index.placeOf(2));
        QVERIFY(qFuzzyCompare(index.waste(), 2.0 / 3));
    }

    // SQLite gives the number of a last row that was deleted to the next one.
    void aRowIsGivenAgain()
    {
        WordIndex index;
        index.put({.id = u"purged"_s, .terms = {}, .passages = {{.row = 5, .terms = u"old"_s}}});
        index.put({.id = u"fresh"_s, .terms = {}, .passages = {{.row = 5, .terms = u"new"_s}}});
        QVERIFY(index.passage(0).gone);
        QCOMPARE(index.placeOf(5), std::optional(1U));
        index.remove(u"purged"_s);
        QCOMPARE(index.placeOf(5), std::optional(1U));
        QCOMPARE(index.waste(), 0.5); // and it is gone once
    }

    void rowsInAnyOrder()
    {
        RowPlaces places;
        places.set(10, 0);
        places.set(30, 1);
        places.set(20, 2); // late
        places.set(30, 3);
        QCOMPARE(places.find(10), std::optional(0U));
        QCOMPARE(places.find(20), std::optional(2U));
        QCOMPARE(places.find(30), std::optional(3U));
        QVERIFY(!places.find(15) && !places.find(40));
        places.remove(10);
        places.remove(20);
        places.remove(99);
        QVERIFY(!places.find(10) && !places.find(20));
        places.set(10, 4);
        places.set(20, 5);
        places.set(40, 6);
        QCOMPARE(places.find(10), std::optional(4U));
        QCOMPARE(places.find(20), std::optional(5U));
        QCOMPARE(places.find(40), std::optional(6U));
    }

    void knowsWhatItHas()
    {
        WordIndex index;
        index.put({.id = u"a"_s, .terms = {}, .passages = {{.row = 1, .terms = u"x"_s}}, .changedAt = 5});
        QCOMPARE(index.changedAt(u"a"_s), std::optional<qint64>(5));
        index.remove(u"a"_s);
        QVERIFY(!index.changedAt(u"a"_s));
    }

    // A copy of what it knows is as it was, whatever comes in after.
    void aCopyStays()
    {
        WordIndex index;
        index.put({.id = u"a"_s, .terms = {}, .passages = {{.row = 1, .terms = u"boat"_s}}});
        const WordIndexData copy = index.data();
        index.put({.id = u"a"_s, .terms = {}, .passages = {{.row = 2, .terms = u"boat sea"_s}}});
        const WordIndex older(copy);
        QCOMPARE(older.size(), 1U);
        QVERIFY(!older.passage(0).gone);
        QCOMPARE(placesOf(older, u"boat"_s), (Places{{0, 1}}));
        QCOMPARE(older.find(u"sea"_s), -1);
        QCOMPARE(older.placeOf(1), std::optional(0U));
        QCOMPARE(placesOf(index, u"boat"_s), (Places{{0, 1}, {1, 1}}));
    }

    void anEmptyDocumentIsNothing()
    {
        WordIndex index;
        index.put({.id = u"a"_s, .terms = u"title"_s, .passages = {}});
        QCOMPARE(index.size(), 0U);
        QCOMPARE(index.find(u"title"_s), -1);
        QCOMPARE(index.waste(), 0.0);
    }
};

QTEST_GUILESS_MAIN(WordIndexTest)
#include "WordIndexTest.moc"

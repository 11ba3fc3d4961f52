#include "core/knowledge/importers/DateFinder.h"

#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class DateFinderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dates_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QDate>("expected");
        const auto row = [](const QString &text, const QDate &expected) {
            QTest::newRow(qPrintable(text)) << text << expected;
        };
        row(u"2026-01-31"_s, {2026, 1, 31});
        row(u"1946-04-01-diary-first-day.md"_s, {1946, 4, 1});
        row(u"letter_1957_06_02.txt"_s, {1957, 6, 2});
        row(u"1957-06"_s, {1957, 6, 1});
        row(u"letter 1957-06.txt"_s, {1957, 6, 1});
        row(u"31 May 1957"_s, {1957, 5, 31});
        row(u"Monday, 1st April 1946."_s, {1946, 4, 1});
        row(u"the 3rd of June, 1953"_s, {1953, 6, 3});
        row(u"May 31st, 1957"_s, {1957, 5, 31});
        row(u"Sept. 4 1961"_s, {1961, 9, 4});
        row(u"June 1957"_s, {1957, 6, 1});
        row(u"JUNE, 1957"_s, {1957, 6, 1});
        row(u"den 31. Mai 1957"_s, {1957, 5, 31});
        row(u"Brief vom 3. März 1961"_s, {1961, 3, 3});
        row(u"le 1er août 1970"_s, {1970, 8, 1});
        row(u"2 de mayo de 1960"_s, {1960, 5, 2});
        row(u"12 de outubro de 1988"_s, {1988, 10, 12});
        row(u"4 luglio 1990"_s, {1990, 7, 4});
        row(u"5 mei 1945"_s, {1945, 5, 5});
        row(u"31.05.1957"_s, {1957, 5, 31});
        row(u"5.6.1957"_s, {1957, 6, 5});
        row(u"31/05/1957"_s, {1957, 5, 31});
        row(u"05/31/1957"_s, {1957, 5, 31});
        row(u"05/06/1957"_s, {}); // either way
        row(u"from 3 May 1954 to 1963-02-01"_s, {1954, 5, 3});
        row(u"29 February 2024"_s, {2024, 2, 29});
        row(u"29 February 2023"_s, {2023, 2, 1}); // there is no such day: the month is clear
        row(u"2026-13-45"_s, {});
        row(u"1957"_s, {});
        row(u"call 0157-12-34567"_s, {});
        row(u"12345-06-07"_s, {});
        row(u"192.168.10.2024"_s, {});
        row(u"page 3 of 1957"_s, {});
        row(u""_s, {});
        row(u"no date at all"_s, {});
    }

    void dates()
    {
        QFETCH(QString, text);
        QFETCH(QDate, expected);
        const QDateTime found = findDate(text);
        QCOMPARE(found.isValid(), expected.isValid());
        QCOMPARE(found.date(), expected);
        if (found.isValid()) {
            QCOMPARE(found.timeSpec(), Qt::UTC);
            QCOMPARE(found.time(), QTime(0, 0));
        }
    }

    void longTextIsCheap()
    {
        QVERIFY(!findDate(QString(5'000'000, u'1')).isValid());
        QVERIFY(!findDate(u"a "_s.repeated(2'000'000)).isValid());
    }
};

QTEST_GUILESS_MAIN(DateFinderTest)
#include "DateFinderTest.moc"

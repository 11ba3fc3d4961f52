#include "core/knowledge/retrieval/TimeWords.h"

#include <QElapsedTimer>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

Q_DECLARE_METATYPE(CloneMemoria::DayRange)

namespace {
// A Thursday.
const QDate kToday(2026, 1, 8);
const QDate kBorn(1932, 5, 3);

DayRange day(int year, int month, int dayOfMonth)
{
    return {QDate(year, month, dayOfMonth), QDate(year, month, dayOfMonth)};
}

DayRange years(int first, int last)
{
    return {QDate(first, 1, 1), QDate(last, 12, 31)};
}

DayRange year(int of)
{
    return years(of, of);
}

DayRange month(int ofYear, int of)
{
    const QDate first(ofYear, of, 1);
    return {first, first.addMonths(1).addDays(-1)};
}

DayRange days(const QDate &first, const QDate &last)
{
    return {first, last};
}

DayRange aged(int first, int last)
{
    return {QDate(1932 + first, 5, 3), QDate(1932 + last + 1, 5, 2)};
}

QByteArray shown(const QList<DayRange> &ranges)
{
    QByteArray text;
    for (const DayRange &range : ranges)
        text += range.first.toString(Qt::ISODate).toLatin1() + ".."
                + range.last.toString(Qt::ISODate).toLatin1() + ' ';
    return text;
}

void row(const QString &question, const QList<DayRange> &expected, const QString &language = u"en"_s)
{
    QTest::newRow(qPrintable(language + u": "_s + question)) << question << language << expected;
}

void columns()
{
    QTest::addColumn<QString>("question");
    QTest::addColumn<QString>("language");
    QTest::addColumn<QList<DayRange>>("expected");
}

void check(const QDate &today, const QDate &born)
{
    QFETCH(QString, question);
    QFETCH(QString, language);
    QFETCH(QList<DayRange>, expected);
    const QList<DayRange> found = timesIn(question, language, today, born);
    QVERIFY2(found == expected, shown(found).constData());
}
} // namespace

class TimeWordsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void calendar_data()
    {
        columns();
        row(u"Where did you live in 1962?"_s, {year(1962)});
        row(u"Where did you live in 1962?"_s, {year(1962)}, QString());
        row(u"What happened in June 1957?"_s, {month(1957, 6)});
        row(u"Sept. 1961"_s, {month(1961, 9)});
        row(u"What did Caroline do on 7 May 2023?"_s, {day(2023, 5, 7)});
        row(u"on the 3rd of June, 1953"_s, {day(1953, 6, 3)});
        row(u"on May 31st, 1957"_s, {day(1957, 5, 31)});
        row(u"on May 7th"_s, {day(2025, 5, 7)});
        row(u"on the 7th of January"_s, {day(2026, 1, 7)});
        row(u"on the twenty-third of May 1957"_s, {day(1957, 5, 23)});
        row(u"from 3 to 7 May 2023"_s, {days({2023, 5, 3}, {2023, 5, 7})});
        row(u"on 2023-05-07"_s, {day(2023, 5, 7)});
        row(u"in 1957-06"_s, {month(1957, 6)});
        row(u"on 31.05.1957"_s, {day(1957, 5, 31)});
        row(u"on 05/31/1957"_s, {day(1957, 5, 31)});
        row(u"on 05/06/1957"_s, {day(1957, 6, 5)});
        row(u"on 05/06/1957"_s, {day(1957, 5, 6)}, u"en-US"_s);
        row(u"on 99/99/1957"_s, {year(1957)}); // there is no such date: the year is clear
        row(u"29 February 2024"_s, {day(2024, 2, 29)});
        row(u"29 February 2023"_s, {month(2023, 2)}); // there is no such day: the month is clear
        row(u"on 29 February"_s, {day(2024, 2, 29)});
        row(u"February 2024"_s, {days({2024, 2, 1}, {2024, 2, 29})});
        row(u"in May and June 1957"_s, {days({1957, 5, 1}, {1957, 6, 30})});
        row(u"from November to February 1958"_s, {days({1957, 11, 1}, {1958, 2, 28})});
        row(u"in the sixties"_s, {years(1960, 1969)});
        row(u"the 1960s"_s, {years(1960, 1969)});
        row(u"the 1960's"_s, {years(1960, 1969)});
        row(u"the '60s"_s, {years(1960, 1969)});
        row(u"in the 60s"_s, {years(1960, 1969)});
        row(u"the nineteen-sixties"_s, {years(1960, 1969)});
        row(u"the twenties"_s, {years(1920, 1929)});
        row(u"the 1800s"_s, {years(1800, 1899)});
        row(u"the late fifties"_s, {years(1956, 1959)});
        row(u"in the early 1970s"_s, {years(1970, 1973)});
        row(u"in the summer of 1958"_s, {days({1958, 6, 1}, {1958, 8, 31})});
        row(u"the winter of 1947"_s, {days({1946, 12, 1}, {1947, 3, 31})});
        row(u"the winter of 1946/47"_s, {days({1946, 12, 1}, {1947, 3, 31})});
        row(u"the spring of '62"_s, {days({1962, 3, 1}, {1962, 5, 31})});
        row(u"at Christmas 1955"_s, {days({1955, 12, 24}, {1955, 12, 26})});
        row(u"on Christmas Eve 1955"_s, {days({1955, 12, 24}, {1955, 12, 26})});
        row(u"at Easter 1961"_s, {days({1961, 3, 31}, {1961, 4, 3})});
        row(u"at Easter 2024"_s, {days({2024, 3, 29}, {2024, 4, 1})});
        row(u"at Easter 1818"_s, {days({1818, 3, 20}, {1818, 3, 23})}); // the earliest there is
        row(u"at Easter 1943"_s, {days({1943, 4, 23}, {1943, 4, 26})}); // the latest
        row(u"in early 1963"_s, {days({1963, 1, 1}, {1963, 4, 30})});
        row(u"in late 1963"_s, {days({1963, 9, 1}, {1963, 12, 31})});
        row(u"mid-1963"_s, {days({1963, 5, 1}, {1963, 8, 31})});
        row(u"at the end of June 1957"_s, {days({1957, 6, 21}, {1957, 6, 30})});
        row(u"in nineteen sixty-two"_s, {year(1962)});
        row(u"1962 and 1958?"_s, {year(1958), year(1962)});
        row(u"in June 1962, or some time in 1962"_s, {year(1962)});
        row(u"in 1962 people wore hats"_s, {year(1962)});
        row(u"In 1947-48, at sea"_s, {years(1947, 1948)});

        row(u"In welchem Haus hast du 1962 gewohnt?"_s, {year(1962)}, u"de"_s);
        row(u"Was war im Juni 1957?"_s, {month(1957, 6)}, u"de-AT"_s);
        row(u"am 3. März 1961"_s, {day(1961, 3, 3)}, u"de"_s);
        row(u"in den sechziger Jahren"_s, {years(1960, 1969)}, u"de"_s);
        row(u"in den 60er-Jahren"_s, {years(1960, 1969)}, u"de"_s);
        row(u"in den 1950er Jahren"_s, {years(1950, 1959)}, u"de"_s);
        row(u"Anfang der siebziger Jahre"_s, {years(1970, 1973)}, u"de"_s);
        row(u"im Sommer 1958"_s, {days({1958, 6, 1}, {1958, 8, 31})}, u"de"_s);
        row(u"Weihnachten 1955"_s, {days({1955, 12, 24}, {1955, 12, 26})}, u"de"_s);
        row(u"en 1962"_s, {year(1962)}, u"fr"_s);
        row(u"en août 1970"_s, {month(1970, 8)}, u"fr"_s);
        row(u"le 1er août 1970"_s, {day(1970, 8, 1)}, u"fr"_s);
        row(u"dans les années 60"_s, {years(1960, 1969)}, u"fr"_s);
        row(u"les années soixante-dix"_s, {years(1970, 1979)}, u"fr"_s);
        row(u"à l’été 1958"_s, {days({1958, 6, 1}, {1958, 8, 31})}, u"fr"_s);
        row(u"à Noël 1955"_s, {days({1955, 12, 24}, {1955, 12, 26})}, u"fr"_s);
        row(u"en el año 1962"_s, {year(1962)}, u"es"_s);
        row(u"en junio de 1957"_s, {month(1957, 6)}, u"es"_s);
        row(u"el 2 de mayo de 1960"_s, {day(1960, 5, 2)}, u"es"_s);
        row(u"en los años sesenta"_s, {years(1960, 1969)}, u"es"_s);
        row(u"la década de los 60"_s, {years(1960, 1969)}, u"es"_s);
        row(u"el verano de 1958"_s, {days({1958, 6, 1}, {1958, 8, 31})}, u"es"_s);
        row(u"em março de 1962"_s, {month(1962, 3)}, u"pt"_s);
        row(u"12 de outubro de 1988"_s, {day(1988, 10, 12)}, u"pt-BR"_s);
        row(u"nos anos 60"_s, {years(1960, 1969)}, u"pt"_s);
        row(u"no verão de 1958"_s, {days({1958, 6, 1}, {1958, 8, 31})}, u"pt"_s);
        row(u"nel 1962"_s, {year(1962)}, u"it"_s);
        row(u"il 4 luglio 1990"_s, {day(1990, 7, 4)}, u"it"_s);
        row(u"negli anni '60"_s, {years(1960, 1969)}, u"it"_s);
        row(u"gli anni sessanta"_s, {years(1960, 1969)}, u"it"_s);
        row(u"nell'estate del 1958"_s, {days({1958, 6, 1}, {1958, 8, 31})}, u"it"_s);
        row(u"op 5 mei 1945"_s, {day(1945, 5, 5)}, u"nl"_s);
        row(u"in de jaren zestig"_s, {years(1960, 1969)}, u"nl"_s);
        row(u"in de zomer van 1958"_s, {days({1958, 6, 1}, {1958, 8, 31})}, u"nl"_s);
        row(u"v roce 1962"_s, {year(1962)}, u"cs"_s); // no words for it: a year is a year
    }

    void calendar() { check(kToday, kBorn); }

    void fromToday_data()
    {
        columns();
        row(u"What did you do yesterday?"_s, {day(2026, 1, 7)});
        row(u"the day before yesterday"_s, {day(2026, 1, 6)});
        row(u"last week"_s, {days({2025, 12, 29}, {2026, 1, 4})}); // across the new year
        row(u"last weekend"_s, {days({2026, 1, 3}, {2026, 1, 4})});
        row(u"last Friday"_s, {day(2026, 1, 2)});
        row(u"last Thursday"_s, {day(2026, 1, 1)}); // today is one
        row(u"last month"_s, {month(2025, 12)});
        row(u"last year"_s, {year(2025)});
        row(u"last summer"_s, {days({2025, 6, 1}, {2025, 8, 31})});
        row(u"last winter"_s, {days({2024, 12, 1}, {2025, 3, 31})}); // this one isn't over
        row(u"last June"_s, {month(2025, 6)});
        row(u"last January"_s, {month(2025, 1)});
        row(u"last Christmas"_s, {days({2025, 12, 24}, {2025, 12, 26})});
        row(u"in June last year"_s, {month(2025, 6)});
        row(u"in the summer of last year"_s, {days({2025, 6, 1}, {2025, 8, 31})});
        row(u"two weeks ago"_s, {days({2025, 12, 22}, {2025, 12, 28})});
        row(u"ten days ago"_s, {day(2025, 12, 29)});
        row(u"three years ago"_s, {year(2023)});
        row(u"a year ago"_s, {year(2025)});
        row(u"a few years ago"_s, {years(2021, 2024)});
        row(u"a couple of months ago"_s, {month(2025, 11)});
        row(u"in the last two weeks"_s, {days({2025, 12, 25}, {2026, 1, 8})});
        row(u"this year"_s, {year(2026)});
        row(u"this week"_s, {days({2026, 1, 5}, {2026, 1, 11})});
        row(u"the last summer of the war"_s, {});
        row(u"your last year at school"_s, {});
        row(u"2000000000 years ago"_s, {});
        row(u"99999999999999999999 days ago"_s, {});

        row(u"gestern"_s, {day(2026, 1, 7)}, u"de"_s);
        row(u"vorgestern"_s, {day(2026, 1, 6)}, u"de"_s);
        row(u"im letzten Sommer"_s, {days({2025, 6, 1}, {2025, 8, 31})}, u"de"_s);
        row(u"letztes Jahr"_s, {year(2025)}, u"de"_s);
        row(u"vorige Woche"_s, {days({2025, 12, 29}, {2026, 1, 4})}, u"de"_s);
        row(u"vor drei Jahren"_s, {year(2023)}, u"de"_s);
        row(u"vor einundzwanzig Tagen"_s, {day(2025, 12, 18)}, u"de"_s);
        row(u"hier soir"_s, {day(2026, 1, 7)}, u"fr"_s);
        row(u"avant-hier"_s, {day(2026, 1, 6)}, u"fr"_s);
        row(u"l’année dernière"_s, {year(2025)}, u"fr"_s);
        row(u"l'été dernier"_s, {days({2025, 6, 1}, {2025, 8, 31})}, u"fr"_s);
        row(u"la semaine dernière"_s, {days({2025, 12, 29}, {2026, 1, 4})}, u"fr"_s);
        row(u"il y a trois ans"_s, {year(2023)}, u"fr"_s);
        row(u"il y a dix-sept jours"_s, {day(2025, 12, 22)}, u"fr"_s);
        row(u"ayer"_s, {day(2026, 1, 7)}, u"es"_s);
        row(u"el año pasado"_s, {year(2025)}, u"es"_s);
        row(u"el verano pasado"_s, {days({2025, 6, 1}, {2025, 8, 31})}, u"es"_s);
        row(u"hace tres años"_s, {year(2023)}, u"es"_s);
        row(u"ontem"_s, {day(2026, 1, 7)}, u"pt"_s);
        row(u"no ano passado"_s, {year(2025)}, u"pt"_s);
        row(u"há três anos"_s, {year(2023)}, u"pt"_s);
        row(u"duas semanas atrás"_s, {days({2025, 12, 22}, {2025, 12, 28})}, u"pt"_s);
        row(u"l'altro ieri"_s, {day(2026, 1, 6)}, u"it"_s);
        row(u"l'estate scorsa"_s, {days({2025, 6, 1}, {2025, 8, 31})}, u"it"_s);
        row(u"l'anno scorso"_s, {year(2025)}, u"it"_s);
        row(u"tre anni fa"_s, {year(2023)}, u"it"_s);
        row(u"gisteren"_s, {day(2026, 1, 7)}, u"nl"_s);
        row(u"vorig jaar"_s, {year(2025)}, u"nl"_s);
        row(u"afgelopen zomer"_s, {days({2025, 6, 1}, {2025, 8, 31})}, u"nl"_s);
        row(u"drie weken geleden"_s, {days({2025, 12, 15}, {2025, 12, 21})}, u"nl"_s);
    }

    void fromToday() { check(kToday, kBorn); }

    void intervals_data()
    {
        columns();
        row(u"between 1950 and 1955"_s, {years(1950, 1955)});
        row(u"from 1939 to 1945"_s, {years(1939, 1945)});
        row(u"1939–1945"_s, {years(1939, 1945)});
        row(u"1939-1945"_s, {years(1939, 1945)});
        row(u"between June 1957 and May 1958"_s, {days({1957, 6, 1}, {1958, 5, 31})});
        row(u"from 3 May 1957 until 2 June 1957"_s, {days({1957, 5, 3}, {1957, 6, 2})});
        row(u"before 1940"_s, {years(1840, 1939)});
        row(u"until 1940"_s, {years(1841, 1940)});
        row(u"after 1950"_s, {days({1951, 1, 1}, kToday)});
        row(u"since 1950"_s, {days({1950, 1, 1}, kToday)});
        row(u"after 1850"_s, {years(1851, 1950)});
        row(u"after 1950 but before 1960"_s, {years(1951, 1959)});
        row(u"the day after 7 May 2023"_s, {day(2023, 5, 8)});
        row(u"the week before 9 June 2023"_s, {days({2023, 6, 2}, {2023, 6, 8})});
        row(u"three years after 1950"_s, {year(1953)});
        row(u"zwischen 1950 und 1955"_s, {years(1950, 1955)}, u"de"_s);
        row(u"von 1939 bis 1945"_s, {years(1939, 1945)}, u"de"_s);
        row(u"vor 1940"_s, {years(1840, 1939)}, u"de"_s);
        row(u"de 1939 à 1945"_s, {years(1939, 1945)}, u"fr"_s);
        row(u"entre 1950 et 1955"_s, {years(1950, 1955)}, u"fr"_s);
        row(u"entre 1950 y 1955"_s, {years(1950, 1955)}, u"es"_s);
        row(u"desde 1950 hasta 1955"_s, {years(1950, 1955)}, u"es"_s);
        row(u"entre 1950 e 1955"_s, {years(1950, 1955)}, u"pt"_s);
        row(u"dal 1939 al 1945"_s, {years(1939, 1945)}, u"it"_s);
        row(u"tussen 1950 en 1955"_s, {years(1950, 1955)}, u"nl"_s);
    }

    void intervals() { check(kToday, kBorn); }

    void ages_data()
    {
        columns();
        row(u"What did she do when she was ten?"_s, {aged(10, 10)});
        row(u"when you were 17"_s, {aged(17, 17)});
        row(u"when Grandma was only twelve years old"_s, {aged(12, 12)});
        row(u"at the age of twelve"_s, {aged(12, 12)});
        row(u"the year you turned thirty"_s, {aged(30, 30)});
        row(u"as a child"_s, {aged(0, 12)});
        row(u"when you were a little girl"_s, {aged(0, 12)});
        row(u"in your childhood"_s, {aged(0, 12)});
        row(u"as a twelve-year-old"_s, {aged(12, 12)});
        row(u"in her twenties"_s, {aged(20, 29)});
        row(u"in his early 30s"_s, {aged(30, 33)});
        row(u"before she was ten"_s, {days({1842, 5, 3}, {1942, 5, 2})});
        row(u"on her 80th birthday"_s, {day(2012, 5, 3)});
        row(u"when your brother was ten"_s, {});
        row(u"when you were 10 miles away"_s, {});
        row(u"at the age of 900"_s, {});
        row(u"als du zehn Jahre alt warst"_s, {aged(10, 10)}, u"de"_s);
        row(u"als sie 17 war"_s, {aged(17, 17)}, u"de"_s);
        row(u"im Alter von zwölf Jahren"_s, {aged(12, 12)}, u"de"_s);
        row(u"mit 12 Jahren"_s, {aged(12, 12)}, u"de"_s);
        row(u"als Kind"_s, {aged(0, 12)}, u"de"_s);
        row(u"mit zwei Kindern"_s, {}, u"de"_s);
        row(u"quand elle avait dix ans"_s, {aged(10, 10)}, u"fr"_s);
        row(u"à l'âge de quatre-vingt-deux ans"_s, {aged(82, 82)}, u"fr"_s);
        row(u"à douze ans"_s, {aged(12, 12)}, u"fr"_s);
        row(u"cuando tenías diez años"_s, {aged(10, 10)}, u"es"_s);
        row(u"a los doce años"_s, {aged(12, 12)}, u"es"_s);
        row(u"de niña"_s, {aged(0, 12)}, u"es"_s);
        row(u"quando tinha dez anos"_s, {aged(10, 10)}, u"pt"_s);
        row(u"aos doze anos"_s, {aged(12, 12)}, u"pt"_s);
        row(u"quando aveva dieci anni"_s, {aged(10, 10)}, u"it"_s);
        row(u"da bambina"_s, {aged(0, 12)}, u"it"_s);
        row(u"toen ze tien was"_s, {aged(10, 10)}, u"nl"_s);
        row(u"op de leeftijd van twaalf jaar"_s, {aged(12, 12)}, u"nl"_s);
    }

    void ages() { check(kToday, kBorn); }

    void agesOfNobodyKnown_data()
    {
        columns();
        row(u"when she was ten"_s, {});
        row(u"in her twenties"_s, {}); // and not the decade
        row(u"as a child in 1940"_s, {year(1940)});
    }

    void agesOfNobodyKnown() { check(kToday, QDate()); }

    void bornOnALeapDay()
    {
        const QDate born(1932, 2, 29);
        QCOMPARE(timesIn(u"when she was ten"_s, u"en"_s, kToday, born),
                 (QList<DayRange>{days({1942, 2, 28}, {1943, 2, 27})}));
        QCOMPARE(timesIn(u"when she was twelve"_s, u"en"_s, kToday, born),
                 (QList<DayRange>{days({1944, 2, 29}, {1945, 2, 27})}));
    }

    void nothing_data()
    {
        columns();
        for (const QString &question : {u""_s,
                                        u"What was your favourite song?"_s,
                                        u"What did you do at Christmas?"_s,
                                        u"during the war"_s,
                                        u"in June"_s,
                                        u"It cost 1000 pounds"_s,
                                        u"It cost 1962 pounds"_s,
                                        u"£1962"_s,
                                        u"1962 € a month"_s,
                                        u"on page 1962"_s,
                                        u"no. 1962"_s,
                                        u"1,950 people"_s,
                                        u"there were 1800 people"_s,
                                        u"at 1800 metres"_s,
                                        u"1962kg"_s,
                                        u"A1962"_s,
                                        u"call 0157-1962-345"_s,
                                        u"192.168.10.2024"_s,
                                        u"12345"_s,
                                        u"1962.5"_s,
                                        u"You may 7 times"_s,
                                        u"1499"_s,
                                        u"2101"_s,
                                        u"at 19:57"_s,
                                        u"Before we begin"_s,
                                        u"Were you ten men?"_s})
            row(question, {});
        row(u"1962 Euro im Monat"_s, {}, u"de"_s);
        row(u"vor dem Krieg"_s, {}, u"de"_s);
        row(u"il a 20 ans"_s, {}, u"fr"_s);
    }

    void nothing() { check(kToday, kBorn); }

    void withoutToday()
    {
        for (const QString &question : {u"yesterday"_s, u"last year"_s, u"May 7th"_s, u"three years ago"_s})
            QCOMPARE(timesIn(question, u"en"_s, QDate(), kBorn), QList<DayRange>());
        QCOMPARE(timesIn(u"in 1962"_s, u"en"_s, QDate(), kBorn), QList<DayRange>{year(1962)});
        QCOMPARE(timesIn(u"in the sixties"_s, u"en"_s, QDate(), kBorn), (QList<DayRange>{years(1960, 1969)}));
    }

    void births_data()
    {
        QTest::addColumn<QString>("description");
        QTest::addColumn<QString>("language");
        QTest::addColumn<QDate>("expected");
        const auto birth = [](const QString &description, const QDate &expected,
                              const QString &language = u"en"_s) {
            QTest::newRow(qPrintable(language + u": "_s + description))
                << description << language << expected;
        };
        birth(u"Margaret Ellis, born 3 May 1932 in Leeds, a teacher."_s, {1932, 5, 3});
        birth(u"She was born in Leeds on the 3rd of May, 1932."_s, {1932, 5, 3});
        birth(u"Margaret Ellis (1932–2010) taught mathematics."_s, {1932, 1, 1});
        birth(u"Margaret Ellis (3 May 1932 - 4 June 2010)"_s, {1932, 5, 3});
        birth(u"Margaret Ellis, 1932-2010"_s, {1932, 1, 1});
        birth(u"Margaret (1932–)"_s, {1932, 1, 1});
        birth(u"Margaret * 12.03.1947"_s, {1947, 3, 12});
        birth(u"Margaret (*1947)"_s, {1947, 1, 1});
        birth(u"b. 1932, Leeds"_s, {1932, 1, 1});
        birth(u"Date of birth: 1932-05-03"_s, {1932, 5, 3});
        birth(u"Birthday: May 3, 1932"_s, {1932, 5, 3});
        birth(u"born in June 1932"_s, {1932, 6, 1});
        birth(u"born 05/06/1932"_s, {1932, 5, 6}, u"en-US"_s);
        birth(u"Her daughter Anna was born in 1960."_s, {});
        birth(u"Her daughter was born in 1960. She herself was born in 1932."_s, {1932, 1, 1});
        birth(u"born before 1940"_s, {});
        birth(u"born in the thirties"_s, {});
        birth(u"Served in the war (1939–1945)."_s, {});
        birth(u"* 1962 moved to Leeds"_s, {});
        birth(u"A born storyteller who loves her garden."_s, {});
        birth(u"Joined NATO in 1955."_s, {});
        birth(u""_s, {});
        birth(u"geboren 1932"_s, {1932, 1, 1}, u"de"_s);
        birth(u"Sie wurde am 3. Mai 1932 in Leipzig geboren."_s, {1932, 5, 3}, u"de"_s);
        birth(u"geb. am 12.03.1947 in Graz"_s, {1947, 3, 12}, u"de"_s);
        birth(u"née en 1932 à Lyon"_s, {1932, 1, 1}, u"fr"_s);
        birth(u"Il est né le 1er août 1930."_s, {1930, 8, 1}, u"fr"_s);
        birth(u"Il ne fumait plus en 1962."_s, {}, u"fr"_s);
        birth(u"nacida el 2 de mayo de 1960 en Sevilla"_s, {1960, 5, 2}, u"es"_s);
        birth(u"nasceu em 12 de outubro de 1938"_s, {1938, 10, 12}, u"pt"_s);
        birth(u"nata a Torino il 4 luglio 1940"_s, {1940, 7, 4}, u"it"_s);
        birth(u"geboren op 5 mei 1945 te Utrecht"_s, {1945, 5, 5}, u"nl"_s);
    }

    void births()
    {
        QFETCH(QString, description);
        QFETCH(QString, language);
        QFETCH(QDate, expected);
        QCOMPARE(birthIn(description, language), expected);
    }

    void everyCutIsHarmless()
    {
        const QString sentences[] = {
            u"Before the summer of '58, when she was twenty-one, between 3 May 1957 and the late 1960's, 1939–45?"_s,
            u"vor drei Jahren, Anfang der 60er-Jahre, am 3. März 1961, als du zehn Jahre alt warst"_s,
            u"il y a quatre-vingt-dix-sept ans, l’année dernière, d'août à l'été 1958, à l'âge de douze ans"_s,
            u"Born * (3.5.1932 – 2010-06-04), née le 1er août '30; \U0001F382 e\u0301te\u0301 1958"_s,
        };
        for (const QString &sentence : sentences) {
            for (const QString &language : {u"en"_s, u"de"_s, u"fr"_s, u"es"_s, u"pt"_s, u"it"_s, u"nl"_s}) {
                for (qsizetype cut = 0; cut <= sentence.size(); ++cut) {
                    for (const QString &piece : {sentence.first(cut), sentence.sliced(cut)}) {
                        QDate last;
                        for (const DayRange &range : timesIn(piece, language, kToday, kBorn)) {
                            QVERIFY2(range.isValid(), qPrintable(piece));
                            QVERIFY2(!last.isValid() || range.first > last, qPrintable(piece));
                            last = range.last;
                        }
                        const QDate birth = birthIn(piece, language);
                        QVERIFY2(birth.isNull() || birth.isValid(), qPrintable(piece));
                    }
                }
            }
        }
    }

    void aNumberWithoutEndIsNone()
    {
        QVERIFY(timesIn(QString(100'000, u'1'), u"en"_s, kToday, kBorn).isEmpty());
        QVERIFY(!birthIn(u"born "_s + QString(100'000, u'1'), u"en"_s).isValid());
        QCOMPARE(timesIn(u"1962 "_s + QString(100'000, u'1'), u"en"_s, kToday, kBorn),
                 QList<DayRange>{year(1962)});
    }

    void longTextIsCheap_data()
    {
        QTest::addColumn<QString>("piece");
        for (const char *piece :
             {"1", "1962 ", "1962-", "when she was ", "between 1950 and ", "before ", "last ", "* ", "born ",
              "in the of ", "(1932-", "twenty ", "may 1 ", "'", "early ", "word"})
            QTest::newRow(piece) << QString::fromLatin1(piece);
    }

    // Ten times the text takes about ten times as long; a hundred times would be a loop in a loop.
    void longTextIsCheap()
    {
        QFETCH(QString, piece);
        const auto nanoseconds = [&](qsizetype size) {
            const QString text = piece.repeated(size / piece.size());
            qint64 best = std::numeric_limits<qint64>::max();
            for (int run = 0; run < 2; ++run) {
                QElapsedTimer timer;
                timer.start();
                timesIn(text, u"en"_s, kToday, kBorn);
                birthIn(text, u"en"_s);
                best = std::min(best, timer.nsecsElapsed());
            }
            return best;
        };
        const qint64 small = nanoseconds(2'000);
        const qint64 large = nanoseconds(20'000);
        QVERIFY2(large < 35 * small + 5'000'000,
                 qPrintable(u"2 KB %1 µs, 20 KB %2 µs"_s.arg(small / 1000).arg(large / 1000)));
    }
};

QTEST_GUILESS_MAIN(TimeWordsTest)
#include "TimeWordsTest.moc"

#pragma once

#include <QDate>
#include <QList>
#include <QString>

namespace CloneMemoria {

/// Days from the first to the last, both of them included.
struct DayRange
{
    QDate first;
    QDate last;

    bool isValid() const { return first.isValid() && last.isValid() && first <= last; }
    bool operator==(const DayRange &other) const = default;
};

/// The days a question speaks of: "on 7 May 2023", "in June 1957", "in the sixties", "last summer", "two weeks ago",
/// "between 1950 and 1955", "before 1940" (a hundred years at most), "when she was ten". Sorted, and without overlaps;
/// empty where the question names no time or one that nobody can tell ("in June", "during the war").
///
/// Times are told in many ways in English, and in the usual ones in German, French, Spanish, Portuguese, Italian and
/// Dutch; `language` is BCP 47, and English where it is empty or none of these. `today` is what "last year" counts from:
/// such words mean nothing without it. `born` is the birthday of the person the memories are of: without it ages mean
/// nothing. Takes time in proportion to the question's length. Any thread.
QList<DayRange> timesIn(const QString &question, const QString &language, const QDate &today,
                        const QDate &born);

/// The birthday that a description of a person tells: "born 3 May 1932 in Leeds", "(1932–2010)", "geboren 1932". Where
/// it tells the year alone, or the month, its first day; invalid where it tells none, or only somebody else's. Any thread.
QDate birthIn(const QString &description, const QString &language);

} // namespace CloneMemoria

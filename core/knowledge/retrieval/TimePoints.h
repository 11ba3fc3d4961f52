#pragma once

#include "core/knowledge/retrieval/TimeTokens.h"
#include "core/knowledge/retrieval/TimeWords.h"

namespace CloneMemoria {

/// Days read from a text, and the first token after them.
struct FoundTime
{
    DayRange range; // invalid where the words are of a time that can't be told: they are used up all the same
    qsizetype next = 0;
};

using MaybeTime = std::optional<FoundTime>;

/// Dates, months, seasons, feasts, years and decades of the calendar, at a place of a text. Keeps a reference to the
/// tokens. Any thread.
class TimePoints
{
public:
    TimePoints(const TimeTokens &tokens, const QDate &today, bool monthFirst) // of 05/06/1957
        : m_tokens(tokens)
        , m_today(today)
        , m_monthFirst(monthFirst)
    { }

    MaybeTime at(qsizetype i) const;
    /// The decade alone: "sixties", "60s", "1960s", "années 60"; its first year within the century, or all of it.
    std::optional<TimeTokens::Read> decadeAt(qsizetype i) const;
    /// 1 to 12.
    std::optional<TimeTokens::Read> monthAt(qsizetype i) const;
    /// Of a year already known.
    static DayRange season(int season, int year);
    static DayRange feast(int feast, int year);
    static DayRange month(int month, int year);
    static DayRange year(int year);
    /// The early, middle or late part [1 to 3] of a longer time.
    static DayRange part(const DayRange &whole, int part);

private:
    MaybeTime numericDate(qsizetype i) const;
    MaybeTime dayOfMonth(qsizetype i) const;
    MaybeTime monthAndDay(qsizetype i) const;
    MaybeTime monthOfYear(qsizetype i) const;
    MaybeTime seasonOfYear(qsizetype i) const;
    MaybeTime feastOfYear(qsizetype i) const;
    MaybeTime partOf(qsizetype i) const;
    MaybeTime decade(qsizetype i) const;
    MaybeTime years(qsizetype i) const;
    MaybeTime wholeYears(qsizetype i) const;

    MaybeTime dated(int day, int month, qsizetype afterMonth) const;
    std::optional<TimeTokens::Read> dayAt(qsizetype i) const;
    std::optional<TimeTokens::Read> yearAt(qsizetype i) const;
    bool standsAlone(qsizetype i) const;
    bool countsThings(qsizetype i, qsizetype next) const;
    qsizetype toYear(qsizetype i) const;
    int latestDecade(int tens) const;
    int latestYear(int inCentury) const;

    const TimeTokens &m_tokens;
    QDate m_today;
    bool m_monthFirst;
};

} // namespace CloneMemoria

#pragma once

#include "core/knowledge/retrieval/TimeYears.h"

namespace CloneMemoria {

/// Dates, months, seasons, feasts, years and decades of the calendar, at a place of a text. Keeps a reference to the
/// tokens. Any thread.
class TimePoints
{
public:
    TimePoints(const TimeTokens &tokens, const QDate &today, bool monthFirst) // of 05/06/1957
        : m_tokens(tokens)
        , m_years(tokens, today)
        , m_today(today)
        , m_monthFirst(monthFirst)
    { }

    MaybeTime at(qsizetype i) const;
    const TimeYears &years() const { return m_years; }
    /// 1 to 12.
    std::optional<TimeTokens::Read> monthAt(qsizetype i) const;
    /// Of a year already known.
    static DayRange season(int season, int year);
    static DayRange feast(int feast, int year);
    static DayRange month(int month, int year);
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
    MaybeTime yearsAlone(qsizetype i) const;

    MaybeTime dated(int day, int month, qsizetype afterMonth) const;
    std::optional<TimeTokens::Read> dayAt(qsizetype i) const;
    qsizetype toYear(qsizetype i) const;

    const TimeTokens &m_tokens;
    TimeYears m_years;
    QDate m_today;
    bool m_monthFirst;
};

} // namespace CloneMemoria

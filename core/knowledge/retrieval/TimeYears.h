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

/// Years and decades at a place of a text, and which numbers are none. Keeps a reference to the tokens. Any thread.
class TimeYears
{
public:
    TimeYears(const TimeTokens &tokens, const QDate &today) : m_tokens(tokens), m_today(today) { }

    static DayRange year(int year);
    static bool isYearNumber(int number);

    /// 1962, '62, nineteen sixty-two, last year.
    std::optional<TimeTokens::Read> yearAt(qsizetype i) const;
    /// These, and 1962/63 and 1939-45.
    MaybeTime wholeYears(qsizetype i) const;
    MaybeTime decade(qsizetype i) const;
    /// "Sixties", "60s", "1960s", "années 60": the decade's first year, within its century or all of it.
    std::optional<TimeTokens::Read> decadeAt(qsizetype i) const;
    /// A number that is not a part of something longer.
    bool standsAlone(qsizetype i) const;
    /// A number before things of which it tells how many.
    bool countsThings(qsizetype i, qsizetype next) const;

private:
    int latestDecade(int tens) const;
    int latestYear(int inCentury) const;

    const TimeTokens &m_tokens;
    QDate m_today;
};

} // namespace CloneMemoria

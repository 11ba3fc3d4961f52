#pragma once

#include "core/knowledge/retrieval/TimePoints.h"

namespace CloneMemoria {

/// Times told from today: "yesterday", "last Friday", "l'été dernier", "vor drei Jahren", "the last two weeks". Finds
/// nothing where today is invalid. Keeps references. Any thread.
class TimeRelatives
{
public:
    TimeRelatives(const TimeTokens &tokens, const TimePoints &points, const QDate &today)
        : m_tokens(tokens)
        , m_points(points)
        , m_today(today)
    { }

    MaybeTime at(qsizetype i) const;
    /// The times as far before (or, with a negative count, after) a range as it is told in units.
    static DayRange shifted(const DayRange &range, TimeUnit unit, int back);
    /// The whole day, week, month… that holds a date.
    static DayRange around(const QDate &date, TimeUnit unit);

private:
    struct Count
    {
        int least = 1;
        int most = 1;
        qsizetype next = 0;
    };

    MaybeTime dayAgo(qsizetype i) const;
    MaybeTime ago(qsizetype i) const;
    MaybeTime lastOne(qsizetype i) const;
    MaybeTime lastFew(qsizetype i) const;
    MaybeTime thisOne(qsizetype i) const;

    std::optional<Count> countAt(qsizetype i) const;
    std::optional<TimeUnit> unitAt(qsizetype i) const;
    MaybeTime agoRange(const Count &count, TimeUnit unit, qsizetype next) const;
    /// What "last" can stand before or after: a unit, a season, a weekday, a month, a feast.
    MaybeTime latest(qsizetype i) const;

    const TimeTokens &m_tokens;
    const TimePoints &m_points;
    QDate m_today;
};

} // namespace CloneMemoria

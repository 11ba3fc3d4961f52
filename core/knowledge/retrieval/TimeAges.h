#pragma once

#include "core/knowledge/retrieval/TimeYears.h"

namespace CloneMemoria {

/// Times told by how old somebody was: "when she was ten", "in her early twenties", "as a child", "mit zwölf Jahren".
/// Where no birthday is known the words are used up, and their range is invalid. Keeps references. Any thread.
class TimeAges
{
public:
    TimeAges(const TimeTokens &tokens, const TimeYears &years, const QDate &born)
        : m_tokens(tokens)
        , m_years(years)
        , m_born(born)
    { }

    MaybeTime at(qsizetype i) const;
    /// "She was ten", after "when", "before" and the like.
    MaybeTime clause(qsizetype i) const;

private:
    MaybeTime atAge(qsizetype i) const;
    MaybeTime inDecade(qsizetype i) const;
    MaybeTime asStage(qsizetype i) const;
    MaybeTime birthday(qsizetype i) const;

    std::optional<TimeTokens::Read> stageAt(qsizetype i) const;
    DayRange between(int firstAge, int lastAge) const;

    const TimeTokens &m_tokens;
    const TimeYears &m_years;
    QDate m_born;
};

} // namespace CloneMemoria

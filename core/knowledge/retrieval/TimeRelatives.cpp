#include "core/knowledge/retrieval/TimeRelatives.h"

#include <algorithm>

namespace CloneMemoria {

namespace {
// Nobody remembers more; and a date a billion years back is none.
constexpr int kMostYearsBack = 500;
constexpr int kMostDaysBack = kMostYearsBack * 366;

QDate back(const QDate &from, TimeUnit unit, int count)
{
    switch (unit) {
    case TimeUnit::Day:
    case TimeUnit::Night:
        return from.addDays(-count);
    case TimeUnit::Week:
    case TimeUnit::Weekend:
        return from.addDays(-7 * qint64(count));
    case TimeUnit::Month:
        return from.addMonths(-count);
    case TimeUnit::Year:
        return from.addYears(-count);
    case TimeUnit::Decade:
        return from.addYears(-10 * count);
    }
    return {};
}

int roughDays(TimeUnit unit)
{
    switch (unit) {
    case TimeUnit::Day:
    case TimeUnit::Night:
        return 1;
    case TimeUnit::Week:
    case TimeUnit::Weekend:
        return 7;
    case TimeUnit::Month:
        return 30;
    case TimeUnit::Year:
        return 366;
    case TimeUnit::Decade:
        return 3660;
    }
    return kMostDaysBack;
}
} // namespace

DayRange TimeRelatives::around(const QDate &date, TimeUnit unit)
{
    switch (unit) {
    case TimeUnit::Day:
    case TimeUnit::Night:
        return {date, date};
    case TimeUnit::Week: {
        const QDate monday = date.addDays(1 - date.dayOfWeek());
        return {monday, monday.addDays(6)};
    }
    case TimeUnit::Weekend: {
        const QDate saturday = date.addDays(6 - date.dayOfWeek());
        return {saturday, saturday.addDays(1)};
    }
    case TimeUnit::Month:
        return TimePoints::month(date.month(), date.year());
    case TimeUnit::Year:
        return TimeYears::year(date.year());
    case TimeUnit::Decade: {
        const int first = date.year() / 10 * 10;
        return {QDate(first, 1, 1), QDate(first + 9, 12, 31)};
    }
    }
    return {};
}

DayRange TimeRelatives::shifted(const DayRange &range, TimeUnit unit, int count)
{
    if (std::abs(qint64(count)) * roughDays(unit) > kMostDaysBack)
        return {};
    return {back(range.first, unit, count), back(range.last, unit, count)};
}

MaybeTime TimeRelatives::at(qsizetype i) const
{
    if (!m_today.isValid())
        return std::nullopt;
    using Reader = MaybeTime (TimeRelatives::*)(qsizetype) const;
    static constexpr Reader kReaders[] = {&TimeRelatives::dayAgo, &TimeRelatives::ago,
                                          &TimeRelatives::lastFew, &TimeRelatives::lastOne,
                                          &TimeRelatives::thisOne};
    for (const Reader read : kReaders) {
        if (MaybeTime found = (this->*read)(i))
            return found;
    }
    return std::nullopt;
}

// Yesterday, the day before yesterday, avant-hier, l'altro ieri.
MaybeTime TimeRelatives::dayAgo(qsizetype i) const
{
    if (const std::optional<int> days = m_tokens.value(i, TimeRole::DayAgo))
        return FoundTime{around(m_today.addDays(-*days), TimeUnit::Day), i + 1};
    qsizetype next = m_tokens.isUnit(i, TimeUnit::Day) ? i + 1 : i;
    if (!m_tokens.is(next, TimeRole::Before) && !m_tokens.is(next, TimeRole::Eve))
        return std::nullopt;
    next = m_tokens.skipJoins(m_tokens.isDash(next + 1) ? next + 2 : next + 1);
    if (m_tokens.value(next, TimeRole::DayAgo) != 1)
        return std::nullopt;
    return FoundTime{around(m_today.addDays(-2), TimeUnit::Day), next + 1};
}

// Three years ago, vor drei Jahren, il y a trois ans.
MaybeTime TimeRelatives::ago(qsizetype i) const
{
    const bool saidFirst = m_tokens.is(i, TimeRole::AgoFirst);
    const std::optional<Count> count = countAt(saidFirst ? m_tokens.skipJoins(i + 1) : i);
    const std::optional<TimeUnit> unit = count ? unitAt(count->next) : std::nullopt;
    if (!unit || (!saidFirst && !m_tokens.is(count->next + 1, TimeRole::AgoAfter)))
        return std::nullopt;
    return agoRange(*count, *unit, m_tokens.skip(count->next + 1, TimeRole::AgoAfter, 1));
}

MaybeTime TimeRelatives::agoRange(const Count &count, TimeUnit unit, qsizetype next) const
{
    if (qint64(count.most) * roughDays(unit) > kMostDaysBack)
        return FoundTime{{}, next};
    return FoundTime{{around(back(m_today, unit, count.most), unit).first,
                      around(back(m_today, unit, count.least), unit).last},
                     next};
}

std::optional<TimeRelatives::Count> TimeRelatives::countAt(qsizetype i) const
{
    i = m_tokens.skip(i, TimeRole::About);
    const qsizetype few = m_tokens.skip(i, TimeRole::Article, 1);
    if (const std::optional<int> most = m_tokens.value(few, TimeRole::Few))
        return Count{2, std::max(*most, 2), m_tokens.skipJoins(few + 1)};
    if (const std::optional<TimeTokens::Read> number = m_tokens.number(i))
        return Count{number->value, number->value, number->next};
    if (few > i)
        return Count{1, 1, few};
    return std::nullopt;
}

std::optional<TimeUnit> TimeRelatives::unitAt(qsizetype i) const
{
    const std::optional<int> found = m_tokens.value(i, TimeRole::Unit);
    return found ? std::optional(static_cast<TimeUnit>(*found)) : std::nullopt;
}

// The last two weeks, die letzten drei Jahre, les trois dernières années.
MaybeTime TimeRelatives::lastFew(qsizetype i) const
{
    const bool saidFirst = m_tokens.is(i, TimeRole::Last);
    const std::optional<Count> count = countAt(saidFirst ? i + 1 : i);
    if (!count || (!saidFirst && !m_tokens.is(count->next, TimeRole::Last)))
        return std::nullopt;
    const qsizetype place = saidFirst ? count->next : count->next + 1;
    const std::optional<TimeUnit> unit = unitAt(place);
    if (!unit)
        return std::nullopt;
    if (qint64(count->most) * roughDays(*unit) > kMostDaysBack)
        return FoundTime{{}, place + 1};
    return FoundTime{{back(m_today, *unit, count->most), m_today}, place + 1};
}

// Last Friday, last summer, l'année dernière.
MaybeTime TimeRelatives::lastOne(qsizetype i) const
{
    if (m_tokens.is(i, TimeRole::Last)) {
        MaybeTime found = latest(i + 1);
        // "The last summer of the war" isn't last summer.
        if (found && (m_tokens.word(found->next) == u"of" || m_tokens.is(i - 1, TimeRole::Possessive)))
            found->range = {};
        return found;
    }
    MaybeTime found = latest(i);
    if (!found || !m_tokens.is(found->next, TimeRole::Last))
        return std::nullopt;
    ++found->next;
    return found;
}

MaybeTime TimeRelatives::latest(qsizetype i) const
{
    if (const std::optional<TimeUnit> unit = unitAt(i))
        return FoundTime{around(back(m_today, *unit, 1), *unit), i + 1};
    if (const std::optional<int> weekday = m_tokens.value(i, TimeRole::Weekday)) {
        const int days = (m_today.dayOfWeek() - *weekday + 6) % 7 + 1;
        return FoundTime{around(m_today.addDays(-days), TimeUnit::Day), i + 1};
    }
    const std::optional<int> season = m_tokens.value(i, TimeRole::Season);
    const std::optional<int> feast = m_tokens.value(i, TimeRole::Feast);
    const std::optional<TimeTokens::Read> month = m_points.monthAt(i);
    if (!season && !feast && !month)
        return std::nullopt;
    const auto inYear = [&](int year) {
        if (season)
            return TimePoints::season(*season, year);
        return feast ? TimePoints::feast(*feast, year) : TimePoints::month(month->value, year);
    };
    int year = m_today.year();
    while (inYear(year).last >= m_today) // the last one that is over
        --year;
    const qsizetype next = month ? month->next : feast ? m_tokens.skip(i + 1, TimeRole::FeastTail) : i + 1;
    return FoundTime{inYear(year), next};
}

// This week, this summer.
MaybeTime TimeRelatives::thisOne(qsizetype i) const
{
    if (!m_tokens.is(i, TimeRole::This))
        return std::nullopt;
    qsizetype place = i + 1;
    if (m_tokens.isMark(place, u"'") || m_tokens.isDash(place)) // quest'anno
        ++place;
    if (const std::optional<TimeUnit> unit = unitAt(place))
        return FoundTime{around(m_today, *unit), place + 1};
    if (const std::optional<int> season = m_tokens.value(place, TimeRole::Season)) {
        const bool winterBegins = *season == 4 && m_today.month() == 12;
        return FoundTime{TimePoints::season(*season, m_today.year() + (winterBegins ? 1 : 0)), place + 1};
    }
    return std::nullopt;
}

} // namespace CloneMemoria

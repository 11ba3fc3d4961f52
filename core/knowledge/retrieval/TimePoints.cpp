#include "core/knowledge/retrieval/TimePoints.h"

#include <algorithm>

namespace CloneMemoria {

using Read = TimeTokens::Read;

namespace {
DayRange joined(const DayRange &a, const DayRange &b)
{
    return {std::min(a.first, b.first), std::max(a.last, b.last)};
}

DayRange dayOrItsMonth(int year, int month, int day)
{
    const QDate date(year, month, day);
    return date.isValid() ? DayRange{date, date} : TimePoints::month(month, year);
}

// After Gauss and others: the Gregorian computus.
QDate easterSunday(int year)
{
    const int golden = year % 19;
    const int century = year / 100;
    const int epact = (century - century / 4 - (8 * century + 13) / 25 + 19 * golden + 15) % 30;
    const int moon = epact - (epact / 28) * (1 - (29 / (epact + 1)) * ((21 - golden) / 11));
    const int weekday = (year + year / 4 + moon + 2 - century + century / 4) % 7;
    return QDate(year, 3, 28).addDays(moon - weekday);
}
} // namespace

DayRange TimePoints::month(int month, int year)
{
    const QDate first(year, month, 1);
    return {first, first.addMonths(1).addDays(-1)};
}

DayRange TimePoints::season(int season, int year)
{
    // A winter is called by either of its years, mostly the second: December before to the end of March.
    if (season == 4)
        return {QDate(year - 1, 12, 1), QDate(year, 3, 31)};
    const QDate first(year, season * 3, 1);
    return {first, first.addMonths(3).addDays(-1)};
}

DayRange TimePoints::feast(int feast, int year)
{
    if (feast == 1)
        return {QDate(year, 12, 24), QDate(year, 12, 26)};
    if (feast == 3)
        return {QDate(year, 12, 31), QDate(year + 1, 1, 1)};
    const QDate sunday = easterSunday(year);
    return {sunday.addDays(-2), sunday.addDays(1)};
}

DayRange TimePoints::part(const DayRange &whole, int part)
{
    const QDate end = whole.last.addDays(1);
    const int years = end.year() - whole.first.year();
    // The middle of a decade is told as generously as its ends; they overlap.
    if (years >= 9)
        return {part == 1 ? whole.first : whole.first.addYears(part == 2 ? 3 : 6),
                part == 3 ? whole.last : whole.first.addYears(part == 1 ? 4 : 7).addDays(-1)};
    const int months = years * 12 + end.month() - whole.first.month();
    if (months >= 3) {
        const int third = months / 3;
        return {whole.first.addMonths((part - 1) * third),
                part == 3 ? whole.last : whole.first.addMonths(part * third).addDays(-1)};
    }
    if (months == 1)
        return {whole.first.addDays((part - 1) * 10),
                part == 3 ? whole.last : whole.first.addDays(part * 10 - 1)};
    return whole;
}

MaybeTime TimePoints::at(qsizetype i) const
{
    using Reader = MaybeTime (TimePoints::*)(qsizetype) const;
    static constexpr Reader kReaders[] = {&TimePoints::numericDate,  &TimePoints::dayOfMonth,
                                          &TimePoints::monthAndDay,  &TimePoints::monthOfYear,
                                          &TimePoints::seasonOfYear, &TimePoints::feastOfYear,
                                          &TimePoints::partOf};
    for (const Reader read : kReaders) {
        if (MaybeTime found = (this->*read)(i))
            return found;
    }
    if (MaybeTime found = m_years.decade(i))
        return found;
    return yearsAlone(i);
}

// 2023-05-07, 1957-06, 31.05.1957, 5/31/1957.
MaybeTime TimePoints::numericDate(qsizetype i) const
{
    if (m_tokens.digits(i) == 0 || !m_years.standsAlone(i) || !m_tokens.isMark(i + 1, u"-./–")
        || m_tokens.digits(i + 2) == 0 || m_tokens.digits(i + 2) > 2)
        return std::nullopt;
    const int first = m_tokens.digitsValue(i);
    const int second = m_tokens.digitsValue(i + 2);
    const bool glued = m_tokens.isGlued(i + 1) && m_tokens.isGlued(i + 2);
    const bool hasThird = m_tokens.isMark(i + 3, u"-./") && m_tokens.digits(i + 4) > 0
                          && m_tokens.isMark(i + 1, u".") == m_tokens.isMark(i + 3, u".");
    if (m_tokens.digits(i) == 4) {
        if (!glued || !TimeYears::isYearNumber(first) || second < 1 || second > 12)
            return std::nullopt;
        if (hasThird && m_tokens.digits(i + 4) <= 2)
            return FoundTime{dayOrItsMonth(first, second, m_tokens.digitsValue(i + 4)), i + 5};
        if (m_tokens.isMark(i + 1, u"-") && m_tokens.digits(i + 2) == 2 && m_years.standsAlone(i + 2))
            return FoundTime{month(second, first), i + 3};
        return std::nullopt;
    }
    if (m_tokens.digits(i) > 2 || !hasThird || m_tokens.digits(i + 4) != 4)
        return std::nullopt;
    const int ofYear = m_tokens.digitsValue(i + 4);
    if (!TimeYears::isYearNumber(ofYear))
        return std::nullopt;
    const QDate dayFirst(ofYear, second, first);
    const QDate monthFirst(ofYear, first, second);
    const bool american = m_monthFirst && m_tokens.isMark(i + 1, u"/");
    const QDate date = american ? (monthFirst.isValid() ? monthFirst : dayFirst)
                       : dayFirst.isValid() || m_tokens.isMark(i + 1, u".") ? dayFirst
                                                                            : monthFirst;
    return date.isValid() ? MaybeTime(FoundTime{{date, date}, i + 5}) : std::nullopt;
}

// 3 May 1957, 7th of May, 3. Mai, 2 de mayo de 1960, 3 to 7 May 2023.
MaybeTime TimePoints::dayOfMonth(qsizetype i) const
{
    const std::optional<Read> first = dayAt(i);
    if (!first)
        return std::nullopt;
    qsizetype next = first->next;
    std::optional<Read> last;
    if (m_tokens.isDash(next) || m_tokens.is(next, TimeRole::To) || m_tokens.is(next, TimeRole::And))
        last = dayAt(m_tokens.skipJoins(next + 1));
    const std::optional<Read> day = last ? last : first;
    const std::optional<Read> ofMonth = monthAt(m_tokens.skipJoins(day->next));
    if (!ofMonth)
        return std::nullopt;
    MaybeTime end = dated(day->value, ofMonth->value, ofMonth->next);
    if (!end || !last || !end->range.isValid() || first->value >= last->value)
        return end;
    const QDate begin(end->range.first.year(), ofMonth->value, first->value);
    return begin.isValid() ? FoundTime{{begin, end->range.last}, end->next} : *end;
}

// May 7th, May 31st 1957.
MaybeTime TimePoints::monthAndDay(qsizetype i) const
{
    const std::optional<Read> ofMonth = monthAt(i);
    if (!ofMonth)
        return std::nullopt;
    const qsizetype dayStart = m_tokens.skipJoins(ofMonth->next);
    const std::optional<Read> day = dayAt(dayStart);
    if (!day || m_tokens.isMark(day->next, u":%") || m_years.countsThings(dayStart, day->next))
        return std::nullopt;
    // "mars 7" is told nowhere, and "may 12 people come": a day that follows is one of a date.
    return dated(day->value, ofMonth->value, day->next);
}

MaybeTime TimePoints::dated(int day, int ofMonth, qsizetype afterMonth) const
{
    if (const std::optional<Read> ofYear = m_years.yearAt(toYear(afterMonth)))
        return FoundTime{dayOrItsMonth(ofYear->value, ofMonth, day), ofYear->next};
    // Without a year the latest there was; a leap day may be eight years back.
    for (int back = 0; m_today.isValid() && back <= 8; ++back) {
        const QDate date(m_today.year() - back, ofMonth, day);
        if (date.isValid() && date <= m_today)
            return FoundTime{{date, date}, afterMonth};
    }
    return std::nullopt;
}

// June 1957, May and June 1957, juin de l'année dernière.
MaybeTime TimePoints::monthOfYear(qsizetype i) const
{
    const std::optional<Read> first = monthAt(i);
    if (!first)
        return std::nullopt;
    std::optional<Read> last = first;
    if (m_tokens.isDash(first->next) || m_tokens.is(first->next, TimeRole::To)
        || m_tokens.is(first->next, TimeRole::And)) {
        if (const std::optional<Read> second = monthAt(m_tokens.skipJoins(first->next + 1)))
            last = second;
    }
    const std::optional<Read> ofYear = m_years.yearAt(toYear(last->next));
    if (!ofYear)
        return std::nullopt;
    const int firstYear = first->value <= last->value ? ofYear->value : ofYear->value - 1;
    return FoundTime{{month(first->value, firstYear).first, month(last->value, ofYear->value).last},
                     ofYear->next};
}

MaybeTime TimePoints::seasonOfYear(qsizetype i) const
{
    const std::optional<int> which = m_tokens.value(i, TimeRole::Season);
    if (!which)
        return std::nullopt;
    const qsizetype start = toYear(i + 1);
    const std::optional<Read> first = m_years.yearAt(start);
    const MaybeTime both = m_years.wholeYears(start);
    if (!first || !both)
        return std::nullopt;
    const int lastYear = both->range.last.year();
    const int firstYear = *which == 4 && lastYear > first->value ? first->value + 1 : first->value;
    return FoundTime{joined(season(*which, firstYear), season(*which, lastYear)), both->next};
}

MaybeTime TimePoints::feastOfYear(qsizetype i) const
{
    const std::optional<int> which = m_tokens.value(i, TimeRole::Feast);
    const std::optional<Read> ofYear = which
                                           ? m_years.yearAt(toYear(m_tokens.skip(i + 1, TimeRole::FeastTail)))
                                           : std::nullopt;
    return ofYear ? MaybeTime(FoundTime{feast(*which, ofYear->value), ofYear->next}) : std::nullopt;
}

// Early 1963, the end of June 1957, mid-fifties, Anfang der sechziger Jahre.
MaybeTime TimePoints::partOf(qsizetype i) const
{
    const std::optional<int> which = m_tokens.value(i, TimeRole::Part);
    if (!which)
        return std::nullopt;
    const qsizetype start = m_tokens.skipJoins(m_tokens.isDash(i + 1) ? i + 2 : i + 1);
    MaybeTime whole = monthOfYear(start);
    if (!whole)
        whole = seasonOfYear(start);
    if (!whole)
        whole = m_years.decade(start);
    if (!whole)
        whole = m_years.wholeYears(start);
    return whole ? MaybeTime(FoundTime{part(whole->range, *which), whole->next}) : std::nullopt;
}

MaybeTime TimePoints::yearsAlone(qsizetype i) const
{
    // "Last year" and "this year" are years too, but only beside a month or a season; by themselves TimeRelatives
    // reads them, with all the other units.
    if (m_tokens.is(i, TimeRole::Last) || m_tokens.is(i, TimeRole::This) || m_tokens.is(i, TimeRole::Unit))
        return std::nullopt;
    return m_years.wholeYears(i);
}

std::optional<Read> TimePoints::dayAt(qsizetype i) const
{
    if (const std::optional<int> ordinal = m_tokens.value(i, TimeRole::Ordinal)) {
        return Read{*ordinal, i + 1};
    }
    if (const std::optional<int> tens = m_tokens.value(i, TimeRole::Number);
        tens && (*tens == 20 || *tens == 30)) { // twenty-third
        const qsizetype next = m_tokens.isDash(i + 1) ? i + 2 : i + 1;
        const std::optional<int> one = m_tokens.value(next, TimeRole::Ordinal);
        if (one && *one < 10)
            return Read{*tens + *one, next + 1};
    }
    const int day = m_tokens.digitsValue(i);
    if (m_tokens.digits(i) > 2 || day < 1 || day > 31 || !m_years.standsAlone(i))
        return std::nullopt;
    qsizetype next = i + 1;
    if (m_tokens.isGlued(next) && (m_tokens.isMark(next, u".") || m_tokens.is(next, TimeRole::OrdinalMark)))
        ++next;
    else if (m_tokens.isGlued(next) && !m_tokens.isMark(next, u",;:!?)-–/"))
        return std::nullopt;
    return Read{day, next};
}

std::optional<Read> TimePoints::monthAt(qsizetype i) const
{
    const int found = m_tokens.month(i);
    if (found == 0)
        return std::nullopt;
    const bool abbreviated = m_tokens.word(i).size() <= 4 && m_tokens.isMark(i + 1, u".")
                             && m_tokens.isGlued(i + 1);
    return Read{found, abbreviated ? i + 2 : i + 1};
}

// Past what may stand between a month and its year.
qsizetype TimePoints::toYear(qsizetype i) const
{
    if (m_tokens.isMark(i, u","))
        ++i;
    return m_tokens.skipJoins(i);
}

} // namespace CloneMemoria

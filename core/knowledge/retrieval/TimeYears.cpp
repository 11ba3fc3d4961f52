#include "core/knowledge/retrieval/TimeYears.h"

namespace CloneMemoria {

using Read = TimeTokens::Read;

namespace {
// What may be a year where nothing but the number says so.
constexpr int kEarliestYear = 1500;
constexpr int kLatestYear = 2100;
} // namespace

bool TimeYears::isYearNumber(int number)
{
    return number >= kEarliestYear && number <= kLatestYear;
}

DayRange TimeYears::year(int year)
{
    return {QDate(year, 1, 1), QDate(year, 12, 31)};
}

// 1962, 1962/63, 1939-45.
MaybeTime TimeYears::wholeYears(qsizetype i) const
{
    const std::optional<Read> first = yearAt(i);
    if (!first)
        return std::nullopt;
    const qsizetype second = first->next + 1;
    if (m_tokens.digits(i) == 4 && m_tokens.isMark(first->next, u"-–/") && m_tokens.isGlued(first->next)
        && m_tokens.isGlued(second) && m_tokens.digits(second) == 2) {
        int last = first->value / 100 * 100 + m_tokens.digitsValue(second);
        if (last < first->value)
            last += 100;
        // A stroke joins two years that follow one another, a dash a longer time.
        const int most = m_tokens.isMark(first->next, u"/") ? 1 : 60;
        if (last > first->value && last - first->value <= most)
            return FoundTime{{QDate(first->value, 1, 1), QDate(last, 12, 31)}, second + 1};
    }
    return FoundTime{year(first->value), first->next};
}

MaybeTime TimeYears::decade(qsizetype i) const
{
    const std::optional<Read> found = decadeAt(i);
    if (!found)
        return std::nullopt;
    const int first = found->value < 100 ? latestDecade(found->value) : found->value;
    // "The 1800s" are a century, "the 1900s" and "the 2000s" mostly ten years.
    const int length = first % 100 == 0 && first < 1900 ? 100 : 10;
    return FoundTime{{QDate(first, 1, 1), QDate(first + length - 1, 12, 31)}, found->next};
}

std::optional<Read> TimeYears::decadeAt(qsizetype i) const
{
    const auto pastYears = [this](qsizetype next) { // sechziger Jahre, 60er-Jahre
        if (m_tokens.isDash(next) && m_tokens.isUnit(next + 1, TimeUnit::Year))
            return next + 2;
        return m_tokens.isUnit(next, TimeUnit::Year) ? next + 1 : next;
    };
    if (const std::optional<int> tens = m_tokens.value(i, TimeRole::Decade))
        return Read{*tens, pastYears(i + 1)};
    if (const std::optional<int> century = m_tokens.value(i, TimeRole::Number);
        century && (*century == 18 || *century == 19)) { // nineteen-sixties
        const qsizetype next = m_tokens.isDash(i + 1) ? i + 2 : i + 1;
        if (const std::optional<int> tens = m_tokens.value(next, TimeRole::Decade))
            return Read{*century * 100 + *tens, next + 1};
    }
    const bool lead = m_tokens.is(i, TimeRole::DecadeLead);
    qsizetype start = lead ? m_tokens.skipJoins(i + 1) : i;
    if (lead && m_tokens.is(start, TimeRole::DecadeLead)) // década de los años 60
        start = m_tokens.skipJoins(start + 1);
    if (m_tokens.isMark(start, u"'"))
        ++start;
    const std::optional<Read> number = m_tokens.number(start);
    if (!number || number->value % 10 != 0)
        return std::nullopt;
    const int digits = m_tokens.digits(start);
    const bool plausible = digits == 4 ? isYearNumber(number->value)
                                       : (digits == 0 || digits == 2) && number->value < 100;
    if (!plausible)
        return std::nullopt;
    if (lead)
        return Read{number->value, number->next};
    qsizetype tail = number->next;
    if (m_tokens.isMark(tail, u"'-") && m_tokens.isGlued(tail))
        ++tail;
    if (digits == 0 || !m_tokens.isGlued(tail) || !m_tokens.is(tail, TimeRole::DecadeTail))
        return std::nullopt;
    return Read{number->value, pastYears(tail + 1)};
}

std::optional<Read> TimeYears::yearAt(qsizetype i) const
{
    if (m_tokens.isMark(i, u"'") && m_tokens.digits(i + 1) == 2 && m_tokens.isGlued(i + 1)
        && !m_tokens.is(i + 2, TimeRole::DecadeTail))
        return Read{latestYear(m_tokens.digitsValue(i + 1)), i + 2};
    if (m_today.isValid()) {
        const bool unitFirst = m_tokens.isUnit(i, TimeUnit::Year);
        const qsizetype other = unitFirst ? i + 1 : i;
        if (unitFirst || m_tokens.isUnit(i + 1, TimeUnit::Year)) {
            if (m_tokens.is(other, TimeRole::Last))
                return Read{m_today.year() - 1, i + 2};
            if (!unitFirst && m_tokens.is(other, TimeRole::This))
                return Read{m_today.year(), i + 2};
        }
    }
    if (m_tokens.isUnit(i, TimeUnit::Year)) // en el año 1960
        i = m_tokens.skipJoins(i + 1);
    const int number = m_tokens.digitsValue(i);
    if (m_tokens.digits(i) == 4)
        return isYearNumber(number) && standsAlone(i) && !countsThings(i, i + 1)
                   ? std::optional<Read>({number, i + 1})
                   : std::nullopt;
    // nineteen sixty-two, twenty twelve
    const std::optional<int> century = m_tokens.value(i, TimeRole::Number);
    if (!century || *century < 17 || *century > 20)
        return std::nullopt;
    const std::optional<Read> rest = m_tokens.digits(i + 1) == 0 ? m_tokens.number(i + 1) : std::nullopt;
    if (!rest || rest->value < 10 || rest->value > 99 || countsThings(i, rest->next))
        return std::nullopt;
    return Read{*century * 100 + rest->value, rest->next};
}

// Not a part of something longer: 1,950, 3.1962, A1962, 1962kg, 0157-1962-77, £1962, page 1962.
bool TimeYears::standsAlone(qsizetype i) const
{
    const bool gluedBefore = m_tokens.isGlued(i);
    if (gluedBefore && !m_tokens.word(i - 1).isEmpty())
        return false;
    if (m_tokens.isMark(i - 1, u"$£€#%@_\\") || (gluedBefore && m_tokens.isMark(i - 1, u".,:=+")))
        return false;
    if (gluedBefore && m_tokens.isMark(i - 1, u"-–/") && m_tokens.isGlued(i - 1) && m_tokens.digits(i - 2) > 2
        && !isYearNumber(m_tokens.digitsValue(i - 2)))
        return false;
    if (m_tokens.is(i - 1, TimeRole::Label)
        || (m_tokens.isMark(i - 1, u".") && m_tokens.is(i - 2, TimeRole::Label)))
        return false;
    if (m_tokens.isMark(i + 1, u"$£€%°_"))
        return false;
    if (!m_tokens.isGlued(i + 1))
        return true;
    const bool gluedNumber = m_tokens.digits(i + 2) > 0 && m_tokens.isGlued(i + 2);
    if (m_tokens.digits(i) == 4) {
        if (!m_tokens.word(i + 1).isEmpty())
            return false;
        if (m_tokens.isMark(i + 1, u".,:") && gluedNumber)
            return false;
        return !(m_tokens.isMark(i + 1, u"-–/") && gluedNumber && m_tokens.digits(i + 2) > 2
                 && !isYearNumber(m_tokens.digitsValue(i + 2)));
    }
    return true;
}

// 1962 pounds are no year; "in 1962 people began…" is one.
bool TimeYears::countsThings(qsizetype i, qsizetype next) const
{
    if (m_tokens.is(next, TimeRole::Measure) || m_tokens.is(next, TimeRole::Unit))
        return true;
    return m_tokens.is(next, TimeRole::People) && !m_tokens.is(i - 1, TimeRole::In);
}

int TimeYears::latestDecade(int tens) const
{
    const int late = 2000 + tens;
    const int early = 1900 + tens;
    if (!m_today.isValid())
        return tens == 0 ? late : early;
    // "The twenties" are those that are over.
    return late + 9 <= m_today.year() ? late : early;
}

int TimeYears::latestYear(int inCentury) const
{
    return m_today.isValid() && 2000 + inCentury <= m_today.year() ? 2000 + inCentury : 1900 + inCentury;
}

} // namespace CloneMemoria

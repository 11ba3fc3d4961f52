#include "core/knowledge/retrieval/TimeWords.h"

#include "core/knowledge/retrieval/TimeAges.h"
#include "core/knowledge/retrieval/TimeRelatives.h"

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// "Before 1940" has to end somewhere.
constexpr int kLongestOpenYears = 100;

bool isMonthFirst(const QString &language)
{
    return language.compare("en-US"_L1, Qt::CaseInsensitive) == 0
           || language.compare("en_US"_L1, Qt::CaseInsensitive) == 0;
}

class TimeReader
{
public:
    TimeReader(const QString &text, const QString &language, const QDate &today, const QDate &born)
        : m_tokens(text, language)
        , m_points(m_tokens, today, isMonthFirst(language))
        , m_relatives(m_tokens, m_points, today)
        , m_ages(m_tokens, m_points.years(), born)
        , m_today(today)
    { }

    QList<DayRange> all() const
    {
        QList<DayRange> found;
        for (qsizetype i = 0; i < m_tokens.size();) {
            const MaybeTime time = m_tokens.canBegin(i) ? at(i) : std::nullopt;
            if (time && time->range.isValid())
                found.append(time->range);
            i = time ? std::max(time->next, i + 1) : i + 1;
        }
        return found;
    }

private:
    MaybeTime at(qsizetype i) const
    {
        if (MaybeTime found = fromTo(i))
            return found;
        if (MaybeTime found = besides(i))
            return found;
        if (MaybeTime found = open(i))
            return found;
        return single(i);
    }

    MaybeTime single(qsizetype i) const
    {
        if (MaybeTime found = m_ages.at(i))
            return found;
        if (MaybeTime found = m_relatives.at(i))
            return found;
        return m_points.at(i);
    }

    // Between 1950 and 1955, from 1939 to 1945, June 1957 – May 1958.
    MaybeTime fromTo(qsizetype i) const
    {
        const bool between = m_tokens.is(i, TimeRole::Between);
        const bool since = m_tokens.is(i, TimeRole::Since);
        const MaybeTime first = single(between || since ? m_tokens.skipJoins(i + 1) : i);
        if (!first || !first->range.isValid())
            return std::nullopt;
        const bool joins = (between && m_tokens.is(first->next, TimeRole::And))
                           || m_tokens.is(first->next, TimeRole::To) || m_tokens.isDash(first->next);
        if (!joins)
            return std::nullopt;
        const MaybeTime last = single(m_tokens.skipJoins(first->next + 1));
        if (!last || !last->range.isValid() || last->range.first < first->range.first)
            return std::nullopt;
        return FoundTime{{first->range.first, std::max(first->range.last, last->range.last)}, last->next};
    }

    // The day after 7 May 2023, two weeks before Christmas 1955.
    MaybeTime besides(qsizetype i) const
    {
        const std::optional<TimeTokens::Read> count = m_tokens.number(i);
        const qsizetype place = count ? count->next : i;
        const std::optional<int> unit = m_tokens.value(place, TimeRole::Unit);
        const bool before = m_tokens.is(place + 1, TimeRole::Before);
        if (!unit || (!before && !m_tokens.is(place + 1, TimeRole::After)))
            return std::nullopt;
        const MaybeTime known = single(m_tokens.skipJoins(place + 2));
        if (!known || !known->range.isValid())
            return std::nullopt;
        const auto of = static_cast<TimeUnit>(*unit);
        if (count)
            return FoundTime{TimeRelatives::shifted(known->range, of, before ? count->value : -count->value),
                             known->next};
        // "The week before" ends where the known time begins.
        const QDate edge = before ? known->range.first : known->range.last.addDays(1);
        const QDate other = TimeRelatives::shifted({edge, edge}, of, before ? 1 : -1).first;
        return FoundTime{before ? DayRange{other, edge.addDays(-1)} : DayRange{edge, other.addDays(-1)},
                         known->next};
    }

    // Before 1940, after she was ten, since 1950, after 1950 but before 1960.
    MaybeTime open(qsizetype i) const
    {
        const MaybeTime first = openOne(i);
        if (!first || !first->range.isValid())
            return first;
        const bool joins = m_tokens.is(first->next, TimeRole::And) || m_tokens.word(first->next) == "but"_L1;
        const MaybeTime second = joins ? openOne(first->next + 1) : std::nullopt;
        if (!second || !second->range.isValid())
            return first;
        const DayRange both{std::max(first->range.first, second->range.first),
                            std::min(first->range.last, second->range.last)};
        return both.isValid() ? FoundTime{both, second->next} : first;
    }

    MaybeTime openOne(qsizetype i) const
    {
        const bool before = m_tokens.is(i, TimeRole::Before);
        const bool until = m_tokens.is(i, TimeRole::Until);
        const bool after = m_tokens.is(i, TimeRole::After);
        if (!before && !until && !after && !m_tokens.is(i, TimeRole::Since))
            return std::nullopt;
        const qsizetype start = m_tokens.skipJoins(i + 1);
        if (m_tokens.is(i, TimeRole::AgoFirst)) { // "vor drei Jahren" is a time ago, not before one
            if (MaybeTime ago = m_relatives.at(i))
                return ago;
        }
        MaybeTime known = m_ages.clause(start);
        if (!known)
            known = single(start);
        if (!known || !known->range.isValid())
            return known;
        const DayRange &range = known->range;
        if (before || until) {
            const QDate last = until ? range.last : range.first.addDays(-1);
            return FoundTime{{last.addYears(-kLongestOpenYears).addDays(1), last}, known->next};
        }
        const QDate first = after ? range.last.addDays(1) : range.first;
        QDate last = first.addYears(kLongestOpenYears).addDays(-1);
        if (m_today.isValid() && m_today >= first) // nobody remembers tomorrow
            last = std::min(last, m_today);
        return FoundTime{{first, last}, known->next};
    }

    TimeTokens m_tokens;
    TimePoints m_points;
    TimeRelatives m_relatives;
    TimeAges m_ages;
    QDate m_today;
};

class BirthReader
{
public:
    BirthReader(const QString &text, const QString &language)
        : m_tokens(text, language)
        , m_points(m_tokens, QDate(), isMonthFirst(language))
    { }

    QDate birth() const
    {
        for (qsizetype i = 0; i < m_tokens.size(); ++i) {
            if (!tellsBirth(i) || isOfSomebodyElse(i))
                continue;
            if (const QDate date = after(i); date.isValid())
                return date;
            if (const QDate date = before(i); date.isValid()) // wurde am 3. Mai 1932 in Leipzig geboren
                return date;
        }
        for (qsizetype i = 0; i < std::min(m_tokens.size(), kLifeDatesWithin); ++i) {
            if (const QDate date = lifeDates(i); date.isValid())
                return date;
        }
        return {};
    }

private:
    // Life dates stand beside the name, with which a description begins; later pairs are of something else.
    static constexpr qsizetype kLifeDatesWithin = 16;
    static constexpr qsizetype kWordsBetween = 16;
    static constexpr int kShortestLife = 12; // years; what is shorter is a war or a job

    bool tellsBirth(qsizetype i) const
    {
        if (m_tokens.is(i, TimeRole::Born)) // French "ne" is only a part of not
            return m_tokens.word(i) != "ne"_L1;
        if (m_tokens.word(i) == "b"_L1)
            return m_tokens.isMark(i + 1, u".");
        if (m_tokens.is(i, TimeRole::Birthday))
            return m_tokens.isMark(i + 1, u":");
        if (!m_tokens.isMark(i, u"*"))
            return false;
        // An asterisk also begins an item of a list.
        const MaybeTime date = m_points.at(i + 1);
        return date && (date->range.first == date->range.last || m_tokens.isMark(i - 1, u"(,"));
    }

    bool endsSentence(qsizetype i) const
    {
        return m_tokens.isMark(i, u"!?;") || (m_tokens.isMark(i, u".") && m_tokens.word(i - 1).size() > 4);
    }

    bool isOfSomebodyElse(qsizetype i) const
    {
        constexpr qsizetype kLookBack = 8;
        for (qsizetype j = i - 1; j >= std::max<qsizetype>(0, i - kLookBack) && !endsSentence(j); --j) {
            if (m_tokens.is(j, TimeRole::Kin)
                && (m_tokens.is(j - 1, TimeRole::Possessive) || m_tokens.is(j - 2, TimeRole::Possessive)))
                return true;
        }
        return false;
    }

    QDate after(qsizetype born) const
    {
        for (qsizetype i = born + 1; i <= born + kWordsBetween && !endsSentence(i); ++i) {
            if (m_tokens.is(i, TimeRole::Before) || m_tokens.is(i, TimeRole::After))
                return {};
            if (const QDate date = dateAt(i); date.isValid())
                return date;
        }
        return {};
    }

    QDate before(qsizetype born) const
    {
        qsizetype start = born;
        while (start > 0 && born - start < kWordsBetween && !endsSentence(start - 1))
            --start;
        for (qsizetype i = start; i < born; ++i) {
            if (m_tokens.is(i, TimeRole::Before) || m_tokens.is(i, TimeRole::After))
                return {};
            if (const QDate date = dateAt(i); date.isValid())
                return date;
        }
        return {};
    }

    QDate dateAt(qsizetype i) const
    {
        const MaybeTime found = m_tokens.canBegin(i) ? m_points.at(i) : std::nullopt;
        constexpr int kDaysOfYear = 366; // a decade is no birthday
        return found && found->range.first.daysTo(found->range.last) < kDaysOfYear ? found->range.first
                                                                                   : QDate();
    }

    // (1932–2010), (3 May 1932 – 4 June 2010), (1932–)
    QDate lifeDates(qsizetype i) const
    {
        if (i > 0 && !m_tokens.isMark(i - 1, u"(,"))
            return {};
        const MaybeTime first = m_points.at(i);
        if (!first || (!m_tokens.isDash(first->next) && !m_tokens.is(first->next, TimeRole::To)))
            return {};
        const MaybeTime last = m_points.at(first->next + 1);
        const bool stillOpen = !last && m_tokens.isMark(first->next + 1, u")");
        const bool longEnough = last && last->range.last.year() - first->range.first.year() >= kShortestLife;
        return stillOpen || longEnough ? dateAt(i) : QDate();
    }

    TimeTokens m_tokens;
    TimePoints m_points;
};

QList<DayRange> merged(QList<DayRange> ranges)
{
    std::sort(ranges.begin(), ranges.end(),
              [](const DayRange &a, const DayRange &b) { return a.first < b.first; });
    QList<DayRange> apart;
    for (const DayRange &range : ranges) {
        if (!apart.isEmpty() && range.first <= apart.last().last)
            apart.last().last = std::max(apart.last().last, range.last);
        else
            apart.append(range);
    }
    return apart;
}
} // namespace

QList<DayRange> timesIn(const QString &question, const QString &language, const QDate &today,
                        const QDate &born)
{
    return merged(TimeReader(question, language, today, born).all());
}

QDate birthIn(const QString &description, const QString &language)
{
    constexpr qsizetype kLongestRead = 20'000; // a birthday is not told after pages of a life
    return BirthReader(description.left(kLongestRead), language).birth();
}

} // namespace CloneMemoria

#include "core/knowledge/retrieval/TimeAges.h"

namespace CloneMemoria {

using Read = TimeTokens::Read;

namespace {
constexpr int kOldestAge = 125;
} // namespace

MaybeTime TimeAges::at(qsizetype i) const
{
    if (m_tokens.is(i, TimeRole::When) || m_tokens.isUnit(i, TimeUnit::Year)) { // the year she turned thirty
        if (MaybeTime found = clause(i + 1))
            return found;
    }
    using Reader = MaybeTime (TimeAges::*)(qsizetype) const;
    static constexpr Reader kReaders[] = {&TimeAges::atAge, &TimeAges::inDecade, &TimeAges::asStage,
                                          &TimeAges::birthday};
    for (const Reader read : kReaders) {
        if (MaybeTime found = (this->*read)(i))
            return found;
    }
    return std::nullopt;
}

DayRange TimeAges::between(int firstAge, int lastAge) const
{
    if (!m_born.isValid() || lastAge > kOldestAge)
        return {};
    return {m_born.addYears(firstAge), m_born.addYears(lastAge + 1).addDays(-1)};
}

// "she was only ten", "sie zehn Jahre alt war", "j'avais dix ans", "(she) was a little girl".
MaybeTime TimeAges::clause(qsizetype i) const
{
    constexpr int kMostWordsBefore = 6;
    bool was = false;
    bool named = false;
    for (int words = 0; words < kMostWordsBefore; ++words, ++i) {
        if (const std::optional<Read> number = m_tokens.number(i); number && number->value <= kOldestAge) {
            qsizetype next = number->next;
            if (m_tokens.isUnit(next, TimeUnit::Year))
                ++next;
            next = m_tokens.skip(next, TimeRole::Old, 1);
            const bool wasAfter = m_tokens.is(next, TimeRole::Was);
            if ((!was && !wasAfter) || m_tokens.is(next, TimeRole::Unit)
                || m_tokens.is(next, TimeRole::Measure) || m_tokens.is(next, TimeRole::People)
                || m_tokens.is(next, TimeRole::AgoAfter))
                return std::nullopt;
            return FoundTime{between(number->value, number->value), was ? next : next + 1};
        }
        if (const std::optional<Read> stage = stageAt(m_tokens.skip(i, TimeRole::Article, 1))) {
            if (was || m_tokens.is(stage->next, TimeRole::Was))
                return FoundTime{between(stage->value / 100, stage->value % 100),
                                 was ? stage->next : stage->next + 1};
        }
        if (m_tokens.is(i, TimeRole::Was)) {
            was = true;
        } else if (m_tokens.is(i, TimeRole::Kin) || m_tokens.is(i, TimeRole::Possessive)) {
            // Somebody else's age; though in German "ihr" is also you, and the clause goes on with a verb.
            if (!m_tokens.is(i, TimeRole::Pronoun))
                return std::nullopt;
        } else if (m_tokens.isPlainWord(i) && !named) {
            named = true; // Margaret, Grandma
        } else if (!m_tokens.is(i, TimeRole::Pronoun) && !m_tokens.is(i, TimeRole::About)
                   && !m_tokens.isMark(i, u"'")) {
            return std::nullopt;
        }
    }
    return std::nullopt;
}

// At the age of twelve, aged 12, im Alter von zwölf, mit zwölf Jahren, a los doce años.
MaybeTime TimeAges::atAge(qsizetype i) const
{
    const bool strong = m_tokens.is(i, TimeRole::AgeLead);
    // "Il y a vingt ans" is a time ago, "il a vingt ans" how old he is now.
    const bool weak = m_tokens.is(i, TimeRole::AgeLeadWeak) && !m_tokens.is(i - 1, TimeRole::AgoFirst)
                      && !m_tokens.is(i - 1, TimeRole::Pronoun);
    if (!strong && !weak)
        return std::nullopt;
    const std::optional<Read> number = m_tokens.number(
        m_tokens.skip(m_tokens.skipJoins(i + 1), TimeRole::About));
    if (!number || number->value > kOldestAge)
        return std::nullopt;
    const bool years = m_tokens.isUnit(number->next, TimeUnit::Year);
    const qsizetype next = years ? number->next + 1 : number->next;
    const qsizetype joined = m_tokens.skipJoins(next);
    if (m_tokens.is(joined, TimeRole::AgeLead)) // doce años de edad
        return FoundTime{between(number->value, number->value), joined + 1};
    // "Con diez años de retraso" is no age.
    if (!strong && (!years || joined > next || m_tokens.is(next, TimeRole::AgoAfter)))
        return std::nullopt;
    if (m_tokens.is(next, TimeRole::Unit))
        return std::nullopt;
    return FoundTime{between(number->value, number->value), next};
}

// In her early twenties, my 30s, la vingtaine.
MaybeTime TimeAges::inDecade(qsizetype i) const
{
    qsizetype start = i;
    std::optional<Read> tens;
    int part = 0;
    if (m_tokens.is(i, TimeRole::Possessive)) {
        start = i + 1;
        part = m_tokens.value(start, TimeRole::Part).value_or(0);
        if (part > 0)
            start = m_tokens.isDash(start + 1) ? start + 2 : start + 1;
        tens = m_years.decadeAt(start);
    }
    if (const std::optional<int> about = m_tokens.value(start, TimeRole::AgeDecade))
        tens = Read{*about, start + 1};
    if (!tens || tens->value < 10 || tens->value > 110)
        return std::nullopt;
    const int first = tens->value + (part == 2 ? 3 : part == 3 ? 6 : 0);
    const int last = tens->value + (part == 1 ? 3 : part == 2 ? 6 : 9);
    return FoundTime{between(first, last), tens->next};
}

// A time of life: first age * 100 + last age.
std::optional<Read> TimeAges::stageAt(qsizetype i) const
{
    const qsizetype place = m_tokens.skip(i, TimeRole::Small, 1);
    if (const std::optional<int> stage = m_tokens.value(place, TimeRole::Stage))
        return Read{*stage, place + 1};
    if (const std::optional<int> stage = m_tokens.value(i, TimeRole::Stage)) // "young" alone
        return Read{*stage, i + 1};
    return std::nullopt;
}

// As a child, als Kind, de niña, as a twelve-year-old, in your childhood.
MaybeTime TimeAges::asStage(qsizetype i) const
{
    if (m_tokens.is(i, TimeRole::Possessive) || m_tokens.is(i, TimeRole::Join)) {
        const std::optional<int> stage = m_tokens.value(i + 1, TimeRole::StageNoun);
        if (stage && m_tokens.word(i + 2) != u"of")
            return FoundTime{between(*stage / 100, *stage % 100), i + 2};
    }
    if (!m_tokens.is(i, TimeRole::StageLead))
        return std::nullopt;
    const qsizetype start = m_tokens.skip(i + 1, TimeRole::Article, 1);
    if (const std::optional<Read> stage = stageAt(start))
        return FoundTime{between(stage->value / 100, stage->value % 100), stage->next};
    const std::optional<Read> age = m_tokens.number(start);
    if (!age || age->value > kOldestAge)
        return std::nullopt;
    const auto pastDash = [this](qsizetype next) { return m_tokens.isDash(next) ? next + 1 : next; };
    const qsizetype unit = pastDash(age->next);
    const qsizetype old = pastDash(unit + 1);
    if (!m_tokens.isUnit(unit, TimeUnit::Year) || !m_tokens.is(old, TimeRole::Old))
        return std::nullopt;
    return FoundTime{between(age->value, age->value), old + 1};
}

// Her 80th birthday, zum 80. Geburtstag, son 18e anniversaire.
MaybeTime TimeAges::birthday(qsizetype i) const
{
    std::optional<Read> age;
    if (const std::optional<int> ordinal = m_tokens.value(i, TimeRole::Ordinal)) {
        age = Read{*ordinal, i + 1};
    } else if (m_tokens.digits(i) > 0 && m_tokens.digits(i) <= 3) {
        const qsizetype tail = i + 1;
        const bool marked = m_tokens.isMark(tail, u".") || m_tokens.is(tail, TimeRole::OrdinalMark);
        age = Read{m_tokens.digitsValue(i), m_tokens.isGlued(tail) && marked ? tail + 1 : tail};
    }
    if (!age || !m_tokens.is(age->next, TimeRole::Birthday) || age->value > kOldestAge)
        return std::nullopt;
    const QDate day = m_born.isValid() ? m_born.addYears(age->value) : QDate();
    return FoundTime{{day, day}, age->next + 1};
}

} // namespace CloneMemoria

#include "core/knowledge/retrieval/Fusion.h"

#include <algorithm>

namespace CloneMemoria {

namespace {
constexpr float kRounding = 1.0001F; // a bound is a sum in another order

// The best places, of equal ones the earlier; they are offered in their order.
class BestPlaces
{
public:
    struct Entry
    {
        float score = 0;
        quint32 place = 0;

        friend bool operator>(const Entry &a, const Entry &b)
        {
            return a.score != b.score ? a.score > b.score : a.place < b.place;
        }
    };

    explicit BestPlaces(std::size_t most) : m_most(most) { }

    /// What is not above it is not among the best.
    float floor() const { return m_floor; }

    void offer(float score, quint32 place)
    {
        if (!(score > m_floor))
            return;
        if (m_entries.size() == m_most) {
            std::pop_heap(m_entries.begin(), m_entries.end(), std::greater<>());
            m_entries.pop_back();
        }
        m_entries.push_back({score, place});
        std::push_heap(m_entries.begin(), m_entries.end(), std::greater<>()); // the worst of them in front
        if (m_entries.size() == m_most)
            m_floor = m_entries.front().score;
    }

    std::vector<Entry> take()
    {
        std::sort_heap(m_entries.begin(), m_entries.end(), std::greater<>());
        return std::move(m_entries);
    }

private:
    std::size_t m_most;
    float m_floor = 0;
    std::vector<Entry> m_entries;
};
} // namespace

Fusion::Fusion(const WordIndex &index, const Question &question, Scores words, const Meaning &meaning,
               const QList<DayRange> &times, const RetrievalWeights &weights)
    : m_index(index)
    , m_weights(weights)
    , m_speakers(question.speakers)
    , m_words(std::move(words))
{
    if (question.isKnown) {
        makeRelative(m_words);
        m_sessions = sessionScores(index, question.words);
    } else {
        m_words.assign(index.size(), 0.0F);
    }
    for (const DayRange &range : times)
        m_times.push_back({range.first.toJulianDay(), range.last.toJulianDay()});
    m_own = m_words;
    addMeaning(meaning);
}

void Fusion::addMeaning(const Meaning &meaning)
{
    float best = 0;
    for (const VectorHit &hit : meaning.hits)
        best = std::max(best, hit.cosine);
    if (best <= 0)
        return;
    for (const VectorHit &hit : meaning.hits) {
        const auto place = m_index.placeOf(hit.row);
        if (!place || hit.cosine <= 0)
            continue;
        if (m_words[*place] <= 0 && double(hit.cosine) < meaning.minimumCosine)
            continue;
        m_own[*place] += float(meaning.weight) * hit.cosine / best;
    }
}

bool Fusion::isIn(qint32 day) const
{
    return day != 0 && std::any_of(m_times.cbegin(), m_times.cend(), [day](const Days &days) {
               return days.first <= day && day <= days.last;
           });
}

std::span<const float> Fusion::ownOf(const Session &session) const
{
    return {m_own.data() + session.first, session.count};
}

float Fusion::bonusOf(std::size_t session, float bestOwn) const
{
    const float asOneText = m_sessions.empty() ? 0.0F : float(m_weights.session) * m_sessions[session];
    return asOneText + float(m_weights.bestOfSession) * bestOwn;
}

ScoreParts Fusion::partsOf(quint32 place, float neighbours, float session) const
{
    const IndexedPassage passage = m_index.passage(place);
    if (passage.gone)
        return {};
    const double kept = passage.endsAsking ? 1 - m_weights.asking : 1;
    ScoreParts parts;
    parts.words = kept * double(m_words[place]);
    parts.meaning = kept * double(m_own[place] - m_words[place]);
    if (m_own[place] > 0 && m_speakers.size() == 1 && m_speakers.contains(passage.speaker))
        parts.speaker = kept * m_weights.speaker;
    parts.neighbours = double(neighbours);
    parts.session = double(session);
    if (isIn(passage.day))
        parts.time = m_weights.time;
    return parts;
}

std::vector<Candidate> Fusion::best(std::size_t most) const
{
    if (most == 0)
        return {};
    BestPlaces best(most);
    const float beside = float((m_speakers.size() == 1 ? m_weights.speaker : 0)
                               + (m_times.empty() ? 0 : m_weights.time));
    const float multiple = 1 + mostFromNeighbours(m_weights);
    const QList<Session> &sessions = m_index.sessions();
    for (qsizetype number = 0; number < sessions.size(); ++number) {
        const Session &session = sessions[number];
        const std::span<const float> own = ownOf(session);
        const float bestOwn = greatest(own);
        const float bonus = bonusOf(std::size_t(number), bestOwn);
        if ((bestOwn * multiple + bonus + beside) * kRounding <= best.floor())
            continue;
        const Scores neighbours = neighbourScores(m_index, session, own, m_weights);
        for (quint32 at = 0; at < session.count; ++at) {
            const ScoreParts parts = partsOf(session.first + at, neighbours[at], bonus);
            best.offer(float(parts.sum()), session.first + at);
        }
    }
    std::vector<Candidate> candidates;
    for (const BestPlaces::Entry &entry : best.take())
        candidates.push_back(candidate(entry.place));
    return candidates;
}

Candidate Fusion::candidate(quint32 place) const
{
    const quint32 number = m_index.passage(place).session;
    const Session &session = m_index.sessions()[number];
    const std::span<const float> own = ownOf(session);
    const Scores neighbours = neighbourScores(m_index, session, own, m_weights);
    ScoreParts parts = partsOf(place, neighbours[place - session.first], bonusOf(number, greatest(own)));
    const double score = parts.sum();
    for (double *part :
         {&parts.words, &parts.meaning, &parts.neighbours, &parts.session, &parts.speaker, &parts.time})
        *part /= score;
    return {m_index.row(place), score, parts};
}

std::vector<qint64> bestRows(const WordIndex &index, const Scores &scores, std::size_t most)
{
    BestPlaces best(most);
    for (std::size_t place = 0; place < scores.size() && most > 0; ++place) {
        if (scores[place] > best.floor())
            best.offer(scores[place], quint32(place));
    }
    std::vector<qint64> rows;
    for (const BestPlaces::Entry &entry : best.take())
        rows.push_back(index.row(entry.place));
    return rows;
}

} // namespace CloneMemoria

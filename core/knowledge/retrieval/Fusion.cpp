#include "core/knowledge/retrieval/Fusion.h"

#include "core/knowledge/retrieval/Scorers.h"

#include <algorithm>

namespace CloneMemoria {

namespace {
bool isIn(const QList<DayRange> &times, std::int32_t day)
{
    return day != 0 && std::any_of(times.cbegin(), times.cend(), [day](const DayRange &range) {
               return range.first.toJulianDay() <= day && day <= range.last.toJulianDay();
           });
}

// The places of the best scores, best first; of equal ones the earlier.
std::vector<std::uint32_t> bestPlaces(const Scores &scores, std::size_t most)
{
    std::vector<std::uint32_t> places;
    for (std::uint32_t place = 0; place < scores.size(); ++place) {
        if (scores[place] > 0)
            places.push_back(place);
    }
    const auto end = places.begin() + std::ptrdiff_t(std::min(most, places.size()));
    std::partial_sort(places.begin(), end, places.end(), [&scores](std::uint32_t a, std::uint32_t b) {
        return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
    });
    places.erase(end, places.end());
    return places;
}

class FusionOfScores
{
public:
    FusionOfScores(const WordIndex &index, const Question &question, const RetrievalWeights &weights)
        : m_index(index)
        , m_question(question)
        , m_weights(weights)
    { }

    std::vector<Candidate> run(const Meaning &meaning, const QList<DayRange> &times, std::size_t most)
    {
        if (m_question.isKnown) {
            m_own = wordScores(m_index, m_question.words, m_weights);
            makeRelative(m_own);
        } else {
            m_own.assign(m_index.size(), 0.0F);
        }
        m_words = m_own;
        addMeaning(meaning);
        if (m_question.isKnown)
            m_sessions = sessionScores(m_index, m_question.words);
        m_bestOfSession = bestOfSessions(m_index, m_own);
        m_neighbours = neighbourScores(m_index, m_own, m_weights);
        Scores totals(m_index.size(), 0.0F);
        for (std::uint32_t place = 0; place < m_index.size(); ++place) {
            const ScoreParts parts = partsOf(place, times);
            totals[place] = float(sum(parts));
        }
        std::vector<Candidate> candidates;
        for (const std::uint32_t place : bestPlaces(totals, most))
            candidates.push_back(candidate(place, times));
        return candidates;
    }

private:
    static double sum(const ScoreParts &parts)
    {
        return parts.words + parts.meaning + parts.neighbours + parts.session + parts.speaker + parts.time;
    }

    void addMeaning(const Meaning &meaning)
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

    ScoreParts partsOf(std::uint32_t place, const QList<DayRange> &times) const
    {
        const IndexedPassage &passage = m_index.passage(place);
        if (passage.gone)
            return {};
        const double kept = passage.endsAsking ? 1 - m_weights.asking : 1;
        ScoreParts parts;
        parts.words = kept * double(m_words[place]);
        parts.meaning = kept * double(m_own[place] - m_words[place]);
        if (m_own[place] > 0 && m_question.speakers.size() == 1
            && m_question.speakers.contains(passage.speaker))
            parts.speaker = kept * m_weights.speaker;
        parts.neighbours = double(m_neighbours[place]);
        parts.session = m_weights.bestOfSession * double(m_bestOfSession[passage.session]);
        if (!m_sessions.empty())
            parts.session += m_weights.session * double(m_sessions[passage.session]);
        if (!times.isEmpty() && isIn(times, passage.day))
            parts.time = m_weights.time;
        return parts;
    }

    Candidate candidate(std::uint32_t place, const QList<DayRange> &times) const
    {
        ScoreParts parts = partsOf(place, times);
        const double score = sum(parts);
        for (double *part :
             {&parts.words, &parts.meaning, &parts.neighbours, &parts.session, &parts.speaker, &parts.time})
            *part /= score;
        return {m_index.passage(place).row, score, parts};
    }

    const WordIndex &m_index;
    const Question &m_question;
    const RetrievalWeights &m_weights;
    Scores m_words;
    Scores m_own; ///< words and meaning
    Scores m_neighbours;
    std::vector<float> m_sessions;
    std::vector<float> m_bestOfSession;
};
} // namespace

std::vector<Candidate> fuse(const WordIndex &index, const Question &question, const Meaning &meaning,
                            const QList<DayRange> &times, const RetrievalWeights &weights, std::size_t most)
{
    return FusionOfScores(index, question, weights).run(meaning, times, most);
}

std::vector<qint64> bestRows(const WordIndex &index, const Scores &scores, std::size_t most)
{
    std::vector<qint64> rows;
    for (const std::uint32_t place : bestPlaces(scores, most))
        rows.push_back(index.passage(place).row);
    return rows;
}

} // namespace CloneMemoria

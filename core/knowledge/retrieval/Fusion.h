#pragma once

#include "core/knowledge/RetrievedPassage.h"
#include "core/knowledge/VectorIndex.h"
#include "core/knowledge/retrieval/Question.h"
#include "core/knowledge/retrieval/Scorers.h"
#include "core/knowledge/retrieval/TimeWords.h"

#include <vector>

namespace CloneMemoria {

struct Candidate
{
    qint64 row = 0;
    double score = 0;
    ScoreParts parts;
};

/// The nearest vectors, and how much they count.
struct Meaning
{
    std::vector<VectorHit> hits;
    double weight = 0;
    double minimumCosine = 0; ///< of a passage without a word of the question
};

/// What the scorers say of each passage, put together: a weighted sum (see RetrievalWeights). Good while the index is not
/// changed. The sum is made only for passages of sessions that can have one among the best, so that a million passages
/// take little longer than the words in them.
class Fusion
{
public:
    /// `words` are wordScores' for the question.
    Fusion(const WordIndex &index, const Question &question, Scores words, const Meaning &meaning,
           const QList<DayRange> &times, const RetrievalWeights &weights);

    /// Best first, of equals the earlier, `most` at most; none where nothing fits. Where more are asked for, they begin with
    /// the same ones.
    std::vector<Candidate> best(std::size_t most) const;

private:
    struct Days
    {
        qint64 first = 0;
        qint64 last = 0;
    };

    void addMeaning(const Meaning &meaning);
    bool isIn(qint32 day) const;
    ScoreParts partsOf(quint32 place, float neighbours, float session) const;
    Candidate candidate(quint32 place) const;
    std::span<const float> ownOf(const Session &session) const;
    float bonusOf(std::size_t session, float bestOwn) const;

    const WordIndex &m_index;
    RetrievalWeights m_weights;
    QSet<int> m_speakers;
    std::vector<Days> m_times;
    Scores m_words;
    Scores m_own; ///< words and meaning
    std::vector<float> m_sessions;
};

/// The rows of the passages with the most of the question's words, best first.
std::vector<qint64> bestRows(const WordIndex &index, const Scores &scores, std::size_t most);

} // namespace CloneMemoria

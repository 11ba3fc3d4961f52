#pragma once

#include "core/knowledge/RetrievedPassage.h"
#include "core/knowledge/VectorIndex.h"
#include "core/knowledge/retrieval/Question.h"
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

/// What the scorers say of each passage, put together: a weighted sum (see RetrievalWeights). Best first, `most` at most;
/// none where nothing fits.
std::vector<Candidate> fuse(const WordIndex &index, const Question &question, const Meaning &meaning,
                            const QList<DayRange> &times, const RetrievalWeights &weights, std::size_t most);

/// The rows of the passages with the most of the question's words, best first.
std::vector<qint64> bestRows(const WordIndex &index, const Scores &scores, std::size_t most);

} // namespace CloneMemoria

#pragma once

#include "core/knowledge/retrieval/RetrievalWeights.h"
#include "core/knowledge/retrieval/WordIndex.h"

#include <QSet>

#include <span>
#include <vector>

namespace CloneMemoria {

/// A word of the question, as the memories have it.
struct QuestionWord
{
    struct Form
    {
        int term = -1;     ///< in the WordIndex
        double weight = 1; ///< 1 for the word itself, less for one that means nearly the same
    };

    std::vector<Form> forms; ///< the word itself first, where the memories have it
    double weight = 1;
    /// Of somebody who speaks in chats: in those it addresses them, and tells nothing of them.
    bool name = false;
    QSet<int> speakers = {}; ///< who bear that name
    bool itself = false;     ///< the first of `forms` is the word itself
};

/// One value for each passage of the index, by its place.
using Scores = std::vector<float>;

/// BM25 (Robertson and Zaragoza, 2009) in which a passage has a question's word by its best form.
Scores wordScores(const WordIndex &index, const std::vector<QuestionWord> &words,
                  const RetrievalWeights &weights);

/// BM25 of each session as one text, with the words of its document's title and date; relative to the best, 0 to 1. One
/// value for each session.
std::vector<float> sessionScores(const WordIndex &index, const std::vector<QuestionWord> &words);

/// What each passage of a session gains from those around it; `own` has the session's passages alone.
Scores neighbourScores(const WordIndex &index, const Session &session, std::span<const float> own,
                       const RetrievalWeights &weights);

/// No passage gains more from its neighbours than so many times the best of its session.
float mostFromNeighbours(const RetrievalWeights &weights);

/// The best of scores, none of which is negative; 0 where there are none.
float greatest(std::span<const float> scores);

/// Brings the best to 1; false where there is nothing.
bool makeRelative(std::vector<float> &scores);

} // namespace CloneMemoria

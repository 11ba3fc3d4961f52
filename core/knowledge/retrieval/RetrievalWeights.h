#pragma once

namespace CloneMemoria {

/// How much each scorer counts. Scores of words and of meaning are relative to their best, so 1 is as much as the best
/// match of words. Chosen on the development half of LoCoMo (`./dev bench retrieval` prints what they give there and on
/// the sample clone's questions), among values between which little changes, and none on a spike: see "Retrieval" in
/// ARCHITECTURE.md for what each scorer added.
struct RetrievalWeights
{
    // BM25; short passages, so neither counts nor lengths say much.
    double k1 = 0.9;
    double b = 0.4;

    // Words that mean nearly the same (cosine of their word vectors) count by this share of their likeness.
    double related = 0.4;
    float relatedFrom = 0.4F;
    int relatedWords = 40; ///< of those that the memories have, for each word of the question

    double meaning = 0.1;      ///< of the built-in vectors, which know words alone
    double modelMeaning = 1.0; ///< of an embedding model's, which know sentences

    double before = 0.4;          ///< of the score of the passage before
    double beforeAsking = 0.4;    ///< and so much more where that one asks: its answer is what is looked for
    double after = 0.25;          ///< of the one after
    double twoAway = 0.2;         ///< of those two places away
    double session = 0.4;         ///< of its session's score as one text
    double bestOfSession = 0.2;   ///< of the best passage of its session
    double asking = 0.3;          ///< is taken off a passage that ends with a question: it tells nothing
    double speaker = 0.35;        ///< said by the one person that the question names
    double time = 0.5;            ///< from a time that the question names
    double earlierQuestion = 0.3; ///< of a word's weight, where it comes from the turn before

    /// A passage without a word of the question counts as found only from this cosine on: every text is a little like
    /// every other, and nothing found must be possible.
    double minimumCosine = 0.5;
    /// And from this one on, where the vectors are the built-in ones: a mean of words is like every other sooner.
    double minimumBuiltinCosine = 0.85;
    /// A word that only means nearly the same must be this near, where no passage has a word of the question itself.
    float minimumRelated = 0.7F;

    int candidates = 200; ///< nearest vectors that are looked at
};

} // namespace CloneMemoria

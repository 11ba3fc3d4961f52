#pragma once

#include "core/providers/embedding/WordVectors.h"

#include <QString>

#include <memory>
#include <vector>

namespace CloneMemoria {

class TextAnalyzer;
class WordIndex;

/// The terms of all words that have a vector, for one language. Analysing sixty thousand words takes some hundredth of a
/// second, so it is done once.
class KnownTerms
{
public:
    KnownTerms(const WordVectors &words, const TextAnalyzer &analyzer);

    const WordVectors &words() const { return m_words; }
    /// Empty for a word that says nothing: a stop word.
    const QString &term(int word) const { return m_terms[std::size_t(word)]; }

private:
    const WordVectors &m_words;
    std::vector<QString> m_terms;
};

/// Which of a clone's own words mean nearly the same as one that was asked for, by the cosine of their vectors. Belongs to
/// the thread of the index.
class RelatedWords
{
public:
    struct Related
    {
        int term = -1; ///< in the WordIndex
        float cosine = 0;
    };

    explicit RelatedWords(std::shared_ptr<const KnownTerms> known);

    /// Looks again which words the index has, where it has grown.
    void update(const WordIndex &index);
    /// Whether it is so common that what means nearly the same tells nothing of a question's subject: "ever", "use".
    bool isCommonplace(const QString &surface) const;
    struct Wanted
    {
        QString surface; ///< lower case
        QString term;
    };
    /// For each, nearest first; without the word's own term; none where it has no vector.
    std::vector<std::vector<Related>> relatedTo(const QList<Wanted> &words, float least, int most,
                                                const WordIndex &index) const;

private:
    std::shared_ptr<const KnownTerms> m_known;
    std::vector<int> m_present; ///< words whose term the index has, the commonest first
    std::vector<int> m_terms;   ///< their terms
    std::size_t m_indexTerms = 0;
};

} // namespace CloneMemoria

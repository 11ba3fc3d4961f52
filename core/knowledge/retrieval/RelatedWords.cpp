#include "core/knowledge/retrieval/RelatedWords.h"

#include "core/knowledge/TextAnalyzer.h"
#include "core/knowledge/retrieval/WordIndex.h"

#include <QSet>

namespace CloneMemoria {

namespace {
constexpr double kGrowth = 1.02;  // so many times the words, and it is worth looking again
constexpr int kCommonplace = 700; // words, by frequency
constexpr int kSpare = 4;         // several words can have one term
} // namespace

KnownTerms::KnownTerms(const WordVectors &words, const TextAnalyzer &analyzer) : m_words(words)
{
    m_terms.reserve(std::size_t(words.count()));
    for (int word = 0; word < words.count(); ++word) {
        const auto analyzed = analyzer.words(QString::fromUtf8(words.word(word)));
        const bool says = analyzed.size() == 1 && !analyzed.first().stop;
        m_terms.push_back(says ? analyzed.first().term : QString());
    }
}

RelatedWords::RelatedWords(std::shared_ptr<const KnownTerms> known) : m_known(std::move(known)) { }

void RelatedWords::update(const WordIndex &index)
{
    if (double(index.termCount()) <= double(m_indexTerms) * kGrowth)
        return;
    m_indexTerms = index.termCount();
    m_present.clear();
    m_terms.clear();
    for (int word = 0; word < m_known->words().count(); ++word) {
        const QString &text = m_known->term(word);
        const int term = text.isEmpty() ? -1 : index.find(text);
        if (term < 0)
            continue;
        m_present.push_back(word);
        m_terms.push_back(term);
    }
}

bool RelatedWords::isCommonplace(const QString &surface) const
{
    const int word = m_known->words().find(surface.toUtf8());
    return word >= 0 && word < kCommonplace;
}

std::vector<std::vector<RelatedWords::Related>> RelatedWords::relatedTo(const QList<Wanted> &words,
                                                                        float least, int most,
                                                                        const WordIndex &index) const
{
    std::vector<int> known;
    for (const Wanted &wanted : words) {
        if (const int word = m_known->words().find(wanted.surface.toUtf8()); word >= 0)
            known.push_back(word);
    }
    const auto near = m_known->words().nearest(known, m_present, least, std::size_t(most) * kSpare);
    std::vector<std::vector<Related>> all(std::size_t(words.size()));
    std::size_t at = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Wanted &wanted = words[qsizetype(i)];
        if (at == known.size() || known[at] != m_known->words().find(wanted.surface.toUtf8()))
            continue;
        QSet<int> taken{index.find(wanted.term)};
        for (const WordVectors::Neighbour &neighbour : near[at++]) {
            if (std::ssize(all[i]) == most)
                break;
            const int other = m_terms[neighbour.place];
            if (taken.contains(other))
                continue;
            taken.insert(other);
            all[i].push_back({other, neighbour.cosine});
        }
    }
    return all;
}

} // namespace CloneMemoria

#include "core/knowledge/retrieval/RelatedWords.h"

#include "core/knowledge/TextAnalyzer.h"
#include "core/knowledge/retrieval/WordIndex.h"

#include <QSet>

namespace CloneMemoria {

namespace {
constexpr double kGrowth = 1.02;  // so many times the words, and it is worth looking again
constexpr int kCommonplace = 700; // words, by frequency
constexpr qsizetype kMostRemembered = 2000;
constexpr int kSpare = 4; // several words can have one term
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
    m_remembered.clear();
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
    if (least != m_least || most != m_most || m_remembered.size() > kMostRemembered)
        m_remembered.clear();
    m_least = least;
    m_most = most;
    QList<Wanted> missing;
    for (const Wanted &wanted : words) {
        if (!m_remembered.contains(wanted.surface))
            missing.append(wanted);
    }
    remember(missing, index);
    std::vector<std::vector<Related>> all;
    for (const Wanted &wanted : words)
        all.push_back(m_remembered.value(wanted.surface));
    return all;
}

void RelatedWords::remember(const QList<Wanted> &words, const WordIndex &index) const
{
    std::vector<int> known;
    QList<Wanted> asked;
    for (const Wanted &wanted : words) {
        m_remembered.insert(wanted.surface, {});
        const int word = m_known->words().find(wanted.surface.toUtf8());
        if (word < 0)
            continue;
        known.push_back(word);
        asked.append(wanted);
    }
    const auto near = m_known->words().nearest(known, m_present, m_least, std::size_t(m_most) * kSpare);
    for (std::size_t i = 0; i < near.size(); ++i) {
        QSet<int> taken{index.find(asked[qsizetype(i)].term)};
        std::vector<Related> &related = m_remembered[asked[qsizetype(i)].surface];
        related.clear();
        for (const WordVectors::Neighbour &neighbour : near[i]) {
            if (std::ssize(related) == m_most)
                break;
            const int other = m_terms[neighbour.place];
            if (taken.contains(other))
                continue;
            taken.insert(other);
            related.push_back({other, neighbour.cosine});
        }
    }
}

} // namespace CloneMemoria

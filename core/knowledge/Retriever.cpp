#include "core/knowledge/Retriever.h"

#include "core/knowledge/TextAnalyzer.h"
#include "core/knowledge/retrieval/Fusion.h"
#include "core/storage/Store.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <memory>
#include <utility>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kCharactersPerToken = 4;
constexpr std::size_t kFirstCandidates = 64;  // of which nearly always enough are left
constexpr std::size_t kMostCandidates = 4000; // beyond which nobody asks
constexpr std::size_t kWithCosine = 400;      // of the passages with words of the question

// More than half of the shorter one is in the other, or their words are the same.
bool tellsTheSame(const Passage &a, const Passage &b)
{
    if (a.content == b.content || a.documentId != b.documentId)
        return a.content == b.content;
    const int shared = std::min(a.endOffset, b.endOffset) - std::max(a.startOffset, b.startOffset);
    const int shorter = std::min(a.endOffset - a.startOffset, b.endOffset - b.startOffset);
    return shared * 2 > shorter;
}

Meaning meaningOf(const QueryVector &vector, const RetrievalWeights &weights)
{
    if (vector.provider == "builtin"_L1)
        return {{}, weights.meaning, weights.minimumBuiltinCosine};
    return {{}, weights.modelMeaning, weights.minimumCosine};
}

// Takes passages, best first, as far as limit and budget allow.
class Selection
{
    static constexpr qsizetype kFewTokens = 24;
    static constexpr int kMostMissed = 24;

public:
    explicit Selection(const RetrievalQuery &query)
        : m_limit(std::max(query.limit, 1))
        , m_budget(query.tokenBudget)
    { }

    // A few words that would still fit are not worth looking for.
    bool full() const
    {
        const bool spent = m_budget > 0 && !m_taken.isEmpty() && m_tokens + kFewTokens > m_budget;
        return m_taken.size() >= m_limit || spent || m_missed > kMostMissed;
    }

    void offer(RetrievedPassage found)
    {
        const qsizetype tokens = (found.passage.content.size() + kCharactersPerToken - 1)
                                 / kCharactersPerToken;
        if (m_budget > 0 && !m_taken.isEmpty() && m_tokens + tokens > m_budget) {
            ++m_missed; // a shorter one further down may fit
            return;
        }
        for (const RetrievedPassage &other : std::as_const(m_taken)) {
            if (tellsTheSame(other.passage, found.passage))
                return;
        }
        m_tokens += tokens;
        m_taken.append(std::move(found));
    }

    QList<RetrievedPassage> take() { return std::move(m_taken); }

private:
    qsizetype m_limit;
    qsizetype m_budget;
    qsizetype m_tokens = 0;
    int m_missed = 0; ///< that were too long for what is left of the budget
    QList<RetrievedPassage> m_taken;
};

// The vectors in memory may be of a moment ago; what counts is what is stored now.
Result<QList<RetrievedPassage>> readPassages(const Store &store, const QString &cloneId,
                                             std::span<const Candidate> page)
{
    std::vector<qint64> rows;
    for (const Candidate &candidate : page)
        rows.push_back(candidate.row);
    CM_TRY_ASSIGN(passages, store.passages.byRow(rows));
    QSet<QString> documents;
    for (const Passage &passage : std::as_const(passages))
        documents.insert(passage.documentId);
    CM_TRY_ASSIGN(titles, store.passages.documentTitles(QStringList(documents.begin(), documents.end())));
    QList<RetrievedPassage> found;
    for (const Candidate &candidate : page) {
        const auto passage = passages.constFind(candidate.row);
        if (passage == passages.cend() || passage->cloneId != cloneId)
            continue;
        found.append({*passage, titles.value(passage->documentId), candidate.score, candidate.parts, {}});
        found.last().passage.embedding.clear();
    }
    return found;
}

// Its words, and those of its title that tell something more: of prose, the title is a part.
QStringList matchedWords(const TextAnalyzer &analyzer, const RetrievedPassage &found,
                         const QSet<QString> &terms)
{
    QStringList matched;
    QSet<QString> missing = terms;
    analyzer.forEachWord(found.passage.content, [&](const QString &surface, const QString &term) {
        if (!terms.contains(term))
            return;
        missing.remove(term);
        if (!matched.contains(surface))
            matched.append(surface);
    });
    if (!found.passage.speaker.isEmpty())
        return matched;
    analyzer.forEachWord(found.documentTitle, [&](const QString &surface, const QString &term) {
        if (missing.contains(term) && !matched.contains(surface))
            matched.append(surface);
    });
    return matched;
}
} // namespace

struct Retriever::Found
{
    std::vector<Candidate> candidates;
    QSet<QString> terms;               ///< that were looked for
    std::optional<Fusion> fusion = {}; ///< that has more candidates

    // Those from `start` on; none where there are no more.
    std::span<const Candidate> page(std::size_t start, std::size_t most)
    {
        if (start + most > candidates.size() && fusion) {
            candidates = fusion->best(kMostCandidates);
            fusion.reset();
        }
        const std::size_t first = std::min(start, candidates.size());
        return std::span(candidates).subspan(first, std::min(most, candidates.size() - first));
    }
};

Retriever::Retriever(const Store &store, VectorIndex &vectors, WordIndexes::Words words,
                     RetrievalWeights weights)
    : m_store(store)
    , m_vectors(vectors)
    , m_words(words)
    , m_weights(weights)
{ }

Result<Retriever::Found> Retriever::byIndex(const RetrievalQuery &query, const Clone &clone,
                                            const std::optional<QueryVector> &vector,
                                            const QDate &today) const
{
    CM_TRY_ASSIGN(ownNames, m_store.imports.names(clone.id));
    ownNames.append(clone.name);
    const Question question = takeApart(query.text, query.earlier,
                                        {.index = *m_words.index,
                                         .analyzer = *m_words.analyzer,
                                         .related = m_words.related,
                                         .language = clone.language,
                                         .ownNames = ownNames,
                                         .weights = m_weights});
    Meaning meaning;
    Scores words;
    if (question.isKnown)
        words = wordScores(*m_words.index, question.words, m_weights);
    if (vector) {
        meaning = meaningOf(*vector, m_weights);
        const std::vector<qint64> rows = bestRows(*m_words.index, words, kWithCosine);
        CM_TRY_ASSIGN(found,
                      m_vectors.search(m_store.passages, clone.id, *vector, m_weights.candidates, rows));
        meaning.hits = std::move(found);
    }
    const QList<DayRange> times = timesIn(query.text, clone.language, today,
                                          birthIn(clone.description, clone.language));
    Found found;
    found.terms = question.telling;
    found.fusion.emplace(*m_words.index, question, std::move(words), meaning, times, m_weights);
    found.candidates = found.fusion->best(kFirstCandidates);
    if (found.candidates.size() < kFirstCandidates)
        found.fusion.reset();
    return found;
}

// Words and meaning alone: what there is until the index is.
Result<Retriever::Found> Retriever::byFullText(const RetrievalQuery &query, const Clone &clone,
                                               const std::optional<QueryVector> &vector) const
{
    const QStringList terms = TextAnalyzer(clone.language).queryTerms(query.text);
    QHash<qint64, ScoreParts> parts;
    std::vector<qint64> rows;
    CM_TRY_ASSIGN(byWords, m_store.passages.searchText(clone.id, terms, m_weights.candidates));
    const double best = byWords.isEmpty() ? 0 : byWords.first().score;
    for (const ScoredPassage &hit : byWords) {
        // Words that are everywhere can score nothing at all; they still match.
        parts[hit.row].words = best > 0 ? std::clamp(hit.score / best, 0.0, 1.0) : 1.0;
        rows.push_back(hit.row);
    }
    if (vector) {
        const Meaning meaning = meaningOf(*vector, m_weights);
        CM_TRY_ASSIGN(hits,
                      m_vectors.search(m_store.passages, clone.id, *vector, m_weights.candidates, rows));
        for (const VectorHit &hit : hits) {
            if (parts.contains(hit.row) || double(hit.cosine) >= meaning.minimumCosine)
                parts[hit.row].meaning = meaning.weight * std::clamp(double(hit.cosine), 0.0, 1.0);
        }
    }
    Found found{{}, QSet<QString>(terms.begin(), terms.end())};
    for (auto it = parts.cbegin(); it != parts.cend(); ++it) {
        const double score = it->words + it->meaning;
        if (score > 0)
            found.candidates.push_back(
                {it.key(), score, {.words = it->words / score, .meaning = it->meaning / score}});
    }
    std::sort(found.candidates.begin(), found.candidates.end(), [](const Candidate &a, const Candidate &b) {
        return a.score != b.score ? a.score > b.score : a.row < b.row;
    });
    return found;
}

Result<QList<RetrievedPassage>> Retriever::retrieve(const RetrievalQuery &query, const Clone &clone,
                                                    const std::optional<QueryVector> &vector,
                                                    const QDate &today) const
{
    CM_TRY_ASSIGN(found,
                  m_words.index ? byIndex(query, clone, vector, today) : byFullText(query, clone, vector));
    // Most often the first page is enough; more are read where many overlap or don't fit.
    Selection selection(query);
    const auto pageSize = static_cast<std::size_t>(std::max(query.limit, 1)) + 8;
    for (std::size_t start = 0; !selection.full(); start += pageSize) {
        const std::span<const Candidate> candidates = found.page(start, pageSize);
        if (candidates.empty())
            break;
        CM_TRY_ASSIGN(page, readPassages(m_store, clone.id, candidates));
        for (RetrievedPassage &passage : page) {
            if (selection.full())
                break;
            passage.score /= found.candidates.front().score;
            selection.offer(std::move(passage));
        }
    }
    QList<RetrievedPassage> taken = selection.take();
    // The index's own remembers words; without one, full text has answered.
    const auto fresh = m_words.analyzer ? nullptr : std::make_unique<TextAnalyzer>(clone.language);
    const TextAnalyzer &analyzer = m_words.analyzer ? *m_words.analyzer : *fresh;
    for (RetrievedPassage &passage : taken)
        passage.matched = matchedWords(analyzer, passage, found.terms);
    return taken;
}

Citation toCitation(const RetrievedPassage &found)
{
    const Passage &passage = found.passage;
    return {passage.id,          passage.documentId, found.documentTitle, passage.chunkIndex,
            passage.startOffset, passage.endOffset,  passage.content,     passage.speaker,
            passage.happenedAt,  found.score};
}

} // namespace CloneMemoria

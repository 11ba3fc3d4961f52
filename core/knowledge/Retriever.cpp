#include "core/knowledge/Retriever.h"

#include "core/knowledge/TextAnalyzer.h"
#include "core/storage/Store.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <span>
#include <utility>

namespace CloneMemoria {

namespace {
constexpr qsizetype kCharactersPerToken = 4;
constexpr int kSmallestPage = 24; // neighbours help only those that are on one page

struct Candidate
{
    QString passageId;
    double score = 0;
    ScoreParts parts;
};

// More than half of the shorter one is in the other.
bool tellsTheSame(const Passage &a, const Passage &b)
{
    if (a.documentId != b.documentId)
        return false;
    const int shared = std::min(a.endOffset, b.endOffset) - std::max(a.startOffset, b.startOffset);
    const int shorter = std::min(a.endOffset - a.startOffset, b.endOffset - b.startOffset);
    return shared * 2 > shorter;
}

std::vector<Candidate> fuse(const QList<ScoredPassage> &byWords, const std::vector<VectorHit> &byMeaning,
                            const RetrievalWeights &weights)
{
    QHash<QString, ScoreParts> parts;
    double bestWords = 0;
    for (const ScoredPassage &hit : byWords)
        bestWords = std::max(bestWords, hit.score);
    for (const ScoredPassage &hit :
         byWords) // words that are everywhere can score nothing at all; they still match
        parts[hit.passageId].words = bestWords > 0 ? std::clamp(hit.score / bestWords, 0.0, 1.0) : 1.0;
    double bestMeaning = 0;
    for (const VectorHit &hit : byMeaning) {
        const auto known = parts.find(hit.passageId);
        if (known == parts.end() && hit.cosine < weights.minimumCosine)
            continue;
        const double cosine = std::clamp<double>(hit.cosine, 0.0, 1.0);
        parts[hit.passageId].meaning = cosine;
        bestMeaning = std::max(bestMeaning, cosine);
    }
    const double wordsWeight = bestWords > 0 || !byWords.isEmpty() ? weights.words : 0;
    const double meaningWeight = bestMeaning > 0 ? weights.meaning : 0;
    const double all = wordsWeight + meaningWeight;

    std::vector<Candidate> candidates;
    candidates.reserve(static_cast<std::size_t>(parts.size()));
    for (auto it = parts.cbegin(); it != parts.cend(); ++it) {
        const double meaning = bestMeaning > 0 ? it->meaning / bestMeaning : 0;
        const double score = all > 0 ? (wordsWeight * it->words + meaningWeight * meaning) / all : 0;
        candidates.push_back({it.key(), score, *it});
    }
    std::sort(candidates.begin(), candidates.end(), [](const Candidate &a, const Candidate &b) {
        return a.score != b.score ? a.score > b.score : a.passageId < b.passageId;
    });
    return candidates;
}

Result<QList<RetrievedPassage>> readPassages(const Store &store, const QString &cloneId,
                                             std::span<const Candidate> page)
{
    QStringList ids;
    QHash<QString, const Candidate *> candidateOf;
    for (const Candidate &candidate : page) {
        ids.append(candidate.passageId);
        candidateOf.insert(candidate.passageId, &candidate);
    }
    // The vectors in memory may be of a moment ago; what counts is what is stored now.
    CM_TRY_ASSIGN(passages, store.passages.get(ids));
    QSet<QString> documents;
    for (const Passage &passage : std::as_const(passages))
        documents.insert(passage.documentId);
    CM_TRY_ASSIGN(titles, store.passages.documentTitles(QStringList(documents.begin(), documents.end())));
    QList<RetrievedPassage> found;
    for (Passage &passage : passages) {
        const Candidate *candidate = candidateOf.value(passage.id);
        if (!candidate || passage.cloneId != cloneId)
            continue;
        passage.embedding.clear();
        const QString title = titles.value(passage.documentId);
        found.append({std::move(passage), title, candidate->score, candidate->parts});
    }
    return found;
}

// A passage amid others that fit is likelier to be what was meant. Sorts anew, best first.
void addNeighbours(QList<RetrievedPassage> &found, double share)
{
    QHash<std::pair<QString, int>, double> scoreAt;
    for (const RetrievedPassage &passage : std::as_const(found))
        scoreAt.insert({passage.passage.documentId, passage.passage.chunkIndex}, passage.score);
    for (RetrievedPassage &passage : found) {
        const QString &document = passage.passage.documentId;
        const int place = passage.passage.chunkIndex;
        passage.score += share
                         * (scoreAt.value({document, place - 1}, 0)
                            + scoreAt.value({document, place + 1}, 0));
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const RetrievedPassage &a, const RetrievedPassage &b) { return a.score > b.score; });
}

// Takes passages, best first, as far as limit and budget allow.
class Selection
{
public:
    explicit Selection(const RetrievalQuery &query)
        : m_limit(std::max(query.limit, 1))
        , m_budget(query.tokenBudget)
    { }

    bool full() const { return m_taken.size() >= m_limit; }

    void offer(RetrievedPassage found)
    {
        const qsizetype tokens = (found.passage.content.size() + kCharactersPerToken - 1)
                                 / kCharactersPerToken;
        if (m_budget > 0 && !m_taken.isEmpty() && m_tokens + tokens > m_budget)
            return; // a shorter one further down may fit
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
    QList<RetrievedPassage> m_taken;
};
} // namespace

Retriever::Retriever(const Store &store, VectorIndex &index, RetrievalWeights weights)
    : m_store(store)
    , m_index(index)
    , m_weights(weights)
{ }

Result<QList<RetrievedPassage>> Retriever::retrieve(const RetrievalQuery &query, const QString &language,
                                                    const std::optional<QueryVector> &vector) const
{
    const QStringList terms = TextAnalyzer(language).queryTerms(query.text);
    QList<ScoredPassage> byWords;
    if (!terms.isEmpty()) {
        CM_TRY_ASSIGN(found, m_store.passages.searchText(query.cloneId, terms, m_weights.candidates));
        byWords = std::move(found);
    }
    std::vector<VectorHit> byMeaning;
    if (vector && m_weights.meaning > 0) {
        QStringList ids;
        for (const ScoredPassage &hit : std::as_const(byWords))
            ids.append(hit.passageId);
        CM_TRY_ASSIGN(found,
                      m_index.search(m_store.passages, query.cloneId, *vector, m_weights.candidates, ids));
        byMeaning = std::move(found);
    }
    const std::vector<Candidate> candidates = fuse(byWords, byMeaning, m_weights);

    // Most often the first page is enough; more are read where many overlap or don't fit.
    Selection selection(query);
    const auto pageSize = static_cast<std::size_t>(std::max(query.limit, kSmallestPage)) * 2;
    double best = 1;
    for (std::size_t start = 0; start < candidates.size() && !selection.full(); start += pageSize) {
        const std::span page = std::span(candidates)
                                   .subspan(start, std::min(pageSize, candidates.size() - start));
        CM_TRY_ASSIGN(found, readPassages(m_store, query.cloneId, page));
        addNeighbours(found, m_weights.neighbours);
        if (start == 0 && !found.isEmpty())
            best = std::max(best, found.first().score);
        for (RetrievedPassage &passage : found) {
            if (selection.full())
                break;
            passage.score = std::min(passage.score / best, 1.0);
            selection.offer(std::move(passage));
        }
    }
    return selection.take();
}

Citation toCitation(const RetrievedPassage &found)
{
    const Passage &passage = found.passage;
    return {passage.id,          passage.documentId, found.documentTitle, passage.chunkIndex,
            passage.startOffset, passage.endOffset,  passage.content,     passage.speaker,
            passage.happenedAt,  found.score};
}

} // namespace CloneMemoria

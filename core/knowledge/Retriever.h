#pragma once

#include "core/base/Result.h"
#include "core/domain/Clone.h"
#include "core/knowledge/RetrievedPassage.h"
#include "core/knowledge/VectorIndex.h"
#include "core/knowledge/retrieval/RetrievalWeights.h"
#include "core/knowledge/retrieval/WordIndexes.h"

#include <QDate>

#include <optional>

namespace CloneMemoria {

class Store;

/// Hybrid retrieval over one clone. Small scorers look at every passage: BM25 of the question's words and of words that
/// mean nearly the same, the vectors' cosine, good neighbours, the conversation or text around, who speaks, and when it
/// was. Their weighted sum orders the passages; those that tell the same are given once; cut to limit and budget.
/// Synchronous: runs on a storage thread.
class Retriever
{
public:
    /// `words` may be without an index, where the index isn't there yet: then full text in the database finds the words.
    Retriever(const Store &store, VectorIndex &vectors, WordIndexes::Words words,
              RetrievalWeights weights = {});

    /// Without `vector`, or where the clone has no vectors of that model, words alone. `today` is the reader's, for "last
    /// summer". Empty where nothing fits. Errors: Storage.
    Result<QList<RetrievedPassage>> retrieve(const RetrievalQuery &query, const Clone &clone,
                                             const std::optional<QueryVector> &vector,
                                             const QDate &today) const;

private:
    struct Found;

    Result<Found> byIndex(const RetrievalQuery &query, const Clone &clone,
                          const std::optional<QueryVector> &vector, const QDate &today) const;
    Result<Found> byFullText(const RetrievalQuery &query, const Clone &clone,
                             const std::optional<QueryVector> &vector) const;

    const Store &m_store;
    VectorIndex &m_vectors;
    WordIndexes::Words m_words;
    RetrievalWeights m_weights;
};

} // namespace CloneMemoria

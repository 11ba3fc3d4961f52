#pragma once

#include "core/base/Result.h"
#include "core/knowledge/RetrievedPassage.h"
#include "core/knowledge/VectorIndex.h"

#include <optional>

namespace CloneMemoria {

class Store;

/// How much each scorer counts, and how wide it looks. The numbers were chosen on the sample clone's questions (see
/// tests/unit/knowledge/SampleRetrievalTest.cpp, which prints what they give).
struct RetrievalWeights
{
    double words = 1.0;
    double meaning = 0.2;
    double neighbours = 0.3; ///< this much of the scores of the passages before and after it
    int candidates = 200;    ///< from each scorer, before they are fused
    /// A passage without a word of the question counts as found only from this cosine on: every text is a little like
    /// every other, and nothing found must be possible.
    double minimumCosine = 0.5;
};

/// Hybrid retrieval over one clone: BM25 from full text, cosine from the vector index, fused as a weighted sum of
/// scores relative to each scorer's best, helped by good neighbours; passages of overlapping text are given once; cut to limit and budget.
/// Synchronous: runs on a storage thread.
class Retriever
{
public:
    Retriever(const Store &store, VectorIndex &index, RetrievalWeights weights = {});

    /// Without `vector`, or where the clone has no vectors of that model, full text alone. `language` is the clone's.
    /// Empty where nothing fits. Errors: Storage.
    Result<QList<RetrievedPassage>> retrieve(const RetrievalQuery &query, const QString &language,
                                             const std::optional<QueryVector> &vector) const;

private:
    const Store &m_store;
    VectorIndex &m_index;
    RetrievalWeights m_weights;
};

} // namespace CloneMemoria

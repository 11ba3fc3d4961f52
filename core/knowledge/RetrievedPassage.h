#pragma once

#include "core/domain/Citation.h"
#include "core/domain/Document.h"
#include "core/domain/Passage.h"

#include <QString>

namespace CloneMemoria {

struct RetrievalQuery
{
    QString cloneId;
    QString text;
    int limit = 8; ///< passages at most
    int tokenBudget =
        0; ///< of all passages together, about 4 characters a token; 0: no bound. At least one passage
           ///< is given however small it is
};

/// Why a passage was found: each part between 0 and 1, for a reader ("words 0.8, meaning 0.3").
struct ScoreParts
{
    double words = 0;   ///< BM25, relative to the best match
    double meaning = 0; ///< cosine of the vectors, 0 where there are none

    bool operator==(const ScoreParts &) const = default;
};

struct RetrievedPassage
{
    Passage passage; ///< without its embedding
    QString documentTitle;
    double score = 0; ///< 0 to 1, best first
    ScoreParts parts;

    bool operator==(const RetrievedPassage &) const = default;
};

Citation toCitation(const RetrievedPassage &found);

} // namespace CloneMemoria

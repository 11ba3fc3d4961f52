#pragma once

#include "core/domain/Citation.h"
#include "core/domain/Document.h"
#include "core/domain/Passage.h"

#include <QString>
#include <QStringList>

namespace CloneMemoria {

struct RetrievalQuery
{
    QString cloneId;
    QString text;
    int limit = 8; ///< passages at most
    int tokenBudget =
        0; ///< of all passages together, about 4 characters a token; 0: no bound. At least one passage
           ///< is given however small it is
    /// What the user said before in the same conversation, the last first: "and then?" is about that.
    QStringList earlier = {};
    /// Wait for all there is to search, however long it is being read, instead of answering with what is there already:
    /// for a program that asks once.
    bool patient = false;
};

/// Why a passage was found: what each scorer gave of its score, as shares of it.
struct ScoreParts
{
    double words = 0;      ///< it has words of the question, or ones that mean nearly the same
    double meaning = 0;    ///< its vector is near the question's
    double neighbours = 0; ///< the passages beside it fit
    double session = 0;    ///< the conversation or text around it fits
    double speaker = 0;    ///< it was said by whom the question names
    double time = 0;       ///< it is from a time that the question names

    double sum() const { return words + meaning + neighbours + session + speaker + time; }
    bool operator==(const ScoreParts &) const = default;
};

struct RetrievedPassage
{
    Passage passage; ///< without its embedding
    QString documentTitle;
    double score = 0; ///< 0 to 1, relative to the best, best first
    ScoreParts parts;
    /// Words of it, or of its title in prose, that are the question's or mean nearly the same.
    QStringList matched = {};

    bool operator==(const RetrievedPassage &) const = default;
};

Citation toCitation(const RetrievedPassage &found);

} // namespace CloneMemoria

#pragma once

#include "core/base/Result.h"
#include "core/knowledge/retrieval/RelatedWords.h"
#include "core/knowledge/retrieval/WordIndex.h"

#include <QHash>
#include <QString>

#include <list>
#include <memory>

namespace CloneMemoria {

class Store;
class TextAnalyzer;

/// The word indexes of the clones that were asked lately, made from what is stored and kept in step with it, in steps
/// short enough to let others have the storage's reading thread between them. Belongs to that thread. Nothing in it
/// outlives the program: full text in the database is what search falls back on.
class WordIndexes
{
public:
    static constexpr qint64 kDefaultBytes = 512LL * 1024 * 1024;

    /// Past `maxBytes` those that were used the longest ago are let go.
    explicit WordIndexes(qint64 maxBytes = kDefaultBytes);

    /// Takes in what changed, for about `maxMs` milliseconds; true when all of it is in. Errors: Storage.
    Result<bool> catchUp(const Store &store, const QString &cloneId, const QString &language, int maxMs);

    struct Words
    {
        const WordIndex *index = nullptr;
        const RelatedWords *related = nullptr; ///< null for a language without word vectors
    };
    /// As far as it is; null before the first catchUp.
    Words find(const QString &cloneId) const;

private:
    struct Shelf
    {
        QString cloneId;
        QString language;
        WordIndex index;
        std::unique_ptr<RelatedWords> related;
        QHash<QString, QString> known; ///< by document, when it was changed
        QString after;                 ///< up to where changes are in, as updated_at has it
        QString afterId;
        qint64 revision = -1; ///< that all is in of
        qint64 wanted = -1;   ///< that is being taken in
    };

    Shelf &shelfFor(const QString &cloneId, const QString &language);
    static Result<bool> takeSome(const Store &store, const TextAnalyzer &analyzer, Shelf &shelf);
    void updateRelated(Shelf &shelf, const TextAnalyzer &analyzer);
    void makeRoom();

    qint64 m_maxBytes;
    WordVectors m_wordVectors;
    std::shared_ptr<const KnownTerms> m_knownTerms; ///< made when they are first wanted
    std::list<Shelf> m_shelves;                     ///< last used first
};

} // namespace CloneMemoria

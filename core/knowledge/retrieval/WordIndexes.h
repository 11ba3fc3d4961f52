#pragma once

#include "core/base/Result.h"
#include "core/knowledge/TextAnalyzer.h"
#include "core/knowledge/retrieval/RelatedWords.h"
#include "core/knowledge/retrieval/WordIndex.h"
#include "core/knowledge/retrieval/WordIndexFile.h"

#include <QSet>
#include <QString>
#include <QThreadPool>

#include <atomic>
#include <list>
#include <memory>

namespace CloneMemoria {

class Store;
struct VectorRevision;

struct WordIndexesOptions
{
    QString folder = {};                   ///< for files; empty: none
    qint64 maxBytes = 512LL * 1024 * 1024; ///< past which those that were used the longest ago are let go
    quint32 leastToKeep = 2000;            ///< passages that are worth a file
};

/// The word indexes of the clones that were asked lately, made from what is stored and kept in step with it, in steps
/// short enough to let others have the storage's reading thread between them. Belongs to that thread. Large ones are kept
/// in files, written in the background, which only save reading: every document is compared with the database once.
/// Until an index is there, search falls back on full text in the database.
class WordIndexes
{
public:
    explicit WordIndexes(WordIndexesOptions options = {});
    ~WordIndexes(); ///< waits until a file that is being written is there

    /// Takes in what changed, for about `maxMs` milliseconds; true when all of it is in. Errors: Storage.
    Result<bool> catchUp(const Store &store, const QString &cloneId, const QString &language, int maxMs);

    struct Words
    {
        const WordIndex *index = nullptr;
        const RelatedWords *related = nullptr;  ///< null for a language without word vectors
        const TextAnalyzer *analyzer = nullptr; ///< of the clone's language; it remembers words
    };
    /// As far as it is; null before the first catchUp.
    Words find(const QString &cloneId) const;

    /// Lets go what was not asked for in the last `ms` and is quickly there again. To be called now and then.
    void forgetUnused(qint64 ms);

    /// Waits until no file is being written; false where that takes longer.
    bool waitForBackground(int ms) { return m_pool.waitForDone(ms); }

private:
    struct Shelf
    {
        WordIndexKind kind;
        std::unique_ptr<TextAnalyzer> analyzer;
        WordIndex index;
        std::unique_ptr<RelatedWords> related;
        QSet<QString> unseen; ///< documents that the database was not yet asked about again
        bool isOpen = false;  ///< a file was looked for
        QString after;        ///< up to where changes are in, as updated_at has it
        QString afterId;
        int atOnce = 4;       ///< documents that are taken in at once
        qint64 revision = -1; ///< that all is in of
        qint64 wanted = -1;   ///< that is being taken in
        qint64 usedAt = 0;    ///< on the monotonic clock, ms
        quint32 inFile = 0;   ///< passages, or in one that is being written
        std::shared_ptr<std::atomic_bool> isKept = std::make_shared<std::atomic_bool>(
            false); ///< a file is there
    };

    Shelf &shelfFor(const WordIndexKind &kind);
    void open(Shelf &shelf, qint64 revision) const;
    static void begin(Shelf &shelf, const VectorRevision &revision);
    static Result<bool> takeSome(const Store &store, Shelf &shelf);
    void conclude(Shelf &shelf);
    void updateRelated(Shelf &shelf);
    void keep(const Store &store, Shelf &shelf);
    void makeRoom();

    WordIndexesOptions m_options;
    WordVectors m_wordVectors;
    std::shared_ptr<const KnownTerms> m_knownTerms; ///< made when they are first wanted
    std::list<Shelf> m_shelves;                     ///< last used first
    QThreadPool m_pool;                             ///< one thread, which writes files
};

} // namespace CloneMemoria

#pragma once

#include "core/base/Result.h"
#include "core/domain/Document.h"
#include "core/knowledge/EmbedderFor.h"
#include "core/knowledge/RetrievedPassage.h"
#include "core/knowledge/importers/DocumentDraft.h"

#include <QFuture>
#include <QObject>

#include <memory>

namespace CloneMemoria {

class StorageThread;

/// What an import of one text gave.
struct IngestOutcome
{
    Document document; ///< without content
    int passages = 0;
    bool duplicate = false; ///< it was there already: `document` is the one that was, nothing was added
};

/// The door to a clone's knowledge base for window, command line and API: putting texts in, changing them, and finding
/// the right passage again. Main thread; the work is done on storage and pool threads, and each answer comes from the
/// event loop. Cancelling an answer stops what has not been stored yet; what is under way when the service is destroyed
/// ends as Cancelled. `storage` must outlive it.
class KnowledgeService : public QObject
{
    Q_OBJECT

public:
    /// `indexFolder` is where the vectors' index keeps its files; empty: in memory alone.
    KnowledgeService(StorageThread &storage, EmbedderFor embedderFor, const QString &indexFolder = {},
                     QObject *parent = nullptr);
    ~KnowledgeService() override;

    /// Cleans, hashes, cuts, stores, then embeds in the background: full-text search finds it at once, vectors follow.
    QFuture<Result<IngestOutcome>> add(const QString &cloneId, const DocumentDraft &draft);
    /// Replaces title, text and date of a document; passages and vectors are made again where one of them changed. The
    /// answer is without content. Errors: NotFound; InvalidInput "text-empty", "text-too-long", or "duplicate" where
    /// another document has that text.
    QFuture<Result<Document>> update(const Document &document);

    /// Takes the words of the clone's passages into memory in the background, so that the first question to it waits for
    /// that no more. For when it is likely to be asked soon; nothing is told, and a question asks for it anyway.
    void prepare(const QString &cloneId);

    /// Best first; empty where nothing fits. An embedder that fails or takes longer than three seconds is left out:
    /// full text alone answers then. So do what vectors are read already, where the query isn't patient.
    QFuture<Result<QList<RetrievedPassage>>> retrieve(const RetrievalQuery &query);

    /// Whether the indexes of the clones that were asked lately are all made: questions are as quick as they will be.
    QFuture<Result<bool>> isSettled();

    /// Ready when every passage of the clone has a vector of its embedder; how many were made. With the network
    /// embedder failing, its error; search goes on with full text alone.
    QFuture<Result<int>> embedMissing(const QString &cloneId);

Q_SIGNALS:
    /// Documents or passages of this clone were added, changed or embedded.
    void changed(const QString &cloneId);
    /// Vectors are being made for this clone in the background: `done` of `total` passages have theirs. Over when they
    /// are equal, also where it was broken off.
    void embeddingProgressed(const QString &cloneId, int done, int total);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace CloneMemoria

// Reading a clone's archive.
#include "core/archive/ArchiveEntries.h"
#include "core/archive/CloneArchive.h"
#include "core/archive/CloneForms.h"
#include "core/archive/HiddenClone.h"
#include "core/archive/JsonLines.h"
#include "core/archive/Manifest.h"
#include "core/archive/StoredJson.h"
#include "core/base/Logging.h"
#include "core/base/Uuid.h"
#include "core/domain/Validation.h"
#include "core/knowledge/EmbedderFor.h"
#include "core/knowledge/ImportLock.h"
#include "core/knowledge/PreparedDocument.h"
#include "core/knowledge/TextAnalyzer.h"
#include "core/knowledge/importers/FileProbe.h"
#include "core/storage/StorageThread.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QLockFile>
#include <QThread>
#include <QUuid>

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
constexpr qint64 kLargestCloneEntry = 16 * 1024 * 1024;
// What one transaction takes: others wait for it no longer than for a batch of an ordinary import.
constexpr qsizetype kBatchCharacters = 1024 * 1024;
constexpr qsizetype kBatchRows = 500;
// Another process looks every tenth of a second whether it may write, and would look in vain between steps that follow
// on each other.
constexpr qint64 kRestEveryMs = 1500;
constexpr unsigned long kRestMs = 110;

class CloneImport
{
public:
    CloneImport(StorageThread &storage, const QString &database, const QString &file,
                std::shared_ptr<Embedder> embedder, ArchiveTask &task)
        : m_storage(storage)
        , m_database(database)
        , m_zip(file)
        , m_embedder(std::move(embedder))
        , m_task(task)
        , m_ids(QUuid::createUuid())
    {
        m_sinceRest.start();
    }

    Result<ImportedClone> run(const QString &name)
    {
        CM_TRY(m_zip.open());
        CM_TRY_ASSIGN(manifest, readManifest(m_zip, kCloneFormat));
        m_manifest = std::move(manifest);
        CM_TRY(verify());
        CM_TRY_ASSIGN(record, readClone(name));
        m_imported.cloneId = newId();
        m_imported.name = record.clone.name;
        m_language = record.clone.language;
        const std::shared_ptr<QLockFile> lock = takeImport(m_database, m_imported.cloneId);
        if (!lock)
            return fail(ErrorKind::Storage, u"no lock for the import"_s, u"read-only"_s,
                        QFileInfo(m_database).absolutePath());
        const Result<void> brought = bringIn(record);
        if (!brought) {
            takeBack();
            return fail(brought.error());
        }
        return m_imported;
    }

private:
    // Every entry is what the manifest says, before anything is made of it.
    Result<void> verify()
    {
        for (const ZipEntryFacts &facts : std::as_const(m_manifest.entries))
            m_total += facts.bytes;
        m_task.setPart(0, ArchiveTask::kSteps / 10);
        qint64 done = 0;
        for (const QLatin1StringView name :
             {kCloneEntry, kDocumentsEntry, kConversationsEntry, kMessagesEntry}) {
            const ZipEntryFacts *told = m_manifest.entry(name);
            if (!told)
                return m_zip.refuse(u"file-damaged"_s, "the manifest knows no "_L1 + name);
            CM_TRY_ASSIGN(entry, m_zip.entry(name));
            for (;;) {
                CM_TRY_ASSIGN(bytes, entry->read());
                if (bytes.isEmpty())
                    break;
                done += bytes.size();
                if (entry->bytesRead() > told->bytes)
                    break;
                CM_TRY(m_task.reached(done, m_total));
            }
            if (entry->facts() != *told)
                return m_zip.refuse(u"file-damaged"_s, name + " is not as the manifest says"_L1);
        }
        m_task.setPart(ArchiveTask::kSteps / 10, ArchiveTask::kSteps);
        return {};
    }

    Result<CloneRecord> readClone(const QString &name)
    {
        CM_TRY_ASSIGN(bytes, m_zip.readAll(kCloneEntry, kLargestCloneEntry));
        CM_TRY_ASSIGN(value, parseJson(bytes));
        CM_TRY_ASSIGN(record, cloneFromArchive(value));
        if (!name.isEmpty())
            record.clone.name = name;
        return record;
    }

    Result<void> bringIn(const CloneRecord &record)
    {
        CM_TRY(write([record](HiddenClone &clone) { return clone.create(record); }));
        CM_TRY(readDocuments());
        CM_TRY(readConversations());
        CM_TRY(readMessages());
        CM_TRY(await());
        if (counted(u"documents"_s) != m_imported.counts.documents
            || counted(u"conversations"_s) != m_imported.counts.conversations
            || counted(u"messages"_s) != m_imported.counts.messages)
            return damaged(u"there are not as many as the manifest says"_s);
        CM_TRY(m_task.goOn());
        CloneCounts stored = m_imported.counts;
        stored.documents -= m_imported.duplicates;
        CM_TRY(write([stored](HiddenClone &clone) { return clone.show(stored); }));
        CM_TRY(await());
        m_imported.counts = stored;
        return {};
    }

    qint64 counted(const QString &what) const { return m_manifest.counts.value(what, -1); }

    // Goes on while the writing thread is at it; an error is told by the next step.
    Result<void> write(std::function<Result<void>(HiddenClone &)> step)
    {
        CM_TRY(await());
        if (m_sinceRest.hasExpired(kRestEveryMs)) {
            QThread::msleep(kRestMs);
            m_sinceRest.start();
        }
        m_step = m_storage.write([id = m_imported.cloneId, step = std::move(step)](Store &store) {
            HiddenClone clone(store, id);
            return step(clone);
        });
        return {};
    }

    Result<void> await()
    {
        if (!m_step.isValid())
            return {};
        const Result<void> result = m_step.result();
        m_step = {};
        return result;
    }

    void takeBack()
    {
        // Whatever became of the last step, this comes after it.
        const Result<void> removed = m_storage
                                         .write([id = m_imported.cloneId](Store &store) {
                                             return HiddenClone(store, id).remove();
                                         })
                                         .result();
        if (!removed) // the next import tries again
            qCWarning(lcStorage) << "a half imported clone stays hidden:" << removed.error().detail;
    }

    template <typename Take>
    Result<void> eachLine(QLatin1StringView name, qint64 *count, Take take)
    {
        CM_TRY_ASSIGN(entry, m_zip.entry(name));
        JsonLines lines(*entry);
        json value;
        for (;;) {
            CM_TRY_ASSIGN(found, lines.next(value));
            if (!found)
                break;
            CM_TRY(take(value));
            ++*count;
            CM_TRY(m_task.reached(m_read + lines.bytesRead(), m_total));
        }
        m_read += lines.bytesRead();
        return {};
    }

    // Ids of the archive mean nothing outside of it: the same archive may come in twice.
    QString idOf(const QString &id) const
    {
        return id.isEmpty() ? QString() : QUuid::createUuidV5(m_ids, id).toString(QUuid::WithoutBraces);
    }

    Result<void> readDocuments()
    {
        QList<ReadyDocument> batch;
        qsizetype characters = 0;
        const auto flush = [&]() -> Result<void> {
            characters = 0;
            embed(batch);
            return write([this, documents = std::exchange(batch, {})](HiddenClone &clone) -> Result<void> {
                CM_TRY_ASSIGN(stored, clone.addDocuments(documents));
                m_imported.duplicates += static_cast<int>(documents.size()) - stored;
                return {};
            });
        };
        CM_TRY(
            eachLine(kDocumentsEntry, &m_imported.counts.documents, [&](const json &value) -> Result<void> {
                CM_TRY_ASSIGN(record, documentFromArchive(value));
                CM_TRY_ASSIGN(ready, prepare(std::move(record)));
                characters += ready.record.document.content.size();
                batch.append(std::move(ready));
                return characters > kBatchCharacters || batch.size() >= kBatchRows ? flush() : Result<void>();
            }));
        return flush();
    }

    // As every text comes into a knowledge base; but its title and date are what they were, also where there is none.
    Result<ReadyDocument> prepare(DocumentRecord record)
    {
        Document &document = record.document;
        Result<DocumentDraft> draft = cleanDraft({.title = document.title,
                                                  .content = std::move(document.content),
                                                  .sourceType = document.sourceType,
                                                  .sourceUri = sourceOf(document.sourceUri),
                                                  .happenedAt = document.happenedAt,
                                                  .turns = std::move(record.turns)});
        if (!draft)
            return damaged(u"a document: "_s + draft.error().code);
        if (!document.title.isEmpty())
            draft->title = document.title;
        draft->happenedAt = document.happenedAt;
        ReadyDocument ready{std::move(record), {}};
        Document &stored = ready.record.document;
        if (ready.record.searchable) {
            PreparedDocument prepared = prepareDocument(*draft, m_language);
            ready.passages = std::move(prepared.passages);
            stored.contentHash = prepared.document.contentHash;
        } else {
            stored.contentHash = contentHash(draft->content);
        }
        stored.id = idOf(stored.id);
        stored.title = draft->title;
        stored.content = std::move(draft->content);
        stored.sourceUri = draft->sourceUri;
        m_imported.passages += static_cast<int>(ready.passages.size());
        return ready;
    }

    // A document's text is worth more than its vectors: where they can't be made now, they are made later.
    void embed(QList<ReadyDocument> &documents)
    {
        QStringList texts;
        for (const ReadyDocument &ready : std::as_const(documents)) {
            for (const Passage &passage : ready.passages)
                texts.append(passage.content);
        }
        if (!m_embedder || texts.isEmpty())
            return;
        const Result<QList<Vector>> vectors = embedLocally(*m_embedder, texts);
        if (!vectors) {
            qCInfo(lcKnowledge) << "no vectors for an archive:" << toString(vectors.error().kind);
            m_embedder.reset();
            return;
        }
        qsizetype next = 0;
        for (ReadyDocument &ready : documents) {
            for (Passage &passage : ready.passages) {
                passage.embedding = vectors->at(next++);
                passage.embeddingProvider = m_embedder->provider();
                passage.embeddingModel = m_embedder->model();
            }
        }
    }

    // A memory of a conversation says of which.
    QString sourceOf(const QString &uri) const
    {
        static const QString kOfConversation = u"conversation:"_s;
        if (!uri.startsWith(kOfConversation))
            return uri;
        const QUuid id = QUuid::fromString(QStringView(uri).sliced(kOfConversation.size()));
        return id.isNull() ? uri : kOfConversation + idOf(id.toString(QUuid::WithoutBraces));
    }

    Result<void> readConversations()
    {
        QList<Conversation> batch;
        const auto flush = [&] {
            return write([conversations = std::exchange(batch, {})](HiddenClone &clone) {
                return clone.addConversations(conversations);
            });
        };
        CM_TRY(eachLine(kConversationsEntry, &m_imported.counts.conversations,
                        [&](const json &value) -> Result<void> {
                            CM_TRY_ASSIGN(conversation, conversationFromArchive(value));
                            conversation.id = idOf(conversation.id);
                            conversation.currentMessageId = idOf(conversation.currentMessageId);
                            batch.append(conversation);
                            return batch.size() >= kBatchRows ? flush() : Result<void>();
                        }));
        return flush();
    }

    Result<void> readMessages()
    {
        QList<Message> batch;
        qsizetype characters = 0;
        const auto flush = [&] {
            characters = 0;
            return write([messages = std::exchange(batch, {})](HiddenClone &clone) {
                return clone.addMessages(messages);
            });
        };
        CM_TRY(eachLine(kMessagesEntry, &m_imported.counts.messages, [&](const json &value) -> Result<void> {
            CM_TRY_ASSIGN(message, messageFromArchive(value));
            message.id = idOf(message.id);
            message.conversationId = idOf(message.conversationId);
            message.parentId = idOf(message.parentId);
            for (Citation &citation : message.citations) {
                citation.documentId = idOf(citation.documentId);
                citation.passageId = idOf(citation.passageId);
                characters += citation.content.size();
            }
            characters += message.content.size() + message.reasoning.size();
            batch.append(std::move(message));
            return characters > kBatchCharacters || batch.size() >= kBatchRows ? flush() : Result<void>();
        }));
        return flush();
    }

    StorageThread &m_storage;
    QString m_database;
    ZipReader m_zip;
    std::shared_ptr<Embedder> m_embedder; ///< null where there is none, or where it failed
    ArchiveTask &m_task;
    QUuid m_ids; ///< the ids' namespace
    ArchiveManifest m_manifest;
    QString m_language;
    ImportedClone m_imported; ///< its duplicates are counted on the writing thread, and read when it is done
    QFuture<Result<void>> m_step;
    QElapsedTimer m_sinceRest;
    qint64 m_total = 0;
    qint64 m_read = 0;
};
} // namespace

Result<ImportedClone> importCloneArchive(StorageThread &storage, const QString &database, const QString &file,
                                         const CloneImportOptions &options, ArchiveTask &task)
{
    CM_TRY(probeFile(file));
    const QString clean = cleanName(options.name);
    if (!clean.isEmpty())
        CM_TRY(validateName(clean));
    CM_TRY(storage.write([database](Store &store) { return removeUnfinishedImports(store, database); })
               .result());
    Result<ImportedClone> imported = CloneImport(storage, database, file, options.embedder, task).run(clean);
    if (!imported && imported.error().kind == ErrorKind::InvalidInput && imported.error().subject.isEmpty())
        imported.error().subject = QFileInfo(file).fileName();
    return imported;
}

Result<void> removeUnfinishedImports(Store &store, const QString &database)
{
    CM_TRY_ASSIGN(ids, HiddenClone::unfinished(store));
    for (const QString &id : ids) {
        if (const std::shared_ptr<QLockFile> lock = takeImport(database, id)) // else somebody is at it
            CM_TRY(HiddenClone(store, id).remove());
    }
    return {};
}

} // namespace CloneMemoria

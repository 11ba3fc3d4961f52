#include "core/knowledge/BatchWriter.h"

#include "core/storage/Store.h"
#include "core/storage/Transaction.h"

#include <QElapsedTimer>

namespace CloneMemoria {

namespace {
// A batch is over when one of these is reached. What else wants the writing thread, such as a message that was sent
// just now, waits for as long at most, and for the document that goes beyond it.
constexpr int kBatchPassages = 2000;
constexpr qsizetype kBatchCharacters = 2 * 1024 * 1024;
constexpr qint64 kBatchMs = 200;

void noteFirst(ImportedFile &file, const QString &documentId, const QString &title)
{
    if (!file.documentId.isEmpty())
        return;
    file.documentId = documentId;
    file.title = title;
}
} // namespace

BatchWriter::BatchWriter(StoredImport import, QString language, const QList<StoredImportFile> &files)
    : m_import(std::move(import))
    , m_language(std::move(language))
{
    for (const StoredImportFile &file : files)
        addFile(file);
}

Result<WrittenBatch> BatchWriter::write(Store &store, const ImportItems &items)
{
    QElapsedTimer timer;
    timer.start();
    Transaction transaction(store.database());
    CM_TRY(transaction.begin());
    WrittenBatch batch;
    QSet<int> touched;
    for (const ImportItem &item : items) {
        CM_TRY(take(store, item, batch));
        touched.insert(item.place);
        ++batch.items;
        batch.weight += item.weight;
        if (batch.passages >= kBatchPassages || batch.weight >= kBatchCharacters
            || timer.elapsed() >= kBatchMs)
            break;
    }
    CM_TRY(store.documents.storeStaged());
    for (const int place : std::as_const(touched))
        CM_TRY(store.imports.setFile(m_import.id, m_files.value(place)));
    CM_TRY(transaction.commit());
    for (const StoredImportFile &file : std::as_const(batch.finished)) {
        m_files.remove(file.place); // a hundred thousand of them are no small thing
        m_sources.remove(file.place);
    }
    return batch;
}

Result<SourceMatch *> BatchWriter::sourceOf(Store &store, const StoredImportFile &file)
{
    auto found = m_sources.find(file.place);
    if (found == m_sources.end()) {
        CM_TRY_ASSIGN(old, store.imports.documentsOf(m_import.cloneId, file.file.path));
        found = m_sources.insert(file.place, SourceMatch(std::move(old)));
    }
    return &*found;
}

Result<void> BatchWriter::take(Store &store, const ImportItem &item, WrittenBatch &batch)
{
    StoredImportFile &file = m_files[item.place];
    CM_TRY_ASSIGN(source, sourceOf(store, file));
    switch (item.kind) {
    case ImportItem::Kind::Begin:
        if (item.documentsDone == 0) // from its beginning, perhaps again
            file.file = ImportedFile{.path = file.file.path};
        file.file.state = ImportedFile::State::Reading;
        file.file.bytes = item.bytes;
        file.modifiedAt = item.modifiedAt;
        file.documentsDone = item.documentsDone;
        return {};
    case ImportItem::Kind::Skipped:
        source->seen(item.hash);
        return {};
    case ImportItem::Kind::Document:
        ++file.documentsDone;
        return storeDocument(store, item, file, batch);
    case ImportItem::Kind::End:
        break;
    }
    return end(store, item, file, batch);
}

Result<void> BatchWriter::storeDocument(Store &store, const ImportItem &item, StoredImportFile &file,
                                        WrittenBatch &batch)
{
    CM_TRY_ASSIGN(source, sourceOf(store, file));
    const std::optional<SourceDocument> before = source->seen(item.hash);
    CM_TRY_ASSIGN(same, store.documents.summaryByHash(m_import.cloneId, item.hash));
    // What the user made of it counts, and is not doubled by what it was.
    bool theirs = false;
    if (before && !same) {
        const Result<Document> current = store.documents.get(before->id);
        if (!current && current.error().kind != ErrorKind::NotFound)
            return fail(current.error());
        theirs = current.has_value();
    }
    if (same || theirs) {
        ++file.file.known;
        noteFirst(file.file, same ? same->id : before->id, same ? same->title : before->title);
        return {};
    }

    // It seemed to be there when it was looked for, and went meanwhile.
    const PreparedDocument prepared = item.prepared ? *item.prepared
                                                    : prepareDocument(item.draft, m_language);
    batch.changed = true;
    batch.passages += static_cast<int>(prepared.passages.size());
    file.file.passages += static_cast<int>(prepared.passages.size());
    if (const std::optional<QString> older = source->olderForm(prepared.document.title,
                                                               prepared.document.happenedAt)) {
        CM_TRY_ASSIGN(touched, store.imports.isTouched(*older));
        if (!touched)
            return replaceDocument(store, prepared, *older, file);
    }
    Document document = prepared.document;
    document.cloneId = m_import.cloneId;
    CM_TRY_ASSIGN(id, store.documents.stage(document, prepared.passages));
    CM_TRY(store.imports.noteImported(id, file.file.path));
    ++file.file.added;
    noteFirst(file.file, id, document.title);
    return {};
}

Result<void> BatchWriter::replaceDocument(Store &store, const PreparedDocument &prepared, const QString &id,
                                          StoredImportFile &file)
{
    Document document = prepared.document;
    document.id = id;
    CM_TRY(store.documents.storeStaged());
    CM_TRY(store.documents.replace(document, prepared.passages));
    CM_TRY(store.imports.noteImported(id, file.file.path));
    ++file.file.updated;
    noteFirst(file.file, id, document.title);
    return {};
}

Result<void> BatchWriter::end(Store &store, const ImportItem &item, StoredImportFile &file,
                              WrittenBatch &batch)
{
    file.file.error = item.error;
    file.file.people = item.people;
    if (item.error) {
        file.file.state = ImportedFile::State::Failed;
        batch.finished.append(file);
        return {};
    }
    CM_TRY_ASSIGN(source, sourceOf(store, file));
    for (const QString &id : source->gone()) {
        CM_TRY_ASSIGN(touched, store.imports.isTouched(id));
        if (touched)
            continue;
        CM_TRY(store.documents.storeStaged());
        CM_TRY(store.documents.trash(id));
        ++file.file.removed;
        batch.changed = true;
    }
    const bool changed = file.file.added + file.file.updated + file.file.removed > 0;
    file.file.state = changed ? ImportedFile::State::Done : ImportedFile::State::Unchanged;
    batch.finished.append(file);
    return {};
}

} // namespace CloneMemoria

// What MemoriesPage does with the store: loading, opening, saving, deleting, importing.
#include "core/base/Futures.h"
#include "core/knowledge/KnowledgeService.h"
#include "core/profile/Profile.h"
#include "core/storage/StorageThread.h"
#include "ui/knowledge/DocumentFilter.h"
#include "ui/knowledge/DocumentModel.h"
#include "ui/knowledge/ImportQueue.h"
#include "ui/knowledge/MemoriesPage.h"
#include "ui/knowledge/MemoryReader.h"
#include "ui/knowledge/MemoryText.h"
#include "ui/knowledge/MemoryToolbar.h"
#include "ui/widgets/Dialogs.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Notice.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QListView>
#include <QMimeData>
#include <QPointer>
#include <QSet>
#include <QStackedWidget>
#include <QTimer>
#include <QUrl>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kReadingView = 1; // of the reader's stack

// What came of deleting several: those that went are told even where one did not.
struct TrashOutcome
{
    QStringList trashed;
    std::optional<Error> error;
};
} // namespace

void MemoriesPage::showClone(const Clone &clone)
{
    if (clone.id == m_clone.id) {
        m_clone = clone;
        reload();
        return;
    }
    if (hasUnsavedText()) {
        // The window shows another clone already: what can't be saved waits for this one's return.
        const QString cloneId = m_clone.id;
        const Document original = m_reader->document();
        const Document draft = m_reader->draft();
        auto duplicate = std::make_shared<bool>(false);
        whenReady(this, store(cloneId, draft, duplicate.get()),
                  [this, cloneId, draft, original, duplicate](const Result<Document> &saved) {
                      if (saved) {
                          if (!*duplicate)
                              offerSaveUndo(original, *saved);
                          return;
                      }
                      m_kept.insert(cloneId, {draft, original, saved.error()});
                      if (cloneId == m_clone.id) // back already
                          showKept();
                  });
    }
    m_clone = clone;
    m_opening.clear();
    ++m_openRequest;
    m_listLoaded = false;
    m_notice->clear();
    m_toolbar->clearFilters();
    m_reader->showDocument({});
    m_readerStack->setCurrentIndex(0);
    m_selecting = true;
    m_model->clear();
    m_selecting = false;
    m_empty->setTexts(
        tr("No memories of %1 yet").arg(clone.name),
        tr("Letters, diaries, stories, messages: whatever tells who %1 is. Write one down, paste it, or drop "
           "text files here.")
            .arg(clone.name),
        tr("Write the first one"));
    arrange();
    reload();
    showKept();
}

void MemoriesPage::showKept()
{
    if (!m_kept.contains(m_clone.id))
        return;
    const KeptDraft kept = m_kept.take(m_clone.id);
    m_opening = kept.original.id;
    ++m_openRequest;
    m_reader->resumeDraft(kept.draft, kept.original);
    m_reader->showError(kept.error);
    m_readerStack->setCurrentIndex(kReadingView);
    arrange();
    selectInList(m_opening);
}

void MemoriesPage::reload()
{
    if (m_clone.id.isEmpty())
        return;
    const int request = ++m_listRequest;
    whenReady(this,
              m_profile.storage().read([id = m_clone.id](Store &store) { return store.documents.list(id); }),
              [this, request](const Result<QList<DocumentSummary>> &documents) {
                  if (request != m_listRequest)
                      return;
                  if (!documents) {
                      m_notice->setError(documents.error());
                      return;
                  }
                  showList(*documents);
              });
}

void MemoriesPage::showList(const QList<DocumentSummary> &documents)
{
    m_listLoaded = true;
    // Rows that go must not make the list open their neighbours while the reader holds something.
    m_selecting = true;
    m_model->setDocuments(documents);
    m_selecting = false;
    const QString shown = m_reader->document().id;
    if (!m_opening.isEmpty() && m_opening == shown && m_model->rowOf(shown) < 0 && !m_reader->isEditing()) {
        m_opening.clear();
        m_readerStack->setCurrentIndex(0);
    }
    arrange();
    selectInList(m_opening);
}

void MemoriesPage::selectInList(const QString &id)
{
    const int row = m_model->rowOf(id);
    const QModelIndex index = row < 0 ? QModelIndex() : m_filter->mapFromSource(m_model->index(row));
    if (m_list->currentIndex() == index && (!index.isValid() || m_list->selectionModel()->isSelected(index)))
        return;
    m_selecting = true;
    if (index.isValid()) {
        m_list->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
        m_list->scrollTo(index);
    } else {
        m_list->selectionModel()->clear();
    }
    m_selecting = false;
}

QStringList MemoriesPage::selectedIds() const
{
    QStringList ids;
    const QModelIndexList rows = m_list->selectionModel()->selectedRows();
    for (const QModelIndex &row : rows)
        ids << row.data(DocumentModel::IdRole).toString();
    return ids;
}

void MemoriesPage::openDocument(const QString &documentId, int start, int end)
{
    if (m_opening == documentId && m_reader->document().id == documentId) {
        if (start >= 0 && !m_reader->isEditing())
            m_reader->highlight(start, end);
        return;
    }
    leaveEditor([this, documentId, start, end] {
        // A memory that the filter hides could not be shown as the one that is open.
        const int row = m_model->rowOf(documentId);
        if (row >= 0 && !m_filter->mapFromSource(m_model->index(row)).isValid())
            m_toolbar->clearFilters();
        open(documentId, start, end);
    });
}

void MemoriesPage::open(const QString &id, int start, int end, const QString &info)
{
    m_opening = id;
    const int request = ++m_openRequest;
    selectInList(id);
    whenReady(this, m_profile.storage().read([id](Store &store) { return store.documents.get(id); }),
              [this, request, start, end, info](const Result<Document> &document) {
                  if (request != m_openRequest)
                      return;
                  if (!document) {
                      m_opening.clear();
                      m_notice->setError(document.error().kind == ErrorKind::NotFound
                                             ? Error{.kind = ErrorKind::NotFound, .code = u"not-a-document"_s}
                                             : document.error());
                      m_readerStack->setCurrentIndex(0);
                      arrange();
                      reload();
                      return;
                  }
                  m_notice->clear();
                  m_reader->showDocument(*document);
                  m_readerStack->setCurrentIndex(kReadingView);
                  arrange();
                  if (start >= 0)
                      m_reader->highlight(start, end);
                  if (!info.isEmpty())
                      m_reader->showInfo(info);
              });
}

void MemoriesPage::closeReader()
{
    leaveEditor([this] {
        ++m_openRequest;
        m_opening.clear();
        m_reader->showDocument({});
        m_readerStack->setCurrentIndex(0);
        arrange();
        selectInList({});
        m_list->setFocus();
    });
}

bool MemoriesPage::hasUnsavedText() const
{
    return m_readerStack->currentIndex() == kReadingView && m_reader->hasUnsavedText();
}

QFuture<Result<void>> MemoriesPage::saveUnsaved()
{
    if (!hasUnsavedText())
        return readyFuture(Result<void>());
    bool *noMatter = nullptr;
    QFuture<Result<Document>> stored = store(m_clone.id, m_reader->draft(), noMatter);
    whenReady(this, stored, [this](const Result<Document> &saved) {
        if (saved)
            m_reader->showDocument(*saved);
        else
            m_reader->showError(saved.error());
    });
    return stored.then([](const Result<Document> &saved) -> Result<void> {
        if (!saved)
            return Failure(saved.error());
        return {};
    });
}

QFuture<Result<Document>> MemoriesPage::store(const QString &cloneId, const Document &draft, bool *duplicate)
{
    if (!draft.id.isEmpty()) {
        Document changed = draft;
        if (changed.title.isEmpty())
            changed.title = m_reader->document().title;
        return m_profile.knowledge().update(changed).then(
            [content = draft.content](const Result<Document> &updated) -> Result<Document> {
                if (!updated)
                    return Failure(updated.error());
                Document stored = *updated; // comes without its content
                stored.content = content;
                return stored;
            });
    }
    const DocumentDraft fresh{.title = draft.title,
                              .content = draft.content,
                              .sourceType = SourceType::Manual,
                              .sourceUri = {},
                              .happenedAt = draft.happenedAt};
    return m_profile.knowledge()
        .add(cloneId, fresh)
        .then([draft, duplicate](const Result<IngestOutcome> &outcome) -> Result<Document> {
            if (!outcome)
                return Failure(outcome.error());
            if (duplicate)
                *duplicate = outcome->duplicate;
            Document stored = outcome->document;
            stored.content = draft.content;
            return stored;
        });
}

void MemoriesPage::leaveEditor(const std::function<void()> &go)
{
    if (!hasUnsavedText()) {
        go();
        return;
    }
    const Document original = m_reader->document();
    auto duplicate = std::make_shared<bool>(false);
    m_reader->setSaving(true);
    whenReady(this, store(m_clone.id, m_reader->draft(), duplicate.get()),
              [this, original, duplicate, go, cloneId = m_clone.id](const Result<Document> &saved) {
                  if (cloneId != m_clone.id)
                      return;
                  if (!saved) {
                      m_reader->showError(saved.error());
                      selectInList(m_opening);
                      return;
                  }
                  m_reader->showDocument(*saved); // nothing unsaved any more
                  if (!*duplicate)
                      offerSaveUndo(original, *saved);
                  reload();
                  go();
              });
}

void MemoriesPage::offerSaveUndo(const Document &original, const Document &saved)
{
    const QPointer<MemoriesPage> page(this);
    Q_EMIT undoOffered(tr("“%1” was saved.").arg(saved.title), [page, original, id = saved.id] {
        if (!page)
            return;
        const auto shown = [page, original](const auto &result) {
            if (!result) {
                page->m_notice->setError(result.error());
                return;
            }
            page->reload();
            if (!original.id.isEmpty() && page->m_opening == original.id && !page->m_reader->isEditing())
                page->open(original.id);
        };
        if (original.id.isEmpty())
            page->m_profile.storage()
                .write([id](Store &store) { return store.documents.trash(id); })
                .then(page.data(), [shown](const Result<void> &result) { shown(result); });
        else
            page->m_profile.knowledge().update(original).then(
                page.data(), [shown](const Result<Document> &result) { shown(result); });
    });
}

void MemoriesPage::save()
{
    if (!m_reader->isEditing())
        return;
    m_reader->clearNotice();
    m_reader->setSaving(true);
    const Document original = m_reader->document();
    auto duplicate = std::make_shared<bool>(false);
    whenReady(this, store(m_clone.id, m_reader->draft(), duplicate.get()),
              [this, original, duplicate, cloneId = m_clone.id](const Result<Document> &saved) {
                  if (cloneId != m_clone.id)
                      return;
                  if (!saved) {
                      m_reader->showError(saved.error());
                      return;
                  }
                  m_reader->showDocument(*saved);
                  // As it was stored: cleaned, or the one that was there.
                  open(saved->id, -1, -1,
                       *duplicate ? tr("Already there: “%1”.").arg(saved->title) : QString());
                  if (!original.id.isEmpty())
                      offerSaveUndo(original, *saved);
                  reload();
              });
}

void MemoriesPage::cancelEditing()
{
    const auto back = [this] {
        if (m_reader->document().id.isEmpty()) {
            m_opening.clear();
            m_reader->showDocument({});
            m_readerStack->setCurrentIndex(0);
            arrange();
            selectInList({});
        } else {
            m_reader->showDocument(m_reader->document());
        }
    };
    if (!m_reader->hasUnsavedText()) {
        back();
        return;
    }
    dialogs().ask(this,
                  {.title = tr("Throw away what you wrote?"),
                   .text = tr("Your changes to this memory are not saved yet."),
                   .button = tr("Throw away")},
                  back);
}

void MemoriesPage::writeMemory()
{
    leaveEditor([this] {
        ++m_openRequest;
        m_opening.clear();
        m_reader->writeNew();
        m_readerStack->setCurrentIndex(kReadingView);
        arrange();
        selectInList({});
        m_reader->text()->focusText();
    });
}

void MemoriesPage::paste()
{
    const QMimeData *data = QGuiApplication::clipboard()->mimeData();
    QStringList files;
    if (data && data->hasUrls()) {
        const QList<QUrl> urls = data->urls();
        for (const QUrl &url : urls) {
            if (url.isLocalFile())
                files << url.toLocalFile();
        }
    }
    if (!files.isEmpty()) {
        importFiles(files);
        return;
    }
    const QString text = data ? data->text() : QString();
    if (text.trimmed().isEmpty()) {
        m_notice->showMessage(Notice::Kind::Info,
                              tr("There is no text to paste. Copy some first, then choose Paste again."));
        return;
    }
    leaveEditor([this, text] {
        ++m_openRequest;
        m_opening.clear();
        m_reader->writeNew({}, text);
        m_readerStack->setCurrentIndex(kReadingView);
        arrange();
        selectInList({});
    });
}

void MemoriesPage::chooseFiles()
{
    dialogs().openFiles(this, tr("Add memories from files"), tr("Texts (*.txt *.text *.md *.markdown)"),
                        [this](const QStringList &paths) { importFiles(paths); });
}

void MemoriesPage::importFiles(const QStringList &paths)
{
    if (!m_clone.id.isEmpty())
        m_queue->add(m_clone.id, paths);
}

void MemoriesPage::deleteDocuments(const QStringList &ids)
{
    if (ids.isEmpty() || ids.first().isEmpty())
        return;
    const int row = m_model->rowOf(ids.first());
    const QString title = row < 0 ? m_reader->document().title : m_model->documents()[row].title;
    const bool one = ids.size() == 1;
    const Dialogs::Question question{.title = one ? tr("Delete “%1”?").arg(title)
                                                  : tr("Delete %Ln memories?", nullptr, int(ids.size())),
                                     .text = one ? tr("%1 will no longer remember it.").arg(m_clone.name)
                                                 : tr("%1 will no longer remember them.").arg(m_clone.name),
                                     .button = tr("Delete")};
    dialogs().ask(this, question, [this, ids, title, one] {
        whenReady(this, m_profile.storage().write([ids](Store &store) {
            TrashOutcome outcome;
            for (const QString &id : ids) {
                if (const Result<void> gone = store.documents.trash(id); !gone) {
                    outcome.error = gone.error();
                    break;
                }
                outcome.trashed << id;
            }
            return outcome;
        }),
                  [this, title, one](const TrashOutcome &outcome) {
                      if (outcome.error)
                          m_notice->setError(*outcome.error);
                      reload();
                      if (!outcome.trashed.isEmpty())
                          offerRestore(outcome.trashed, one ? tr("“%1” was deleted.").arg(title)
                                                            : tr("%Ln memories were deleted.", nullptr,
                                                                 int(outcome.trashed.size())));
                  });
    });
}

void MemoriesPage::offerRestore(const QStringList &ids, const QString &sentence)
{
    if (ids.contains(m_reader->document().id)) {
        ++m_openRequest;
        m_opening.clear();
        m_reader->showDocument({});
        m_readerStack->setCurrentIndex(0);
        arrange();
    }
    const QPointer<MemoriesPage> page(this);
    Q_EMIT undoOffered(sentence, [page, ids] {
        if (!page)
            return;
        page->m_profile.storage()
            .write([ids](Store &store) -> Result<void> {
                for (const QString &id : ids)
                    CM_TRY(store.documents.restore(id));
                return {};
            })
            .then(page.data(), [page, ids](const Result<void> &restored) {
                if (!restored)
                    page->m_notice->setError(restored.error());
                page->reload();
                if (restored && ids.size() == 1 && !page->hasUnsavedText())
                    page->open(ids.first());
            });
    });
}

} // namespace CloneMemoria

// What MemoriesPage does with what is there: showing, opening, choosing, deleting, importing.
#include "core/base/Futures.h"
#include "core/knowledge/KnowledgeService.h"
#include "core/knowledge/importers/Importers.h"
#include "core/profile/Profile.h"
#include "core/storage/StorageThread.h"
#include "ui/knowledge/ImportIntake.h"
#include "ui/knowledge/ImportStrip.h"
#include "ui/knowledge/MemoriesPage.h"
#include "ui/knowledge/MemoriesViews.h"
#include "ui/knowledge/MemoryBulk.h"
#include "ui/knowledge/MemoryListPane.h"
#include "ui/knowledge/MemoryReader.h"
#include "ui/knowledge/MemoryText.h"
#include "ui/knowledge/MemoryToolbar.h"
#include "ui/knowledge/QuestionPanel.h"
#include "ui/knowledge/SelectionPanel.h"
#include "ui/knowledge/TrashPanel.h"
#include "ui/widgets/Dialogs.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Notice.h"

#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTimer>
#include <QUuid>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
struct OpenedMemory
{
    Document document;
    QList<Passage> passages;
};
} // namespace

void MemoriesPage::showClone(const Clone &clone)
{
    if (clone.id == m_clone.id) {
        m_clone = clone;
        m_list->reload();
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
    m_notice->clear();
    m_reader->showDocument({});
    m_toolbar->clearFilters();
    m_question->showClone(clone);
    m_learningTimer->stop();
    m_learning->hide();
    m_readerStack->setCurrentIndex(InviteView);
    m_list->showClone(clone.id);
    m_strip->showClone(clone.id);
    m_empty->setTexts(
        tr("No memories of %1 yet").arg(clone.name),
        tr("Letters, diaries, stories, messages: whatever tells who %1 is. Write one down, paste it, or drop "
           "files here.")
            .arg(clone.name),
        tr("Write the first one"));
    arrange();
    showKept();
}

void MemoriesPage::listLoaded()
{
    const QString shown = m_reader->document().id;
    const bool gone = !m_opening.isEmpty() && m_opening == shown && !m_list->isFiltering()
                      && !m_list->contains(shown) && !m_reader->isEditing();
    if (gone) {
        m_opening.clear();
        m_list->select({});
        if (m_readerStack->currentIndex() == ReadingView)
            m_readerStack->setCurrentIndex(InviteView);
    }
    arrange();
    if (!m_list->hasRows() && !m_list->isFiltering())
        lookIntoTrash();
}

void MemoriesPage::showReaderView(int view)
{
    m_readerStack->setCurrentIndex(view);
    arrange();
}

void MemoriesPage::selectionChanged()
{
    // On a narrow page the list goes away for the reader: not on every arrow key.
    const int count = m_list->selectedCount();
    if (m_list->isTrash()) {
        m_trash->setChosen(count, count == 1 ? m_list->titleOf(m_list->selectedIds().first()) : QString());
        if (count > 0)
            showReaderView(TrashView);
        return;
    }
    if (m_narrow || count == 0)
        return;
    if (count == 1) {
        const QString id = m_list->selectedIds().first();
        if (id != m_opening || m_readerStack->currentIndex() != ReadingView)
            leaveEditor([this, id] { open(id); });
        return;
    }
    leaveEditor([this, count] {
        ++m_openRequest;
        m_opening.clear();
        m_reader->showDocument({});
        m_selection->setCount(count);
        showReaderView(SelectionView);
    });
}

void MemoriesPage::showTrash(bool trash)
{
    if (trash == m_list->isTrash())
        return;
    leaveEditor([this, trash] {
        ++m_openRequest;
        m_opening.clear();
        m_reader->showDocument({});
        m_list->select({});
        m_list->setTrash(trash);
        m_trash->setChosen(0, {});
        showReaderView(trash && !m_narrow ? TrashView : InviteView);
    });
}

// Where there is no memory at all, there may still be some that were deleted.
void MemoriesPage::lookIntoTrash()
{
    whenReady(this, m_profile.storage().read([id = m_clone.id](Store &store) {
        return store.documents.order({.cloneId = id, .trashed = true});
    }),
              [this, id = m_clone.id](const Result<QList<QUuid>> &trashed) {
                  if (id == m_clone.id)
                      m_emptyTrash->setVisible(trashed && !trashed->isEmpty());
              });
}

void MemoriesPage::tryQuestion()
{
    leaveEditor([this] {
        ++m_openRequest;
        m_opening.clear();
        m_reader->showDocument({});
        showReaderView(QuestionView);
        m_list->select({});
        m_question->focusQuestion();
    });
}

void MemoriesPage::openDocument(const QString &documentId, int start, int end)
{
    const bool reading = m_readerStack->currentIndex() == ReadingView;
    if (reading && m_opening == documentId && m_reader->document().id == documentId) {
        if (start >= 0 && !m_reader->isEditing())
            m_reader->highlight(start, end);
        return;
    }
    leaveEditor([this, documentId, start, end] {
        // A memory that the filter hides could not be shown as the one that is open.
        if (m_list->isTrash() || (m_list->isFiltering() && !m_list->contains(documentId)))
            m_toolbar->clearFilters();
        open(documentId, start, end);
    });
}

void MemoriesPage::open(const QString &id, int start, int end, const QString &info)
{
    m_opening = id;
    const int request = ++m_openRequest;
    m_list->select(id);
    const auto found = m_profile.storage().read([id](Store &store) -> Result<OpenedMemory> {
        CM_TRY_ASSIGN(document, store.documents.get(id));
        CM_TRY_ASSIGN(passages, store.passages.ofDocument(id));
        return OpenedMemory{std::move(document), std::move(passages)};
    });
    whenReady(this, found, [this, request, start, end, info](const Result<OpenedMemory> &memory) {
        if (request != m_openRequest)
            return;
        if (!memory) {
            m_opening.clear();
            m_notice->setError(memory.error().kind == ErrorKind::NotFound
                                   ? Error{.kind = ErrorKind::NotFound, .code = u"not-a-document"_s}
                                   : memory.error());
            showReaderView(InviteView);
            m_list->reload();
            return;
        }
        m_notice->clear();
        m_reader->showDocument(memory->document, memory->passages);
        showReaderView(ReadingView);
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
        showReaderView(InviteView);
        m_list->select({});
        m_list->focusList();
    });
}

void MemoriesPage::chooseFiles()
{
    QStringList patterns;
    const QStringList suffixes = importableSuffixes();
    for (const QString &suffix : suffixes)
        patterns << u"*."_s + suffix;
    const QString filter = tr("What can be kept (%1)").arg(patterns.join(u' ')) + u";;"_s
                           + tr("All files (*)");
    dialogs().openFiles(this, tr("Add memories from files"), filter,
                        [this](const QStringList &paths) { importFiles(paths); });
}

void MemoriesPage::chooseFolder()
{
    dialogs().openFolder(this, tr("Add memories from a folder"),
                         [this](const QString &path) { importFiles({path}); });
}

void MemoriesPage::importFiles(const QStringList &paths)
{
    m_intake->begin(m_clone, paths);
}

void MemoriesPage::deleteDocuments(const QStringList &ids)
{
    if (ids.isEmpty())
        return;
    if (m_list->isTrash()) {
        m_bulk->purge(ids, ids.size() == 1 ? m_list->titleOf(ids.first()) : QString());
        return;
    }
    const bool shown = m_reader->document().id == ids.first();
    m_bulk->remove(ids, shown ? m_reader->document().title : m_list->titleOf(ids.first()), m_clone.name);
}

void MemoriesPage::documentsGone(const QStringList &ids)
{
    m_list->reload();
    if (m_list->isTrash()) {
        m_list->select({});
        m_trash->setChosen(0, {});
        return;
    }
    const bool shown = m_readerStack->currentIndex() == SelectionView
                       || (m_readerStack->currentIndex() == ReadingView
                           && ids.contains(m_reader->document().id));
    if (!shown)
        return;
    ++m_openRequest;
    m_opening.clear();
    m_reader->showDocument({});
    m_list->select({});
    showReaderView(InviteView);
}

void MemoriesPage::documentsBack(const QStringList &ids)
{
    m_list->reload();
    if (m_list->isTrash()) {
        m_list->select({});
        m_trash->setChosen(0, {});
        return;
    }
    if (ids.size() == 1 && !hasUnsavedText())
        open(ids.first());
}

void MemoriesPage::showLearning(const QString &cloneId, int done, int total)
{
    if (cloneId != m_clone.id)
        return;
    if (done >= total) {
        m_learningTimer->stop();
        m_learning->hide();
        return;
    }
    m_learning->setText(tr("Learning these memories by meaning: %L1 of %L2").arg(done).arg(total));
    if (!m_learning->isVisible() && !m_learningTimer->isActive())
        m_learningTimer->start();
}

} // namespace CloneMemoria

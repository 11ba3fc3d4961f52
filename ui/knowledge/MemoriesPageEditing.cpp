// What MemoriesPage does with text that is written: saving it whatever happens, and taking it back.
#include "core/base/Futures.h"
#include "core/knowledge/KnowledgeService.h"
#include "core/profile/Profile.h"
#include "core/storage/StorageThread.h"
#include "ui/knowledge/MemoriesPage.h"
#include "ui/knowledge/MemoriesViews.h"
#include "ui/knowledge/MemoryListPane.h"
#include "ui/knowledge/MemoryReader.h"
#include "ui/knowledge/MemoryText.h"
#include "ui/widgets/Dialogs.h"
#include "ui/widgets/Notice.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QPointer>
#include <QStackedWidget>
#include <QUrl>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

void MemoriesPage::showKept()
{
    if (!m_kept.contains(m_clone.id))
        return;
    const KeptDraft kept = m_kept.take(m_clone.id);
    m_opening = kept.original.id;
    ++m_openRequest;
    m_reader->resumeDraft(kept.draft, kept.original);
    m_reader->showError(kept.error);
    showReaderView(ReadingView);
    m_list->select(m_opening);
}

bool MemoriesPage::hasUnsavedText() const
{
    return m_readerStack->currentIndex() == ReadingView && m_reader->hasUnsavedText();
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
    return madeOf(this, stored, [](const Result<Document> &saved) -> Result<void> {
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
        return madeOf(this, m_profile.knowledge().update(changed),
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
    return madeOf(this, m_profile.knowledge().add(cloneId, fresh),
                  [draft, duplicate](const Result<IngestOutcome> &outcome) -> Result<Document> {
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
                      m_list->select(m_opening);
                      return;
                  }
                  m_reader->showDocument(*saved); // nothing unsaved any more
                  if (!*duplicate)
                      offerSaveUndo(original, *saved);
                  m_list->reload();
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
            page->m_list->reload();
            if (!original.id.isEmpty() && page->m_opening == original.id && !page->m_reader->isEditing())
                page->open(original.id);
        };
        if (original.id.isEmpty())
            whenReady(page.data(), page->m_profile.storage().write([id](Store &store) {
                return store.documents.trash(id);
            }),
                      shown);
        else
            whenReady(page.data(), page->m_profile.knowledge().update(original), shown);
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
                  m_list->reload();
              });
}

void MemoriesPage::cancelEditing()
{
    const auto back = [this] {
        if (m_reader->document().id.isEmpty()) {
            m_opening.clear();
            m_reader->showDocument({});
            showReaderView(InviteView);
            m_list->select({});
        } else {
            m_reader->stopEditing();
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
        showReaderView(ReadingView);
        m_list->select({});
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
        showReaderView(ReadingView);
        m_list->select({});
    });
}

} // namespace CloneMemoria

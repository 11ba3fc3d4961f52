#pragma once

#include "core/base/Result.h"
#include "core/domain/Clone.h"
#include "core/domain/Document.h"

#include <QFuture>
#include <QHash>
#include <QStringList>
#include <QWidget>

#include <functional>

class QListView;
class QSplitter;
class QStackedWidget;
class QTimer;

namespace CloneMemoria
{

class DocumentFilter;
class DocumentModel;
class DropHint;
class EmptyState;
class ImportQueue;
class ImportStrip;
class MemoryReader;
class MemoryToolbar;
class Notice;
class Profile;
class Theme;

/// The memories of one clone: the list beside a reader and editor, adding by writing, pasting, files and drag and
/// drop. Text that was written is never lost: going elsewhere saves it, and what can't be saved is kept and shown again
/// with the reason when its clone comes back.
class MemoriesPage : public QWidget
{
    Q_OBJECT

public:
    MemoriesPage(Profile &profile, Theme &theme, QWidget *parent);
    ~MemoriesPage() override;

    void showClone(const Clone &clone);
    /// Opens it at the passage and marks it; offsets in UTF-16 code units, start < 0: at its beginning.
    void openDocument(const QString &documentId, int start, int end);
    void importFiles(const QStringList &paths);
    void writeMemory();

    /// For the window's closing: whether something is still being written, and saving it.
    bool hasUnsavedText() const;
    QFuture<Result<void>> saveUnsaved();

Q_SIGNALS:
    void undoOffered(const QString &text, const std::function<void()> &undo);
    void settingsRequested();

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct KeptDraft {
        Document draft;
        Document original;
        Error error;
    };

    void buildList();
    void buildLayout();
    void connectParts();
    void reload();
    void showList(const QList<DocumentSummary> &documents);
    void arrange(); ///< which parts are seen: empty page, list, reader, or both
    void selectInList(const QString &id);
    QStringList selectedIds() const;
    void open(const QString &id, int start = -1, int end = -1, const QString &info = {});
    /// Runs `go` at once, or after the text under way is saved; not at all where it can't be.
    void leaveEditor(const std::function<void()> &go);
    QFuture<Result<Document>> store(const QString &cloneId, const Document &draft, bool *duplicate);
    void save();
    void cancelEditing();
    void deleteDocuments(const QStringList &ids);
    void offerSaveUndo(const Document &original, const Document &saved);
    void chooseFiles();
    void paste();
    void closeReader();
    void showKept();
    void offerRestore(const QStringList &ids, const QString &sentence);

    Profile &m_profile;
    Theme &m_theme;
    Clone m_clone;
    DocumentModel *m_model = nullptr;
    DocumentFilter *m_filter = nullptr;
    ImportQueue *m_queue = nullptr;
    QTimer *m_reloadTimer = nullptr;

    Notice *m_notice = nullptr;
    MemoryToolbar *m_toolbar = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_empty = nullptr;
    QSplitter *m_splitter = nullptr;
    QStackedWidget *m_listStack = nullptr;
    QListView *m_list = nullptr;
    QStackedWidget *m_readerStack = nullptr;
    MemoryReader *m_reader = nullptr;
    ImportStrip *m_strip = nullptr;
    DropHint *m_dropHint = nullptr;

    QHash<QString, KeptDraft> m_kept; ///< by clone
    int m_listRequest = 0; ///< answers of older requests are let go
    int m_openRequest = 0;
    QString m_opening; ///< the document asked for
    bool m_listLoaded = false;
    bool m_selecting = false; ///< the list follows the reader, not the other way round
    bool m_narrow = false;
};

} // namespace CloneMemoria

#pragma once

#include "core/base/Result.h"
#include "core/domain/Clone.h"
#include "core/domain/Document.h"

#include <QFuture>
#include <QHash>
#include <QPointer>
#include <QStringList>
#include <QWidget>

#include <functional>

class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTimer;

namespace CloneMemoria {

class DropHint;
class EmptyState;
class ImportDesk;
class ImportIntake;
class ImportResultsDialog;
class ImportStrip;
class MemoryBulk;
class MemoryListPane;
class MemoryReader;
class MemoryToolbar;
class Notice;
class Profile;
class QuestionPanel;
class SelectionPanel;
class Theme;
class TrashPanel;

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

private:
    struct KeptDraft
    {
        Document draft;
        Document original;
        Error error;
    };

    void buildLayout();
    void connectParts();
    void connectList();
    void connectBulk();
    void connectImports();
    void showResults(const QString &cloneId);
    void listLoaded();
    void arrange(); ///< which parts are seen: empty page, list, reader, or both
    void showReaderView(int view);
    void selectionChanged();
    void showTrash(bool trash);
    void lookIntoTrash();
    void showListMenu(const QStringList &ids, const QPoint &place);
    void open(const QString &id, int start = -1, int end = -1, const QString &info = {});
    /// Runs `go` at once, or after the text under way is saved; not at all where it can't be.
    void leaveEditor(const std::function<void()> &go);
    QFuture<Result<Document>> store(const QString &cloneId, const Document &draft, bool *duplicate);
    void save();
    void cancelEditing();
    void tryQuestion();
    void deleteDocuments(const QStringList &ids);
    void documentsGone(const QStringList &ids);
    void documentsBack(const QStringList &ids);
    void showLearning(const QString &cloneId, int done, int total);
    void offerSaveUndo(const Document &original, const Document &saved);
    void chooseFiles();
    void chooseFolder();
    void paste();
    void closeReader();
    void showKept();

    Profile &m_profile;
    Theme &m_theme;
    Clone m_clone;
    ImportDesk *m_desk = nullptr;
    ImportIntake *m_intake = nullptr;
    MemoryBulk *m_bulk = nullptr;

    Notice *m_notice = nullptr;
    MemoryToolbar *m_toolbar = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_empty = nullptr;
    QSplitter *m_splitter = nullptr;
    MemoryListPane *m_list = nullptr;
    QStackedWidget *m_readerStack = nullptr;
    MemoryReader *m_reader = nullptr;
    SelectionPanel *m_selection = nullptr;
    QuestionPanel *m_question = nullptr;
    TrashPanel *m_trash = nullptr;
    QPushButton *m_emptyTrash = nullptr; ///< on the empty page: the way to what was deleted
    QLabel *m_learning = nullptr;
    QTimer *m_learningTimer = nullptr; ///< what is over at once is not told
    ImportStrip *m_strip = nullptr;
    QPointer<ImportResultsDialog> m_results;
    DropHint *m_dropHint = nullptr;

    QHash<QString, KeptDraft> m_kept; ///< by clone
    int m_openRequest = 0;            ///< answers of older requests are let go
    QString m_opening;                ///< the document asked for
    bool m_narrow = false;
};

} // namespace CloneMemoria

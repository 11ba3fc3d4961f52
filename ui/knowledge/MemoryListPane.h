#pragma once

#include "core/base/Result.h"
#include "core/knowledge/MemoryList.h"

#include <QFuture>
#include <QStringList>
#include <QWidget>

class QListView;
class QStackedWidget;
class QTimer;

namespace CloneMemoria {

class DocumentModel;
class EmptyState;
class Profile;
class Theme;

/// The list of a clone's memories: which, in which order, and which are chosen. Order and rows are read on the reading
/// thread, so that 100,000 memories scroll as ten do; while something is looked for, titles come at once and what is
/// found in the texts joins them. Main thread.
class MemoryListPane : public QWidget
{
    Q_OBJECT

public:
    MemoryListPane(Profile &profile, Theme &theme, QWidget *parent);
    ~MemoryListPane() override;

    void showClone(const QString &cloneId); ///< everything else is as at first
    void setSearch(const QString &text);
    void setKind(std::optional<SourceType> kind);
    void setSort(DocumentSort sort);
    void setTrash(bool trash);
    bool isTrash() const { return m_query.trashed; }
    void setFilesBeingRead(const QStringList &paths);
    void reload();
    void reloadSoon(); ///< once for many changes in a row

    bool isLoaded() const { return m_loaded; } ///< once since the clone is shown
    bool isFiltering() const;
    bool hasRows() const;
    bool contains(const QString &id) const;
    QString titleOf(const QString &id) const;

    /// Follows the reader: nothing is opened by it. A memory that is not in the list (yet) is chosen when it comes.
    void select(const QString &id);
    QStringList selectedIds() const;
    int selectedCount() const;
    void selectAll();
    void focusList();
    QListView *view() const { return m_view; }

Q_SIGNALS:
    void loaded();
    void failed(const CloneMemoria::Error &error);
    void clicked(const QString &id);
    void activated(const QString &id);
    void selectionChanged(); ///< by the user, with keys or pointer
    void menuRequested(const QStringList &ids, const QPoint &globalPlace);
    void deleteRequested(const QStringList &ids);
    void pasteRequested();
    void typed(const QString &text); ///< into the list: what is meant is the search
    void showAllRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildView(Theme &theme);
    void request(bool withContents);
    void showOrder(const QList<QUuid> &ids);
    void arrange();

    Profile &m_profile;
    MemoryListQuery m_query;
    DocumentModel *m_model = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_nothing = nullptr;
    QListView *m_view = nullptr;
    QTimer *m_reloadTimer = nullptr;
    QTimer *m_searchTimer = nullptr;

    QFuture<Result<QList<QUuid>>> m_future;
    int m_request = 0; ///< answers of older requests are let go
    bool m_waiting = false;
    bool m_again = false; ///< something changed while an answer was waited for
    bool m_loaded = false;
    QString m_searched;       ///< what the rows are that are shown
    QString m_wanted;         ///< what the reader shows
    bool m_following = false; ///< the list follows the reader, not the other way round
};

} // namespace CloneMemoria

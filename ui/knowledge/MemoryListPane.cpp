#include "ui/knowledge/MemoryListPane.h"

#include "core/base/Futures.h"
#include "core/profile/Profile.h"
#include "core/storage/StorageThread.h"
#include "ui/knowledge/DocumentDelegate.h"
#include "ui/knowledge/DocumentModel.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Theme.h"
#include "ui/widgets/ThemedIcon.h"

#include <QKeyEvent>
#include <QListView>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kReloadDelayMs = 150; // an import tells of many changes in a row
constexpr int kTypingMs = 80;       // a word is looked for when the fingers rest
constexpr int kLayoutBatch = 5000;  // rows a view lays out before it lets the window breathe

enum ListPaneView { MemoryRows, NothingFound };
} // namespace

MemoryListPane::MemoryListPane(Profile &profile, Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_profile(profile)
    , m_model(new DocumentModel(
          [this](const QStringList &ids) {
              return m_profile.storage().read([ids](Store &store) { return store.documents.summaries(ids); });
          },
          this))
    , m_stack(new QStackedWidget(this))
    , m_view(new QListView(this))
    , m_reloadTimer(new QTimer(this))
    , m_searchTimer(new QTimer(this))
{
    m_model->setIconFactory([](const QString &name) { return themedIcon(name, Theme::Role::Muted); });
    buildView(theme);
    m_nothing = new EmptyState(u"search"_s, {}, {}, tr("Show all"), this);
    m_nothing->setObjectName(u"memoriesNothingFound"_s);
    connect(m_nothing, &EmptyState::buttonClicked, this, &MemoryListPane::showAllRequested);
    m_stack->insertWidget(MemoryRows, m_view);
    m_stack->insertWidget(NothingFound, m_nothing);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);

    m_reloadTimer->setSingleShot(true);
    m_reloadTimer->setInterval(kReloadDelayMs);
    connect(m_reloadTimer, &QTimer::timeout, this, [this] {
        if (m_waiting)
            m_again = true; // a list that takes long must come to its end
        else
            reload();
    });
    m_searchTimer->setSingleShot(true);
    m_searchTimer->setInterval(kTypingMs);
    connect(m_searchTimer, &QTimer::timeout, this, &MemoryListPane::reload);
    connect(m_model, &DocumentModel::failed, this, &MemoryListPane::failed);
}

MemoryListPane::~MemoryListPane()
{
    m_future.cancel();
}

void MemoryListPane::buildView(Theme &theme)
{
    m_view->setObjectName(u"memoryList"_s);
    m_view->setAccessibleName(tr("Memories"));
    m_view->setModel(m_model);
    m_view->setItemDelegate(new DocumentDelegate(theme, m_view));
    m_view->setUniformItemSizes(true);
    m_view->setLayoutMode(QListView::Batched);
    m_view->setBatchSize(kLayoutBatch);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setMouseTracking(true);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->installEventFilter(this);
    connect(m_view, &QListView::customContextMenuRequested, this, [this](const QPoint &place) {
        const QStringList ids = selectedIds();
        if (!ids.isEmpty())
            Q_EMIT menuRequested(ids, m_view->viewport()->mapToGlobal(place));
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (!m_following)
            Q_EMIT selectionChanged();
    });
    connect(m_view, &QListView::clicked, this,
            [this](const QModelIndex &index) { Q_EMIT clicked(m_model->idAt(index.row())); });
    connect(m_view, &QListView::activated, this,
            [this](const QModelIndex &index) { Q_EMIT activated(m_model->idAt(index.row())); });
}

void MemoryListPane::showClone(const QString &cloneId)
{
    m_query = {.cloneId = cloneId, .sort = m_query.sort};
    m_loaded = false;
    m_wanted.clear();
    m_searched.clear();
    m_following = true;
    m_model->clear();
    m_following = false;
    reload();
}

void MemoryListPane::setSearch(const QString &text)
{
    const QString search = text.simplified();
    if (search == m_query.search)
        return;
    const bool emptied = search.isEmpty();
    m_query.search = search;
    if (emptied)
        reload();
    else
        m_searchTimer->start();
}

void MemoryListPane::setKind(std::optional<SourceType> kind)
{
    if (kind == m_query.kind)
        return;
    m_query.kind = kind;
    reload();
}

void MemoryListPane::setSort(DocumentSort sort)
{
    if (sort == m_query.sort)
        return;
    m_query.sort = sort;
    reload();
}

void MemoryListPane::setTrash(bool trash)
{
    if (trash == m_query.trashed)
        return;
    m_query.trashed = trash;
    m_query.kind.reset();
    reload();
}

void MemoryListPane::setFilesBeingRead(const QStringList &paths)
{
    m_model->setFilesBeingRead(paths);
}

void MemoryListPane::reload()
{
    m_searchTimer->stop();
    m_reloadTimer->stop();
    m_again = false;
    // Titles first where something else is looked for; what only changed must not go and come again.
    if (!m_query.cloneId.isEmpty())
        request(m_query.search.isEmpty() || m_query.search == m_searched);
}

void MemoryListPane::reloadSoon()
{
    if (!m_reloadTimer->isActive())
        m_reloadTimer->start();
}

void MemoryListPane::request(bool withContents)
{
    m_future.cancel(); // where it has not begun, it never does
    const int request = ++m_request;
    MemoryListQuery query = m_query;
    query.withContents = withContents;
    m_waiting = true;
    m_future = m_profile.storage().read([query](Store &store) { return listMemories(store, query); });
    whenReady(this, m_future, [this, request, withContents](const Result<QList<QUuid>> &ids) {
        if (request != m_request)
            return;
        m_waiting = false;
        if (!ids) {
            Q_EMIT failed(ids.error());
            return;
        }
        // What the titles give stands until the texts are looked through, but for an empty list in between.
        if (withContents || !ids->isEmpty())
            showOrder(*ids);
        if (withContents)
            m_searched = m_query.search;
        if (!withContents)
            this->request(true);
        else if (m_again)
            reloadSoon();
    });
}

void MemoryListPane::showOrder(const QList<QUuid> &ids)
{
    m_loaded = true;
    // Rows that go must not make the list open their neighbours while the reader holds something.
    m_following = true;
    m_model->setOrder(ids);
    m_model->refresh();
    m_following = false;
    arrange();
    Q_EMIT loaded();
    if (selectedCount() < 2)
        select(m_wanted);
}

void MemoryListPane::arrange()
{
    if (m_query.trashed && m_query.search.isEmpty())
        m_nothing->setTexts(tr("Nothing deleted"), tr("What is deleted can be brought back from here."),
                            tr("Show all"));
    else
        m_nothing->setTexts(tr("Nothing found"), tr("Nothing about this is in the memories yet."),
                            tr("Show all"));
    m_stack->setCurrentIndex(m_model->rowCount() == 0 && isFiltering() ? NothingFound : MemoryRows);
}

bool MemoryListPane::isFiltering() const
{
    return !m_query.search.isEmpty() || m_query.kind || m_query.trashed;
}

bool MemoryListPane::hasRows() const
{
    return m_model->rowCount() > 0;
}

bool MemoryListPane::contains(const QString &id) const
{
    return m_model->rowOf(id) >= 0;
}

QString MemoryListPane::titleOf(const QString &id) const
{
    return m_model->titleOf(id);
}

void MemoryListPane::select(const QString &id)
{
    m_wanted = id;
    const int row = m_model->rowOf(id);
    const QModelIndex index = row < 0 ? QModelIndex() : m_model->index(row);
    if (m_view->currentIndex() == index && (!index.isValid() || m_view->selectionModel()->isSelected(index)))
        return;
    m_following = true;
    if (index.isValid()) {
        m_view->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
        m_view->scrollTo(index);
    } else {
        m_view->selectionModel()->clear();
    }
    m_following = false;
}

QStringList MemoryListPane::selectedIds() const
{
    QStringList ids;
    // By ranges: all of 100,000 rows are one of them.
    const QItemSelection selection = m_view->selectionModel()->selection();
    for (const QItemSelectionRange &range : selection) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            ids << m_model->idAt(row);
    }
    return ids;
}

int MemoryListPane::selectedCount() const
{
    int count = 0;
    const QItemSelection selection = m_view->selectionModel()->selection();
    for (const QItemSelectionRange &range : selection)
        count += range.height();
    return count;
}

void MemoryListPane::selectAll()
{
    m_view->selectAll();
    m_view->setFocus();
}

void MemoryListPane::focusList()
{
    m_view->setFocus();
}

bool MemoryListPane::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Delete) || key->key() == Qt::Key_Backspace) {
            Q_EMIT deleteRequested(selectedIds());
            return true;
        }
        if (key->matches(QKeySequence::Paste)) {
            Q_EMIT pasteRequested();
            return true;
        }
        const bool plain = (key->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == Qt::NoModifier;
        const QString text = key->text();
        // The list itself would look through the rows it has at hand, and most are not.
        if (plain && !text.isEmpty() && text.front().isPrint() && !text.front().isSpace()) {
            Q_EMIT typed(text);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace CloneMemoria

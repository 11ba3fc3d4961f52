#include "ui/knowledge/MemoriesPage.h"

#include "core/knowledge/KnowledgeService.h"
#include "core/profile/Profile.h"
#include "ui/knowledge/DocumentDelegate.h"
#include "ui/knowledge/DocumentFilter.h"
#include "ui/knowledge/DocumentModel.h"
#include "ui/knowledge/DropHint.h"
#include "ui/knowledge/ImportQueue.h"
#include "ui/knowledge/ImportStrip.h"
#include "ui/knowledge/MemoryReader.h"
#include "ui/knowledge/MemoryText.h"
#include "ui/knowledge/MemoryToolbar.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/Theme.h"
#include "ui/widgets/ThemedIcon.h"

#include <QAction>
#include <QDragEnterEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QListView>
#include <QMenu>
#include <QMimeData>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace CloneMemoria
{

using namespace Qt::Literals::StringLiterals;

namespace
{
constexpr int kNarrowPage = 640;   // below it list and reader take turns
constexpr int kReloadDelayMs = 150; // an import tells of many changes in a row

enum MemoriesView { EmptyView, WorkView };
enum MemoryListView { RowsView, NothingFoundView };
enum MemoryReaderView { InviteView, ReadingView };

QStringList droppedFiles(const QMimeData *data)
{
    QStringList paths;
    const QList<QUrl> urls = data->urls();
    for (const QUrl &url : urls) {
        if (url.isLocalFile())
            paths << url.toLocalFile();
    }
    return paths;
}
}

MemoriesPage::MemoriesPage(Profile &profile, Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_profile(profile)
    , m_theme(theme)
    , m_model(new DocumentModel(this))
    , m_filter(new DocumentFilter(this))
    , m_queue(new ImportQueue(
          [this](const QString &cloneId, const QString &path) { return m_profile.knowledge().addFile(cloneId, path); }, this))
    , m_reloadTimer(new QTimer(this))
{
    setObjectName(u"memoriesPage"_s);
    setAcceptDrops(true);
    m_model->setIconFactory([](const QString &name) { return themedIcon(name, Theme::Role::Muted); });
    m_filter->setSourceModel(m_model);
    m_reloadTimer->setSingleShot(true);
    m_reloadTimer->setInterval(kReloadDelayMs);
    buildList();
    buildLayout();
    connectParts();
    arrange();
}

MemoriesPage::~MemoriesPage() = default;

void MemoriesPage::buildList()
{
    m_list = new QListView(this);
    m_list->setObjectName(u"memoryList"_s);
    m_list->setAccessibleName(tr("Memories"));
    m_list->setModel(m_filter);
    m_list->setItemDelegate(new DocumentDelegate(m_theme, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setMouseTracking(true);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->installEventFilter(this);
    connect(m_list, &QListView::customContextMenuRequested, this, [this](const QPoint &place) {
        const QStringList ids = selectedIds();
        if (ids.isEmpty())
            return;
        auto *menu = new QMenu(m_list);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        if (ids.size() == 1 && m_reader->document().id == ids.first())
            menu->addAction(themedIcon(u"pencil"_s), tr("Edit"), m_reader, &MemoryReader::startEditing);
        menu->addAction(themedIcon(u"trash-2"_s), tr("Delete …"), this, [this, ids] { deleteDocuments(ids); });
        menu->popup(m_list->viewport()->mapToGlobal(place));
    });
}

void MemoriesPage::buildLayout()
{
    m_notice = new Notice(this);
    m_notice->setObjectName(u"memoriesNotice"_s);
    m_notice->setDismissable(true);
    m_toolbar = new MemoryToolbar(this);
    m_reader = new MemoryReader(m_theme, this);
    m_strip = new ImportStrip(*m_queue, this);
    m_dropHint = new DropHint(m_theme, this);
    m_empty = new EmptyState(u"book-open"_s, tr("No memories yet"), {}, tr("Write the first one"), this);
    m_empty->setObjectName(u"memoriesEmpty"_s);
    auto *nothingFound = new EmptyState(u"search"_s, tr("Nothing found"), tr("No memory has this in its title."), tr("Show all"), this);
    auto *invite = new EmptyState(u"book-open"_s, tr("Choose a memory to read it"), {}, {}, this);

    m_listStack = new QStackedWidget(this);
    m_listStack->insertWidget(RowsView, m_list);
    m_listStack->insertWidget(NothingFoundView, nothingFound);
    m_readerStack = new QStackedWidget(this);
    m_readerStack->insertWidget(InviteView, invite);
    m_readerStack->insertWidget(ReadingView, m_reader);
    m_splitter = new QSplitter(this);
    m_splitter->setObjectName(u"memoriesSplitter"_s);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_splitter->addWidget(m_listStack);
    m_splitter->addWidget(m_readerStack);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({320, 600});
    m_listStack->setMinimumWidth(200);
    m_readerStack->setMinimumWidth(280);

    auto *work = new QWidget(this);
    auto *workColumn = new QVBoxLayout(work);
    workColumn->setContentsMargins(0, 0, 0, 0);
    workColumn->setSpacing(0);
    workColumn->addWidget(m_toolbar);
    workColumn->addWidget(m_splitter, 1);
    m_stack = new QStackedWidget(this);
    m_stack->insertWidget(EmptyView, m_empty);
    m_stack->insertWidget(WorkView, work);

    auto *noticeRow = new QHBoxLayout;
    noticeRow->setContentsMargins(16, 0, 16, 0);
    noticeRow->addWidget(m_notice);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(noticeRow);
    column->addWidget(m_stack, 1);
    column->addWidget(m_strip);
    m_dropHint->raise();

    connect(nothingFound, &EmptyState::buttonClicked, m_toolbar, &MemoryToolbar::clearFilters);
}

void MemoriesPage::connectParts()
{
    connect(m_empty, &EmptyState::buttonClicked, this, &MemoriesPage::writeMemory);
    connect(m_toolbar, &MemoryToolbar::writeRequested, this, &MemoriesPage::writeMemory);
    connect(m_toolbar, &MemoryToolbar::filesRequested, this, &MemoriesPage::chooseFiles);
    connect(m_toolbar, &MemoryToolbar::pasteRequested, this, &MemoriesPage::paste);
    connect(m_toolbar, &MemoryToolbar::backRequested, this, &MemoriesPage::closeReader);
    connect(m_toolbar, &MemoryToolbar::searchChanged, m_filter, &DocumentFilter::setSearch);
    connect(m_toolbar, &MemoryToolbar::kindChanged, m_filter, &DocumentFilter::setKind);
    connect(m_toolbar, &MemoryToolbar::orderChanged, m_filter, &DocumentFilter::setOrder);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_filter, signal, this, &MemoriesPage::arrange);
    connect(m_filter, &QAbstractItemModel::modelReset, this, &MemoriesPage::arrange);

    connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &now) {
        const QString id = now.data(DocumentModel::IdRole).toString();
        // On a narrow page the list goes away for the reader: not on every arrow key.
        if (!m_selecting && !m_narrow && now.isValid() && id != m_opening)
            leaveEditor([this, id] { open(id); });
    });
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) {
        if (m_narrow && QGuiApplication::keyboardModifiers() == Qt::NoModifier)
            openDocument(index.data(DocumentModel::IdRole).toString(), -1, -1);
    });
    connect(m_list, &QListView::activated, this, [this](const QModelIndex &index) {
        openDocument(index.data(DocumentModel::IdRole).toString(), -1, -1);
        m_reader->text()->focusText();
    });

    connect(m_reader, &MemoryReader::saveRequested, this, &MemoriesPage::save);
    connect(m_reader, &MemoryReader::cancelRequested, this, &MemoriesPage::cancelEditing);
    connect(m_reader, &MemoryReader::deleteRequested, this, [this] { deleteDocuments({m_reader->document().id}); });
    connect(m_reader, &MemoryReader::actionRequested, this, [this](NextStep step) {
        if (step == NextStep::Retry)
            save();
        else
            Q_EMIT settingsRequested();
    });
    connect(m_notice, &Notice::actionRequested, this, [this](NextStep step) {
        m_notice->clear();
        if (step == NextStep::Retry)
            reload();
        else
            Q_EMIT settingsRequested();
    });
    connect(m_reloadTimer, &QTimer::timeout, this, &MemoriesPage::reload);
    connect(&m_profile.knowledge(), &KnowledgeService::changed, this, [this](const QString &cloneId) {
        if (cloneId == m_clone.id)
            m_reloadTimer->start();
    });

    auto *find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, this, [this] {
        if (m_toolbar->isVisible() && m_narrow)
            closeReader();
        m_toolbar->focusSearch();
    });
}

void MemoriesPage::arrange()
{
    const bool reading = m_readerStack->currentIndex() == ReadingView;
    m_stack->setCurrentIndex(m_listLoaded && m_model->rowCount() == 0 && !reading ? EmptyView : WorkView);
    m_listStack->setCurrentIndex(m_filter->rowCount() == 0 && m_filter->isFiltering() ? NothingFoundView : RowsView);
    // While the first memory is written there is no list to show beside it.
    const bool listShown = m_narrow ? !reading : m_model->rowCount() > 0 || !reading;
    m_listStack->setVisible(listShown);
    m_readerStack->setVisible(!m_narrow || reading);
    m_toolbar->setBackVisible(m_narrow && reading);
    m_toolbar->setFiltersVisible(listShown);
}

void MemoriesPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_dropHint->setGeometry(rect());
    const bool narrow = width() < kNarrowPage;
    if (narrow != m_narrow) {
        m_narrow = narrow;
        arrange();
    }
}

bool MemoriesPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Delete) || key->key() == Qt::Key_Backspace) {
            deleteDocuments(selectedIds());
            return true;
        }
        if (key->matches(QKeySequence::Paste)) {
            paste();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void MemoriesPage::dragEnterEvent(QDragEnterEvent *event)
{
    if (m_clone.id.isEmpty() || droppedFiles(event->mimeData()).isEmpty())
        return;
    event->setDropAction(Qt::CopyAction);
    event->accept();
    m_dropHint->setSentence(tr("Let go to add them to the memories of %1").arg(m_clone.name));
    m_dropHint->raise();
    m_dropHint->show();
}

void MemoriesPage::dragLeaveEvent(QDragLeaveEvent *)
{
    m_dropHint->hide();
}

void MemoriesPage::dropEvent(QDropEvent *event)
{
    m_dropHint->hide();
    const QStringList paths = droppedFiles(event->mimeData());
    if (paths.isEmpty())
        return;
    event->setDropAction(Qt::CopyAction);
    event->accept();
    importFiles(paths);
}

} // namespace CloneMemoria

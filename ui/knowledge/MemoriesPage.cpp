#include "ui/knowledge/MemoriesPage.h"

#include "core/knowledge/KnowledgeService.h"
#include "core/profile/Profile.h"
#include "ui/knowledge/DropHint.h"
#include "ui/knowledge/ImportDesk.h"
#include "ui/knowledge/ImportIntake.h"
#include "ui/knowledge/ImportResultsDialog.h"
#include "ui/knowledge/ImportStrip.h"
#include "ui/knowledge/MemoriesViews.h"
#include "ui/knowledge/MemoryBulk.h"
#include "ui/knowledge/MemoryListPane.h"
#include "ui/knowledge/MemoryReader.h"
#include "ui/knowledge/MemoryText.h"
#include "ui/knowledge/MemoryToolbar.h"
#include "ui/knowledge/QuestionPanel.h"
#include "ui/knowledge/SelectionPanel.h"
#include "ui/knowledge/TrashPanel.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/TextRole.h"
#include "ui/widgets/Theme.h"
#include "ui/widgets/ThemedIcon.h"

#include <QAction>
#include <QDragEnterEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kNarrowPage = 640;     // below it list and reader take turns
constexpr int kLearningToldMs = 700; // the vectors of a memory or two are there before

enum MemoriesView { EmptyView, WorkView };

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
} // namespace

MemoriesPage::MemoriesPage(Profile &profile, Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_profile(profile)
    , m_theme(theme)
    , m_desk(new ImportDesk(profile.imports(), this))
    , m_intake(new ImportIntake(profile.storage(), *m_desk, this))
    , m_bulk(new MemoryBulk(profile, this))
    , m_learningTimer(new QTimer(this))
{
    setObjectName(u"memoriesPage"_s);
    setAcceptDrops(true);
    m_learningTimer->setSingleShot(true);
    m_learningTimer->setInterval(kLearningToldMs);
    buildLayout();
    connectParts();
    connectList();
    connectBulk();
    connectImports();
    arrange();
}

MemoriesPage::~MemoriesPage() = default;

void MemoriesPage::buildLayout()
{
    m_notice = new Notice(this);
    m_notice->setObjectName(u"memoriesNotice"_s);
    m_notice->setDismissable(true);
    m_toolbar = new MemoryToolbar(this);
    m_reader = new MemoryReader(m_theme, this);
    m_strip = new ImportStrip(*m_desk, this);
    m_dropHint = new DropHint(m_theme, this);
    m_empty = new EmptyState(u"book-open"_s, tr("No memories yet"), {}, tr("Write the first one"), this);
    m_empty->setObjectName(u"memoriesEmpty"_s);
    auto *invite = new EmptyState(u"book-open"_s, tr("Choose a memory to read it"), {}, {}, this);

    m_list = new MemoryListPane(m_profile, m_theme, this);
    m_selection = new SelectionPanel(this);
    m_question = new QuestionPanel(m_profile.knowledge(), this);
    m_readerStack = new QStackedWidget(this);
    m_readerStack->insertWidget(InviteView, invite);
    m_readerStack->insertWidget(ReadingView, m_reader);
    m_readerStack->insertWidget(SelectionView, m_selection);
    m_readerStack->insertWidget(QuestionView, m_question);
    m_trash = new TrashPanel(this);
    m_readerStack->insertWidget(TrashView, m_trash);
    m_learning = new QLabel(this);
    m_learning->setObjectName(u"memoriesLearning"_s);
    m_learning->setTextFormat(Qt::PlainText);
    m_learning->setProperty("tone", u"muted"_s);
    m_learning->setContentsMargins(24, 6, 24, 6);
    applyTextRole(m_learning, TextRole::Detail);
    m_learning->hide();
    m_splitter = new QSplitter(this);
    m_splitter->setObjectName(u"memoriesSplitter"_s);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_splitter->addWidget(m_list);
    m_splitter->addWidget(m_readerStack);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({320, 600});
    m_list->setMinimumWidth(200);
    m_readerStack->setMinimumWidth(280);

    auto *work = new QWidget(this);
    auto *workColumn = new QVBoxLayout(work);
    workColumn->setContentsMargins(0, 0, 0, 0);
    workColumn->setSpacing(0);
    workColumn->addWidget(m_toolbar);
    workColumn->addWidget(m_splitter, 1);
    m_stack = new QStackedWidget(this);
    auto *emptyPage = new QWidget(this);
    m_emptyTrash = new QPushButton(tr("Recently deleted"), emptyPage);
    m_emptyTrash->setObjectName(u"memoriesEmptyTrash"_s);
    m_emptyTrash->setProperty("kind", u"quiet"_s);
    m_emptyTrash->hide();
    auto *emptyColumn = new QVBoxLayout(emptyPage);
    emptyColumn->setContentsMargins(0, 0, 0, 24);
    emptyColumn->addWidget(m_empty, 1);
    emptyColumn->addWidget(m_emptyTrash, 0, Qt::AlignHCenter);
    m_stack->insertWidget(EmptyView, emptyPage);
    m_stack->insertWidget(WorkView, work);

    auto *noticeRow = new QHBoxLayout;
    noticeRow->setContentsMargins(16, 0, 16, 0);
    noticeRow->addWidget(m_notice);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(noticeRow);
    column->addWidget(m_stack, 1);
    column->addWidget(m_learning);
    column->addWidget(m_strip);
    m_dropHint->raise();
}

void MemoriesPage::connectParts()
{
    connect(m_empty, &EmptyState::buttonClicked, this, &MemoriesPage::writeMemory);
    connect(m_toolbar, &MemoryToolbar::writeRequested, this, &MemoriesPage::writeMemory);
    connect(m_toolbar, &MemoryToolbar::filesRequested, this, &MemoriesPage::chooseFiles);
    connect(m_toolbar, &MemoryToolbar::pasteRequested, this, &MemoriesPage::paste);
    connect(m_toolbar, &MemoryToolbar::backRequested, this, &MemoriesPage::closeReader);
    connect(m_toolbar, &MemoryToolbar::folderRequested, this, &MemoriesPage::chooseFolder);
    connect(m_toolbar, &MemoryToolbar::questionRequested, this, &MemoriesPage::tryQuestion);
    connect(m_toolbar, &MemoryToolbar::searchChanged, m_list, &MemoryListPane::setSearch);
    connect(m_toolbar, &MemoryToolbar::kindChanged, m_list, &MemoryListPane::setKind);
    connect(m_toolbar, &MemoryToolbar::sortChanged, m_list, &MemoryListPane::setSort);
    connect(m_toolbar, &MemoryToolbar::trashChosen, this, &MemoriesPage::showTrash);
    connect(m_emptyTrash, &QPushButton::clicked, m_toolbar, &MemoryToolbar::showTrash);
    connect(m_question, &QuestionPanel::closeRequested, this, &MemoriesPage::closeReader);
    connect(m_question, &QuestionPanel::passageChosen, this, &MemoriesPage::openDocument);

    connect(m_reader, &MemoryReader::saveRequested, this, &MemoriesPage::save);
    connect(m_reader, &MemoryReader::cancelRequested, this, &MemoriesPage::cancelEditing);
    connect(m_reader, &MemoryReader::deleteRequested, this,
            [this] { deleteDocuments({m_reader->document().id}); });
    connect(m_reader, &MemoryReader::actionRequested, this, [this](NextStep step) {
        if (step == NextStep::Retry)
            save();
        else
            Q_EMIT settingsRequested();
    });
    connect(m_notice, &Notice::actionRequested, this, [this](NextStep step) {
        m_notice->clear();
        if (step == NextStep::Retry)
            m_list->reload();
        else
            Q_EMIT settingsRequested();
    });
    connect(&m_profile.knowledge(), &KnowledgeService::changed, this, [this](const QString &cloneId) {
        if (cloneId == m_clone.id)
            m_list->reloadSoon();
    });
    connect(&m_profile.knowledge(), &KnowledgeService::embeddingProgressed, this,
            &MemoriesPage::showLearning);
    connect(m_learningTimer, &QTimer::timeout, m_learning, &QWidget::show);

    auto *find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, this, [this] {
        if (m_toolbar->isVisible() && m_narrow)
            closeReader();
        m_toolbar->focusSearch();
    });
}

void MemoriesPage::connectList()
{
    connect(m_list, &MemoryListPane::loaded, this, &MemoriesPage::listLoaded);
    connect(m_list, &MemoryListPane::failed, m_notice, &Notice::setError);
    connect(m_list, &MemoryListPane::showAllRequested, m_toolbar, &MemoryToolbar::clearFilters);
    connect(m_list, &MemoryListPane::typed, m_toolbar, &MemoryToolbar::typeSearch);
    connect(m_list, &MemoryListPane::pasteRequested, this, &MemoriesPage::paste);
    connect(m_list, &MemoryListPane::deleteRequested, this, &MemoriesPage::deleteDocuments);
    connect(m_list, &MemoryListPane::menuRequested, this, &MemoriesPage::showListMenu);
    connect(m_list, &MemoryListPane::selectionChanged, this, &MemoriesPage::selectionChanged);
    connect(m_list, &MemoryListPane::clicked, this, [this](const QString &id) {
        if (m_narrow && QGuiApplication::keyboardModifiers() == Qt::NoModifier)
            openDocument(id, -1, -1);
    });
    connect(m_list, &MemoryListPane::activated, this, [this](const QString &id) {
        openDocument(id, -1, -1);
        m_reader->text()->focusText();
    });
}

void MemoriesPage::connectBulk()
{
    connect(m_bulk, &MemoryBulk::failed, m_notice, &Notice::setError);
    connect(m_bulk, &MemoryBulk::failed, m_list, &MemoryListPane::reloadSoon);
    connect(m_bulk, &MemoryBulk::removed, this, &MemoriesPage::documentsGone);
    connect(m_bulk, &MemoryBulk::restored, this, &MemoriesPage::documentsBack);
    connect(m_bulk, &MemoryBulk::purged, this, &MemoriesPage::documentsGone);
    connect(m_bulk, &MemoryBulk::changed, m_list, &MemoryListPane::reloadSoon);
    connect(m_bulk, &MemoryBulk::undoOffered, this, &MemoriesPage::undoOffered);
    connect(m_bulk, &MemoryBulk::told, this,
            [this](const QString &sentence) { m_notice->showMessage(Notice::Kind::Info, sentence); });
    connect(m_selection, &SelectionPanel::deleteRequested, this,
            [this] { deleteDocuments(m_list->selectedIds()); });
    connect(m_selection, &SelectionPanel::dateRequested, this,
            [this](const QDateTime &happenedAt) { m_bulk->setDate(m_list->selectedIds(), happenedAt); });
    connect(m_selection, &SelectionPanel::saveRequested, this,
            [this] { m_bulk->saveAsTexts(m_list->selectedIds()); });
    connect(m_trash, &TrashPanel::restoreRequested, this, [this] { m_bulk->restore(m_list->selectedIds()); });
    connect(m_trash, &TrashPanel::purgeRequested, this, [this] { deleteDocuments(m_list->selectedIds()); });
    connect(m_selection, &SelectionPanel::selectAllRequested, m_list, &MemoryListPane::selectAll);
}

void MemoriesPage::connectImports()
{
    connect(m_desk, &ImportDesk::changed, this, [this](const QString &cloneId) {
        if (cloneId == m_clone.id)
            m_list->setFilesBeingRead(m_desk->filesBeingRead(cloneId));
        if (m_results && m_results->property("cloneId").toString() == cloneId && m_desk->isShown(cloneId))
            m_results->setFiles(m_desk->files(cloneId));
    });
    connect(m_desk, &ImportDesk::failed, this,
            [this](const QString &, const Error &error) { m_notice->setError(error); });
    connect(m_intake, &ImportIntake::failed, m_notice, &Notice::setError);
    connect(m_intake, &ImportIntake::preparingChanged, this,
            [this] { m_strip->setPreparing(m_intake->isPreparing()); });
    connect(m_strip, &ImportStrip::resultsRequested, this, &MemoriesPage::showResults);
}

void MemoriesPage::showResults(const QString &cloneId)
{
    if (!m_results) {
        m_results = new ImportResultsDialog(this);
        m_results->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_results, &ImportResultsDialog::documentRequested, this,
                [this](const QString &id) { openDocument(id, -1, -1); });
    }
    m_results->setProperty("cloneId", cloneId);
    m_results->setFiles(m_desk->files(cloneId));
    m_results->open();
}

void MemoriesPage::showListMenu(const QStringList &ids, const QPoint &place)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (m_list->isTrash()) {
        menu->addAction(themedIcon(u"undo-2"_s), tr("Restore"), this, [this, ids] { m_bulk->restore(ids); });
        menu->addAction(themedIcon(u"trash-2"_s), tr("Delete for good …"), this,
                        [this, ids] { deleteDocuments(ids); });
        menu->popup(place);
        return;
    }
    if (ids.size() == 1 && m_reader->document().id == ids.first())
        menu->addAction(themedIcon(u"pencil"_s), tr("Edit"), m_reader, &MemoryReader::startEditing);
    menu->addAction(themedIcon(u"download"_s), tr("Save as text files …"), this,
                    [this, ids] { m_bulk->saveAsTexts(ids); });
    menu->addAction(themedIcon(u"check"_s), tr("Select all"), m_list, &MemoryListPane::selectAll);
    menu->addSeparator();
    menu->addAction(themedIcon(u"trash-2"_s), tr("Delete …"), this, [this, ids] { deleteDocuments(ids); });
    menu->popup(place);
}

void MemoriesPage::arrange()
{
    const bool reading = m_readerStack->currentIndex() != InviteView;
    const bool nothing = m_list->isLoaded() && !m_list->hasRows() && !m_list->isFiltering();
    m_stack->setCurrentIndex(nothing && !reading ? EmptyView : WorkView);
    // While the first memory is written there is no list to show beside it.
    const bool listShown = m_narrow ? !reading : !nothing;
    m_list->setVisible(listShown);
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

#include "ui/main/MainWindow.h"

#include "core/api/LocalApi.h"
#include "core/base/Futures.h"
#include "core/profile/Profile.h"
#include "core/profile/SampleClone.h"
#include "core/profile/Settings.h"
#include "core/speech/SpeechService.h"
#include "core/storage/StorageThread.h"
#include "ui/chat/ChatPage.h"
#include "ui/clones/FirstRunPage.h"
#include "ui/clones/NewCloneDialog.h"
#include "ui/knowledge/MemoriesPage.h"
#include "ui/main/ClonePane.h"
#include "ui/main/HelpDialogs.h"
#include "ui/main/Sidebar.h"
#include "ui/settings/SettingsDialog.h"
#include "ui/widgets/Dialogs.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/Theme.h"
#include "ui/widgets/ThemedIcon.h"
#include "ui/widgets/UndoBar.h"

#include <QApplication>
#include <QCloseEvent>
#include <QInputDialog>
#include <QMenuBar>
#include <QScreen>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr QSize kFirstSize(1200, 800);
constexpr QSize kSmallestSize(720, 480);
constexpr int kSidebarWidth = 280;
constexpr int kUndoBarMargin = 16;
constexpr int kUndoBarLift = 96; // above the composer: nothing is covered while one writes on
constexpr int kUndoBarWidth = 460;

QString settingsKey(const char16_t *key)
{
    return QString::fromUtf16(key);
}
} // namespace

MainWindow::MainWindow(Profile &profile, Theme &theme, QWidget *parent)
    : QMainWindow(parent)
    , m_profile(profile)
    , m_theme(theme)
    , m_splitter(new QSplitter(this))
    , m_sidebar(new Sidebar(profile, theme, m_splitter))
    , m_stack(new QStackedWidget)
    , m_firstRun(new FirstRunPage(profile))
    , m_pane(new ClonePane(profile, theme))
    , m_notice(new Notice)
    , m_undoBar(new UndoBar(this))
    , m_api(new LocalApi(profile, this))
{
    setObjectName(u"mainWindow"_s);
    setWindowTitle(u"CloneMemoria"_s);
    setMinimumSize(kSmallestSize);

    auto *empty = new QWidget; // until the list is read, a frame or two: no page flashes up
    m_stack->addWidget(empty);
    m_stack->addWidget(m_firstRun);
    m_stack->addWidget(m_pane);
    auto *right = new QWidget(m_splitter);
    auto *rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->setSpacing(0);
    rightLayout->addWidget(m_notice);
    rightLayout->addWidget(m_stack, 1);
    m_notice->setDismissable(true);

    m_sidebar->setMinimumWidth(200);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_splitter->addWidget(m_sidebar);
    m_splitter->addWidget(right);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({kSidebarWidth, kFirstSize.width() - kSidebarWidth});
    setCentralWidget(m_splitter);
    m_undoBar->hide();

    connect(m_sidebar, &Sidebar::cloneChosen, this, [this](const QString &cloneId) {
        if (m_stack->currentWidget() == m_pane && cloneId == m_pane->clone().id)
            return; // its row is clicked while it is open: the page stays
        openClone(cloneId);
    });
    connect(m_sidebar, &Sidebar::conversationChosen, this, &MainWindow::openClone);
    connect(m_sidebar, &Sidebar::newCloneRequested, this, &MainWindow::newClone);
    connect(m_sidebar, &Sidebar::settingsRequested, this, &MainWindow::openSettings);
    connect(m_sidebar, &Sidebar::removeCloneRequested, this, &MainWindow::removeClone);
    connect(m_sidebar, &Sidebar::renameConversationRequested, this, &MainWindow::renameConversation);
    connect(m_sidebar, &Sidebar::removeConversationRequested, this, &MainWindow::removeConversation);
    connect(m_sidebar, &Sidebar::listFailed, this, &MainWindow::showError);
    const auto newConversation = [this](const QString &cloneId) {
        if (cloneId != m_pane->clone().id)
            openClone(cloneId);
        m_pane->showPage(ClonePane::Page::Chat);
        m_pane->chat().newConversation();
    };
    connect(m_sidebar, &Sidebar::newConversationRequested, this, newConversation);
    connect(m_pane, &ClonePane::newConversationRequested, this, newConversation);
    connect(m_pane, &ClonePane::conversationOpened, this,
            [this](const QString &cloneId, const QString &conversationId) {
                if (cloneId == m_pane->clone().id)
                    m_sidebar->select(cloneId, conversationId);
            });
    connect(m_pane, &ClonePane::cloneChanged, this, [this] { m_sidebar->reload(); });
    connect(m_pane, &ClonePane::removeCloneRequested, this, &MainWindow::removeClone);
    connect(m_pane, &ClonePane::settingsRequested, this, &MainWindow::openSettings);
    connect(m_pane, &ClonePane::undoOffered, this, &MainWindow::offerUndo);
    connect(m_firstRun, &FirstRunPage::createRequested, this, &MainWindow::newClone);
    connect(m_firstRun, &FirstRunPage::sampleRequested, this, &MainWindow::installSample);
    connect(m_firstRun, &FirstRunPage::modelChoiceRequested, this, [this] {
        openSettings();
        m_settings->showPage(u"answers"_s);
    });
    connect(m_notice, &Notice::dismissed, m_notice, &Notice::clear);
    connect(m_api, &LocalApi::cloneChanged, this, [this] { m_sidebar->reload(); });
    connect(this, &MainWindow::ready, m_api, &LocalApi::start,
            static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));

    makeMenus();
    restoreState();
    start();
}

MainWindow::~MainWindow() = default;

void MainWindow::makeMenus()
{
    const auto add = [this](QMenu *menu, const QString &text, const QKeySequence &keys, const char *object,
                            auto &&action) {
        QAction *made = menu->addAction(text, this, std::forward<decltype(action)>(action));
        made->setObjectName(QLatin1StringView(object));
        made->setShortcut(keys);
        return made;
    };
    const auto toPage = [this](ClonePane::Page page) { return [this, page] { m_pane->showPage(page); }; };

    QMenu *file = menuBar()->addMenu(tr("&File"));
    add(file, tr("&New clone …"), QKeySequence::New, "newCloneAction", [this] { newClone(); });
    m_cloneActions << add(file, tr("New &conversation"), Qt::CTRL | Qt::Key_T, "newConversationAction",
                          [this] { Q_EMIT m_pane->newConversationRequested(m_pane->clone().id); });
    add(file, tr("Meet the &sample"), {}, "sampleAction", [this] { installSample(); });
    file->addSeparator();
    QAction *settings = add(file, tr("S&ettings …"), QKeySequence::Preferences, "settingsAction",
                            [this] { openSettings(); });
    settings->setMenuRole(QAction::PreferencesRole);
    if (settings->shortcut().isEmpty())
        settings->setShortcut(Qt::CTRL | Qt::Key_Comma); // the platform names none
    file->addSeparator();
    QAction *quit = add(file, tr("&Quit"), QKeySequence::Quit, "quitAction", [this] { close(); });
    quit->setMenuRole(QAction::QuitRole);
    if (quit->shortcut().isEmpty())
        quit->setShortcut(Qt::CTRL | Qt::Key_Q);

    QMenu *view = menuBar()->addMenu(tr("&View"));
    m_cloneActions << add(view, tr("&Chat"), Qt::CTRL | Qt::Key_1, "chatPageAction",
                          toPage(ClonePane::Page::Chat));
    m_cloneActions << add(view, tr("&Memories"), Qt::CTRL | Qt::Key_2, "memoriesPageAction",
                          toPage(ClonePane::Page::Memories));
    m_cloneActions << add(view, tr("&About this clone"), Qt::CTRL | Qt::Key_3, "aboutPageAction",
                          toPage(ClonePane::Page::About));
    view->addSeparator();
    add(view, tr("&Search people and conversations"), Qt::CTRL | Qt::Key_K, "searchAction",
        [this] { m_sidebar->focusSearch(); });

    QMenu *talk = menuBar()->addMenu(tr("&Talk"));
    m_cloneActions << add(talk, tr("&Listen to the last answer"), Qt::CTRL | Qt::Key_L, "listenAction",
                          [this] { m_pane->chat().listenToLastAnswer(); });
    m_cloneActions << add(talk, tr("S&top"), Qt::Key_Escape, "stopAction",
                          [this] { m_pane->chat().stopEverything(); });

    QMenu *help = menuBar()->addMenu(tr("&Help"));
    add(help, tr("&Keyboard shortcuts"), QKeySequence::HelpContents, "shortcutsAction",
        [this] { showShortcuts(this); });
    QAction *about = add(help, tr("&About CloneMemoria"), {}, "aboutProgramAction",
                         [this] { showAboutProgram(this); });
    about->setMenuRole(QAction::AboutRole);
}

void MainWindow::start()
{
    for (QAction *action : std::as_const(m_cloneActions))
        action->setEnabled(false);
    m_sidebar->reload([this](const QList<CloneSummary> &clones) {
        const QString last = m_profile.settings().value(settingsKey(SettingsKey::lastClone));
        QString open = clones.isEmpty() ? QString() : clones.first().clone.id;
        for (const CloneSummary &summary : clones) {
            if (summary.clone.id == last)
                open = last;
        }
        if (open.isEmpty()) {
            showFirstRunIfEmpty(clones);
            Q_EMIT ready();
        } else {
            openClone(open);
        }
    });
}

void MainWindow::showFirstRunIfEmpty(const QList<CloneSummary> &clones)
{
    if (!clones.isEmpty())
        return;
    for (QAction *action : std::as_const(m_cloneActions))
        action->setEnabled(false);
    m_firstRun->setBusy(false);
    m_sidebar->select({}, {});
    m_stack->setCurrentWidget(m_firstRun);
    m_firstRun->setFocus();
}

void MainWindow::openClone(const QString &cloneId, const QString &conversationId)
{
    whenReady(this, m_profile.storage().read([cloneId](Store &store) { return store.clones.get(cloneId); }),
              [this, conversationId](const Result<Clone> &clone) {
                  if (!clone) {
                      showError(clone.error());
                      return;
                  }
                  for (QAction *action : std::as_const(m_cloneActions))
                      action->setEnabled(true);
                  const bool other = clone->id != m_pane->clone().id;
                  m_sidebar->select(clone->id, conversationId);
                  m_pane->showClone(*clone, conversationId);
                  if (other || !conversationId.isEmpty())
                      m_pane->showPage(ClonePane::Page::Chat);
                  m_stack->setCurrentWidget(m_pane);
                  setWindowTitle(tr("%1 – CloneMemoria").arg(clone->name));
                  m_profile.settings().set(settingsKey(SettingsKey::lastClone), clone->id);
                  Q_EMIT ready();
              });
}

void MainWindow::newClone()
{
    auto *dialog = new NewCloneDialog(m_profile, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_sidebar->reload();
        openClone(dialog->clone().id);
    });
    dialog->open();
}

void MainWindow::installSample()
{
    m_firstRun->setBusy(true);
    whenReady(this, installSampleClone(m_profile), [this](const Result<Clone> &clone) {
        m_firstRun->setBusy(false);
        if (!clone) {
            if (m_stack->currentWidget() == m_firstRun)
                m_firstRun->showError(clone.error());
            else
                showError(clone.error());
            return;
        }
        m_sidebar->reload();
        openClone(clone->id);
    });
}

void MainWindow::openSettings()
{
    if (!m_settings) {
        m_settings = new SettingsDialog(m_profile, *m_api, m_theme, this);
        m_settings->setAttribute(Qt::WA_DeleteOnClose);
    }
    m_settings->show();
    m_settings->raise();
    m_settings->activateWindow();
}

void MainWindow::showError(const Error &error)
{
    m_notice->setError(error);
}

void MainWindow::offerUndo(const QString &text, const std::function<void()> &undo)
{
    m_undoBar->offer(text, undo);
    placeUndoBar();
}

void MainWindow::removeClone(const QString &cloneId)
{
    whenReady(this, m_profile.storage().read([cloneId](Store &store) { return store.clones.get(cloneId); }),
              [this, cloneId](const Result<Clone> &clone) {
                  if (!clone) {
                      showError(clone.error());
                      return;
                  }
                  const QString name = clone->name;
                  dialogs().ask(this,
                                {tr("Remove %1?").arg(name),
                                 tr("The conversations and memories go with them. You can undo this for a "
                                    "moment afterwards."),
                                 tr("Remove"), true},
                                [this, cloneId, name] {
                                    m_pane->chat().stopEverything();
                                    whenReady(
                                        this, m_profile.storage().write([cloneId](Store &store) {
                                            return store.clones.trash(cloneId);
                                        }),
                                        [this, cloneId, name](const Result<void> &done) {
                                            if (!done) {
                                                showError(done.error());
                                                return;
                                            }
                                            offerUndo(tr("%1 was removed.").arg(name), [this, cloneId] {
                                                whenReady(this,
                                                          m_profile.storage().write([cloneId](Store &store) {
                                                              return store.clones.restore(cloneId);
                                                          }),
                                                          [this, cloneId](const Result<void> &restored) {
                                                              if (!restored) {
                                                                  showError(restored.error());
                                                                  return;
                                                              }
                                                              m_sidebar->reload();
                                                              openClone(cloneId);
                                                          });
                                            });
                                            m_sidebar->reload([this](const QList<CloneSummary> &clones) {
                                                showFirstRunIfEmpty(clones);
                                                if (!clones.isEmpty())
                                                    openClone(clones.first().clone.id);
                                            });
                                        });
                                });
              });
}

void MainWindow::renameConversation(const QString &conversationId, const QString &title)
{
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Rename the conversation"));
    dialog->setLabelText(tr("What is it about?"));
    dialog->setTextValue(title);
    connect(dialog, &QInputDialog::textValueSelected, this, [this, conversationId](const QString &text) {
        const QString wanted = text.simplified().left(200);
        if (wanted.isEmpty())
            return;
        whenReady(this, m_profile.storage().write([=](Store &store) {
            return store.conversations.setTitle(conversationId, wanted);
        }),
                  [this](const Result<void> &done) {
                      if (!done)
                          showError(done.error());
                      m_sidebar->reload();
                  });
    });
    dialog->open();
}

void MainWindow::removeConversation(const QString &conversationId, const QString &title)
{
    dialogs().ask(this,
                  {tr("Remove this conversation?"),
                   tr("“%1” goes. The memories stay. You can undo this for a moment afterwards.").arg(title),
                   tr("Remove"), true},
                  [this, conversationId] {
                      whenReady(this, m_profile.storage().write([=](Store &store) {
                          return store.conversations.trash(conversationId);
                      }),
                                [this, conversationId](const Result<void> &done) {
                                    if (!done) {
                                        showError(done.error());
                                        return;
                                    }
                                    m_sidebar->reload();
                                    if (m_pane->chat().conversationId() == conversationId)
                                        openClone(m_pane->clone().id);
                                    offerUndo(tr("The conversation was removed."), [this, conversationId] {
                                        whenReady(this, m_profile.storage().write([=](Store &store) {
                                            return store.conversations.restore(conversationId);
                                        }),
                                                  [this, conversationId](const Result<void> &restored) {
                                                      if (!restored)
                                                          showError(restored.error());
                                                      else
                                                          openClone(m_pane->clone().id, conversationId);
                                                      m_sidebar->reload();
                                                  });
                                    });
                                });
                  });
}

void MainWindow::placeUndoBar()
{
    const int width = qMin(kUndoBarWidth, this->width() - 2 * kUndoBarMargin);
    const int height = m_undoBar->sizeHint().height();
    m_undoBar->setGeometry((this->width() - width) / 2, this->height() - height - kUndoBarLift, width,
                           height);
    m_undoBar->raise();
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    placeUndoBar();
}

void MainWindow::restoreState()
{
    const QStringList parts = m_profile.settings().value(settingsKey(SettingsKey::windowState)).split(u' ');
    if (parts.size() == 2 && restoreGeometry(QByteArray::fromBase64(parts.at(0).toLatin1()))
        && m_splitter->restoreState(QByteArray::fromBase64(parts.at(1).toLatin1())))
        return;
    resize(kFirstSize.boundedTo(screen()->availableGeometry().size()));
}

void MainWindow::saveState()
{
    m_profile.settings().set(settingsKey(SettingsKey::windowState),
                             QString::fromLatin1(saveGeometry().toBase64() + ' '
                                                 + m_splitter->saveState().toBase64()));
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_profile.speech().stop();
    saveState();
    // The text that is in the editor goes to the storage thread before the program ends; if it can't be kept, stay.
    if (m_pane->memories().hasUnsavedText()) {
        event->ignore();
        whenReady(this, m_pane->memories().saveUnsaved(), [this](const Result<void> &saved) {
            if (saved)
                close();
            else
                m_pane->showPage(ClonePane::Page::Memories);
        });
        return;
    }
    QMainWindow::closeEvent(event);
}

} // namespace CloneMemoria

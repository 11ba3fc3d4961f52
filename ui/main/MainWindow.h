#pragma once

#include "core/base/Error.h"
#include "core/domain/Clone.h"

#include <QMainWindow>
#include <QPointer>

class QSplitter;
class QStackedWidget;

namespace CloneMemoria {

class ClonePane;
class FirstRunPage;
class LocalApi;
class Notice;
class Profile;
class SettingsDialog;
class Sidebar;
class Theme;
class UndoBar;

/// The window: the clone list beside what is chosen in it, the menus, and the way back from what was removed.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(Profile &profile, Theme &theme, QWidget *parent = nullptr);
    ~MainWindow() override;

    ClonePane &pane() { return *m_pane; }

public Q_SLOTS:
    void openClone(const QString &cloneId, const QString &conversationId = {});
    void newClone();
    void installSample();
    void openSettings();

Q_SIGNALS:
    /// The clone list was read and the page that belongs to it is shown: the window is ready for use.
    void ready();

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeMenus();
    void restoreState();
    void saveState();
    void placeUndoBar();
    void start();
    void showFirstRunIfEmpty(const QList<CloneSummary> &clones);
    void offerUndo(const QString &text, const std::function<void()> &undo);
    void showError(const Error &error);
    void removeClone(const QString &cloneId);
    void renameConversation(const QString &conversationId, const QString &title);
    void removeConversation(const QString &conversationId, const QString &title);

    Profile &m_profile;
    Theme &m_theme;
    QSplitter *m_splitter;
    Sidebar *m_sidebar;
    QStackedWidget *m_stack;
    FirstRunPage *m_firstRun;
    ClonePane *m_pane;
    Notice *m_notice;
    UndoBar *m_undoBar;
    LocalApi *m_api;
    QPointer<SettingsDialog> m_settings;
    QList<QAction *> m_cloneActions; ///< those that need a clone
};

} // namespace CloneMemoria

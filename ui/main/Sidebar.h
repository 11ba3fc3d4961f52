#pragma once

#include "core/base/Error.h"
#include "core/domain/Clone.h"
#include "core/domain/Conversation.h"

#include <QWidget>

#include <functional>

class QLineEdit;
class QSortFilterProxyModel;
class QTreeView;

namespace CloneMemoria {

class CloneTreeModel;
class Profile;
class Theme;

/// The clone list with its search field, and the buttons for a new clone and the settings. Reads for itself what it
/// shows, and again whenever something in it changes.
class Sidebar : public QWidget
{
    Q_OBJECT

public:
    Sidebar(Profile &profile, const Theme &theme, QWidget *parent = nullptr);

    /// Reads the list again. `then` is called with it when it is there.
    void reload(const std::function<void(const QList<CloneSummary> &)> &then = {});
    /// Marks that conversation, or that clone where it is empty, without telling anyone.
    void select(const QString &cloneId, const QString &conversationId);
    void focusSearch();

Q_SIGNALS:
    void cloneChosen(const QString &cloneId);
    void conversationChosen(const QString &cloneId, const QString &conversationId);
    void newCloneRequested();
    void newConversationRequested(const QString &cloneId);
    void settingsRequested();
    void removeCloneRequested(const QString &cloneId);
    void renameConversationRequested(const QString &conversationId, const QString &title);
    void removeConversationRequested(const QString &conversationId, const QString &title);
    void listFailed(const CloneMemoria::Error &error);

private:
    void loadConversations(const QString &cloneId);
    void showSelection();
    void choose(const QModelIndex &index);
    void showMenu(const QPoint &position);
    void setPinned(const QString &conversationId, bool pinned);

    Profile &m_profile;
    CloneTreeModel *m_model;
    QSortFilterProxyModel *m_filter;
    QLineEdit *m_search;
    QTreeView *m_tree;
    QString m_cloneId;
    QString m_conversationId;
    bool m_selecting = false;
};

} // namespace CloneMemoria

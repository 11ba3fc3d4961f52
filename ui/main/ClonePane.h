#pragma once

#include "core/domain/Clone.h"

#include <QWidget>

class QButtonGroup;
class QStackedWidget;

namespace CloneMemoria {

class AboutPage;
class Avatar;
class ChatPage;
class ElidedLabel;
class IconButton;
class MemoriesPage;
class Profile;
class Theme;

/// Everything of one clone: a header with its name over the pages Chat, Memories and About. Files that are dropped on
/// it become memories.
class ClonePane : public QWidget
{
    Q_OBJECT

public:
    enum class Page { Chat, Memories, About };
    Q_ENUM(Page)

    ClonePane(Profile &profile, Theme &theme, QWidget *parent = nullptr);

    void showClone(const Clone &clone, const QString &conversationId);
    void showPage(Page page);
    Page page() const;
    const Clone &clone() const { return m_clone; }

    ChatPage &chat() { return *m_chat; }
    MemoriesPage &memories() { return *m_memories; }

Q_SIGNALS:
    void conversationOpened(const QString &cloneId, const QString &conversationId);
    void cloneChanged(const CloneMemoria::Clone &clone);
    void newConversationRequested(const QString &cloneId);
    void removeCloneRequested(const QString &cloneId);
    void settingsRequested();
    void undoOffered(const QString &text, const std::function<void()> &undo);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    QWidget *makeHeader();
    void setClone(const Clone &clone);
    void showMenu();

    Clone m_clone;
    Avatar *m_avatar;
    ElidedLabel *m_name;
    QButtonGroup *m_tabs;
    IconButton *m_more;
    QStackedWidget *m_pages;
    ChatPage *m_chat;
    MemoriesPage *m_memories;
    AboutPage *m_about;
};

} // namespace CloneMemoria

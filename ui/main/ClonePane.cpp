#include "ui/main/ClonePane.h"

#include "core/profile/Profile.h"
#include "ui/chat/ChatPage.h"
#include "ui/clones/AboutPage.h"
#include "ui/knowledge/MemoriesPage.h"
#include "ui/widgets/Avatar.h"
#include "ui/widgets/ElidedLabel.h"
#include "ui/widgets/IconButton.h"
#include "ui/widgets/TextRole.h"
#include "ui/widgets/Theme.h"
#include "ui/widgets/ThemedIcon.h"

#include <QButtonGroup>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kHeaderHeight = 56;
constexpr int kHeaderAvatar = 32;

QStringList localFiles(const QMimeData &data)
{
    QStringList files;
    for (const QUrl &url : data.urls()) {
        if (url.isLocalFile())
            files.append(url.toLocalFile());
    }
    return files;
}
} // namespace

ClonePane::ClonePane(Profile &profile, Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_tabs(new QButtonGroup(this))
    , m_pages(new QStackedWidget(this))
    , m_chat(new ChatPage(profile, theme, this))
    , m_memories(new MemoriesPage(profile, theme, this))
    , m_about(new AboutPage(profile, theme, this))
{
    setObjectName(u"clonePane"_s);
    setAcceptDrops(true);
    m_pages->addWidget(m_chat);
    m_pages->addWidget(m_memories);
    m_pages->addWidget(m_about);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeHeader());
    layout->addWidget(m_pages, 1);

    connect(m_tabs, &QButtonGroup::idClicked, this, [this](int id) { showPage(Page(id)); });
    connect(m_chat, &ChatPage::conversationOpened, this, &ClonePane::conversationOpened);
    connect(m_chat, &ChatPage::settingsRequested, this, &ClonePane::settingsRequested);
    connect(m_chat, &ChatPage::undoOffered, this, &ClonePane::undoOffered);
    connect(m_chat, &ChatPage::memoriesRequested, this, [this] { showPage(Page::Memories); });
    connect(m_chat, &ChatPage::documentRequested, this,
            [this](const QString &, const QString &documentId, int start, int end) {
                showPage(Page::Memories);
                m_memories->openDocument(documentId, start, end);
            });
    connect(m_memories, &MemoriesPage::undoOffered, this, &ClonePane::undoOffered);
    connect(m_memories, &MemoriesPage::settingsRequested, this, &ClonePane::settingsRequested);
    connect(m_about, &AboutPage::settingsRequested, this, &ClonePane::settingsRequested);
    connect(m_about, &AboutPage::removeRequested, this, &ClonePane::removeCloneRequested);
    connect(m_about, &AboutPage::cloneChanged, this, [this](const Clone &clone) {
        if (clone.id == m_clone.id)
            setClone(clone);
        Q_EMIT cloneChanged(clone);
    });
}

QWidget *ClonePane::makeHeader()
{
    auto *header = new QFrame(this);
    header->setProperty("role", u"cloneHeader"_s);
    m_avatar = new Avatar(kHeaderAvatar, header);
    m_name = new ElidedLabel(header);
    m_name->setObjectName(u"cloneName"_s);
    applyTextRole(m_name, TextRole::Title);
    m_more = new IconButton(u"ellipsis"_s, tr("More for this clone"), header);
    m_more->setObjectName(u"cloneMenuButton"_s);
    connect(m_more, &IconButton::clicked, this, &ClonePane::showMenu);

    auto *layout = new QHBoxLayout(header);
    layout->setContentsMargins(24, 0, 16, 0);
    layout->setSpacing(12);
    layout->addWidget(m_avatar);
    layout->addWidget(m_name, 1);
    const struct
    {
        Page page;
        QString name;
        QString tip;
        const char *object;
    } tabs[] = {
        {Page::Chat, tr("Chat"), tr("Talk (Ctrl+1)"), "chatTab"},
        {Page::Memories, tr("Memories"), tr("Letters, diaries and other memories (Ctrl+2)"), "memoriesTab"},
        {Page::About, tr("About"), tr("Who this is and how they speak (Ctrl+3)"), "aboutTab"},
    };
    for (const auto &tab : tabs) {
        auto *button = new QPushButton(tab.name, header);
        button->setObjectName(QLatin1StringView(tab.object));
        button->setProperty("kind", u"tab"_s);
        button->setToolTip(tab.tip);
        button->setCheckable(true);
        m_tabs->addButton(button, int(tab.page));
        layout->addWidget(button);
    }
    m_tabs->button(int(Page::Chat))->setChecked(true);
    layout->addWidget(m_more);
    header->setMinimumHeight(kHeaderHeight);
    return header;
}

void ClonePane::setClone(const Clone &clone)
{
    m_clone = clone;
    m_avatar->setPerson(clone.name, clone.avatar);
    m_name->setText(clone.name);
}

void ClonePane::showClone(const Clone &clone, const QString &conversationId)
{
    const bool other = clone.id != m_clone.id;
    setClone(clone);
    m_chat->showClone(clone, conversationId);
    if (other) {
        m_memories->showClone(clone);
        m_about->showClone(clone);
    }
}

void ClonePane::showPage(Page page)
{
    m_pages->setCurrentIndex(int(page));
    m_tabs->button(int(page))->setChecked(true);
    if (page == Page::Chat)
        m_chat->focusComposer();
}

ClonePane::Page ClonePane::page() const
{
    return Page(m_pages->currentIndex());
}

void ClonePane::showMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(themedIcon(u"plus"_s), tr("New conversation"), this,
                    [this] { Q_EMIT newConversationRequested(m_clone.id); });
    menu->addAction(themedIcon(u"notebook-pen"_s), tr("Write a memory"), this, [this] {
        showPage(Page::Memories);
        m_memories->writeMemory();
    });
    menu->addSeparator();
    menu->addAction(themedIcon(u"trash-2"_s), tr("Remove %1 …").arg(m_clone.name), this,
                    [this] { Q_EMIT removeCloneRequested(m_clone.id); });
    menu->popup(m_more->mapToGlobal(m_more->rect().bottomLeft()));
}

void ClonePane::dragEnterEvent(QDragEnterEvent *event)
{
    if (!localFiles(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void ClonePane::dropEvent(QDropEvent *event)
{
    const QStringList files = localFiles(*event->mimeData());
    if (files.isEmpty())
        return;
    event->acceptProposedAction();
    showPage(Page::Memories);
    m_memories->importFiles(files);
}

} // namespace CloneMemoria

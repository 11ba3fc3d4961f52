#include "tests/ui/screenshots/ScreenshotTour.h"

#include "core/base/Futures.h"
#include "core/chat/ChatService.h"
#include "core/profile/Profile.h"
#include "core/profile/ProviderSettings.h"
#include "core/storage/StorageThread.h"
#include "ui/chat/ChatPage.h"
#include "ui/knowledge/ChatPersonDialog.h"
#include "ui/knowledge/MemoriesPage.h"
#include "ui/main/ClonePane.h"
#include "ui/main/MainWindow.h"
#include "ui/settings/SettingsDialog.h"
#include "ui/widgets/Theme.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPixmap>
#include <QPlainTextEdit>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QSpinBox>
#include <QTextStream>
#include <QTimer>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kTick = 100; // ms
constexpr int kSettle =
    400; // ms between arriving and the picture: fades are over, the window manager has drawn
constexpr int kPatience = 600; // ticks
} // namespace

ScreenshotTour::ScreenshotTour(Profile &profile, Theme &theme, MainWindow &window, QString folder,
                               QString suffix)
    : m_profile(profile)
    , m_theme(theme)
    , m_window(window)
    , m_folder(std::move(folder))
    , m_suffix(std::move(suffix))
{
    plan();
}

void ScreenshotTour::start()
{
    QDir().mkpath(m_folder);
    QTimer::singleShot(1000, this, &ScreenshotTour::next);
}

void ScreenshotTour::plan()
{
    planFirstRun();
    planChat();
    planMemories();
    planAbout();
    planSettings();
    planDialogs();
    planSmall();
}

void ScreenshotTour::planFirstRun()
{
    m_stops.append({u"first-run"_s, [] {}, {}});
    m_stops.append({u"new-clone"_s, [this] { m_window.newClone(); },
                    [this] { return find<QLineEdit>("newCloneName") != nullptr; }});
    m_stops.append({u"new-clone-error"_s, [this] { press("newCloneCreate"); }, {}});
    m_stops.append({u"sample"_s,
                    [this] {
                        closeDialogs();
                        m_window.installSample();
                    },
                    [this] { return !m_window.pane().clone().id.isEmpty(); }});
}

void ScreenshotTour::planChat()
{
    const auto ask = [this](const QString &question) {
        return [this, question] {
            find<QPlainTextEdit>("composerInput")->setPlainText(question);
            press("sendButton");
        };
    };
    const auto answered = [this] {
        const QString conversation = m_window.pane().chat().conversationId();
        return !conversation.isEmpty() && !m_profile.chat().turnOf(conversation);
    };
    m_stops.append({u"chat-answer"_s, ask(u"What happened to your brother Davie?"_s), answered});
    m_stops.append({u"chat-second"_s, ask(u"Why did you paint FIRF on a bucket?"_s), answered});
    m_stops.append({u"chat-nothing"_s, ask(u"Xylophones in Uzbekistan?"_s), answered});
    m_stops.append({u"chat-reader"_s, [this] { press("citationChip"); }, {}});
    m_stops.append({u"chat-menu"_s,
                    [this] {
                        press("readerClose");
                        m_window.pane().chat().listenToLastAnswer();
                    },
                    {}});
    m_stops.append({u"chat-new"_s,
                    [this] {
                        m_window.pane().chat().stopEverything();
                        m_window.pane().chat().newConversation();
                    },
                    {}});
}

void ScreenshotTour::planMemories()
{
    m_stops.append({u"memories"_s, [this] { m_window.pane().showPage(ClonePane::Page::Memories); }, {}});
    m_stops.append({u"memories-read"_s,
                    [this] {
                        auto *list = find<QListView>("memoryList");
                        list->setCurrentIndex(list->model()->index(2, 0));
                    },
                    {}});
    m_stops.append({u"memories-passages"_s, [this] { press("memoryPassages"); }, {}});
    m_stops.append({u"memories-edit"_s,
                    [this] {
                        press("memoryPassages");
                        press("memoryEdit");
                    },
                    {}});
    m_stops.append({u"memories-chosen"_s,
                    [this] {
                        press("memoryCancel");
                        auto *list = find<QListView>("memoryList");
                        list->selectionModel()->select(QItemSelection(list->model()->index(1, 0),
                                                                      list->model()->index(4, 0)),
                                                       QItemSelectionModel::ClearAndSelect);
                    },
                    {}});
    m_stops.append({u"memories-question-empty"_s, [this] { press("memoryQuestion"); }, {}});
    m_stops.append({u"memories-question"_s,
                    [this] {
                        find<QLineEdit>("questionField")->setText(u"What happened in the great storm?"_s);
                        press("questionAsk");
                    },
                    [this] { return find<QAbstractButton>("foundTitle") != nullptr; }});
    m_stops.append({u"memories-chat"_s, [this] { showChat(); },
                    [this] { return find<QAbstractButton>("memoryPassages") != nullptr; }});
    m_stops.append({u"memories-chat-person"_s,
                    [this] {
                        press("memoryPassages"); // off again
                        auto *dialog = new ChatPersonDialog({.cloneName = m_window.pane().clone().name,
                                                             .people = {u"Isla"_s, u"Granny Elspeth"_s,
                                                                        u"Fraser & the dog"_s},
                                                             .files = {u"WhatsApp Chat with Isla.txt"_s},
                                                             .suggestion = u"Granny Elspeth"_s},
                                                            &m_window);
                        dialog->setAttribute(Qt::WA_DeleteOnClose);
                        dialog->open();
                    },
                    {}});
    m_stops.append({u"memories-import"_s,
                    [this] {
                        closeDialogs();
                        const QString folder = m_profile.paths().dataDir();
                        QFile good(folder + u"/A recipe for shortbread.txt"_s);
                        if (good.open(QIODevice::WriteOnly))
                            good.write(
                                "Six ounces of flour, four of butter, two of sugar. Never hurry it.\n");
                        QFile empty(folder + u"/empty.txt"_s);
                        if (!empty.open(QIODevice::WriteOnly))
                            return;
                        good.close();
                        m_window.pane().memories().importFiles(
                            {good.fileName(), empty.fileName(), folder + u"/gone.md"_s});
                    },
                    [this] { return find<QAbstractButton>("importClose") != nullptr; }});
    m_stops.append({u"memories-import-results"_s, [this] { press("importResults"); }, {}});
    m_stops.append({u"memories-search"_s,
                    [this] {
                        closeDialogs();
                        press("importClose");
                        find<QLineEdit>("memorySearch")->setText(u"letter storm"_s);
                    },
                    {}});
    m_stops.append(
        {u"memories-search-none"_s, [this] { find<QLineEdit>("memorySearch")->setText(u"zzz"_s); }, {}});
}

// A chat as an import keeps it: each turn a passage, with who said it and when.
void ScreenshotTour::showChat()
{
    const QList<std::pair<QString, QString>> turns{
        {u"Isla"_s, u"Granny, are you still up? Ben is asking about the gull again."_s},
        {u"Granny Elspeth"_s, u"Tell him it was bigger than the dog and had worse manners."_s},
        {u"Isla"_s, u"He says nothing has worse manners than the dog."_s},
        {u"Granny Elspeth"_s,
         u"Then he never met it. Off to bed, the pair of you. The story keeps till Sunday."_s},
    };
    Document chat;
    chat.cloneId = m_window.pane().clone().id;
    chat.title = u"WhatsApp chat with Isla"_s;
    chat.sourceType = SourceType::ChatExport;
    chat.contentHash = u"of the screenshot tour"_s;
    chat.happenedAt = QDateTime(QDate(2014, 3, 7), QTime(20, 14), Qt::UTC);
    QList<Passage> passages;
    for (const auto &[speaker, words] : turns) {
        Passage passage;
        passage.speaker = speaker;
        passage.happenedAt = chat.happenedAt.addSecs(60 * passages.size());
        passage.content = speaker + u": "_s + words;
        passage.startOffset = int(chat.content.size());
        chat.content += passage.content;
        passage.endOffset = int(chat.content.size());
        chat.content += u'\n';
        passages.append(passage);
    }
    const auto stored = m_profile.storage().write(
        [chat, passages](Store &store) { return store.documents.create(chat, passages); });
    whenReady(&m_window, stored, [this](const Result<Document> &document) {
        if (!document)
            return;
        m_window.pane().memories().openDocument(document->id, -1, -1);
        QTimer::singleShot(kSettle, this, [this] { press("memoryPassages"); });
    });
}

void ScreenshotTour::planAbout()
{
    m_stops.append({u"about"_s,
                    [this] {
                        find<QLineEdit>("memorySearch")->clear();
                        m_window.pane().showPage(ClonePane::Page::About);
                    },
                    {}});
    const auto scrollTo = [this](double part) {
        return [this, part] {
            auto *page = m_window.findChild<QWidget *>(u"aboutPage"_s);
            auto *area = qobject_cast<QScrollArea *>(page);
            if (!area)
                area = page->findChild<QScrollArea *>();
            area->verticalScrollBar()->setValue(int(area->verticalScrollBar()->maximum() * part));
        };
    };
    m_stops.append({u"about-middle"_s, scrollTo(0.5), {}});
    m_stops.append({u"about-end"_s, scrollTo(1.0), {}});
}

void ScreenshotTour::planSettings()
{
    for (const QString &page :
         {u"appearance"_s, u"answers"_s, u"voice"_s, u"memory"_s, u"programs"_s, u"storage"_s}) {
        m_stops.append({u"settings-"_s + page,
                        [this, page] {
                            m_window.openSettings();
                            m_window.findChild<SettingsDialog *>()->showPage(page);
                        },
                        {}});
    }
    m_stops.append({u"settings-programs-on"_s,
                    [this] {
                        m_window.findChild<SettingsDialog *>()->showPage(u"programs"_s);
                        press("apiEnabled");
                    },
                    [this] { return !find<QLineEdit>("copyText")->text().isEmpty(); }});
    m_stops.append({u"settings-programs-example"_s,
                    [this] {
                        press("revealButton");
                        scrollSettings(1.0);
                    },
                    {}});
    m_stops.append({u"settings-programs-failed"_s,
                    [this] {
                        m_taken.listen(QHostAddress::LocalHost);
                        find<QSpinBox>("apiPort")->setValue(m_taken.serverPort());
                        scrollSettings(0.0);
                    },
                    [this] { return find<QWidget>("apiNotice") != nullptr; }});
    m_stops.append({u"settings-programs-off"_s,
                    [this] {
                        find<QSpinBox>("apiPort")->setValue(8477);
                        press("apiEnabled");
                    },
                    {}});
    m_stops.append({u"settings-answers-openai"_s,
                    [this] {
                        auto *dialog = m_window.findChild<SettingsDialog *>();
                        dialog->showPage(u"answers"_s);
                        m_profile.providerSettings().setProfileProvider(ProviderKind::Llm, u"openai"_s);
                    },
                    {}});
    m_stops.append({u"settings-test-no-key"_s, [this] { press("modelTest"); },
                    [this] { return find<QAbstractButton>("noticeFirstButton") != nullptr; }});
    m_stops.append({u"settings-test-offline"_s,
                    [this] {
                        press("checkClose");
                        m_profile.providerSettings().setProfileProvider(ProviderKind::Llm, u"dummy"_s);
                        press("modelTest");
                    },
                    [this] {
                        auto *again = find<QAbstractButton>("checkAgain");
                        return again && again->text() == "Test again"_L1;
                    }});
    m_stops.append({u"chat-no-key"_s,
                    [this] {
                        closeDialogs();
                        m_profile.providerSettings().setProfileProvider(ProviderKind::Llm, u"openai"_s);
                        m_window.pane().showPage(ClonePane::Page::Chat);
                        find<QPlainTextEdit>("composerInput")->setPlainText(u"Are you there?"_s);
                        press("sendButton");
                    },
                    [this] {
                        const QString conversation = m_window.pane().chat().conversationId();
                        return !conversation.isEmpty() && !m_profile.chat().turnOf(conversation);
                    }});
    m_stops.append({u"chat-thoughts"_s, [this] { showBrokenAnswer(); },
                    [this] { return find<QAbstractButton>("thoughtsHead") != nullptr; }});
    m_stops.append({u"chat-thoughts-open"_s, [this] { press("thoughtsHead"); }, {}});
    m_stops.append({u"settings-again"_s,
                    [this] { m_profile.providerSettings().setProfileProvider(ProviderKind::Llm, {}); },
                    {}});
}

// A thinking model's answer, of which the connection broke off.
void ScreenshotTour::showBrokenAnswer()
{
    m_profile.providerSettings().setProfileProvider(ProviderKind::Llm, {});
    const QString cloneId = m_window.pane().clone().id;
    const auto stored = m_profile.storage().write([cloneId](Store &store) -> Result<QString> {
        Conversation talk;
        talk.cloneId = cloneId;
        talk.title = u"About the storm"_s;
        CM_TRY_ASSIGN(conversation, store.conversations.create(talk));
        Message question;
        question.conversationId = conversation.id;
        question.content = u"What do you remember of the storm?"_s;
        CM_TRY_ASSIGN(asked, store.messages.append(question));
        Message answer;
        answer.conversationId = conversation.id;
        answer.parentId = asked.id;
        answer.role = MessageRole::Clone;
        answer.status = MessageStatus::Partial;
        answer.reasoning =
            u"They ask about the storm of 1953. The letters tell of the harbour wall and of the "
            u"lamp in the window.\n\nI answer as she would have, plainly and without haste."_s;
        answer.content =
            u"It came in on a Saturday. We had lit the lamp in the window, as we always did, and "
            u"by midnight you could not hear yourself"_s;
        answer.error = Error{.kind = ErrorKind::Network,
                             .detail = u"The remote host closed the connection"_s,
                             .code = u"cut"_s,
                             .subject = u"Ollama"_s};
        CM_TRY(store.messages.append(answer));
        return conversation.id;
    });
    whenReady(&m_window, stored, [this](const Result<QString> &conversation) {
        if (conversation)
            m_window.pane().chat().showClone(m_window.pane().clone(), *conversation);
    });
}

void ScreenshotTour::planDialogs()
{
    const auto trigger = [this](const char *action) {
        return [this, action] {
            closeDialogs();
            m_window.findChild<QAction *>(QLatin1StringView(action))->trigger();
        };
    };
    m_stops.append({u"shortcuts"_s, trigger("shortcutsAction"), {}});
    m_stops.append({u"about-program"_s, trigger("aboutProgramAction"), {}});
    m_stops.append({u"remove-clone"_s,
                    [this] {
                        closeDialogs();
                        Q_EMIT m_window.pane().removeCloneRequested(m_window.pane().clone().id);
                    },
                    [] { return QApplication::activeModalWidget() != nullptr; }});
    m_stops.append({u"undo"_s,
                    [] {
                        if (QWidget *dialog = QApplication::activeModalWidget()) {
                            for (QAbstractButton *button : dialog->findChildren<QAbstractButton *>()) {
                                if (button->text().remove(u'&') == "Remove"_L1)
                                    button->click();
                            }
                        }
                    },
                    {}});
}

void ScreenshotTour::planSmall()
{
    m_stops.append({u"small-sample"_s,
                    [this] {
                        m_window.installSample();
                        m_window.resize(m_window.minimumSize());
                    },
                    [this] { return !m_window.pane().clone().id.isEmpty() && m_window.pane().isVisible(); }});
    m_stops.append({u"small-answer"_s,
                    [this] {
                        find<QPlainTextEdit>("composerInput")->setPlainText(u"Tell me about the storm."_s);
                        press("sendButton");
                    },
                    [this] {
                        const QString conversation = m_window.pane().chat().conversationId();
                        return !conversation.isEmpty() && !m_profile.chat().turnOf(conversation);
                    }});
    m_stops.append({u"small-reader"_s, [this] { press("citationChip"); }, {}});
    m_stops.append(
        {u"small-memories"_s, [this] { m_window.pane().showPage(ClonePane::Page::Memories); }, {}});
    m_stops.append({u"small-about"_s, [this] { m_window.pane().showPage(ClonePane::Page::About); }, {}});
}

void ScreenshotTour::next()
{
    if (++m_at >= m_stops.size()) {
        Q_EMIT finished(true);
        return;
    }
    m_waited = 0;
    m_stops.at(m_at).go();
    QTimer::singleShot(kTick, this, &ScreenshotTour::await);
}

void ScreenshotTour::await()
{
    const Stop &stop = m_stops.at(m_at);
    if (stop.arrived && !stop.arrived()) {
        if (++m_waited > kPatience) {
            QTextStream(stderr) << "never arrived at " << stop.name << Qt::endl;
            Q_EMIT finished(false);
            return;
        }
        QTimer::singleShot(kTick, this, &ScreenshotTour::await);
        return;
    }
    QTimer::singleShot(kSettle, this, &ScreenshotTour::take);
}

void ScreenshotTour::take()
{
    const QString file = u"%1/%2-%3-%4.png"_s.arg(m_folder)
                             .arg(m_at + 1, 2, 10, QChar(u'0'))
                             .arg(m_stops.at(m_at).name, m_suffix);
    if (!m_window.screen()->grabWindow(0).save(file))
        QTextStream(stderr) << "could not write " << file << Qt::endl;
    next();
}

template <typename Widget>
Widget *ScreenshotTour::find(const char *objectName) const
{
    for (QWidget *window : QApplication::topLevelWidgets()) {
        for (Widget *found : window->findChildren<Widget *>(QLatin1StringView(objectName))) {
            if (found->isVisible())
                return found;
        }
    }
    return nullptr;
}

void ScreenshotTour::scrollSettings(double part)
{
    for (auto *page : m_window.findChild<SettingsDialog *>()->findChildren<QScrollArea *>()) {
        if (page->isVisible())
            page->verticalScrollBar()->setValue(int(page->verticalScrollBar()->maximum() * part));
    }
}

void ScreenshotTour::press(const char *objectName)
{
    if (auto *button = find<QAbstractButton>(objectName))
        button->click();
    else
        QTextStream(stderr) << "no button " << objectName << " to press" << Qt::endl;
}

void ScreenshotTour::closeDialogs()
{
    for (QWidget *window : QApplication::topLevelWidgets()) {
        if (qobject_cast<QDialog *>(window) && window->isVisible())
            window->close();
    }
}

} // namespace CloneMemoria

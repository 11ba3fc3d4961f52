#pragma once

#include "core/base/ErrorText.h"
#include "core/domain/Clone.h"
#include "core/domain/Conversation.h"
#include "core/domain/Message.h"

#include <QHash>
#include <QPointer>
#include <QWidget>

#include <functional>

class QLabel;

namespace CloneMemoria {

class ChatService;
class ChatTurn;
class CitationReader;
class Composer;
class MessageList;
class Notice;
class Profile;
class SpeechBar;
class Theme;
struct MessagePage;

/// Talking with a clone: one conversation, the composer under it, the reader of memories beside it. An answer that is on
/// its way in another conversation goes on; coming back shows where it is. GUI thread.
class ChatPage : public QWidget
{
    Q_OBJECT

public:
    ChatPage(Profile &profile, Theme &theme, QWidget *parent = nullptr);
    ~ChatPage() override;

    /// An empty `conversationId`: the newest conversation, or a new one.
    void showClone(const Clone &clone, const QString &conversationId);
    void newConversation();
    QString conversationId() const { return m_conversationId; } ///< empty while it is a new one
    void listenToLastAnswer();
    void stopEverything(); ///< the answer, else the voice, else the reader
    void focusComposer();

Q_SIGNALS:
    void conversationOpened(const QString &cloneId, const QString &conversationId);
    void settingsRequested();
    void documentRequested(const QString &cloneId, const QString &documentId, int start, int end);
    void memoriesRequested();
    void undoOffered(const QString &text, const std::function<void()> &undo);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    // What this page knows about a turn beside what the turn tells.
    struct Asked
    {
        QString text; ///< as it was typed: it comes back if it is refused
        bool accepted = false;
    };

    void buildLayout();
    void connectList();
    void connectServices();

    void open(const QString &conversationId);
    void load(int limit, const std::function<void(const MessagePage &)> &shown);
    void showLoaded(const MessagePage &page);
    void loadOlder(const QString &beforeId);
    void reloadAround(const QString &messageId, int top);

    void send(const QString &text);
    using AnswerAgain = ChatTurn *(ChatService::*)(const QString &, const QString &, const QString &);
    void regenerate(const QString &messageId);
    void continueAnswer(const QString &messageId);
    void answerAgain(const QString &messageId, AnswerAgain how);
    void follow(ChatTurn *turn, const QString &typed);
    void turnAccepted(ChatTurn *turn, const Conversation &conversation, const Message &question);
    void turnFinished(ChatTurn *turn, const Message &answer);
    void turnRefused(ChatTurn *turn, const Error &error);
    bool isShown(const ChatTurn *turn) const;

    void takeNextStep(const QString &messageId, NextStep step);
    void showVariant(const QString &messageId, const QString &variantId);
    void deleteMessage(const QString &messageId);
    void listen(const QString &messageId);
    void saveSound(const QString &messageId);
    void toggleCitation(const QString &messageId, const Citation &citation);
    void showRemembered(const QString &messageId);
    void closeReader();
    void offerAsMemory(const QString &text);
    void keepAsMemory(const QString &text);

    void showError(const Error &error, const std::function<void()> &retry = {});
    void updateFootnote();
    void updateAnswering();
    void keepDraft();
    QString draftKey() const;
    void placeReader();

    Profile &m_profile;
    Clone m_clone;
    QString m_conversationId;
    QPointer<ChatTurn> m_turn; ///< the one that is shown
    QHash<ChatTurn *, Asked> m_asked;
    QString m_preparedFor; ///< the clone whose words are being read for a question
    QHash<QString, QString> m_drafts;
    int m_generation = 0; ///< of the conversation shown: answers for another are dropped
    bool m_loading = false;
    bool m_loadingOlder = false;
    std::function<void()> m_retry;
    QString m_readerMessageId;

    QWidget *m_column;
    MessageList *m_list;
    Notice *m_notice;
    SpeechBar *m_speechBar;
    Composer *m_composer;
    QLabel *m_footnote;
    CitationReader *m_reader;
};

} // namespace CloneMemoria

#pragma once

#include "core/base/ErrorText.h"
#include "core/domain/Clone.h"
#include "ui/chat/ColumnView.h"
#include "ui/chat/MessagePage.h"

namespace CloneMemoria {

class AnswerWidget;

/// The conversation on the screen: its messages, the days between them, the greeting of an empty one, and an answer on
/// its way. Keeps the messages it was given (their words), and widgets only of those near the view. Knows no service:
/// it is told what happens and tells what is asked for.
class MessageList : public ColumnView
{
    Q_OBJECT

public:
    explicit MessageList(QWidget *parent = nullptr);

    void setClone(const Clone &clone);
    void showPage(const MessagePage &page); ///< instead of what was there; the greeting where it is empty
    void prependPage(const MessagePage &page);
    QString oldestId() const { return m_messages.isEmpty() ? QString() : m_messages.first().id; }
    bool hasOlder() const { return m_hasOlder; }
    int messageCount() const { return int(m_messages.size()); }

    /// A question that is about to be stored, in view at once. addMessage() makes it the stored one.
    void showAsking(const QString &text);
    void removeAsking();
    void addMessage(const Message &message); ///< at the end
    void removeAfter(const QString &messageId);
    void removeFrom(const QString &messageId);

    /// An answer on its way, at the end.
    void startAnswer(const QString &textSoFar, const QString &thoughtsSoFar = {});
    void appendToAnswer(const QString &text);
    void appendToThoughts(const QString &thoughts);
    void finishAnswer(const Message &answer);
    bool isAnswering() const { return m_answering; }
    void setVariants(const QString &messageId, const MessageVariants &variants);

    Message message(const QString &id) const; ///< with an empty id where there is none
    Message lastAnswer() const;
    QString idBefore(const QString &id) const; ///< of the message before it

    void setSpeaking(const QString &messageId); ///< empty: none
    void setOpenDocument(const QString &messageId, const QString &documentId);

    static QString dayLabel(const QDate &day, const QDate &today);

Q_SIGNALS:
    void olderWanted(const QString &beforeId);
    void suggestionChosen(const QString &text);
    void listenRequested(const QString &messageId);
    void againRequested(const QString &messageId);
    void variantRequested(const QString &messageId, const QString &variantId);
    void saveSoundRequested(const QString &messageId);
    void rememberedRequested(const QString &messageId);
    void deleteRequested(const QString &messageId);
    void citationChosen(const QString &messageId, const CloneMemoria::Citation &citation);
    void nextStepRequested(const QString &messageId, CloneMemoria::NextStep step);

protected:
    void focusMoved(QWidget *from, QWidget *to) override;

private:
    QWidget *makeRow(const QString &id, QWidget *parent);
    QWidget *makeAnswer(const QString &id, QWidget *parent);
    QList<Item> itemsOf(const QList<Message> &messages) const;
    AnswerWidget *answerWidget(const QString &id) const;
    void markLast();
    void hideSuggestions();
    void reindexMessages();

    Clone m_clone;
    QList<Message> m_messages;
    QHash<QString, int> m_places; ///< id to index in m_messages
    QHash<QString, MessageVariants> m_variants;
    bool m_hasOlder = false;
    bool m_answering = false;
    QString m_answerThoughts;
    QString m_answerText; ///< of the answer on its way
    QString m_asking;     ///< the question that is about to be stored
    QString m_lastId;
    QString m_speakingId;
    QString m_openMessageId;
    QString m_openDocumentId;
};

} // namespace CloneMemoria

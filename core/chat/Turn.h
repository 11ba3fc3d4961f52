#pragma once

#include "core/chat/ChatService.h"
#include "core/knowledge/ThreadDoor.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

namespace CloneMemoria {

class Store;

/// A ChatTurn at work: each step is a member function that starts the next one when its future is ready.
///   begin (store the question) → remember (retrieve) → ask (model) → receive … → conclude (store the answer)
class ChatService::Turn : public ChatTurn
{
    Q_OBJECT

public:
    struct Asked
    {
        QString cloneId;
        QString conversationId; ///< empty: a new one
        QString text;           ///< the question; empty when regenerating
        QString answerId;       ///< the answer to be given anew or continued; empty when sending
        bool continues = false; ///< go on where `answerId` ended
    };

    Turn(ChatService &service, Asked asked);
    ~Turn() override;

    void begin();
    void stop() override;
    QString thoughts() const override { return m_answer.reasoning; }
    bool regenerates() const { return !m_asked.answerId.isEmpty(); }
    QString conversation() const
    {
        return m_conversationId.isEmpty() ? m_asked.conversationId : m_conversationId;
    }

    /// Refuses without having asked anything, from the event loop.
    void refuseLater(Error error);

private:
    struct Begun
    {
        Clone clone;
        Conversation conversation;
        Message question;
        QList<Message> history;
        Message answer; ///< the one that is continued
    };

    using RowId =
        std::shared_ptr<QString>; ///< of the answer's row once there is one; the writing thread's alone

    static Result<Begun> readAsked(Store &store, const Asked &asked, Begun begun);
    static Result<Begun> storeQuestion(Store &store, const Asked &asked);
    static Result<Message> storeAnswer(Store &store, Message answer, const RowId &row);

    void remember();
    void choose();
    void ask(const ChosenLlm &llm);
    void receive(const QString &text);
    void receiveThought(const QString &text);
    void arrived(); ///< something did: the clock and the saving know
    void conclude(MessageStatus status, std::optional<Error> error, const Completion &completion = {});
    void giveUp(const Error &error); ///< concludes with what there is
    void save();
    void refuse(const Error &error);
    void finish(const Message &answer);
    void keepAsMemory(const Message &answer);

    ChatService &m_service;
    Asked m_asked;
    Begun m_begun;
    ChosenLlm m_llm;
    QPointer<LlmReply> m_reply;
    Message m_answer;
    RowId m_row = std::make_shared<QString>();
    std::shared_ptr<ThreadDoor> m_door; ///< by which answers of other threads come
    QElapsedTimer m_clock;
    QTimer m_saveTimer;
    bool m_receiving = false;
    bool m_stopped = false;
    bool m_concluded = false; ///< m_answer is as it will be stored for the last time
    bool m_saving = false;
    bool m_unsaved = false;
    bool m_over = false; ///< the last signal is out
};

} // namespace CloneMemoria

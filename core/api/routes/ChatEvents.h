#pragma once

#include "core/api/EventStream.h"
#include "core/chat/ChatTurn.h"

#include <QPointer>

namespace CloneMemoria {

/// An answer of a clone as it is written, event by event, in the form of the original system:
///   data: {"token": "Once", "done": false}
///   data: {"done": true, "conversation_id": …, "message_id": …, "status": …, …}
///   data: {"error": "…", "done": true, …} where it failed
/// What is refused before the question is stored is an error with its status. A client that goes ends the answer, of
/// which what is there stays. A child of its call.
class ChatEvents : public QObject
{
public:
    ChatEvents(ApiCall &call, ChatTurn *turn);
    ~ChatEvents() override;

private:
    void begin(const Conversation &conversation, const Message &question);
    void sendToken(const QString &text);
    void conclude(const Message &answer);
    void stop();

    ApiCall &m_call;
    EventStream m_stream;
    QPointer<ChatTurn> m_turn; ///< null once its answer is there
};

} // namespace CloneMemoria

#pragma once

#include "core/base/Result.h"
#include "core/domain/Conversation.h"
#include "core/domain/Message.h"

#include <QObject>

namespace CloneMemoria {

/// One question and its answer on the way. Made by ChatService, which owns it; deletes itself after its last signal.
/// Main thread.
class ChatTurn : public QObject
{
    Q_OBJECT

public:
    QString cloneId() const { return m_cloneId; }
    QString conversationId() const
    {
        return m_conversationId;
    }                                       ///< empty until `accepted`, for a new conversation
    QString text() const { return m_text; } ///< of the answer so far
    virtual QString thoughts() const = 0;   ///< so far
    QList<Citation> citations() const { return m_citations; }

    /// Ends the answer and keeps what is there. Does nothing once it has finished.
    virtual void stop() = 0;

Q_SIGNALS:
    /// The question is stored. For a regenerated answer `question` is the one it answers anew.
    void accepted(const CloneMemoria::Conversation &conversation, const CloneMemoria::Message &question);
    /// The memories the answer is given; once, before the first delta; may be empty.
    void memoriesFound(const QList<CloneMemoria::Citation> &citations);
    /// What the model thinks before it answers, piece by piece; many models never tell.
    void thought(const QString &text);
    void delta(const QString &text);
    /// The answer as it is stored: complete, partial or failed (then with its error). Last signal.
    void finished(const CloneMemoria::Message &answer);
    /// Nothing was asked: the message could not be taken or stored. Last signal, instead of `finished`.
    void refused(const CloneMemoria::Error &error);

protected:
    using QObject::QObject;

    QString m_cloneId;
    QString m_conversationId;
    QString m_text;
    QList<Citation> m_citations;
};

} // namespace CloneMemoria

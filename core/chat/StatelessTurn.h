#pragma once

#include "core/chat/ChatService.h"
#include "core/knowledge/RetrievedPassage.h"

#include <QFuture>
#include <QObject>
#include <QPointer>

namespace CloneMemoria {

class ThreadDoor;

/// What a program asks of a clone. It keeps the conversation itself: all that is to be known comes along.
struct StatelessQuestion
{
    Clone clone;
    QList<Message> history; ///< what was said before, oldest first; of each, role and content count
    QString question;
    QString answerSoFar;                    ///< where an answer is to be continued: what there is of it
    QString instructions;                   ///< see PromptInput::instructions
    std::optional<double> temperature = {}; ///< instead of the clone's
    std::optional<int> maxTokens = {};      ///< instead of the clone's
};

/// One question and its answer, of which nothing is stored: retrieve, ask, stream. Made by ChatService, which owns it;
/// deletes itself after `finished`. Main thread.
class StatelessTurn : public QObject
{
    Q_OBJECT

public:
    StatelessTurn(KnowledgeService &knowledge, LlmFor llmFor, StatelessQuestion question, QObject *parent);
    ~StatelessTurn() override;

    const QList<Citation> &citations() const { return m_citations; }
    int promptTokens() const { return m_promptTokens; } ///< what was sent to the model, estimated; 0 before

    /// Ends it; `finished` follows with Cancelled. Does nothing once it has finished.
    void stop();

Q_SIGNALS:
    void thought(const QString &text);
    void delta(const QString &text);
    /// Last signal, exactly once, from the event loop. Errors: InvalidInput, code "message-empty" or
    /// "message-too-long"; NotFound; those of storage and provider. What was said before an error stands.
    void finished(const CloneMemoria::Result<CloneMemoria::Completion> &result);

private:
    void begin();
    void choose();
    void ask(const ChosenLlm &llm);
    void finish(const Result<Completion> &result);

    KnowledgeService &m_knowledge;
    LlmFor m_llmFor;
    StatelessQuestion m_question;
    ChosenLlm m_llm;
    std::shared_ptr<ThreadDoor> m_door; ///< by which answers of other threads come
    QFuture<Result<QList<RetrievedPassage>>> m_memories;
    QPointer<LlmReply> m_reply;
    QList<Citation> m_citations;
    int m_promptTokens = 0;
    bool m_stopped = false;
    bool m_over = false; ///< the last signal is out
};

} // namespace CloneMemoria

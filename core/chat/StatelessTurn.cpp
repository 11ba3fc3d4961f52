#include "core/chat/StatelessTurn.h"

#include "core/base/Futures.h"
#include "core/chat/TurnPrompt.h"
#include "core/knowledge/KnowledgeService.h"
#include "core/knowledge/ThreadDoor.h"

#include <utility>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

StatelessTurn::StatelessTurn(KnowledgeService &knowledge, LlmFor llmFor, StatelessQuestion question,
                             QObject *parent)
    : QObject(parent)
    , m_knowledge(knowledge)
    , m_llmFor(std::move(llmFor))
    , m_question(std::move(question))
    , m_door(std::make_shared<ThreadDoor>(this))
{
    QMetaObject::invokeMethod(
        this, [this] { begin(); }, Qt::QueuedConnection);
}

StatelessTurn::~StatelessTurn()
{
    m_door->close();
    cancelUnfinished(m_memories);
}

void StatelessTurn::begin()
{
    if (m_over || m_stopped)
        return;
    if (m_question.question.size() > kMaxMessageLength) {
        finish(fail(ErrorKind::InvalidInput, {}, u"message-too-long"_s));
        return;
    }
    if (m_question.question.trimmed().isEmpty()) {
        finish(fail(ErrorKind::InvalidInput, {}, u"message-empty"_s));
        return;
    }
    m_memories = m_knowledge.retrieve(
        memoriesQuery(m_question.clone.id, m_question.question, m_question.history));
    whenReady(m_door, m_memories, [this](const Result<QList<RetrievedPassage>> &found) {
        if (m_over || m_stopped)
            return;
        if (!found) {
            finish(fail(found.error()));
            return;
        }
        m_citations = toCitations(*found);
        choose();
    });
}

void StatelessTurn::choose()
{
    whenReady(m_door, m_llmFor(m_question.clone), [this](const Result<ChosenLlm> &llm) {
        if (m_over || m_stopped)
            return;
        if (llm)
            ask(*llm);
        else
            finish(fail(llm.error()));
    });
}

void StatelessTurn::ask(const ChosenLlm &llm)
{
    m_llm = llm;
    PromptInput input = promptInput(m_question.clone, llm);
    input.history = m_question.history;
    input.question = m_question.question;
    input.answerSoFar = m_question.answerSoFar;
    input.instructions = m_question.instructions;
    input.memories = m_citations;
    if (m_question.maxTokens)
        input.maxTokens = m_question.maxTokens;
    ChatRequest request = buildPrompt(input);
    if (m_question.temperature)
        request.temperature = *m_question.temperature;
    for (const ChatPart &part : std::as_const(request.parts))
        m_promptTokens += estimateTokens(part.content);

    m_reply = llm.provider->chat(request, this);
    connect(m_reply, &LlmReply::reasoning, this, &StatelessTurn::thought);
    connect(m_reply, &LlmReply::delta, this, &StatelessTurn::delta);
    connect(m_reply, &LlmReply::finished, this, &StatelessTurn::finish);
}

void StatelessTurn::stop()
{
    if (m_over || std::exchange(m_stopped, true))
        return;
    if (m_reply) {
        m_reply->abort();
        return;
    }
    cancelUnfinished(m_memories);
    QMetaObject::invokeMethod(
        this, [this] { finish(fail(ErrorKind::Cancelled)); }, Qt::QueuedConnection);
}

void StatelessTurn::finish(const Result<Completion> &result)
{
    if (std::exchange(m_over, true))
        return;
    Q_EMIT finished(result);
    deleteLater();
}

} // namespace CloneMemoria

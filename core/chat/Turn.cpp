#include "core/chat/Turn.h"

#include "core/base/Futures.h"
#include "core/base/Logging.h"
#include "core/chat/ConversationMemory.h"
#include "core/chat/ConversationTitle.h"
#include "core/chat/TurnPrompt.h"
#include "core/knowledge/KnowledgeService.h"
#include "core/storage/StorageThread.h"
#include "core/storage/Transaction.h"

#include <chrono>
#include <utility>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kHistoryMessages = 60;             // the prompt cuts them further, to the model's context
constexpr std::chrono::seconds kSaveInterval{1}; // how much of an answer a power cut can lose
} // namespace

ChatService::Turn::Turn(ChatService &service, Asked asked)
    : ChatTurn(&service)
    , m_service(service)
    , m_asked(std::move(asked))
    , m_door(std::make_shared<ThreadDoor>(this))
{
    m_cloneId = m_asked.cloneId;
    m_conversationId = m_asked.conversationId;
    m_saveTimer.setInterval(kSaveInterval);
    connect(&m_saveTimer, &QTimer::timeout, this, [this] { save(); });
}

ChatService::Turn::~Turn()
{
    m_door->close();
    m_service.m_turns.removeOne(this);
    if (m_over || m_answer.conversationId.isEmpty() || m_text.isEmpty())
        return;
    // The program is closing in mid-answer: what arrived is stored. The storage thread finishes what is posted to it.
    Message answer = m_answer;
    if (!m_concluded) {
        answer.content = m_text;
        answer.status = MessageStatus::Partial;
        answer.error = Error{.kind = ErrorKind::Cancelled};
    }
    m_service.m_storage.write([answer, row = m_row](Store &store) -> Result<void> {
        if (const Result<Message> stored = storeAnswer(store, answer, row); !stored)
            qCWarning(lcChat) << "the end of an answer was not stored:" << toString(stored.error().kind)
                              << stored.error().code;
        return {};
    });
}

Result<Message> ChatService::Turn::storeAnswer(Store &store, Message answer, const RowId &row)
{
    // A write that is under way when the next one is posted may be the one that makes the row: only here is it known.
    answer.id = *row;
    if (!row->isEmpty())
        return store.messages.update(answer);
    CM_TRY_ASSIGN(stored, store.messages.append(answer));
    *row = stored.id;
    return stored;
}

void ChatService::Turn::refuseLater(Error error)
{
    QMetaObject::invokeMethod(
        this, [this, error = std::move(error)] { refuse(error); }, Qt::QueuedConnection);
}

Result<ChatService::Turn::Begun> ChatService::Turn::readAsked(Store &store, const Asked &asked, Begun begun)
{
    CM_TRY_ASSIGN(answer, store.messages.get(asked.answerId));
    CM_TRY_ASSIGN(question, store.messages.get(answer.parentId));
    if (answer.conversationId != begun.conversation.id || answer.role != MessageRole::Clone
        || question.role != MessageRole::User)
        return fail(ErrorKind::NotFound, u"that is not an answer of this conversation"_s);
    CM_TRY_ASSIGN(history, store.messages.page(begun.conversation.id, kHistoryMessages, question.id));
    begun.question = question;
    begun.history = history;
    if (asked.continues)
        begun.answer = answer;
    return begun;
}

Result<ChatService::Turn::Begun> ChatService::Turn::storeQuestion(Store &store, const Asked &asked)
{
    // A question that could not be stored leaves no empty conversation behind.
    Transaction transaction(store.database());
    CM_TRY(transaction.begin());
    Begun begun;
    CM_TRY_ASSIGN(clone, store.clones.get(asked.cloneId));
    begun.clone = clone;

    if (asked.conversationId.isEmpty() && asked.answerId.isEmpty()) {
        Conversation draft;
        draft.cloneId = clone.id;
        draft.title = conversationTitle(asked.text);
        CM_TRY_ASSIGN(made, store.conversations.create(draft));
        begun.conversation = made;
    } else {
        CM_TRY_ASSIGN(there, store.conversations.get(asked.conversationId));
        if (there.cloneId != clone.id)
            return fail(ErrorKind::NotFound, u"the conversation is another clone's"_s);
        begun.conversation = there;
    }

    if (!asked.answerId.isEmpty())
        return readAsked(store, asked, begun); // nothing was written

    CM_TRY_ASSIGN(history, store.messages.page(begun.conversation.id, kHistoryMessages));
    Message draft;
    draft.conversationId = begun.conversation.id;
    draft.role = MessageRole::User;
    draft.content = asked.text;
    draft.parentId = begun.conversation.currentMessageId;
    CM_TRY_ASSIGN(question, store.messages.append(draft));
    begun.history = history;
    begun.question = question;
    if (begun.conversation.title.isEmpty()) {
        begun.conversation.title = conversationTitle(asked.text);
        CM_TRY(store.conversations.setTitle(begun.conversation.id, begun.conversation.title));
    }
    begun.conversation.currentMessageId = question.id;
    begun.conversation.updatedAt = question.createdAt;
    CM_TRY(transaction.commit());
    return begun;
}

void ChatService::Turn::begin()
{
    m_clock.start();
    const auto stored = m_service.m_storage.write(
        [asked = m_asked](Store &store) { return storeQuestion(store, asked); });
    whenReady(m_door, stored, [this](const Result<Begun> &begun) {
        if (!begun) {
            refuse(begun.error());
            return;
        }
        m_begun = *begun;
        m_conversationId = begun->conversation.id;
        m_answer = begun->answer;
        m_answer.conversationId = m_conversationId;
        m_answer.role = MessageRole::Clone;
        m_answer.parentId = begun->question.id;
        m_text = m_answer.content;
        *m_row = m_answer.id;
        Q_EMIT accepted(begun->conversation, begun->question);
        Q_EMIT m_service.conversationChanged(m_cloneId, m_conversationId);
        if (m_stopped)
            giveUp(Error{.kind = ErrorKind::Cancelled});
        remember();
    });
}

void ChatService::Turn::remember()
{
    if (m_concluded)
        return;
    if (m_asked.continues && !m_text.isEmpty()) { // with what it began with
        m_citations = m_answer.citations;
        Q_EMIT memoriesFound(m_citations);
        choose();
        return;
    }
    RetrievalQuery query = memoriesQuery(m_cloneId, m_begun.question.content, m_begun.history);
    query.patient = m_service.m_patient;
    whenReady(m_door, m_service.m_knowledge.retrieve(query),
              [this](const Result<QList<RetrievedPassage>> &found) {
                  if (m_concluded)
                      return;
                  if (!found) {
                      giveUp(found.error());
                      return;
                  }
                  m_citations = toCitations(*found);
                  m_answer.citations = m_citations;
                  Q_EMIT memoriesFound(m_citations);
                  choose();
              });
}

void ChatService::Turn::choose()
{
    if (m_concluded)
        return;
    whenReady(m_door, m_service.m_llmFor(m_begun.clone), [this](const Result<ChosenLlm> &llm) {
        if (m_concluded)
            return;
        if (!llm)
            giveUp(llm.error());
        else
            ask(*llm);
    });
}

void ChatService::Turn::ask(const ChosenLlm &llm)
{
    m_llm = llm;
    m_answer.provider = llm.providerId;
    m_answer.model = llm.provider->model();

    PromptInput input = promptInput(m_begun.clone, llm);
    input.history = m_begun.history;
    input.question = m_begun.question.content;
    input.answerSoFar = m_text;
    input.memories = m_citations;

    m_reply = llm.provider->chat(buildPrompt(input), this);
    connect(m_reply, &LlmReply::reasoning, this, &Turn::receiveThought);
    connect(m_reply, &LlmReply::delta, this, &Turn::receive);
    connect(m_reply, &LlmReply::finished, this, [this](const Result<Completion> &completion) {
        if (completion)
            conclude(MessageStatus::Complete, std::nullopt, *completion);
        else
            giveUp(completion.error());
    });
}

void ChatService::Turn::receive(const QString &text)
{
    if (m_text.isEmpty())
        m_answer.latencyMs = int(m_clock.elapsed());
    m_text += text;
    arrived();
    Q_EMIT delta(text);
}

void ChatService::Turn::receiveThought(const QString &text)
{
    m_answer.reasoning += text;
    arrived();
    Q_EMIT thought(text);
}

void ChatService::Turn::arrived()
{
    m_unsaved = true;
    if (!std::exchange(m_receiving, true))
        m_saveTimer.start();
}

void ChatService::Turn::giveUp(const Error &error)
{
    conclude(m_text.isEmpty() ? MessageStatus::Failed : MessageStatus::Partial, error);
}

void ChatService::Turn::conclude(MessageStatus status, std::optional<Error> error,
                                 const Completion &completion)
{
    if (m_concluded)
        return;
    if (error)
        qCInfo(lcChat) << "answer" << toString(status) << toString(error->kind) << error->httpStatus
                       << error->code;
    m_concluded = true;
    m_saveTimer.stop();
    m_answer.status = status;
    m_answer.error = std::move(error);
    m_answer.stopReason = completion.stopReason;
    m_answer.promptTokens = completion.promptTokens;
    // Of a continued answer, those of all its parts.
    if (completion.completionTokens)
        m_answer.completionTokens = *completion.completionTokens
                                    + m_begun.answer.completionTokens.value_or(0);
    if (!completion.model.isEmpty())
        m_answer.model = completion.model;
    m_unsaved = true;
    save();
}

// One write at a time: the first one makes the row, the next ones change it, the last one ends the turn.
void ChatService::Turn::save()
{
    if (m_saving || !m_unsaved)
        return;
    m_saving = true;
    m_unsaved = false;
    m_answer.content = m_text;
    Message answer = m_answer;
    if (!m_concluded)
        answer.status = MessageStatus::Partial;
    const bool last = m_concluded;
    const auto written = m_service.m_storage.write(
        [answer, row = m_row](Store &store) { return storeAnswer(store, answer, row); });
    whenReady(m_door, written, [this, last](const Result<Message> &stored) {
        m_saving = false;
        if (stored) {
            m_answer.id = stored->id;
            m_answer.createdAt = stored->createdAt;
            m_answer.updatedAt = stored->updatedAt;
        }
        if (last) {
            // The answer is on the screen though it could not be stored: say so with it.
            if (!stored)
                m_answer.error = stored.error();
            finish(m_answer);
            return;
        }
        if (!stored) {
            qCWarning(lcChat) << "the answer so far was not stored:" << toString(stored.error().kind)
                              << stored.error().code;
            m_unsaved = true;
        }
        if (m_concluded)
            save();
    });
}

void ChatService::Turn::stop()
{
    if (m_stopped || m_concluded)
        return;
    m_stopped = true;
    if (m_reply)
        m_reply->abort();
    else if (!m_answer.conversationId.isEmpty()) // the memories or the model are awaited: no need to
        giveUp(Error{.kind = ErrorKind::Cancelled});
}

void ChatService::Turn::refuse(const Error &error)
{
    m_over = true;
    m_service.m_turns.removeOne(this);
    Q_EMIT refused(error);
    deleteLater();
}

void ChatService::Turn::finish(const Message &answer)
{
    m_over = true;
    m_service.m_turns.removeOne(this);
    keepAsMemory(answer);
    Q_EMIT finished(answer);
    Q_EMIT m_service.conversationChanged(m_cloneId, m_conversationId);
    deleteLater();
}

// A question that is answered again is remembered with its first answer.
void ChatService::Turn::keepAsMemory(const Message &answer)
{
    const bool again = !m_asked.answerId.isEmpty() && !m_asked.continues;
    if (!m_begun.clone.rememberConversations || again || answer.status != MessageStatus::Complete
        || answer.error)
        return;
    whenReady(&m_service,
              m_service.m_knowledge.add(m_cloneId, exchangeMemory(m_begun.clone, m_begun.question, answer)),
              [](const Result<IngestOutcome> &outcome) {
                  if (!outcome)
                      qCWarning(lcChat) << "an exchange was not remembered:" << toString(outcome.error().kind)
                                        << outcome.error().code;
              });
}

} // namespace CloneMemoria

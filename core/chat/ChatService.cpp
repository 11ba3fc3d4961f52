#include "core/chat/ChatService.h"

#include "core/chat/StatelessTurn.h"
#include "core/chat/Turn.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

ChatService::ChatService(StorageThread &storage, KnowledgeService &knowledge, LlmFor llmFor, QObject *parent)
    : QObject(parent)
    , m_storage(storage)
    , m_knowledge(knowledge)
    , m_llmFor(std::move(llmFor))
{ }

ChatService::~ChatService()
{
    // Also those that have ended and wait to be deleted: each takes itself off the list, which it needs for that.
    qDeleteAll(findChildren<Turn *>(Qt::FindDirectChildrenOnly));
    qDeleteAll(findChildren<StatelessTurn *>(Qt::FindDirectChildrenOnly));
}

ChatTurn *ChatService::send(const QString &cloneId, const QString &conversationId, const QString &text)
{
    auto *turn = new Turn(*this, {.cloneId = cloneId,
                                  .conversationId = conversationId,
                                  .text = text,
                                  .answerId = {},
                                  .continues = false});
    if (text.size() > kMaxMessageLength)
        turn->refuseLater(Error{.kind = ErrorKind::InvalidInput, .code = u"message-too-long"_s});
    else if (text.trimmed().isEmpty())
        turn->refuseLater(Error{.kind = ErrorKind::InvalidInput, .code = u"message-empty"_s});
    else
        return start(turn);
    return turn;
}

ChatTurn *ChatService::regenerate(const QString &cloneId, const QString &conversationId,
                                  const QString &answerId)
{
    return start(new Turn(*this, {.cloneId = cloneId,
                                  .conversationId = conversationId,
                                  .text = {},
                                  .answerId = answerId,
                                  .continues = false}));
}

ChatTurn *ChatService::continueAnswer(const QString &cloneId, const QString &conversationId,
                                      const QString &answerId)
{
    return start(new Turn(*this, {.cloneId = cloneId,
                                  .conversationId = conversationId,
                                  .text = {},
                                  .answerId = answerId,
                                  .continues = true}));
}

StatelessTurn *ChatService::answer(const StatelessQuestion &question)
{
    return new StatelessTurn(m_knowledge, m_llmFor, question, this);
}

ChatTurn *ChatService::start(Turn *turn)
{
    if (turnOf(turn->conversation())) {
        turn->refuseLater(Error{.kind = ErrorKind::InvalidInput, .code = u"busy"_s});
        return turn;
    }
    m_turns.append(turn);
    // From the event loop: a write that is done before its continuation is attached would signal to nobody.
    QMetaObject::invokeMethod(
        turn, [turn] { turn->begin(); }, Qt::QueuedConnection);
    return turn;
}

ChatTurn *ChatService::turnOf(const QString &conversationId) const
{
    if (conversationId.isEmpty())
        return nullptr;
    for (Turn *turn : m_turns) {
        if (turn->conversation() == conversationId)
            return turn;
    }
    return nullptr;
}

} // namespace CloneMemoria

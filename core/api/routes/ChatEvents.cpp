#include "core/api/routes/ChatEvents.h"

#include "core/api/CompactJson.h"
#include "core/api/http/HttpExchange.h"
#include "core/base/ErrorText.h"
#include "core/json/JsonForms.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace CloneMemoria {

using nlohmann::ordered_json;

namespace {
ordered_json lastEvent(const Message &answer)
{
    ordered_json event;
    if (answer.error)
        event["error"] = describe(*answer.error).sentence.toStdString();
    event["done"] = true;
    event["conversation_id"] = answer.conversationId.toStdString();
    event["message_id"] = answer.id.toStdString();
    event["status"] = toString(answer.status).toStdString();
    event["citations"] = toJson(answer.citations);
    event["provider"] = answer.provider.toStdString();
    event["model"] = answer.model.toStdString();
    event["stop_reason"] = toString(answer.stopReason).toStdString();
    if (!answer.reasoning.isEmpty())
        event["reasoning"] = answer.reasoning.toStdString();
    return event;
}
} // namespace

ChatEvents::ChatEvents(ApiCall &call, ChatTurn *turn)
    : QObject(&call)
    , m_call(call)
    , m_stream(call)
    , m_turn(turn)
{
    connect(turn, &ChatTurn::accepted, this, &ChatEvents::begin);
    connect(turn, &ChatTurn::delta, this, &ChatEvents::sendToken);
    connect(turn, &ChatTurn::finished, this, &ChatEvents::conclude);
    connect(turn, &ChatTurn::refused, this, [this](const Error &error) {
        m_turn = nullptr;
        m_call.failWith(error);
    });
    connect(&call, &ApiCall::stopping, this, &ChatEvents::stop);
    connect(&call.exchange(), &HttpExchange::clientGone, this, &ChatEvents::stop);
}

ChatEvents::~ChatEvents()
{
    stop();
}

void ChatEvents::stop()
{
    if (m_turn)
        m_turn->stop();
}

void ChatEvents::begin(const Conversation &conversation, const Message &question)
{
    m_stream.begin({{"X-Conversation-Id", conversation.id.toUtf8()}, {"X-Message-Id", question.id.toUtf8()}});
}

void ChatEvents::sendToken(const QString &text)
{
    m_stream.send("{\"token\": " + compactJson(ordered_json(text.toStdString())) + ", \"done\": false}");
}

void ChatEvents::conclude(const Message &answer)
{
    m_turn = nullptr;
    m_stream.send(spacedJson(lastEvent(answer)));
    m_stream.end();
}

} // namespace CloneMemoria

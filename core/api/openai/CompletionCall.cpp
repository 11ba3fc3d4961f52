#include "core/api/openai/CompletionCall.h"

#include "core/api/CompactJson.h"
#include "core/api/http/HttpExchange.h"
#include "core/base/Uuid.h"
#include "core/chat/ChatService.h"
#include "core/chat/PromptBuilder.h"
#include "core/json/JsonForms.h"

#include <QDateTime>

#include <nlohmann/json.hpp>

#include <utility>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::ordered_json;

namespace {
const char *finishReasonOf(StopReason reason)
{
    switch (reason) {
    case StopReason::Length:
        return "length";
    case StopReason::ContentFilter:
        return "content_filter";
    case StopReason::Stop:
    case StopReason::Other:
        break;
    }
    return "stop";
}
} // namespace

CompletionCall::CompletionCall(ApiCall &call, ChatService &chat, const Clone &clone, CompletionBody body)
    : QObject(&call)
    , m_call(call)
    , m_body(std::move(body))
    , m_stream(call)
    , m_stops(m_body.stops)
    , m_id(u"chatcmpl-"_s + newId())
    , m_created(QDateTime::currentSecsSinceEpoch())
{
    m_body.question.clone = clone;
    m_turn = chat.answer(m_body.question);
    connect(m_turn, &StatelessTurn::delta, this, &CompletionCall::receive);
    connect(m_turn, &StatelessTurn::thought, this, &CompletionCall::receiveThought);
    connect(m_turn, &StatelessTurn::finished, this, &CompletionCall::conclude);
    connect(&call, &ApiCall::stopping, this, &CompletionCall::stop);
    connect(&call.exchange(), &HttpExchange::clientGone, this, &CompletionCall::stop);
    // So long a failure can still be an answer with its status; then the client is told that we are there.
    if (m_body.stream)
        QTimer::singleShot(m_call.form().keepAlive, this, [this] { begin(); });
}

CompletionCall::~CompletionCall()
{
    stop();
}

void CompletionCall::stop()
{
    if (m_turn)
        m_turn->stop();
}

ordered_json CompletionCall::head(const char *object) const
{
    return {{"id", m_id.toStdString()},
            {"object", object},
            {"created", m_created},
            {"model", m_body.model.toStdString()}};
}

void CompletionCall::sendChunk(const ordered_json &choices, const ordered_json &extra)
{
    ordered_json chunk = head("chat.completion.chunk");
    chunk["choices"] = choices;
    if (m_body.includeUsage)
        chunk["usage"] = nullptr;
    chunk.update(extra);
    m_stream.send(compactJson(chunk));
}

void CompletionCall::begin()
{
    if (m_stream.hasBegun())
        return;
    m_stream.begin();
    sendChunk(
        {{{"index", 0}, {"delta", {{"role", "assistant"}, {"content", ""}}}, {"finish_reason", nullptr}}},
        ordered_json::object());
}

void CompletionCall::sendDelta(const char *field, const QString &text)
{
    begin();
    sendChunk({{{"index", 0}, {"delta", {{field, text.toStdString()}}}, {"finish_reason", nullptr}}},
              ordered_json::object());
}

void CompletionCall::receive(const QString &text)
{
    const QString out = m_stops.feed(text);
    if (!out.isEmpty()) {
        m_text += out;
        if (m_body.stream)
            sendDelta("content", out);
    }
    if (m_stops.hasFound())
        stop();
}

void CompletionCall::receiveThought(const QString &text)
{
    m_thoughts += text;
    if (m_body.stream)
        sendDelta("reasoning_content", text);
}

ordered_json CompletionCall::usageOf(const Completion &completion) const
{
    const int prompt = completion.promptTokens.value_or(m_promptTokens);
    const int answer = completion.completionTokens.value_or(estimateTokens(m_text)
                                                            + estimateTokens(m_thoughts));
    return {{"prompt_tokens", prompt}, {"completion_tokens", answer}, {"total_tokens", prompt + answer}};
}

void CompletionCall::conclude(const Result<Completion> &result)
{
    m_promptTokens = m_turn->promptTokens();
    m_citations = m_turn->citations();
    m_turn = nullptr;
    const bool filtered = !result && result.error().code == "content-filter"_L1;
    if (!result && !m_stops.hasFound() && !filtered) {
        failWith(result.error());
        return;
    }
    if (const QString rest = m_stops.finish(); !rest.isEmpty()) {
        m_text += rest;
        if (m_body.stream)
            sendDelta("content", rest);
    }
    // Where a stop was found the model was cut off, and what it reports, if anything, is of what nobody asked for.
    const Completion completion = result && !m_stops.hasFound() ? *result : Completion{};
    const char *reason = filtered ? "content_filter" : finishReasonOf(completion.stopReason);
    if (m_body.stream)
        sendEnd(reason, usageOf(completion));
    else
        answerWhole(reason, usageOf(completion));
}

void CompletionCall::sendEnd(const char *finishReason, const ordered_json &usage)
{
    begin();
    sendChunk({{{"index", 0}, {"delta", ordered_json::object()}, {"finish_reason", finishReason}}},
              {{"citations", toJson(m_citations)}});
    if (m_body.includeUsage)
        sendChunk(ordered_json::array(), {{"usage", usage}});
    m_stream.send("[DONE]");
    m_stream.end();
}

void CompletionCall::answerWhole(const char *finishReason, const ordered_json &usage)
{
    ordered_json message{{"role", "assistant"}, {"content", m_text.toStdString()}, {"refusal", nullptr}};
    if (!m_thoughts.isEmpty())
        message["reasoning_content"] = m_thoughts.toStdString();
    message["citations"] = toJson(m_citations);
    ordered_json document = head("chat.completion");
    document["choices"] = {{{"index", 0},
                            {"message", std::move(message)},
                            {"logprobs", nullptr},
                            {"finish_reason", finishReason}}};
    document["usage"] = usage;
    m_call.answer(ApiResponse{.contentType = "application/json", .body = compactJson(document)});
}

void CompletionCall::failWith(const Error &error)
{
    if (!m_stream.hasBegun()) {
        m_call.failWith(error, error.code.startsWith("message-"_L1) ? u"messages"_s : QString());
        return;
    }
    m_stream.send("{\"error\":" + openAiError(error) + '}');
    m_stream.end();
}

} // namespace CloneMemoria

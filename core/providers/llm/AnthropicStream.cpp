#include "core/providers/llm/AnthropicStream.h"

#include "core/net/HttpError.h"
#include "core/providers/llm/StreamJson.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
StopReason anthropicStopReason(const QString &name)
{
    if (name.isEmpty() || name == "end_turn"_L1 || name == "stop_sequence"_L1)
        return StopReason::Stop;
    if (name == "max_tokens"_L1 || name == "model_context_window_exceeded"_L1)
        return StopReason::Length;
    if (name == "refusal"_L1)
        return StopReason::ContentFilter;
    return StopReason::Other;
}
} // namespace

Result<> AnthropicStream::feed(QByteArrayView bytes, ChatPieces &pieces)
{
    if (m_done)
        return {};
    QList<SseEvent> events;
    const Result<> fed = m_body.feed(bytes, events);
    for (const SseEvent &event : std::as_const(events))
        CM_TRY(takeEvent(event, pieces));
    return fed;
}

Result<> AnthropicStream::takeEvent(const SseEvent &event, ChatPieces &pieces)
{
    if (m_done || event.data.trimmed().isEmpty())
        return {};
    const QByteArray text = event.data.toUtf8();
    const json document = json::parse(text.begin(), text.end(), nullptr, false);
    if (!document.is_object())
        return fail(ErrorKind::BadResponse, u"No JSON object in the stream: "_s + excerptOf(text));
    QString type = stringField(document, "type");
    if (type.isEmpty())
        type = event.event;
    if (type == "error"_L1 || field(document, "error"))
        return fail(errorOfAnswer(0, text));
    if (type == "message_start"_L1) {
        takeMessage(child(document, "message"), pieces);
    } else if (type == "content_block_start"_L1) {
        takeBlock(child(document, "content_block"), pieces);
    } else if (type == "content_block_delta"_L1) {
        takeBlock(child(document, "delta"), pieces);
    } else if (type == "message_delta"_L1) {
        takeStopReason(child(document, "delta"));
        takeUsage(child(document, "usage"));
    } else if (type == "message_stop"_L1) {
        m_done = true;
    } else if (type != "ping"_L1 && type != "content_block_stop"_L1) {
        return {}; // of a kind that was invented later
    }
    m_anyEvent = true;
    return {};
}

Result<> AnthropicStream::takeObject(ChatPieces &pieces)
{
    const QByteArray object = m_body.object();
    const json document = json::parse(object.begin(), object.end(), nullptr, false);
    if (document.is_array() || field(document, "error"))
        return fail(errorOfAnswer(0, object));
    if (!child(document, "content").is_array())
        return fail(ErrorKind::BadResponse, u"No answer in the body: "_s + excerptOf(object));
    takeMessage(document, pieces);
    m_done = true;
    return {};
}

// The head of a stream, whose content is still empty, or the whole answer.
void AnthropicStream::takeMessage(const json &message, ChatPieces &pieces)
{
    if (const QString model = stringField(message, "model"); !model.isEmpty())
        m_completion.model = model;
    takeUsage(child(message, "usage"));
    takeStopReason(message);
    if (const json &content = child(message, "content"); content.is_array()) {
        for (const json &block : content)
            takeBlock(block, pieces);
    }
}

// A whole block, the beginning of one, or a delta. Tool calls, signatures and hidden thoughts have nothing to read.
void AnthropicStream::takeBlock(const json &block, ChatPieces &pieces)
{
    const QString type = stringField(block, "type");
    if (type == "text"_L1 || type == "text_delta"_L1) {
        if (const QString text = stringField(block, "text"); !text.isEmpty()) {
            m_completion.text += text;
            pieces.deltas.append(text);
        }
    } else if (type == "redacted_thinking"_L1) {
        m_thought = true;
    } else if (type == "thinking"_L1 || type == "thinking_delta"_L1) {
        m_thought = true; // newer models keep the words to themselves
        if (const QString thought = stringField(block, "thinking"); !thought.isEmpty()) {
            m_completion.reasoning += thought;
            pieces.thoughts.append(thought);
        }
    }
}

// The counts are of all so far, so a later one stands for the earlier.
void AnthropicStream::takeUsage(const json &usage)
{
    if (const auto fresh = countField(usage, "input_tokens")) {
        // What was read from a cache, or written to one, is not in input_tokens but was read all the same.
        m_completion.promptTokens = *fresh + countField(usage, "cache_creation_input_tokens").value_or(0)
                                    + countField(usage, "cache_read_input_tokens").value_or(0);
    }
    if (const auto count = countField(usage, "output_tokens"))
        m_completion.completionTokens = count;
}

void AnthropicStream::takeStopReason(const json &holder)
{
    const QString reason = stringField(holder, "stop_reason");
    if (reason.isEmpty())
        return;
    m_stopReason = reason;
    m_completion.stopReason = anthropicStopReason(reason);
}

Result<Completion> AnthropicStream::finish(const std::optional<Error> &connection, ChatPieces &pieces)
{
    if (m_body.shape() == AnswerBody::Shape::Events && !m_done) {
        const std::optional<SseEvent> last = m_body.lastEvent();
        // It may be half an event; then the failure is the connection's, not its own.
        if (last && json::accept(last->data.toStdString()))
            CM_TRY(takeEvent(*last, pieces));
    } else if (m_body.shape() == AnswerBody::Shape::Object && !connection) {
        CM_TRY(takeObject(pieces));
    }
    const bool complete = m_done || !m_stopReason.isEmpty();
    if (connection && !complete)
        return Failure(*connection);
    if (!complete && m_body.shape() == AnswerBody::Shape::Events && !m_anyEvent)
        return fail(ErrorKind::BadResponse, u"No stream of events: "_s + excerptOf(m_body.beginning()));
    if (!complete && m_body.shape() != AnswerBody::Shape::Unknown)
        return fail(ErrorKind::Network, u"The stream ended in the middle of the answer"_s, u"cut"_s);
    if (m_completion.text.trimmed().isEmpty()) {
        if (m_completion.stopReason == StopReason::Length && m_thought)
            return fail(ErrorKind::BadResponse, u"The length ended within the thoughts"_s,
                        u"thoughts-only"_s);
        const QString reason = m_stopReason.isEmpty() ? QString() : u" (stop_reason %1)"_s.arg(m_stopReason);
        return fail(ErrorKind::BadResponse, u"The answer has no text"_s + reason,
                    m_completion.stopReason == StopReason::ContentFilter ? u"content-filter"_s
                                                                         : u"empty-answer"_s);
    }
    return m_completion;
}

} // namespace CloneMemoria

#include "core/providers/llm/ChatStream.h"

#include "core/net/HttpError.h"
#include "core/providers/llm/StreamJson.h"

#include <QRegularExpression>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
// Half surrogate pairs are carried through the JSON parser, which refuses them, as these private characters.
constexpr char32_t kHalfCarrier = 0x10D800;

// A server that cuts its tokens by UTF-16 units writes "\ud83d" in one event and "\ude00" in the next.
QByteArray carryHalves(const QByteArray &text)
{
    static const QRegularExpression escape(
        u"(?<!\\\\)((?:\\\\\\\\)*)(\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u([dD][89a-fA-F][0-9a-fA-F]{2}))"_s);
    const QString source = QString::fromUtf8(text);
    QString carried;
    qsizetype from = 0;
    for (auto matches = escape.globalMatch(source); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        if (match.capturedLength(3) == 0)
            continue;
        const char32_t carrier = kHalfCarrier + (match.captured(3).toUInt(nullptr, 16) - 0xD800);
        carried += QStringView(source).mid(from, match.capturedStart(2) - from);
        carried += QString::fromUcs4(&carrier, 1);
        from = match.capturedEnd(2);
    }
    carried += QStringView(source).mid(from);
    return carried.toUtf8();
}

QString putHalvesBack(const QString &text)
{
    QString plain;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text[at].isHighSurrogate() && at + 1 < text.size()) {
            const char32_t character = QChar::surrogateToUcs4(text[at], text[at + 1]);
            if (character >= kHalfCarrier && character < kHalfCarrier + 0x800) {
                plain.append(QChar(static_cast<char16_t>(character - kHalfCarrier + 0xD800)));
                ++at;
                continue;
            }
        }
        plain.append(text[at]);
    }
    return plain;
}

struct ParsedChunk
{
    json document;
    bool carriesHalves = false;
};

ParsedChunk parseChunk(const QByteArray &text)
{
    ParsedChunk chunk{json::parse(text.begin(), text.end(), nullptr, false), false};
    if (chunk.document.is_discarded() && text.toLower().contains("\\ud")) {
        const QByteArray carried = carryHalves(text);
        chunk = {json::parse(carried.begin(), carried.end(), nullptr, false), true};
    }
    return chunk;
}

// Text, or a list of parts of which some are text, and with Mistral some are thoughts, themselves a list of parts.
QString partsOf(const json &list, const char *type)
{
    QString text;
    for (const json &part : list) {
        if (stringField(part, "type") == QLatin1StringView("thinking")) {
            const json *thoughts = field(part, "thinking");
            if (qstrcmp(type, "thinking") == 0 && thoughts)
                text += thoughts->is_array() ? partsOf(*thoughts, "text") : stringField(part, "thinking");
        } else if (qstrcmp(type, "text") == 0) {
            text += stringField(part, "text");
        }
    }
    return text;
}

QString contentOf(const json &message)
{
    const json *content = field(message, "content");
    const QString text = content && content->is_array() ? partsOf(*content, "text")
                                                        : stringField(message, "content");
    return text.isEmpty() ? stringField(message, "refusal") : text;
}

// The same thoughts may come under several names.
QString thoughtOf(const json &message)
{
    for (const char *name : {"reasoning_content", "reasoning"}) {
        if (const QString thought = stringField(message, name); !thought.isEmpty())
            return thought;
    }
    const json *content = field(message, "content");
    return content && content->is_array() ? partsOf(*content, "thinking") : QString();
}

StopReason openAiStopReason(const QString &name)
{
    if (name == "stop"_L1 || name == "eos"_L1 || name == "end_turn"_L1)
        return StopReason::Stop;
    if (name == "length"_L1 || name == "max_tokens"_L1)
        return StopReason::Length;
    if (name == "content_filter"_L1)
        return StopReason::ContentFilter;
    return StopReason::Other;
}

Error cutError()
{
    return {.kind = ErrorKind::Network,
            .detail = u"The stream ended in the middle of the answer"_s,
            .code = u"cut"_s,
            .subject = {}};
}
} // namespace

Result<> ChatStream::feed(QByteArrayView bytes, ChatPieces &pieces)
{
    if (m_done)
        return {};
    QList<SseEvent> events;
    const Result<> fed = m_body.feed(bytes, events);
    for (const SseEvent &event : std::as_const(events))
        CM_TRY(takeEvent(event.data, pieces));
    return fed;
}

Result<> ChatStream::takeEvent(const QString &data, ChatPieces &pieces)
{
    if (m_done || data.trimmed().isEmpty())
        return {};
    if (data.trimmed() == "[DONE]"_L1) {
        m_anyEvent = true;
        m_done = true;
        return {};
    }
    const QByteArray text = data.toUtf8();
    const ParsedChunk chunk = parseChunk(text);
    const json &document = chunk.document;
    if (!document.is_object())
        return fail(ErrorKind::BadResponse, u"No JSON object in the stream: "_s + excerptOf(text));
    if (field(document, "error") || stringField(document, "object") == "error"_L1)
        return fail(errorOfAnswer(0, text));
    m_anyEvent = true;
    if (const QString model = stringField(document, "model"); !model.isEmpty())
        m_completion.model = model;
    if (const json *usage = field(document, "usage")) {
        if (const auto count = countField(*usage, "prompt_tokens"))
            m_completion.promptTokens = count;
        if (const auto count = countField(*usage, "completion_tokens"))
            m_completion.completionTokens = count;
    }
    const json *choices = field(document, "choices");
    if (!choices || !choices->is_array() || choices->empty())
        return {};
    const json &choice = choices->front();
    if (field(choice, "error"))
        return fail(errorOfAnswer(0, QByteArray::fromStdString(
                                         choice.dump(-1, ' ', false, json::error_handler_t::replace))));
    const json *message = field(choice, "delta");
    if (!message)
        message = field(choice, "message");
    if (message) {
        const auto whole = [&chunk](const QString &text) {
            return chunk.carriesHalves ? putHalvesBack(text) : text;
        };
        addThought(whole(thoughtOf(*message)), pieces);
        addText(whole(contentOf(*message)), pieces);
    }
    if (const QString reason = stringField(choice, "finish_reason"); !reason.isEmpty()) {
        m_stopped = true;
        m_completion.stopReason = openAiStopReason(reason);
    }
    return {};
}

void ChatStream::addText(const QString &text, ChatPieces &pieces)
{
    add(m_splitter.feed(m_textPairs.feed(text)), pieces);
}

void ChatStream::addThought(const QString &text, ChatPieces &pieces)
{
    add({m_thoughtPairs.feed(text), {}}, pieces);
}

void ChatStream::add(const ThoughtSplitter::Piece &piece, ChatPieces &pieces)
{
    if (!piece.thought.isEmpty()) {
        m_completion.reasoning += piece.thought;
        pieces.thoughts.append(piece.thought);
    }
    if (!piece.text.isEmpty()) {
        m_completion.text += piece.text;
        pieces.deltas.append(piece.text);
    }
}

Result<Completion> ChatStream::finish(const std::optional<Error> &connection, ChatPieces &pieces)
{
    const AnswerBody::Shape shape = m_body.shape();
    if (shape == AnswerBody::Shape::Events && !m_done) {
        if (const std::optional<SseEvent> last = m_body.lastEvent()) {
            // Without its last line end it may be half an event: then it is the connection's failure, not its own.
            if (const Result<> taken = takeEvent(last->data, pieces);
                !taken && (json::accept(last->data.toStdString()) || m_stopped))
                return Failure(taken.error());
        }
    } else if (shape == AnswerBody::Shape::Object && !connection) {
        const QByteArray object = m_body.object();
        if (object.startsWith('['))
            return fail(errorOfAnswer(0, object));
        CM_TRY(takeEvent(QString::fromUtf8(object), pieces));
        const bool isAnswer = m_stopped || !m_completion.text.isEmpty();
        if (!isAnswer)
            return fail(ErrorKind::BadResponse, u"No answer in the JSON: "_s + excerptOf(object));
        m_stopped = true;
    }
    addThought(m_thoughtPairs.finish(), pieces);
    addText(m_textPairs.finish(), pieces);
    add(m_splitter.finish(), pieces);
    const bool complete = m_stopped || m_done;
    if (connection && !complete)
        return Failure(*connection);
    if (!complete && shape == AnswerBody::Shape::Events && !m_anyEvent)
        return fail(ErrorKind::BadResponse, u"No stream of events: "_s + excerptOf(m_body.beginning()));
    if (!complete && shape != AnswerBody::Shape::Unknown)
        return Failure(cutError());
    if (m_completion.text.trimmed().isEmpty()) {
        if (m_completion.stopReason == StopReason::ContentFilter)
            return fail(ErrorKind::BadResponse, u"finish_reason content_filter"_s, u"content-filter"_s);
        if (!m_completion.reasoning.trimmed().isEmpty())
            return fail(ErrorKind::BadResponse, u"There are thoughts, but no answer"_s, u"thoughts-only"_s);
        return fail(ErrorKind::BadResponse, u"The answer has no text"_s, u"empty-answer"_s);
    }
    return m_completion;
}

} // namespace CloneMemoria

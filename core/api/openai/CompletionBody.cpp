#include "core/api/openai/CompletionBody.h"

#include "core/api/openai/Models.h"
#include "core/domain/Validation.h"
#include "core/json/JsonFields.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
constexpr std::size_t kMostStops = 4;
constexpr qsizetype kLongestStop = 1000;

// A content is a text, or parts of which we take those that are texts.
Result<QString> contentOf(const json &message)
{
    const auto content = message.find("content");
    if (content == message.end() || content->is_null())
        return QString();
    if (const std::optional<QString> text = textOf(*content))
        return *text;
    if (!content->is_array())
        return fail(ErrorKind::InvalidInput, u"a message's “content” must be a text, or a list of parts"_s);
    QString joined;
    for (const json &part : *content) {
        if (!part.is_object() || part.value("type", json()) != "text")
            return fail(ErrorKind::InvalidInput,
                        u"a clone reads text alone: parts of another type than “text” can't be taken"_s);
        const std::optional<QString> text = textOf(part.value("text", json()));
        if (!text)
            return fail(ErrorKind::InvalidInput, u"a part's “text” must be a text"_s);
        joined += (joined.isEmpty() ? QString() : u"\n"_s) + *text;
    }
    return joined;
}

struct Spoken
{
    QList<Message> messages; ///< of user and assistant
    QStringList instructions;
};

Result<Spoken> spokenOf(const json &list)
{
    if (!list.is_array() || list.empty())
        return fail(ErrorKind::InvalidInput, u"“messages” must be a list that has a message"_s);
    Spoken spoken;
    for (const json &message : list) {
        if (!message.is_object())
            return fail(ErrorKind::InvalidInput, u"each of “messages” must be an object"_s);
        const QString role = textOf(message.value("role", json())).value_or(QString());
        CM_TRY_ASSIGN(content, contentOf(message));
        if (role == "system"_L1 || role == "developer"_L1) {
            if (!content.trimmed().isEmpty())
                spoken.instructions.append(content.trimmed());
            continue;
        }
        if (role != "user"_L1 && role != "assistant"_L1)
            return fail(ErrorKind::InvalidInput,
                        u"a message's “role” must be system, developer, user or assistant"_s);
        Message taken;
        taken.role = role == "user"_L1 ? MessageRole::User : MessageRole::Clone;
        taken.content = content;
        spoken.messages.append(taken);
    }
    return spoken;
}

Result<void> takeMessages(const json &list, StatelessQuestion *question)
{
    CM_TRY_ASSIGN(spoken, spokenOf(list));
    const auto last = std::find_if(spoken.messages.crbegin(), spoken.messages.crend(),
                                   [](const Message &one) { return one.role == MessageRole::User; });
    if (last == spoken.messages.crend() || last->content.trimmed().isEmpty())
        return fail(ErrorKind::InvalidInput, u"“messages” must have one of a user that says something"_s);
    const qsizetype at = std::distance(last, spoken.messages.crend()) - 1;
    question->question = last->content;
    question->history = spoken.messages.mid(0, at);
    for (const Message &begun : spoken.messages.mid(at + 1))
        question->answerSoFar += begun.content;
    question->instructions = spoken.instructions.join(u"\n\n");
    return {};
}

Result<QStringList> stopsOf(const json &value)
{
    const json list = value.is_string() ? json::array({value}) : value;
    const Failure wrong = fail(
        ErrorKind::InvalidInput,
        u"“stop” must be a text, or a list of %1 texts at most, none of them empty"_s.arg(kMostStops));
    if (!list.is_array() || list.size() > kMostStops)
        return wrong;
    QStringList stops;
    for (const json &each : list) {
        const std::optional<QString> text = textOf(each);
        if (!text || text->isEmpty() || text->size() > kLongestStop)
            return wrong;
        stops.append(*text);
    }
    return stops;
}
} // namespace

Result<CompletionBody> readCompletionBody(const json &body, QString *wrongField)
{
    JsonFields fields(body);
    CompletionBody read;
    read.model = fields.neededText("model", kLongestModelName);
    read.question.temperature = fields.number("temperature", 0, kMaxTemperature);
    // Who asks for more than any answer has gets as much as there can be.
    for (const char *name : {"max_tokens", "max_completion_tokens"}) {
        if (const auto most = fields.whole(name, 1))
            read.question.maxTokens = int(std::min<qint64>(*most, kMaxAnswerTokens));
    }
    fields.integer("n", 1, 1);
    read.stream = fields.flag("stream").value_or(false);
    if (const json *options = fields.value("stream_options")) {
        JsonFields inner(*options);
        read.includeUsage = inner.flag("include_usage").value_or(false);
        if (!inner.check())
            fields.refuse("stream_options", u"must be an object whose “include_usage” is true or false"_s);
    }
    if (const Result<void> good = fields.check(); !good) {
        *wrongField = fields.wrongField();
        return fail(good.error());
    }
    if (const json *stop = fields.value("stop")) {
        *wrongField = u"stop"_s;
        CM_TRY_ASSIGN(stops, stopsOf(*stop));
        read.stops = stops;
    }
    *wrongField = u"messages"_s;
    const json *messages = fields.value("messages");
    CM_TRY(takeMessages(messages ? *messages : json(), &read.question));
    wrongField->clear();
    return read;
}

} // namespace CloneMemoria

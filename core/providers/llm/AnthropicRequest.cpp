#include "core/providers/llm/AnthropicRequest.h"

#include "core/providers/OpenAiApi.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
// The protocol wants a bound; this is what the smallest models write at most.
constexpr int kMaxTokens = 4096;

void appendParagraph(QString &text, const QString &more)
{
    if (!text.isEmpty())
        text += u"\n\n"_s;
    text += more;
}

// What the protocol takes: no system, no empty part, the user first, then in turns.
QList<ChatPart> inTurns(const QList<ChatPart> &parts)
{
    QList<ChatPart> turns;
    for (const ChatPart &part : parts) {
        if (part.role == ChatRole::System || part.content.trimmed().isEmpty())
            continue;
        if (!turns.isEmpty() && turns.back().role == part.role)
            appendParagraph(turns.back().content, part.content);
        else
            turns.append(part);
    }
    // A conversation begins with the clone's greeting; what called for it has no words, in any language.
    if (turns.isEmpty() || turns.front().role != ChatRole::User)
        turns.prepend({ChatRole::User, u"…"_s});
    // An answer that is to be gone on with must not end with white space.
    if (turns.back().role == ChatRole::Assistant) {
        QString &last = turns.back().content;
        while (last.back().isSpace())
            last.chop(1);
    }
    return turns;
}
} // namespace

Result<HttpRequest> anthropicRequest(const ProviderConfig &config, const QString &path,
                                     const QByteArray &body)
{
    CM_TRY_ASSIGN(base, checkedBaseUrl(config));
    QString basePath = base.path();
    while (basePath.endsWith(u'/'))
        basePath.chop(1);
    const QString version = basePath.endsWith("/v1"_L1) ? QString() : u"/v1"_s;
    CM_TRY_ASSIGN(request, openAiRequest(config, version + path, body));
    request.keyHeader = "x-api-key";
    request.headers.emplaceBack("anthropic-version", "2023-06-01");
    return request;
}

QByteArray anthropicBody(const ProviderConfig &config, const ChatRequest &request, bool withTemperature)
{
    QString system;
    for (const ChatPart &part : request.parts) {
        if (part.role == ChatRole::System && !part.content.trimmed().isEmpty())
            appendParagraph(system, part.content);
    }
    json messages = json::array();
    for (const ChatPart &turn : inTurns(request.parts))
        messages.push_back({{"role", turn.role == ChatRole::User ? "user" : "assistant"},
                            {"content", turn.content.toStdString()}});
    json body = {
        {"model", config.model.toStdString()},
        {"messages", std::move(messages)},
        {"max_tokens", request.maxTokens.value_or(kMaxTokens)},
        {"stream", true},
    };
    if (!system.isEmpty())
        body["system"] = system.toStdString();
    if (withTemperature)
        body["temperature"] = std::clamp(request.temperature, 0.0, 1.0);
    return QByteArray::fromStdString(body.dump(-1, ' ', false, json::error_handler_t::replace));
}

} // namespace CloneMemoria

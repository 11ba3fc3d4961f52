#include "core/providers/llm/OpenAiLlm.h"

#include "core/net/HttpError.h"
#include "core/providers/ModelList.h"
#include "core/providers/OpenAiApi.h"
#include "core/providers/llm/ChatStream.h"
#include "core/providers/llm/StreamedReply.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
const char *roleName(ChatRole role)
{
    switch (role) {
    case ChatRole::System:
        return "system";
    case ChatRole::User:
        return "user";
    case ChatRole::Assistant:
        break;
    }
    return "assistant";
}

class OpenAiReply final : public StreamedReply<ChatStream>
{
public:
    OpenAiReply(const ProviderConfig &config, const HttpClient &client, const ChatRequest &request,
                QObject *parent)
        : StreamedReply(config, client, parent)
        , m_config(config)
        , m_request(request)
    {
        if (config.model.isEmpty())
            finishLater({.kind = ErrorKind::NotFound, .code = u"no-model"_s, .subject = config.preset.name});
        else
            send(openAiRequest(config, u"/chat/completions"_s, chatRequestBody(config, request)));
    }

protected:
    // Thinking models refuse a temperature, whatever its value, and no list says which do.
    std::optional<HttpRequest> secondTry(const Error &error) override
    {
        if (m_retried || error.httpStatus != 400
            || !error.detail.contains("temperature"_L1, Qt::CaseInsensitive))
            return std::nullopt;
        m_retried = true;
        const Result<HttpRequest> request = openAiRequest(m_config, u"/chat/completions"_s,
                                                          chatRequestBody(m_config, m_request, false));
        return request ? std::optional(*request) : std::nullopt;
    }

private:
    ProviderConfig m_config;
    ChatRequest m_request;
    bool m_retried = false;
};
} // namespace

QByteArray chatRequestBody(const ProviderConfig &config, const ChatRequest &request, bool withTemperature)
{
    json messages = json::array();
    for (const ChatPart &part : request.parts)
        messages.push_back({{"role", roleName(part.role)}, {"content", part.content.toStdString()}});
    json body = {
        {"model", config.model.toStdString()},
        {"messages", std::move(messages)},
        {"stream", true},
    };
    if (withTemperature)
        body["temperature"] = request.temperature;
    if (request.maxTokens)
        body[config.preset.maxTokensField.isEmpty() ? "max_tokens"
                                                    : config.preset.maxTokensField.toStdString()] =
            *request.maxTokens;
    if (config.preset.streamUsage)
        body["stream_options"] = {{"include_usage", true}};
    return QByteArray::fromStdString(body.dump(-1, ' ', false, json::error_handler_t::replace));
}

OpenAiLlm::OpenAiLlm(ProviderConfig config, HttpClient client) : m_config(std::move(config)), m_client(client)
{ }

LlmReply *OpenAiLlm::chat(const ChatRequest &request, QObject *parent)
{
    return new OpenAiReply(m_config, m_client, request, parent);
}

QFuture<Result<QStringList>> OpenAiLlm::models()
{
    return fetchModels(m_config, m_client, &m_jobs);
}

} // namespace CloneMemoria

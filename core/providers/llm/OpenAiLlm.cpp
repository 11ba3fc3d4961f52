#include "core/providers/llm/OpenAiLlm.h"

#include "core/net/HttpError.h"
#include "core/providers/FutureJob.h"
#include "core/providers/OpenAiApi.h"
#include "core/providers/llm/ChatStream.h"

#include <QPointer>

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

// No signal of its own, so no Q_OBJECT.
class OpenAiReply final : public LlmReply
{
public:
    OpenAiReply(const ProviderConfig &config, const HttpClient &client, const ChatRequest &request,
                QObject *parent)
        : LlmReply(parent)
        , m_subject(config.preset.name)
        , m_key(config.apiKey.trimmed())
    {
        if (config.model.isEmpty()) {
            finishLater(
                {.kind = ErrorKind::NotFound, .detail = {}, .code = u"no-model"_s, .subject = m_subject});
            return;
        }
        Result<HttpRequest> http = openAiRequest(config, u"/chat/completions"_s,
                                                 chatRequestBody(config, request));
        if (!http) {
            finishLater(http.error());
            return;
        }
        http->streaming = true;
        http->headers.emplaceBack("Accept", "text/event-stream, application/json");
        m_http = client.send(*std::move(http), this);
        connect(m_http, &HttpReply::data, this, &OpenAiReply::onData);
        connect(m_http, &HttpReply::finished, this, &OpenAiReply::onFinished);
    }

    void abort() override
    {
        if (m_done)
            return;
        letGo();
        finishLater({.kind = ErrorKind::Cancelled, .detail = {}, .code = {}, .subject = m_subject});
    }

private:
    void onData(const QByteArray &bytes)
    {
        QStringList deltas;
        const Result<> fed = m_stream.feed(bytes, deltas);
        if (!emitAll(deltas))
            return;
        if (!fed) {
            letGo();
            finishWith(Failure(fed.error()));
        } else if (m_stream.isDone()) {
            // The connection ends by itself in a moment and can then be used again.
            m_http->disconnect(this);
            end(std::nullopt);
        }
    }

    void onFinished(const Result<HttpResponse> &response)
    {
        end(response ? std::nullopt : std::optional<Error>(response.error()));
    }

    void end(const std::optional<Error> &connection)
    {
        QStringList deltas;
        Result<Completion> result = m_stream.finish(connection, deltas);
        if (emitAll(deltas))
            finishWith(std::move(result));
    }

    // Whether this is still there and wanted after the slots have seen the deltas.
    bool emitAll(const QStringList &deltas)
    {
        const QPointer<OpenAiReply> self(this);
        for (const QString &text : deltas) {
            Q_EMIT delta(text);
            if (!self || m_done)
                return false;
        }
        return true;
    }

    void finishWith(Result<Completion> result)
    {
        m_done = true;
        if (!result) {
            Error error = withoutKey(std::move(result).error(), m_key);
            error.subject = m_subject;
            Q_EMIT finished(fail(std::move(error)));
            return;
        }
        Q_EMIT finished(result);
    }

    void finishLater(const Error &error)
    {
        m_done = true;
        QMetaObject::invokeMethod(
            this, [this, error] { Q_EMIT finished(fail(error)); }, Qt::QueuedConnection);
    }

    void letGo()
    {
        if (!m_http)
            return;
        m_http->disconnect(this);
        m_http->abort();
    }

    QString m_subject;
    QString m_key;
    HttpReply *m_http = nullptr;
    ChatStream m_stream;
    bool m_done = false;
};
} // namespace

QByteArray chatRequestBody(const ProviderConfig &config, const ChatRequest &request)
{
    json messages = json::array();
    for (const ChatPart &part : request.parts)
        messages.push_back({{"role", roleName(part.role)}, {"content", part.content.toStdString()}});
    json body = {
        {"model", config.model.toStdString()},
        {"messages", std::move(messages)},
        {"temperature", request.temperature},
        {"stream", true},
    };
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
    auto *job = new FutureJob<QStringList>(&m_jobs);
    const QFuture<Result<QStringList>> future = job->future();
    Result<HttpRequest> request = openAiRequest(m_config, u"/models"_s);
    if (!request) {
        job->finish(Failure(request.error()));
        return future;
    }
    HttpReply *reply = m_client.send(*std::move(request), job);
    job->onCancel = [reply] { reply->abort(); };
    QObject::connect(reply, &HttpReply::finished, job,
                     [job, subject = m_config.preset.name,
                      key = m_config.apiKey.trimmed()](const Result<HttpResponse> &response) {
                         if (!response) {
                             job->finish(Failure(response.error()));
                             return;
                         }
                         Result<QStringList> ids = readModelIds(response->body);
                         if (!ids) {
                             ids = fail(withoutKey(ids.error(), key)); // it quotes what came instead
                             ids.error().subject = subject;
                         }
                         job->finish(std::move(ids));
                     });
    return future;
}

} // namespace CloneMemoria

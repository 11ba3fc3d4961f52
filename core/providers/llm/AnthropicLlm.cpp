#include "core/providers/llm/AnthropicLlm.h"

#include "core/net/HttpError.h"
#include "core/providers/FutureJob.h"
#include "core/providers/OpenAiApi.h"
#include "core/providers/llm/AnthropicRequest.h"
#include "core/providers/llm/AnthropicStream.h"
#include "core/providers/llm/StreamedReply.h"

#include <QUrlQuery>

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
constexpr int kModelsPerPage = 1000;
constexpr int kMostPages = 20;

class AnthropicReply final : public StreamedReply<AnthropicStream>
{
public:
    AnthropicReply(ProviderConfig config, const HttpClient &client, ChatRequest request, QObject *parent)
        : StreamedReply(config, client, parent)
        , m_config(std::move(config))
        , m_request(std::move(request))
    {
        if (m_config.model.isEmpty()) {
            finishLater({.kind = ErrorKind::NotFound,
                         .detail = {},
                         .code = u"no-model"_s,
                         .subject = m_config.preset.name});
            return;
        }
        send(messagesRequest(true));
    }

protected:
    // Newer models refuse a temperature, whatever its value, and no list says which do.
    std::optional<HttpRequest> secondTry(const Error &error) override
    {
        if (m_retried || error.httpStatus != 400
            || !error.detail.contains("temperature"_L1, Qt::CaseInsensitive))
            return std::nullopt;
        m_retried = true;
        const Result<HttpRequest> request = messagesRequest(false);
        return request ? std::optional(*request) : std::nullopt;
    }

private:
    Result<HttpRequest> messagesRequest(bool withTemperature) const
    {
        return anthropicRequest(m_config, u"/messages"_s,
                                anthropicBody(m_config, m_request, withTemperature));
    }

    ProviderConfig m_config;
    ChatRequest m_request;
    bool m_retried = false;
};

// Reads the list of models page by page.
class ModelPages final : public FutureJob<QStringList>
{
public:
    ModelPages(ProviderConfig config, const HttpClient &client, QObject *parent)
        : FutureJob(parent)
        , m_config(std::move(config))
        , m_client(client)
    {
        onCancel = [this] {
            if (m_http)
                m_http->abort();
        };
        ask();
    }

private:
    void ask()
    {
        Result<HttpRequest> request = anthropicRequest(m_config, u"/models"_s);
        if (!request) {
            finish(Failure(request.error()));
            return;
        }
        QUrlQuery query(request->url);
        query.addQueryItem(u"limit"_s, QString::number(kModelsPerPage));
        if (!m_last.isEmpty())
            query.addQueryItem(u"after_id"_s, QString::fromLatin1(QUrl::toPercentEncoding(m_last)));
        request->url.setQuery(query);
        ++m_pages;
        m_http = m_client.send(*std::move(request), this);
        QObject::connect(m_http, &HttpReply::finished, this,
                         [this](const Result<HttpResponse> &response) { take(response); });
    }

    void take(const Result<HttpResponse> &response)
    {
        if (!response) {
            finish(Failure(response.error()));
            return;
        }
        Result<QStringList> ids = readModelIds(response->body);
        if (!ids) {
            ids = fail(withoutKey(ids.error(), m_config.apiKey.trimmed())); // it quotes what came instead
            ids.error().subject = m_config.preset.name;
            finish(std::move(ids));
            return;
        }
        m_ids += *ids;
        if (const QString last = nextPage(response->body);
            !last.isEmpty() && last != m_last && m_pages < kMostPages) {
            m_last = last;
            m_http->deleteLater();
            ask();
            return;
        }
        m_ids.removeDuplicates();
        m_ids.sort();
        finish(m_ids);
    }

    // The id after which the next page begins; empty where this was the last.
    static QString nextPage(const QByteArray &body)
    {
        const json document = json::parse(body.begin(), body.end(), nullptr, false);
        if (!document.is_object())
            return {};
        const auto more = document.find("has_more");
        const auto last = document.find("last_id");
        if (more == document.end() || last == document.end() || *more != true || !last->is_string())
            return {};
        return QString::fromStdString(last->get_ref<const std::string &>());
    }

    ProviderConfig m_config;
    HttpClient m_client;
    HttpReply *m_http = nullptr;
    QStringList m_ids;
    QString m_last;
    int m_pages = 0;
};
} // namespace

AnthropicLlm::AnthropicLlm(ProviderConfig config, HttpClient client)
    : m_config(std::move(config))
    , m_client(client)
{ }

LlmReply *AnthropicLlm::chat(const ChatRequest &request, QObject *parent)
{
    return new AnthropicReply(m_config, m_client, request, parent);
}

QFuture<Result<QStringList>> AnthropicLlm::models()
{
    auto *job = new ModelPages(m_config, m_client, &m_jobs);
    return job->future();
}

} // namespace CloneMemoria

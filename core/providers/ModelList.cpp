#include "core/providers/ModelList.h"

#include "core/net/HttpError.h"
#include "core/providers/FutureJob.h"
#include "core/providers/OpenAiApi.h"

#include <QUrl>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qint64 kModelListBytes = 4 * 1024 * 1024; // OpenRouter's, the longest known, has half a megabyte

class ModelListJob final : public FutureJob<QStringList>
{
public:
    ModelListJob(const ProviderConfig &config, const HttpClient &client, QObject *parent)
        : FutureJob(parent)
        , m_config(config)
        , m_client(client)
    {
        onCancel = [this] {
            if (m_reply)
                m_reply->abort();
        };
        Result<HttpRequest> request = openAiRequest(m_config, u"/models"_s);
        if (!request) {
            finish(Failure(request.error()));
            return;
        }
        ask(*std::move(request), [this](const Result<HttpResponse> &response) {
            if (!response && response.error().httpStatus == 404 && !m_config.preset.needsKey)
                askForTags(response.error());
            else
                conclude(response);
        });
    }

private:
    template <typename Use>
    void ask(HttpRequest request, Use use)
    {
        request.maxBodyBytes = kModelListBytes;
        m_reply = m_client.send(std::move(request), this);
        connect(m_reply, &HttpReply::finished, this, use);
    }

    void askForTags(const Error &noModels)
    {
        ProviderConfig root = m_config;
        QUrl url(root.baseUrl.trimmed());
        url.setPath({});
        root.baseUrl = url.toString();
        Result<HttpRequest> request = openAiRequest(root, u"/api/tags"_s);
        if (!request) {
            finish(Failure(noModels));
            return;
        }
        ask(*std::move(request), [this, noModels](const Result<HttpResponse> &response) {
            // That there is no Ollama either says less than what the address itself answered.
            conclude(response && readModelIds(response->body) ? response : Failure(noModels));
        });
    }

    void conclude(const Result<HttpResponse> &response)
    {
        if (!response) {
            finish(Failure(response.error()));
            return;
        }
        Result<QStringList> ids = readModelIds(response->body);
        if (!ids) {
            ids = fail(withoutKey(ids.error(), m_config.apiKey.trimmed())); // it quotes what came instead
            ids.error().subject = m_config.preset.name;
            ids.error().httpStatus = response->status;
        }
        finish(std::move(ids));
    }

    ProviderConfig m_config;
    HttpClient m_client;
    HttpReply *m_reply = nullptr;
};
} // namespace

QFuture<Result<QStringList>> fetchModels(const ProviderConfig &config, const HttpClient &client,
                                         QObject *parent)
{
    return (new ModelListJob(config, client, parent))->future();
}

} // namespace CloneMemoria

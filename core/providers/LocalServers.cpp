#include "core/providers/LocalServers.h"

#include "core/net/HttpClient.h"
#include "core/providers/FutureJob.h"
#include "core/providers/OpenAiApi.h"

#include <QHostAddress>
#include <QNetworkProxy>
#include <QTimer>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
constexpr HttpTimeouts kQuick{.connectMs = 1000, .firstByteMs = 2000, .idleMs = 1000};
constexpr int kPatienceMs = 3000; // for all of them: one that trickles its answer ends here
constexpr qint64 kListBytes = 1024 * 1024;

// Stricter than what is read from a server its user chose: here nobody has said that it is a model server at all.
bool looksLikeModels(const QByteArray &body)
{
    const json document = json::parse(body.begin(), body.end(), nullptr, false);
    if (!document.is_object())
        return false;
    const bool isOpenAi = document.contains("data");
    const auto list = document.find(isOpenAi ? "data" : "models");
    if (list == document.end())
        return false;
    const auto object = document.find("object");
    if (list->is_null() || (list->is_array() && list->empty()))
        return !isOpenAi || (object != document.end() && *object == "list");
    if (!list->is_array())
        return false;
    const char *field = isOpenAi ? "id" : "name";
    return std::all_of(list->begin(), list->end(), [field](const json &model) {
        return model.is_object() && model.contains(field) && model[field].is_string();
    });
}

class SearchJob final : public FutureJob<QList<LocalServer>>
{
public:
    SearchJob(const QList<ProviderConfig> &configs, QNetworkAccessManager &network, QObject *parent)
        : FutureJob(parent)
        , m_client(network, kQuick, RetryPolicy{.maxRetries = 0, .maxTimeoutRetries = 0})
    {
        for (const ProviderConfig &config : configs) {
            const Result<QUrl> url = checkedBaseUrl(config);
            if (config.preset.local && url && isLoopback(*url)) {
                ++m_waiting;
                ask(config, m_waiting, false);
            }
        }
        if (m_waiting == 0)
            finish(QList<LocalServer>());
        QTimer::singleShot(kPatienceMs, this, [this] { conclude(); });
    }

private:
    void ask(ProviderConfig config, int place, bool tags)
    {
        config.apiKey.clear(); // who listens there is what is to be found out
        if (tags) {
            QUrl root(config.baseUrl.trimmed());
            root.setPath({});
            config.baseUrl = root.toString();
        }
        Result<HttpRequest> request = openAiRequest(config, tags ? u"/api/tags"_s : u"/models"_s);
        if (!request) { // its address was looked at before
            leave();
            return;
        }
        request->maxBodyBytes = kListBytes;
        request->followsRedirects = false;
        HttpReply *reply = m_client.send(*std::move(request), this);
        connect(reply, &HttpReply::finished, this,
                [this, config, place, tags](const Result<HttpResponse> &response) {
                    if (!response && response.error().httpStatus == 404 && !tags) {
                        ask(config, place, true);
                        return;
                    }
                    if (response && looksLikeModels(response->body)) {
                        m_found.emplace(place,
                                        LocalServer{config.preset.id, config.preset.name,
                                                    readModelIds(response->body).value_or(QStringList())});
                    }
                    leave();
                });
    }

    void leave()
    {
        if (--m_waiting == 0)
            conclude();
    }

    void conclude()
    {
        QList<LocalServer> servers;
        for (const auto &[place, server] : m_found)
            servers.append(server);
        finish(std::move(servers));
    }

    HttpClient m_client;
    std::map<int, LocalServer> m_found; // by the place of its preset
    int m_waiting = 0;
};
} // namespace

LocalServers::LocalServers()
{
    m_network.setProxy(QNetworkProxy::NoProxy);
}

QFuture<Result<QList<LocalServer>>> LocalServers::find(const QList<ProviderConfig> &configs)
{
    return (new SearchJob(configs, m_network, &m_jobs))->future();
}

bool isLoopback(const QUrl &url)
{
    const QString host = url.host();
    return host == "localhost"_L1 || QHostAddress(host).isLoopback();
}

} // namespace CloneMemoria

#include "core/providers/OpenAiApi.h"

#include "core/net/HttpError.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
constexpr int kLocalPatienceMs = 300'000;
}

Result<QUrl> checkedBaseUrl(const ProviderConfig &config)
{
    const QUrl url(config.baseUrl.trimmed(), QUrl::StrictMode);
    const bool isWeb = url.scheme() == "http"_L1 || url.scheme() == "https"_L1;
    if (!url.isValid() || !isWeb || url.host().isEmpty())
        return fail(ErrorKind::InvalidInput, u"Not an http or https address"_s, u"bad-address"_s,
                    config.preset.name);
    if (!url.userInfo().isEmpty())
        return fail(ErrorKind::InvalidInput, u"An address must not hold a user name or password"_s,
                    u"bad-address"_s, config.preset.name);
    return url;
}

Result<HttpRequest> openAiRequest(const ProviderConfig &config, const QString &path, const QByteArray &body)
{
    CM_TRY_ASSIGN(url, checkedBaseUrl(config));
    QString base = url.path();
    while (base.endsWith(u'/'))
        base.chop(1);
    url.setPath(base + path);
    url.setFragment({});

    HttpRequest request;
    request.url = url;
    request.key = config.apiKey.trimmed();
    request.subject = config.preset.name;
    request.headers.emplaceBack("Accept", "application/json");
    if (!body.isEmpty()) {
        request.method = "POST";
        request.headers.emplaceBack("Content-Type", "application/json");
        request.body = body;
    }
    return request;
}

HttpTimeouts timeoutsFor(const Preset &preset)
{
    HttpTimeouts timeouts;
    if (preset.local) {
        timeouts.firstByteMs = kLocalPatienceMs;
        timeouts.idleMs = kLocalPatienceMs;
    }
    return timeouts;
}

Result<QStringList> readModelIds(const QByteArray &body)
{
    const json document = json::parse(body.begin(), body.end(), nullptr, false);
    const json *list = &document;
    if (document.is_object()) {
        const auto data = document.find("data");
        const auto models = document.find("models");
        list = data != document.end() ? &*data : models != document.end() ? &*models : nullptr;
    }
    if (document.is_object() && list && list->is_null()) // as Ollama writes a list of none
        return QStringList();
    if (!list || !list->is_array())
        return fail(ErrorKind::BadResponse, u"No list of models: "_s + excerptOf(body));
    QStringList ids;
    for (const json &model : *list) {
        const json *id = model.is_string() ? &model : nullptr;
        for (const char *field : {"name", "id"}) {
            if (model.is_object() && model.contains(field) && model[field].is_string())
                id = &model[field];
        }
        if (id)
            ids.append(QString::fromStdString(id->get_ref<const std::string &>()));
    }
    ids.removeAll(QString());
    ids.removeDuplicates();
    ids.sort();
    return ids;
}

} // namespace CloneMemoria

#include "core/api/ApiCall.h"
#include "core/api/CompactJson.h"
#include "core/api/Router.h"
#include "core/api/routes/Routes.h"
#include "core/profile/Profile.h"
#include "core/storage/Database.h"
#include "core/storage/StorageThread.h"

#include <QFile>

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::ordered_json;

namespace {
constexpr auto kPrometheusType = "text/plain; version=0.0.4; charset=utf-8";

ApiResponse healthResponse(bool connected)
{
    return {.status = connected ? 200 : 503,
            .contentType = "application/json",
            .body = compactJson(ordered_json{{"status", connected ? "ok" : "error"},
                                             {"database", connected ? "connected" : "disconnected"},
                                             {"project", "CloneMemoria"},
                                             {"version", CLONEMEMORIA_VERSION}})};
}

void tellHealth(ApiCall &call, Profile &profile)
{
    const auto asked = profile.storage().read(
        [](Store &store) { return store.database().number(u"SELECT count(*) FROM users"_s); });
    whenReady(&call, asked,
              [&call](const Result<qint64> &users) { call.answer(healthResponse(users && *users > 0)); });
}

struct Metric
{
    const char *name;
    qint64 StoreCounts::*count;
    const char *help;
};

constexpr Metric kMetrics[] = {
    {"users", &StoreCounts::users, "Users of this profile."},
    {"clones", &StoreCounts::clones, "Clones."},
    {"conversations", &StoreCounts::conversations, "Conversations with clones."},
    {"messages", &StoreCounts::messages, "Messages in conversations."},
    {"documents", &StoreCounts::documents, "Memory documents."},
    {"chunks", &StoreCounts::chunks, "Passages of memory documents."},
};

// Prometheus asks for text and takes anything else last; a program that asks for JSON as well wants that.
bool wantsText(const ApiRequest &request)
{
    const QByteArray accept = request.header("accept").toLower();
    return accept.contains("text/plain") && !accept.contains("application/json");
}

ApiResponse metricsResponse(const StoreCounts &counts, bool asText)
{
    ordered_json document;
    QByteArray text;
    for (const Metric &metric : kMetrics) {
        const qint64 count = counts.*metric.count;
        document[metric.name] = count;
        const QByteArray name = QByteArray("clonememoria_") + metric.name;
        text += "# HELP " + name + ' ' + metric.help + "\n# TYPE " + name + " gauge\n" + name + ' '
                + QByteArray::number(count) + '\n';
    }
    if (asText)
        return {.contentType = kPrometheusType, .body = text, .headers = {{"Vary", "Accept"}}};
    return {.contentType = "application/json",
            .body = compactJson(document),
            .headers = {{"Vary", "Accept"}}};
}

void tellMetrics(ApiCall &call, Profile &profile)
{
    call.await(profile.storage().read([](Store &store) { return store.counts(); }),
               [&call](const StoreCounts &counts) {
                   call.answer(metricsResponse(counts, wantsText(call.request())));
               });
}

void tellDescription(ApiCall &call)
{
    QFile file(u":/api/openapi.json"_s);
    if (!file.open(QIODevice::ReadOnly)) {
        call.failWith({.kind = ErrorKind::Storage, .detail = file.errorString()});
        return;
    }
    QByteArray document = file.readAll();
    document.replace("@version@", CLONEMEMORIA_VERSION);
    call.answer(ApiResponse{.contentType = "application/json", .body = document});
}
} // namespace

void addStatusRoutes(Router &router, Profile &profile)
{
    router.add("GET", u"/health"_s, [&profile](ApiCall &call) { tellHealth(call, profile); });
    router.add("GET", u"/metrics"_s, [&profile](ApiCall &call) { tellMetrics(call, profile); });
    router.add("GET", u"/openapi.json"_s, [](ApiCall &call) { tellDescription(call); });
}

} // namespace CloneMemoria

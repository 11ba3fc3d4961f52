#include "core/api/ApiCall.h"
#include "core/api/CompactJson.h"
#include "core/api/Router.h"
#include "core/api/openai/Models.h"
#include "core/api/routes/Routes.h"
#include "core/base/ErrorText.h"
#include "core/profile/Profile.h"
#include "core/storage/StorageThread.h"

#include <QHash>

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::ordered_json;

namespace {
ordered_json modelOf(const QString &id, const QDateTime &createdAt)
{
    return {{"id", id.toStdString()},
            {"object", "model"},
            {"created", createdAt.toSecsSinceEpoch()},
            {"owned_by", "clonememoria"}};
}

void answerOrdered(ApiCall &call, const ordered_json &document)
{
    call.answer(ApiResponse{.contentType = "application/json", .body = compactJson(document)});
}

void listModels(ApiCall &call, Profile &profile)
{
    call.await(profile.storage().read([](Store &store) { return store.clones.names(); }),
               [&call](const QList<CloneName> &names) {
                   const QStringList models = modelNames(names);
                   ordered_json data = ordered_json::array();
                   for (qsizetype at = 0; at < names.size(); ++at)
                       data.push_back(modelOf(models.at(at), names.at(at).createdAt));
                   answerOrdered(call, {{"object", "list"}, {"data", std::move(data)}});
               });
}

void getModel(ApiCall &call, Profile &profile)
{
    const QString model = call.param(0);
    withModel(call, profile, model, u"model"_s,
              [&call, model](const Clone &clone) { answerOrdered(call, modelOf(model, clone.createdAt)); });
}
} // namespace

// People choose from the list.
QStringList modelNames(const QList<CloneName> &clones)
{
    QHash<QString, int> times;
    for (const CloneName &clone : clones) {
        ++times[clone.name.toCaseFolded()];
        ++times[clone.id.toCaseFolded()];
    }
    QStringList names;
    for (const CloneName &clone : clones)
        names.append(times.value(clone.name.toCaseFolded()) == 1 ? clone.name : clone.id);
    return names;
}

void answerNoModel(ApiCall &call, const Error &error, const QString &param)
{
    call.answer(
        failureResponse(404, describe(error).sentence, ErrorForm::OpenAi, u"model_not_found"_s, param));
}

void withModel(ApiCall &call, Profile &profile, const QString &model, const QString &param,
               std::function<void(const Clone &)> next)
{
    whenReady(&call, profile.storage().read([model](Store &store) { return store.clones.find(model); }),
              [&call, param, next = std::move(next)](const Result<Clone> &clone) {
                  if (clone)
                      next(*clone);
                  else if (clone.error().code == "not-a-clone"_L1 || clone.error().code == "ambiguous"_L1)
                      answerNoModel(call, clone.error(), param);
                  else
                      call.failWith(clone.error());
              });
}

void addModelRoutes(Router &router, Profile &profile)
{
    router.add("GET", u"/v1/models"_s, [&profile](ApiCall &call) { listModels(call, profile); });
    router.add("GET", u"/v1/models/{model}"_s, [&profile](ApiCall &call) { getModel(call, profile); });
}

} // namespace CloneMemoria

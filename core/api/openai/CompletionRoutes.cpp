#include "core/api/ApiCall.h"
#include "core/api/JsonBody.h"
#include "core/api/Router.h"
#include "core/api/openai/CompletionCall.h"
#include "core/api/openai/Models.h"
#include "core/api/routes/Routes.h"
#include "core/profile/Profile.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
void complete(ApiCall &call, Profile &profile)
{
    const Result<nlohmann::json> json = parseJsonBody(call.request().body);
    if (!json) {
        call.failWith(json.error());
        return;
    }
    QString wrongField;
    const Result<CompletionBody> body = readCompletionBody(*json, &wrongField);
    if (!body) {
        call.failWith(body.error(), wrongField);
        return;
    }
    withModel(call, profile, body->model, u"model"_s, [&call, &profile, body = *body](const Clone &clone) {
        new CompletionCall(call, profile.chat(), clone, body);
    });
}
} // namespace

void addCompletionRoutes(Router &router, Profile &profile)
{
    router.add("POST", u"/v1/chat/completions"_s, [&profile](ApiCall &call) { complete(call, profile); });
}

} // namespace CloneMemoria

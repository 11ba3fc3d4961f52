#include "core/api/ApiCall.h"
#include "core/api/Router.h"
#include "core/api/routes/Routes.h"
#include "core/json/JsonForms.h"
#include "core/knowledge/KnowledgeService.h"
#include "core/profile/Profile.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// As "memory search" of the command line takes them, but for the largest answer.
constexpr int kUsualPassages = 8;
constexpr int kMostPassages = 200;
constexpr int kMostTokens = 1'000'000;

Result<RetrievalQuery> readQuery(const ApiCall &call)
{
    CM_TRY_ASSIGN(limit, call.numberQuery(u"limit", kUsualPassages, 1, kMostPassages));
    CM_TRY_ASSIGN(budget, call.numberQuery(u"budget", 0, 0, kMostTokens));
    const QString text = call.request().queryValue(u"q").value_or(QString());
    if (text.trimmed().isEmpty())
        return fail(ErrorKind::InvalidInput, u"“q” is missing: it must be a text"_s, u"wrong-field"_s);
    return RetrievalQuery{.cloneId = call.param(0), .text = text, .limit = limit, .tokenBudget = budget};
}

void findMemories(ApiCall &call, Profile &profile)
{
    const Result<RetrievalQuery> query = readQuery(call);
    if (!query) {
        call.failWith(query.error());
        return;
    }
    const auto found = profile.knowledge().retrieve(*query);
    whenReady(&call, found, [&call](const Result<QList<RetrievedPassage>> &passages) {
        if (!passages) {
            Error error = passages.error();
            if (error.kind == ErrorKind::NotFound) {
                error.code = u"not-a-clone"_s;
                error.subject = call.param(0).left(80);
            }
            call.failWith(error);
            return;
        }
        nlohmann::json rows = nlohmann::json::array();
        for (const RetrievedPassage &passage : *passages)
            rows.push_back(toJsonWithScores(passage));
        call.answer(rows);
    });
}
} // namespace

void addMemoryRoutes(Router &router, Profile &profile)
{
    router.add("GET", u"/api/clones/{clone_id}/memories"_s,
               [&profile](ApiCall &call) { findMemories(call, profile); });
}

} // namespace CloneMemoria

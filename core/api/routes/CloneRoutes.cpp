#include "core/api/ApiCall.h"
#include "core/api/CloneBody.h"
#include "core/api/JsonBody.h"
#include "core/api/Router.h"
#include "core/api/routes/Routes.h"
#include "core/domain/Validation.h"
#include "core/json/JsonForms.h"
#include "core/profile/Profile.h"
#include "core/profile/ProviderSettings.h"
#include "core/storage/StorageThread.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
void listClones(ApiCall &call, Profile &profile)
{
    const Result<ApiCall::PageQuery> query = call.timePageQuery();
    if (!query) {
        call.failWith(query.error());
        return;
    }
    call.await(profile.storage().read(
                   [query = *query](Store &store) { return store.clones.page(query.limit, query.after); }),
               [&call](const Page<CloneSummary> &page) {
                   nlohmann::json rows = nlohmann::json::array();
                   for (const CloneSummary &clone : page.rows)
                       rows.push_back(toJson(clone));
                   call.answerPage(rows, page.next ? std::optional(cursorOf(*page.next)) : std::nullopt);
               });
}

void getClone(ApiCall &call, Profile &profile)
{
    call.await(profile.storage().read([id = call.param(0)](Store &store) { return cloneOf(store, id); }),
               [&call](const Clone &clone) { call.answer(toJson(clone)); });
}

// What a body asks for, and whether the providers that it names are there.
Result<CloneChange> readChange(const ApiCall &call, Profile &profile, CloneFieldSet fields)
{
    CM_TRY_ASSIGN(body, parseJsonBody(call.request().body));
    CM_TRY_ASSIGN(change, cloneChangeOf(body, fields));
    Clone trial;
    change(trial);
    CM_TRY(profile.providerSettings().checkKnown(trial.settings));
    return change;
}

void createClone(ApiCall &call, Profile &profile, const CloneChanged &changed)
{
    const Result<CloneChange> change = readChange(call, profile, CloneFieldSet::All);
    Clone draft;
    if (change)
        (*change)(draft);
    const Result<void> valid = change ? validateClone(draft) : Result<void>(fail(change.error()));
    if (!valid) {
        call.failWith(valid.error());
        return;
    }
    call.await(profile.storage().write([draft](Store &store) { return store.clones.create(draft); }),
               [&call, changed](const Clone &clone) {
                   changed(clone.id);
                   call.answer(toJson(clone), 201, {{"Location", "/api/clones/" + clone.id.toUtf8()}});
               });
}

void changeClone(ApiCall &call, Profile &profile, CloneFieldSet fields, const CloneChanged &changed)
{
    const Result<CloneChange> change = readChange(call, profile, fields);
    if (!change) {
        call.failWith(change.error());
        return;
    }
    // Read and written in one job: nothing that a window stores meanwhile is lost in between.
    call.await(profile.storage().write([id = call.param(0), change = *change](Store &store) -> Result<Clone> {
        CM_TRY_ASSIGN(clone, cloneOf(store, id));
        change(clone);
        CM_TRY(validateClone(clone));
        return store.clones.update(clone);
    }),
               [&call, changed](const Clone &clone) {
                   changed(clone.id);
                   call.answer(toJson(clone));
               });
}

void trashClone(ApiCall &call, Profile &profile, const CloneChanged &changed)
{
    const QString id = call.param(0);
    call.await(profile.storage().write([id](Store &store) -> Result<void> {
        CM_TRY(cloneOf(store, id));
        return store.clones.trash(id);
    }),
               [&call, changed, id] {
                   changed(id);
                   call.answerNothing();
               });
}
} // namespace

Result<Clone> cloneOf(Store &store, const QString &id)
{
    Result<Clone> clone = store.clones.get(id);
    if (!clone && clone.error().kind == ErrorKind::NotFound)
        return fail(ErrorKind::NotFound, u"no such id"_s, u"not-a-clone"_s, id.left(80));
    return clone;
}

void addCloneRoutes(Router &router, Profile &profile, const CloneChanged &cloneChanged)
{
    router.add("GET", u"/api/clones"_s, [&profile](ApiCall &call) { listClones(call, profile); });
    router.add("POST", u"/api/clones"_s,
               [&profile, cloneChanged](ApiCall &call) { createClone(call, profile, cloneChanged); });
    router.add("GET", u"/api/clones/{clone_id}"_s, [&profile](ApiCall &call) { getClone(call, profile); });
    router.add("PATCH", u"/api/clones/{clone_id}"_s, [&profile, cloneChanged](ApiCall &call) {
        changeClone(call, profile, CloneFieldSet::All, cloneChanged);
    });
    router.add("DELETE", u"/api/clones/{clone_id}"_s,
               [&profile, cloneChanged](ApiCall &call) { trashClone(call, profile, cloneChanged); });
    router.add("PATCH", u"/api/clones/{clone_id}/settings"_s, [&profile, cloneChanged](ApiCall &call) {
        changeClone(call, profile, CloneFieldSet::Settings, cloneChanged);
    });
}

} // namespace CloneMemoria

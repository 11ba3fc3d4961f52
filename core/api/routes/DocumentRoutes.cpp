#include "core/api/ApiCall.h"
#include "core/api/JsonBody.h"
#include "core/api/Router.h"
#include "core/api/routes/Routes.h"
#include "core/json/JsonForms.h"
#include "core/knowledge/KnowledgeService.h"
#include "core/profile/Profile.h"
#include "core/storage/StorageThread.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kLongestTitle = 1000;

nlohmann::json documentRow(const DocumentWithText &document)
{
    nlohmann::json row = toJson(document.summary);
    row["content"] = jsonText(document.content);
    return row;
}

void listDocuments(ApiCall &call, Profile &profile)
{
    const Result<ApiCall::PageQuery> query = call.timePageQuery();
    if (!query) {
        call.failWith(query.error());
        return;
    }
    call.await(profile.storage().read(
                   [id = call.param(0), query = *query](Store &store) -> Result<Page<DocumentWithText>> {
                       CM_TRY(cloneOf(store, id));
                       return store.documents.page(id, query.limit, query.after);
                   }),
               [&call](const Page<DocumentWithText> &page) {
                   nlohmann::json rows = nlohmann::json::array();
                   for (const DocumentWithText &document : page.rows)
                       rows.push_back(documentRow(document));
                   call.answerPage(rows, page.next ? std::optional(cursorOf(*page.next)) : std::nullopt);
               });
}

Result<DocumentDraft> readDraft(const ApiCall &call)
{
    CM_TRY_ASSIGN(body, parseJsonBody(call.request().body));
    JsonFields fields(body);
    DocumentDraft draft;
    draft.title = fields.text("title", kLongestTitle).value_or(QString());
    draft.content = fields.neededText("content", kMaxDocumentCharacters);
    draft.happenedAt = fields.time("happened_at").value_or(QDateTime());
    fields.refuseOthers();
    CM_TRY(fields.check());
    return draft;
}

// As the list tells it, with the text as it is kept.
Result<DocumentWithText> storedDocument(const Store &store, const QString &id)
{
    CM_TRY_ASSIGN(document, store.documents.get(id));
    CM_TRY_ASSIGN(summaries, store.documents.summaries({id}));
    if (summaries.isEmpty())
        return fail(ErrorKind::NotFound, u"it was removed meanwhile"_s, u"not-a-document"_s);
    return DocumentWithText{summaries.constFirst(), document.content};
}

void addDocument(ApiCall &call, Profile &profile)
{
    const Result<DocumentDraft> draft = readDraft(call);
    if (!draft) {
        call.failWith(draft.error());
        return;
    }
    const auto known = profile.storage().write(
        [id = call.param(0)](Store &store) { return cloneOf(store, id); });
    call.await(known, [&call, &profile, draft = *draft](const Clone &clone) {
        call.await(profile.knowledge().add(clone.id, draft), [&call, &profile](const IngestOutcome &outcome) {
            if (outcome.duplicate) {
                call.failWith({.kind = ErrorKind::InvalidInput,
                               .detail = u"same content as "_s + outcome.document.id,
                               .code = u"duplicate"_s,
                               .subject = outcome.document.title});
                return;
            }
            call.await(profile.storage().write(
                           [id = outcome.document.id](Store &store) { return storedDocument(store, id); }),
                       [&call](const DocumentWithText &stored) { call.answer(documentRow(stored), 201); });
        });
    });
}

void trashDocument(ApiCall &call, Profile &profile)
{
    const QString cloneId = call.param(0);
    call.await(profile.storage().write([cloneId, id = call.param(1)](Store &store) -> Result<void> {
        CM_TRY(cloneOf(store, cloneId));
        const Result<Document> document = store.documents.get(id);
        if (!document && document.error().kind != ErrorKind::NotFound)
            return fail(document.error());
        if (!document || document->cloneId != cloneId)
            return fail(ErrorKind::NotFound, u"no document of this clone has that id"_s, u"not-a-document"_s,
                        id.left(80));
        return store.documents.trash(id);
    }),
               [&call, &profile, cloneId] {
                   Q_EMIT profile.knowledge().changed(cloneId);
                   call.answerNothing();
               });
}
} // namespace

void addDocumentRoutes(Router &router, Profile &profile)
{
    const QString documents = u"/api/clones/{clone_id}/documents"_s;
    router.add("GET", documents, [&profile](ApiCall &call) { listDocuments(call, profile); });
    router.add("POST", documents, [&profile](ApiCall &call) { addDocument(call, profile); });
    router.add("DELETE", documents + u"/{document_id}"_s,
               [&profile](ApiCall &call) { trashDocument(call, profile); });
}

} // namespace CloneMemoria

#include "core/api/ApiCall.h"
#include "core/api/CompactJson.h"
#include "core/api/JsonBody.h"
#include "core/api/Router.h"
#include "core/api/openai/Models.h"
#include "core/api/routes/Routes.h"
#include "core/chat/PromptBuilder.h"
#include "core/profile/Profile.h"
#include "core/storage/Database.h"

#include <QPromise>
#include <QThreadPool>

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;
using nlohmann::ordered_json;

namespace {
constexpr std::size_t kMostInputs = 2048;

struct EmbeddingBody
{
    QString model;
    QStringList inputs;
    bool base64 = false;
};

std::optional<QStringList> inputsOf(const json &value)
{
    const json list = value.is_string() ? json::array({value}) : value;
    if (!list.is_array() || list.empty() || list.size() > kMostInputs)
        return std::nullopt;
    QStringList inputs;
    for (const json &each : list) {
        const std::optional<QString> text = textOf(each);
        if (!text || text->isEmpty())
            return std::nullopt;
        inputs.append(*text);
    }
    return inputs;
}

Result<EmbeddingBody> readEmbeddingBody(const ApiCall &call, QString *wrongField)
{
    CM_TRY_ASSIGN(parsed, parseJsonBody(call.request().body));
    JsonFields fields(parsed);
    EmbeddingBody body;
    body.model = fields.neededText("model", kLongestModelName);
    const QString encoding = fields.text("encoding_format", 20).value_or(u"float"_s);
    body.base64 = encoding == "base64"_L1;
    if (!body.base64 && encoding != "float"_L1)
        fields.refuse("encoding_format", u"must be “float” or “base64”"_s);
    if (fields.value("dimensions"))
        fields.refuse("dimensions", u"can't be chosen here"_s);
    const json *input = fields.value("input");
    if (const auto inputs = inputsOf(input ? *input : json()))
        body.inputs = *inputs;
    else
        fields.refuse("input",
                      u"must be a text, or a list of 1 to %1 texts, none of them empty"_s.arg(kMostInputs));
    *wrongField = fields.wrongField();
    CM_TRY(fields.check());
    return body;
}

// Two thousand texts take longer to embed, and their vectors to be written, than anyone's token may wait.
template <typename Job>
QFuture<std::invoke_result_t<Job>> onAnotherThread(Job job)
{
    auto promise = std::make_shared<QPromise<std::invoke_result_t<Job>>>();
    promise->start();
    QThreadPool::globalInstance()->start([promise, job = std::move(job)] {
        if (!promise->isCanceled())
            promise->addResult(job());
        promise->finish();
    });
    return promise->future();
}

QFuture<Result<QList<Vector>>> embedTexts(const std::shared_ptr<Embedder> &embedder, const QStringList &texts)
{
    if (!embedder->isLocal())
        return embedder->embed(texts);
    return onAnotherThread([embedder, texts] { return embedLocally(*embedder, texts); });
}

// Written by hand: two thousand vectors are a million numbers, of which each would become a JSON value first, and be
// written with the digits of a double.
QByteArray vectorText(const Vector &vector, bool base64)
{
    constexpr int kDigits = 9; // which tell every float from the next
    if (base64)
        return '"' + sqlVector(vector).toBase64() + '"'; // float32, little-endian
    QByteArray text = "[";
    for (const float value : vector) {
        if (text.size() > 1)
            text += ',';
        text += QByteArray::number(double(value), 'g', kDigits);
    }
    return text + ']';
}

Result<QByteArray> documentOf(const EmbeddingBody &body, const QList<Vector> &vectors)
{
    CM_TRY(checkedVectors(vectors, body.inputs.size()));
    QByteArray document = R"({"object":"list","data":[)";
    for (qsizetype at = 0; at < vectors.size(); ++at) {
        document += at > 0 ? "," : "";
        document += R"({"object":"embedding","index":)" + QByteArray::number(at) + R"(,"embedding":)"
                    + vectorText(vectors.at(at), body.base64) + '}';
    }
    int tokens = 0;
    for (const QString &text : body.inputs)
        tokens += estimateTokens(text);
    document += "],\"model\":" + compactJson(ordered_json(body.model.toStdString())) + ",\"usage\":"
                + compactJson(ordered_json{{"prompt_tokens", tokens}, {"total_tokens", tokens}}) + '}';
    return document;
}

void embedWith(ApiCall &call, Profile &profile, const EmbeddingBody &body, const AiSettings &settings)
{
    call.await(profile.embedder(settings), [&call, body](const std::shared_ptr<Embedder> &embedder) {
        call.awaitWork(embedTexts(embedder, body.inputs), [&call, body,
                                                           embedder](const QList<Vector> &vectors) {
            call.awaitWork(onAnotherThread([body, vectors] { return documentOf(body, vectors); }),
                           [&call](const QByteArray &document) {
                               call.answer(ApiResponse{.contentType = "application/json", .body = document});
                           });
        });
    });
}

void embed(ApiCall &call, Profile &profile)
{
    QString wrongField;
    const Result<EmbeddingBody> body = readEmbeddingBody(call, &wrongField);
    if (!body) {
        call.failWith(body.error(), wrongField);
        return;
    }
    if (body->model == "default"_L1) {
        embedWith(call, profile, *body, {});
        return;
    }
    withModel(call, profile, body->model, u"model"_s, [&call, &profile, body = *body](const Clone &clone) {
        embedWith(call, profile, body, clone.settings);
    });
}
} // namespace

void addEmbeddingRoutes(Router &router, Profile &profile)
{
    router.add("POST", u"/v1/embeddings"_s, [&profile](ApiCall &call) { embed(call, profile); });
}

} // namespace CloneMemoria

#include "core/providers/embedding/OpenAiEmbedder.h"

#include "core/net/HttpError.h"
#include "core/providers/FutureJob.h"
#include "core/providers/OpenAiApi.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
// Whether less at once may be accepted. Servers say it in many ways; the tokens of all texts may count together.
bool isTooMuch(const Error &error)
{
    if (error.kind == ErrorKind::ContextTooLong)
        return true;
    if (error.httpStatus != 400 && error.httpStatus != 422)
        return false;
    return std::ranges::any_of(
        std::initializer_list<QLatin1StringView>{"too many"_L1, "too large"_L1, "too long"_L1,
                                                 "batch size"_L1, "maximum"_L1},
        [&](QLatin1StringView words) { return error.detail.contains(words, Qt::CaseInsensitive); });
}

class EmbeddingJob final : public FutureJob<QList<Vector>>
{
public:
    EmbeddingJob(const ProviderConfig &config, const HttpClient &client, const QStringList &texts,
                 QObject *parent)
        : FutureJob(parent)
        , m_config(config)
        , m_client(client)
        , m_texts(texts)
        , m_batchSize(std::max(1, m_config.preset.batchSize))
    {
        onCancel = [this] {
            if (m_reply)
                m_reply->abort();
        };
        next();
    }

private:
    void next()
    {
        if (m_vectors.size() == m_texts.size()) {
            finish(std::move(m_vectors));
            return;
        }
        const qsizetype size = std::min(m_batchSize, m_texts.size() - m_vectors.size());
        json input = json::array();
        for (qsizetype at = 0; at < size; ++at) {
            const QString &text = m_texts[m_vectors.size() + at];
            // Servers refuse an empty text, and with it the whole batch.
            input.push_back(text.trimmed().isEmpty() ? std::string(" ") : text.toStdString());
        }
        const json body = {{"model", m_config.model.toStdString()},
                           {"input", std::move(input)},
                           {"encoding_format", "float"}};
        Result<HttpRequest> request = openAiRequest(
            m_config, u"/embeddings"_s,
            QByteArray::fromStdString(body.dump(-1, ' ', false, json::error_handler_t::replace)));
        if (!request) {
            finish(Failure(request.error()));
            return;
        }
        m_reply = m_client.send(*std::move(request), this);
        connect(m_reply, &HttpReply::finished, this,
                [this, size](const Result<HttpResponse> &response) { onBatch(response, size); });
    }

    void onBatch(const Result<HttpResponse> &response, qsizetype size)
    {
        m_reply->deleteLater();
        m_reply = nullptr;
        if (isDone())
            return;
        if (!response && size > 1 && isTooMuch(response.error())) {
            m_batchSize = size / 2; // and stays so: the next batch would be too much as well
            next();
            return;
        }
        if (!response) {
            finish(Failure(response.error()));
            return;
        }
        Result<QList<Vector>> batch = readEmbeddings(response->body, size);
        if (batch && !m_vectors.isEmpty() && batch->front().size() != m_vectors.front().size())
            batch = fail(ErrorKind::BadResponse,
                         u"Vectors of %1 and of %2 numbers"_s.arg(m_vectors.front().size())
                             .arg(batch->front().size()));
        if (!batch) {
            Error error = withoutKey(batch.error(), m_config.apiKey.trimmed());
            error.subject = m_config.preset.name;
            finish(fail(std::move(error)));
            return;
        }
        m_vectors.append(*batch);
        next();
    }

    ProviderConfig m_config;
    HttpClient m_client;
    QStringList m_texts;
    QList<Vector> m_vectors;
    qsizetype m_batchSize;
    HttpReply *m_reply = nullptr;
};

Failure badVectors(const QString &why)
{
    return fail(ErrorKind::BadResponse, why);
}

Result<Vector> readVector(const json &entry)
{
    const auto numbers = entry.find("embedding");
    if (numbers == entry.end() || !numbers->is_array() || numbers->empty())
        return badVectors(u"A vector is missing"_s);
    Vector vector;
    vector.reserve(static_cast<qsizetype>(numbers->size()));
    double square = 0;
    for (const json &number : *numbers) {
        if (!number.is_number())
            return badVectors(u"A vector holds something that is no number"_s);
        const double value = number.get<double>();
        if (!std::isfinite(value) || std::abs(value) > 1e18)
            return badVectors(u"A vector holds a number out of range"_s);
        square += value * value;
        vector.append(static_cast<float>(value));
    }
    if (square > 0) {
        const double scale = 1 / std::sqrt(square);
        for (float &value : vector)
            value = static_cast<float>(value * scale);
    }
    return vector;
}
} // namespace

Result<QList<Vector>> readEmbeddings(const QByteArray &body, qsizetype count)
{
    const json document = json::parse(body.begin(), body.end(), nullptr, false);
    if (document.is_object() && document.contains("error") && !document["error"].is_null())
        return fail(errorOfAnswer(0, body));
    if (!document.is_object() || !document.contains("data") || !document["data"].is_array())
        return badVectors(u"No list of vectors: "_s + excerptOf(body));
    const json &data = document["data"];
    if (static_cast<qsizetype>(data.size()) != count)
        return badVectors(u"%1 vectors for %2 texts"_s.arg(data.size()).arg(count));

    QList<Vector> vectors(count);
    for (qsizetype at = 0; at < count; ++at) {
        const json &entry = data[static_cast<std::size_t>(at)];
        if (!entry.is_object())
            return badVectors(u"A vector is missing"_s);
        qsizetype index = at;
        if (const auto given = entry.find("index"); given != entry.end()) {
            const bool fits = given->is_number_integer() && given->get<std::int64_t>() >= 0
                              && given->get<std::int64_t>() < count;
            if (!fits)
                return badVectors(u"A vector's index is out of range"_s);
            index = static_cast<qsizetype>(given->get<std::int64_t>());
        }
        if (!vectors[index].isEmpty())
            return badVectors(u"Two vectors have the index %1"_s.arg(index));
        CM_TRY_ASSIGN(vector, readVector(entry));
        vectors[index] = std::move(vector);
    }
    for (const Vector &vector : vectors) {
        if (vector.size() != vectors.front().size())
            return badVectors(
                u"Vectors of %1 and of %2 numbers"_s.arg(vectors.front().size()).arg(vector.size()));
    }
    return vectors;
}

OpenAiEmbedder::OpenAiEmbedder(ProviderConfig config, HttpClient client)
    : m_config(std::move(config))
    , m_client(client)
{ }

QFuture<Result<QList<Vector>>> OpenAiEmbedder::embed(const QStringList &texts)
{
    return (new EmbeddingJob(m_config, m_client, texts, &m_jobs))->future();
}

} // namespace CloneMemoria

#include "core/providers/embedding/OpenAiEmbedder.h"

#include "core/base/Logging.h"
#include "core/net/HttpError.h"
#include "core/providers/FutureJob.h"
#include "core/providers/OpenAiApi.h"

#include <nlohmann/json.hpp>

#include <QtEndian>
#include <algorithm>
#include <bit>
#include <cmath>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
// Halvings of one text that is too long: a book becomes a few pages.
constexpr int kMostHalvings = 10;
constexpr qsizetype kShortestCut = 64;

bool saysAny(const QString &text, std::initializer_list<QLatin1StringView> needles)
{
    return std::any_of(needles.begin(), needles.end(),
                       [&](QLatin1StringView needle) { return text.contains(needle, Qt::CaseInsensitive); });
}

// Whether less in one request may be taken. There is no code for it that servers agree on: their words decide.
bool isTooMuch(const Error &error)
{
    if (error.kind == ErrorKind::ContextTooLong)
        return true;
    if (error.httpStatus == 400 || error.httpStatus == 422)
        return saysAny(error.detail,
                       {"batch size"_L1, "in one batch"_L1, "tokens in batch"_L1, "per submitted batch"_L1,
                        "too many inputs"_L1, "too many tokens"_L1, "tokens per request"_L1, "too long"_L1,
                        "too large"_L1, "context length"_L1, "context size"_L1, "input length"_L1,
                        "must have less than"_L1, "maximum number of tokens"_L1, "maximum length"_L1});
    return error.httpStatus == 500 && saysAny(error.detail, {"too large to process"_L1, "context length"_L1});
}

// Whether it is the number of texts that was too much, which will be so the next time as well.
bool isAboutCount(const Error &error)
{
    return saysAny(error.detail,
                   {"batch size"_L1, "in one batch"_L1, "too many inputs"_L1, "array too long"_L1})
           && !error.detail.contains("physical batch"_L1, Qt::CaseInsensitive);
}

QString firstHalf(const QString &text)
{
    qsizetype length = text.size() / 2;
    if (length > 0 && text[length - 1].isHighSurrogate())
        --length;
    return text.left(length);
}

class EmbeddingJob final : public FutureJob<QList<Vector>>
{
public:
    EmbeddingJob(const ProviderConfig &config, const HttpClient &client, const QStringList &texts,
                 std::shared_ptr<OpenAiEmbedder::Learned> learned, QObject *parent)
        : FutureJob(parent)
        , m_config(config)
        , m_client(client)
        , m_texts(texts)
        , m_learned(std::move(learned))
    {
        onCancel = [this] {
            if (m_reply)
                m_reply->abort();
        };
        next();
    }

private:
    // The texts of the next request begin where the vectors end.
    void next()
    {
        const qsizetype left = m_texts.size() - m_vectors.size();
        if (left == 0) {
            finish(std::move(m_vectors));
            return;
        }
        if (m_sizes.isEmpty())
            m_sizes.append(left);
        qsizetype most = std::max(1, m_config.preset.batchSize);
        if (m_learned->mostTexts > 0)
            most = std::min(most, m_learned->mostTexts);
        if (m_sizes.constLast() > most)
            splitLast(most);
        ask();
    }

    void splitLast(qsizetype first)
    {
        const qsizetype whole = m_sizes.takeLast();
        m_sizes.append(whole - first);
        m_sizes.append(first);
    }

    void ask()
    {
        json input = json::array();
        for (qsizetype at = 0; at < m_sizes.constLast(); ++at) {
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
        connect(m_reply, &HttpReply::finished, this, &EmbeddingJob::onBatch);
    }

    void onBatch(const Result<HttpResponse> &response)
    {
        m_reply->deleteLater();
        m_reply = nullptr;
        if (isDone())
            return;
        Result<QList<Vector>> batch = response ? readEmbeddings(response->body, m_sizes.constLast())
                                               : Result<QList<Vector>>(Failure(response.error()));
        if (!batch && isTooMuch(batch.error()) && takeLess(batch.error())) {
            next();
            return;
        }
        if (batch && m_learned->dimensions > 0 && batch->front().size() != m_learned->dimensions)
            batch = fail(
                ErrorKind::BadResponse,
                u"Vectors of %1 and of %2 numbers"_s.arg(m_learned->dimensions).arg(batch->front().size()));
        if (!batch) {
            Error error = withoutKey(batch.error(), m_config.apiKey.trimmed());
            error.subject = m_config.preset.name;
            finish(fail(std::move(error)));
            return;
        }
        m_learned->dimensions = batch->front().size();
        m_vectors.append(*batch);
        m_sizes.removeLast();
        m_halvings = 0;
        next();
    }

    // Whether there is less to ask for than what was refused.
    bool takeLess(const Error &error)
    {
        const qsizetype size = m_sizes.constLast();
        if (size > 1) {
            if (isAboutCount(error))
                m_learned->mostTexts = size / 2;
            splitLast(size / 2);
            return true;
        }
        QString &text = m_texts[m_vectors.size()];
        if (m_halvings == kMostHalvings || text.size() < 2 * kShortestCut)
            return false;
        ++m_halvings;
        text = firstHalf(text);
        qCInfo(lcProviders) << "a text is too long for" << m_config.model << "and was cut to" << text.size()
                            << "characters";
        return true;
    }

    ProviderConfig m_config;
    HttpClient m_client;
    QStringList m_texts;
    std::shared_ptr<OpenAiEmbedder::Learned> m_learned;
    QList<Vector> m_vectors;
    QList<qsizetype>
        m_sizes; ///< of the requests to come, the next one last; what they leave out comes after them
    HttpReply *m_reply = nullptr;
    int m_halvings = 0; ///< of the text that is being asked for
};

Failure badVectors(const QString &why)
{
    return fail(ErrorKind::BadResponse, why);
}

Result<QList<double>> readNumbers(const json &entry)
{
    const auto found = entry.find("embedding");
    QList<double> numbers;
    if (found != entry.end() && found->is_array()) {
        numbers.reserve(static_cast<qsizetype>(found->size()));
        for (const json &number : *found) {
            if (!number.is_number())
                return badVectors(u"A vector holds something that is no number"_s);
            numbers.append(number.get<double>());
        }
    } else if (found != entry.end() && found->is_string()) { // some send it so, whatever was asked for
        const auto decoded = QByteArray::fromBase64Encoding(
            QByteArray::fromStdString(found->get_ref<const std::string &>()),
            QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
        const QByteArray bytes = decoded ? *decoded : QByteArray();
        if (bytes.size() % qsizetype(sizeof(float)) != 0)
            return badVectors(u"A vector ends in the middle of a number"_s);
        for (qsizetype at = 0; at < bytes.size(); at += qsizetype(sizeof(float)))
            numbers.append(std::bit_cast<float>(qFromLittleEndian<quint32>(bytes.constData() + at)));
    }
    if (numbers.isEmpty())
        return badVectors(u"A vector is missing"_s);
    return numbers;
}

Result<Vector> readVector(const json &entry)
{
    CM_TRY_ASSIGN(numbers, readNumbers(entry));
    double square = 0;
    for (const double number : numbers) {
        if (!std::isfinite(number) || std::abs(number) > 1e18)
            return badVectors(u"A vector holds a number out of range"_s);
        square += number * number;
    }
    const double scale = square > 0 ? 1 / std::sqrt(square) : 1;
    Vector vector;
    vector.reserve(numbers.size());
    for (const double number : numbers)
        vector.append(static_cast<float>(number * scale));
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
    const auto hasIndex = [](const json &entry) { return entry.is_object() && entry.contains("index"); };
    const bool anyIndex = std::any_of(data.begin(), data.end(), hasIndex);
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
        } else if (anyIndex) {
            return badVectors(u"A vector has no index, and others have"_s);
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
    , m_learned(std::make_shared<Learned>())
{ }

QFuture<Result<QList<Vector>>> OpenAiEmbedder::embed(const QStringList &texts)
{
    return (new EmbeddingJob(m_config, m_client, texts, m_learned, &m_jobs))->future();
}

} // namespace CloneMemoria

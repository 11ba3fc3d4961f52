#include "tests/support/OpenAiServer.h"

#include <nlohmann/json.hpp>

#include <QtEndian>
#include <cmath>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
QByteArray dumped(const json &document)
{
    return QByteArray::fromStdString(document.dump(-1, ' ', false, json::error_handler_t::replace));
}

FaultScript jsonAnswer(const json &document, int status = 200)
{
    return FaultScript::answer(status, "application/json", dumped(document));
}

FaultScript errorAnswer(int status, const char *message, const char *code)
{
    return jsonAnswer(
        {{"error",
          {{"message", message}, {"type", "invalid_request_error"}, {"param", nullptr}, {"code", code}}}},
        status);
}

QByteArray dataLine(const json &document)
{
    return "data: " + dumped(document) + "\n\n";
}

json chatChunk(const QString &model, const json &delta, const json &finishReason)
{
    return {{"id", "chatcmpl-1"},
            {"object", "chat.completion.chunk"},
            {"created", 1},
            {"model", model.toStdString()},
            {"choices", json::array({{{"index", 0}, {"delta", delta}, {"finish_reason", finishReason}}})}};
}

QStringList wordsWithBlanks(const QString &text)
{
    QStringList words;
    QString word;
    for (qsizetype at = 0; at < text.size(); ++at) {
        word.append(text[at]);
        if (text[at].isSpace() || at + 1 == text.size()) {
            words.append(word);
            word.clear();
        }
    }
    return words;
}

// A vector that depends on the text's words only: enough to tell texts apart.
json wordVector(const QString &text, int dimensions)
{
    std::vector<double> sums(static_cast<std::size_t>(dimensions), 0.0);
    for (const QString &word : text.toLower().split(u' ', Qt::SkipEmptyParts)) {
        std::uint32_t hash = 2166136261U;
        for (const char byte : word.toUtf8())
            hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619U;
        sums[hash % sums.size()] += 1;
    }
    sums[0] += 0.01; // servers give no zero vector
    return sums;
}

QByteArray toneWav(int milliseconds)
{
    constexpr quint32 kRate = 24000;
    QByteArray samples;
    const int count = static_cast<int>(kRate) * milliseconds / 1000;
    for (int at = 0; at < count; ++at) {
        const auto sample = qToLittleEndian(static_cast<qint16>(3000 * std::sin(at * 0.06)));
        samples.append(reinterpret_cast<const char *>(&sample), 2);
    }
    const auto number = [](auto value) {
        const auto ordered = qToLittleEndian(value);
        return QByteArray(reinterpret_cast<const char *>(&ordered), sizeof ordered);
    };
    const auto size = static_cast<quint32>(samples.size());
    return "RIFF" + number(36 + size) + "WAVEfmt " + number(quint32(16)) + number(quint16(1))
           + number(quint16(1)) + number(kRate) + number(kRate * 2) + number(quint16(2)) + number(quint16(16))
           + "data" + number(size) + samples;
}
} // namespace

OpenAiServer::OpenAiServer() : OpenAiServer(Options{}) { }

OpenAiServer::OpenAiServer(Options options) : m_options(std::move(options))
{
    m_server.setResponder([this](const ReceivedRequest &request) { return respond(request); });
}

QString OpenAiServer::baseUrl() const
{
    return m_server.url(u"/v1"_s).toString();
}

QList<ReceivedRequest> OpenAiServer::requestsTo(const QByteArray &path) const
{
    QList<ReceivedRequest> found;
    for (const ReceivedRequest &request : m_server.requests()) {
        if (request.path == "/v1" + path)
            found.append(request);
    }
    return found;
}

QList<QByteArray> OpenAiServer::chatEvents(const QString &reply, const QString &model)
{
    QList<QByteArray> events{dataLine(chatChunk(model, {{"role", "assistant"}, {"content", ""}}, nullptr))};
    for (const QString &word : wordsWithBlanks(reply))
        events.append(dataLine(chatChunk(model, {{"content", word.toStdString()}}, nullptr)));
    events.append(dataLine(chatChunk(model, json::object(), "stop")));
    events.append("data: [DONE]\n\n");
    return events;
}

FaultScript OpenAiServer::respond(const ReceivedRequest &request) const
{
    if (!m_options.key.isEmpty() && request.header("authorization") != "Bearer " + m_options.key.toUtf8())
        return errorAnswer(401, "Incorrect API key provided.", "invalid_api_key");
    if (request.method == "GET" && request.path == "/v1/models") {
        json data = json::array();
        for (const QString &model : m_options.models)
            data.push_back({{"id", model.toStdString()}, {"object", "model"}, {"owned_by", "tests"}});
        return jsonAnswer({{"object", "list"}, {"data", std::move(data)}});
    }
    if (request.method == "GET" && request.path == "/v1/audio/voices" && !m_options.voices.isEmpty()) {
        json voices = json::array();
        for (const QString &voice : m_options.voices)
            voices.push_back(voice.toStdString());
        return jsonAnswer({{"voices", std::move(voices)}});
    }
    if (request.method == "POST" && request.path == "/v1/chat/completions")
        return chat(request);
    if (request.method == "POST" && request.path == "/v1/embeddings")
        return embeddings(request);
    if (request.method == "POST" && request.path == "/v1/audio/speech")
        return speech(request);
    return errorAnswer(404, "There is no such call.", "unknown_url");
}

FaultScript OpenAiServer::chat(const ReceivedRequest &request) const
{
    const json body = json::parse(request.body.begin(), request.body.end(), nullptr, false);
    if (!body.is_object() || !body.contains("messages") || !body["messages"].is_array()
        || body["messages"].empty())
        return errorAnswer(400, "messages is required.", "missing_required_parameter");
    const QString model = body.contains("model") && body["model"].is_string()
                              ? QString::fromStdString(body["model"].get<std::string>())
                              : QString();
    if (!m_options.models.contains(model))
        return errorAnswer(404, "The model does not exist.", "model_not_found");

    const int completionTokens = static_cast<int>(wordsWithBlanks(m_options.reply).size());
    const json usage = {{"prompt_tokens", request.body.size() / 4},
                        {"completion_tokens", completionTokens},
                        {"total_tokens", request.body.size() / 4 + completionTokens}};
    if (!body.contains("stream") || body["stream"] != true) {
        return jsonAnswer(
            {{"id", "chatcmpl-1"},
             {"object", "chat.completion"},
             {"model", model.toStdString()},
             {"choices",
              json::array({{{"index", 0},
                            {"message", {{"role", "assistant"}, {"content", m_options.reply.toStdString()}}},
                            {"finish_reason", "stop"}}})},
             {"usage", usage}});
    }
    QList<QByteArray> events = chatEvents(m_options.reply, model);
    const bool wantsUsage = body.contains("stream_options") && body["stream_options"].is_object()
                            && body["stream_options"].contains("include_usage")
                            && body["stream_options"]["include_usage"] == true;
    if (wantsUsage) {
        const json chunk = {{"id", "chatcmpl-1"},
                            {"object", "chat.completion.chunk"},
                            {"model", model.toStdString()},
                            {"choices", json::array()},
                            {"usage", usage}};
        events.insert(events.size() - 1, dataLine(chunk));
    }
    FaultScript script = FaultScript::stream();
    for (const QByteArray &event : events) {
        script.send(event);
        if (m_options.tokenMs > 0)
            script.wait(m_options.tokenMs);
    }
    return script.close();
}

FaultScript OpenAiServer::embeddings(const ReceivedRequest &request) const
{
    const json body = json::parse(request.body.begin(), request.body.end(), nullptr, false);
    if (!body.is_object() || !body.contains("input"))
        return errorAnswer(400, "input is required.", "missing_required_parameter");
    const json inputs = body["input"].is_array() ? body["input"] : json::array({body["input"]});
    json data = json::array();
    // In reverse, because the protocol promises no order but `index`.
    for (std::size_t at = inputs.size(); at-- > 0;) {
        const std::string text = inputs[at].is_string() ? inputs[at].get<std::string>() : std::string();
        data.push_back({{"object", "embedding"},
                        {"index", at},
                        {"embedding", wordVector(QString::fromStdString(text), m_options.dimensions)}});
    }
    return jsonAnswer({{"object", "list"}, {"data", std::move(data)}, {"model", "test-embedding"}});
}

FaultScript OpenAiServer::speech(const ReceivedRequest &request) const
{
    const json body = json::parse(request.body.begin(), request.body.end(), nullptr, false);
    if (!body.is_object() || !body.contains("input") || !body["input"].is_string())
        return errorAnswer(400, "input is required.", "missing_required_parameter");
    const auto characters = static_cast<int>(QString::fromStdString(body["input"].get<std::string>()).size());
    return FaultScript::answer(200, "audio/wav", toneWav(200 + 50 * std::min(characters, 1000)));
}

} // namespace CloneMemoria

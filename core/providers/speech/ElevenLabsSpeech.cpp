#include "core/providers/speech/ElevenLabsSpeech.h"

#include "core/net/HttpError.h"
#include "core/providers/FutureJob.h"
#include "core/providers/OpenAiApi.h"
#include "core/providers/speech/SoundFormat.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
constexpr int kSampleRate = 24'000;
// What its servers take; beyond it they refuse the request.
constexpr double kElevenSlowest = 0.7;
constexpr double kElevenFastest = 1.2;

QString withoutVersion(QString baseUrl)
{
    baseUrl = baseUrl.trimmed();
    while (baseUrl.endsWith(u'/'))
        baseUrl.chop(1);
    return baseUrl.endsWith("/v1"_L1) ? baseUrl.chopped(3) : baseUrl;
}

Result<HttpRequest> elevenLabsRequest(const ProviderConfig &config, const QString &path,
                                      const QByteArray &body = {})
{
    CM_TRY_ASSIGN(request, openAiRequest(config, path, body));
    request.keyHeader = "xi-api-key";
    return request;
}

Result<HttpRequest> speechRequest(const ProviderConfig &config, const SpeechRequest &request,
                                  const QString &voice)
{
    json body = {{"text", request.text.toStdString()}};
    if (!config.model.isEmpty())
        body["model_id"] = config.model.toStdString();
    if (request.speed != 1.0) // the voice's own settings stand otherwise
        body["voice_settings"] = {{"speed", std::clamp(request.speed, kElevenSlowest, kElevenFastest)}};
    CM_TRY_ASSIGN(http, elevenLabsRequest(config, u"/v1/text-to-speech/"_s,
                                          QByteArray::fromStdString(
                                              body.dump(-1, ' ', false, json::error_handler_t::replace))));
    // A voice is typed by hand at times: whatever is in it, it stays one part of the path.
    http.url.setPath(http.url.path(QUrl::FullyEncoded) + QString::fromLatin1(QUrl::toPercentEncoding(voice)),
                     QUrl::StrictMode);
    http.url.setQuery(u"output_format=pcm_%1"_s.arg(kSampleRate));
    http.headers.emplaceBack("Accept", "audio/*");
    return http;
}

// An error or a page, which would be noise. Samples may begin with the same byte, but hardly with more.
bool isWords(const QByteArray &body)
{
    const QByteArray start = body.left(64).trimmed().toLower();
    return start.startsWith("<!doctype") || start.startsWith("<html") || start.startsWith("<?xml")
           || (start.startsWith('{') && json::accept(body.begin(), body.end()));
}

QString voiceText(const json &object, const char *name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string()
               ? QString::fromStdString(found->get_ref<const std::string &>()).trimmed()
               : QString();
}

Voice readVoice(const json &entry)
{
    Voice voice;
    voice.id = voiceText(entry, "voice_id");
    voice.name = voiceText(entry, "name");
    if (voice.name.isEmpty())
        voice.name = voice.id;
    const auto labels = entry.find("labels");
    if (labels == entry.end() || !labels->is_object())
        return voice;
    voice.language = voiceText(*labels, "language");
    QStringList traits{voiceText(*labels, "accent"), voiceText(*labels, "gender")};
    traits.removeAll(QString());
    if (!traits.isEmpty())
        voice.name += u" · "_s + traits.join(u", "_s);
    return voice;
}

// Sends the request and finishes the job with what `read` makes of the answer.
template <typename T, typename Read>
void sendFor(FutureJob<T> *job, const HttpClient &client, const ProviderConfig &config,
             Result<HttpRequest> http, Read read)
{
    if (!http) {
        job->finish(Failure(http.error()));
        return;
    }
    HttpReply *reply = client.send(*std::move(http), job);
    job->onCancel = [reply] { reply->abort(); };
    QObject::connect(reply, &HttpReply::finished, job,
                     [job, read, subject = config.preset.name,
                      key = config.apiKey.trimmed()](const Result<HttpResponse> &response) {
                         Result<T> result = response ? read(*response) : Result<T>(Failure(response.error()));
                         if (!result) {
                             Error error = withoutKey(result.error(), key);
                             error.subject = subject;
                             result = fail(std::move(error));
                         }
                         job->finish(std::move(result));
                     });
}
} // namespace

ElevenLabsSpeech::ElevenLabsSpeech(ProviderConfig config, HttpClient client)
    : m_config(std::move(config))
    , m_client(client)
{
    m_config.baseUrl = withoutVersion(m_config.baseUrl);
}

QFuture<Result<SpeechAudio>> ElevenLabsSpeech::synthesize(const SpeechRequest &request)
{
    auto *job = new FutureJob<SpeechAudio>(&m_jobs);
    const QFuture<Result<SpeechAudio>> future = job->future();
    const QString subject = m_config.preset.name;
    QString voice = (request.voice.isEmpty() ? m_config.voice : request.voice).trimmed();
    if (voice.isEmpty())
        voice = m_config.preset.voice;
    if (request.text.trimmed().isEmpty())
        job->finish(fail(ErrorKind::InvalidInput, u"No text to speak"_s, u"text-empty"_s, subject));
    else if (voice.isEmpty())
        job->finish(fail(ErrorKind::InvalidInput, u"No voice is chosen"_s, u"no-voice-chosen"_s, subject));
    else if (voice == "."_L1 || voice == ".."_L1) // would be another address
        job->finish(
            fail(ErrorKind::NotFound, u"No such voice: %1"_s.arg(voice), u"unknown-voice"_s, subject));
    else
        sendFor(job, m_client, m_config, speechRequest(m_config, request, voice), readElevenLabsSound);
    return future;
}

QFuture<Result<QList<Voice>>> ElevenLabsSpeech::voices()
{
    auto *job = new FutureJob<QList<Voice>>(&m_jobs);
    const QFuture<Result<QList<Voice>>> future = job->future();
    sendFor(job, m_client, m_config, elevenLabsRequest(m_config, u"/v1/voices"_s),
            [](const HttpResponse &response) { return readElevenLabsVoices(response.body); });
    return future;
}

Result<SpeechAudio> readElevenLabsSound(const HttpResponse &response)
{
    const QByteArray type = response.contentType.split(';').constFirst().trimmed().toLower();
    // Samples can't be told by their bytes, and not every name they come under says what they are.
    const bool isVague = type == "application/octet-stream" || type == "audio/mpeg";
    if (isVague && !isWords(response.body) && soundFormatOf(response.body).isEmpty())
        return soundOfAnswer(response.body, "audio/pcm;rate=" + QByteArray::number(kSampleRate));
    return soundOfAnswer(response.body, response.contentType);
}

Result<QList<Voice>> readElevenLabsVoices(const QByteArray &body)
{
    const json document = json::parse(body.begin(), body.end(), nullptr, false);
    const auto list = document.is_object() ? document.find("voices") : document.end();
    if (list == document.end() || !list->is_array())
        return fail(ErrorKind::BadResponse, u"No list of voices: "_s + excerptOf(body));
    QList<Voice> voices;
    for (const json &entry : *list) {
        if (Voice voice = entry.is_object() ? readVoice(entry) : Voice(); !voice.id.isEmpty())
            voices.append(std::move(voice));
    }
    return voices;
}

} // namespace CloneMemoria

#include "core/providers/speech/OpenAiSpeech.h"

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
QString voiceField(const json &object, const char *name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string()
               ? QString::fromStdString(found->get_ref<const std::string &>())
               : QString();
}

QList<Voice> presetVoices(const Preset &preset)
{
    QStringList ids = preset.voices;
    if (ids.isEmpty() && !preset.voice.isEmpty())
        ids.append(preset.voice);
    QList<Voice> voices;
    for (const QString &id : ids)
        voices.append({id, id, {}});
    return voices;
}
} // namespace

OpenAiSpeech::OpenAiSpeech(ProviderConfig config, HttpClient client)
    : m_config(std::move(config))
    , m_client(client)
{ }

QFuture<Result<SpeechAudio>> OpenAiSpeech::synthesize(const SpeechRequest &request)
{
    auto *job = new FutureJob<SpeechAudio>(&m_jobs);
    const QFuture<Result<SpeechAudio>> future = job->future();
    const QString subject = m_config.preset.name;
    if (request.text.trimmed().isEmpty()) {
        job->finish(fail(ErrorKind::InvalidInput, u"No text to speak"_s, u"text-empty"_s, subject));
        return future;
    }
    QString voice = request.voice.isEmpty() ? m_config.voice : request.voice;
    if (voice.isEmpty())
        voice = m_config.preset.voice;
    json body = {
        {"model", m_config.model.toStdString()},
        {"input", request.text.toStdString()},
        {"response_format", "wav"},
    };
    if (!voice.isEmpty())
        body["voice"] = voice.toStdString();
    if (request.speed != 1.0) // not every server knows the field
        body["speed"] = std::clamp(request.speed, 0.25, 4.0);
    Result<HttpRequest> http = openAiRequest(m_config, u"/audio/speech"_s,
                                             QByteArray::fromStdString(
                                                 body.dump(-1, ' ', false, json::error_handler_t::replace)));
    if (!http) {
        job->finish(Failure(http.error()));
        return future;
    }
    HttpReply *reply = m_client.send(*std::move(http), job);
    job->onCancel = [reply] { reply->abort(); };
    QObject::connect(reply, &HttpReply::finished, job,
                     [job, subject, key = m_config.apiKey.trimmed()](const Result<HttpResponse> &response) {
                         Result<SpeechAudio> audio = response
                                                         ? soundOfAnswer(response->body,
                                                                         response->contentType)
                                                         : Result<SpeechAudio>(Failure(response.error()));
                         if (!audio) {
                             Error error = withoutKey(audio.error(), key);
                             error.subject = subject;
                             audio = fail(std::move(error));
                         }
                         job->finish(std::move(audio));
                     });
    return future;
}

QFuture<Result<QList<Voice>>> OpenAiSpeech::voices()
{
    auto *job = new FutureJob<QList<Voice>>(&m_jobs);
    const QFuture<Result<QList<Voice>>> future = job->future();
    Result<HttpRequest> http = openAiRequest(m_config, u"/audio/voices"_s);
    if (!http) {
        job->finish(Failure(http.error()));
        return future;
    }
    HttpReply *reply = m_client.send(*std::move(http), job);
    job->onCancel = [reply] { reply->abort(); };
    QObject::connect(reply, &HttpReply::finished, job,
                     [job, preset = m_config.preset,
                      key = m_config.apiKey.trimmed()](const Result<HttpResponse> &response) {
                         if (!response) {
                             // The protocol has no such call: a server without it says 404 or 405, and then the preset's list stands.
                             const int status = response.error().httpStatus;
                             if (status == 404 || status == 405)
                                 job->finish(presetVoices(preset));
                             else
                                 job->finish(Failure(response.error()));
                             return;
                         }
                         Result<QList<Voice>> voices = readVoices(response->body);
                         if (!voices) {
                             voices = fail(withoutKey(voices.error(), key)); // it quotes what came instead
                             voices.error().subject = preset.name;
                         }
                         job->finish(std::move(voices));
                     });
    return future;
}

Result<QList<Voice>> readVoices(const QByteArray &body)
{
    const json document = json::parse(body.begin(), body.end(), nullptr, false);
    const json *list = &document;
    if (document.is_object()) {
        const auto voices = document.find("voices");
        list = voices == document.end() ? nullptr : &*voices;
    }
    if (!list || !list->is_array())
        return fail(ErrorKind::BadResponse, u"No list of voices: "_s + excerptOf(body));
    QList<Voice> voices;
    for (const json &entry : *list) {
        Voice voice;
        if (entry.is_string()) {
            voice.id = QString::fromStdString(entry.get_ref<const std::string &>());
        } else if (entry.is_object()) {
            voice.id = voiceField(entry, "id");
            voice.name = voiceField(entry, "name");
            voice.language = voiceField(entry, "language");
        }
        if (voice.id.isEmpty())
            voice.id = voice.name;
        if (voice.name.isEmpty())
            voice.name = voice.id;
        if (!voice.id.isEmpty())
            voices.append(std::move(voice));
    }
    return voices;
}

} // namespace CloneMemoria

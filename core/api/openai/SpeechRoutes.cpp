#include "core/api/ApiCall.h"
#include "core/api/JsonBody.h"
#include "core/api/Router.h"
#include "core/api/openai/Models.h"
#include "core/api/routes/Routes.h"
#include "core/profile/Profile.h"
#include "core/speech/PcmConverter.h"
#include "core/speech/SpeechService.h"
#include "core/storage/StorageThread.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr double kSlowest = 0.25; // as OpenAI has it
constexpr double kFastest = 4;
// What OpenAI means by "pcm".
constexpr int kPcmRate = 24'000;

struct SpeechBody
{
    QString input;
    QString voice;
    QString model;
    double speed = 1;
    bool pcm = false;
};

Result<SpeechBody> readSpeechBody(const ApiCall &call, QString *wrongField)
{
    CM_TRY_ASSIGN(parsed, parseJsonBody(call.request().body));
    JsonFields fields(parsed);
    SpeechBody body;
    body.input = fields.neededText("input", kLongestSpokenText);
    body.model = fields.text("model", kLongestModelName).value_or(QString());
    body.voice = fields.text("voice", kLongestModelName).value_or(QString());
    if (body.model.isEmpty() && body.voice.isEmpty())
        fields.refuse("voice", u"is missing: it, or “model”, must name a clone"_s);
    body.speed = fields.number("speed", kSlowest, kFastest).value_or(1);
    const QString format = fields.text("response_format", 20).value_or(u"wav"_s);
    body.pcm = format == "pcm"_L1;
    if (!body.pcm && format != "wav"_L1)
        fields.refuse("response_format", u"must be “wav” or “pcm”: others can't be made here"_s);
    *wrongField = fields.wrongField();
    CM_TRY(fields.check());
    return body;
}

ApiResponse soundResponse(const QByteArray &wav, bool pcm)
{
    if (!pcm)
        return {.contentType = "audio/wav", .body = wav};
    const Result<PcmAudio> sound = readWav(wav);
    if (!sound)
        return failureResponse(sound.error(), ErrorForm::OpenAi);
    const PcmAudio wanted{.samples = {}, .sampleRate = kPcmRate};
    return {.contentType = "audio/pcm", .body = convertPcm(*sound, wanted).samples};
}

void speakAs(ApiCall &call, Profile &profile, const SpeechBody &body, const Clone &clone)
{
    call.awaitWork(profile.speech().synthesizeWav(clone.id, body.input, body.speed),
                   [&call, pcm = body.pcm](const QByteArray &wav) { call.answer(soundResponse(wav, pcm)); });
}

void speak(ApiCall &call, Profile &profile)
{
    QString wrongField;
    const Result<SpeechBody> body = readSpeechBody(call, &wrongField);
    if (!body) {
        call.failWith(body.error(), wrongField);
        return;
    }
    // Clients put into one of the two what their list offers, and into the other what OpenAI has.
    const auto found = profile.storage().read([body = *body](Store &store) -> Result<Clone> {
        if (!body.voice.isEmpty()) {
            Result<Clone> clone = store.clones.find(body.voice);
            if (clone || body.model.isEmpty() || clone.error().kind == ErrorKind::Storage)
                return clone;
        }
        return store.clones.find(body.model);
    });
    whenReady(&call, found, [&call, &profile, body = *body](const Result<Clone> &clone) {
        if (clone)
            speakAs(call, profile, body, *clone);
        else if (clone.error().kind == ErrorKind::Storage)
            call.failWith(clone.error());
        else
            answerNoModel(call, clone.error(), body.model.isEmpty() ? u"voice"_s : u"model"_s);
    });
}
} // namespace

void addSpeechRoutes(Router &router, Profile &profile)
{
    router.add("POST", u"/v1/audio/speech"_s, [&profile](ApiCall &call) { speak(call, profile); });
}

} // namespace CloneMemoria

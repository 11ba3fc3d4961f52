#include "core/api/ApiCall.h"
#include "core/api/JsonFields.h"
#include "core/api/Router.h"
#include "core/api/routes/ChatEvents.h"
#include "core/api/routes/Routes.h"
#include "core/chat/ChatService.h"
#include "core/profile/Profile.h"
#include "core/speech/SpeechService.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kLongestId = 200;

Result<JsonFields> readFields(const ApiCall &call)
{
    CM_TRY_ASSIGN(body, parseJsonBody(call.request().body));
    return JsonFields(std::move(body));
}

void streamChat(ApiCall &call, Profile &profile)
{
    Result<JsonFields> fields = readFields(call);
    if (!fields) {
        call.failWith(fields.error());
        return;
    }
    const QString content = fields->neededText("content", kMaxMessageLength);
    const QString conversation = fields->text("conversation_id", kLongestId).value_or(QString());
    fields->refuseOthers();
    if (const Result<void> good = fields->check(); !good) {
        call.failWith(good.error());
        return;
    }
    new ChatEvents(call, profile.chat().send(call.param(0), conversation, content));
}

void speakText(ApiCall &call, Profile &profile)
{
    Result<JsonFields> fields = readFields(call);
    if (!fields) {
        call.failWith(fields.error());
        return;
    }
    const QString text = fields->neededText("text", kLongestSpokenText);
    fields->refuseOthers();
    if (const Result<void> good = fields->check(); !good) {
        call.failWith(good.error());
        return;
    }
    call.awaitWork(profile.speech().synthesizeWav(call.param(0), text), [&call](const QByteArray &wav) {
        call.answer(ApiResponse{.contentType = "application/json",
                                .body = R"({"audio_base64":")" + wav.toBase64() + R"(","format":"wav"})"});
    });
}
} // namespace

void addChatRoutes(Router &router, Profile &profile)
{
    router.add("POST", u"/api/chat/{clone_id}/stream"_s,
               [&profile](ApiCall &call) { streamChat(call, profile); });
    router.add("POST", u"/api/chat/tts/{clone_id}"_s,
               [&profile](ApiCall &call) { speakText(call, profile); });
}

} // namespace CloneMemoria

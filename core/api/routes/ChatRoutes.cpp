#include "core/api/ApiCall.h"
#include "core/api/JsonBody.h"
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

struct ChatBody
{
    QString content;
    QString conversationId;
};

Result<ChatBody> readChatBody(const ApiCall &call)
{
    CM_TRY_ASSIGN(parsed, parseJsonBody(call.request().body));
    JsonFields fields(parsed);
    ChatBody body;
    body.content = fields.neededText("content", kMaxMessageLength);
    body.conversationId = fields.text("conversation_id", kLongestId).value_or(QString());
    fields.refuseOthers();
    CM_TRY(fields.check());
    return body;
}

void streamChat(ApiCall &call, Profile &profile)
{
    const Result<ChatBody> body = readChatBody(call);
    if (!body)
        call.failWith(body.error());
    else
        new ChatEvents(call, profile.chat().send(call.param(0), body->conversationId, body->content));
}

Result<QString> readSpokenText(const ApiCall &call)
{
    CM_TRY_ASSIGN(parsed, parseJsonBody(call.request().body));
    JsonFields fields(parsed);
    const QString text = fields.neededText("text", kLongestSpokenText);
    fields.refuseOthers();
    CM_TRY(fields.check());
    return text;
}

void speakText(ApiCall &call, Profile &profile)
{
    const Result<QString> text = readSpokenText(call);
    if (!text) {
        call.failWith(text.error());
        return;
    }
    call.awaitWork(profile.speech().synthesizeWav(call.param(0), *text), [&call](const QByteArray &wav) {
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

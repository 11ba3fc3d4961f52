#include "core/api/ApiError.h"

#include "core/api/CompactJson.h"
#include "core/base/ErrorText.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::ordered_json;

namespace {
int statusOfInput(const Error &error, ErrorForm form)
{
    if (error.code == "json-malformed"_L1)
        return 400;
    if (error.code == "busy"_L1 || error.code == "duplicate"_L1)
        return 409;
    if (error.code == "bad-address"_L1 || error.code == "bad-key"_L1)
        return 424;
    return form == ErrorForm::OpenAi ? 400 : 422;
}

int statusOfStorage(const Error &error)
{
    if (error.code == "database-busy"_L1)
        return 503;
    return error.code == "disk-full"_L1 ? 507 : 500;
}

// OpenAI's names for what kind of failure it is.
QString typeOf(int status)
{
    if (status == 429)
        return u"rate_limit_error"_s;
    return status >= 500 ? u"server_error"_s : u"invalid_request_error"_s;
}

QString openAiCode(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::ContextTooLong:
        return u"context_length_exceeded"_s;
    case ErrorKind::RateLimited:
        return u"rate_limit_exceeded"_s;
    case ErrorKind::Quota:
        return u"insufficient_quota"_s;
    default:
        return error.code;
    }
}

ordered_json textOrNull(const QString &text)
{
    return text.isEmpty() ? ordered_json() : ordered_json(text.toStdString());
}

ordered_json openAiObject(int status, const QString &sentence, const QString &code, const QString &param)
{
    return {{"message", sentence.toStdString()},
            {"type", typeOf(status).toStdString()},
            {"param", textOrNull(param)},
            {"code", textOrNull(code)}};
}

int secondsToWait(const Error &error)
{
    return error.retryAfterMs < 0 ? 1 : (error.retryAfterMs + 999) / 1000;
}
} // namespace

ErrorForm errorFormOf(const ApiRequest &request)
{
    return request.segments.value(0) == "v1"_L1 ? ErrorForm::OpenAi : ErrorForm::Detail;
}

int statusOf(const Error &error, ErrorForm form)
{
    switch (error.kind) {
    case ErrorKind::InvalidInput:
        return statusOfInput(error, form);
    case ErrorKind::NotFound: {
        const bool ofProvider = error.httpStatus != 0 || error.code == "unknown-provider"_L1
                                || error.code == "no-model"_L1 || error.code == "unknown-model"_L1
                                || error.code == "unknown-voice"_L1;
        return ofProvider ? 424 : 404;
    }
    case ErrorKind::Auth:
    case ErrorKind::Quota:
        return 424;
    case ErrorKind::Unsupported: // there is no voice, or not in this build
        return error.code.isEmpty() ? 501 : 424;
    case ErrorKind::ContextTooLong:
        return form == ErrorForm::OpenAi ? 400 : 422;
    case ErrorKind::RateLimited:
        return 429;
    case ErrorKind::Storage:
        return statusOfStorage(error);
    case ErrorKind::Timeout:
        return 504;
    case ErrorKind::Cancelled: // by the program's end, or in its window
        return 503;
    case ErrorKind::Network:
    case ErrorKind::Tls:
    case ErrorKind::BadResponse:
        break;
    }
    return 502;
}

ApiResponse failureResponse(int status, const QString &sentence, ErrorForm form, const QString &code,
                            const QString &param)
{
    if (form == ErrorForm::Detail)
        return errorResponse(status, sentence);
    return {.status = status,
            .contentType = "application/json",
            .body = compactJson(ordered_json{{"error", openAiObject(status, sentence, code, param)}})};
}

ApiResponse failureResponse(const Error &error, ErrorForm form, const QString &param)
{
    const int status = statusOf(error, form);
    ApiResponse response = failureResponse(status, describe(error).sentence, form, openAiCode(error), param);
    if (status == 429 || status == 503)
        response.headers.emplaceBack("Retry-After", QByteArray::number(secondsToWait(error)));
    return response;
}

QByteArray openAiError(const Error &error)
{
    return compactJson(
        openAiObject(statusOf(error, ErrorForm::OpenAi), describe(error).sentence, openAiCode(error), {}));
}

} // namespace CloneMemoria

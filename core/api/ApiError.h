#pragma once

#include "core/api/http/ApiMessage.h"
#include "core/base/Error.h"

namespace CloneMemoria {

/// How a failure is written down: {"detail": …}, or as OpenAI does under /v1,
/// {"error": {"message", "type", "param", "code"}}.
enum class ErrorForm { Detail, OpenAi };

ErrorForm errorFormOf(const ApiRequest &request); ///< by its path

/// The HTTP status that tells of this failure. What the user has to set up first (a key, a model, a known provider) is
/// 424, which no client asks again by itself; what a provider did wrong is 502 and its kin.
int statusOf(const Error &error, ErrorForm form = ErrorForm::Detail);

/// The failure in the words of describe(), with Retry-After where it helps to wait. `param` is the field it is about.
ApiResponse failureResponse(const Error &error, ErrorForm form, const QString &param = {});

/// One that is no Error, told in English. `code` is OpenAI's own, may be empty.
ApiResponse failureResponse(int status, const QString &sentence, ErrorForm form, const QString &code = {},
                            const QString &param = {});

/// The object under "error" of OpenAI's form, dumped: what goes into a stream that has begun.
QByteArray openAiError(const Error &error);

} // namespace CloneMemoria

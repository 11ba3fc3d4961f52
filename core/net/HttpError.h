#pragma once

#include "core/base/Error.h"

#include <QByteArrayView>
#include <QDateTime>
#include <QList>
#include <QNetworkReply>
#include <QSslError>

namespace CloneMemoria {

/// The Error an HTTP answer amounts to: its status, its body (error JSON as OpenAI, Anthropic, ElevenLabs, Ollama, llama.cpp, vLLM,
/// Gemini and FastAPI write it, a page of HTML, plain text, nothing) and its Retry-After header. With status 0 the body
/// is an error that came in the middle of an answer.
Error errorOfAnswer(int status, QByteArrayView body, QByteArrayView retryAfter = {},
                    const QDateTime &now = QDateTime::currentDateTimeUtc());

/// The Error of a connection that failed below HTTP.
Error errorOfConnection(QNetworkReply::NetworkError error, const QString &detail);

/// The code that says what is wrong with a server's certificate: "certificate-expired", "certificate-host" (it is
/// somebody else's) or "certificate-unknown" (nobody this computer trusts vouches for it).
QString codeOfCertificate(const QList<QSslError> &errors);

/// A Retry-After header, seconds or an HTTP date, as milliseconds from `now`; -1 where it is neither. At most a day.
int retryAfterMs(QByteArrayView header, const QDateTime &now);

/// `text` without `key`: whole, percent-encoded, in base64, or in the shortened form ("sk-ab***yz") in which servers echo a key
/// they refuse. What looks like a bearer token goes as well.
QString withoutKey(const QString &text, const QString &key);

/// The error with every text in it freed of the key.
Error withoutKey(Error error, const QString &key);

/// The beginning of a body for a detail: tags of HTML and superfluous white space gone.
QString excerptOf(QByteArrayView body);

} // namespace CloneMemoria

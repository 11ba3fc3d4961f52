#include "core/net/HttpError.h"

#include <QHash>
#include <QLocale>
#include <QRegularExpression>
#include <QUrl>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
constexpr qsizetype kExcerptCharacters = 600;
constexpr int kDayMs = 24 * 60 * 60 * 1000;

// What a server says about a failure, whatever shape it says it in.
struct ServerWords
{
    QString message;
    QString code;
    QString type;
    bool typed = false; // as Anthropic writes its errors: the type says what a status would
    int status = 0; // some name the HTTP status in the body, in the middle of a stream that began with 200
};

QString textOf(const json &value)
{
    if (value.is_string())
        return QString::fromStdString(value.get_ref<const std::string &>());
    if (value.is_null())
        return {};
    return QString::fromStdString(value.dump(-1, ' ', false, json::error_handler_t::replace));
}

QString textField(const json &object, const char *field)
{
    const auto found = object.find(field);
    return found == object.end() ? QString() : textOf(*found);
}

void readCode(const json &object, ServerWords &words)
{
    const auto code = object.find("code");
    if (code == object.end())
        return;
    if (code->is_number_integer()) {
        const auto status = code->get<std::int64_t>();
        if (status >= 400 && status <= 599)
            words.status = static_cast<int>(status);
    } else if (code->is_string()) {
        words.code = textOf(*code);
    }
}

ServerWords wordsOf(QByteArrayView body)
{
    ServerWords words;
    json document = json::parse(body.begin(), body.end(), nullptr, false);
    if (document.is_array() && !document.empty()) // Gemini's compatible endpoint
        document = json(document.front());
    if (!document.is_object()) {
        words.message = excerptOf(body);
        return words;
    }
    const auto error = document.find("error");
    const auto detail = document.find("detail");
    const bool inDetail = detail != document.end() && detail->is_object(); // ElevenLabs
    const json &source = error != document.end() && error->is_object() ? *error
                         : inDetail                                    ? *detail
                                                                       : document;
    readCode(source, words);
    words.typed = textField(document, "type") == "error"_L1;
    words.type = textField(source, "type");
    const QString status = textField(source, "status");
    if (words.type.isEmpty())
        words.type = status;
    if (inDetail && words.code.isEmpty()) // its older answers name the code so
        words.code = status;
    words.message = textField(source, "message");
    if (words.message.isEmpty() && error != document.end() && !error->is_object())
        words.message = textOf(*error);
    if (words.message.isEmpty() && detail != document.end())
        words.message = textOf(*detail);
    if (words.message.isEmpty())
        words.message = excerptOf(body);
    return words;
}

// An error in the middle of a stream has no status of its own; these types of Anthropic's stand for one each.
int statusOfType(const QString &type)
{
    static const QHash<QString, int> statuses{
        {u"invalid_request_error"_s, 400}, {u"authentication_error"_s, 401},
        {u"billing_error"_s, 402},         {u"permission_error"_s, 403},
        {u"not_found_error"_s, 404},       {u"request_too_large"_s, 413},
        {u"rate_limit_error"_s, 429},      {u"api_error"_s, 500},
        {u"timeout_error"_s, 504},         {u"overloaded_error"_s, 529},
    };
    return statuses.value(type);
}

bool saysAny(const QString &text, std::initializer_list<QLatin1StringView> needles)
{
    return std::any_of(needles.begin(), needles.end(),
                       [&](QLatin1StringView needle) { return text.contains(needle, Qt::CaseInsensitive); });
}

QString namesOf(const ServerWords &words)
{
    return words.code + u' ' + words.type;
}

ErrorKind kindOf(int status, const ServerWords &words)
{
    const QString names = namesOf(words);
    if (saysAny(names, {"insufficient_quota"_L1, "quota_exceeded"_L1, "billing_"_L1}) || status == 402
        || (status == 400
            && saysAny(words.message,
                       {"credit balance is too low"_L1, "your specified API usage limits"_L1})))
        return ErrorKind::Quota;
    if (saysAny(names, {"context_length_exceeded"_L1, "exceed_context_size"_L1, "request_too_large"_L1})
        || status == 413)
        return ErrorKind::ContextTooLong;
    if ((status == 400 || status == 422 || status == 500 || status == 0)
        && saysAny(words.message,
                   {"maximum context length"_L1, "exceeds the available context size"_L1,
                    "context length exceeded"_L1, "input length exceeds the context"_L1,
                    "prompt is too long"_L1, "exceed context limit"_L1, "greater than the context length"_L1,
                    "exceeds the maximum number of tokens"_L1}))
        return ErrorKind::ContextTooLong;
    if (status == 407) // the proxy's, not the server's
        return ErrorKind::Network;
    if (status == 400 && saysAny(words.message, {"HTTPS port"_L1, "to an HTTPS server"_L1}))
        return ErrorKind::Tls;
    if (saysAny(names, {"invalid_api_key"_L1, "authentication_error"_L1, "permission_error"_L1})
        || status == 401 || status == 403
        || (status == 400 && saysAny(words.message, {"api key not valid"_L1, "invalid api key"_L1})))
        return ErrorKind::Auth;
    if (saysAny(names, {"model_not_found"_L1, "not_found_error"_L1, "voice_not_found"_L1,
                        "voice_does_not_exist"_L1, "invalid_uid"_L1})
        || status == 404 || status == 405) // 405: a web server that has no such call
        return ErrorKind::NotFound;
    if (saysAny(names, {"rate_limit"_L1}) || status == 429)
        return ErrorKind::RateLimited;
    if (status == 408)
        return ErrorKind::Timeout;
    return ErrorKind::BadResponse;
}

// Our code where it says more than the kind; else the server's own.
QString codeOf(ErrorKind kind, int status, bool inAnswer, const ServerWords &words)
{
    const QString names = namesOf(words);
    switch (kind) {
    case ErrorKind::Network:
        return u"proxy-auth"_s;
    case ErrorKind::Tls:
        return u"wants-https"_s;
    case ErrorKind::Auth:
        if (saysAny(names, {"missing_permissions"_L1, "detected_unusual_activity"_L1}))
            return u"not-allowed"_s;
        if (status == 403 && !saysAny(names, {"api_key"_L1, "authentication"_L1}))
            return u"not-allowed"_s;
        break;
    case ErrorKind::NotFound:
        if (saysAny(names, {"voice_not_found"_L1, "voice_does_not_exist"_L1, "invalid_uid"_L1}))
            return u"unknown-voice"_s;
        if (words.code.isEmpty() && saysAny(words.message, {"model"_L1}) && !words.type.isEmpty())
            return u"unknown-model"_s;
        break;
    case ErrorKind::BadResponse:
        if (status >= 400 && status < 500)
            return u"rejected"_s;
        if (inAnswer)
            return u"server-error"_s;
        break;
    default:
        break;
    }
    // A server's code must never be taken for one of ours, which have dashes.
    return words.code.left(100).replace(u'-', u'_');
}

bool sharesEnds(const QString &token, const QString &key)
{
    qsizetype front = 0;
    while (front < std::min(token.size(), key.size()) && token[front] == key[front])
        ++front;
    qsizetype back = 0;
    while (back < std::min(token.size(), key.size())
           && token[token.size() - 1 - back] == key[key.size() - 1 - back])
        ++back;
    return front >= 3 || back >= 3;
}

bool holdsPart(const QString &token, const QString &key)
{
    constexpr qsizetype kPart = 8;
    for (qsizetype at = 0; at + kPart <= key.size(); ++at) {
        if (token.contains(QStringView(key).mid(at, kPart)))
            return true;
    }
    return false;
}
} // namespace

Error errorOfAnswer(int status, QByteArrayView body, QByteArrayView retryAfter, const QDateTime &now)
{
    const ServerWords words = wordsOf(body);
    int meant = status != 0 ? status : words.status;
    if (meant == 0 && words.typed)
        meant = statusOfType(words.type);
    Error error;
    error.kind = kindOf(meant, words);
    error.httpStatus = meant;
    if (error.kind == ErrorKind::NotFound && error.httpStatus == 0)
        error.httpStatus = 404;
    error.code = codeOf(error.kind, meant, status == 0, words);
    error.detail = meant != 0 ? u"HTTP %1"_s.arg(meant) : u"Error in the answer"_s;
    if (!words.message.isEmpty())
        error.detail += u": "_s + words.message.left(kExcerptCharacters);
    if (!words.code.isEmpty() || !words.type.isEmpty())
        error.detail += u" (%1)"_s.arg((words.code.isEmpty() ? words.type : words.code).left(100));
    error.retryAfterMs = retryAfterMs(retryAfter, now);
    return error;
}

Error errorOfConnection(QNetworkReply::NetworkError error, const QString &detail)
{
    Error mapped{.kind = ErrorKind::Network, .detail = detail, .code = {}, .subject = {}};
    switch (error) {
    case QNetworkReply::ConnectionRefusedError:
        mapped.code = u"refused"_s;
        break;
    case QNetworkReply::HostNotFoundError:
        mapped.code = u"host-not-found"_s;
        break;
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::NetworkSessionFailedError:
        mapped.code = u"cut"_s;
        break;
    case QNetworkReply::TimeoutError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::OperationCanceledError: // not by us: we let go of a reply before aborting it
        mapped.kind = ErrorKind::Timeout;
        break;
    case QNetworkReply::SslHandshakeFailedError:
        mapped.kind = ErrorKind::Tls;
        mapped.code = u"no-tls"_s; // but for a certificate's faults, which HttpReply has seen
        break;
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
        mapped.code = u"proxy"_s;
        break;
    case QNetworkReply::ProxyAuthenticationRequiredError:
        mapped.code = u"proxy-auth"_s;
        break;
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::ProtocolInvalidOperationError:
        mapped.kind = ErrorKind::InvalidInput;
        mapped.code = u"bad-address"_s;
        break;
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::UnknownContentError:
    case QNetworkReply::UnknownServerError:
        mapped.kind = ErrorKind::BadResponse;
        break;
    default:
        break;
    }
    return mapped;
}

QString codeOfCertificate(const QList<QSslError> &errors)
{
    const auto any = [&](std::initializer_list<QSslError::SslError> wanted) {
        return std::any_of(errors.begin(), errors.end(), [&](const QSslError &error) {
            return std::find(wanted.begin(), wanted.end(), error.error()) != wanted.end();
        });
    };
    if (any({QSslError::CertificateExpired, QSslError::CertificateNotYetValid}))
        return u"certificate-expired"_s;
    if (any({QSslError::HostNameMismatch}))
        return u"certificate-host"_s;
    return u"certificate-unknown"_s;
}

int retryAfterMs(QByteArrayView header, const QDateTime &now)
{
    const QByteArray text = header.trimmed().toByteArray();
    if (text.isEmpty())
        return -1;
    bool isNumber = false;
    const double seconds = text.toDouble(&isNumber);
    if (isNumber)
        return seconds >= 0 ? static_cast<int>(std::min<double>(seconds * 1000, kDayMs)) : -1;
    // The names of an HTTP date are English everywhere.
    const QDateTime written = QLocale::c().toDateTime(QString::fromLatin1(text),
                                                      u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
    if (!written.isValid())
        return -1;
    const QDateTime time(written.date(), written.time(), Qt::UTC);
    return static_cast<int>(std::clamp<qint64>(now.msecsTo(time), 0, kDayMs));
}

namespace {
// The key as it is within a base64 text, wherever that begins: without the characters it shares with its neighbours.
QStringList base64Forms(const QString &key)
{
    QStringList forms;
    for (int before = 0; before < 3; ++before) {
        const QByteArray coded = (QByteArray(before, '\0') + key.toUtf8())
                                     .toBase64(QByteArray::Base64Encoding | QByteArray::OmitTrailingEquals);
        const QByteArray inner = coded.sliced(before == 0 ? 0 : before + 1).chopped(1);
        if (inner.size() >= 8)
            forms.append(QString::fromLatin1(inner));
    }
    return forms;
}
} // namespace

QString withoutKey(const QString &text, const QString &key)
{
    const QString mark = u"[key]"_s;
    static const QRegularExpression bearer(u"\\b(bearer|sk-)[\\s]*[A-Za-z0-9._~+/*=-]{6,}"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    QString clean = text;
    if (!key.isEmpty()) {
        clean.replace(key, mark);
        clean.replace(QString::fromLatin1(QUrl::toPercentEncoding(key)), mark);
        for (const QString &form : base64Forms(key))
            clean.replace(form, mark);
        static const QRegularExpression token(u"[^\\s\"'`,;:()<>{}]{4,}"_s);
        for (qsizetype at = 0;;) {
            const QRegularExpressionMatch found = token.match(clean, at);
            if (!found.hasMatch())
                break;
            const QString word = found.captured();
            const bool shortened = (word.contains("**"_L1) || word.contains("..."_L1) || word.contains(u'…'))
                                   && sharesEnds(word, key);
            if (shortened || holdsPart(word, key)) {
                clean.replace(found.capturedStart(), found.capturedLength(), mark);
                at = found.capturedStart() + mark.size();
            } else {
                at = found.capturedEnd();
            }
        }
    }
    return clean.replace(bearer, mark);
}

Error withoutKey(Error error, const QString &key)
{
    error.detail = withoutKey(error.detail, key);
    error.code = withoutKey(error.code, key);
    return error;
}

QString excerptOf(QByteArrayView body)
{
    QString text = QString::fromUtf8(body.first(std::min<qsizetype>(body.size(), 16 * 1024)));
    static const QRegularExpression hidden(u"<(script|style|head)\\b.*?</\\1>"_s,
                                           QRegularExpression::CaseInsensitiveOption
                                               | QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression title(u"<title>(.*?)</title>"_s,
                                          QRegularExpression::CaseInsensitiveOption
                                              | QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression tag(u"</?[a-zA-Z!][^>]*>"_s);
    const QString heading = title.match(text).captured(1);
    if (text.contains(tag)) {
        text.remove(hidden);
        text.replace(tag, u" "_s);
        text.prepend(heading + u' ');
    }
    text = text.simplified();
    if (text.size() > kExcerptCharacters)
        text = text.left(kExcerptCharacters) + u'…';
    return text;
}

} // namespace CloneMemoria

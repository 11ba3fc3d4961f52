#include "core/api/ApiGuard.h"

#include "core/api/ApiError.h"

#include <QCryptographicHash>

#include <algorithm>
#include <utility>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr auto kExposedHeaders = "X-Next-Cursor, Link, X-Conversation-Id, X-Message-Id, Retry-After";
constexpr auto kPreflightSeconds = "600";

struct HostAndPort
{
    QString host; ///< lower case, an IPv6 address without its brackets
    std::optional<quint16> port;
};

// "name", "name:port", "[::1]", "[::1]:port".
std::optional<HostAndPort> takeHostApart(const QString &text)
{
    HostAndPort parts;
    const qsizetype bracket = text.startsWith(u'[') ? text.indexOf(u']') : -1;
    if (text.startsWith(u'[') && bracket < 0)
        return std::nullopt;
    const qsizetype colon = text.indexOf(u':', std::max<qsizetype>(bracket, 0));
    parts.host = (colon < 0 ? text : text.left(colon)).toLower();
    if (bracket >= 0) {
        if (parts.host.size() != bracket + 1)
            return std::nullopt;
        parts.host = parts.host.mid(1, bracket - 1);
    }
    if (parts.host.isEmpty())
        return std::nullopt;
    if (colon >= 0) {
        bool isNumber = false;
        parts.port = text.mid(colon + 1).toUShort(&isNumber);
        if (!isNumber)
            return std::nullopt;
    }
    return parts;
}

QByteArray hashOf(const QByteArray &text)
{
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256);
}

// Of hashes, so that neither length nor beginning of what is compared can be told from how long it takes.
bool equalInConstantTime(const QByteArray &a, const QByteArray &b)
{
    unsigned char difference = a.size() == b.size() ? 0 : 1;
    for (qsizetype at = 0; at < std::min(a.size(), b.size()); ++at)
        difference |= static_cast<unsigned char>(a.at(at)) ^ static_cast<unsigned char>(b.at(at));
    return difference == 0;
}

bool announcesBody(const ApiRequest &head)
{
    return head.header("content-length").toULongLong() > 0 || !head.header("transfer-encoding").isEmpty();
}

bool isToken(QByteArrayView name)
{
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'
               || c == '_';
    });
}
} // namespace

ApiGuard::ApiGuard(GuardRules rules)
    : m_rules(std::move(rules))
    , m_known(m_rules.requestsPerSecond, 2 * m_rules.requestsPerSecond)
    , m_unknown(m_rules.requestsPerSecond, 2 * m_rules.requestsPerSecond)
{
    setToken(std::exchange(m_rules.token, {}));
}

void ApiGuard::setToken(const QString &token)
{
    m_tokenHash = token.isEmpty() ? QByteArray() : hashOf(token.toUtf8());
}

bool ApiGuard::isOurHost(const QByteArray &host) const
{
    const std::optional<HostAndPort> asked = takeHostApart(QString::fromLatin1(host));
    if (!asked)
        return false;
    for (const QString &allowed : m_rules.allowedHosts) {
        const std::optional<HostAndPort> listed = takeHostApart(allowed);
        if (listed && listed->host == asked->host && (!listed->port || listed->port == asked->port))
            return true;
    }
    if (asked->port && *asked->port != m_rules.port)
        return false;
    if (asked->host == "localhost"_L1)
        return true;
    const QHostAddress address(asked->host);
    if (address.isNull()
        || address.toString() != asked->host) // "127.1" and its kin are written by nobody who means well
        return false;
    if (address == QHostAddress(QHostAddress::LocalHost)
        || address == QHostAddress(QHostAddress::LocalHostIPv6))
        return true;
    // A page that reaches us by a number was itself loaded from that number: from us.
    const bool isAny = m_rules.listening == QHostAddress(QHostAddress::Any)
                       || m_rules.listening == QHostAddress(QHostAddress::AnyIPv4)
                       || m_rules.listening == QHostAddress(QHostAddress::AnyIPv6);
    return isAny || address == m_rules.listening;
}

bool ApiGuard::isAllowedOrigin(const QByteArray &origin) const
{
    return m_rules.allowedOrigins.contains(QString::fromLatin1(origin), Qt::CaseInsensitive);
}

bool ApiGuard::isOurToken(const QByteArray &authorization) const
{
    constexpr QByteArrayView kScheme = "bearer ";
    if (authorization.size() <= kScheme.size() || authorization.left(kScheme.size()).toLower() != kScheme)
        return false;
    return !m_tokenHash.isEmpty()
           && equalInConstantTime(hashOf(authorization.mid(kScheme.size()).trimmed()), m_tokenHash);
}

ApiHeaders ApiGuard::corsHeaders(const ApiRequest &request) const
{
    const QByteArray origin = request.header("origin");
    if (origin.isEmpty() || !isAllowedOrigin(origin))
        return {};
    return {{"Access-Control-Allow-Origin", origin},
            {"Access-Control-Expose-Headers", kExposedHeaders},
            {"Vary", "Origin"}};
}

ApiResponse ApiGuard::preflight(const ApiRequest &request) const
{
    ApiResponse response{.status = 204, .headers = corsHeaders(request)};
    response.headers.emplaceBack("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE");
    // Clients' libraries send headers of their own, which do nothing here.
    QByteArrayList asked;
    for (const QByteArray &name : request.header("access-control-request-headers").split(',')) {
        if (isToken(name.trimmed()))
            asked.append(name.trimmed());
    }
    if (!asked.isEmpty())
        response.headers.emplaceBack("Access-Control-Allow-Headers", asked.join(", "));
    response.headers.emplaceBack("Access-Control-Max-Age", kPreflightSeconds);
    if (request.header("access-control-request-private-network") == "true")
        response.headers.emplaceBack("Access-Control-Allow-Private-Network", "true");
    return response;
}

std::optional<ApiResponse> ApiGuard::decide(const ApiRequest &head, TokenBucket::Clock::time_point now)
{
    const ErrorForm form = errorFormOf(head);
    if (!isOurHost(head.header("host")))
        return failureResponse(
            421, u"This server has no such name. One that it is to have is allowed by --allow-host."_s, form);
    const QByteArray origin = head.header("origin");
    if (!origin.isEmpty() && !isAllowedOrigin(origin))
        return failureResponse(
            403, u"Web pages of this origin may not ask. One that may is allowed by --allow-origin."_s, form);
    const bool known = isOurToken(head.header("authorization"));
    if (!(known ? m_known : m_unknown).take(now)) {
        ApiResponse response = failureResponse(429,
                                               u"Too many requests. Wait a moment, then go on more slowly."_s,
                                               form, u"rate_limit_exceeded"_s);
        response.headers.emplaceBack("Retry-After", "1");
        return response;
    }
    if (head.method == "OPTIONS" && !origin.isEmpty()
        && !head.header("access-control-request-method").isEmpty())
        return preflight(head);
    if (known || (head.method == "GET" && head.path == "/health"_L1 && !announcesBody(head)))
        return std::nullopt;
    ApiResponse response = failureResponse(
        401,
        head.header("authorization").isEmpty()
            ? u"A token is needed. Send it as “Authorization: Bearer TOKEN”."_s
            : u"The token is not the right one."_s,
        form, u"invalid_api_key"_s);
    response.headers.emplaceBack("WWW-Authenticate", "Bearer realm=\"CloneMemoria\"");
    return response;
}

std::optional<ApiResponse> ApiGuard::admit(const ApiRequest &head, TokenBucket::Clock::time_point now)
{
    std::optional<ApiResponse> answer = decide(head, now);
    if (answer && head.method != "OPTIONS")
        answer->headers += corsHeaders(head);
    return answer;
}

} // namespace CloneMemoria

#pragma once

#include "core/api/TokenBucket.h"
#include "core/api/http/ApiMessage.h"

#include <QHostAddress>
#include <QStringList>

#include <optional>

namespace CloneMemoria {

struct GuardRules
{
    QHostAddress listening = QHostAddress::LocalHost;
    quint16 port = 0;
    QString token;
    QStringList allowedHosts = {};   ///< "name" at any port, or "name:port"
    QStringList allowedOrigins = {}; ///< "scheme://host" or "scheme://host:port", exactly
    double requestsPerSecond = 1000; ///< twice as many at once
};

/// Decides from a request's head who may ask. The `Host` has to be one by which this server is meant, so that no web
/// page reaches it under a name of its own (DNS rebinding); an `Origin` has to be listed, so that no web page reaches it
/// at all that wasn't asked in; everything but a preflight, and /health without a body, needs the token, which is
/// compared in constant time: no body is read for who has none. A flood of requests without a token takes nothing away from those with one. Main thread.
class ApiGuard
{
public:
    explicit ApiGuard(GuardRules rules);

    void setToken(const QString &token);

    /// Why the request is refused, or the answer to a preflight; nothing where it may go on.
    std::optional<ApiResponse> admit(const ApiRequest &head,
                                     TokenBucket::Clock::time_point now = TokenBucket::Clock::now());

    /// What an answer to this request needs so that the page of a listed origin may read it.
    ApiHeaders corsHeaders(const ApiRequest &request) const;

private:
    bool isOurHost(const QByteArray &host) const;
    bool isAllowedOrigin(const QByteArray &origin) const;
    bool isOurToken(const QByteArray &authorization) const;
    ApiResponse preflight(const ApiRequest &request) const;
    std::optional<ApiResponse> decide(const ApiRequest &head, TokenBucket::Clock::time_point now);

    GuardRules m_rules;
    QByteArray m_tokenHash;
    TokenBucket m_known;   ///< requests with the token
    TokenBucket m_unknown; ///< the others
};

} // namespace CloneMemoria

#pragma once

#include "core/net/HttpReply.h"
#include "core/net/RetryPolicy.h"

class QNetworkAccessManager;

namespace CloneMemoria {

/// Sends requests by the rules every provider follows: timeouts for connecting, the first byte and silence, but none in
/// all; retries (RetryPolicy); no cookies, no cache, no credentials of the system's; a redirect is followed within the
/// same origin only, so that a key never reaches another host. A value; lives on its network manager's thread, and
/// the manager must outlive the replies.
class HttpClient
{
public:
    explicit HttpClient(QNetworkAccessManager &network, HttpTimeouts timeouts = {}, RetryPolicy retries = {});

    const HttpTimeouts &timeouts() const { return m_timeouts; }

    /// Never null; owned by `parent`.
    HttpReply *send(HttpRequest request, QObject *parent) const;

private:
    QNetworkAccessManager *m_network;
    HttpTimeouts m_timeouts;
    RetryPolicy m_retries;
};

} // namespace CloneMemoria

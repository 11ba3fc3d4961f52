#include "core/net/HttpClient.h"

namespace CloneMemoria {

HttpClient::HttpClient(QNetworkAccessManager &network, HttpTimeouts timeouts, RetryPolicy retries)
    : m_network(&network)
    , m_timeouts(timeouts)
    , m_retries(retries)
{ }

HttpReply *HttpClient::send(HttpRequest request, QObject *parent) const
{
    return new HttpReply(*m_network, m_timeouts, m_retries, std::move(request), parent);
}

} // namespace CloneMemoria

#include "core/net/HttpReply.h"

#include "core/base/Logging.h"
#include "core/net/HttpError.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QPointer>

#include <algorithm>
#include <utility>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kMostRedirects = 5;
constexpr qint64 kErrorBodyBytes = 64 * 1024;

bool isSuccess(int status)
{
    return status >= 200 && status < 300;
}

bool sameOrigin(const QUrl &left, const QUrl &right)
{
    const auto port = [](const QUrl &url) { return url.port(url.scheme() == "https"_L1 ? 443 : 80); };
    return left.scheme() == right.scheme() && left.host().compare(right.host(), Qt::CaseInsensitive) == 0
           && port(left) == port(right);
}

bool goesThroughProxy(const QUrl &url)
{
    const QList<QNetworkProxy> proxies = QNetworkProxyFactory::proxyForQuery(QNetworkProxyQuery(url));
    return !proxies.isEmpty() && proxies.front().type() != QNetworkProxy::NoProxy;
}
} // namespace

HttpReply::HttpReply(QNetworkAccessManager &network, HttpTimeouts timeouts, RetryPolicy retries,
                     HttpRequest request, QObject *parent)
    : QObject(parent)
    , m_network(network)
    , m_timeouts(timeouts)
    , m_retries(retries)
    , m_request(std::move(request))
    , m_url(m_request.url)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &HttpReply::onTimeout);
    m_clock.start();
    start();
}

HttpReply::~HttpReply()
{
    letGo();
}

void HttpReply::abort()
{
    if (m_done)
        return;
    m_done = true;
    letGo();
    QMetaObject::invokeMethod(
        this, [this] { Q_EMIT finished(fail(ErrorKind::Cancelled, {}, {}, m_request.subject)); },
        Qt::QueuedConnection);
}

void HttpReply::start()
{
    QNetworkRequest request(m_url);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setRawHeader("User-Agent", "CloneMemoria/" CLONEMEMORIA_VERSION);
    if (m_request.streaming)
        request.setRawHeader("Accept-Encoding", "identity"); // a compressor holds tokens back
    for (const auto &[name, value] : std::as_const(m_request.headers))
        request.setRawHeader(name, value);
    if (!m_request.key.isEmpty()) {
        const bool isBearer = m_request.keyHeader.compare("Authorization", Qt::CaseInsensitive) == 0;
        request.setRawHeader(m_request.keyHeader, (isBearer ? "Bearer " : "") + m_request.key.toUtf8());
    }

    ++m_attempts;
    m_status = 0;
    m_received = 0;
    m_body.clear();
    m_certificate.clear();
    if (m_request.method == "GET")
        m_reply = m_network.get(request);
    else if (m_request.method == "POST")
        m_reply = m_network.post(request, m_request.body);
    else
        m_reply = m_network.sendCustomRequest(request, m_request.method, m_request.body);
    m_phase = Phase::Connecting;
    m_timer.start(m_timeouts.connectMs);
    connect(m_reply, &QNetworkReply::requestSent, this, [this] { enter(Phase::Waiting); });
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &HttpReply::onHeaders);
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpReply::onBytes);
    connect(m_reply, &QNetworkReply::finished, this, &HttpReply::onFinished);
    connect(m_reply, &QNetworkReply::sslErrors, this,
            [this](const QList<QSslError> &errors) { m_certificate = errors; }); // looked at, never ignored
}

void HttpReply::enter(Phase phase)
{
    // Signals of the connection come through a queue and may be late: time never goes backwards.
    if (phase < m_phase)
        return;
    m_phase = phase;
    m_timer.start(phase == Phase::Receiving ? m_timeouts.idleMs : m_timeouts.firstByteMs);
}

void HttpReply::onHeaders()
{
    m_status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (m_status != 0)
        enter(Phase::Receiving);
}

void HttpReply::onBytes()
{
    if (!m_reply)
        return;
    if (m_status == 0)
        onHeaders();
    enter(Phase::Receiving);
    const QByteArray bytes = m_reply->readAll();
    if (bytes.isEmpty())
        return;
    if (const QByteArray packing = m_reply->rawHeader("Content-Encoding").toLower();
        m_request.streaming && isSuccess(m_status) && !packing.isEmpty() && packing != "identity") {
        failAttempt({.kind = ErrorKind::BadResponse,
                     .detail = u"Content-Encoding: "_s + QString::fromLatin1(packing),
                     .httpStatus = m_status,
                     .code = u"compressed"_s,
                     .subject = {}});
        return;
    }
    m_received += bytes.size();
    if (!isSuccess(m_status)) {
        m_body.append(bytes.first(std::min<qsizetype>(bytes.size(), kErrorBodyBytes - m_body.size())));
        if (m_body.size() >= kErrorBodyBytes) { // enough of it, whatever else it may want to say
            m_reply->disconnect(this);
            // Not from within its own signal, which doesn't stand an abort.
            QMetaObject::invokeMethod(
                this,
                [this, reply = QPointer<QNetworkReply>(m_reply)] {
                    if (reply && reply == m_reply && !m_done)
                        onFinished();
                },
                Qt::QueuedConnection);
        }
        return;
    }
    if (m_received > m_request.maxBodyBytes) {
        failAttempt({.kind = ErrorKind::BadResponse,
                     .detail = u"The answer has more than %1 bytes"_s.arg(m_request.maxBodyBytes),
                     .httpStatus = m_status,
                     .code = u"answer-too-long"_s,
                     .subject = {}});
        return;
    }
    if (m_request.streaming)
        Q_EMIT data(bytes); // may abort or delete this
    else
        m_body.append(bytes);
}

void HttpReply::onFinished()
{
    if (m_reply->bytesAvailable() > 0) {
        const QPointer<HttpReply> self(this);
        onBytes();
        if (!self || m_done || !m_reply)
            return;
    }
    m_status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QNetworkReply::NetworkError networkError = m_reply->error();
    if (m_request.followsRedirects && m_status >= 300 && m_status < 400
        && m_reply->hasRawHeader("Location")) {
        if (followRedirect())
            return;
    }
    if (m_status >= 300) {
        Error error = errorOfAnswer(m_status, m_body, m_reply->rawHeader("Retry-After"));
        if (m_status == 401 && m_request.key.isEmpty() && error.kind == ErrorKind::Auth)
            error.code = u"no-key"_s; // it can't be a wrong one
        failAttempt(std::move(error));
        return;
    }
    if (networkError != QNetworkReply::NoError) {
        Error error = errorOfConnection(networkError, m_reply->errorString());
        error.httpStatus = m_status;
        if (error.kind == ErrorKind::Tls && !m_certificate.isEmpty())
            error.code = codeOfCertificate(m_certificate);
        if ((error.code == "refused"_L1 || error.code == "host-not-found"_L1) && goesThroughProxy(m_url))
            error.code = u"proxy"_s; // Qt tells of its failure as if it were the server's
        failAttempt(std::move(error));
        return;
    }
    // Qt takes a reset connection for the end of a body.
    const qint64 announced = m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
    if (announced > m_received && m_request.method != "HEAD" && !m_reply->hasRawHeader("Content-Encoding")) {
        failAttempt({.kind = ErrorKind::Network,
                     .detail = u"%1 of %2 bytes arrived"_s.arg(m_received).arg(announced),
                     .httpStatus = m_status,
                     .code = u"cut"_s,
                     .subject = {}});
        return;
    }
    if (!isSuccess(m_status)) {
        failAttempt({.kind = ErrorKind::BadResponse,
                     .detail = u"No HTTP answer"_s,
                     .httpStatus = m_status,
                     .code = {},
                     .subject = {}});
        return;
    }
    HttpResponse response{m_status, m_reply->rawHeader("Content-Type"), std::exchange(m_body, {})};
    complete(std::move(response));
}

bool HttpReply::followRedirect()
{
    const QUrl target = m_url.resolved(QUrl::fromEncoded(m_reply->rawHeader("Location")));
    if (!sameOrigin(m_url, target)) {
        failAttempt({.kind = ErrorKind::BadResponse,
                     .detail = u"HTTP %1: redirected to %2"_s.arg(m_status).arg(
                         target.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery)),
                     .httpStatus = m_status,
                     .code = u"redirected"_s,
                     .subject = {}});
        return true;
    }
    if (m_redirects >= kMostRedirects) {
        failAttempt({.kind = ErrorKind::BadResponse,
                     .detail = u"HTTP %1: more than %2 redirects"_s.arg(m_status).arg(kMostRedirects),
                     .httpStatus = m_status,
                     .code = u"redirect-loop"_s,
                     .subject = {}});
        return true;
    }
    ++m_redirects;
    letGo();
    m_url = target;
    if (m_status == 303) {
        m_request.method = "GET";
        m_request.body.clear();
    }
    --m_attempts; // the server did answer: this was no failed attempt
    start();
    return true;
}

void HttpReply::onTimeout()
{
    if (!m_reply) { // the wait before a retry is over
        start();
        return;
    }
    QString detail;
    QString code;
    switch (m_phase) {
    case Phase::Connecting:
        detail = u"No connection within %1 ms"_s.arg(m_timeouts.connectMs);
        code = u"no-connection"_s;
        break;
    case Phase::Waiting:
        detail = u"No answer within %1 ms"_s.arg(m_timeouts.firstByteMs);
        break;
    case Phase::Receiving:
        detail = u"Nothing more for %1 ms"_s.arg(m_timeouts.idleMs);
        code = u"silent"_s;
        break;
    }
    failAttempt(
        {.kind = ErrorKind::Timeout, .detail = detail, .httpStatus = m_status, .code = code, .subject = {}});
}

void HttpReply::failAttempt(Error error)
{
    const bool received = m_phase == Phase::Receiving && m_status < 400;
    letGo();
    error.subject = m_request.subject;
    error = withoutKey(std::move(error), m_request.key);
    if (const std::optional<int> delay = m_retries.delayMs(m_attempts, error, received)) {
        qCDebug(lcNet) << "Retrying" << m_url.host() << "after" << *delay << "ms:" << toString(error.kind)
                       << error.httpStatus;
        m_url = m_request.url;
        m_redirects = 0;
        m_timer.start(*delay);
        return;
    }
    complete(fail(std::move(error)));
}

void HttpReply::complete(Result<HttpResponse> result)
{
    m_done = true;
    letGo();
    qCDebug(lcNet) << m_request.method << m_url.host() << "status" << m_status << "in" << m_clock.elapsed()
                   << "ms," << m_received << "bytes";
    Q_EMIT finished(result);
}

void HttpReply::letGo()
{
    m_timer.stop();
    if (QNetworkReply *reply = std::exchange(m_reply, nullptr)) {
        // Before abort(), which would report itself through these signals.
        reply->disconnect(this);
        const bool halfMade = m_phase == Phase::Connecting && reply->isRunning();
        reply->abort();
        reply->deleteLater();
        // Qt goes on with a connection that was begun, for whoever may ask next. Where nobody else is being
        // answered just now, it is closed with the idle ones.
        const QList<QNetworkReply *> others = m_network.findChildren<QNetworkReply *>();
        if (halfMade && std::none_of(others.begin(), others.end(), [](const QNetworkReply *other) {
                return other->isRunning();
            }))
            m_network.clearConnectionCache();
    }
}

} // namespace CloneMemoria

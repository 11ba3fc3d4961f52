#include "core/api/LocalApiServer.h"

#include "core/api/ApiCall.h"
#include "core/api/http/HttpExchange.h"
#include "core/api/http/HttpServer.h"
#include "core/api/routes/Routes.h"
#include "core/base/Logging.h"

#include <chrono>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
constexpr auto kStopStep = 10ms;
// So long an answer may take to be stored, and its end to reach the client.
constexpr int kMostStopSteps = 400;

// Who gives a program for OpenAI the address of the server alone is told what is missing.
ApiResponse notFound(const Router &router, const ApiRequest &request)
{
    if (!router.find(request.method, QStringList{u"v1"_s} + request.segments).allowed.isEmpty())
        return failureResponse(404, u"Not Found. The address for OpenAI's calls ends with /v1."_s,
                               ErrorForm::OpenAi, u"unknown_url"_s);
    return failureResponse(404, u"Not Found"_s, errorFormOf(request), u"unknown_url"_s);
}

ApiResponse notAllowed(const QByteArrayList &allowed, const ApiRequest &request)
{
    const QByteArray methods = (allowed.contains("GET") ? allowed + QByteArrayList{"HEAD"} : allowed)
                                   .join(", ");
    if (request.method == "OPTIONS")
        return {.status = 204, .headers = {{"Allow", methods}}};
    ApiResponse response = failureResponse(405, u"Method Not Allowed"_s, errorFormOf(request));
    response.headers.emplaceBack("Allow", methods);
    return response;
}
} // namespace

LocalApiServer::LocalApiServer(Profile &profile, LocalApiOptions options, QObject *parent)
    : QObject(parent)
    , m_profile(profile)
    , m_options(std::move(options))
    , m_http(std::make_unique<HttpServer>(m_options.limits))
{
    addRoutes(m_router, m_profile, [this](const QString &cloneId) { Q_EMIT cloneChanged(cloneId); });
    m_http->admit = [this](const ApiRequest &head) -> std::optional<ApiResponse> {
        if (m_stopping)
            return failureResponse(503, u"The server is stopping."_s, errorFormOf(head));
        return m_guard->admit(head);
    };
    connect(m_http.get(), &HttpServer::requested, this, &LocalApiServer::take);
    connect(m_http.get(), &HttpServer::answered, this, &LocalApiServer::log);
    m_stopTimer.setInterval(kStopStep);
    connect(&m_stopTimer, &QTimer::timeout, this, &LocalApiServer::checkStopped);
}

LocalApiServer::~LocalApiServer()
{
    m_http->disconnect(this);
    m_http.reset();
}

Result<QUrl> LocalApiServer::start()
{
    if (const Result<void> listening = m_http->listen(m_options.host, m_options.port); !listening) {
        Error error = listening.error();
        error.subject = QString::number(m_options.port);
        if (error.code != "port-in-use"_L1) {
            error.code = u"cannot-listen"_s;
            error.subject = m_options.host.toString() + u':' + error.subject;
        }
        return fail(error);
    }
    m_stopping = false;
    m_guard = std::make_unique<ApiGuard>(GuardRules{.listening = m_options.host,
                                                    .port = m_http->port(),
                                                    .token = m_options.token,
                                                    .allowedHosts = m_options.allowedHosts,
                                                    .allowedOrigins = m_options.allowedOrigins,
                                                    .requestsPerSecond = m_options.requestsPerSecond});
    qCInfo(lcApi) << "listening on port" << m_http->port();
    return url();
}

bool LocalApiServer::isRunning() const
{
    return m_http->isListening() && !m_stopping;
}

QUrl LocalApiServer::url() const
{
    if (!m_http->isListening())
        return {};
    QUrl url;
    url.setScheme(u"http"_s);
    url.setHost(m_options.host.toString());
    url.setPort(m_http->port());
    return url;
}

void LocalApiServer::setToken(const QString &token)
{
    m_options.token = token;
    if (m_guard)
        m_guard->setToken(token);
}

void LocalApiServer::take(HttpExchange *exchange)
{
    const ApiRequest &request = exchange->request();
    const Router::Match match = m_router.find(request.method, request.segments);
    auto *call = new ApiCall(*exchange, match.params, {m_guard->corsHeaders(request), m_options.keepAlive});
    if (!match.route) {
        call->answer(match.allowed.isEmpty() ? notFound(m_router, request)
                                             : notAllowed(match.allowed, request));
        return;
    }
    m_calls.insert(call);
    connect(call, &QObject::destroyed, this, [this, call] { m_calls.remove(call); });
    match.route->handler(*call);
}

void LocalApiServer::log(const QByteArray &method, const QString &path, int status, qint64 milliseconds,
                         qint64 bytes)
{
    // What stands in a path that we don't know is nobody's business, and neither is who is asked.
    const Router::Match match = m_router.find(method == "HEAD" ? "GET" : method, path.mid(1).split(u'/'));
    qCInfo(lcApi).nospace().noquote() << (match.allowed.isEmpty() ? QByteArray("-") : method) << ' '
                                      << (match.route ? match.route->pattern : u"-"_s) << ' ' << status << ' '
                                      << milliseconds << " ms " << bytes << " bytes";
}

void LocalApiServer::stop()
{
    if (m_stopping || !m_http->isListening()) {
        QMetaObject::invokeMethod(
            this, [this] { checkStopped(); }, Qt::QueuedConnection);
        return;
    }
    m_stopping = true;
    m_stopChecks = 0;
    const QSet<ApiCall *> calls = m_calls;
    for (ApiCall *call : calls)
        Q_EMIT call->stopping();
    m_stopTimer.start();
}

void LocalApiServer::checkStopped()
{
    const bool patient = m_stopTimer.isActive() && ++m_stopChecks < kMostStopSteps;
    if (patient && !m_calls.isEmpty())
        return;
    m_http->close();
    if (patient && m_http->connections() > 0)
        return;
    m_stopTimer.stop();
    m_stopping = false;
    Q_EMIT stopped();
}

} // namespace CloneMemoria

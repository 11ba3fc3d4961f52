#pragma once

#include "core/api/ApiGuard.h"
#include "core/api/Router.h"
#include "core/api/http/HttpLimits.h"
#include "core/base/Result.h"

#include <QHostAddress>
#include <QObject>
#include <QSet>
#include <QStringList>
#include <QTimer>
#include <QUrl>

#include <chrono>
#include <memory>

namespace CloneMemoria {

class ApiCall;
class HttpExchange;
class HttpServer;
class Profile;

constexpr quint16 kLocalApiPort = 8477;

struct LocalApiOptions
{
    QHostAddress host = QHostAddress::LocalHost;
    quint16 port = kLocalApiPort; ///< 0: a free one
    QString token = {};           ///< without one nobody is let in
    QStringList allowedHosts = {};
    QStringList allowedOrigins = {};
    double requestsPerSecond = 1000;
    HttpLimits limits = {};
    /// Shorter than the shortest patience of proxies and clients that is common.
    std::chrono::milliseconds keepAlive{15'000};
};

/// The clones for other programs: HTTP calls as the original system had them, and those of OpenAI. One class for the
/// window and the command line. Each request is logged by method, route, status and size: never by what was asked.
/// The profile must outlive it. Main thread.
class LocalApiServer : public QObject
{
    Q_OBJECT

public:
    LocalApiServer(Profile &profile, LocalApiOptions options, QObject *parent = nullptr);
    ~LocalApiServer() override; ///< at once: answers under way are stopped and kept, their clients cut off

    /// Where it is to be reached. Errors: Network, code "port-in-use" or "cannot-listen".
    Result<QUrl> start();
    /// Takes nothing more, and ends what is under way: what there is of an answer is stored, and its client told.
    /// `stopped` follows, within a few seconds.
    void stop();

    bool isRunning() const;
    QUrl url() const; ///< empty where it doesn't run
    /// From the next request on.
    void setToken(const QString &token);

    const Router &router() const { return m_router; }

Q_SIGNALS:
    void stopped();
    /// A clone was made, changed or put into the trash by a call.
    void cloneChanged(const QString &cloneId);

private:
    void take(HttpExchange *exchange);
    void log(const QByteArray &method, const QString &path, int status, qint64 milliseconds, qint64 bytes);
    void checkStopped();

    Profile &m_profile;
    LocalApiOptions m_options;
    Router m_router;
    std::unique_ptr<ApiGuard> m_guard;
    QSet<ApiCall *> m_calls; ///< under way
    QTimer m_stopTimer;
    int m_stopChecks = 0;
    bool m_stopping = false;
    std::unique_ptr<HttpServer> m_http; ///< last, so that it goes first: with it go the calls
};

} // namespace CloneMemoria

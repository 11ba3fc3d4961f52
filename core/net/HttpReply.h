#pragma once

#include "core/base/Result.h"
#include "core/net/HttpRequest.h"
#include "core/net/RetryPolicy.h"

#include <QElapsedTimer>
#include <QObject>
#include <QSslError>
#include <QTimer>

class QNetworkAccessManager;
class QNetworkReply;

namespace CloneMemoria {

/// One HTTP answer on its way, retries and redirects included. Made by HttpClient; may be deleted at any time, which
/// closes the connection. Lives on the thread of its network manager.
class HttpReply final : public QObject
{
    Q_OBJECT

public:
    HttpReply(QNetworkAccessManager &network, HttpTimeouts timeouts, RetryPolicy retries, HttpRequest request,
              QObject *parent);
    ~HttpReply() override;

    /// Closes the connection at once; no data follows, `finished` does (asynchronously) with ErrorKind::Cancelled.
    /// Does nothing after it has finished.
    void abort();

Q_SIGNALS:
    /// A piece of the body of a successful answer, of a streaming request only.
    void data(const QByteArray &bytes);
    /// Exactly once, from the event loop: an answer with a 2xx status, or why there is none.
    void finished(const CloneMemoria::Result<CloneMemoria::HttpResponse> &result);

private:
    enum class Phase { Connecting, Waiting, Receiving };

    void start();
    void onHeaders();
    void onBytes();
    void onFinished();
    void onTimeout();
    void enter(Phase phase);
    bool followRedirect();
    void failAttempt(Error error);
    void complete(Result<HttpResponse> result);
    void letGo();

    QNetworkAccessManager &m_network;
    HttpTimeouts m_timeouts;
    RetryPolicy m_retries;
    HttpRequest m_request;
    QUrl m_url; ///< where the current attempt goes
    QNetworkReply *m_reply = nullptr;
    QTimer m_timer;
    QElapsedTimer m_clock;
    Phase m_phase = Phase::Connecting;
    int m_attempts = 0;
    int m_redirects = 0;
    int m_status = 0;
    qint64 m_received = 0;
    QByteArray m_body;
    QList<QSslError> m_certificate; ///< what is wrong with it
    bool m_done = false;
};

} // namespace CloneMemoria

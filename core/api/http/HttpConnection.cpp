#include "core/api/http/HttpConnection.h"

#include <QPointer>

#include <algorithm>
#include <array>
#include <utility>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kReadBytes = 64 * 1024;
// Of requests that follow before the current one is answered: no more than this and one read of them wait here.
constexpr qsizetype kPipelineBytes = 64 * 1024;
// See probe(). Who ended their half only has the answer by then, mostly.
constexpr int kProbeAfterMs = 100;
constexpr int kProbeAgainMs = 20;
constexpr int kMostProbes = 2;
} // namespace

HttpConnection::HttpConnection(HttpServer &server, qintptr descriptor)
    : QObject(&server)
    , m_server(server)
    , m_limits(server.limits())
    , m_socket(descriptor)
    , m_reader(m_limits, m_socket.peerAddress())
{
    for (QTimer *timer : {&m_deadline, &m_stalled, &m_probe})
        timer->setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, &HttpConnection::onDeadline);
    connect(&m_stalled, &QTimer::timeout, this, &HttpConnection::breakOff);
    connect(&m_probe, &QTimer::timeout, this, &HttpConnection::probe);
    connect(&m_socket, &StreamSocket::readable, this, [this] {
        m_readable = true;
        schedule();
    });
    connect(&m_socket, &StreamSocket::written, this, [this] {
        if (m_socket.backlog() > 0)
            m_stalled.start(m_limits.stalledWriteMs);
        else
            m_stalled.stop();
        schedule();
    });
    connect(&m_socket, &StreamSocket::broken, this, &HttpConnection::breakOff);
    expectHead(m_limits.headerMs);
    if (!m_socket.isOpen())
        breakOff();
}

HttpConnection::~HttpConnection()
{
    m_phase = Phase::Over;
    m_socket.reset();
    delete std::exchange(m_exchange, nullptr);
}

void HttpConnection::refuse(const ApiResponse &response)
{
    m_last = true;
    answer(response, m_reader.takeRequest());
}

void HttpConnection::close()
{
    m_last = true;
    switch (m_phase) {
    case Phase::Idle:
    case Phase::Head:
    case Phase::Body:
        end();
        break;
    case Phase::Answering:
        if (m_exchange ? !m_exchange->hasEnded() : !m_outcome || !m_outcome->ended)
            breakOff();
        break;
    case Phase::Flushing:
    case Phase::Lingering:
    case Phase::Over:
        break;
    }
}

std::optional<QDeadlineTimer> HttpConnection::headDeadline() const
{
    if (m_phase != Phase::Idle && m_phase != Phase::Head)
        return std::nullopt;
    return m_headDeadline;
}

void HttpConnection::expectHead(int milliseconds)
{
    m_headDeadline.setPreciseRemainingTime(0, qint64(milliseconds) * 1'000'000, Qt::PreciseTimer);
    m_deadline.start(milliseconds);
}

bool HttpConnection::keepsAlive() const
{
    return !m_last && m_reader.state() == RequestReader::State::RequestReady && m_reader.keepsAlive()
           && m_requests < m_limits.requestsPerConnection && !(m_inputEnded && m_reader.pendingBytes() == 0);
}

void HttpConnection::send(const QByteArray &bytes)
{
    if (!m_socket.write(bytes)) {
        breakOff();
        return;
    }
    if (m_socket.backlog() > 0 && !m_stalled.isActive())
        m_stalled.start(m_limits.stalledWriteMs);
}

void HttpConnection::boundBacklog()
{
    if (m_socket.backlog() > m_limits.streamBacklogBytes)
        breakOff();
}

void HttpConnection::onExchangeDeleted(const HttpExchange &exchange)
{
    if (&exchange != m_exchange)
        return;
    m_exchange = nullptr;
    m_outcome = exchange.outcome();
    if (exchange.m_interimOpen)
        send("\r\n");
    schedule();
}

void HttpConnection::schedule()
{
    if (!std::exchange(m_scheduled, true))
        QMetaObject::invokeMethod(this, &HttpConnection::run, Qt::QueuedConnection);
}

void HttpConnection::run()
{
    m_scheduled = false;
    const QPointer<HttpConnection> self(this);
    while (m_phase != Phase::Over && step()) {
        if (!self)
            return;
    }
    if (self)
        m_socket.setReading(wantsInput());
}

/// Does one thing, if there is one to do. `this` may be gone afterwards.
bool HttpConnection::step()
{
    if (m_broken) {
        lose();
        return false;
    }
    if (m_phase == Phase::Answering && m_exchange && m_exchange->hasEnded()) {
        m_outcome = m_exchange->outcome();
        std::exchange(m_exchange, nullptr)->deleteLater();
    }
    if (m_phase == Phase::Answering && m_outcome) {
        conclude(*std::exchange(m_outcome, std::nullopt));
        return true;
    }
    if (m_phase == Phase::Flushing && m_socket.backlog() == 0) {
        goOn();
        return true;
    }
    if (m_readable && wantsInput()) {
        m_readable = false;
        receive();
        return true;
    }
    return false;
}

void HttpConnection::enter(Phase phase)
{
    const bool isNew = std::exchange(m_phase, phase) != phase;
    switch (phase) {
    case Phase::Idle:
        expectHead(m_limits.keepAliveMs);
        break;
    case Phase::Head:
        expectHead(m_limits.headerMs);
        break;
    case Phase::Body:
        if (isNew)
            m_bodyClock.start();
        m_deadline.start(
            int(std::clamp<qint64>(m_limits.bodyMs - m_bodyClock.elapsed(), 0, m_limits.bodyIdleMs)));
        break;
    case Phase::Lingering:
        m_deadline.start(m_limits.lingerMs);
        break;
    case Phase::Answering:
    case Phase::Flushing:
    case Phase::Over:
        m_deadline.stop();
        break;
    }
}

bool HttpConnection::wantsInput() const
{
    if (m_inputEnded || m_broken || m_phase == Phase::Over)
        return false;
    // While there is room, so that a client that goes is noticed. Who has sent more is noticed when it is answered.
    return (m_phase != Phase::Answering && m_phase != Phase::Flushing)
           || m_reader.pendingBytes() < kPipelineBytes;
}

void HttpConnection::receive()
{
    std::array<char, kReadBytes> buffer;
    const auto [kind, size] = m_socket.read(buffer.data(), kReadBytes);
    switch (kind) {
    case StreamSocket::Arrival::Kind::Nothing:
        return;
    case StreamSocket::Arrival::Kind::Broken:
        breakOff();
        return;
    case StreamSocket::Arrival::Kind::End:
        m_inputEnded = true;
        onInputEnd();
        return;
    case StreamSocket::Arrival::Kind::Bytes:
        break;
    }
    if (m_phase == Phase::Lingering) {
        m_dropped += size;
        if (m_dropped > m_limits.lingerBytes)
            end();
        return;
    }
    const RequestReader::State state = m_reader.feed({buffer.data(), size});
    if (m_phase != Phase::Answering && m_phase != Phase::Flushing)
        take(state);
}

void HttpConnection::onInputEnd()
{
    switch (m_phase) {
    case Phase::Idle:
    case Phase::Head:
    case Phase::Body:
        if (m_reader.hasBegun())
            refuse(errorResponse(400, u"The request ended too early"_s));
        else
            end();
        break;
    case Phase::Answering:
        m_probe.start(kProbeAfterMs);
        break;
    case Phase::Lingering:
        end();
        break;
    case Phase::Flushing:
    case Phase::Over:
        break;
    }
}

void HttpConnection::take(RequestReader::State state)
{
    switch (state) {
    case RequestReader::State::NeedMore:
        if (m_inputEnded)
            onInputEnd();
        else if (m_reader.hasHead())
            enter(Phase::Body);
        else if (const Phase phase = m_reader.hasBegun() ? Phase::Head : Phase::Idle; m_phase != phase)
            enter(phase);
        break;
    case RequestReader::State::HeadReady:
        admit();
        break;
    case RequestReader::State::RequestReady:
        makeExchange(m_reader.takeRequest());
        if (m_inputEnded)
            m_probe.start(kProbeAfterMs);
        Q_EMIT m_server.requested(m_exchange);
        break;
    case RequestReader::State::Refused:
        refuse(errorResponse(m_reader.refusal().httpStatus, m_reader.refusal().detail));
        break;
    }
}

void HttpConnection::admit()
{
    std::optional<ApiResponse> refusal;
    if (m_server.admit)
        refusal = m_server.admit(m_reader.request());
    if (m_phase == Phase::Over) // the server was closed meanwhile
        return;
    if (refusal && m_reader.hasBody()) {
        refuse(*refusal);
        return;
    }
    if (!refusal && m_reader.hasBody() && m_reader.expectsContinue() && m_reader.pendingBytes() == 0)
        send("HTTP/1.1 100 Continue\r\n\r\n");
    const RequestReader::State state = m_reader.readBody();
    if (refusal)
        answer(*refusal, m_reader.takeRequest());
    else
        take(state);
}

void HttpConnection::makeExchange(ApiRequest request)
{
    ++m_requests;
    m_probes = 0;
    m_exchange = new HttpExchange(*this, std::move(request), m_reader.isHead(), m_reader.isHttp10());
    enter(Phase::Answering);
}

void HttpConnection::answer(const ApiResponse &response, ApiRequest request)
{
    makeExchange(std::move(request));
    m_exchange->respond(response);
}

void HttpConnection::conclude(const HttpExchange::Outcome &outcome)
{
    m_probe.stop();
    if (outcome.ended) {
        m_last = m_last || !outcome.keepsAlive;
        enter(Phase::Flushing);
        Q_EMIT m_server.answered(outcome.method, outcome.path, outcome.status, outcome.durationMs,
                                 outcome.bytesSent);
    } else if (outcome.status == 0) {
        answer(errorResponse(500, u"The request was dropped"_s),
               {.method = outcome.method, .path = outcome.path});
    } else {
        m_socket.reset(); // a stream that misses its end
        end();
        Q_EMIT m_server.answered(outcome.method, outcome.path, outcome.status, outcome.durationMs,
                                 outcome.bytesSent);
    }
}

void HttpConnection::goOn()
{
    if (!m_last) {
        enter(Phase::Idle);
        take(m_reader.next());
    } else if (m_inputEnded) {
        end();
    } else {
        m_socket.endWriting();
        enter(Phase::Lingering);
    }
}

void HttpConnection::breakOff()
{
    m_broken = true;
    m_socket.reset();
    schedule();
}

void HttpConnection::lose()
{
    HttpExchange *exchange = std::exchange(m_exchange, nullptr);
    end();
    if (!exchange)
        return;
    const QPointer<HttpServer> server(&m_server);
    const HttpExchange::Outcome outcome = exchange->outcome();
    exchange->lose();
    if (server)
        Q_EMIT server->answered(outcome.method, outcome.path, outcome.status, outcome.durationMs,
                                outcome.bytesSent);
}

void HttpConnection::end()
{
    enter(Phase::Over);
    m_stalled.stop();
    m_probe.stop();
    m_socket.close();
    m_server.m_connections.remove(this);
    deleteLater();
}

void HttpConnection::onDeadline()
{
    if (m_phase == Phase::Head || m_phase == Phase::Body)
        refuse(errorResponse(408, u"The request took too long"_s));
    else
        end();
}

/// A client that has ended its half of the connection may be waiting for its answer, or be gone: that looks the same
/// until something is sent. So something is sent that means nothing, in two pieces: one that is gone answers the
/// first with a reset, and the second fails.
void HttpConnection::probe()
{
    if (m_phase != Phase::Answering || !m_exchange || m_broken)
        return;
    m_exchange->sendProbe();
    if (++m_probes < kMostProbes)
        m_probe.start(kProbeAgainMs);
}

} // namespace CloneMemoria

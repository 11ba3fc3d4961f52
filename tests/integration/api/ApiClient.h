#pragma once

#include "tests/integration/api/ApiSchema.h"

#include <QByteArray>
#include <QList>
#include <QTcpSocket>

#include <utility>

namespace CloneMemoria {

struct ApiAnswer
{
    int status = 0;                                   ///< 0: none came
    QList<std::pair<QByteArray, QByteArray>> headers; ///< names in lower case
    QByteArray body;                                  ///< out of its chunks

    QByteArray header(const QByteArray &name) const;
    nlohmann::json json() const; ///< null where the body is none
};

/// A client on a bare socket that says exactly what it is told to. On the thread of the server under test, which works
/// while this waits.
class ApiClient
{
public:
    using Headers = QList<std::pair<QByteArray, QByteArray>>;

    ApiClient(quint16 port, QByteArray token) : m_port(port), m_token(std::move(token)) { }

    /// The bytes of a request with token and Host, unless `headers` has one by that name: an empty value leaves it out.
    QByteArray request(const QByteArray &method, const QByteArray &path, const QByteArray &body = {},
                       const Headers &headers = {}) const;
    /// Asks, and waits for the end of the answer.
    ApiAnswer call(const QByteArray &method, const QByteArray &path, const QByteArray &body = {},
                   const Headers &headers = {}) const;
    ApiAnswer call(const QByteArray &method, const QByteArray &path, const nlohmann::json &body) const;
    /// Sends any bytes.
    ApiAnswer send(const QByteArray &bytes) const;

    quint16 port() const { return m_port; }

    static ApiAnswer parse(const QByteArray &bytes);

private:
    quint16 m_port;
    QByteArray m_token;
};

/// An answer that comes bit by bit.
class ApiStream
{
public:
    ApiStream(const ApiClient &client, const QByteArray &request);

    /// Waits until the body so far contains `text`, or the connection has ended.
    bool waitFor(const QByteArray &text, int milliseconds = 10'000);
    bool waitForEnd(int milliseconds = 20'000);
    ApiAnswer answer() const { return ApiClient::parse(m_bytes); } ///< as far as it has come
    bool hasEnded() const { return m_socket.state() == QAbstractSocket::UnconnectedState; }
    void abort() { m_socket.abort(); }

private:
    template <typename Met>
    bool wait(Met met, int milliseconds);

    QTcpSocket m_socket;
    QByteArray m_bytes;
};

} // namespace CloneMemoria

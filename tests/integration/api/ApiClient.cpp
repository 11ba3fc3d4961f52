#include "tests/integration/api/ApiClient.h"

#include <QEventLoop>
#include <QTest>
#include <QTimer>

namespace CloneMemoria {

using nlohmann::json;

namespace {
QByteArray joined(const QByteArray &chunked)
{
    QByteArray body;
    qsizetype at = 0;
    for (;;) {
        const qsizetype lineEnd = chunked.indexOf("\r\n", at);
        if (lineEnd < 0)
            return body;
        const qsizetype size = chunked.mid(at, lineEnd - at).toLongLong(nullptr, 16);
        if (size <= 0)
            return body;
        body += chunked.mid(lineEnd + 2, size);
        at = lineEnd + 2 + size + 2;
    }
}
} // namespace

QByteArray ApiAnswer::header(const QByteArray &name) const
{
    for (const auto &[own, value] : headers) {
        if (own == name)
            return value;
    }
    return {};
}

json ApiAnswer::json() const
{
    const nlohmann::json parsed = nlohmann::json::parse(body.begin(), body.end(), nullptr, false);
    return parsed.is_discarded() ? nlohmann::json() : parsed;
}

ApiAnswer ApiClient::parse(const QByteArray &bytes)
{
    ApiAnswer answer;
    const qsizetype headEnd = bytes.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return answer;
    QByteArrayList lines = bytes.left(headEnd).split('\n');
    answer.status = lines.takeFirst().split(' ').value(1).toInt();
    for (const QByteArray &line : lines) {
        const qsizetype colon = line.indexOf(':');
        answer.headers.emplaceBack(line.left(colon).trimmed().toLower(), line.mid(colon + 1).trimmed());
    }
    if (answer.status >= 100 && answer.status < 200) // an interim one comes before the answer
        return parse(bytes.mid(headEnd + 4));
    const QByteArray rest = bytes.mid(headEnd + 4);
    answer.body = answer.header("transfer-encoding") == "chunked" ? joined(rest) : rest;
    return answer;
}

QByteArray ApiClient::request(const QByteArray &method, const QByteArray &path, const QByteArray &body,
                              const Headers &headers) const
{
    Headers all{{"Host", "127.0.0.1:" + QByteArray::number(m_port)},
                {"Authorization", "Bearer " + m_token},
                {"Connection", "close"}};
    if (!body.isEmpty()) {
        all.emplaceBack("Content-Type", "application/json");
        all.emplaceBack("Content-Length", QByteArray::number(body.size()));
    }
    for (const auto &[name, value] : headers) {
        const auto same = [&name = name](const auto &one) { return one.first == name; };
        all.removeIf(same);
        if (!value.isEmpty())
            all.emplaceBack(name, value);
    }
    QByteArray bytes = method + ' ' + path + " HTTP/1.1\r\n";
    for (const auto &[name, value] : all)
        bytes += name + ": " + value + "\r\n";
    return bytes + "\r\n" + body;
}

ApiAnswer ApiClient::send(const QByteArray &bytes) const
{
    ApiStream stream(*this, bytes);
    if (!stream.waitForEnd())
        return {};
    return stream.answer();
}

ApiAnswer ApiClient::call(const QByteArray &method, const QByteArray &path, const QByteArray &body,
                          const Headers &headers) const
{
    const ApiAnswer answer = send(request(method, path, body, headers));
    const QString wrong = ApiSchema::get().checkAnswer(method, path, answer.status,
                                                       answer.header("content-type"), answer.body);
    if (!wrong.isEmpty())
        QTest::qFail((method + ' ' + path + ": " + wrong.toUtf8() + "\n" + answer.body.left(400)).constData(),
                     __FILE__, __LINE__);
    return answer;
}

ApiAnswer ApiClient::call(const QByteArray &method, const QByteArray &path, const json &body) const
{
    return call(method, path, QByteArray::fromStdString(body.dump()));
}

ApiStream::ApiStream(const ApiClient &client, const QByteArray &request)
{
    QObject::connect(&m_socket, &QTcpSocket::readyRead, &m_socket, [this] { m_bytes += m_socket.readAll(); });
    QObject::connect(&m_socket, &QTcpSocket::connected, &m_socket,
                     [this, request] { m_socket.write(request); });
    m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), client.port());
}

// Not QTest::qWaitFor, which looks every ten milliseconds: many a test asks hundreds of times.
template <typename Met>
bool ApiStream::wait(Met met, int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    const auto look = [&] {
        if (met() || hasEnded())
            loop.quit();
    };
    QObject::connect(&m_socket, &QTcpSocket::readyRead, &loop, look, Qt::QueuedConnection);
    QObject::connect(&m_socket, &QTcpSocket::disconnected, &loop, look, Qt::QueuedConnection);
    QObject::connect(&m_socket, &QTcpSocket::errorOccurred, &loop, look, Qt::QueuedConnection);
    if (!met() && !hasEnded())
        loop.exec();
    return met();
}

bool ApiStream::waitFor(const QByteArray &text, int milliseconds)
{
    return wait([&] { return answer().body.contains(text); }, milliseconds);
}

bool ApiStream::waitForEnd(int milliseconds)
{
    return wait([&] { return hasEnded(); }, milliseconds);
}

} // namespace CloneMemoria

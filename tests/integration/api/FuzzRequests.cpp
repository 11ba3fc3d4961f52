#include "tests/integration/api/FuzzRequests.h"

#include "tests/integration/api/ApiSchema.h"

namespace CloneMemoria {

using nlohmann::json;

namespace {
const QByteArrayList kMethods{"GET", "POST",  "PATCH",   "DELETE", "HEAD", "OPTIONS",
                              "PUT", "TRACE", "CONNECT", "get",    "G\0T"};
const QByteArrayList kHeaders{"Transfer-Encoding: chunked",
                              "Transfer-Encoding: gzip, chunked",
                              "Transfer-Encoding : chunked",
                              "Content-Length: 0",
                              "Content-Length: -1",
                              "Content-Length: 99999999999999999999",
                              "Content-Length: 5, 5",
                              "Expect: 100-continue",
                              "Connection: keep-alive, close",
                              "Upgrade: websocket",
                              "Host: evil.example",
                              "Origin: null",
                              "Origin: https://evil.example",
                              "Authorization: Bearer wrong",
                              "Authorization: Basic Og==",
                              "Access-Control-Request-Method: DELETE",
                              "Accept: text/plain",
                              " folded: line",
                              "no colon",
                              ": no name",
                              "Cookie: a=b",
                              "Range: bytes=0-1"};
} // namespace

FuzzRequests::FuzzRequests(quint64 seed, QByteArray token, QByteArray cloneId)
    : m_random(seed)
    , m_token(std::move(token))
    , m_cloneId(std::move(cloneId))
{
    for (const auto &[path, operations] : ApiSchema::get().document().at("paths").items()) {
        for (const auto &[method, operation] : operations.items()) {
            if (method != "parameters")
                m_calls.emplace_back(path, method);
        }
    }
}

QByteArray FuzzRequests::noise(qsizetype bytes)
{
    QByteArray noise(bytes, Qt::Uninitialized);
    for (char &byte : noise)
        byte = oneIn(4) ? "\r\n: {}[]\"\\%/?"[pick(13)] : char(m_random());
    return noise;
}

json FuzzRequests::value(int depth)
{
    switch (pick(depth > 4 ? 9 : 12)) {
    case 0:
        return nullptr;
    case 1:
        return oneIn(2);
    case 2:
        return std::int64_t(m_random());
    case 3:
        return double(std::int64_t(m_random())) / 1e6;
    case 4:
        return std::int64_t(pick(5)) - 2;
    case 5:
        return std::string(pick(3) * 40, 'a');
    case 6:
        return noise(qsizetype(pick(30))).toStdString();
    case 7:
        return m_cloneId.toStdString();
    case 8:
        return std::vector<const char *>{
            "user",   "system", "text",       "wav",        "base64",      "default",
            "custom", "dummy",  "2020-02-30", "2020-02-03", "Hello there", "\xF0\x9F\x9A\xA3"}[pick(12)];
    case 9: {
        json list = json::array();
        for (std::size_t left = pick(5); left > 0; --left)
            list.push_back(value(depth + 1));
        return list;
    }
    default: {
        json object = json::object();
        for (std::size_t left = pick(4); left > 0; --left)
            object[std::vector<const char *>{"role", "content", "type", "text", "a", ""}[pick(6)]] = value(
                depth + 1);
        return object;
    }
    }
}

QByteArray FuzzRequests::body(const std::string &pattern, const std::string &method)
{
    const json schema = ApiSchema::get().bodyOf(pattern, method);
    if (schema.is_null())
        return oneIn(8) ? noise(qsizetype(pick(100))) : QByteArray();
    if (oneIn(10))
        return noise(qsizetype(pick(400)));
    json body = json::object();
    for (const auto &[name, property] : schema.at("properties").items()) {
        if (!oneIn(3))
            body[name] = value();
    }
    // Often enough all but one of the fields are good.
    if (schema.at("properties").contains("content") && oneIn(2))
        body = {{"content", "Hello there"}};
    if (schema.at("properties").contains("messages") && oneIn(2)) {
        body["model"] = m_cloneId.toStdString();
        body["messages"] = json::array({{{"role", "user"}, {"content", "Hello"}}, value()});
    }
    return QByteArray::fromStdString(body.dump(-1, ' ', oneIn(2), json::error_handler_t::ignore));
}

QByteArray FuzzRequests::path(const std::string &pattern)
{
    QByteArray path = QByteArray::fromStdString(pattern);
    const QByteArrayList ids{m_cloneId,
                             m_cloneId,
                             m_cloneId,
                             "nobody",
                             "%00",
                             "%2F..%2F..",
                             "..",
                             "%C3%28",
                             noise(10).toPercentEncoding(),
                             QByteArray(3000, 'x')};
    for (const char *name : {"{clone_id}", "{document_id}", "{conversation_id}", "{model}"})
        path.replace(name, ids.at(qsizetype(pick(std::size_t(ids.size())))));
    if (oneIn(2)) {
        path += "?q=" + noise(qsizetype(pick(20))).toPercentEncoding();
        path += "&limit=" + QByteArray::number(qint64(pick(700)) - 100);
        path += "&cursor=" + (oneIn(2) ? noise(12).toBase64(QByteArray::Base64UrlEncoding) : QByteArray("%"));
    }
    return path;
}

QByteArray FuzzRequests::head(const QByteArray &method, const QByteArray &path, bool withToken,
                              qsizetype bodyBytes)
{
    QByteArray head = method + ' ' + path + (oneIn(20) ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
    head += "Host: 127.0.0.1\r\n";
    if (withToken)
        head += "Authorization: Bearer " + m_token + "\r\n";
    if (bodyBytes > 0)
        head += "Content-Length: " + QByteArray::number(bodyBytes) + "\r\n";
    for (std::size_t left = oneIn(3) ? pick(4) : 0; left > 0; --left)
        head += kHeaders.at(qsizetype(pick(std::size_t(kHeaders.size())))) + "\r\n";
    return head + "\r\n";
}

QByteArray FuzzRequests::request(bool withToken)
{
    const auto &[pattern, name] = m_calls[pick(m_calls.size())];
    const QByteArray method = oneIn(12) ? kMethods.at(qsizetype(pick(std::size_t(kMethods.size()))))
                                        : QByteArray::fromStdString(name).toUpper();
    const QByteArray content = body(pattern, name);
    return head(method, path(pattern), withToken, content.size()) + content;
}

// What a client sends that means well: so that there is something to be found, changed and torn off.
QByteArray FuzzRequests::goodRequest(bool withToken)
{
    const QByteArray clone = "/api/clones/" + m_cloneId;
    const QByteArray content = QByteArray::number(qint64(m_random())) + " letters about the garden";
    const QByteArray message = R"("messages":[{"role":"user","content":")" + content + R"("}]})";
    const std::vector<std::pair<QByteArray, QByteArray>> calls{
        {"GET /health", ""},
        {"GET /metrics", ""},
        {"GET /api/clones?limit=3", ""},
        {"GET " + clone + "/documents?limit=5", ""},
        {"GET " + clone + "/conversations", ""},
        {"GET " + clone + "/memories?q=garden", ""},
        {"GET /v1/models", ""},
        {"POST /api/clones", R"({"name":")" + content + R"("})"},
        {"POST " + clone + "/documents", R"({"content":")" + content + R"("})"},
        {"PATCH " + clone + "/settings", R"({"temperature":1})"},
        {"POST /api/chat/" + m_cloneId + "/stream", R"({"content":")" + content + R"("})"},
        {"POST /api/chat/tts/" + m_cloneId, R"({"text":"Good night."})"},
        {"POST /v1/chat/completions", R"({"model":")" + m_cloneId + R"(","stream":true,)" + message},
        {"POST /v1/chat/completions", R"({"model":")" + m_cloneId + R"(","stop":"the",)" + message},
        {"POST /v1/embeddings", R"({"model":"default","input":")" + content + R"("})"},
    };
    const auto &[line, text] = calls[pick(calls.size())];
    QByteArray head = line + " HTTP/1.1\r\nHost: localhost\r\n";
    if (withToken)
        head += "Authorization: Bearer " + m_token + "\r\n";
    if (!text.isEmpty())
        head += "Content-Length: " + QByteArray::number(text.size()) + "\r\n";
    return head + (oneIn(2) ? "Connection: close\r\n\r\n" : "\r\n") + text;
}

QByteArray FuzzRequests::changed(QByteArray bytes)
{
    for (std::size_t left = 1 + pick(6); left > 0 && !bytes.isEmpty(); --left) {
        const auto at = qsizetype(pick(std::size_t(bytes.size())));
        switch (pick(5)) {
        case 0:
            bytes[at] = char(m_random());
            break;
        case 1:
            bytes.remove(at, qsizetype(pick(20)));
            break;
        case 2:
            bytes.insert(at, noise(qsizetype(pick(20))));
            break;
        case 3:
            bytes.insert(at, bytes.mid(qsizetype(pick(std::size_t(bytes.size()))), qsizetype(pick(60))));
            break;
        default:
            bytes.replace("\r\n", oneIn(2) ? "\n" : "\r");
            break;
        }
    }
    return bytes;
}

QByteArray FuzzRequests::chunked(const QByteArray &request)
{
    QByteArray chunked = request.left(request.indexOf("\r\n\r\n") + 2) + "Transfer-Encoding: chunked\r\n\r\n";
    for (std::size_t left = pick(6); left > 0; --left) {
        const QByteArray piece = noise(qsizetype(pick(50)));
        chunked += (oneIn(5) ? noise(3) : QByteArray::number(piece.size(), 16)) + "\r\n" + piece + "\r\n";
    }
    return chunked + (oneIn(4) ? "" : "0\r\n\r\n");
}

FuzzSession FuzzRequests::hugeHeaders(bool withToken)
{
    QByteArray bytes = head("GET", "/api/clones", withToken, 0).chopped(2);
    const std::size_t count = pick(300);
    const auto length = qsizetype(pick(20'000));
    for (std::size_t at = 0; at < count && bytes.size() < 4'000'000; ++at)
        bytes += "X-" + QByteArray::number(qint64(at)) + ": " + QByteArray(length, 'x') + "\r\n";
    return {.pieces = {{bytes + "\r\n"}}, .hasToken = withToken};
}

// A byte now and then, for as long as it takes.
FuzzSession FuzzRequests::slow(bool withToken)
{
    FuzzSession session{.hasToken = withToken, .leavesEarly = oneIn(2)};
    const QByteArray bytes = request(withToken);
    for (qsizetype at = 0; at < std::min<qsizetype>(bytes.size(), 40); ++at)
        session.pieces.append({bytes.mid(at, 1), int(pick(40))});
    session.pieces.append({bytes.mid(40)});
    return session;
}

FuzzSession FuzzRequests::pipelined(bool withToken)
{
    FuzzSession session{.hasToken = withToken};
    QByteArray bytes;
    for (std::size_t left = 1 + pick(30); left > 0; --left)
        bytes += oneIn(2) ? goodRequest(withToken) : request(withToken);
    session.pieces.append({bytes});
    return session;
}

FuzzSession FuzzRequests::cut(bool withToken)
{
    const QByteArray bytes = oneIn(2) ? goodRequest(withToken) : request(withToken);
    return {.pieces = {{bytes.left(qsizetype(pick(std::size_t(bytes.size()) + 1))), int(pick(30))}},
            .hasToken = withToken,
            .leavesEarly = true};
}

FuzzSession FuzzRequests::next()
{
    const bool withToken = !oneIn(3);
    switch (pick(16)) {
    case 0:
        return hugeHeaders(withToken);
    case 1:
        return slow(withToken);
    case 2:
        return pipelined(withToken);
    case 3:
        return cut(withToken);
    case 4:
        return {.pieces = {{noise(qsizetype(pick(3000)))}}};
    case 5:
        return {.pieces = {{chunked(request(withToken))}}, .hasToken = withToken};
    case 6:
        return {.pieces = {{changed(goodRequest(withToken))}}, .hasToken = withToken};
    case 7:
    case 8:
    case 9:
        return {.pieces = {{goodRequest(withToken)}}, .hasToken = withToken, .leavesEarly = oneIn(3)};
    case 10:
    case 11:
        return {.pieces = {{changed(request(withToken))}}, .hasToken = withToken};
    default:
        return {.pieces = {{request(withToken)}}, .hasToken = withToken};
    }
}

} // namespace CloneMemoria

#include "core/api/http/AnswerHead.h"

#include "core/base/Logging.h"

#include <QLocale>

#include <algorithm>
#include <array>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
QByteArrayView reasonOf(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 406:
        return "Not Acceptable";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 415:
        return "Unsupported Media Type";
    case 417:
        return "Expectation Failed";
    case 421:
        return "Misdirected Request";
    case 422:
        return "Unprocessable Content";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 502:
        return "Bad Gateway";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    default:
        return {}; // it may be empty
    }
}

bool isFieldName(QByteArrayView name)
{
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
               || c == '_';
    });
}

bool isServersOwn(QByteArrayView name)
{
    static constexpr std::array<QByteArrayView, 9> kOwn{
        "cache-control", "connection", "content-length",    "content-type",          "date",
        "keep-alive",    "server",     "transfer-encoding", "x-content-type-options"};
    return std::any_of(kOwn.begin(), kOwn.end(),
                       [name](QByteArrayView own) { return name.compare(own, Qt::CaseInsensitive) == 0; });
}

void addField(QByteArray &head, QByteArrayView name, QByteArrayView value)
{
    head.append(name).append(": ");
    const qsizetype start = head.size();
    head.append(value);
    // A line break would begin a header, or an answer, of whoever chose the value.
    std::replace_if(
        head.begin() + start, head.end(), [](char c) { return uchar(c) < 0x20 || c == 0x7f; }, ' ');
    head.append("\r\n");
}
} // namespace

QByteArray answerHead(const ApiResponse &response, AnswerEnd end, QByteArrayView connection,
                      QByteArrayView httpDate)
{
    QByteArray head;
    head.reserve(512);
    head.append("HTTP/1.1 ").append(QByteArray::number(response.status)).append(' ');
    head.append(reasonOf(response.status)).append("\r\n");
    addField(head, "Date", httpDate);
    if (!response.contentType.isEmpty() && end != AnswerEnd::NoBody)
        addField(head, "Content-Type", response.contentType);
    if (end == AnswerEnd::Length)
        addField(head, "Content-Length", QByteArray::number(response.body.size()));
    else if (end == AnswerEnd::Chunks)
        addField(head, "Transfer-Encoding", "chunked");
    if (!connection.isEmpty())
        addField(head, "Connection", connection);
    addField(head, "Cache-Control", "no-store");
    addField(head, "X-Content-Type-Options", "nosniff");
    for (const auto &[name, value] : response.headers) {
        if (!isFieldName(name) || isServersOwn(name))
            qCWarning(lcNet) << "A header that an answer can't have is left out:" << name;
        else
            addField(head, name, value);
    }
    head.append("\r\n");
    return head;
}

bool isBodiless(int status)
{
    return status == 204 || status == 304;
}

QByteArray httpDate(const QDateTime &time)
{
    return QLocale::c().toString(time.toUTC(), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s).toLatin1();
}

} // namespace CloneMemoria

#include "core/api/http/HeadScanner.h"

#include "core/api/http/HttpRefusal.h"

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kLongestMethod = 32;

bool isTokenByte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9')
           || QByteArrayView("!#$%&'*+-.^_`|~").contains(byte);
}

Result<> checkRequestLine(QByteArrayView line)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || first == last || line.sliced(first + 1, last - first - 1).contains(' '))
        return refused(400, u"The request line must be a method, a path and a version"_s);
    const QByteArrayView method = line.first(first);
    const QByteArrayView target = line.sliced(first + 1, last - first - 1);
    const QByteArrayView version = line.sliced(last + 1);
    if (method.size() > kLongestMethod || !std::all_of(method.begin(), method.end(), isTokenByte))
        return refused(400, u"The request has no valid method"_s);
    if (method == "CONNECT")
        return refused(400, u"This server is no proxy"_s);
    if (!target.startsWith('/'))
        return refused(400, u"The request's target must be a path"_s);
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return refused(400, u"Only HTTP/1.1 and HTTP/1.0 are spoken here"_s);
    return {};
}
} // namespace

HeadScanner::HeadScanner(qsizetype maxBytes, int maxHeaders) : m_maxBytes(maxBytes), m_maxHeaders(maxHeaders)
{ }

Result<qsizetype> HeadScanner::scan(QByteArrayView input)
{
    for (; m_position < input.size(); ++m_position) {
        if (m_position >= m_maxBytes)
            return m_lines == 0 ? refused(414, u"The request line is too long"_s)
                                : refused(431, u"The headers are too large"_s);
        const char byte = input[m_position];
        const bool afterReturn = m_position > m_lineStart && input[m_position - 1] == '\r';
        if (afterReturn != (byte == '\n'))
            return refused(400, u"A line of the head does not end in CRLF"_s);
        if (byte == '\n') {
            const QByteArrayView line = input.sliced(m_lineStart, m_position - 1 - m_lineStart);
            m_lineStart = m_position + 1;
            if (line.isEmpty())
                return ++m_position;
            CM_TRY(endLine(line));
        } else if (const auto code = uchar(byte);
                   (code < 0x20 && byte != '\t' && byte != '\r') || code == 0x7f) {
            return refused(400, u"The head has a control character"_s);
        } else if (m_position == m_lineStart && (byte == ' ' || byte == '\t')) {
            return refused(400, u"A line of the head begins with a blank"_s);
        }
    }
    return 0;
}

Result<> HeadScanner::endLine(QByteArrayView line)
{
    if (m_lines++ == 0)
        return checkRequestLine(line);
    if (m_lines - 1 > m_maxHeaders)
        return refused(431, u"There are more than %1 headers"_s.arg(m_maxHeaders));
    return {};
}

} // namespace CloneMemoria

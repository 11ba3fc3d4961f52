#include "core/api/http/RequestReader.h"

#include "core/api/http/HttpRefusal.h"
#include "core/api/http/RequestTarget.h"

// One of Beast's assertions fails for a last chunk that arrives byte by byte, which its code then reads well.
#define BOOST_DISABLE_ASSERTS
#include <boost/beast/http/parser.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {
// Beast counts the places of a field in 16 bits.
constexpr qsizetype kMostHeaderBytes = 60 * 1024;
// The length of a chunk with its extensions, or the trailers; Beast has no bound of its own for them. What it is given
// at once is cut to this as well, so that the bound is the same however the bytes arrive.
constexpr qsizetype kChunkLineBytes = 4 * 1024;

/// A body that is kept as a QByteArray and grows as its bytes arrive: one that is only announced costs nothing.
struct ByteArrayBody
{
    using value_type = QByteArray;

    class reader
    {
    public:
        template <bool isRequest, typename Fields>
        reader(http::header<isRequest, Fields> &, value_type &body) : m_body(body)
        { }

        void init(const boost::optional<std::uint64_t> &, beast::error_code &error) { error = {}; }

        std::size_t put(boost::asio::const_buffer piece, beast::error_code &error)
        {
            error = {};
            m_body.append(static_cast<const char *>(piece.data()), qsizetype(piece.size()));
            return piece.size();
        }

        void finish(beast::error_code &error) { error = {}; }

    private:
        value_type &m_body;
    };
};

QByteArrayView bytesOf(beast::string_view text)
{
    return {text.data(), qsizetype(text.size())};
}

bool sameWord(QByteArrayView left, QByteArrayView right)
{
    return left.compare(right, Qt::CaseInsensitive) == 0;
}
} // namespace

class RequestReader::Parser : public http::request_parser<ByteArrayBody>
{ };

RequestReader::RequestReader(const HttpLimits &limits, const QHostAddress &peer)
    : m_limits(limits)
    , m_peer(peer)
    , m_scanner(std::min(limits.headerBytes, kMostHeaderBytes), limits.headers)
{ }

RequestReader::~RequestReader() = default;

RequestReader::State RequestReader::feed(QByteArrayView bytes)
{
    if (m_state == State::Refused)
        return m_state;
    m_input.append(bytes);
    return m_state == State::NeedMore ? advance() : m_state;
}

RequestReader::State RequestReader::readBody()
{
    if (m_state != State::HeadReady)
        return m_state;
    m_state = State::NeedMore;
    m_parser->eager(true);
    return advance();
}

RequestReader::State RequestReader::next()
{
    if (m_state != State::RequestReady)
        return m_state;
    m_state = State::NeedMore;
    m_scanner = HeadScanner(std::min(m_limits.headerBytes, kMostHeaderBytes), m_limits.headers);
    m_parser.reset();
    m_request = {};
    m_hasHead = m_isHead = m_isHttp10 = m_hasBody = m_expectsContinue = m_keepsAlive = false;
    return advance();
}

ApiRequest RequestReader::takeRequest()
{
    return std::exchange(m_request, {});
}

RequestReader::State RequestReader::advance()
{
    if (Result<> read = m_hasHead ? readMore() : readHead(); !read)
        return refuse(std::move(read).error());
    return m_state;
}

RequestReader::State RequestReader::refuse(Error error)
{
    m_refusal = std::move(error);
    m_input.clear();
    m_parser.reset();
    m_state = State::Refused;
    return m_state;
}

Result<> RequestReader::readHead()
{
    qsizetype length = 0;
    for (;;) {
        CM_TRY_ASSIGN(found, m_scanner.scan(m_input));
        if (found == 0)
            return {};
        if (found != 2) {
            length = found;
            break;
        }
        // A blank line before a request: some clients end their bodies with one.
        m_input.remove(0, found);
        m_scanner = HeadScanner(std::min(m_limits.headerBytes, kMostHeaderBytes), m_limits.headers);
    }
    m_parser = std::make_unique<Parser>();
    m_parser->header_limit(std::uint32_t(kMostHeaderBytes));
    m_parser->body_limit(std::uint64_t(m_limits.bodyBytes));
    beast::error_code error;
    m_parser->put(boost::asio::buffer(m_input.constData(), std::size_t(length)), error);
    if (error == http::error::body_limit)
        return refused(413, u"The body has more than %1 bytes"_s.arg(m_limits.bodyBytes));
    if (error || !m_parser->is_header_done())
        return refused(400, u"The head is malformed: %1"_s.arg(QString::fromStdString(error.message())));
    m_input.remove(0, length);
    CM_TRY(readHeaders());
    m_hasHead = true;
    m_state = State::HeadReady;
    return {};
}

Result<> RequestReader::readHeaders()
{
    const auto &head = m_parser->get();
    CM_TRY_ASSIGN(target, parseTarget(bytesOf(head.target())));
    m_isHttp10 = head.version() == 10;
    m_keepsAlive = m_parser->keep_alive();
    int hosts = 0;
    int lengths = 0;
    int encodings = 0;
    ApiHeaders headers;
    for (const auto &field : head) {
        const QByteArray name = bytesOf(field.name_string()).toByteArray().toLower();
        const QByteArray value = bytesOf(field.value()).toByteArray();
        if (name == "host") {
            ++hosts;
        } else if (name == "content-length") {
            lengths += 1 + int(value.count(','));
        } else if (name == "transfer-encoding") {
            if (++encodings == 1 && !sameWord(value, "chunked"))
                return refused(501, u"The only transfer encoding that is taken here is chunked"_s);
        } else if (name == "expect") {
            if (!sameWord(value, "100-continue"))
                return refused(417, u"This expectation can't be met"_s);
            m_expectsContinue = !m_isHttp10;
        }
        headers.emplaceBack(name, value);
    }
    // What one reader takes for a body another one takes for the next request: anything two could see differently is
    // refused.
    if (lengths + encodings > 1 || (m_isHttp10 && encodings > 0))
        return refused(400, u"The length of the body is ambiguous"_s);
    if (hosts > 1 || (hosts == 0 && !m_isHttp10))
        return refused(400, u"There must be one Host header"_s);
    m_hasBody = !m_parser->is_done();
    m_request.method = bytesOf(head.method_string()).toByteArray();
    m_isHead = m_request.method == "HEAD";
    if (m_isHead)
        m_request.method = "GET";
    m_request.path = std::move(target.path);
    m_request.segments = std::move(target.segments);
    m_request.query = std::move(target.query);
    m_request.headers = std::move(headers);
    m_request.peer = m_peer;
    return {};
}

Result<> RequestReader::readMore()
{
    qsizetype taken = 0;
    while (!m_parser->is_done() && taken < m_input.size()) {
        const qsizetype offered = std::min(m_input.size() - taken, kChunkLineBytes);
        beast::error_code error;
        const auto used = qsizetype(
            m_parser->put(boost::asio::buffer(m_input.constData() + taken, std::size_t(offered)), error));
        taken += used;
        if (error == http::error::body_limit)
            return refused(413, u"The body has more than %1 bytes"_s.arg(m_limits.bodyBytes));
        if (error && error != http::error::need_more)
            return refused(400, u"The body is malformed: %1"_s.arg(QString::fromStdString(error.message())));
        if (used == 0) {
            if (offered == kChunkLineBytes)
                return refused(400, u"The body is malformed: a chunk's head is too long"_s);
            break;
        }
    }
    m_input.remove(0, taken);
    if (m_parser->is_done()) {
        m_request.body = std::move(m_parser->get().body());
        m_state = State::RequestReady;
    }
    return {};
}

} // namespace CloneMemoria

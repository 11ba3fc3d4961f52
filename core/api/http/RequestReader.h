#pragma once

#include "core/api/http/ApiMessage.h"
#include "core/api/http/HeadScanner.h"
#include "core/api/http/HttpLimits.h"
#include "core/base/Error.h"

#include <memory>

namespace CloneMemoria {

/// Takes the requests of one connection apart, one after the other, however their bytes are cut into pieces. Stops
/// behind each head, so that a request can be refused before its body is read, and behind each request: what follows
/// waits. Keeps no more than one request and what was fed behind it. Knows no thread and no socket.
class RequestReader
{
public:
    enum class State {
        NeedMore,     ///< feed() more
        HeadReady,    ///< request() is complete but for its body: readBody(), or leave it
        RequestReady, ///< request() is complete: next() begins another one
        Refused,      ///< see refusal(); nothing more is taken
    };

    explicit RequestReader(const HttpLimits &limits, const QHostAddress &peer = {});
    ~RequestReader();

    State state() const { return m_state; }
    State feed(QByteArrayView bytes);
    State readBody();
    State next();

    /// Whether a byte of the current request has arrived.
    bool hasBegun() const { return m_hasHead || !m_input.isEmpty(); }
    bool hasHead() const { return m_hasHead; }
    const ApiRequest &request() const { return m_request; }
    ApiRequest takeRequest(); ///< leaves an empty one behind

    // Once there is a head, and until next():
    bool isHead() const { return m_isHead; } ///< a HEAD, which request() tells as a GET
    bool isHttp10() const { return m_isHttp10; }
    bool hasBody() const { return m_hasBody; } ///< one is announced, of a byte or more
    bool expectsContinue() const { return m_expectsContinue; }
    bool keepsAlive() const { return m_keepsAlive; } ///< the client means to send another one

    /// What was fed and not yet taken into a request.
    qsizetype pendingBytes() const { return m_input.size(); }

    /// Why there is no request: `httpStatus`, and a `detail` for the client.
    const Error &refusal() const { return m_refusal; }

private:
    class Parser;

    State advance();
    Result<> readHead();
    Result<> readHeaders();
    Result<> readMore();
    State refuse(Error error);

    HttpLimits m_limits;
    QHostAddress m_peer;
    State m_state = State::NeedMore;
    QByteArray m_input;
    HeadScanner m_scanner;
    std::unique_ptr<Parser> m_parser;
    ApiRequest m_request;
    Error m_refusal;
    bool m_hasHead = false;
    bool m_isHead = false;
    bool m_isHttp10 = false;
    bool m_hasBody = false;
    bool m_expectsContinue = false;
    bool m_keepsAlive = false;
};

} // namespace CloneMemoria

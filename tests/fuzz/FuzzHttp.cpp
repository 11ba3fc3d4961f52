// Requests cut anywhere are those of the whole bytes, and keep what a request promises.
#include "core/api/http/RequestReader.h"

#include <algorithm>
#include <cstdlib>

using namespace CloneMemoria;

namespace {
using State = RequestReader::State;

const HttpLimits kLimits{.headerBytes = 2048, .headers = 20, .bodyBytes = 4096};

void check(bool holds)
{
    if (!holds)
        std::abort();
}

void checkRequest(const RequestReader &reader)
{
    const ApiRequest &request = reader.request();
    check(!request.method.isEmpty() && request.method != "HEAD" && request.method != "CONNECT");
    check(request.path.startsWith(QChar(u'/')) && (request.path.size() > 1) == !request.segments.isEmpty());
    check(request.path.size() == 1 || request.path == QChar(u'/') + request.segments.join(QChar(u'/')));
    check(std::none_of(request.path.begin(), request.path.end(),
                       [](QChar c) { return c.category() == QChar::Other_Control; }));
    check(request.headers.size() <= kLimits.headers && request.body.size() <= kLimits.bodyBytes);
    const auto hosts = std::count_if(request.headers.begin(), request.headers.end(),
                                     [](const auto &header) { return header.first == "host"; });
    check(hosts == 1 || (hosts == 0 && reader.isHttp10()));
    for (const auto &[name, value] : request.headers) {
        check(!name.isEmpty() && name == name.toLower());
        check(!value.contains('\r') && !value.contains('\n') && !value.contains('\0'));
    }
}

struct Outcome
{
    QByteArray requests; ///< as one text
    int refused = 0;

    bool operator==(const Outcome &) const = default;
};

void drain(RequestReader &reader, Outcome &outcome)
{
    QByteArray &text = outcome.requests;
    for (;;) {
        switch (reader.state()) {
        case State::HeadReady:
            check(reader.request().body.isEmpty());
            checkRequest(reader);
            reader.readBody();
            continue;
        case State::RequestReady:
            checkRequest(reader);
            text += reader.request().method + ' ' + reader.request().path.toUtf8() + '\n';
            for (const auto &[name, value] : reader.request().query)
                text += name.toUtf8() + '=' + value.toUtf8() + '\n';
            for (const auto &[name, value] : reader.request().headers)
                text += name + ": " + value + '\n';
            text += reader.request().body + (reader.keepsAlive() ? "+" : "-");
            reader.next();
            continue;
        case State::Refused:
            check(reader.refusal().httpStatus >= 400 && !reader.refusal().detail.isEmpty());
            check(reader.pendingBytes() == 0);
            outcome.refused = reader.refusal().httpStatus;
            return;
        case State::NeedMore:
            // Never more than a head or a chunk's line that isn't complete.
            check(reader.pendingBytes() <= 4096);
            return;
        }
    }
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    const QByteArrayView bytes(data + 1, qsizetype(size - 1));
    RequestReader whole(kLimits);
    Outcome wholeOutcome;
    whole.feed(bytes);
    drain(whole, wholeOutcome);

    // Pieces of the length that the first byte says.
    const qsizetype length = 1 + data[0];
    RequestReader parts(kLimits);
    Outcome partsOutcome;
    for (qsizetype start = 0; start < bytes.size() && parts.state() != State::Refused; start += length) {
        parts.feed(bytes.sliced(start, std::min(length, bytes.size() - start)));
        drain(parts, partsOutcome);
    }
    // In chunk extensions, Beast follows an open quote over the line's end, so that what is wrong there shows sooner or
    // later. It is never taken for right.
    if (bytes.contains('"'))
        check(wholeOutcome.requests == partsOutcome.requests);
    else
        check(wholeOutcome == partsOutcome && whole.state() == parts.state()
              && whole.pendingBytes() == parts.pendingBytes());
    return 0;
}

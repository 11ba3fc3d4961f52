#pragma once

#include <QtGlobal>

namespace CloneMemoria {

/// What a client of an HttpServer may ask of it. Bytes, milliseconds, counts.
struct HttpLimits
{
    qsizetype headerBytes = 16 * 1024; ///< request line and headers; at most 60 KiB count
    int headers = 100;
    /// Room for the longest text that is kept, with each of its characters escaped, or for the largest picture.
    qsizetype bodyBytes = 8 * 1024 * 1024;
    int connections = 256; ///< above it, who asks nothing makes room for who comes
    int requestsPerConnection = 10'000;

    int headerMs = 10'000;    ///< for the whole head, since the connection or its first byte
    int bodyMs = 60'000;      ///< for the whole body
    int bodyIdleMs = 15'000;  ///< between two pieces of it
    int keepAliveMs = 60'000; ///< between an answer and the next request

    qint64 streamBacklogBytes = 1024
                                * 1024; ///< what a client may be behind a stream, beside the system's buffer
    int stalledWriteMs = 30'000;        ///< without taking a byte of what is sent

    /// A client whose request was refused may still be sending it, and would not see the answer if the connection
    /// were closed at once: so much is read and dropped, for so long.
    qint64 lingerBytes = 64 * 1024 * 1024;
    int lingerMs = 3'000;
};

} // namespace CloneMemoria

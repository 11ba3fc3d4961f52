#pragma once

#include "core/api/http/ApiMessage.h"

#include <QByteArray>
#include <QDateTime>

namespace CloneMemoria {

/// How a client knows where an answer ends.
enum class AnswerEnd {
    Length, ///< Content-Length
    Chunks, ///< Transfer-Encoding: chunked
    Close,  ///< the connection's end
    NoBody, ///< the status has none: 204, 304
};

/// The head of an answer, with its blank line. Every one has Date, Cache-Control: no-store and X-Content-Type-Options:
/// nosniff, and none says which server it is from. `headers` can't change these, nor those that say where the answer ends:
/// they are left out, as are names that aren't tokens. In values, control characters become blanks.
/// `connection` is the Connection header's value; empty for none.
QByteArray answerHead(const ApiResponse &response, AnswerEnd end, QByteArrayView connection,
                      QByteArrayView httpDate);

/// Whether answers of that status have no body.
bool isBodiless(int status);

/// "Sun, 06 Nov 1994 08:49:37 GMT"
QByteArray httpDate(const QDateTime &time);

} // namespace CloneMemoria

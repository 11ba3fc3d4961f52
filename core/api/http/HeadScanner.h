#pragma once

#include "core/base/Result.h"

#include <QByteArrayView>

namespace CloneMemoria {

/// Finds the end of a request's head, however its bytes are cut into pieces, and refuses at once what no head may
/// have: a parser that waits for the blank line would let such a client sit there until its time is over. Also what
/// readers of a head are known to disagree on: lines that end otherwise than in CRLF, and folded ones.
class HeadScanner
{
public:
    HeadScanner(qsizetype maxBytes, int maxHeaders);

    /// `input` begins with the head, and with what earlier calls were given. The head's length with its blank line (2
    /// for a blank line alone), or 0 while it isn't complete. Errors: InvalidInput with its httpStatus.
    Result<qsizetype> scan(QByteArrayView input);

private:
    Result<> endLine(QByteArrayView line);

    qsizetype m_maxBytes;
    int m_maxHeaders;
    qsizetype m_position = 0;
    qsizetype m_lineStart = 0;
    int m_lines = 0;
};

} // namespace CloneMemoria

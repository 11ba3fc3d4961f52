#pragma once

#include "core/base/Error.h"

#include <optional>

namespace CloneMemoria {

/// When a failed request is sent again. Only where nothing has been received yet, and only for what passes by itself:
/// a server that is busy (429, 503, 529) or silent. A refused connection, a wrong key or a broken stream is the user's to
/// know at once.
struct RetryPolicy
{
    int maxRetries = 2;         ///< for a busy server
    int maxTimeoutRetries = 1;  ///< a silent server has already cost the whole timeout
    int firstDelayMs = 500;     ///< doubled with each further retry…
    int longestWaitMs = 20'000; ///< …; where Retry-After asks for more than this, the user is told instead

    /// Milliseconds to wait before the next attempt; none to give up. `attempt` is the number of attempts made so far,
    /// 1 or more; `received` says that a part of an answer has arrived.
    std::optional<int> delayMs(int attempt, const Error &error, bool received) const;
};

} // namespace CloneMemoria

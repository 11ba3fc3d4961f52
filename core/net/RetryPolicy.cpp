#include "core/net/RetryPolicy.h"

#include <algorithm>

namespace CloneMemoria {

std::optional<int> RetryPolicy::delayMs(int attempt, const Error &error, bool received) const
{
    const bool busy = error.kind == ErrorKind::RateLimited || error.httpStatus == 503
                      || error.httpStatus == 529; // "overloaded", as Anthropic writes it
    const bool silent = error.kind == ErrorKind::Timeout;
    if (received || !(busy || silent) || attempt > (busy ? maxRetries : maxTimeoutRetries))
        return std::nullopt;
    if (error.retryAfterMs > longestWaitMs)
        return std::nullopt;
    if (error.retryAfterMs >= 0)
        return error.retryAfterMs;
    const int doublings = std::clamp(attempt - 1, 0, 10);
    return std::min(longestWaitMs, firstDelayMs << doublings);
}

} // namespace CloneMemoria

#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace CloneMemoria {

/// How often something may happen: so many times at once, and so many a second in the long run. A value.
class TokenBucket
{
public:
    using Clock = std::chrono::steady_clock;

    TokenBucket(double perSecond, double burst) : m_perSecond(perSecond), m_burst(burst), m_level(burst) { }

    /// Whether it may happen now; then it counts.
    bool take(Clock::time_point now)
    {
        if (m_last) {
            const double seconds = std::chrono::duration<double>(now - *m_last).count();
            m_level = std::min(m_burst, m_level + seconds * m_perSecond);
        }
        m_last = now;
        if (m_level < 1)
            return false;
        m_level -= 1;
        return true;
    }

private:
    double m_perSecond;
    double m_burst;
    double m_level;
    std::optional<Clock::time_point> m_last;
};

} // namespace CloneMemoria

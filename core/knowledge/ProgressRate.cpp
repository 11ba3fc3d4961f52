#include "core/knowledge/ProgressRate.h"

#include <algorithm>
#include <cmath>

namespace CloneMemoria {

namespace {
constexpr qint64 kWindowMs = 5000;
constexpr qint64 kShortestMs = 500; // less says nothing
} // namespace

void ProgressRate::add(qint64 ms, qint64 done)
{
    m_samples.push_back({ms, done});
    while (m_samples.size() > 2 && ms - m_samples[1].ms >= kWindowMs)
        m_samples.pop_front();
}

double ProgressRate::perSecond() const
{
    if (m_samples.size() < 2)
        return 0;
    const qint64 ms = m_samples.back().ms - m_samples.front().ms;
    if (ms < kShortestMs)
        return 0;
    return std::max(0.0, double(m_samples.back().done - m_samples.front().done) * 1000.0 / double(ms));
}

int ProgressRate::secondsLeft(qint64 done, qint64 total) const
{
    const double rate = perSecond();
    if (rate <= 0)
        return -1;
    const double seconds = std::ceil(double(std::max<qint64>(total - done, 0)) / rate);
    return seconds < 1e6 ? static_cast<int>(seconds) : -1;
}

} // namespace CloneMemoria

#pragma once

#include <QtGlobal>
#include <deque>

namespace CloneMemoria {

/// How fast something that counts up goes, over the last seconds, and how long the rest of it takes. Times are
/// milliseconds of any clock that only goes forward.
class ProgressRate
{
public:
    void add(qint64 ms, qint64 done);
    void forget() { m_samples.clear(); } ///< after a pause

    double perSecond() const;                         ///< 0: not known yet
    int secondsLeft(qint64 done, qint64 total) const; ///< rounded up; -1: not known yet

private:
    struct Sample
    {
        qint64 ms = 0;
        qint64 done = 0;
    };
    std::deque<Sample> m_samples;
};

} // namespace CloneMemoria

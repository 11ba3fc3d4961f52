#include "core/base/Uuid.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QUuid>

#include <algorithm>
#include <atomic>

namespace CloneMemoria {

namespace {
// Milliseconds since 1970 and, in the lower twelve bits, a count within them (RFC 9562, 6.2, method 1). Where more are
// wanted in a millisecond than can be counted, the time runs ahead of the clock.
quint64 nextTick()
{
    static std::atomic<quint64> last = 0;
    const quint64 now = quint64(QDateTime::currentMSecsSinceEpoch()) << 12U;
    quint64 before = last;
    quint64 tick = 0;
    do
        tick = std::max(now, before + 1);
    while (!last.compare_exchange_weak(before, tick));
    return tick;
}
} // namespace

QString newId()
{
    constexpr ushort kVersion = 0x7000;
    constexpr uchar kVariant = 0x80;
    const quint64 tick = nextTick();
    const quint64 random = QRandomGenerator::system()->generate64();
    const auto byte = [random](int place) { return uchar(random >> (8 * place)); };
    return QUuid(uint(tick >> 28U), ushort(tick >> 12U), ushort(kVersion | (tick & 0xFFFU)),
                 uchar(kVariant | (byte(0) & 0x3FU)), byte(1), byte(2), byte(3), byte(4), byte(5), byte(6),
                 byte(7))
        .toString(QUuid::WithoutBraces);
}

} // namespace CloneMemoria

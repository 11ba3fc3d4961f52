// The stream cut anywhere gives the events of the whole stream.
#include "core/net/SseParser.h"

#include <cstdlib>

using namespace CloneMemoria;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    const QByteArrayView bytes(data + 1, qsizetype(size - 1));
    const qsizetype cut = bytes.isEmpty() ? 0 : data[0] % (bytes.size() + 1);
    SseParser whole(4096);
    const bool wholeFed = whole.feed(bytes).has_value();
    SseParser parts(4096);
    const bool partsFed = parts.feed(bytes.first(cut)).has_value()
                          && parts.feed(bytes.sliced(cut)).has_value();
    if (wholeFed != partsFed || whole.take() != parts.take() || whole.finish() != parts.finish())
        std::abort();
    return 0;
}

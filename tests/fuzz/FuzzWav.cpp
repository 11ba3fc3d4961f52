// What is read can be written, and is the same when read again.
#include "core/speech/Wav.h"

#include <cstdlib>

using namespace CloneMemoria;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Result<PcmAudio> audio = readWav(QByteArray(reinterpret_cast<const char *>(data), qsizetype(size)));
    if (!audio)
        return 0;
    const Result<PcmAudio> again = readWav(writeWav(*audio));
    if (!again || *again != *audio)
        std::abort();
    return 0;
}

// Any text can be cut into passages that are slices of it, analysed, and made for the ear.
#include "core/knowledge/Chunker.h"
#include "core/knowledge/TextAnalyzer.h"
#include "core/speech/SpeechText.h"

#include <cstdlib>

using namespace CloneMemoria;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size));
    for (const Passage &passage : chunkProse(text)) {
        if (text.mid(passage.startOffset, passage.endOffset - passage.startOffset) != passage.content)
            std::abort();
    }
    static const TextAnalyzer analyzer(QStringLiteral("en"));
    analyzer.terms(text);
    speechText(text);
    return 0;
}

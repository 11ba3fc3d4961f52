// Whatever a file holds and is called, importing it ends: with documents that are clean, or with an error of its own.
#include "core/knowledge/importers/Html.h"
#include "core/knowledge/importers/Importers.h"

#include <QFile>
#include <QTemporaryDir>

#include <cstdlib>

using namespace CloneMemoria;

namespace {
class CheckingSink final : public DraftSink
{
public:
    Result<void> take(DocumentDraft draft) override
    {
        const bool isFit = !draft.title.isEmpty() && !draft.content.isEmpty()
                           && draft.content.size() <= kMaxDocumentCharacters
                           && cleanText(draft.content) == draft.content;
        if (!isFit)
            std::abort();
        return {};
    }
    Result<void> progress(qint64) override { return {}; }
};
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    static const QTemporaryDir folder;
    static const QStringList suffixes = importableSuffixes();
    const QByteArray bytes(reinterpret_cast<const char *>(data + 1), qsizetype(size - 1));
    const QString path = folder.filePath(QStringLiteral("a.") + suffixes.at(data[0] % suffixes.size()));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        std::abort();
    file.close();
    CheckingSink sink;
    const Result<void> read = importFile(path, sink);
    if (!read && read.error().code.isEmpty())
        std::abort();
    htmlToText(bytes);
    return 0;
}

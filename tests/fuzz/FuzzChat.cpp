// Whatever is read as a chat, a mail or a letter: it ends, and what it gives keeps its promises.
#include "core/knowledge/importers/Importers.h"

#include <QCoreApplication>
#include <QFile>
#include <QTemporaryDir>

#include <cstdlib>

using namespace CloneMemoria;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int argc = 1;
    static char name[] = "fuzz-chat";
    static char *argv[] = {name, nullptr};
    static const QCoreApplication application(argc, argv);
    static const QTemporaryDir folder;
    static const char *const kSuffixes[] = {"txt", "json", "md", "eml", "mbox"};
    if (size == 0)
        return 0;
    QFile file(
        folder.filePath(QStringLiteral("x.") + QLatin1StringView(kSuffixes[data[0] % std::size(kSuffixes)])));
    if (!file.open(QIODevice::WriteOnly))
        std::abort();
    file.write(reinterpret_cast<const char *>(data + 1), qint64(size - 1));
    file.close();
    const Result<QList<DocumentDraft>> drafts = readDrafts(file.fileName());
    if (!drafts)
        return 0;
    for (const DocumentDraft &draft : *drafts) {
        for (const Turn &turn : draft.turns) {
            const QString slice = draft.content.mid(turn.start, turn.end - turn.start);
            if (turn.end > draft.content.size() || slice != slice.trimmed()
                || !slice.startsWith(turn.speaker + QStringLiteral(": ")))
                std::abort();
        }
    }
    return 0;
}

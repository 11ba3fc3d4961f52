#include "ui/knowledge/TextFiles.h"

#include "ui/widgets/Dialogs.h"

#include <QDir>
#include <QFile>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
QString textFileTitle(const Document &document)
{
    const QString title = document.title.simplified();
    if (!document.happenedAt.isValid())
        return title;
    const QString date = document.happenedAt.toUTC().date().toString(Qt::ISODate);
    return title.contains(date) ? title : date + u' ' + title;
}

Result<void> writeTextFile(const Document &document, const QDir &folder)
{
    const QString title = textFileTitle(document);
    QFile file(folder.filePath(safeFileName(title, u"txt"_s)));
    const auto open = [&] { return file.open(QIODevice::WriteOnly | QIODevice::NewOnly); };
    for (int again = 2; !open(); ++again) {
        if (!file.exists())
            return fail(ErrorKind::Storage, file.errorString(), u"file-write"_s,
                        QDir::toNativeSeparators(file.fileName()));
        file.setFileName(
            folder.filePath(safeFileName(u"%1 (%2)"_s.arg(title.left(70)).arg(again), u"txt"_s)));
    }
    QByteArray bytes = document.content.toUtf8();
    if (!bytes.endsWith('\n'))
        bytes += '\n';
    if (file.write(bytes) == bytes.size() && file.flush())
        return {};
    const QString detail = file.errorString();
    file.remove(); // half a memory helps nobody
    return fail(ErrorKind::Storage, detail, u"file-write"_s, QDir::toNativeSeparators(file.fileName()));
}
} // namespace

Result<int> writeTextFiles(const QList<Document> &documents, const QString &folder)
{
    const QDir dir(folder);
    for (const Document &document : documents)
        CM_TRY(writeTextFile(document, dir));
    return int(documents.size());
}

} // namespace CloneMemoria

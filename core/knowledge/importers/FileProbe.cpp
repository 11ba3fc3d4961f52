#include "core/knowledge/importers/FileProbe.h"

#include <QFile>
#include <QFileInfo>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

Result<FileProbe> probeFile(const QString &path)
{
    const QFileInfo info(path);
    FileProbe probe{.path = path,
                    .name = info.fileName(),
                    .suffix = info.suffix().toLower(),
                    .head = {},
                    .size = info.size()};
    const auto refuse = [&probe](const QString &code, const QString &detail) {
        return fail(ErrorKind::InvalidInput, detail, code, probe.name);
    };
    if (!info.exists()) // true for a link that leads nowhere
        return fail(ErrorKind::NotFound, u"no such file"_s, u"file-missing"_s, probe.name);
    if (info.isDir())
        return refuse(u"file-is-folder"_s, u"a folder"_s);
    if (!info.isFile()) // a pipe, a device
        return refuse(u"file-special"_s, u"not a regular file"_s);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return refuse(u"file-unreadable"_s, file.errorString());
    probe.head = file.read(kProbeBytes);
    if (file.error() != QFileDevice::NoError)
        return refuse(u"file-unreadable"_s, file.errorString());
    if (probe.head.isEmpty())
        return refuse(u"file-empty"_s, u"0 bytes"_s);
    return probe;
}

} // namespace CloneMemoria

#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QString>

namespace CloneMemoria {

/// What an importer decides by whether a file is its own: its name, and how it begins.
struct FileProbe
{
    QString path;
    QString name;    ///< the file's name, with its suffix
    QString suffix;  ///< lower case, without the dot
    QByteArray head; ///< the first kProbeBytes, or all of it
    qint64 size = 0; ///< in bytes

    bool isWhole() const { return head.size() == size; }
};

constexpr qint64 kProbeBytes = 64 * 1024;

/// Errors, with the file's name as subject: NotFound "file-missing"; InvalidInput "file-is-folder", "file-special" (a
/// pipe, a device), "file-unreadable", "file-empty". Any thread; blocks on the disk.
Result<FileProbe> probeFile(const QString &path);

} // namespace CloneMemoria

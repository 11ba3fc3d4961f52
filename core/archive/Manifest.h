#pragma once

#include "core/archive/ZipReader.h"
#include "core/archive/ZipWriter.h"
#include "core/base/Result.h"

#include <QDateTime>
#include <QList>
#include <QMap>

namespace CloneMemoria {

/// What an archive says of itself, in its entry "manifest.json".
struct ArchiveManifest
{
    QString format;  ///< kCloneFormat or kBackupFormat
    int version = 1; ///< of the format
    QString madeBy;  ///< program and version
    QDateTime madeAt;
    int schemaVersion = 0;        ///< of a backup's database
    QMap<QString, qint64> counts; ///< of what is in it
    QList<ZipEntryFacts> entries; ///< all others

    const ZipEntryFacts *entry(const QString &name) const; ///< null where there is none
};

constexpr auto kCloneFormat = QLatin1StringView("clonememoria-clone");
constexpr auto kBackupFormat = QLatin1StringView("clonememoria-backup");
constexpr int kArchiveVersion = 1; ///< of both; grows when an older program could not read what is written

/// Whose work an archive is.
QString archiveMaker();

QByteArray toBytes(const ArchiveManifest &manifest);

/// Errors, with the file's name as subject: InvalidInput "not-an-archive" or "not-a-backup" (whichever `format` asks for),
/// "archive-newer", and those of ZipReader.
Result<ArchiveManifest> readManifest(ZipReader &zip, QLatin1StringView format);

} // namespace CloneMemoria

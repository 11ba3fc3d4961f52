#include "core/archive/ArchiveService.h"

#include "core/archive/CardArchive.h"
#include "core/knowledge/importers/FileProbe.h"
#include "core/storage/StorageThread.h"

#include <QFileInfo>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr std::pair<CloneFormat, QLatin1StringView> kFormats[] = {
    {CloneFormat::Archive, "archive"_L1},
    {CloneFormat::CardV2, "card-v2"_L1},
    {CloneFormat::CardV3, "card-v3"_L1},
};

QString suffixOf(const QString &path)
{
    return QFileInfo(path).suffix().toLower();
}

bool looksLikeZip(const FileProbe &probe)
{
    return probe.head.startsWith("PK") || probe.suffix == "cmclone"_L1;
}

Result<CloneExportReport> exportTo(const QString &database, const QString &cloneId, const QString &target,
                                   CloneFormat format, ArchiveTask &task)
{
    if (format == CloneFormat::Archive) {
        CM_TRY_ASSIGN(facts, exportCloneArchive(database, cloneId, target, task));
        return CloneExportReport{format, facts.cloneId, facts.name, facts.counts, facts.bytes};
    }
    const CardVersion version = format == CloneFormat::CardV2 ? CardVersion::V2 : CardVersion::V3;
    CM_TRY_ASSIGN(facts, exportCard(database, cloneId, target, version));
    return CloneExportReport{format, facts.cloneId, facts.name, {}, facts.bytes};
}

Result<CloneImportReport> importFrom(StorageThread &storage, const QString &database, const QString &file,
                                     const CloneImportOptions &options, ArchiveTask &task)
{
    CM_TRY_ASSIGN(probe, probeFile(file));
    if (looksLikeZip(probe)) {
        CM_TRY_ASSIGN(imported, importCloneArchive(storage, database, file, options, task));
        return CloneImportReport{
            false, imported.cloneId, imported.name, imported.counts, imported.passages, imported.duplicates,
            {}};
    }
    CM_TRY_ASSIGN(imported, importCard(storage, file, options.name));
    return CloneImportReport{
        true, imported.cloneId, imported.name, {imported.documents, 0, 0}, imported.passages,
        0,    imported.remarks};
}
} // namespace

QString toString(CloneFormat format)
{
    for (const auto &[value, name] : kFormats) {
        if (value == format)
            return name;
    }
    return {};
}

std::optional<CloneFormat> cloneFormatFromString(const QString &name)
{
    for (const auto &[value, known] : kFormats) {
        if (name == known)
            return value;
    }
    return std::nullopt;
}

std::optional<CloneFormat> cloneFormatOf(const QString &path)
{
    const QString suffix = suffixOf(path);
    if (suffix == "cmclone"_L1)
        return CloneFormat::Archive;
    if (suffix == "json"_L1)
        return CloneFormat::CardV2;
    if (suffix == "png"_L1)
        return CloneFormat::CardV3;
    return std::nullopt;
}

bool fitsFormat(const QString &path, CloneFormat format)
{
    const QString suffix = suffixOf(path);
    const bool isCardName = suffix == "json"_L1 || suffix == "png"_L1;
    return isCardName != (format == CloneFormat::Archive);
}

ArchiveService::ArchiveService(StorageThread &storage, QString database)
    : m_storage(storage)
    , m_database(std::move(database))
{ }

QFuture<Result<CloneExportReport>> ArchiveService::exportClone(const QString &cloneId, const QString &target,
                                                               CloneFormat format)
{
    return m_thread.run<CloneExportReport>(
        [database = m_database, cloneId, target, format](ArchiveTask &task) {
            return exportTo(database, cloneId, target, format, task);
        });
}

QFuture<Result<CloneImportReport>> ArchiveService::importClone(const QString &file,
                                                               const CloneImportOptions &options)
{
    return m_thread.run<CloneImportReport>(
        [&storage = m_storage, database = m_database, file, options](ArchiveTask &task) {
            return importFrom(storage, database, file, options, task);
        });
}

} // namespace CloneMemoria

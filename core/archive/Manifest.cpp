#include "core/archive/Manifest.h"

#include "core/archive/ArchiveEntries.h"
#include "core/archive/StoredJson.h"
#include "core/base/Clock.h"
#include "core/json/JsonForms.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {

constexpr qint64 kLargestManifest = 256 * 1024;
constexpr qsizetype kLongestManifestWord = 200;

Result<ArchiveManifest> manifestFrom(const json &value)
{
    ArchiveManifest manifest;
    StoredFields fields(value);
    manifest.format = fields.neededText("format", kLongestManifestWord);
    manifest.version = fields.neededInteger("version", 1);
    manifest.madeBy = fields.neededText("made_by", kLongestManifestWord);
    manifest.madeAt = fields.neededTime("made_at");
    manifest.schemaVersion = fields.integer("schema_version").value_or(0);
    const json *counts = fields.object("counts");
    const json *entries = fields.object("entries");
    CM_TRY(fields.check());
    if (!counts || !entries)
        return damaged(u"no counts or entries"_s);
    StoredFields counted(*counts);
    for (const auto &item : counts->items())
        manifest.counts.insert(QString::fromStdString(item.key()),
                               counted.neededWhole(item.key().c_str(), 0));
    CM_TRY(counted.check());
    for (const auto &item : entries->items()) {
        StoredFields entry(item.value());
        const qint64 bytes = entry.neededWhole("bytes", 0);
        const QString sum = entry.neededText("sha256", kLongestManifestWord);
        CM_TRY(entry.check());
        manifest.entries.append({QString::fromStdString(item.key()), bytes, sum.toLatin1().toLower()});
    }
    return manifest;
}
} // namespace

const ZipEntryFacts *ArchiveManifest::entry(const QString &name) const
{
    for (const ZipEntryFacts &facts : entries) {
        if (facts.name == name)
            return &facts;
    }
    return nullptr;
}

QString archiveMaker()
{
    return u"CloneMemoria " CLONEMEMORIA_VERSION ""_s;
}

QByteArray toBytes(const ArchiveManifest &manifest)
{
    json counts = json::object();
    for (const auto &[name, count] : manifest.counts.asKeyValueRange())
        counts[name.toStdString()] = count;
    json entries = json::object();
    for (const ZipEntryFacts &facts : manifest.entries)
        entries[facts.name.toStdString()] = {{"bytes", facts.bytes}, {"sha256", facts.sha256.toStdString()}};
    json value{
        {"format", jsonText(manifest.format)},
        {"version", manifest.version},
        {"made_by", jsonText(manifest.madeBy)},
        {"made_at", jsonTime(manifest.madeAt)},
        {"counts", counts},
        {"entries", entries},
    };
    if (manifest.schemaVersion > 0)
        value["schema_version"] = manifest.schemaVersion;
    return QByteArray::fromStdString(value.dump(2)) + '\n';
}

Result<ArchiveManifest> readManifest(ZipReader &zip, QLatin1StringView format)
{
    const QString foreign = format == kBackupFormat ? u"not-a-backup"_s : u"not-an-archive"_s;
    if (!zip.contains(kManifestEntry))
        return zip.refuse(foreign, u"no manifest"_s);
    CM_TRY_ASSIGN(bytes, zip.readAll(kManifestEntry, kLargestManifest));
    Result<json> value = parseJson(bytes);
    if (!value)
        return zip.refuse(value.error().code, value.error().detail);
    // Before all else, since what a newer version holds can't be known.
    StoredFields first(*value);
    const QString named = first.text("format", kLongestManifestWord).value_or(QString());
    const qint64 version = first.neededWhole("version", 1);
    if (!first.check() || named != format)
        return zip.refuse(foreign, u"the format is “%1”"_s.arg(named));
    if (version > kArchiveVersion)
        return zip.refuse(u"archive-newer"_s, u"version %1"_s.arg(version));
    Result<ArchiveManifest> manifest = manifestFrom(*value);
    if (!manifest)
        return zip.refuse(manifest.error().code, u"manifest: "_s + manifest.error().detail);
    return manifest;
}

} // namespace CloneMemoria

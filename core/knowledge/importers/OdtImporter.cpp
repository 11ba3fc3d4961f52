#include "core/knowledge/importers/OdtImporter.h"

#include "core/knowledge/importers/DraftWriter.h"
#include "core/knowledge/importers/OdtText.h"
#include "core/knowledge/importers/OfficeMeta.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

QString OdtImporter::format() const
{
    return u"odt"_s;
}

Fit OdtImporter::fit(const FileProbe &probe) const
{
    return packageFit(probe, PackageKind::Odt, {u"odt"_s, u"ott"_s});
}

Result<void> OdtImporter::read(const FileProbe &probe, DraftSink &sink) const
{
    ZipArchive archive(probe, sink);
    CM_TRY(archive.open());
    const QString manifest = u"META-INF/manifest.xml"_s;
    if (archive.contains(manifest)) {
        CM_TRY_ASSIGN(parts, archive.read(manifest));
        if (parts.contains("encryption-data"))
            return refusal(probe, u"file-encrypted"_s, manifest);
    }
    DraftWriter writer(probe, sink);
    if (archive.contains(u"meta.xml"_s)) {
        XmlTexts meta;
        CM_TRY(archive.readXml(u"meta.xml"_s, meta));
        writer.setTitle(meta.value(u"title"_s));
        writer.setFallbackDate(sensibleDate(meta.value(u"creation-date"_s)));
    }
    OdtText text([&writer](const QString &piece) { return writer.write(piece); });
    CM_TRY(archive.readXml(u"content.xml"_s, text));
    CM_TRY(text.finish());
    return writer.finish();
}

} // namespace CloneMemoria

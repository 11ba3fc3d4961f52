#include "core/knowledge/importers/DocxImporter.h"

#include "core/knowledge/importers/DocxText.h"
#include "core/knowledge/importers/DraftWriter.h"
#include "core/knowledge/importers/OfficeMeta.h"
#include "core/knowledge/importers/TextFile.h"

#include <QDir>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr char kOleMagic[] = "\xD0\xCF\x11\xE0";

// Which part is the document: a path in the archive.
class DocxRelations final : public XmlHandler
{
public:
    void start(const QXmlStreamReader &xml) override
    {
        const QXmlStreamAttributes attributes = xml.attributes();
        if (attributes.value("Type"_L1).endsWith("/officeDocument"_L1) && m_document.isEmpty())
            m_document = attributes.value("Target"_L1).toString();
    }
    void end(const QXmlStreamReader &) override { }
    void text(const QXmlStreamReader &) override { }

    QString document() const { return m_document.startsWith(u'/') ? m_document.mid(1) : m_document; }

private:
    QString m_document;
};

// A document with a password is an encrypted zip file in a file of the older kind.
Result<void> refuseOle(const FileProbe &probe, DraftSink &sink)
{
    const QString name = u"EncryptedPackage"_s;
    const QByteArray encoded(reinterpret_cast<const char *>(name.utf16()), name.size() * 2);
    CM_TRY_ASSIGN(bytes, readWhole(probe, sink));
    if (bytes.contains(encoded))
        return refusal(probe, u"file-encrypted"_s, u"an encrypted package"_s);
    return refusal(probe, u"file-type"_s, u"an older office document"_s);
}

class DocxReader
{
public:
    DocxReader(const FileProbe &probe, DraftSink &sink) : m_archive(probe, sink), m_writer(probe, sink) { }

    Result<void> read()
    {
        CM_TRY(m_archive.open());
        CM_TRY(readProperties());
        CM_TRY(findDocument());
        const QString folder = m_document.left(m_document.lastIndexOf(u'/') + 1);
        if (m_archive.contains(folder + u"styles.xml"_s))
            CM_TRY(m_archive.readXml(folder + u"styles.xml"_s, m_styles));
        for (const QString &name : {u"footnotes.xml"_s, u"endnotes.xml"_s}) {
            if (m_archive.contains(folder + name))
                CM_TRY(readNotes(folder + name));
        }
        return readBody();
    }

private:
    Result<void> readProperties()
    {
        if (!m_archive.contains(u"docProps/core.xml"_s))
            return {};
        XmlTexts properties;
        CM_TRY(m_archive.readXml(u"docProps/core.xml"_s, properties));
        m_writer.setTitle(properties.value(u"title"_s));
        m_writer.setFallbackDate(sensibleDate(properties.value(u"created"_s)));
        return {};
    }

    Result<void> findDocument()
    {
        m_document = u"word/document.xml"_s;
        if (!m_archive.contains(u"_rels/.rels"_s))
            return {};
        DocxRelations relations;
        CM_TRY(m_archive.readXml(u"_rels/.rels"_s, relations));
        if (!relations.document().isEmpty())
            m_document = QDir::cleanPath(relations.document());
        return {};
    }

    Result<void> readNotes(const QString &name)
    {
        DocxText text(m_styles, m_notes);
        return m_archive.readXml(name, text);
    }

    Result<void> readBody()
    {
        DocxText text(m_styles, m_notes, [this](const QString &piece) { return m_writer.write(piece); });
        CM_TRY(m_archive.readXml(m_document, text));
        CM_TRY(text.finish());
        return m_writer.finish();
    }

    ZipArchive m_archive;
    DraftWriter m_writer;
    DocxStyles m_styles;
    DocxText::Notes m_notes;
    QString m_document;
};
} // namespace

QString DocxImporter::format() const
{
    return u"docx"_s;
}

Fit DocxImporter::fit(const FileProbe &probe) const
{
    return packageFit(probe, PackageKind::Docx, {u"docx"_s, u"docm"_s, u"dotx"_s});
}

Result<void> DocxImporter::read(const FileProbe &probe, DraftSink &sink) const
{
    if (probe.head.startsWith(kOleMagic))
        return refuseOle(probe, sink);
    return DocxReader(probe, sink).read();
}

} // namespace CloneMemoria

#pragma once

#include "core/knowledge/importers/Importer.h"

#include <QByteArray>
#include <QIODevice>
#include <QXmlStreamReader>

#include <memory>

class QuaZip;
class QuaZipFile;

namespace CloneMemoria {

/// What a part's XML is told to, in its order.
class XmlHandler
{
public:
    virtual ~XmlHandler();

    virtual void start(const QXmlStreamReader &xml) = 0;
    virtual void end(const QXmlStreamReader &xml) = 0;
    virtual void text(const QXmlStreamReader &xml) = 0;
    virtual Result<void> state() const { return {}; } ///< an error ends the reading
};

/// A zip file, whose parts are read one at a time and never unpacked to the disk. All parts together are read up to
/// kMaxUnpackedBytes. One thread; blocks on the disk. Errors, with the file's name as subject: InvalidInput
/// "file-damaged", "file-encrypted", "file-too-large" (also: packed tighter than any text, too many parts, XML nested
/// too deep); what the sink gives.
class ZipArchive
{
public:
    ZipArchive(const FileProbe &probe, DraftSink &sink);
    ~ZipArchive();

    Result<void> open();
    QStringList names() const { return m_names; }
    bool contains(const QString &name) const;
    /// All of a part, or about as much of its beginning as is asked for.
    Result<QByteArray> read(const QString &name, qint64 most = kMaxUnpackedBytes);
    /// Entities are expanded within Qt's limit, references to what is outside not at all.
    Result<void> readXml(const QString &name, XmlHandler &handler);

    Failure refuse(const QString &code, const QString &detail) const;

private:
    friend class ZipPart;

    std::unique_ptr<QuaZipFile> part(const QString &name);

    FileProbe m_probe;
    DraftSink &m_sink;
    std::unique_ptr<QuaZip> m_zip;
    QStringList m_names;
    qint64 m_unpacked = 0; ///< so far, of all parts
    qint64 m_packed = 0;   ///< the size in the file of those that were read
};

/// The kinds of documents that are zip files.
enum class PackageKind { None, Docx, Odt, Epub };

/// What a file's content says, also where it is cut off.
PackageKind packageKind(const FileProbe &probe);
/// How sure the importer of this kind is. `suffixes` are its own.
Fit packageFit(const FileProbe &probe, PackageKind kind, const QStringList &suffixes);

} // namespace CloneMemoria

#include "core/knowledge/importers/ZipArchive.h"

#include "core/knowledge/importers/DraftWriter.h"
#include "core/knowledge/importers/TextDecoder.h"

#include <quazip/quazip.h>
#include <quazip/quazipfile.h>
#include <quazip/quazipfileinfo.h>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kMaxParts = 20'000;
// Repetitive XML is packed to a hundredth of its size; what is packed tighter was made to do harm.
constexpr qint64 kTightest = 400;
constexpr qint64 kTightestFrom = 4 * 1024 * 1024;
} // namespace

XmlHandler::~XmlHandler() = default;

/// Unpacks a part as it is read, and counts.
class ZipPart final : public QIODevice
{
public:
    ZipPart(ZipArchive &archive, std::unique_ptr<QuaZipFile> file)
        : m_archive(archive)
        , m_file(std::move(file))
    {
        m_packedSize = m_file->csize();
        QIODevice::open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }

    bool isSequential() const override { return true; }
    /// Why reading ended early, if it did.
    Result<void> state() const { return m_state; }

protected:
    qint64 readData(char *data, qint64 size) override
    {
        if (!m_state)
            return -1;
        const qint64 got = m_file->read(data, size);
        if (got <= 0) {
            const bool isDone = got == 0 && m_file->atEnd();
            m_file->close(); // which checks the sum
            if (!isDone || m_file->getZipError() != UNZ_OK)
                m_state = m_archive.refuse(u"file-damaged"_s, u"unpacking failed"_s);
            m_archive.m_packed += std::exchange(m_packedSize, 0);
            return m_state ? 0 : -1;
        }
        m_unpacked += got;
        m_archive.m_unpacked += got;
        if (m_archive.m_unpacked > kMaxUnpackedBytes)
            m_state = m_archive.refuse(u"file-too-large"_s, u"unpacked"_s);
        else if (m_unpacked > kTightestFrom && m_unpacked / kTightest > m_packedSize)
            m_state = m_archive.refuse(u"file-too-large"_s, u"packed too tight"_s);
        else
            m_state = m_archive.m_sink.progress(std::min(m_archive.m_packed, m_archive.m_probe.size));
        return m_state ? got : -1;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    ZipArchive &m_archive;
    std::unique_ptr<QuaZipFile> m_file;
    qint64 m_packedSize = 0;
    qint64 m_unpacked = 0;
    Result<void> m_state;
};

ZipArchive::ZipArchive(const FileProbe &probe, DraftSink &sink)
    : m_probe(probe)
    , m_sink(sink)
    , m_zip(std::make_unique<QuaZip>(probe.path))
{ }

ZipArchive::~ZipArchive() = default;

Failure ZipArchive::refuse(const QString &code, const QString &detail) const
{
    return refusal(m_probe, code, detail);
}

Result<void> ZipArchive::open()
{
    if (!m_zip->open(QuaZip::mdUnzip))
        return refuse(u"file-damaged"_s, u"no directory of its parts"_s);
    if (m_zip->getEntriesCount() > kMaxParts)
        return refuse(u"file-too-large"_s, u"%1 parts"_s.arg(m_zip->getEntriesCount()));
    m_names = m_zip->getFileNameList();
    if (m_names.isEmpty())
        return refuse(u"file-damaged"_s, u"no parts"_s);
    return {};
}

bool ZipArchive::contains(const QString &name) const
{
    return m_names.contains(name, Qt::CaseInsensitive);
}

std::unique_ptr<QuaZipFile> ZipArchive::part(const QString &name)
{
    if (!m_zip->setCurrentFile(name, QuaZip::csInsensitive))
        return nullptr;
    auto file = std::make_unique<QuaZipFile>(m_zip.get());
    return file->open(QIODevice::ReadOnly) ? std::move(file) : nullptr;
}

namespace {
bool isEncrypted(const QuaZip &zip)
{
    QuaZipFileInfo64 info;
    return zip.getCurrentFileInfo(&info) && info.isEncrypted();
}
} // namespace

Result<QByteArray> ZipArchive::read(const QString &name, qint64 most)
{
    std::unique_ptr<QuaZipFile> file = part(name);
    if (!file)
        return refuse(u"file-damaged"_s, u"no part “%1”"_s.arg(name));
    if (isEncrypted(*m_zip))
        return refuse(u"file-encrypted"_s, name);
    ZipPart device(*this, std::move(file));
    QByteArray bytes;
    char buffer[16 * 1024];
    for (qint64 got = 0; bytes.size() < most && (got = device.read(buffer, sizeof buffer)) > 0;)
        bytes.append(buffer, got);
    CM_TRY(device.state());
    return bytes;
}

Result<void> ZipArchive::readXml(const QString &name, XmlHandler &handler)
{
    std::unique_ptr<QuaZipFile> file = part(name);
    if (!file)
        return refuse(u"file-damaged"_s, u"no part “%1”"_s.arg(name));
    if (isEncrypted(*m_zip))
        return refuse(u"file-encrypted"_s, name);
    ZipPart device(*this, std::move(file));
    QXmlStreamReader xml(&device);
    int depth = 0;
    while (!xml.atEnd()) {
        switch (xml.readNext()) {
        case QXmlStreamReader::StartElement:
            if (++depth > kMaxNesting)
                return refuse(u"file-too-large"_s, u"elements nested too deep"_s);
            handler.start(xml);
            break;
        case QXmlStreamReader::EndElement:
            --depth;
            handler.end(xml);
            break;
        case QXmlStreamReader::Characters:
            handler.text(xml);
            break;
        default:
            break;
        }
        CM_TRY(handler.state());
    }
    CM_TRY(device.state());
    if (xml.hasError())
        return refuse(u"file-damaged"_s,
                      u"%1, line %2: %3"_s.arg(name).arg(xml.lineNumber()).arg(xml.errorString()));
    return {};
}

namespace {
PackageKind kindOfMimeType(const QByteArray &type)
{
    if (type.startsWith("application/vnd.oasis.opendocument.text"))
        return PackageKind::Odt;
    return type.startsWith("application/epub+zip") ? PackageKind::Epub : PackageKind::None;
}

// The first part of an archive that says so is its type, unpacked.
PackageKind kindOfHead(const QByteArray &head)
{
    constexpr qsizetype kHeaderBytes = 30;
    const QByteArray name("mimetype");
    if (head.mid(kHeaderBytes, name.size()) == name)
        return kindOfMimeType(head.mid(kHeaderBytes + name.size(), 100));
    return head.contains("word/document.xml") ? PackageKind::Docx : PackageKind::None;
}
} // namespace

PackageKind packageKind(const FileProbe &probe)
{
    if (!probe.head.startsWith("PK\x03\x04"))
        return PackageKind::None;
    if (const PackageKind kind = kindOfHead(probe.head); kind != PackageKind::None)
        return kind;
    QuaZip zip(probe.path);
    if (!zip.open(QuaZip::mdUnzip) || zip.getEntriesCount() > kMaxParts)
        return PackageKind::None;
    const QStringList names = zip.getFileNameList();
    if (names.contains(u"META-INF/container.xml"_s, Qt::CaseInsensitive))
        return PackageKind::Epub;
    const bool hasWords = std::any_of(names.cbegin(), names.cend(),
                                      [](const QString &name) { return name.startsWith("word/"_L1); });
    return hasWords && names.contains(u"[Content_Types].xml"_s) ? PackageKind::Docx : PackageKind::None;
}

Fit packageFit(const FileProbe &probe, PackageKind kind, const QStringList &suffixes)
{
    if (packageKind(probe) == kind)
        return Fit::Content;
    if (!suffixes.contains(probe.suffix))
        return Fit::No;
    // The beginning of a zip file, however little there is of it, is no text, though it may look so.
    const bool isCut = QByteArray("PK\x03\x04").startsWith(probe.head.left(4));
    return isCut || !isClearlyText(probe.head, probe.isWhole()) ? Fit::Named : Fit::No;
}

} // namespace CloneMemoria

#include "core/archive/ZipReader.h"

#include <QFileInfo>

#include <quazip/quazip.h>
#include <quazip/quazipfile.h>
#include <quazip/quazipfileinfo.h>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kMostEntries = 64;
constexpr qint64 kReadBlock = 256 * 1024;
} // namespace

ZipEntry::ZipEntry(const ZipReader &reader, QString name, std::unique_ptr<QuaZipFile> file)
    : m_reader(reader)
    , m_facts{std::move(name), 0, {}}
    , m_file(std::move(file))
    , m_packedSize(m_file->csize())
{ }

ZipEntry::~ZipEntry() = default;

Result<QByteArray> ZipEntry::read()
{
    if (!m_file->isOpen())
        return QByteArray();
    QByteArray bytes = m_file->read(kReadBlock);
    if (bytes.isEmpty()) {
        const bool isDone = m_file->atEnd() && m_file->getZipError() == UNZ_OK;
        m_file->close(); // which checks the sum
        if (!isDone || m_file->getZipError() != UNZ_OK)
            return m_reader.refuse(u"file-damaged"_s, u"unpacking %1 failed"_s.arg(m_facts.name));
        return bytes;
    }
    m_hash.addData(bytes);
    m_facts.bytes += bytes.size();
    if (m_facts.bytes > kTightestPackingFrom && m_facts.bytes / kTightestPacking > m_packedSize)
        return m_reader.refuse(u"file-too-large"_s, m_facts.name + " is packed too tight"_L1);
    return bytes;
}

ZipEntryFacts ZipEntry::facts() const
{
    ZipEntryFacts facts = m_facts;
    facts.sha256 = m_hash.result().toHex();
    return facts;
}

ZipReader::ZipReader(QString path) : m_path(std::move(path)), m_zip(std::make_unique<QuaZip>(m_path)) { }

ZipReader::~ZipReader() = default;

Failure ZipReader::refuse(const QString &code, const QString &detail) const
{
    return fail(ErrorKind::InvalidInput, detail, code, QFileInfo(m_path).fileName());
}

Result<void> ZipReader::open()
{
    if (!m_zip->open(QuaZip::mdUnzip))
        return refuse(u"file-damaged"_s, u"no directory of its entries"_s);
    if (m_zip->getEntriesCount() > kMostEntries)
        return refuse(u"file-too-large"_s, u"%1 entries"_s.arg(m_zip->getEntriesCount()));
    m_names = m_zip->getFileNameList();
    if (m_names.isEmpty())
        return refuse(u"file-damaged"_s, u"no entries"_s);
    return {};
}

Result<std::unique_ptr<ZipEntry>> ZipReader::entry(const QString &name)
{
    if (!m_zip->setCurrentFile(name, QuaZip::csSensitive))
        return refuse(u"file-damaged"_s, u"no entry "_s + name);
    QuaZipFileInfo64 info;
    if (m_zip->getCurrentFileInfo(&info) && info.isEncrypted())
        return refuse(u"file-encrypted"_s, name);
    auto file = std::make_unique<QuaZipFile>(m_zip.get());
    if (!file->open(QIODevice::ReadOnly))
        return refuse(u"file-damaged"_s, u"zip error %1 in %2"_s.arg(file->getZipError()).arg(name));
    return std::unique_ptr<ZipEntry>(new ZipEntry(*this, name, std::move(file)));
}

Result<QByteArray> ZipReader::readAll(const QString &name, qint64 most)
{
    CM_TRY_ASSIGN(opened, entry(name));
    QByteArray all;
    for (;;) {
        CM_TRY_ASSIGN(bytes, opened->read());
        if (bytes.isEmpty())
            return all;
        all += bytes;
        if (all.size() > most)
            return refuse(u"file-too-large"_s, name);
    }
}

} // namespace CloneMemoria

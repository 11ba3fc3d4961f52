#include "core/archive/ZipWriter.h"

#include <quazip/quazip.h>
#include <quazip/quazipfile.h>
#include <quazip/quazipnewinfo.h>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kMethodStored = 0;
constexpr int kMethodDeflated = 8;
// Most of what packing gains, in half the time that the default takes.
constexpr int kDeflateLevel = 4;
} // namespace

ZipWriter::ZipWriter(const QString &target, Packing packing) : m_packing(packing), m_file(target) { }

ZipWriter::~ZipWriter()
{
    m_entry.reset();
    m_zip.reset();
    m_file.cancelWriting();
}

Result<void> ZipWriter::open()
{
    CM_TRY(m_file.begin());
    // What is in it is private; a file system without permissions has none to set.
    m_file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    m_zip = std::make_unique<QuaZip>(&m_file);
    m_zip->setAutoClose(false); // QSaveFile is closed by its commit() alone
    m_zip->setZip64Enabled(true);
    if (!m_zip->open(QuaZip::mdCreate))
        return m_file.failure(u"zip error %1"_s.arg(m_zip->getZipError()));
    return {};
}

Result<void> ZipWriter::beginEntry(const QString &name)
{
    m_facts = {name, 0, {}};
    m_hash.reset();
    m_entryStart = m_file.pos();
    m_entry = std::make_unique<QuaZipFile>(m_zip.get());
    const bool stored = m_packing == Packing::Stored;
    if (!m_entry->open(QIODevice::WriteOnly, QuaZipNewInfo(name), nullptr, 0,
                       stored ? kMethodStored : kMethodDeflated, stored ? 0 : kDeflateLevel))
        return m_file.failure(u"zip error %1"_s.arg(m_entry->getZipError()));
    return {};
}

Result<void> ZipWriter::write(const QByteArray &bytes)
{
    if (m_entry->write(bytes) != bytes.size())
        return m_file.failure(u"zip error %1"_s.arg(m_entry->getZipError()));
    m_hash.addData(bytes);
    m_facts.bytes += bytes.size();
    return {};
}

Result<ZipEntryFacts> ZipWriter::endEntry()
{
    m_entry->close();
    if (m_entry->getZipError() != ZIP_OK || m_file.isBroken())
        return m_file.failure(u"zip error %1"_s.arg(m_entry->getZipError()));
    m_entry.reset();
    m_facts.sha256 = m_hash.result().toHex();
    const qint64 packed = m_file.pos() - m_entryStart;
    m_tooTight = m_tooTight
                 || (m_facts.bytes > kTightestPackingFrom && m_facts.bytes / kTightestPacking >= packed);
    return m_facts;
}

Result<void> ZipWriter::addEntry(const QString &name, const QByteArray &bytes)
{
    CM_TRY(beginEntry(name));
    CM_TRY(write(bytes));
    CM_TRY(endEntry());
    return {};
}

Result<qint64> ZipWriter::commit()
{
    m_zip->close();
    if (m_zip->getZipError() != ZIP_OK || m_file.isBroken())
        return m_file.failure(u"zip error %1"_s.arg(m_zip->getZipError()));
    const qint64 size = m_file.size();
    CM_TRY(m_file.finish());
    return size;
}

} // namespace CloneMemoria

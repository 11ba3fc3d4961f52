#pragma once

#include "core/archive/TargetFile.h"
#include "core/base/Result.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <QString>

#include <memory>

class QuaZip;
class QuaZipFile;

namespace CloneMemoria {

/// What is noted of an entry of an archive, to know it by.
struct ZipEntryFacts
{
    QString name;
    qint64 bytes = 0;  ///< unpacked
    QByteArray sha256; ///< of the unpacked bytes, in hex

    bool operator==(const ZipEntryFacts &) const = default;
};

/// A zip file in the making: written beside its place, where its owner alone can read it, and put there whole and on the
/// disk by commit(). Without that nothing is left of it. One thread; blocks on the disk. Errors, with the file's path as
/// subject: Storage, code "file-write" or "disk-full".
class ZipWriter
{
public:
    enum class Packing { Deflated, Stored };

    ZipWriter(const QString &target, Packing packing);
    ~ZipWriter();

    Result<void> open();
    Result<void> beginEntry(const QString &name);
    Result<void> write(const QByteArray &bytes); ///< to the entry that was begun
    Result<ZipEntryFacts> endEntry();
    Result<void> addEntry(const QString &name, const QByteArray &bytes);
    /// The file's size.
    Result<qint64> commit();

    /// Whether an entry came out packed so tight that ZipReader would take it for one made to do harm: then all has to be
    /// written again, stored.
    bool isTooTight() const { return m_tooTight; }

private:
    Packing m_packing;
    TargetFile m_file;
    std::unique_ptr<QuaZip> m_zip;
    std::unique_ptr<QuaZipFile> m_entry;
    ZipEntryFacts m_facts;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    qint64 m_entryStart = 0; ///< in the file
    bool m_tooTight = false;
};

/// Packed tighter than this, and larger than that, is nothing that was ever written.
constexpr qint64 kTightestPacking = 400;
constexpr qint64 kTightestPackingFrom = 4 * 1024 * 1024;

} // namespace CloneMemoria

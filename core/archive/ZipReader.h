#pragma once

#include "core/archive/ZipWriter.h"
#include "core/base/Result.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <QString>
#include <QStringList>

#include <memory>

class QuaZip;
class QuaZipFile;

namespace CloneMemoria {

class ZipReader;

/// An entry of a zip file, unpacked as it is read. Not longer than its reader; one at a time.
class ZipEntry
{
public:
    ~ZipEntry();

    /// The next bytes, empty at the end; by then its sum was found right. Errors as ZipReader.
    Result<QByteArray> read();
    qint64 bytesRead() const { return m_facts.bytes; }
    /// What was read of it, which is all of it after the end.
    ZipEntryFacts facts() const;

private:
    friend class ZipReader;
    ZipEntry(const ZipReader &reader, QString name, std::unique_ptr<QuaZipFile> file);

    const ZipReader &m_reader;
    ZipEntryFacts m_facts;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    std::unique_ptr<QuaZipFile> m_file;
    qint64 m_packedSize = 0;
};

/// A zip file that somebody gave us: read entry by entry under names of ours, so that no name in it ever reaches the file
/// system. What unpacks to more than it may is refused while it is read. One thread; blocks on the disk. Errors, with the
/// file's name as subject: InvalidInput "file-damaged", "file-encrypted", "file-too-large".
class ZipReader
{
public:
    explicit ZipReader(QString path);
    ~ZipReader();

    Result<void> open();
    bool contains(const QString &name) const { return m_names.contains(name); }
    Result<std::unique_ptr<ZipEntry>> entry(const QString &name);
    /// All of a small entry; "file-too-large" beyond `most` bytes.
    Result<QByteArray> readAll(const QString &name, qint64 most);

    Failure refuse(const QString &code, const QString &detail) const;

private:
    QString m_path;
    std::unique_ptr<QuaZip> m_zip;
    QStringList m_names;
};

} // namespace CloneMemoria

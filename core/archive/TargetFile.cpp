#include "core/archive/TargetFile.h"

#include <QFileInfo>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

Result<void> TargetFile::begin()
{
    // A pipe or a device would be replaced by a file.
    if (const QFileInfo there(fileName()); there.exists() && !there.isFile())
        return fail(ErrorKind::Storage, u"not a plain file"_s, u"file-write"_s, fileName());
    // Unbuffered: what can't be written is told by the call that writes it.
    if (!open(QIODevice::WriteOnly | QIODevice::Unbuffered))
        return failure(u"it can't be opened"_s);
    return {};
}

Failure TargetFile::failure(const QString &detail) const
{
    const QString text = m_first == NoError ? errorString() : m_firstText;
    return fail(ErrorKind::Storage, isBroken() ? detail + ": "_L1 + text : detail,
                firstError() == ResourceError ? u"disk-full"_s : u"file-write"_s, fileName());
}

Result<void> TargetFile::finish()
{
    if (!commit()) // which writes it to the disk before it gives it its name
        return failure(u"it can't be put in its place"_s);
    return {};
}

qint64 TargetFile::writeData(const char *data, qint64 size)
{
    const qint64 written = QSaveFile::writeData(data, size);
    if (written != size && m_first == NoError) {
        m_first = error() == NoError ? ResourceError
                                     : error(); // a part was written: there was room for no more
        m_firstText = errorString();
    }
    return written;
}

} // namespace CloneMemoria

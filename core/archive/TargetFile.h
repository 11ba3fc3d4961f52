#pragma once

#include "core/base/Result.h"

#include <QSaveFile>
#include <QString>

namespace CloneMemoria {

/// A file that takes the place of another one when it is whole and on the disk, and leaves nothing where it doesn't come
/// to that. It keeps what first went wrong, which a later call on a QSaveFile takes away. Errors, with its path as
/// subject: Storage "file-write" or "disk-full".
class TargetFile : public QSaveFile
{
public:
    using QSaveFile::QSaveFile;

    Result<void> begin();
    /// An error that tells what went wrong with the file, or else `detail`.
    Failure failure(const QString &detail) const;
    bool isBroken() const { return firstError() != NoError; }
    Result<void> finish();

protected:
    qint64 writeData(const char *data, qint64 size) override;

private:
    FileError firstError() const { return m_first == NoError ? error() : m_first; }

    FileError m_first = NoError;
    QString m_firstText;
};

} // namespace CloneMemoria

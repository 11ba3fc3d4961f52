#pragma once

#include "core/base/Result.h"

#include <QString>

#include <memory>

class QLockFile;
class QTemporaryFile;

namespace CloneMemoria {

/// An empty file for the time of some work, that its owner alone can read; it goes with the object unless it was given
/// another name. Errors: Storage "read-only".
class WorkFile
{
public:
    /// `prefix`: how its name begins, in that folder.
    static Result<WorkFile> make(const QString &folder, const QString &prefix);
    WorkFile(WorkFile &&) noexcept;
    ~WorkFile();

    QString path() const;
    /// Writes what is in it to the disk. Errors: Storage.
    Result<void> sync();
    /// Puts it in the place of `target`, which is the old file or this one at every moment. Errors: Storage.
    Result<void> replace(const QString &target);

    /// What work that died left behind. Only where nobody else is at such work.
    static void removeLeftovers(const QString &folder, const QString &prefix);

private:
    explicit WorkFile(std::unique_ptr<QTemporaryFile> file);

    std::unique_ptr<QTemporaryFile> m_file;
};

/// Writes a folder's changed names to the disk; a file system that can't is let be.
void syncFolder(const QString &folder);

} // namespace CloneMemoria

#pragma once

#include "core/knowledge/vectors/VectorBase.h"

#include <atomic>

namespace CloneMemoria {

struct VectorContents;

/// The folder of the index files. Each writing makes a new file, and the ones before it are removed: a file that another
/// process has mapped is never written to. All of it can be deleted at any time. Any thread; synchronous.
class VectorFolder
{
public:
    explicit VectorFolder(QString path) : m_path(std::move(path)) { }

    bool isEmpty() const { return m_path.isEmpty(); } ///< no folder: nothing is kept

    /// The newest good file of that kind that shows no later revision than `revision`; null where there is none. Damaged
    /// ones are removed, and later ones: they are of a database that was replaced by an old copy of itself.
    std::shared_ptr<const VectorBase> openNewest(const VectorKind &kind, qint64 revision) const;
    /// Writes them, opens the file, and removes older ones of that kind. Errors as writeVectors.
    Result<std::shared_ptr<const VectorBase>> save(const VectorContents &contents,
                                                   const std::atomic_bool &cancelled) const;
    /// Removes the files of clones that are no more, and what a process left that was ended while it wrote.
    Result<void> cleanUp(const PassageRepository &passages) const;

private:
    QStringList filesOf(const VectorKind &kind) const; ///< newest first

    QString m_path;
};

} // namespace CloneMemoria

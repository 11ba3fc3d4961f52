#pragma once

#include "core/knowledge/indexfile/IndexFolder.h"
#include "core/knowledge/vectors/VectorBase.h"

#include <atomic>

namespace CloneMemoria {

struct VectorContents;

/// The files of vectors in the folder of the indexes. Any thread; synchronous.
class VectorFolder
{
public:
    explicit VectorFolder(const QString &path);

    bool isEmpty() const { return m_folder.isEmpty(); } ///< no folder: nothing is kept

    /// The newest good file of that kind that shows no later revision than `revision`; null where there is none. Damaged
    /// ones are removed, and later ones: they are of a database that was replaced by an old copy of itself.
    std::shared_ptr<const VectorBase> openNewest(const VectorKind &kind, qint64 revision) const;
    /// Writes them, opens the file, and removes older ones of that kind. Errors as writeVectors.
    Result<std::shared_ptr<const VectorBase>> save(const VectorContents &contents,
                                                   const std::atomic_bool &cancelled) const;
    /// As IndexFolder's.
    Result<void> cleanUp(const PassageRepository &passages) const { return m_folder.cleanUp(passages); }

private:
    IndexFolder m_folder;
};

} // namespace CloneMemoria

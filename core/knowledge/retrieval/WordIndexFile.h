#pragma once

#include "core/base/Result.h"
#include "core/knowledge/indexfile/IndexFolder.h"
#include "core/knowledge/retrieval/WordIndexData.h"

#include <atomic>
#include <optional>

namespace CloneMemoria {

/// Whose words a file has.
struct WordIndexKind
{
    QString cloneId;
    QString language; ///< the clone's

    bool operator==(const WordIndexKind &) const = default;
};

struct StoredWordIndex
{
    WordIndexData data;
    qint64 revision = 0; ///< of the clone's passages, that it shows
};

/// The words of clones in files, so that a start does not read a hundred thousand passages again. Nothing in them is
/// believed: a file that was cut or altered, or that is of a later database, is removed, and the index made anew. Any
/// thread; synchronous.
class WordIndexFolder
{
public:
    explicit WordIndexFolder(const QString &path) : m_folder(path, QStringLiteral(".words")) { }

    bool isEmpty() const { return m_folder.isEmpty(); } ///< no folder: nothing is kept

    /// The newest good file that shows no later revision than `revision`. A million passages take some tenths of a second.
    std::optional<StoredWordIndex> openNewest(const WordIndexKind &kind, qint64 revision) const;
    /// Errors: Storage, with code disk-full or read-only where that is the cause; Cancelled.
    Result<void> save(const WordIndexKind &kind, const StoredWordIndex &index,
                      const std::atomic_bool &cancelled) const;
    Result<void> cleanUp(const PassageRepository &passages) const { return m_folder.cleanUp(passages); }

private:
    IndexFolder m_folder;
};

/// One file. Errors: Storage with code "index-damaged" where it is not a whole file of that kind.
Result<StoredWordIndex> readWordIndex(const QString &path, const WordIndexKind &kind);
/// As WordIndexFolder::save.
Result<void> writeWordIndex(const QString &path, const WordIndexKind &kind, const StoredWordIndex &index,
                            const std::atomic_bool &cancelled);

} // namespace CloneMemoria

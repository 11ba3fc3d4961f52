#pragma once

#include "core/base/Result.h"
#include "core/storage/DocumentListing.h"

#include <QList>
#include <QUuid>

namespace CloneMemoria {

class Store;

/// What is looked for in a clone's memories, as a list shows them (and not the best passages first, as a Retriever does).
struct MemoryListQuery
{
    QString cloneId;
    QString search = {};      ///< words, each of which must be found, in any order; empty: everything
    bool withContents = true; ///< not in titles alone
    std::optional<SourceType> kind = {}; ///< nothing: all kinds
    DocumentSort sort = DocumentSort::Added;
    bool trashed = false; ///< those that were deleted, the latest first, instead of the others

    bool operator==(const MemoryListQuery &) const = default;
};

/// The ids of what is found, in that order. Contents are searched through full text, with the clone's language; the last
/// word may be the beginning of one. Runs on a storage thread: a word that is everywhere in 100,000 documents takes it
/// some tenths of a second. Errors: Storage, NotFound (the clone).
Result<QList<QUuid>> listMemories(Store &store, const MemoryListQuery &query);

} // namespace CloneMemoria

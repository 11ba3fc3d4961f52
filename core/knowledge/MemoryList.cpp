#include "core/knowledge/MemoryList.h"

#include "core/knowledge/TextAnalyzer.h"
#include "core/storage/Store.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

Result<QList<QUuid>> listMemories(Store &store, const MemoryListQuery &query)
{
    CM_TRY_ASSIGN(clone, store.clones.get(query.cloneId));
    DocumentListing listing{.cloneId = query.cloneId, .sort = query.sort, .kind = query.kind};
    listing.trashed = query.trashed;
    const QStringList words = query.search.simplified().split(u' ', Qt::SkipEmptyParts);
    const TextAnalyzer analyzer(clone.language);
    for (const QString &word : words)
        listing.words.append({word, query.withContents ? analyzer.terms(word) : QStringList()});
    return store.documents.order(listing);
}

} // namespace CloneMemoria

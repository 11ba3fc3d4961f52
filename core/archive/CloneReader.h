#pragma once

#include "core/archive/CloneRecord.h"
#include "core/base/Result.h"
#include "core/domain/Conversation.h"
#include "core/domain/Message.h"

#include <functional>

namespace CloneMemoria {

class Store;

/// Reads all of one clone, in the order in which it came to be and a row at a time, for an archive. What is in the trash
/// is left out, and with it what points there. Every query names the store's user. On the store's thread; what it reads
/// is of one moment where the store's connection is in a transaction. Errors: NotFound (the clone), Storage, what the
/// visitor gives.
class CloneReader
{
public:
    CloneReader(Store &store, QString cloneId) : m_store(store), m_cloneId(std::move(cloneId)) { }

    Result<CloneRecord> clone() const;
    Result<CloneCounts> counts() const;
    Result<void> eachDocument(const std::function<Result<void>(const DocumentRecord &)> &visit) const;
    Result<void> eachConversation(const std::function<Result<void>(const Conversation &)> &visit) const;
    /// Parents before what follows them.
    Result<void> eachMessage(const std::function<Result<void>(const Message &)> &visit) const;

private:
    Result<QList<Turn>> turns(const Document &document) const;
    Result<void> eachMessageOf(const QString &conversationId,
                               const std::function<Result<void>(const Message &)> &visit) const;

    Store &m_store;
    QString m_cloneId;
};

} // namespace CloneMemoria

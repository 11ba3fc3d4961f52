#pragma once

#include "core/base/Result.h"
#include "core/domain/Passage.h"

#include <QFuture>
#include <QList>
#include <QStringList>

namespace CloneMemoria {

/// Turns texts into vectors.
class Embedder
{
public:
    virtual ~Embedder() = default;

    /// Ids under which its vectors are stored; vectors of different ids are never compared.
    virtual QString provider() const = 0;
    virtual QString model() const = 0;

    /// True where it computes in this process: then embed() may be called from any thread and is ready on return.
    /// Otherwise it must be called on the thread that made the embedder, which runs an event loop.
    virtual bool isLocal() const = 0;

    /// One vector a text, in the same order, all of one length, each of L2 norm 1 (an empty text may be all zero).
    /// Splits into the provider's batches itself. Cancelling the future ends the request.
    virtual QFuture<Result<QList<Vector>>> embed(const QStringList &texts) = 0;
};

} // namespace CloneMemoria

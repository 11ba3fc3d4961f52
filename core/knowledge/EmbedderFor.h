#pragma once

#include "core/base/Result.h"
#include "core/providers/embedding/Embedder.h"

#include <QFuture>
#include <QString>

#include <functional>
#include <memory>

namespace CloneMemoria {

/// The embedder that a clone's settings lead to. Called on the main thread.
using EmbedderFor = std::function<QFuture<Result<std::shared_ptr<Embedder>>>(const QString &cloneId)>;

/// What a local embedder makes of the texts: one vector each, or BadResponse. Any thread.
Result<QList<Vector>> embedLocally(Embedder &embedder, const QStringList &texts);
/// The same check for what any embedder gave: as many vectors as texts, all of one length.
Result<QList<Vector>> checkedVectors(Result<QList<Vector>> vectors, qsizetype texts);

} // namespace CloneMemoria

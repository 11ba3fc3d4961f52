#include "core/knowledge/EmbedderFor.h"

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

Result<QList<Vector>> checkedVectors(Result<QList<Vector>> vectors, qsizetype texts)
{
    if (!vectors)
        return vectors;
    const qsizetype dimensions = vectors->isEmpty() ? 0 : vectors->first().size();
    const bool alike = std::all_of(vectors->cbegin(), vectors->cend(), [dimensions](const Vector &vector) {
        return vector.size() == dimensions;
    });
    if (vectors->size() != texts || !alike || (texts > 0 && dimensions == 0))
        return fail(
            ErrorKind::BadResponse,
            u"%1 vectors of %2 dimensions for %3 texts"_s.arg(vectors->size()).arg(dimensions).arg(texts));
    return vectors;
}

Result<QList<Vector>> embedLocally(Embedder &embedder, const QStringList &texts)
{
    const QFuture<Result<QList<Vector>>> future = embedder.embed(texts);
    if (!future.isFinished() || future.resultCount() == 0)
        return fail(ErrorKind::BadResponse, u"a local embedder was not ready on return"_s);
    return checkedVectors(future.result(), texts.size());
}

} // namespace CloneMemoria

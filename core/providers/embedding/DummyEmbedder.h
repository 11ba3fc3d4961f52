#pragma once

#include "core/providers/embedding/Embedder.h"

namespace CloneMemoria {

/// Vectors of spelling, not of meaning: a signed hash of the lower-cased words and their three-letter pieces into 256
/// dimensions. Needs nothing, never fails, gives the same vector for the same text everywhere and for ever.
class DummyEmbedder final : public Embedder
{
public:
    QString provider() const override;
    QString model() const override;
    bool isLocal() const override { return true; }
    QFuture<Result<QList<Vector>>> embed(const QStringList &texts) override;

    static constexpr int kDimensions = 256;
};

} // namespace CloneMemoria

#pragma once

#include "core/providers/embedding/Embedder.h"
#include "core/providers/embedding/WordVectors.h"

namespace CloneMemoria {

/// Vectors of meaning without a network: the mean of a text's word vectors, each weighted by a / (a + frequency), after
/// Arora, Liang and Ma, "A Simple but Tough-to-Beat Baseline for Sentence Embeddings" (ICLR 2017); what all texts have in
/// common was taken out of the word vectors. A word that has no vector (a name, a word of another language) gets one of
/// its spelling: signed hashes of its pieces of three to five letters, so that its forms stay near each other. The same
/// text gives the same vector everywhere. Any thread.
class BuiltinEmbedder final : public Embedder
{
public:
    QString provider() const override;
    QString model() const override;
    bool isLocal() const override { return true; }
    QFuture<Result<QList<Vector>>> embed(const QStringList &texts) override;

    Vector vectorOf(const QString &text) const;

private:
    WordVectors m_words;
};

} // namespace CloneMemoria

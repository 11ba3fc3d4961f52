#pragma once

#include "core/net/HttpClient.h"
#include "core/providers/ProviderConfig.h"
#include "core/providers/embedding/Embedder.h"

namespace CloneMemoria {

/// Speaks the OpenAI protocol's /embeddings: batches of the preset's size, one after the other,
/// halved where the server says that they are too much. Errors beside those
/// of the network: BadResponse where vectors are missing, of different lengths, or not numbers.
class OpenAiEmbedder final : public Embedder
{
public:
    OpenAiEmbedder(ProviderConfig config, HttpClient client);

    QString provider() const override { return m_config.preset.id; }
    QString model() const override { return m_config.model; }
    bool isLocal() const override { return false; }
    QFuture<Result<QList<Vector>>> embed(const QStringList &texts) override;

private:
    ProviderConfig m_config;
    HttpClient m_client;
    QObject m_jobs;
};

/// The vectors of an /embeddings answer, ordered by their index and normalised. Errors: BadResponse, unless there are
/// exactly `count`, all of one length.
Result<QList<Vector>> readEmbeddings(const QByteArray &body, qsizetype count);

} // namespace CloneMemoria

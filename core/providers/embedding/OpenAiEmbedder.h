#pragma once

#include "core/net/HttpClient.h"
#include "core/providers/ProviderConfig.h"
#include "core/providers/embedding/Embedder.h"

#include <memory>

namespace CloneMemoria {

/// Speaks the OpenAI protocol's /embeddings: batches of the preset's size, one after the other. What a server refuses
/// as too many texts is split; a single text that is too long for the model is cut to its first half, again and again
/// but not for ever, and its vector stands for what was read. Errors beside those of the network: BadResponse where
/// vectors are missing, not numbers, or of other lengths than the ones before, in this call or an earlier one.
class OpenAiEmbedder final : public Embedder
{
public:
    OpenAiEmbedder(ProviderConfig config, HttpClient client);

    QString provider() const override { return m_config.preset.id; }
    QString model() const override { return m_config.model; }
    bool isLocal() const override { return false; }
    QFuture<Result<QList<Vector>>> embed(const QStringList &texts) override;

    /// What its answers taught about the server; shared with the work under way.
    struct Learned
    {
        qsizetype dimensions = 0; ///< 0: not known yet
        qsizetype mostTexts = 0;  ///< a request; 0: as many as the preset says
    };

private:
    ProviderConfig m_config;
    HttpClient m_client;
    std::shared_ptr<Learned> m_learned;
    QObject m_jobs;
};

/// The vectors of an /embeddings answer, as numbers or as base64 of little-endian floats, ordered by their index (or
/// as they come, where none has one) and normalised. Errors: BadResponse, unless there are exactly `count`, all of one
/// length; what the answer says, where it is an error.
Result<QList<Vector>> readEmbeddings(const QByteArray &body, qsizetype count);

} // namespace CloneMemoria

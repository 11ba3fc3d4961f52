#pragma once

#include "core/net/HttpClient.h"
#include "core/providers/ProviderConfig.h"
#include "core/providers/embedding/Embedder.h"
#include "core/providers/llm/LlmProvider.h"
#include "core/providers/speech/SpeechProvider.h"

#include <memory>
#include <optional>

class QNetworkAccessManager;
class QObject;

namespace CloneMemoria {

/// Knows the presets and makes a provider from a configuration. Lives on the thread of its network manager (the main
/// thread); so do the providers it makes.
class ProviderRegistry
{
public:
    /// `timeouts` are those of every provider; by default each preset has its own (see timeoutsFor).
    ProviderRegistry(QList<Preset> presets, QNetworkAccessManager &network,
                     std::optional<HttpTimeouts> timeouts = std::nullopt);
    ~ProviderRegistry();

    QList<Preset> presets(ProviderKind kind) const; ///< as ordered in the file
    std::optional<Preset> find(ProviderKind kind, const QString &id) const;

    // Errors: Unsupported where this build can't speak the protocol; Auth, code "no-key", where a key is needed and
    // none is set; InvalidInput, code "bad-address"; for an embedder NotFound, code "no-model". An LLM may be made
    // without a model, to ask it for its models(); then chat() ends with "no-model". The subject is the preset's name.
    Result<std::unique_ptr<LlmProvider>> makeLlm(const ProviderConfig &config) const;
    Result<std::unique_ptr<Embedder>> makeEmbedder(const ProviderConfig &config) const;
    Result<std::unique_ptr<SpeechProvider>> makeSpeech(const ProviderConfig &config) const;

    /// The models of an address that speaks the OpenAI protocol, of any kind of provider. Errors: as above, of the
    /// network, and Unsupported for another protocol.
    QFuture<Result<QStringList>> models(const ProviderConfig &config, QObject *parent) const;

private:
    HttpClient clientFor(const Preset &preset) const;

    QList<Preset> m_presets;
    QNetworkAccessManager &m_network;
    std::optional<HttpTimeouts> m_timeouts;
};

} // namespace CloneMemoria

#include "core/providers/ProviderRegistry.h"

#include "core/providers/embedding/DummyEmbedder.h"
#include "core/providers/llm/DummyLlm.h"
#include "core/providers/speech/DummySpeech.h"

namespace CloneMemoria
{

using namespace Qt::Literals::StringLiterals;

namespace
{
Failure unsupportedProtocol(const Preset &preset)
{
    return fail(ErrorKind::Unsupported, u"This version doesn't speak the protocol “%1”"_s.arg(preset.protocol), {}, preset.name);
}
}

ProviderRegistry::ProviderRegistry(QList<Preset> presets, QNetworkAccessManager &network)
    : m_presets(std::move(presets))
    , m_network(network)
{
}

ProviderRegistry::~ProviderRegistry() = default;

QList<Preset> ProviderRegistry::presets(ProviderKind kind) const
{
    QList<Preset> ofKind;
    for (const Preset &preset : m_presets) {
        if (preset.kind == kind)
            ofKind.append(preset);
    }
    return ofKind;
}

std::optional<Preset> ProviderRegistry::find(ProviderKind kind, const QString &id) const
{
    for (const Preset &preset : m_presets) {
        if (preset.kind == kind && preset.id == id)
            return preset;
    }
    return std::nullopt;
}

Result<std::unique_ptr<LlmProvider>> ProviderRegistry::makeLlm(const ProviderConfig &config) const
{
    if (config.preset.protocol == "dummy"_L1)
        return std::make_unique<DummyLlm>();
    return unsupportedProtocol(config.preset);
}

Result<std::unique_ptr<Embedder>> ProviderRegistry::makeEmbedder(const ProviderConfig &config) const
{
    if (config.preset.protocol == "dummy"_L1)
        return std::make_unique<DummyEmbedder>();
    return unsupportedProtocol(config.preset);
}

Result<std::unique_ptr<SpeechProvider>> ProviderRegistry::makeSpeech(const ProviderConfig &config) const
{
    if (config.preset.protocol == "dummy"_L1)
        return std::make_unique<DummySpeech>();
    return unsupportedProtocol(config.preset);
}

} // namespace CloneMemoria

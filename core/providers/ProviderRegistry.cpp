#include "core/providers/ProviderRegistry.h"

#include "core/base/Futures.h"
#include "core/providers/ModelList.h"
#include "core/providers/OpenAiApi.h"
#include "core/providers/embedding/BuiltinEmbedder.h"
#include "core/providers/embedding/DummyEmbedder.h"
#include "core/providers/embedding/OpenAiEmbedder.h"
#include "core/providers/llm/AnthropicLlm.h"
#include "core/providers/llm/DummyLlm.h"
#include "core/providers/llm/OpenAiLlm.h"
#include "core/providers/speech/DummySpeech.h"
#include "core/providers/speech/ElevenLabsSpeech.h"
#include "core/providers/speech/EspeakSpeech.h"
#include "core/providers/speech/OpenAiSpeech.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
Failure unsupportedProtocol(const Preset &preset)
{
    return fail(ErrorKind::Unsupported,
                u"This version doesn't speak the protocol “%1”"_s.arg(preset.protocol), {}, preset.name);
}

// What a protocol that goes over the network needs before anything is sent.
Result<> checkNetworkConfig(const ProviderConfig &config)
{
    CM_TRY(checkedBaseUrl(config));
    if (config.preset.needsKey && config.apiKey.trimmed().isEmpty())
        return fail(ErrorKind::Auth, u"No key is set"_s, u"no-key"_s, config.preset.name);
    return {};
}
} // namespace

ProviderRegistry::ProviderRegistry(QList<Preset> presets, QNetworkAccessManager &network,
                                   std::optional<HttpTimeouts> timeouts)
    : m_presets(std::move(presets))
    , m_network(network)
    , m_timeouts(timeouts)
{ }

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

HttpClient ProviderRegistry::clientFor(const Preset &preset) const
{
    return HttpClient(m_network, m_timeouts.value_or(timeoutsFor(preset)));
}

Result<std::unique_ptr<LlmProvider>> ProviderRegistry::makeLlm(const ProviderConfig &config) const
{
    if (config.preset.protocol == "dummy"_L1)
        return std::make_unique<DummyLlm>();
    if (config.preset.protocol == "openai"_L1) {
        CM_TRY(checkNetworkConfig(config));
        return std::make_unique<OpenAiLlm>(config, clientFor(config.preset));
    }
    if (config.preset.protocol == "anthropic"_L1) {
        CM_TRY(checkNetworkConfig(config));
        return std::make_unique<AnthropicLlm>(config, clientFor(config.preset));
    }
    return unsupportedProtocol(config.preset);
}

Result<std::unique_ptr<Embedder>> ProviderRegistry::makeEmbedder(const ProviderConfig &config) const
{
    if (config.preset.protocol == "dummy"_L1)
        return std::make_unique<DummyEmbedder>();
    if (config.preset.protocol == "builtin"_L1)
        return std::make_unique<BuiltinEmbedder>();
    if (config.preset.protocol == "openai"_L1) {
        CM_TRY(checkNetworkConfig(config));
        if (config.model.isEmpty())
            return fail(ErrorKind::NotFound, u"No model is chosen"_s, u"no-model"_s, config.preset.name);
        return std::make_unique<OpenAiEmbedder>(config, clientFor(config.preset));
    }
    return unsupportedProtocol(config.preset);
}

Result<std::unique_ptr<SpeechProvider>> ProviderRegistry::makeSpeech(const ProviderConfig &config) const
{
    if (config.preset.protocol == "dummy"_L1)
        return std::make_unique<DummySpeech>();
    if (config.preset.protocol == "system"_L1)
        return std::make_unique<EspeakSpeech>(config);
    if (config.preset.protocol == "openai"_L1) {
        CM_TRY(checkNetworkConfig(config));
        return std::make_unique<OpenAiSpeech>(config, clientFor(config.preset));
    }
    if (config.preset.protocol == "elevenlabs"_L1) {
        CM_TRY(checkNetworkConfig(config));
        return std::make_unique<ElevenLabsSpeech>(config, clientFor(config.preset));
    }
    return unsupportedProtocol(config.preset);
}

QFuture<Result<QStringList>> ProviderRegistry::models(const ProviderConfig &config, QObject *parent) const
{
    if (config.preset.protocol != "openai"_L1)
        return readyFuture(Result<QStringList>(unsupportedProtocol(config.preset)));
    if (const Result<> usable = checkNetworkConfig(config); !usable)
        return readyFuture(Result<QStringList>(fail(usable.error())));
    return fetchModels(config, clientFor(config.preset), parent);
}

} // namespace CloneMemoria

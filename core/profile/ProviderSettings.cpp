#include "core/profile/ProviderSettings.h"

#include "core/base/Futures.h"
#include "core/profile/Settings.h"
#include "core/providers/ProviderRegistry.h"
#include "core/secrets/SecretStore.h"

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
struct KindNames
{
    QLatin1StringView settings;    // first part of a settings key
    QLatin1StringView environment; // first part of a variable
    QLatin1StringView fallback;    // the built-in default's preset
};

KindNames namesOf(ProviderKind kind)
{
    switch (kind) {
    case ProviderKind::Llm:
        return {"llm"_L1, "LLM"_L1, "dummy"_L1};
    case ProviderKind::Embedding:
        return {"embedding"_L1, "EMBEDDINGS"_L1, "builtin"_L1};
    case ProviderKind::Speech:
        break;
    }
    return {"tts"_L1, "TTS"_L1, "system"_L1};
}

QString cloneProvider(ProviderKind kind, const AiSettings &clone)
{
    switch (kind) {
    case ProviderKind::Llm:
        return clone.llmProvider;
    case ProviderKind::Embedding:
        return clone.embeddingProvider;
    case ProviderKind::Speech:
        break;
    }
    return clone.ttsProvider;
}

QString cloneModel(ProviderKind kind, const AiSettings &clone)
{
    switch (kind) {
    case ProviderKind::Llm:
        return clone.llmModel;
    case ProviderKind::Embedding:
        return clone.embeddingModel;
    case ProviderKind::Speech:
        break;
    }
    return {};
}

QString firstOf(std::initializer_list<QString> values)
{
    for (const QString &value : values) {
        if (!value.isEmpty())
            return value;
    }
    return {};
}

// A line break in a key would end the header it is sent in, and what comes before it is half a key.
bool isSendable(const QString &key)
{
    return std::none_of(key.begin(), key.end(), [](QChar character) {
        return character.category() == QChar::Other_Control || character == QChar::LineSeparator
               || character == QChar::ParagraphSeparator;
    });
}

Failure badKey(const QString &subject)
{
    return fail(ErrorKind::InvalidInput, u"The key has a control character in it"_s, u"bad-key"_s, subject);
}

Result<ProviderConfig> checkedKey(ProviderConfig config)
{
    config.apiKey = config.apiKey.trimmed();
    if (!isSendable(config.apiKey))
        return badKey(config.preset.name);
    return config;
}
} // namespace

ProviderSettings::ProviderSettings(Settings &settings, SecretStore &secrets, const ProviderRegistry &registry,
                                   Environment environment, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_secrets(secrets)
    , m_registry(registry)
    , m_environment(std::move(environment))
{
    connect(&m_settings, &Settings::changed, this, [this](const QString &changedKey) {
        for (const ProviderKind kind : {ProviderKind::Llm, ProviderKind::Embedding, ProviderKind::Speech}) {
            if (changedKey.startsWith(namesOf(kind).settings + u'.'))
                Q_EMIT changed();
        }
    });
}

QString ProviderSettings::key(ProviderKind kind, const QString &presetId, QLatin1StringView field) const
{
    return namesOf(kind).settings + u'.' + presetId + u'.' + field;
}

// The variables carry the provider's id ("LLM_OPENAI_API_KEY"), but for speech, which had one provider only.
QString ProviderSettings::variable(ProviderKind kind, const QString &presetId, QLatin1StringView what) const
{
    if (kind != ProviderKind::Speech)
        return namesOf(kind).environment + u'_' + presetId.toUpper() + u'_' + what;
    const QString named = m_environment.value(u"TTS_DEFAULT_PROVIDER"_s);
    const bool meant = presetId == (named.isEmpty() ? u"openai"_s : named);
    if (!meant)
        return {};
    return what == "API_KEY"_L1 ? u"TTS_API_KEY"_s : "TTS_API_"_L1 + what;
}

QString ProviderSettings::environmentValue(ProviderKind kind, const QString &presetId,
                                           QLatin1StringView what) const
{
    return m_environment.value(variable(kind, presetId, what));
}

QString ProviderSettings::keyVariable(ProviderKind kind, const QString &presetId) const
{
    return variable(kind, presetId, "API_KEY"_L1);
}

Result<void> ProviderSettings::checkKnown(const AiSettings &clone) const
{
    for (const ProviderKind kind : {ProviderKind::Llm, ProviderKind::Embedding, ProviderKind::Speech}) {
        const QString id = cloneProvider(kind, clone);
        if (!id.isEmpty() && !find(kind, id))
            return fail(ErrorKind::InvalidInput, u"no such preset"_s, u"unknown-provider"_s, id.left(80));
    }
    return {};
}

QList<ProviderConfig> ProviderSettings::localConfigs(ProviderKind kind) const
{
    QList<ProviderConfig> configs;
    for (const Preset &preset : m_registry.presets(kind)) {
        if (!preset.local || preset.baseUrl.isEmpty())
            continue;
        const ProviderChoice choice = choiceOf(kind, preset.id, {});
        configs.append({preset, choice.baseUrl, choice.model, choice.voice, {}});
    }
    return configs;
}

std::optional<Preset> ProviderSettings::find(ProviderKind kind, const QString &presetId) const
{
    return m_registry.find(kind, presetId);
}

ProviderChoice ProviderSettings::choiceOf(ProviderKind kind, const QString &presetId,
                                          const AiSettings &clone) const
{
    ProviderChoice choice;
    choice.providerId = presetId;
    const std::optional<Preset> preset = find(kind, presetId);
    choice.known = preset.has_value();
    choice.providerName = preset ? preset->name : presetId;
    choice.local = preset && preset->local;
    choice.baseUrl = firstOf({m_settings.value(key(kind, presetId, "base_url"_L1)),
                              environmentValue(kind, presetId, "BASE_URL"_L1),
                              preset ? preset->baseUrl : QString()});
    // A clone's model and voice belong to the provider that counts for it: they are not carried to another one.
    choice.model = firstOf(
        {cloneModel(kind, clone), m_settings.value(key(kind, presetId, "model"_L1)),
         kind == ProviderKind::Speech ? QString() : environmentValue(kind, presetId, "MODEL"_L1),
         preset ? preset->model : QString()});
    if (kind == ProviderKind::Speech) {
        // Where the environment names a provider, its voice is that one's and would be unknown to another.
        const QString named = m_environment.value(u"TTS_DEFAULT_PROVIDER"_s);
        const QString voice = named.isEmpty() || named == presetId
                                  ? m_environment.value(u"TTS_DEFAULT_VOICE_ID"_s)
                                  : QString();
        choice.voice = firstOf({clone.ttsVoiceId, m_settings.value(key(kind, presetId, "voice"_L1)), voice,
                                preset ? preset->voice : QString()});
    }
    return choice;
}

ProviderChoice ProviderSettings::choice(ProviderKind kind, const AiSettings &clone) const
{
    const KindNames names = namesOf(kind);
    const std::pair<QString, ChoiceOrigin> candidates[] = {
        {cloneProvider(kind, clone), ChoiceOrigin::Clone},
        {profileProvider(kind), ChoiceOrigin::Profile},
        {m_environment.value(names.environment + "_DEFAULT_PROVIDER"_L1), ChoiceOrigin::Environment},
        {names.fallback, ChoiceOrigin::Default},
    };
    for (const auto &[presetId, origin] : candidates) {
        if (presetId.isEmpty())
            continue;
        ProviderChoice found = choiceOf(kind, presetId, clone);
        found.origin = origin;
        return found;
    }
    Q_UNREACHABLE();
}

QFuture<Result<ProviderConfig>> ProviderSettings::config(ProviderKind kind, const AiSettings &clone)
{
    return withKey(kind, choice(kind, clone));
}

QFuture<Result<ProviderConfig>> ProviderSettings::configOf(ProviderKind kind, const QString &presetId)
{
    return withKey(kind, choiceOf(kind, presetId, {}));
}

QFuture<Result<ProviderConfig>> ProviderSettings::withKey(ProviderKind kind, const ProviderChoice &choice)
{
    const std::optional<Preset> preset = find(kind, choice.providerId);
    if (!preset) {
        return readyFuture(Result<ProviderConfig>(
            fail(ErrorKind::NotFound, u"no such preset"_s, u"unknown-provider"_s, choice.providerId)));
    }
    ProviderConfig config;
    config.preset = *preset;
    config.baseUrl = choice.baseUrl;
    config.model = choice.model;
    config.voice = choice.voice;
    config.apiKey = environmentValue(kind, preset->id, "API_KEY"_L1);
    if (preset->secret.isEmpty())
        return readyFuture(checkedKey(config));
    // What the user stored wins over the environment.
    return madeOf(this, m_secrets.read(preset->secret),
                  [config](const Secret &secret) mutable -> Result<ProviderConfig> {
                      if (!secret.value.isEmpty())
                          config.apiKey = secret.value;
                      return checkedKey(config);
                  });
}

QString ProviderSettings::profileProvider(ProviderKind kind) const
{
    return m_settings.value(namesOf(kind).settings + ".provider"_L1);
}

QFuture<Result<void>> ProviderSettings::setProfileProvider(ProviderKind kind, const QString &presetId)
{
    return m_settings.set(namesOf(kind).settings + ".provider"_L1, presetId);
}

QString ProviderSettings::baseUrl(ProviderKind kind, const QString &presetId) const
{
    return m_settings.value(key(kind, presetId, "base_url"_L1));
}

QFuture<Result<void>> ProviderSettings::setBaseUrl(ProviderKind kind, const QString &presetId,
                                                   const QString &url)
{
    return m_settings.set(key(kind, presetId, "base_url"_L1), url.trimmed());
}

QString ProviderSettings::model(ProviderKind kind, const QString &presetId) const
{
    return m_settings.value(key(kind, presetId, "model"_L1));
}

QFuture<Result<void>> ProviderSettings::setModel(ProviderKind kind, const QString &presetId,
                                                 const QString &model)
{
    return m_settings.set(key(kind, presetId, "model"_L1), model.trimmed());
}

QString ProviderSettings::voice(const QString &presetId) const
{
    return m_settings.value(key(ProviderKind::Speech, presetId, "voice"_L1));
}

QFuture<Result<void>> ProviderSettings::setVoice(const QString &presetId, const QString &voice)
{
    return m_settings.set(key(ProviderKind::Speech, presetId, "voice"_L1), voice.trimmed());
}

QFuture<KeyState> ProviderSettings::keyState(ProviderKind kind, const QString &presetId)
{
    const std::optional<Preset> preset = find(kind, presetId);
    if (!preset || preset->secret.isEmpty())
        return readyFuture(KeyState::NotNeeded);
    const bool inEnvironment = !environmentValue(kind, presetId, "API_KEY"_L1).isEmpty();
    return madeOf(this, m_secrets.read(preset->secret),
                  [inEnvironment, needed = preset->needsKey](const Secret &secret) {
                      if (!secret.value.isEmpty())
                          return secret.origin == SecretOrigin::Keychain ? KeyState::Stored
                                                                         : KeyState::ThisRunOnly;
                      if (inEnvironment)
                          return KeyState::FromEnvironment;
                      return needed ? KeyState::Missing : KeyState::NotNeeded;
                  });
}

QFuture<Result<void>> ProviderSettings::setKey(const QString &presetSecret, const QString &value)
{
    if (!isSendable(value.trimmed()))
        return readyFuture(Result<void>(badKey({})));
    QFuture<Result<void>> done = value.trimmed().isEmpty() ? m_secrets.remove(presetSecret)
                                                           : m_secrets.write(presetSecret, value.trimmed());
    whenReady(this, done, [this](const Result<void> &) { Q_EMIT changed(); });
    return done;
}

} // namespace CloneMemoria

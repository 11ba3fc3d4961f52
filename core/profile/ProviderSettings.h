#pragma once

#include "core/base/Environment.h"
#include "core/base/Result.h"
#include "core/domain/Clone.h"
#include "core/providers/ProviderConfig.h"

#include <QFuture>
#include <QObject>

namespace CloneMemoria {

class ProviderRegistry;
class SecretStore;
class Settings;

/// Where a choice comes from.
enum class ChoiceOrigin { Clone, Profile, Environment, Default };

/// Which provider, model and voice count, without the key: what a window shows.
struct ProviderChoice
{
    QString providerId;
    QString providerName; ///< the id, where there is no such preset
    QString model;
    QString voice;
    QString baseUrl;
    bool local = true;
    bool known = true; ///< false where no preset has that id
    ChoiceOrigin origin = ChoiceOrigin::Default;

    bool operator==(const ProviderChoice &) const = default;
};

/// Where a provider's key comes from, for the settings page.
enum class KeyState { NotNeeded, Missing, Stored, FromEnvironment, ThisRunOnly };

/// Finds the configuration that counts: the clone's settings, then the profile's, then the environment (with the
/// variables of the original system), then the built-in default. Main thread.
class ProviderSettings : public QObject
{
    Q_OBJECT

public:
    ProviderSettings(Settings &settings, SecretStore &secrets, const ProviderRegistry &registry,
                     Environment environment, QObject *parent = nullptr);

    ProviderChoice choice(ProviderKind kind, const AiSettings &clone = {}) const;
    /// The same, complete with its key. Errors: NotFound, code "unknown-provider"; InvalidInput, code "bad-key", where the key
    /// can't be sent as it is.
    QFuture<Result<ProviderConfig>> config(ProviderKind kind, const AiSettings &clone = {});
    /// Of one preset, whichever is chosen; for checking and listing models.
    QFuture<Result<ProviderConfig>> configOf(ProviderKind kind, const QString &presetId);

    /// Whether every provider that a clone names is there: one that isn't would only be noticed when it is needed. Errors:
    /// InvalidInput, code "unknown-provider".
    Result<void> checkKnown(const AiSettings &clone) const;

    /// The presets that run on this computer, with the addresses that count and without keys: for LocalServers.
    QList<ProviderConfig> localConfigs(ProviderKind kind) const;

    // The profile's own choices: they count at once, and the future tells whether they are on disk. An empty value
    // goes back to the environment and the default.
    QString profileProvider(ProviderKind kind) const;
    QFuture<Result<void>> setProfileProvider(ProviderKind kind, const QString &presetId);
    QString baseUrl(ProviderKind kind, const QString &presetId) const; ///< as set in the profile
    QFuture<Result<void>> setBaseUrl(ProviderKind kind, const QString &presetId, const QString &url);
    QString model(ProviderKind kind, const QString &presetId) const;
    QFuture<Result<void>> setModel(ProviderKind kind, const QString &presetId, const QString &model);
    QString voice(const QString &presetId) const;
    QFuture<Result<void>> setVoice(const QString &presetId, const QString &voice);

    QFuture<KeyState> keyState(ProviderKind kind, const QString &presetId);
    /// An empty value removes it. Errors: those of SecretStore; InvalidInput, code "bad-key", where it has control
    /// characters within.
    QFuture<Result<void>> setKey(const QString &presetSecret, const QString &value);
    /// The variable that a key of that preset comes from where FromEnvironment is its state.
    QString keyVariable(ProviderKind kind, const QString &presetId) const;

Q_SIGNALS:
    void changed();

private:
    QString key(ProviderKind kind, const QString &presetId, QLatin1StringView field) const;
    QString variable(ProviderKind kind, const QString &presetId, QLatin1StringView what) const;
    QString environmentValue(ProviderKind kind, const QString &presetId, QLatin1StringView what) const;
    std::optional<Preset> find(ProviderKind kind, const QString &presetId) const;
    ProviderChoice choiceOf(ProviderKind kind, const QString &presetId, const AiSettings &clone) const;
    QFuture<Result<ProviderConfig>> withKey(ProviderKind kind, const ProviderChoice &choice);

    Settings &m_settings;
    SecretStore &m_secrets;
    const ProviderRegistry &m_registry;
    Environment m_environment;
};

} // namespace CloneMemoria

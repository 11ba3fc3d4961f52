#include "core/profile/Profile.h"

#include "core/chat/ChatService.h"
#include "core/knowledge/Answer.h"
#include "core/knowledge/ImportService.h"
#include "core/knowledge/KnowledgeService.h"
#include "core/knowledge/ThreadDoor.h"
#include "core/profile/LlmLanes.h"
#include "core/profile/ProviderSettings.h"
#include "core/profile/Settings.h"
#include "core/providers/ProviderRegistry.h"
#include "core/speech/SpeechService.h"
#include "core/storage/ProfileLock.h"
#include "core/storage/StorageThread.h"

#include <QNetworkAccessManager>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

ProfileOptions::ProfileOptions(Paths profilePaths, Environment variables)
    : paths(std::move(profilePaths))
    , environment(std::move(variables))
    , secretService(u"CloneMemoria"_s)
    , presets(builtinPresets())
{ }

ProfileOptions::~ProfileOptions() = default;
ProfileOptions::ProfileOptions(ProfileOptions &&) noexcept = default;

// Members are made from the top down and go from the bottom up: each may use those above it to its end.
struct Profile::Private
{
    Private(ProfileOptions options, std::unique_ptr<ProfileLock> profileLock,
            std::unique_ptr<StorageThread> thread, QHash<QString, QString> stored)
        : paths(options.paths)
        , environment(options.environment)
        , lock(std::move(profileLock))
        , storage(std::move(thread))
        , settings(*storage, std::move(stored))
        , secrets(options.secrets, options.secretService)
        , providers(options.presets, network, options.timeouts)
        , lanes(providers, options.presets, options.timeouts)
        , providerSettings(settings, secrets, providers, options.environment)
        , knowledge(
              *storage, [this](const QString &cloneId) { return embedderFor(cloneId); }, paths.vectorIndex())
        , imports(*storage, [this](const QString &cloneId) { return embedderFor(cloneId); })
        , chat(*storage, knowledge, [this](const Clone &clone) { return llmFor(clone); })
        , speech([this](const QString &cloneId) { return voiceFor(cloneId); },
                 options.audioOutput ? std::move(options.audioOutput) : makeSystemAudioOutput())
    {
        QObject::connect(&imports, &ImportService::changed, &knowledge, &KnowledgeService::changed);
        // What an import could not embed itself, since the embedder is asked over the network.
        QObject::connect(&imports, &ImportService::finished, &knowledge, [this](const ImportReport &report) {
            if (report.progress.passages > 0)
                knowledge.embedMissing(report.progress.cloneId);
        });
    }

    ~Private() { door->close(); }

    QFuture<Result<Clone>> cloneOf(const QString &id)
    {
        return storage->read([id](Store &store) { return store.clones.get(id); });
    }

    // A clone's configuration, then what `make` makes of it, on this thread.
    template <typename Made, typename Make>
    QFuture<Result<Made>> made(ProviderKind kind, const Clone &clone, Make make)
    {
        auto answer = std::make_shared<Answer<Made>>();
        whenReady(door, providerSettings.config(kind, clone.settings),
                  [make, clone, answer](const Result<ProviderConfig> &config) {
                      answer->give(config ? make(*config, clone) : Result<Made>(fail(config.error())));
                  });
        return answer->future();
    }

    template <typename Made, typename Make>
    QFuture<Result<Made>> madeFor(ProviderKind kind, const QString &cloneId, Make make)
    {
        auto answer = std::make_shared<Answer<Made>>();
        whenReady(door, cloneOf(cloneId), [this, kind, make, answer](const Result<Clone> &clone) {
            if (!clone)
                return answer->give(fail(clone.error()));
            whenReady(door, made<Made>(kind, *clone, make),
                      [answer](const Result<Made> &result) { answer->give(result); });
        });
        return answer->future();
    }

    QFuture<Result<ChosenLlm>> llmFor(const Clone &clone)
    {
        return made<ChosenLlm>(ProviderKind::Llm, clone,
                               [this](const ProviderConfig &config, const Clone &) -> Result<ChosenLlm> {
                                   CM_TRY_ASSIGN(provider, lanes.make(config));
                                   return ChosenLlm{std::move(provider), config.preset.id, config.preset.name,
                                                    config.preset.contextTokens};
                               });
    }

    Result<std::shared_ptr<Embedder>> makeEmbedder(const ProviderConfig &config) const
    {
        CM_TRY_ASSIGN(embedder, providers.makeEmbedder(config));
        return std::shared_ptr<Embedder>(std::move(embedder));
    }

    QFuture<Result<std::shared_ptr<Embedder>>> embedderFor(const QString &cloneId)
    {
        return madeFor<std::shared_ptr<Embedder>>(ProviderKind::Embedding, cloneId,
                                                  [this](const ProviderConfig &config, const Clone &) {
                                                      return makeEmbedder(config);
                                                  });
    }

    QFuture<Result<std::shared_ptr<Embedder>>> embedderOf(const Clone &clone)
    {
        return made<std::shared_ptr<Embedder>>(ProviderKind::Embedding, clone,
                                               [this](const ProviderConfig &config, const Clone &) {
                                                   return makeEmbedder(config);
                                               });
    }

    QFuture<Result<CloneVoice>> voiceFor(const QString &cloneId)
    {
        return madeFor<CloneVoice>(ProviderKind::Speech, cloneId,
                                   [this](const ProviderConfig &config,
                                          const Clone &clone) -> Result<CloneVoice> {
                                       CM_TRY_ASSIGN(provider, providers.makeSpeech(config));
                                       return CloneVoice{std::move(provider), config.voice, clone.language};
                                   });
    }

    Paths paths;
    Environment environment;
    std::unique_ptr<ProfileLock> lock;
    std::unique_ptr<StorageThread> storage;
    QNetworkAccessManager network;
    Settings settings;
    SecretStore secrets;
    ProviderRegistry providers;
    LlmLanes lanes;
    ProviderSettings providerSettings;
    QObject context; // the thread that what is made belongs to
    std::shared_ptr<ThreadDoor> door = std::make_shared<ThreadDoor>(&context);
    KnowledgeService knowledge;
    ImportService imports;
    ChatService chat;
    SpeechService speech;
};

Profile::Profile(std::unique_ptr<Private> members) : d(std::move(members)) { }

Profile::~Profile() = default;

Result<std::unique_ptr<Profile>> Profile::open(ProfileOptions options)
{
    CM_TRY(options.paths.create());
    std::unique_ptr<ProfileLock> lock;
    if (options.exclusive) {
        CM_TRY_ASSIGN(taken, ProfileLock::take(options.paths.lockFile()));
        lock = std::move(taken);
    }
    // The settings are read on this thread, before the storage thread takes the database: the window needs its theme
    // and place before it is first painted.
    QHash<QString, QString> values;
    {
        CM_TRY_ASSIGN(store, Store::open(options.paths.database(), options.paths.backups(),
                                         Store::Access::ReadWrite));
        CM_TRY_ASSIGN(stored, store->settings.all());
        values = stored;
    }
    CM_TRY_ASSIGN(storage, StorageThread::open(options.paths.database(), options.paths.backups()));
    return std::unique_ptr<Profile>(new Profile(std::make_unique<Private>(
        std::move(options), std::move(lock), std::move(storage), std::move(values))));
}

const Paths &Profile::paths() const
{
    return d->paths;
}

const Environment &Profile::environment() const
{
    return d->environment;
}

StorageThread &Profile::storage()
{
    return *d->storage;
}

Settings &Profile::settings()
{
    return d->settings;
}

SecretStore &Profile::secrets()
{
    return d->secrets;
}

ProviderRegistry &Profile::providers()
{
    return d->providers;
}

ProviderSettings &Profile::providerSettings()
{
    return d->providerSettings;
}

KnowledgeService &Profile::knowledge()
{
    return d->knowledge;
}

ImportService &Profile::imports()
{
    return d->imports;
}

ChatService &Profile::chat()
{
    return d->chat;
}

SpeechService &Profile::speech()
{
    return d->speech;
}

QFuture<Result<std::shared_ptr<Embedder>>> Profile::embedder(const AiSettings &clone)
{
    Clone settings;
    settings.settings = clone;
    return d->embedderOf(settings);
}

} // namespace CloneMemoria

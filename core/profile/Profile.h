#pragma once

#include "core/base/Environment.h"
#include "core/base/Paths.h"
#include "core/base/Result.h"
#include "core/domain/Clone.h"
#include "core/knowledge/EmbedderFor.h"
#include "core/net/HttpRequest.h"
#include "core/secrets/SecretStore.h"

#include <QFuture>
#include <QList>

#include <memory>
#include <optional>

namespace CloneMemoria {

class AudioOutput;
class ChatService;
class ImportService;
class KnowledgeService;
class ProviderRegistry;
class ProviderSettings;
class Settings;
class SpeechService;
class StorageThread;
struct Preset;

/// How a profile is opened. The defaults are the program's; tests give their own.
struct ProfileOptions
{
    ProfileOptions(Paths paths, Environment environment);
    ~ProfileOptions();
    ProfileOptions(ProfileOptions &&) noexcept;

    Paths paths;
    Environment environment;
    SecretStore::Backend secrets = SecretStore::Backend::Keychain;
    QString secretService;
    QList<Preset> presets;                    ///< the built-in ones
    std::unique_ptr<AudioOutput> audioOutput; ///< null: the system's
    std::optional<HttpTimeouts> timeouts;     ///< of every provider; none: each preset's own
    /// The window takes the profile for itself; the command line works beside an open window.
    bool exclusive = false;
};

/// One user's data, opened: every service over it, made and wired here and nowhere else, for window, command line and
/// tests alike. Main thread; needs a QCoreApplication.
class Profile
{
public:
    /// Errors: Storage ("in-use", "database-newer", "database-damaged", "read-only", "disk-full", "folder").
    static Result<std::unique_ptr<Profile>> open(ProfileOptions options);
    /// Answers under way are stopped and stored, posted writes are finished.
    ~Profile();

    const Paths &paths() const;
    const Environment &environment() const;
    StorageThread &storage();
    Settings &settings();
    SecretStore &secrets();
    ProviderRegistry &providers();
    ProviderSettings &providerSettings();
    KnowledgeService &knowledge();
    ImportService &imports();
    ChatService &chat();
    SpeechService &speech();

    /// The embedder that a clone's settings lead to; the profile's own for none. Errors: those of
    /// ProviderSettings::config and ProviderRegistry::makeEmbedder.
    QFuture<Result<std::shared_ptr<Embedder>>> embedder(const AiSettings &clone = {});

private:
    struct Private;
    explicit Profile(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace CloneMemoria

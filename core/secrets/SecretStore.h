#pragma once

#include "core/base/Result.h"

#include <QFuture>
#include <QHash>
#include <QString>

#include <memory>
#include <optional>

namespace CloneMemoria {

/// Where a key that is in use comes from.
enum class SecretOrigin { None, Keychain, Environment, ThisRun };

struct Secret
{
    QString value; ///< never logged
    SecretOrigin origin = SecretOrigin::None;

    bool operator==(const Secret &) const = default;
};

/// API keys and tokens by name ("openai"). They live in the operating system's keychain under the service
/// "CloneMemoria"; where there is none, in memory for this run. Never in the database, a file or a log.
/// Environment variables are looked at by profile/ProviderSettings, which knows their names. Main thread.
class SecretStore
{
public:
    enum class Backend { Keychain, ThisRunOnly };

    /// `service` is the keychain's service name: "CloneMemoria" but in tests.
    explicit SecretStore(Backend backend, QString service);
    ~SecretStore();

    /// The secret of that name; origin None and empty where there is none. Answers from memory once a name was read:
    /// the keychain is asked once a run and name. Never fails: a keychain that can't be asked holds nothing. One that
    /// waits for its owner's password holds nothing after 5 seconds either, until it answers.
    QFuture<Secret> read(const QString &name);

    /// Stores it; the value counts for this run at once. The error, where the keychain would not take it within 5
    /// seconds (Unsupported, code "keychain" or "keychain-locked"), means: kept for this run only. An empty value is
    /// removed. With Backend::ThisRunOnly that is what was asked for, and no error.
    QFuture<Result<void>> write(const QString &name, const QString &value);
    /// Forgets it. The error, as above, means that the keychain may still hold it.
    QFuture<Result<void>> remove(const QString &name);

    /// Whether the keychain keeps anything just now, found out by writing and removing an entry; its owner may be asked
    /// to unlock it. Only for a page or command that tells its state, never at start. Errors: as write(), within 5
    /// seconds. Where it works, names that were not found before are asked for again: it may have been locked then.
    QFuture<Result<void>> probe();

    /// Whether a keychain is meant to be used; probe() tells whether one answers. False in a build without QtKeychain, and for Backend::ThisRunOnly.
    bool hasKeychain() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace CloneMemoria

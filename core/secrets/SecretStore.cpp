#include "core/secrets/SecretStore.h"

#include "core/base/Futures.h"
#include "core/base/Uuid.h"
#include "core/secrets/Keychain.h"

#include <QObject>
#include <QPromise>
#include <QSet>
#include <QTimer>

#include <chrono>
#include <vector>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
// Longer than any keychain that answers by itself; one that waits for its owner's password answers when it can.
constexpr auto kKeychainPatience = 5s;

// A promise that the keychain's answer or the end of patience fulfils, whichever comes first.
class AnyPatient
{
public:
    virtual ~AnyPatient() = default;
    virtual void giveUp() = 0; ///< the store goes away
};

template <typename T>
class Patient : public AnyPatient
{
public:
    explicit Patient(T lastWord) : m_lastWord(std::move(lastWord)) { m_promise.start(); }
    QFuture<T> future() const { return m_promise.future(); }
    void giveUp() override { answer(m_lastWord); }

    void answer(T value)
    {
        if (std::exchange(m_done, true))
            return;
        m_promise.addResult(std::move(value));
        m_promise.finish();
    }

private:
    QPromise<T> m_promise;
    T m_lastWord;
    bool m_done = false;
};
} // namespace

struct SecretStore::Private
{
    bool usesKeychain = false;
    QString service;
    QHash<QString, Secret> known;            ///< what counts for this run
    QHash<QString, QFuture<Secret>> reading; ///< asked already
    QSet<QString> inKeychain;                ///< names that the keychain may hold something under
    QHash<QString, int> changes;             ///< how often a name was written or removed
    std::vector<std::weak_ptr<AnyPatient>> waiting;
    QObject context; ///< last, so that it goes first: no answer finds the rest gone

    template <typename T>
    std::shared_ptr<Patient<T>> makePatient(T lastWord);
    QFuture<Result<void>> wait(const std::shared_ptr<Patient<Result<void>>> &patient);
};

template <typename T>
std::shared_ptr<Patient<T>> SecretStore::Private::makePatient(T lastWord)
{
    std::erase_if(waiting, [](const auto &one) { return one.expired(); });
    auto patient = std::make_shared<Patient<T>>(std::move(lastWord));
    waiting.push_back(patient);
    return patient;
}

QFuture<Result<void>> SecretStore::Private::wait(const std::shared_ptr<Patient<Result<void>>> &patient)
{
    QTimer::singleShot(kKeychainPatience, &context, [patient] {
        patient->answer(
            fail(ErrorKind::Unsupported, u"the keychain did not answer in time"_s, u"keychain-locked"_s));
    });
    return patient->future();
}

SecretStore::SecretStore(Backend backend, QString service) : d(std::make_unique<Private>())
{
    d->usesKeychain = backend == Backend::Keychain;
    d->service = std::move(service);
}

SecretStore::~SecretStore()
{
    // Connections to a dead context may keep their promises for a while: answer those here.
    for (const auto &one : d->waiting) {
        if (const auto patient = one.lock())
            patient->giveUp();
    }
}

bool SecretStore::hasKeychain() const
{
    return d->usesKeychain && Keychain::isBuiltIn();
}

QFuture<Secret> SecretStore::read(const QString &name)
{
    if (const auto known = d->known.constFind(name); known != d->known.constEnd())
        return readyFuture(*known);
    if (!hasKeychain())
        return readyFuture(Secret{});
    if (const auto asked = d->reading.constFind(name); asked != d->reading.constEnd())
        return *asked;

    const auto patient = d->makePatient(Secret{});
    d->reading.insert(name, patient->future());
    // An answer that comes late, after its owner unlocked the keychain, still counts from then on.
    Keychain::read(d->service, name, &d->context, [this, name, patient](const Result<QString> &answer) {
        d->reading.remove(name);
        if (answer && !answer->isEmpty())
            d->inKeychain.insert(name);
        if (!d->known.contains(name)) // else it was written meanwhile
            d->known.insert(name, answer && !answer->isEmpty() ? Secret{*answer, SecretOrigin::Keychain}
                                                               : Secret{});
        patient->answer(d->known.value(name));
    });
    QTimer::singleShot(kKeychainPatience, &d->context,
                       [this, name, patient] { patient->answer(d->known.value(name)); });
    return patient->future();
}

QFuture<Result<void>> SecretStore::write(const QString &name, const QString &value)
{
    if (value.isEmpty())
        return remove(name);
    d->known.insert(name, Secret{value, SecretOrigin::ThisRun});
    if (!d->usesKeychain)
        return readyFuture(Result<void>{});

    const int change = ++d->changes[name];
    const auto patient = d->makePatient(Result<void>(fail(ErrorKind::Cancelled)));
    Keychain::write(d->service, name, value, &d->context,
                    [this, name, change, patient](const Result<void> &answer) {
                        if (answer) {
                            d->inKeychain.insert(name);
                            if (d->changes.value(name) == change)
                                d->known[name].origin = SecretOrigin::Keychain;
                        }
                        patient->answer(answer);
                    });
    return d->wait(patient);
}

QFuture<Result<void>> SecretStore::remove(const QString &name)
{
    const bool onlyHere = d->known.value(name).origin == SecretOrigin::ThisRun
                          && !d->inKeychain.contains(name);
    d->known.insert(name, Secret{});
    ++d->changes[name];
    if (!d->usesKeychain)
        return readyFuture(Result<void>{});

    const auto patient = d->makePatient(Result<void>(fail(ErrorKind::Cancelled)));
    Keychain::remove(d->service, name, &d->context,
                     [this, name, onlyHere, patient](const Result<void> &answer) {
                         if (answer)
                             d->inKeychain.remove(name);
                         // What the keychain never took is gone with our memory of it.
                         patient->answer(onlyHere ? Result<void>{} : answer);
                     });
    return d->wait(patient);
}

QFuture<Result<void>> SecretStore::probe()
{
    if (!d->usesKeychain)
        return readyFuture(
            Result<void>(fail(ErrorKind::Unsupported, u"keys are kept for this run only"_s, u"keychain"_s)));
    const QString name = u"probe-"_s + newId(); // another process may be probing as well
    const auto patient = d->makePatient(Result<void>(fail(ErrorKind::Cancelled)));
    Keychain::write(
        d->service, name, u"probe"_s, &d->context, [this, name, patient](const Result<void> &written) {
            if (!written) {
                patient->answer(written);
                return;
            }
            // Also where the answer came too late: nothing of it stays behind.
            Keychain::remove(d->service, name, &d->context, [this, patient](const Result<void> &removed) {
                if (removed)
                    d->known.removeIf(
                        [](const auto &known) { return known.value().origin == SecretOrigin::None; });
                patient->answer(removed);
            });
        });
    return d->wait(patient);
}

} // namespace CloneMemoria

#include "core/secrets/Keychain.h"

#include "core/base/Logging.h"

#include <QObject>

#ifdef CLONEMEMORIA_HAVE_KEYCHAIN
#include <qt6keychain/keychain.h>
#else
#include <QTimer>
#endif

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

#ifdef CLONEMEMORIA_HAVE_KEYCHAIN

namespace {
Result<void> outcomeOf(const QKeychain::Job &job)
{
    switch (job.error()) {
    case QKeychain::NoError:
    case QKeychain::EntryNotFound:
        return {};
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
    case QKeychain::CouldNotDeleteEntry:
        return fail(ErrorKind::Unsupported, job.errorString(), u"keychain-locked"_s);
    default:
        return fail(ErrorKind::Unsupported, job.errorString(), u"keychain"_s);
    }
}

// The job deletes itself after its signal, even when nobody listens any more.
template <typename Job, typename Answer>
void startJob(Job *job, const QString &name, QObject *context, Answer answer)
{
    job->setKey(name);
    QObject::connect(
        job, &QKeychain::Job::finished, context, [job, answer = std::move(answer)](QKeychain::Job *) {
            const Result<void> outcome = outcomeOf(*job);
            if (!outcome)
                qCInfo(lcApp, "keychain: error %d",
                       int(job->error())); // never the name's value, and no text of the keychain's
            answer(*job, outcome);
        });
    job->start();
}
} // namespace

bool Keychain::isBuiltIn()
{
    return true;
}

void Keychain::read(const QString &service, const QString &name, QObject *context,
                    std::function<void(Result<QString>)> answer)
{
    using Job = QKeychain::ReadPasswordJob;
    startJob(new Job(service), name, context,
             [answer = std::move(answer)](const Job &job, const Result<void> &outcome) {
                 if (!outcome)
                     answer(fail(outcome.error()));
                 else
                     answer(job.error() == QKeychain::NoError ? job.textData() : QString());
             });
}

void Keychain::write(const QString &service, const QString &name, const QString &value, QObject *context,
                     std::function<void(Result<void>)> answer)
{
    using Job = QKeychain::WritePasswordJob;
    auto *job = new Job(service);
    job->setTextData(value);
    startJob(job, name, context,
             [answer = std::move(answer)](const Job &, const Result<void> &outcome) { answer(outcome); });
}

void Keychain::remove(const QString &service, const QString &name, QObject *context,
                      std::function<void(Result<void>)> answer)
{
    using Job = QKeychain::DeletePasswordJob;
    startJob(new Job(service), name, context,
             [answer = std::move(answer)](const Job &, const Result<void> &outcome) { answer(outcome); });
}

#else

namespace {
Failure noKeychain()
{
    return fail(ErrorKind::Unsupported, u"this build has no keychain support"_s, u"keychain"_s);
}
} // namespace

bool Keychain::isBuiltIn()
{
    return false;
}

void Keychain::read(const QString &, const QString &, QObject *context,
                    std::function<void(Result<QString>)> answer)
{
    QTimer::singleShot(0, context, [answer = std::move(answer)] { answer(noKeychain()); });
}

void Keychain::write(const QString &, const QString &, const QString &, QObject *context,
                     std::function<void(Result<void>)> answer)
{
    QTimer::singleShot(0, context, [answer = std::move(answer)] { answer(noKeychain()); });
}

void Keychain::remove(const QString &, const QString &, QObject *context,
                      std::function<void(Result<void>)> answer)
{
    QTimer::singleShot(0, context, [answer = std::move(answer)] { answer(noKeychain()); });
}

#endif

} // namespace CloneMemoria

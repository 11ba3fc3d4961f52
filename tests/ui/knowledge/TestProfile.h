#pragma once

#include "core/domain/Clone.h"
#include "core/profile/Profile.h"
#include "core/providers/Preset.h"
#include "core/speech/AudioPlayer.h"
#include "core/storage/StorageThread.h"

#include <QTemporaryDir>
#include <QTest>

namespace CloneMemoria
{

/// Sound that nobody hears, and that never ends by itself.
class MuteOutput : public AudioOutput
{
public:
    Result<void> start(const PcmAudio &) override { return {}; }
    void pause() override { }
    void resume() override { }
    void stop() override { }
    qint64 positionMs() const override { return 0; }
    void setVolume(double) override { }
};

template<typename T>
T awaited(QFuture<T> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 20'000))
        qFatal("a future did not finish");
    return future.result();
}

/// A whole profile in a folder of its own: no keychain, no sound, no environment but what is given.
class TestProfile
{
public:
    explicit TestProfile(const QHash<QString, QString> &environment = {})
    {
        ProfileOptions options(Paths(m_dir.path()), Environment(environment));
        options.secrets = SecretStore::Backend::ThisRunOnly;
        options.secretService = QStringLiteral("CloneMemoriaTest");
        options.audioOutput = std::make_unique<MuteOutput>();
        auto opened = Profile::open(std::move(options));
        if (!opened)
            qFatal("the profile did not open: %s", qUtf8Printable(opened.error().detail));
        m_profile = std::move(*opened);
    }

    Profile &operator*() { return *m_profile; }
    Profile *operator->() { return m_profile.get(); }
    QString dir() const { return m_dir.path(); }

    Clone addClone(const QString &name)
    {
        Clone draft;
        draft.name = name;
        return store([draft](Store &store) { return store.clones.create(draft); });
    }

    /// What `job` gives on the writing thread, which has seen every write before it.
    template<typename Job>
    auto store(Job job)
    {
        auto result = awaited(m_profile->storage().write(job));
        if (!result)
            qFatal("the store failed: %s", qUtf8Printable(result.error().detail));
        return *result;
    }

    Clone clone(const QString &id)
    {
        return store([id](Store &store) { return store.clones.get(id); });
    }

private:
    QTemporaryDir m_dir;
    std::unique_ptr<Profile> m_profile;
};

} // namespace CloneMemoria

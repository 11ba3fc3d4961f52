#pragma once

#include "core/domain/Clone.h"
#include "core/profile/Profile.h"
#include "core/providers/Preset.h"
#include "core/speech/AudioPlayer.h"
#include "core/storage/StorageThread.h"

#include <QTemporaryDir>
#include <QTest>

namespace CloneMemoria {

/// Sound that nobody hears, and that never ends by itself.
class MuteOutput : public AudioOutput
{
public:
    Result<void> start(const PcmAudio &) override { return {}; }
    void append(const PcmAudio &) override { }
    void finish() override { }
    void pause() override { }
    void resume() override { }
    void stop() override { }
    qint64 positionMs() const override { return 0; }
    void setVolume(double) override { }
};

template <typename T>
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
    explicit TestProfile(const QHash<QString, QString> &environment = {},
                         const QList<Preset> &presets = withoutLocalServers())
    {
        ProfileOptions options(Paths(m_dir.path()), Environment(environment));
        options.secrets = SecretStore::Backend::ThisRunOnly;
        options.secretService = QStringLiteral("CloneMemoriaTest");
        options.audioOutput = std::make_unique<MuteOutput>();
        options.presets = presets;
        auto opened = Profile::open(std::move(options));
        if (!opened)
            qFatal("the profile did not open: %s", qUtf8Printable(opened.error().detail));
        m_profile = std::move(*opened);
    }

    /// The built-in ones, but a server that happens to run on the machine is not noticed: its usual port is another.
    static QList<Preset> withoutLocalServers()
    {
        QList<Preset> presets = builtinPresets();
        for (Preset &preset : presets) {
            if (preset.local && !preset.baseUrl.isEmpty())
                preset.baseUrl = QStringLiteral("http://127.0.0.1:9/v1");
        }
        return presets;
    }

    /// The built-in ones, with those of that id at another address.
    static QList<Preset> withServer(const QString &presetId, const QString &baseUrl)
    {
        QList<Preset> presets = withoutLocalServers();
        for (Preset &preset : presets) {
            if (preset.id == presetId)
                preset.baseUrl = baseUrl;
        }
        return presets;
    }

    Profile &operator*() { return *m_profile; }
    Profile *operator->() { return m_profile.get(); }
    QString dir() const { return m_dir.path(); }

    /// What `job` gives on the writing thread, which has seen every write before it.
    template <typename Job>
    auto store(Job job)
    {
        auto result = awaited(m_profile->storage().write(job));
        if (!result)
            qFatal("the store failed: %s", qUtf8Printable(result.error().detail));
        return *result;
    }

    Clone addClone(const QString &name)
    {
        Clone draft;
        draft.name = name;
        return store([draft](Store &store) { return store.clones.create(draft); });
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

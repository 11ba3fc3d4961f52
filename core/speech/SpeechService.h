#pragma once

#include "core/base/Result.h"
#include "core/providers/speech/SpeechProvider.h"
#include "core/speech/AudioPlayer.h"

#include <QFuture>
#include <QObject>

#include <functional>
#include <memory>

namespace CloneMemoria {

/// The voice that a clone's settings lead to.
struct CloneVoice
{
    std::shared_ptr<SpeechProvider> provider;
    QString voice;
    QString language;
};
using VoiceFor = std::function<QFuture<Result<CloneVoice>>(const QString &cloneId)>;

/// Reads texts aloud in a clone's voice. One at a time: a new one ends the one before. Main thread.
class SpeechService : public QObject
{
    Q_OBJECT

public:
    enum class State { Idle, Preparing, Playing, Paused };
    Q_ENUM(State)

    SpeechService(VoiceFor voiceFor, std::unique_ptr<AudioOutput> output, QObject *parent = nullptr);
    ~SpeechService() override;

    /// Speaks it; `id` (a message's) is told by `stateChanged`, so that a view knows which Listen button it is.
    void speak(const QString &cloneId, const QString &id, const QString &markdown);
    void pause();
    void resume();
    void stop();

    State state() const;
    QString currentId() const; ///< empty when idle
    qint64 positionMs() const;
    qint64 durationMs() const; ///< 0 while preparing

    /// The sound as WAV, without playing it. `speed` as far as the provider has it, from half to twice.
    QFuture<Result<QByteArray>> synthesizeWav(const QString &cloneId, const QString &markdown,
                                              double speed = 1.0);

Q_SIGNALS:
    void stateChanged(CloneMemoria::SpeechService::State state, const QString &id);
    void positionChanged(qint64 positionMs);
    void failed(const CloneMemoria::Error &error, const QString &id);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace CloneMemoria

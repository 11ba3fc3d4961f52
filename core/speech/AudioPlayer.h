#pragma once

#include "core/base/Result.h"
#include "core/speech/Wav.h"

#include <QObject>

#include <memory>

namespace CloneMemoria
{

/// Where sound goes. The one that QAudioSink stands behind is AudioPlayer's default; tests give their own.
class AudioOutput : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Begins to play. Errors: Unsupported, code "no-audio-device" or "audio-format".
    virtual Result<void> start(const PcmAudio &audio) = 0;
    virtual void pause() = 0;
    virtual void resume() = 0;
    virtual void stop() = 0;
    virtual qint64 positionMs() const = 0; ///< what has been heard
    virtual void setVolume(double volume) = 0; ///< 0 to 1, linear to the ear

Q_SIGNALS:
    void ended();                               ///< played to its end
    void failed(const CloneMemoria::Error &error); ///< the device went away: code "audio-lost"
};

/// Makes an output on the system's default device; its start() fails where there is none.
std::unique_ptr<AudioOutput> makeSystemAudioOutput();

/// Plays one piece of sound at a time. Main thread.
class AudioPlayer : public QObject
{
    Q_OBJECT

public:
    enum class State { Stopped, Playing, Paused };
    Q_ENUM(State)

    explicit AudioPlayer(std::unique_ptr<AudioOutput> output, QObject *parent = nullptr);
    ~AudioPlayer() override;

    Result<void> play(const PcmAudio &audio); ///< what played before stops
    void pause();
    void resume();
    void stop();
    void setVolume(double volume);

    State state() const;
    qint64 positionMs() const;
    qint64 durationMs() const;

Q_SIGNALS:
    void stateChanged(CloneMemoria::AudioPlayer::State state);
    void positionChanged(qint64 positionMs); ///< about ten times a second while playing
    void failed(const CloneMemoria::Error &error);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace CloneMemoria

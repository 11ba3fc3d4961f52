#pragma once

#include "core/base/Result.h"
#include "core/speech/Wav.h"

#include <QObject>

#include <memory>

namespace CloneMemoria {

/// Where sound goes. The one that QAudioSink stands behind is AudioPlayer's default; tests give their own. Sound may
/// come in parts, which follow each other without a gap; where the next one is late there is silence, which does not
/// count as heard.
class AudioOutput : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Begins to play, and ends what played before. Errors: Unsupported, code "no-audio-device" or "audio-format".
    virtual Result<void> start(const PcmAudio &audio) = 0;
    virtual void append(const PcmAudio &audio) = 0; ///< in any format; nothing where it isn't started
    virtual void finish() = 0;                      ///< no more parts: ended() comes when all of it was heard
    virtual void pause() = 0;
    virtual void resume() = 0;
    virtual void stop() = 0;                   ///< silent at once; no signal comes after it
    virtual qint64 positionMs() const = 0;     ///< what has been heard
    virtual void setVolume(double volume) = 0; ///< 0 to 1, linear to the ear

Q_SIGNALS:
    void ended();                                  ///< played to its end
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
    enum class More { No, Coming }; ///< whether append() will follow

    explicit AudioPlayer(std::unique_ptr<AudioOutput> output, QObject *parent = nullptr);
    ~AudioPlayer() override;

    Result<void> play(const PcmAudio &audio, More more = More::No); ///< what played before stops
    void append(const PcmAudio &audio, More more);                  ///< nothing where it is stopped
    void finish();                                                  ///< after More::Coming: no more came
    void pause();
    void resume();
    void stop();
    void setVolume(double volume);

    State state() const;
    qint64 positionMs() const;
    qint64 durationMs() const; ///< of all that came so far

Q_SIGNALS:
    void stateChanged(CloneMemoria::AudioPlayer::State state);
    void positionChanged(qint64 positionMs);       ///< about ten times a second while playing
    void failed(const CloneMemoria::Error &error); ///< before the stateChanged() that comes with it

private:
    bool silence(); ///< false where it was stopped already

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace CloneMemoria

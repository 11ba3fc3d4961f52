#include "core/speech/AudioPlayer.h"

#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <chrono>

namespace CloneMemoria {

using namespace std::chrono_literals;

struct AudioPlayer::Private
{
    std::unique_ptr<AudioOutput> output;
    State state = State::Stopped;
    qint64 durationMs = 0;
    QTimer ticks;
};

AudioPlayer::AudioPlayer(std::unique_ptr<AudioOutput> output, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->output = output ? std::move(output) : makeSystemAudioOutput();
    d->ticks.setInterval(100ms);
    connect(&d->ticks, &QTimer::timeout, this, [this] { Q_EMIT positionChanged(positionMs()); });
    connect(d->output.get(), &AudioOutput::ended, this, &AudioPlayer::stop);
    connect(d->output.get(), &AudioOutput::failed, this, [this](const Error &error) {
        const Error kept = error; // stop() may make the output forget its own
        if (!silence())
            return;
        const QPointer<AudioPlayer> self = this;
        Q_EMIT failed(kept);
        if (self && d->state == State::Stopped)
            Q_EMIT stateChanged(State::Stopped);
    });
}

AudioPlayer::~AudioPlayer()
{
    d->output->disconnect(this);
    d->output->stop();
}

Result<void> AudioPlayer::play(const PcmAudio &audio, More more)
{
    const QPointer<AudioPlayer> self = this;
    stop();
    if (!self) // somebody ended us when told of the stop
        return fail(ErrorKind::Cancelled);
    CM_TRY(d->output->start(audio));
    d->durationMs = audio.durationMs();
    d->state = State::Playing;
    d->ticks.start();
    if (more == More::No)
        d->output->finish();
    Q_EMIT stateChanged(State::Playing);
    return {};
}

void AudioPlayer::append(const PcmAudio &audio, More more)
{
    if (d->state == State::Stopped)
        return;
    d->durationMs += audio.durationMs();
    d->output->append(audio);
    if (more == More::No)
        d->output->finish();
}

void AudioPlayer::finish()
{
    if (d->state != State::Stopped)
        d->output->finish();
}

void AudioPlayer::pause()
{
    if (d->state != State::Playing)
        return;
    d->output->pause();
    d->state = State::Paused;
    d->ticks.stop();
    Q_EMIT stateChanged(State::Paused);
}

void AudioPlayer::resume()
{
    if (d->state != State::Paused)
        return;
    d->output->resume();
    d->state = State::Playing;
    d->ticks.start();
    Q_EMIT stateChanged(State::Playing);
}

void AudioPlayer::stop()
{
    if (silence())
        Q_EMIT stateChanged(State::Stopped);
}

bool AudioPlayer::silence()
{
    if (d->state == State::Stopped)
        return false;
    d->output->stop();
    d->ticks.stop();
    d->state = State::Stopped;
    d->durationMs = 0;
    return true;
}

void AudioPlayer::setVolume(double volume)
{
    d->output->setVolume(std::clamp(volume, 0.0, 1.0));
}

AudioPlayer::State AudioPlayer::state() const
{
    return d->state;
}

qint64 AudioPlayer::positionMs() const
{
    return d->state == State::Stopped ? 0 : std::min(d->output->positionMs(), d->durationMs);
}

qint64 AudioPlayer::durationMs() const
{
    return d->durationMs;
}

} // namespace CloneMemoria

#pragma once

#include "core/speech/AudioPlayer.h"

#include <QElapsedTimer>
#include <QList>
#include <QTimer>

#include <optional>

/// An audio device for tests: keeps what it is given and "plays" it by the clock, `speed` times as fast as a real one.
class FakeAudioOutput : public CloneMemoria::AudioOutput
{
    Q_OBJECT

public:
    explicit FakeAudioOutput(double speed = 1.0) : m_speed(speed)
    {
        m_timer.setInterval(2);
        connect(&m_timer, &QTimer::timeout, this, [this] { advance(); });
    }

    CloneMemoria::Result<void> start(const CloneMemoria::PcmAudio &audio) override
    {
        stop();
        if (refusal)
            return CloneMemoria::fail(*refusal);
        ++starts;
        parts = {audio};
        m_durationMs = double(audio.durationMs());
        m_started = true;
        m_sinceTick.start();
        m_timer.start();
        return {};
    }
    void append(const CloneMemoria::PcmAudio &audio) override
    {
        if (!m_started)
            return;
        parts.append(audio);
        m_durationMs += double(audio.durationMs());
    }
    void finish() override { m_complete = true; }
    void pause() override
    {
        advance();
        m_timer.stop();
    }
    void resume() override
    {
        m_sinceTick.start();
        m_timer.start();
    }
    void stop() override
    {
        stops += m_started ? 1 : 0;
        m_started = false;
        m_complete = false;
        m_heardMs = 0;
        m_timer.stop();
    }
    qint64 positionMs() const override { return qint64(m_heardMs); }
    void setVolume(double value) override { volume = value; }

    /// The device goes away.
    void lose()
    {
        stop();
        Q_EMIT failed(CloneMemoria::fail(CloneMemoria::ErrorKind::Unsupported, QStringLiteral("unplugged"),
                                         QStringLiteral("audio-lost"))
                          .value());
    }

    std::optional<CloneMemoria::Error> refusal; ///< what start() fails with
    QList<CloneMemoria::PcmAudio> parts;        ///< of the last start
    int starts = 0;
    int stops = 0; ///< while it was playing
    double volume = 1.0;

    bool isComplete() const { return m_complete; }

private:
    void advance()
    {
        if (!m_started)
            return;
        m_heardMs = qMin(m_durationMs, m_heardMs + m_speed * double(m_sinceTick.nsecsElapsed()) / 1e6);
        m_sinceTick.start();
        if (m_complete && m_heardMs >= m_durationMs) {
            stop();
            Q_EMIT ended();
        }
    }

    double m_speed;
    QTimer m_timer;
    QElapsedTimer m_sinceTick;
    double m_durationMs = 0;
    double m_heardMs = 0;
    bool m_started = false;
    bool m_complete = false;
};

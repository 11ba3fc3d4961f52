#pragma once

#include "core/speech/AudioPlayer.h"

#include <QElapsedTimer>
#include <QTimer>

class QAudioSink;

namespace CloneMemoria {

class PcmQueue;

/// The system's default audio device, through QAudioSink. Main thread.
class SystemAudioOutput : public AudioOutput
{
    Q_OBJECT

public:
    explicit SystemAudioOutput(QObject *parent = nullptr);
    ~SystemAudioOutput() override;

    Result<void> start(const PcmAudio &audio) override;
    void append(const PcmAudio &audio) override;
    void finish() override;
    void pause() override;
    void resume() override;
    void stop() override;
    qint64 positionMs() const override;
    void setVolume(double volume) override;

private:
    void watch();
    void lose(const QString &detail);
    qint64 heardFrames() const; ///< by the clock, of all that went out
    void retire();

    std::unique_ptr<QAudioSink> m_sink;
    std::unique_ptr<PcmQueue> m_queue;
    PcmAudio m_format; ///< the device's
    double m_volume = 1.0;
    bool m_paused = false;
    QElapsedTimer m_clock;  ///< runs while sound does
    qint64 m_clockBase = 0; ///< milliseconds heard before m_clock was last started
    qint64 m_lastGiven = 0;
    QElapsedTimer m_sinceGiven;
    QTimer m_watch;
};

} // namespace CloneMemoria

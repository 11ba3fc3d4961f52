#pragma once

#include "core/speech/AudioPlayer.h"

namespace CloneMemoria::Cli {

/// The command line writes sound to files and never plays it: no sound device is opened for it.
class NoSound : public AudioOutput
{
public:
    using AudioOutput::AudioOutput;

    Result<void> start(const PcmAudio &) override
    {
        return fail(ErrorKind::Unsupported, QStringLiteral("the command line plays no sound"),
                    QStringLiteral("no-audio-device"));
    }
    void append(const PcmAudio &) override { }
    void finish() override { }
    void pause() override { }
    void resume() override { }
    void stop() override { }
    qint64 positionMs() const override { return 0; }
    void setVolume(double) override { }
};

} // namespace CloneMemoria::Cli

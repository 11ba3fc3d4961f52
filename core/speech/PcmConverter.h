#pragma once

#include "core/speech/Wav.h"

namespace CloneMemoria {

/// Reads a piece of sound as if it had another rate, number of channels and kind of sample, a stretch at a time, so
/// that nobody needs a converted copy of a whole recording. Rates are changed by linear interpolation, which is good
/// enough for speech; channels are averaged to one or repeated. Keeps (and shares) the samples it is made for. A pure
/// value, any thread.
class PcmConverter
{
public:
    /// `format`: rate, channels and kind of sample of what comes out; its samples don't matter.
    PcmConverter(PcmAudio source, PcmAudio format);

    qint64 frames() const { return m_frames; } ///< how many come out in all
    /// Frames [from, from + count) in the new format, fewer at the end.
    QByteArray read(qint64 from, qint64 count) const;

private:
    double sample(qint64 frame, int channel) const; ///< -1 to 1
    double mixed(qint64 frame, int channel) const;
    void append(QByteArray &out, double value) const;

    PcmAudio m_source;
    PcmAudio m_format;
    qint64 m_frames = 0;
    bool m_same = false;
};

bool sameFormat(const PcmAudio &a, const PcmAudio &b);
/// The whole of it in the format of `format`.
PcmAudio convertPcm(const PcmAudio &audio, const PcmAudio &format);

} // namespace CloneMemoria

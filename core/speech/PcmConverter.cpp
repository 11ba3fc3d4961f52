#include "core/speech/PcmConverter.h"

#include <QtEndian>
#include <algorithm>
#include <cmath>
#include <cstring>

namespace CloneMemoria {

PcmConverter::PcmConverter(PcmAudio source, PcmAudio format)
    : m_source(std::move(source))
    , m_format(std::move(format))
    , m_same(sameFormat(m_source, m_format))
{
    m_format.samples.clear();
    if (m_source.sampleRate > 0)
        m_frames = (m_source.frames() * m_format.sampleRate + m_source.sampleRate - 1) / m_source.sampleRate;
}

QByteArray PcmConverter::read(qint64 from, qint64 count) const
{
    from = qBound<qint64>(0, from, m_frames);
    count = qBound<qint64>(0, count, m_frames - from);
    if (m_same)
        return m_source.samples.mid(from * m_source.frameBytes(), count * m_source.frameBytes());

    QByteArray out;
    out.reserve(count * m_format.frameBytes());
    const qint64 last = m_source.frames() - 1;
    for (qint64 frame = from; frame < from + count; ++frame) {
        // In whole numbers: a double would drift by a sample in long recordings.
        const qint64 scaled = frame * m_source.sampleRate;
        const qint64 left = scaled / m_format.sampleRate;
        const double part = double(scaled % m_format.sampleRate) / m_format.sampleRate;
        for (int channel = 0; channel < m_format.channels; ++channel) {
            const double here = mixed(left, channel);
            append(out, part == 0 ? here : here + part * (mixed(qMin(left + 1, last), channel) - here));
        }
    }
    return out;
}

double PcmConverter::mixed(qint64 frame, int channel) const
{
    if (m_source.channels == m_format.channels)
        return sample(frame, channel);
    if (m_format.channels > 1)
        return m_source.channels == 1 ? sample(frame, 0) : sample(frame, channel % m_source.channels);
    double sum = 0;
    for (int i = 0; i < m_source.channels; ++i)
        sum += sample(frame, i);
    return sum / m_source.channels;
}

double PcmConverter::sample(qint64 frame, int channel) const
{
    const int bytes = m_source.bitsPerSample / 8;
    const char *at = m_source.samples.constData() + frame * m_source.frameBytes() + channel * bytes;
    if (m_source.isFloat) {
        const auto bits = qFromLittleEndian<quint32>(at);
        float value = 0;
        std::memcpy(&value, &bits, sizeof value);
        return std::isfinite(value) ? double(value) : 0.0;
    }
    switch (bytes) {
    case 1:
        return (uchar(*at) - 128) / 128.0;
    case 2:
        return qFromLittleEndian<qint16>(at) / 32768.0;
    case 3: // moved up, so that the sign is where a 32 bit number has it
        return qint32(quint32(uchar(at[0])) << 8 | quint32(uchar(at[1])) << 16 | quint32(uchar(at[2])) << 24)
               / 2147483648.0;
    default:
        return qFromLittleEndian<qint32>(at) / 2147483648.0;
    }
}

void PcmConverter::append(QByteArray &out, double value) const
{
    if (m_format.isFloat) {
        const auto single = float(value);
        quint32 bits = 0;
        std::memcpy(&bits, &single, sizeof bits);
        bits = qToLittleEndian(bits);
        out.append(reinterpret_cast<const char *>(&bits), sizeof bits);
        return;
    }
    const int bytes = m_format.bitsPerSample / 8;
    const double scale = double(qint64(1) << (m_format.bitsPerSample - 1));
    auto number = qint64(std::clamp(std::round(value * scale), -scale, scale - 1));
    if (bytes == 1)
        number += 128;
    for (int i = 0; i < bytes; ++i)
        out.append(char(quint64(number) >> (8 * i) & 0xFF));
}

bool sameFormat(const PcmAudio &a, const PcmAudio &b)
{
    return a.sampleRate == b.sampleRate && a.channels == b.channels && a.bitsPerSample == b.bitsPerSample
           && a.isFloat == b.isFloat;
}

PcmAudio convertPcm(const PcmAudio &audio, const PcmAudio &format)
{
    const PcmConverter converter(audio, format);
    PcmAudio converted = format;
    converted.samples = converter.read(0, converter.frames());
    return converted;
}

} // namespace CloneMemoria

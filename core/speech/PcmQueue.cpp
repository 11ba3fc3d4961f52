#include "core/speech/PcmQueue.h"

#include <cstring>

namespace CloneMemoria {

PcmQueue::PcmQueue(const PcmAudio &format, QObject *parent) : QIODevice(parent), m_format(format)
{
    open(QIODevice::ReadOnly
         | QIODevice::Unbuffered); // unbuffered: else QIODevice reads ahead of what is heard
}

void PcmQueue::append(const PcmAudio &audio)
{
    m_parts.emplace_back(audio, m_format);
}

qint64 PcmQueue::soundWithin(qint64 frames) const
{
    qint64 sound = qMin(frames, m_given);
    for (const Silence &silence : m_silences) {
        if (silence.at < frames)
            sound -= qMin(silence.length, frames - silence.at);
    }
    return qMax<qint64>(0, sound);
}

qint64 PcmQueue::end() const
{
    if (!m_complete || !m_parts.empty())
        return -1;
    const bool endsSilent = !m_silences.isEmpty()
                            && m_silences.last().at + m_silences.last().length == m_given;
    return endsSilent ? m_silences.last().at : m_given;
}

qint64 PcmQueue::bytesAvailable() const
{
    return qint64(1) << 30; // there is always silence
}

qint64 PcmQueue::readData(char *data, qint64 maxSize)
{
    const bool first = m_given == 0;
    const int frameBytes = m_format.frameBytes();
    qint64 wanted = maxSize / frameBytes;
    qint64 size = 0;
    while (wanted > 0 && !m_parts.empty()) {
        const PcmConverter &part = m_parts.front();
        const QByteArray bytes = part.read(m_partAt, wanted);
        std::memcpy(data + size, bytes.constData(), size_t(bytes.size()));
        size += bytes.size();
        const qint64 frames = bytes.size() / frameBytes;
        wanted -= frames;
        m_given += frames;
        m_partAt += frames;
        if (m_partAt >= part.frames()) {
            m_parts.pop_front();
            m_partAt = 0;
        }
    }
    if (wanted > 0) {
        const bool unsignedSamples = m_format.bitsPerSample == 8 && !m_format.isFloat;
        std::memset(data + size, unsignedSamples ? 0x80 : 0, size_t(wanted * frameBytes));
        size += wanted * frameBytes;
        if (!m_silences.isEmpty() && m_silences.last().at + m_silences.last().length == m_given)
            m_silences.last().length += wanted;
        else
            m_silences.append({m_given, wanted});
        m_given += wanted;
    }
    if (first && m_given > 0)
        Q_EMIT firstRead();
    return size;
}

} // namespace CloneMemoria

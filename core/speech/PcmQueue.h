#pragma once

#include "core/speech/PcmConverter.h"

#include <QIODevice>
#include <QList>

#include <deque>

namespace CloneMemoria {

/// What an audio device reads from: parts of sound one after the other in the device's format, and silence where there
/// are none, so that the device never runs dry. It must not: how long a device takes to say so, and what it does next,
/// differs between systems. Counts in frames of the device. Main thread.
class PcmQueue : public QIODevice
{
    Q_OBJECT

public:
    explicit PcmQueue(const PcmAudio &format, QObject *parent = nullptr);

    void append(const PcmAudio &audio);
    void finish() { m_complete = true; }

    bool wasRead() const { return m_given > 0; }
    qint64 given() const { return m_given; } ///< sound and silence
    /// Of `frames` that went out, how many were sound.
    qint64 soundWithin(qint64 frames) const;
    /// Where in all that goes out the last of the sound ends; -1 as long as that isn't known.
    qint64 end() const;

    bool isSequential() const override { return true; }
    qint64 bytesAvailable() const override;

Q_SIGNALS:
    void firstRead();

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    struct Silence
    {
        qint64 at;
        qint64 length;
    };

    PcmAudio m_format;
    std::deque<PcmConverter> m_parts;
    qint64 m_partAt = 0; ///< frames of the first part that are out
    qint64 m_given = 0;
    QList<Silence> m_silences;
    bool m_complete = false;
};

} // namespace CloneMemoria

#include "core/speech/SystemAudioOutput.h"

#include "core/base/Logging.h"
#include "core/speech/PcmQueue.h"

#include <QAudioDevice>
#include <QAudioFormat>
#include <QAudioSink>
#include <QCoreApplication>
#include <QMediaDevices>
#include <QThread>

#include <algorithm>
#include <chrono>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
constexpr qint64 kSinkBufferUs = 200'000; // more than the longest stall of the event loop that is allowed
constexpr qint64 kDeviceLatencyMs =
    250;                              // from our hands to the ear: what is given up at the end goes unheard
constexpr qint64 kSinkStallMs = 5000; // a device that takes nothing for so long is gone, whatever it says
constexpr qint64 kSinkRestMs = 300;   // what libpulse needs after a stop before its stream may be taken apart

QAudioFormat toQtFormat(const PcmAudio &audio)
{
    QAudioFormat format;
    format.setSampleRate(audio.sampleRate);
    format.setChannelCount(audio.channels);
    if (audio.isFloat)
        format.setSampleFormat(QAudioFormat::Float);
    else if (audio.bitsPerSample == 8)
        format.setSampleFormat(QAudioFormat::UInt8);
    else if (audio.bitsPerSample == 16)
        format.setSampleFormat(QAudioFormat::Int16);
    else if (audio.bitsPerSample == 32)
        format.setSampleFormat(QAudioFormat::Int32);
    return format; // 24 bits are unknown to Qt: an invalid format, which no device supports
}

PcmAudio fromQtFormat(const QAudioFormat &format)
{
    return PcmAudio{.samples = {},
                    .sampleRate = format.sampleRate(),
                    .channels = format.channelCount(),
                    .bitsPerSample = format.bytesPerSample() * 8,
                    .isFloat = format.sampleFormat() == QAudioFormat::Float};
}

// A sink that has been stopped, until it can be deleted. That must not happen at once: libpulse crashed in one of
// twenty programs that ended straight after a stop. Nor in a destructor of ours: PulseAudio's sink runs the event loop
// in its own. So the application owns it, and waits for it only when it ends less than a third of a second later.
class RetiredSink : public QObject
{
public:
    RetiredSink(std::unique_ptr<QAudioSink> sink, std::unique_ptr<PcmQueue> queue)
        : QObject(QCoreApplication::instance())
        , m_queue(std::move(queue))
        , m_sink(std::move(sink))
    {
        m_sinceStop.start();
        QTimer::singleShot(std::chrono::milliseconds(kSinkRestMs), this, &QObject::deleteLater);
    }

    ~RetiredSink() override
    {
        if (const qint64 rest = kSinkRestMs - m_sinceStop.elapsed(); rest > 0)
            QThread::msleep(ulong(rest));
    }

private:
    std::unique_ptr<PcmQueue> m_queue; // outlives the sink, which reads from it
    std::unique_ptr<QAudioSink> m_sink;
    QElapsedTimer m_sinceStop;
};
} // namespace

std::unique_ptr<AudioOutput> makeSystemAudioOutput()
{
    return std::make_unique<SystemAudioOutput>();
}

SystemAudioOutput::SystemAudioOutput(QObject *parent) : AudioOutput(parent)
{
    m_watch.setInterval(20ms);
    connect(&m_watch, &QTimer::timeout, this, &SystemAudioOutput::watch);
}

SystemAudioOutput::~SystemAudioOutput()
{
    stop();
}

Result<void> SystemAudioOutput::start(const PcmAudio &audio)
{
    stop();
    const QAudioDevice device = QMediaDevices::defaultAudioOutput();
    if (device.isNull())
        return fail(ErrorKind::Unsupported, u"there is no audio device"_s, u"no-audio-device"_s);
    if (audio.sampleRate <= 0 || audio.frameBytes() <= 0)
        return fail(ErrorKind::Unsupported, u"sound without a rate or channels"_s, u"audio-format"_s);
    QAudioFormat format = toQtFormat(audio);
    if (!format.isValid() || !device.isFormatSupported(format))
        format = device.preferredFormat();
    if (!format.isValid())
        return fail(ErrorKind::Unsupported, u"the audio device takes no format"_s, u"audio-format"_s);

    m_format = fromQtFormat(format);
    m_queue = std::make_unique<PcmQueue>(m_format);
    m_queue->append(audio);
    m_paused = false;
    m_clock.invalidate();
    m_clockBase = 0;
    m_lastGiven = 0;
    connect(m_queue.get(), &PcmQueue::firstRead, this, [this] {
        if (!m_paused)
            m_clock.start();
    });

    m_sink = std::make_unique<QAudioSink>(device, format);
    m_sink->setBufferSize(format.bytesForDuration(kSinkBufferUs));
    m_sink->start(m_queue.get());
    // Without a server the sink says nothing; it is just stopped.
    if (m_sink->state() == QAudio::StoppedState || m_sink->error() == QAudio::OpenError
        || m_sink->error() == QAudio::FatalError) {
        const int error = int(m_sink->error());
        stop();
        return fail(ErrorKind::Unsupported, u"the audio device does not open: error %1"_s.arg(error),
                    u"no-audio-device"_s);
    }
    setVolume(m_volume);
    connect(m_sink.get(), &QAudioSink::stateChanged, this, [this](QAudio::State state) {
        if (state == QAudio::StoppedState)
            lose(u"the audio device stopped: error %1"_s.arg(int(m_sink->error())));
    });
    m_sinceGiven.start();
    m_watch.start();
    return {};
}

void SystemAudioOutput::append(const PcmAudio &audio)
{
    if (m_queue && audio.sampleRate > 0 && audio.frameBytes() > 0)
        m_queue->append(audio);
}

void SystemAudioOutput::finish()
{
    if (m_queue)
        m_queue->finish();
}

void SystemAudioOutput::pause()
{
    if (!m_sink || m_paused)
        return;
    m_paused = true;
    if (m_clock.isValid())
        m_clockBase += m_clock.elapsed();
    m_clock.invalidate();
    m_sink->suspend();
}

void SystemAudioOutput::resume()
{
    if (!m_sink || !m_paused)
        return;
    m_paused = false;
    m_sinceGiven.start();
    if (m_queue->wasRead())
        m_clock.start();
    m_sink->resume();
}

void SystemAudioOutput::stop()
{
    m_watch.stop();
    retire();
    m_clock.invalidate();
    m_clockBase = 0;
}

// The sink goes silent now, and away later.
void SystemAudioOutput::retire()
{
    if (!m_sink)
        return;
    m_sink->disconnect(this);
    m_queue->disconnect(this);
    m_sink->reset();
    new RetiredSink(std::move(m_sink), std::move(m_queue));
}

qint64 SystemAudioOutput::heardFrames() const
{
    if (!m_queue)
        return 0;
    const qint64 ms = m_clockBase + (m_clock.isValid() ? m_clock.elapsed() : 0);
    return std::min(ms * m_format.sampleRate / 1000, m_queue->given());
}

qint64 SystemAudioOutput::positionMs() const
{
    return m_queue ? m_queue->soundWithin(heardFrames()) * 1000 / m_format.sampleRate : 0;
}

void SystemAudioOutput::setVolume(double volume)
{
    m_volume = volume;
    if (m_sink)
        m_sink->setVolume(
            QAudio::convertVolume(volume, QAudio::LogarithmicVolumeScale, QAudio::LinearVolumeScale));
}

void SystemAudioOutput::watch()
{
    if (m_paused)
        return;
    if (m_queue->given() != m_lastGiven) {
        m_lastGiven = m_queue->given();
        m_sinceGiven.start();
    } else if (m_sinceGiven.elapsed() > kSinkStallMs) {
        lose(u"the audio device takes no more sound"_s);
        return;
    }
    // The clock must not run ahead of a device that stands still.
    const qint64 givenMs = m_queue->given() * 1000 / m_format.sampleRate;
    if (m_clock.isValid() && m_clockBase + m_clock.elapsed() > givenMs) {
        m_clockBase = givenMs;
        m_clock.start();
    }
    // When a sink says that it is idle is no measure of the end: a second too late with PulseAudio.
    const qint64 end = m_queue->end();
    if (end >= 0 && heardFrames() >= end + kDeviceLatencyMs * m_format.sampleRate / 1000) {
        stop();
        Q_EMIT ended();
    }
}

void SystemAudioOutput::lose(const QString &detail)
{
    qCWarning(lcSpeech) << detail;
    stop();
    Q_EMIT failed(fail(ErrorKind::Unsupported, detail, u"audio-lost"_s).value());
}

} // namespace CloneMemoria

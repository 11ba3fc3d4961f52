// Plays real sound: through QAudioSink into a PulseAudio server of the test's own, whose only device writes nowhere,
// and listens to what arrives there.
#include "core/speech/AudioPlayer.h"

#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <QtEndian>
#include <cmath>
#include <numbers>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kRate = 24000;
constexpr int kAudibleGapMs =
    150; // a shared machine may let the server starve for a moment; a lost part is longer

PcmAudio tone(int ms, double amplitude = 0.5, int rate = kRate, int channels = 1)
{
    PcmAudio audio{.samples = {}, .sampleRate = rate, .channels = channels, .bitsPerSample = 16};
    for (int i = 0; i < ms * rate / 1000; ++i) {
        const auto value = qToLittleEndian(
            qint16(std::lround(32767 * amplitude * std::sin(2 * std::numbers::pi * 440 * i / rate))));
        for (int channel = 0; channel < channels; ++channel)
            audio.samples.append(reinterpret_cast<const char *>(&value), sizeof value);
    }
    return audio;
}

struct Heard
{
    int ms = 0;           ///< from the first loud moment to the last
    int longestGapMs = 0; ///< of silence between them
    double loudness = 0;  ///< mean amplitude between them, 0 to 1
    double hertz = 0;
};

Heard listenTo(const QByteArray &recording)
{
    const int samples = int(recording.size() / 2);
    const auto at = [&](int i) { return qFromLittleEndian<qint16>(recording.constData() + 2 * i) / 32768.0; };
    int first = -1;
    int last = -1;
    int gap = 0;
    for (int i = 0; i < samples; ++i) {
        if (std::abs(at(i)) < 0.01)
            continue;
        if (first < 0)
            first = i;
        else
            gap = qMax(gap, i - last);
        last = i;
    }
    if (first < 0)
        return {};
    double sum = 0;
    int crossings = 0;
    for (int i = first; i <= last; ++i) {
        sum += std::abs(at(i));
        crossings += i > first && (at(i) >= 0) != (at(i - 1) >= 0);
    }
    const int length = last - first + 1;
    return {length * 1000 / kRate, gap * 1000 / kRate, sum / length, crossings / 2.0 * kRate / length};
}

int playAndQuit(QCoreApplication &app)
{
    auto player = std::make_unique<AudioPlayer>(makeSystemAudioOutput());
    if (!player->play(tone(2000)))
        return 3;
    QTimer::singleShot(250, &app, [&player] {
        player->stop();
        QCoreApplication::quit();
    });
    return QCoreApplication::exec();
}
} // namespace

class SoundTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void playsAllOfIt_data();
    void playsAllOfIt();
    void partsFollowWithoutAGap();
    void waitsForALatePart();
    void pausesAndGoesOn();
    void stopsAtOnce();
    void startsSoon();
    void volume();
    void quitsAfterStopping();
    void losesTheServer(); // last: there is no sound after it

private:
    void record(QProcess &recorder);
    static QByteArray end(QProcess &recorder);

    QTemporaryDir m_dir;
    QProcess m_server;
};

void SoundTest::initTestCase()
{
    const QString server = QStandardPaths::findExecutable(u"pulseaudio"_s);
    if (server.isEmpty() || QStandardPaths::findExecutable(u"parec"_s).isEmpty())
        QSKIP("pulseaudio or parec is not installed: real sound was not tested");
    QVERIFY(m_dir.isValid());
    const QString runtime = m_dir.filePath(u"runtime"_s);
    QVERIFY(QDir().mkpath(runtime));
    QVERIFY(QFile::setPermissions(runtime,
                                  QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner));
    qputenv("HOME", m_dir.path().toLocal8Bit());
    qputenv("XDG_RUNTIME_DIR", runtime.toLocal8Bit());
    qputenv("PULSE_SERVER", QByteArray("unix:") + runtime.toLocal8Bit() + "/pulse/native");
    qunsetenv("PULSE_SINK");
    m_server.start(server, {u"-n"_s, u"--daemonize=no"_s, u"--exit-idle-time=-1"_s, u"--use-pid-file=no"_s,
                            u"-L"_s, u"module-native-protocol-unix"_s, u"-L"_s,
                            u"module-null-sink sink_name=probe rate=24000 channels=1"_s});
    QVERIFY(m_server.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(runtime + u"/pulse/native"_s), 10'000);
}

void SoundTest::cleanupTestCase()
{
    m_server.kill();
    m_server.waitForFinished();
}

void SoundTest::record(QProcess &recorder)
{
    recorder.start(u"parec"_s, {u"-d"_s, u"probe.monitor"_s, u"--latency-msec=20"_s, u"--format=s16le"_s,
                                u"--rate=24000"_s, u"--channels=1"_s});
    QVERIFY(recorder.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(recorder.bytesAvailable() > 0, 10'000); // silence, but it is listening
}

QByteArray SoundTest::end(QProcess &recorder)
{
    QTest::qWait(200);
    recorder.terminate();
    recorder.waitForFinished();
    return recorder.readAllStandardOutput();
}

void SoundTest::playsAllOfIt_data()
{
    QTest::addColumn<PcmAudio>("audio");
    QTest::newRow("short") << tone(300);
    QTest::newRow("like the device") << tone(1500);
    QTest::newRow("stereo, another rate") << tone(1500, 0.5, 44100, 2);
    PcmAudio wide = tone(1000);
    for (QByteArray narrow = std::exchange(wide.samples, {}); !narrow.isEmpty(); narrow.remove(0, 2))
        wide.samples.append('\0').append(narrow.first(2));
    wide.bitsPerSample = 24;
    QTest::newRow("24 bits, which Qt does not know") << wide;
}

void SoundTest::playsAllOfIt()
{
    QFETCH(PcmAudio, audio);
    QProcess recorder;
    record(recorder);
    AudioPlayer player(makeSystemAudioOutput());
    QSignalSpy states(&player, &AudioPlayer::stateChanged);
    QSignalSpy positions(&player, &AudioPlayer::positionChanged);
    QElapsedTimer timer;
    timer.start();
    const auto played = player.play(audio);
    QVERIFY2(played.has_value(), played ? "" : qPrintable(played.error().detail));
    QCOMPARE(player.durationMs(), audio.durationMs());
    QTRY_COMPARE_WITH_TIMEOUT(player.state(), AudioPlayer::State::Stopped, 10'000);
    const qint64 took = timer.elapsed();
    QVERIFY2(took >= audio.durationMs() && took < audio.durationMs() + 700,
             qPrintable(QString::number(took)));
    QCOMPARE(states.size(), 2);
    for (qsizetype i = 1; i < positions.size(); ++i)
        QVERIFY(positions[i][0].toLongLong() >= positions[i - 1][0].toLongLong());
    QVERIFY(positions.last()[0].toLongLong() > audio.durationMs() * 2 / 3);

    const Heard heard = listenTo(end(recorder));
    qInfo("%lld ms played in %lld ms: %d ms heard, gap %d ms, loudness %.3f, %.0f Hz", audio.durationMs(),
          took, heard.ms, heard.longestGapMs, heard.loudness, heard.hertz);
    QVERIFY(std::abs(heard.ms - audio.durationMs()) < 60);
    QVERIFY(heard.longestGapMs < kAudibleGapMs);
    QVERIFY(std::abs(heard.loudness - 0.318) < 0.03); // the mean of half a sine
    QVERIFY(std::abs(heard.hertz - 440) < 10);
}

void SoundTest::partsFollowWithoutAGap()
{
    QProcess recorder;
    record(recorder);
    AudioPlayer player(makeSystemAudioOutput());
    QVERIFY(player.play(tone(400), AudioPlayer::More::Coming));
    player.append(tone(400, 0.5, 48000, 2), AudioPlayer::More::Coming); // another format is no gap either
    player.append(tone(400), AudioPlayer::More::No);
    QCOMPARE(player.durationMs(), 1200);
    QTRY_COMPARE_WITH_TIMEOUT(player.state(), AudioPlayer::State::Stopped, 10'000);
    const Heard heard = listenTo(end(recorder));
    QVERIFY2(std::abs(heard.ms - 1200) < 60, qPrintable(QString::number(heard.ms)));
    QVERIFY2(heard.longestGapMs < kAudibleGapMs, qPrintable(QString::number(heard.longestGapMs)));
}

void SoundTest::waitsForALatePart()
{
    QProcess recorder;
    record(recorder);
    AudioPlayer player(makeSystemAudioOutput());
    QVERIFY(player.play(tone(300), AudioPlayer::More::Coming));
    QTest::qWait(1500);
    QCOMPARE(player.state(), AudioPlayer::State::Playing);
    QCOMPARE(player.positionMs(), 300); // silence is not counted
    player.append(tone(300), AudioPlayer::More::Coming);
    QTest::qWait(200);
    QVERIFY(player.positionMs() >= 300 && player.positionMs() < 600);
    player.finish();
    QTRY_COMPARE_WITH_TIMEOUT(player.state(), AudioPlayer::State::Stopped, 10'000);
    const Heard heard = listenTo(end(recorder));
    QVERIFY2(heard.longestGapMs > 900 && heard.longestGapMs < 1900,
             qPrintable(QString::number(heard.longestGapMs)));
    QVERIFY2(std::abs(heard.ms - heard.longestGapMs - 600) < 80, qPrintable(QString::number(heard.ms)));
}

void SoundTest::pausesAndGoesOn()
{
    QProcess recorder;
    record(recorder);
    AudioPlayer player(makeSystemAudioOutput());
    QVERIFY(player.play(tone(1200)));
    QTest::qWait(500);
    player.pause();
    QCOMPARE(player.state(), AudioPlayer::State::Paused);
    const qint64 position = player.positionMs();
    QVERIFY2(position > 250 && position < 700, qPrintable(QString::number(position)));
    QTest::qWait(800);
    QCOMPARE(player.positionMs(), position);
    player.resume();
    QTRY_COMPARE_WITH_TIMEOUT(player.state(), AudioPlayer::State::Stopped, 10'000);
    const Heard heard = listenTo(end(recorder));
    QVERIFY2(heard.longestGapMs > 500 && heard.longestGapMs < 1100,
             qPrintable(QString::number(heard.longestGapMs)));
    QVERIFY2(std::abs(heard.ms - heard.longestGapMs - 1200) < 80, qPrintable(QString::number(heard.ms)));
}

void SoundTest::stopsAtOnce()
{
    QProcess recorder;
    record(recorder);
    AudioPlayer player(makeSystemAudioOutput());
    QVERIFY(player.play(tone(3000)));
    QTest::qWait(500);
    player.stop();
    QCOMPARE(player.state(), AudioPlayer::State::Stopped);
    QCOMPARE(player.positionMs(), 0);
    QVERIFY(player.play(tone(200))); // and can play again
    QTRY_COMPARE_WITH_TIMEOUT(player.state(), AudioPlayer::State::Stopped, 10'000);
    const Heard heard = listenTo(end(recorder));
    QVERIFY2(heard.ms < 1300, qPrintable(QString::number(heard.ms)));
}

void SoundTest::startsSoon()
{
    QProcess recorder;
    record(recorder);
    AudioPlayer player(makeSystemAudioOutput());
    recorder.readAllStandardOutput();
    QElapsedTimer timer;
    timer.start();
    QVERIFY(player.play(tone(1000)));
    QByteArray heard;
    QTRY_VERIFY_WITH_TIMEOUT((heard += recorder.readAllStandardOutput(), listenTo(heard).ms > 0), 5000);
    qInfo("first sound on the device %lld ms after play()", timer.elapsed());
    QVERIFY(timer.elapsed() < 300);
    player.stop();
    end(recorder);
}

void SoundTest::volume()
{
    QProcess recorder;
    record(recorder);
    AudioPlayer player(makeSystemAudioOutput());
    player.setVolume(0.5);
    QVERIFY(player.play(tone(800)));
    QTRY_COMPARE_WITH_TIMEOUT(player.state(), AudioPlayer::State::Stopped, 10'000);
    const Heard heard = listenTo(end(recorder));
    QVERIFY2(heard.loudness > 0.01 && heard.loudness < 0.25, qPrintable(QString::number(heard.loudness)));
}

void SoundTest::quitsAfterStopping()
{
    for (int i = 0; i < 12; ++i) {
        QProcess program;
        program.start(QCoreApplication::applicationFilePath(), {u"--play-and-quit"_s});
        QVERIFY(program.waitForFinished(20'000));
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        QCOMPARE(program.exitCode(), 0);
    }
}

void SoundTest::losesTheServer()
{
    AudioPlayer player(makeSystemAudioOutput());
    QSignalSpy failures(&player, &AudioPlayer::failed);
    QVERIFY(player.play(tone(10'000)));
    QTest::qWait(400);
    m_server.kill();
    QTRY_COMPARE_WITH_TIMEOUT(failures.size(), 1, 8000);
    QCOMPARE(failures[0][0].value<Error>().code, u"audio-lost"_s);
    QCOMPARE(player.state(), AudioPlayer::State::Stopped);
    const auto again = player.play(tone(100));
    QVERIFY(!again);
    QCOMPARE(again.error().code, u"no-audio-device"_s);
    QCOMPARE(player.state(), AudioPlayer::State::Stopped);
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (app.arguments().contains(u"--play-and-quit"_s))
        return playAndQuit(app);
    SoundTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "SoundTest.moc"

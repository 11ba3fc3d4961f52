// A machine without sound: an address where no server answers.
#include "core/base/ErrorText.h"
#include "core/speech/AudioPlayer.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class NoSoundTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysSo();
};

void NoSoundTest::saysSo()
{
#ifndef Q_OS_LINUX
    QSKIP("the sound server can't be taken away on this system");
#endif
    QTemporaryDir dir;
    qputenv("HOME", dir.path().toLocal8Bit());
    qputenv("XDG_RUNTIME_DIR", dir.path().toLocal8Bit());
    qputenv("PULSE_SERVER", QByteArray("unix:") + dir.path().toLocal8Bit() + "/nobody");
    AudioPlayer player(makeSystemAudioOutput());
    QSignalSpy states(&player, &AudioPlayer::stateChanged);
    QSignalSpy failures(&player, &AudioPlayer::failed);
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 3; ++i) {
        const auto played = player.play({.samples = QByteArray(48000, '\1'), .sampleRate = 24000});
        QVERIFY(!played);
        QVERIFY(played.error().kind == ErrorKind::Unsupported);
        QCOMPARE(played.error().code, u"no-audio-device"_s);
        QVERIFY(describe(played.error()).sentence.contains(u"save the recording"_s));
    }
    QVERIFY(timer.elapsed() < 3000);
    player.pause();
    player.resume();
    player.stop();
    QTest::qWait(100);
    QCOMPARE(player.state(), AudioPlayer::State::Stopped);
    QCOMPARE(states.size() + failures.size(), 0);
}

QTEST_GUILESS_MAIN(NoSoundTest)
#include "NoSoundTest.moc"

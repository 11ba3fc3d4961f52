#include "core/speech/AudioDecoder.h"

#include "tests/unit/speech/Tone.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class AudioDecoderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFormat_data();
    void everyFormat();
    void stereoStaysStereo();
    void wavStaysAsItIs();
    void cutAnywhere_data();
    void cutAnywhere();
    void damagedAnywhere_data();
    void damagedAnywhere();
    void noSound_data();
    void noSound();
    void otherFilesAreNotOpened();
    void stopsWhereItWouldFillTheMemory();
    void decodesBesideTheMainThread();
    void cancels();

private:
    static void formats();
};

void AudioDecoderTest::formats()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("slackMs");
    const auto row = [](const char *name, const QString &options, int slackMs) {
        QTest::newRow(name) << options.split(u' ') << slackMs;
    };
    row("mp3", u"-f mp3"_s, 80);
    row("mp3 without header", u"-id3v2_version 0 -write_xing 0 -f mp3"_s, 120);
    row("opus", u"-c:a libopus -f ogg"_s, 30);
    row("vorbis", u"-c:a libvorbis -f ogg"_s, 30);
    row("flac", u"-f flac"_s, 0);
    row("aac adts", u"-c:a aac -f adts"_s, 120); // it has no place to say how much of it is filling
    row("aac m4a", u"-c:a aac -f mp4"_s, 120);
    row("opus in webm", u"-c:a libopus -f webm"_s, 30);
}

void AudioDecoderTest::everyFormat_data()
{
    formats();
}

void AudioDecoderTest::everyFormat()
{
    QFETCH(QStringList, options);
    QFETCH(int, slackMs);
    if (!Tone::canEncode())
        QSKIP("ffmpeg is not installed: there is nothing to decode");
    const QByteArray file = Tone::encoded(Tone::pcm(440, 1500), options);
    QVERIFY(!file.isEmpty());
    const Result<PcmAudio> audio = decodeAudio({file, u"mp3"_s}); // the bytes count, not what they are called
    QVERIFY2(audio.has_value(), qPrintable(audio ? QString() : audio.error().detail));
    QCOMPARE(audio->bitsPerSample, 16);
    QCOMPARE(audio->channels, 1);
    QVERIFY2(std::abs(audio->durationMs() - 1500) <= slackMs,
             qPrintable(QString::number(audio->durationMs())));
    QVERIFY2(std::abs(Tone::hertzOf(*audio) - 440) < 4, qPrintable(QString::number(Tone::hertzOf(*audio))));
}

void AudioDecoderTest::stereoStaysStereo()
{
    if (!Tone::canEncode())
        QSKIP("ffmpeg is not installed: there is nothing to decode");
    const QByteArray file = Tone::encoded(Tone::pcm(440, 500), {u"-ac"_s, u"2"_s, u"-f"_s, u"flac"_s});
    QCOMPARE(decodeAudio({file, {}})->channels, 2);
    const QByteArray six = Tone::encoded(Tone::pcm(440, 500), {u"-ac"_s, u"6"_s, u"-f"_s, u"flac"_s});
    const Result<PcmAudio> mixed = decodeAudio({six, {}});
    QVERIFY(mixed.has_value());
    QCOMPARE(mixed->channels, 2);
    QCOMPARE(mixed->durationMs(), 500);
}

void AudioDecoderTest::wavStaysAsItIs()
{
    const PcmAudio tone = Tone::pcm(300, 100, 8000);
    QCOMPARE(decodeAudio({writeWav(tone), u"wav"_s}).value(), tone);
    QCOMPARE(decodeAudio({writeWav(tone).chopped(20), u"wav"_s}).error().code, u"audio-format"_s);
}

void AudioDecoderTest::cutAnywhere_data()
{
    formats();
}

void AudioDecoderTest::cutAnywhere()
{
    QFETCH(QStringList, options);
    if (!Tone::canEncode())
        QSKIP("ffmpeg is not installed: there is nothing to cut");
    const QByteArray file = Tone::encoded(Tone::pcm(440, 600), options);
    QVERIFY(!file.isEmpty());
    QElapsedTimer clock;
    qint64 longest = 0;
    for (qsizetype length = 0; length < file.size(); length += length < 64 ? 1 : 1 + file.size() / 97) {
        clock.start();
        const Result<PcmAudio> audio = decodeAudio({file.first(length), options.constLast()});
        longest = std::max(longest, clock.elapsed());
        if (audio)
            QVERIFY(!audio->samples.isEmpty() && audio->durationMs() < 600 + 130);
        else
            QCOMPARE(audio.error().code, u"audio-format"_s);
    }
    QVERIFY2(longest < 2000, qPrintable(QString::number(longest)));
}

void AudioDecoderTest::damagedAnywhere_data()
{
    formats();
}

void AudioDecoderTest::damagedAnywhere()
{
    QFETCH(QStringList, options);
    if (!Tone::canEncode())
        QSKIP("ffmpeg is not installed: there is nothing to damage");
    const QByteArray file = Tone::encoded(Tone::pcm(440, 600), options);
    QVERIFY(!file.isEmpty());
    QRandomGenerator random(1);
    for (int round = 0; round < 150; ++round) {
        QByteArray damaged = file;
        for (int bytes = 0; bytes < 1 + round / 5; ++bytes)
            damaged[random.bounded(damaged.size())] = char(random.bounded(256));
        const Result<PcmAudio> audio = decodeAudio({damaged, {}});
        if (!audio)
            QCOMPARE(audio.error().code, u"audio-format"_s);
        else
            QVERIFY(!audio->samples.isEmpty() && audio->sampleRate > 0 && audio->channels > 0);
    }
}

void AudioDecoderTest::noSound_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("format");
    QByteArray garbage(100'000, '\0');
    QRandomGenerator random(2);
    for (char &byte : garbage)
        byte = char(random.bounded(256));
    for (const QString &format : {u"mp3"_s, u"ogg"_s, u"flac"_s, u"mp4"_s, u"webm"_s, u"wav"_s, QString()}) {
        const QByteArray name = format.toLatin1();
        QTest::newRow((name + " nothing").constData()) << QByteArray() << format;
        QTest::newRow((name + " zeros").constData()) << QByteArray(50'000, '\0') << format;
        if (format != "mp3"_L1) // noise has frames of MPEG in it, and to find them is that decoder's work
            QTest::newRow((name + " garbage").constData()) << garbage << format;
    }
    // Boxes, chunks and blocks that claim 100 MB and more.
    QTest::newRow("mp4 lie") << QByteArray("\0\0\0\x18"
                                           "ftypM4A \0\0\0\0M4A isom\x06\x40\0\0moov",
                                           32)
                             << QString();
    QTest::newRow("flac lie") << QByteArray("fLaC\x06\xFF\xFF\xFF", 8) + QByteArray(100, 'x') << QString();
    QTest::newRow("ID3 lie") << QByteArray("ID3\4\0\0\x7F\x7F\x7F\x7F", 10) + QByteArray(100, 'x')
                             << QString();
    QTest::newRow("webm lie") << QByteArray("\x1A\x45\xDF\xA3\x08\x00\x00\x00\x07\xFF\xFF\xFF", 12)
                              << QString();
    QTest::newRow("ogg lie") << QByteArray("OggS\0\2", 6) + QByteArray(20, '\0') + QByteArray(300, '\xFF')
                             << QString();
}

void AudioDecoderTest::noSound()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, format);
    QElapsedTimer clock;
    clock.start();
    const Result<PcmAudio> audio = decodeAudio({bytes, format});
    QVERIFY(!audio.has_value());
    QVERIFY(audio.error().kind == ErrorKind::BadResponse);
    QCOMPARE(audio.error().code, u"audio-format"_s);
    QVERIFY(!audio.error().detail.isEmpty());
    QVERIFY(clock.elapsed() < 5000);
}

void AudioDecoderTest::otherFilesAreNotOpened()
{
    // To FFmpeg these are lists of other addresses; a server must not make us ask one.
    for (const QByteArray list :
         {"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.mp3\n", "ffconcat version 1.0\nfile /etc/hostname\n"}) {
        for (const QString &format : {u"mp3"_s, u"mp4"_s, QString()})
            QCOMPARE(decodeAudio({list, format}).error().code, u"audio-format"_s);
    }
}

void AudioDecoderTest::stopsWhereItWouldFillTheMemory()
{
    if (!Tone::canEncode())
        QSKIP("ffmpeg is not installed: there is nothing to unpack");
    // Half an hour of stereo silence at 48 kHz are 345 MB, and some hundred kB as FLAC.
    QProcess ffmpeg;
    ffmpeg.start(u"ffmpeg"_s,
                 {u"-v"_s, u"error"_s, u"-f"_s, u"lavfi"_s, u"-i"_s, u"anullsrc=r=48000:cl=stereo"_s, u"-t"_s,
                  u"1800"_s, u"-f"_s, u"flac"_s, u"-"_s});
    QVERIFY(ffmpeg.waitForFinished(60'000));
    const QByteArray file = ffmpeg.readAllStandardOutput();
    QVERIFY(!file.isEmpty() && file.size() < 10'000'000);
    const Result<PcmAudio> audio = decodeAudio({file, {}});
    QVERIFY(!audio.has_value());
    QCOMPARE(audio.error().code, u"audio-format"_s);
    QVERIFY(audio.error().detail.contains(u"unpacked"_s));
}

void AudioDecoderTest::decodesBesideTheMainThread()
{
    if (!Tone::canEncode())
        QSKIP("ffmpeg is not installed: there is nothing to decode");
    const QByteArray file = Tone::encoded(Tone::pcm(440, 120'000), {u"-f"_s, u"mp3"_s});
    QVERIFY(!file.isEmpty());
    QElapsedTimer clock;
    clock.start();
    const QFuture<Result<PcmAudio>> future = decodeAudioLater({file, u"mp3"_s});
    const qint64 blockedMs = clock.elapsed();
    QTRY_VERIFY_WITH_TIMEOUT(future.isFinished(), 20'000);
    QVERIFY2(future.result().has_value(),
             qPrintable(future.result() ? QString() : future.result().error().detail));
    QVERIFY(std::abs(future.result()->durationMs() - 120'000) <= 80);
    QVERIFY2(blockedMs <= 16, qPrintable(QString::number(blockedMs)));
    qInfo("two minutes of MP3 in %lld ms, %lld of them on the main thread", clock.elapsed(), blockedMs);
}

void AudioDecoderTest::cancels()
{
    if (!Tone::canEncode())
        QSKIP("ffmpeg is not installed: there is nothing to decode");
    const QByteArray file = Tone::encoded(Tone::pcm(440, 5000), {u"-f"_s, u"mp3"_s});
    int asked = 0;
    const Result<PcmAudio> audio = decodeAudio({file, {}}, [&asked] { return ++asked > 3; });
    QVERIFY(!audio.has_value());
    QVERIFY(audio.error().kind == ErrorKind::Cancelled);
    QCOMPARE(asked, 4);
}

QTEST_GUILESS_MAIN(AudioDecoderTest)
#include "AudioDecoderTest.moc"

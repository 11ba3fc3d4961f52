#include "core/speech/Wav.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTest>

#include <QtEndian>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class WavTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void roundTrip_data();
    void roundTrip();
    void headerIsWhatOthersExpect();
    void truncations();
    void streamedSizes_data();
    void streamedSizes();
    void skipsOtherChunks();
    void readsExtensible();
    void refuses_data();
    void refuses();
    void randomBytes();
    void damagedBytes();
    void readsEspeak();
};

namespace {
PcmAudio tone(int rate, int channels, int bits, bool isFloat = false)
{
    PcmAudio audio{
        .samples = {}, .sampleRate = rate, .channels = channels, .bitsPerSample = bits, .isFloat = isFloat};
    for (int i = 0; i < 50 * audio.frameBytes(); ++i)
        audio.samples.append(char(i * 7));
    return audio;
}

void put32(QByteArray &file, int at, quint32 number)
{
    qToLittleEndian(number, file.data() + at);
}

void put16(QByteArray &file, int at, quint16 number)
{
    qToLittleEndian(number, file.data() + at);
}

void verifyRefused(const QByteArray &file)
{
    const auto read = readWav(file);
    QVERIFY(!read);
    QVERIFY(read.error().kind == ErrorKind::BadResponse);
    QCOMPARE(read.error().code, u"audio-format"_s);
    QVERIFY(!read.error().detail.isEmpty());
}
} // namespace

void WavTest::roundTrip_data()
{
    QTest::addColumn<int>("rate");
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("bits");
    QTest::addColumn<bool>("isFloat");
    for (const int rate : {8000, 22050, 24000, 44100, 192000}) {
        for (const int channels : {1, 2, 6}) {
            for (const int bits : {8, 16, 24, 32})
                QTest::addRow("%d %d %d", rate, channels, bits) << rate << channels << bits << false;
            QTest::addRow("%d %d float", rate, channels) << rate << channels << 32 << true;
        }
    }
}

void WavTest::roundTrip()
{
    QFETCH(int, rate);
    QFETCH(int, channels);
    QFETCH(int, bits);
    QFETCH(bool, isFloat);
    const PcmAudio audio = tone(rate, channels, bits, isFloat);
    const auto read = readWav(writeWav(audio));
    QVERIFY(read.has_value());
    QCOMPARE(*read, audio);
    QCOMPARE(read->frames(), 50);
    QCOMPARE(read->durationMs(), 50 * 1000 / rate);

    PcmAudio none = audio;
    none.samples.clear();
    QCOMPARE(readWav(writeWav(none)).value(), none);
}

void WavTest::headerIsWhatOthersExpect()
{
    PcmAudio audio{
        .samples = QByteArray::fromHex("0102030405"), .sampleRate = 24000, .channels = 1, .bitsPerSample = 8};
    QCOMPARE(writeWav(audio).toHex(), QByteArray("52494646"
                                                 "2a000000"
                                                 "57415645"
                                                 "666d7420"
                                                 "10000000"
                                                 "0100"
                                                 "0100"
                                                 "c05d0000"
                                                 "c05d0000"
                                                 "0100"
                                                 "0800"
                                                 "64617461"
                                                 "05000000"
                                                 "0102030405"
                                                 "00"));
}

void WavTest::truncations()
{
    for (const PcmAudio &audio : {tone(24000, 1, 16), tone(48000, 2, 32, true), tone(22050, 1, 8)}) {
        const QByteArray file = writeWav(audio);
        for (qsizetype size = 0; size < file.size(); ++size)
            verifyRefused(file.left(size));
    }
}

void WavTest::streamedSizes_data()
{
    QTest::addColumn<quint32>("riffSize");
    QTest::addColumn<quint32>("dataSize");
    QTest::newRow("zero") << 0u << 0u;
    QTest::newRow("all ones") << 0xFFFFFFFFu << 0xFFFFFFFFu;
    QTest::newRow("ones but the header") << 0xFFFFFFFFu << 0xFFFFFFFFu - 36;
    QTest::newRow("two gigabytes") << 0x7FFFF024u << 0x7FFFF000u;
}

void WavTest::streamedSizes()
{
    QFETCH(quint32, riffSize);
    QFETCH(quint32, dataSize);
    const PcmAudio audio = tone(24000, 1, 16);
    QByteArray file = writeWav(audio);
    put32(file, 4, riffSize);
    put32(file, 40, dataSize);
    QCOMPARE(readWav(file).value(), audio);
    const PcmAudio shorter = readWav(file.chopped(3)).value(); // half a sample at the end goes
    QCOMPARE(shorter.samples, audio.samples.chopped(4));
}

void WavTest::skipsOtherChunks()
{
    const PcmAudio audio = tone(24000, 1, 16);
    const QByteArray file = writeWav(audio);
    const QByteArray odd = QByteArray("LIST\x05\0\0\0hello\0", 14); // five bytes and one to make them even
    const QByteArray even = QByteArray("junk\x04\0\0\0abcd", 12);
    const QByteArray empty = QByteArray("note\0\0\0\0", 8);
    QCOMPARE(readWav(file.left(12) + odd + even + file.mid(12)).value(), audio);
    QCOMPARE(readWav(file.left(36) + odd + empty + odd + file.mid(36)).value(), audio);
    QCOMPARE(readWav(file + odd).value(), audio);
    QCOMPARE(readWav(file + odd.left(9)).value(), audio); // cut off where nothing is needed any more
    QCOMPARE(readWav(file.left(12) + file.mid(36) + file.mid(12, 24)).value(),
             audio); // the format after the sound
}

void WavTest::readsExtensible()
{
    const PcmAudio audio = tone(48000, 2, 24);
    const QByteArray file = writeWav(audio);
    QByteArray format = file.mid(20, 16)
                        + QByteArray::fromHex("1600180003000000"
                                              "0100"
                                              "000000001000800000aa00389b71");
    put16(format, 0, 0xFFFE);
    QByteArray extensible = file.left(16) + QByteArray::fromHex("28000000") + format + file.mid(36);
    QCOMPARE(readWav(extensible).value(), audio);
    extensible[20 + 30] = 'x'; // another family of formats
    verifyRefused(extensible);
}

void WavTest::refuses_data()
{
    QTest::addColumn<QByteArray>("file");
    const QByteArray good = writeWav(tone(24000, 1, 16));
    const auto with16 = [&](int at, quint16 number) {
        QByteArray file = good;
        put16(file, at, number);
        return file;
    };
    const auto with32 = [&](int at, quint32 number) {
        QByteArray file = good;
        put32(file, at, number);
        return file;
    };
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("{\"error\": \"no such voice\"}");
    QTest::newRow("mp3") << QByteArray("ID3\x04\0\0\0\0\0\0\xFF\xFB\x90\0", 14);
    QTest::newRow("big endian") << QByteArray("RIFX") + good.mid(4);
    QTest::newRow("no channels") << with16(22, 0);
    QTest::newRow("too many channels") << with16(22, 65535);
    QTest::newRow("no rate") << with32(24, 0);
    QTest::newRow("huge rate") << with32(24, 0xFFFFFFFF);
    QTest::newRow("rate over the limit") << with32(24, 768'001);
    QTest::newRow("no bits") << with16(34, 0);
    QTest::newRow("twelve bits") << with16(34, 12);
    QTest::newRow("64 bits") << with16(34, 64);
    QTest::newRow("frames of no bytes") << with16(32, 0);
    QTest::newRow("frames of odd bytes") << with16(32, 3);
    QTest::newRow("a-law") << with16(20, 6);
    QTest::newRow("float of 16 bits") << with16(20, 3);
    QTest::newRow("extensible without its part") << with16(20, 0xFFFE);
    QTest::newRow("format lies about its size") << with32(16, 0x10000000);
    QTest::newRow("format too short") << with32(16, 14);
    QTest::newRow("sound longer than the file") << with32(40, 101);
    QTest::newRow("sound without a format") << good.left(12) + good.mid(36);
    QTest::newRow("format without a sound") << good.left(36);
}

void WavTest::refuses()
{
    QFETCH(QByteArray, file);
    verifyRefused(file);
}

void WavTest::randomBytes()
{
    QRandomGenerator random(7);
    for (int round = 0; round < 20'000; ++round) {
        QByteArray file = round % 2 == 0 ? QByteArray() : QByteArray("RIFF\x10\0\0\0WAVEfmt ", 16);
        for (int i = random.bounded(80); i > 0; --i)
            file.append(char(random.bounded(256)));
        const auto read = readWav(file);
        QVERIFY(!read || (read->frameBytes() > 0 && read->samples.size() % read->frameBytes() == 0));
    }
}

void WavTest::damagedBytes()
{
    QRandomGenerator random(8);
    const QByteArray good = writeWav(tone(24000, 2, 24));
    for (int round = 0; round < 20'000; ++round) {
        QByteArray file = good;
        for (int i = random.bounded(1, 4); i > 0; --i)
            file[random.bounded(48)] = char(random.bounded(256));
        const auto read = readWav(file);
        QVERIFY(!read
                || (read->sampleRate > 0 && read->channels > 0
                    && read->samples.size() % read->frameBytes() == 0));
    }
}

// What a real program writes to a pipe, with a size it could not know.
void WavTest::readsEspeak()
{
    const QString program = QStandardPaths::findExecutable(u"espeak-ng"_s);
    if (program.isEmpty())
        QSKIP("espeak-ng is not installed");
    QProcess process;
    process.start(program, {u"--stdout"_s, u"Hello there, my dear."_s});
    QVERIFY(process.waitForFinished());
    const auto audio = readWav(process.readAllStandardOutput());
    QVERIFY2(audio.has_value(), audio ? "" : qPrintable(audio.error().detail));
    QCOMPARE(audio->sampleRate, 22050);
    QCOMPARE(audio->bitsPerSample, 16);
    QVERIFY(audio->durationMs() > 700 && audio->durationMs() < 4000);
}

QTEST_GUILESS_MAIN(WavTest)
#include "WavTest.moc"

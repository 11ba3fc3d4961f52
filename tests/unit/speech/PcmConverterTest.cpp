#include "core/speech/PcmConverter.h"

#include <QTest>

#include <QtEndian>
#include <cmath>
#include <limits>
#include <numbers>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class PcmConverterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameStaysTheSame();
    void keepsEverySample_data();
    void keepsEverySample();
    void channels();
    void keepsTheTone_data();
    void keepsTheTone();
    void stretchesAreOneWhole();
    void limitsAndNonsense();
    void emptyAndOutside();
};

namespace {
PcmAudio shape(int rate, int channels, int bits, bool isFloat = false)
{
    return PcmAudio{
        .samples = {}, .sampleRate = rate, .channels = channels, .bitsPerSample = bits, .isFloat = isFloat};
}

PcmAudio sine(int rate, int frames, double hertz, double amplitude = 0.5)
{
    PcmAudio audio = shape(rate, 1, 16);
    for (int i = 0; i < frames; ++i) {
        const auto value = qToLittleEndian(
            qint16(std::lround(32767 * amplitude * std::sin(2 * std::numbers::pi * hertz * i / rate))));
        audio.samples.append(reinterpret_cast<const char *>(&value), sizeof value);
    }
    return audio;
}

qint16 at(const PcmAudio &audio, qint64 index)
{
    return qFromLittleEndian<qint16>(audio.samples.constData() + 2 * index);
}
} // namespace

void PcmConverterTest::sameStaysTheSame()
{
    const PcmAudio audio = sine(24000, 500, 440);
    QCOMPARE(convertPcm(audio, shape(24000, 1, 16)), audio);
}

void PcmConverterTest::keepsEverySample_data()
{
    QTest::addColumn<int>("bits");
    QTest::addColumn<bool>("isFloat");
    QTest::newRow("24") << 24 << false;
    QTest::newRow("32") << 32 << false;
    QTest::newRow("float") << 32 << true;
}

// A wider sample holds all that a narrower one does: there and back again is the same.
void PcmConverterTest::keepsEverySample()
{
    QFETCH(int, bits);
    QFETCH(bool, isFloat);
    PcmAudio audio = shape(24000, 1, 16);
    for (int value = -32768; value <= 32767; value += 13) {
        const auto little = qToLittleEndian(qint16(value));
        audio.samples.append(reinterpret_cast<const char *>(&little), sizeof little);
    }
    const PcmAudio wide = convertPcm(audio, shape(24000, 1, bits, isFloat));
    QCOMPARE(wide.frames(), audio.frames());
    QCOMPARE(convertPcm(wide, audio), audio);
    const PcmAudio narrow = convertPcm(audio, shape(24000, 1, 8));
    for (qint64 i = 0; i < audio.frames(); ++i)
        QVERIFY(std::abs((uchar(narrow.samples[i]) - 128) * 256 - at(audio, i)) <= 256);
}

void PcmConverterTest::channels()
{
    const PcmAudio mono = sine(24000, 10, 3000);
    const PcmAudio stereo = convertPcm(mono, shape(24000, 2, 16));
    QCOMPARE(stereo.frames(), 10);
    for (int i = 0; i < 10; ++i) {
        QCOMPARE(at(stereo, 2 * i), at(mono, i));
        QCOMPARE(at(stereo, 2 * i + 1), at(mono, i));
    }
    PcmAudio uneven = shape(24000, 2, 16);
    uneven.samples = QByteArray::fromHex("e803"
                                         "d007"); // 1000 and 2000
    QCOMPARE(at(convertPcm(uneven, mono), 0), qint16(1500));
}

void PcmConverterTest::keepsTheTone_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::newRow("up") << 24000 << 48000;
    QTest::newRow("up unevenly") << 22050 << 48000;
    QTest::newRow("down") << 48000 << 24000;
    QTest::newRow("down unevenly") << 44100 << 16000;
}

void PcmConverterTest::keepsTheTone()
{
    QFETCH(int, from);
    QFETCH(int, to);
    const PcmAudio converted = convertPcm(sine(from, from, 440), shape(to, 1, 16));
    QVERIFY(std::abs(converted.durationMs() - 1000) <= 1);
    const PcmAudio expected = sine(to, to, 440);
    for (int i = 0; i < to - 10; ++i)
        QVERIFY2(std::abs(at(converted, i) - at(expected, i)) < 60, qPrintable(QString::number(i)));
}

void PcmConverterTest::stretchesAreOneWhole()
{
    const PcmAudio source = sine(22050, 3001, 440);
    const PcmConverter converter(source, shape(48000, 2, 32, true));
    QByteArray joined;
    for (qint64 from = 0; from < converter.frames(); from += 97)
        joined += converter.read(from, 97);
    QCOMPARE(joined, converter.read(0, converter.frames()));
}

void PcmConverterTest::limitsAndNonsense()
{
    PcmAudio loud = shape(8000, 1, 32, true);
    for (const float value : {2.0f, -2.0f, std::numeric_limits<float>::quiet_NaN(),
                              std::numeric_limits<float>::infinity(), 1.0f, -1.0f})
        loud.samples.append(reinterpret_cast<const char *>(&value), sizeof value);
    const PcmAudio converted = convertPcm(loud, shape(8000, 1, 16));
    const QList<qint16> expected{32767, -32768, 0, 0, 32767, -32768};
    for (int i = 0; i < expected.size(); ++i)
        QCOMPARE(at(converted, i), expected[i]);
}

void PcmConverterTest::emptyAndOutside()
{
    const PcmConverter none(shape(24000, 1, 16), shape(48000, 2, 16));
    QCOMPARE(none.frames(), 0);
    QVERIFY(none.read(0, 100).isEmpty());
    const PcmConverter some(sine(24000, 10, 440), shape(48000, 1, 16));
    QCOMPARE(some.frames(), 20);
    QVERIFY(some.read(20, 5).isEmpty());
    QCOMPARE(some.read(-5, 3).size(), 6);
    QCOMPARE(some.read(18, 100).size(), 4);
}

QTEST_GUILESS_MAIN(PcmConverterTest)
#include "PcmConverterTest.moc"

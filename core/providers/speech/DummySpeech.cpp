#include "core/providers/speech/DummySpeech.h"

#include "core/base/Futures.h"
#include "core/providers/StableHash.h"
#include "core/providers/speech/WavHeader.h"

#include <QtEndian>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kToneRate = 24000;
constexpr int kLetterMs = 55;
constexpr int kGapMs = 60;
constexpr int kSentenceGapMs = 220;
constexpr int kLongestWordMs = 900;
constexpr int kLongestTotalMs = 300'000;
constexpr double kToneLevel = 0.18; // quiet: nobody expects a loud tone
// A pentatonic scale: whatever notes follow each other, they agree.
constexpr double kToneScale[] = {196.00, 220.00, 246.94, 293.66, 329.63, 392.00};

void appendTone(QByteArray &samples, double hertz, int count)
{
    // A rotating vector instead of sin() for each sample: long texts stay cheap.
    const double step = 2 * std::numbers::pi * hertz / kToneRate;
    const double cosine = std::cos(step);
    const double sine = std::sin(step);
    double x = 1;
    double y = 0;
    const qsizetype start = samples.size();
    samples.resize(start + qsizetype(count) * 2);
    const int fade = std::max(1, std::min(count / 3, kToneRate / 25));
    for (int at = 0; at < count; ++at) {
        const double edge = std::min({1.0, double(at) / fade, double(count - 1 - at) / fade});
        const auto sample = static_cast<qint16>(std::lround(y * edge * kToneLevel * 32767));
        qToLittleEndian(sample, samples.data() + start + qsizetype(at) * 2);
        const double turned = x * cosine - y * sine;
        y = x * sine + y * cosine;
        x = turned;
    }
}
} // namespace

QFuture<Result<SpeechAudio>> DummySpeech::synthesize(const SpeechRequest &request)
{
    const QString text = request.text.simplified();
    if (text.isEmpty())
        return readyFuture(
            Result<SpeechAudio>(fail(ErrorKind::InvalidInput, u"No text to speak"_s, u"text-empty"_s)));
    const double speed = std::clamp(request.speed, 0.5, 2.0);
    const auto samplesOf = [speed](int ms) { return static_cast<int>(ms / speed * kToneRate / 1000); };
    const qsizetype longest = qsizetype(samplesOf(kLongestTotalMs)) * 2;

    QByteArray samples;
    const QStringList words = text.split(u' ');
    for (const QString &word : words) {
        if (samples.size() > longest)
            break;
        const std::uint64_t hash = stableHash(word.toLower().toUtf8());
        const double hertz = kToneScale[hash % std::size(kToneScale)];
        appendTone(samples, hertz,
                   samplesOf(
                       std::min(kLongestWordMs,
                                70 + kLetterMs * static_cast<int>(std::min<qsizetype>(word.size(), 100)))));
        const bool sentenceEnds = u".!?…。！？"_s.contains(word.back());
        samples.append(qsizetype(samplesOf(sentenceEnds ? kSentenceGapMs : kGapMs)) * 2, '\0');
    }
    return readyFuture(
        Result<SpeechAudio>(SpeechAudio{wavHeader(kToneRate, 1, samples.size()) + samples, u"wav"_s}));
}

QFuture<Result<QList<Voice>>> DummySpeech::voices()
{
    return readyFuture(Result<QList<Voice>>(QList<Voice>{{u"tones"_s, u"Tones"_s, {}}}));
}

} // namespace CloneMemoria

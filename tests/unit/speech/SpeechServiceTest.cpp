#include "core/speech/SpeechService.h"

#include "core/base/Futures.h"
#include "core/providers/speech/DummySpeech.h"
#include "core/speech/SentenceSplitter.h"
#include "tests/unit/speech/FakeAudioOutput.h"
#include "tests/unit/speech/Tone.h"

#include <QElapsedTimer>
#include <QPromise>
#include <QSignalSpy>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

using State = SpeechService::State;

namespace {
PcmAudio soundOf(int ms, char sample = '\1')
{
    return PcmAudio{.samples = QByteArray(ms * 48, sample), .sampleRate = 24000};
}

// Answers when the test says so.
class HeldSpeech : public SpeechProvider
{
public:
    QFuture<Result<SpeechAudio>> synthesize(const SpeechRequest &request) override
    {
        requests.append(request);
        promises.push_back(std::make_unique<QPromise<Result<SpeechAudio>>>());
        promises.back()->start();
        if (automatic)
            answer(*automatic);
        return promises.back()->future();
    }
    QFuture<Result<QList<Voice>>> voices() override
    {
        return readyFuture(Result<QList<Voice>>(QList<Voice>()));
    }

    void answer(Result<SpeechAudio> sound)
    {
        promises.back()->addResult(std::move(sound));
        promises.back()->finish();
    }
    void answer(const PcmAudio &audio) { answer(SpeechAudio{writeWav(audio), u"wav"_s}); }

    QList<SpeechRequest> requests;
    std::vector<std::unique_ptr<QPromise<Result<SpeechAudio>>>> promises;
    std::optional<PcmAudio> automatic;
};

const QString &longText()
{
    static const QString text = u"I remember the garden behind the house very well. "_s
                                + u"There were apples, pears and a swing that my father had made. "_s
                                      .repeated(40);
    return text;
}
} // namespace

class SpeechServiceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void speaksToTheEnd();
    void firstSentenceComesFirst();
    void looksOnlySoFarAhead();
    void textIsMadeForTheEar();
    void nothingToSay();
    void pausesAndGoesOn();
    void stopsInEveryState_data();
    void stopsInEveryState();
    void aNewOneEndsTheOneBefore();
    void failures_data();
    void failures();
    void laterFailureComesAfterWhatWasHeard();
    void noDevice();
    void losesTheDevice();
    void noVoice();
    void callsFromItsOwnSignals();
    void diesInEveryState_data();
    void diesInEveryState();
    void diesInItsOwnSignal();
    void partsWithoutSound();
    void compressedIsHeardAndSaved_data();
    void compressedIsHeardAndSaved();
    void writesWav();
    void wavOfPartsInManyFormats();
    void wavFailures();
    void wavIsCancelled();

private:
    void make(double speed = 20.0);
    QStringList told() const; ///< the states as "Playing m1"

    std::shared_ptr<HeldSpeech> m_provider;
    FakeAudioOutput *m_output = nullptr;
    std::unique_ptr<SpeechService> m_service;
    std::unique_ptr<QSignalSpy> m_states;
    std::unique_ptr<QSignalSpy> m_failures;
    Result<CloneVoice> m_voice;
};

void SpeechServiceTest::init()
{
    m_provider = std::make_shared<HeldSpeech>();
    m_voice = CloneVoice{m_provider, u"anna"_s, u"en"_s};
    make();
}

void SpeechServiceTest::cleanup()
{
    m_states.reset();
    m_failures.reset();
    m_service.reset();
}

void SpeechServiceTest::make(double speed)
{
    auto output = std::make_unique<FakeAudioOutput>(speed);
    m_output = output.get();
    m_service = std::make_unique<SpeechService>([this](const QString &) { return readyFuture(m_voice); },
                                                std::move(output));
    m_states = std::make_unique<QSignalSpy>(m_service.get(), &SpeechService::stateChanged);
    m_failures = std::make_unique<QSignalSpy>(m_service.get(), &SpeechService::failed);
}

QStringList SpeechServiceTest::told() const
{
    QStringList all;
    for (const auto &arguments : *m_states)
        all.append(
            QString::fromLatin1(QMetaEnum::fromType<State>().valueToKey(int(arguments[0].value<State>())))
            + u' ' + arguments[1].toString());
    return all;
}

void SpeechServiceTest::speaksToTheEnd()
{
    m_provider->automatic = soundOf(200);
    QSignalSpy positions(m_service.get(), &SpeechService::positionChanged);
    make(1.0);
    m_service->speak(u"c1"_s, u"m1"_s, u"Hello."_s);
    QCOMPARE(m_service->state(), State::Preparing);
    QCOMPARE(m_service->currentId(), u"m1"_s);
    QCOMPARE(m_service->durationMs(), 0);
    QTRY_COMPARE(m_service->state(), State::Playing);
    QCOMPARE(m_service->durationMs(), 200);
    QTRY_COMPARE(m_service->state(), State::Idle);
    QCOMPARE(m_service->currentId(), QString());
    QCOMPARE(m_service->positionMs(), 0);
    QCOMPARE(told(), QStringList({u"Preparing m1"_s, u"Playing m1"_s, u"Idle m1"_s}));
    QCOMPARE(m_failures->size(), 0);
    QCOMPARE(m_output->parts, QList<PcmAudio>{soundOf(200)});
    QCOMPARE(m_provider->requests, (QList<SpeechRequest>{{u"Hello."_s, u"anna"_s, u"en"_s, 1.0}}));
}

void SpeechServiceTest::firstSentenceComesFirst()
{
    make(1.0);
    m_service->speak(u"c1"_s, u"m1"_s, longText());
    QTRY_COMPARE(m_provider->requests.size(), 1);
    QCOMPARE(m_provider->requests[0].text, u"I remember the garden behind the house very well."_s);
    m_provider->answer(soundOf(300));
    QTRY_COMPARE(m_service->state(), State::Playing);
    QCOMPARE(m_service->durationMs(), 300);
    QTRY_COMPARE(m_provider->requests.size(), 2); // while the first is heard
    QCOMPARE(m_service->state(), State::Playing);
    QVERIFY(!m_output->isComplete());
    m_provider->answer(soundOf(500));
    QTRY_COMPARE(m_service->durationMs(), 800);
    QStringList texts;
    while (!m_output->isComplete()) {
        const qsizetype asked = m_provider->requests.size();
        m_provider->automatic = soundOf(10);
        if (asked == 3)
            m_provider->answer(soundOf(10));
        QTest::qWait(5);
    }
    for (const SpeechRequest &request : m_provider->requests)
        texts.append(request.text);
    QCOMPARE(texts, SentenceSplitter::pieces(longText().trimmed()));
    QTRY_COMPARE(m_service->state(), State::Idle);
    QCOMPARE(m_output->parts.size(), texts.size());
    QCOMPARE(m_output->starts, 1);
}

void SpeechServiceTest::looksOnlySoFarAhead()
{
    make(1.0);
    m_provider->automatic = soundOf(40'000);
    m_service->speak(u"c1"_s, u"m1"_s, longText());
    QTRY_COMPARE(m_provider->requests.size(), 2);
    QTest::qWait(300);
    QCOMPARE(m_provider->requests.size(), 2); // 80 seconds are enough for now
}

void SpeechServiceTest::textIsMadeForTheEar()
{
    m_voice->language = u"de"_s;
    m_service->speak(u"c1"_s, u"m1"_s, u"Das ist **sehr** alt:\n```\nx\n```"_s);
    QTRY_COMPARE(m_provider->requests.size(), 1);
    QCOMPARE(m_provider->requests[0].text, u"Das ist sehr alt: Ein Stück Code."_s);
}

void SpeechServiceTest::nothingToSay()
{
    for (const QString &text : {u""_s, u"  \n"_s, u"---\n\n😀"_s, u"..."_s}) {
        m_failures->clear();
        m_service->speak(u"c1"_s, u"m1"_s, text);
        QTRY_COMPARE(m_failures->size(), 1);
        const auto error = m_failures->first()[0].value<Error>();
        QVERIFY(error.kind == ErrorKind::InvalidInput);
        QCOMPARE(error.code, u"text-empty"_s);
        QCOMPARE(m_failures->first()[1].toString(), u"m1"_s);
        QCOMPARE(m_service->state(), State::Idle);
    }
    QCOMPARE(m_provider->requests.size(), 0);
}

void SpeechServiceTest::pausesAndGoesOn()
{
    make(1.0);
    m_provider->automatic = soundOf(400);
    m_service->pause();
    m_service->resume();
    m_service->speak(u"c1"_s, u"m1"_s, u"Hello."_s);
    m_service->pause(); // nothing to pause yet
    QCOMPARE(m_service->state(), State::Preparing);
    QTRY_COMPARE(m_service->state(), State::Playing);
    QTest::qWait(100);
    m_service->pause();
    QCOMPARE(m_service->state(), State::Paused);
    const qint64 position = m_service->positionMs();
    QVERIFY(position > 0 && position < 400);
    QTest::qWait(500);
    QCOMPARE(m_service->positionMs(), position);
    m_service->resume();
    QTRY_COMPARE(m_service->state(), State::Idle);
    QCOMPARE(told(), QStringList({u"Preparing m1"_s, u"Playing m1"_s, u"Paused m1"_s, u"Playing m1"_s,
                                  u"Idle m1"_s}));
}

void SpeechServiceTest::stopsInEveryState_data()
{
    QTest::addColumn<State>("state");
    QTest::newRow("idle") << State::Idle;
    QTest::newRow("preparing") << State::Preparing;
    QTest::newRow("playing") << State::Playing;
    QTest::newRow("paused") << State::Paused;
}

void SpeechServiceTest::stopsInEveryState()
{
    QFETCH(State, state);
    make(1.0);
    if (state != State::Idle) {
        m_service->speak(u"c1"_s, u"m1"_s, longText());
        QTRY_COMPARE(m_provider->requests.size(), 1);
    }
    if (state == State::Playing || state == State::Paused) {
        m_provider->answer(soundOf(5000));
        QTRY_COMPARE(m_provider->requests.size(), 2);
    }
    if (state == State::Paused)
        m_service->pause();
    QCOMPARE(m_service->state(), state);
    m_states->clear();

    m_service->stop();
    QCOMPARE(m_service->state(), State::Idle);
    QCOMPARE(told(), state == State::Idle ? QStringList() : QStringList({u"Idle m1"_s}));
    QCOMPARE(m_output->stops, state == State::Playing || state == State::Paused ? 1 : 0);
    if (state != State::Idle) {
        QVERIFY(m_provider->promises.back()->isCanceled()); // nobody goes on working for it
        m_provider->answer(soundOf(100));
    }
    QTest::qWait(50);
    QCOMPARE(m_service->state(), State::Idle);
    QCOMPARE(m_failures->size(), 0);
    QCOMPARE(m_states->size(), state == State::Idle ? 0 : 1);
}

void SpeechServiceTest::aNewOneEndsTheOneBefore()
{
    make(1.0);
    m_service->speak(u"c1"_s, u"m1"_s, u"One."_s);
    QTRY_COMPARE(m_provider->requests.size(), 1);
    m_service->speak(u"c1"_s, u"m2"_s, u"Two."_s);
    QVERIFY(m_provider->promises[0]->isCanceled());
    QTRY_COMPARE(m_provider->requests.size(), 2);
    m_provider->answer(soundOf(5000, '\2'));
    QTRY_COMPARE(m_service->state(), State::Playing);
    m_provider->automatic = soundOf(100, '\3');
    m_service->speak(u"c1"_s, u"m2"_s, u"Two again."_s); // the same message from its beginning
    QCOMPARE(m_service->state(), State::Preparing);
    QTRY_COMPARE(m_service->state(), State::Idle);
    QCOMPARE(told(), QStringList({u"Preparing m1"_s, u"Idle m1"_s, u"Preparing m2"_s, u"Playing m2"_s,
                                  u"Idle m2"_s, u"Preparing m2"_s, u"Playing m2"_s, u"Idle m2"_s}));
    QCOMPARE(m_output->parts, QList<PcmAudio>{soundOf(100, '\3')});
    QCOMPARE(m_failures->size(), 0);
}

void SpeechServiceTest::failures_data()
{
    QTest::addColumn<Result<SpeechAudio>>("answer");
    QTest::addColumn<QString>("code");
    QTest::newRow("the provider's own")
        << Result<SpeechAudio>(fail(ErrorKind::Network, u"x"_s, u"refused"_s, u"Kokoro"_s)) << u"refused"_s;
    QTest::newRow("mp3") << Result<SpeechAudio>(SpeechAudio{"ID3", u"mp3"_s}) << u"audio-format"_s;
    QTest::newRow("damaged WAV") << Result<SpeechAudio>(SpeechAudio{"RIFF", u"wav"_s}) << u"audio-format"_s;
    QTest::newRow("WAV without sound")
        << Result<SpeechAudio>(SpeechAudio{writeWav(soundOf(0)), u"wav"_s}) << u"empty-answer"_s;
}

void SpeechServiceTest::failures()
{
    QFETCH(Result<SpeechAudio>, answer);
    QFETCH(QString, code);
    m_service->speak(u"c1"_s, u"m1"_s, u"Hello."_s);
    QTRY_COMPARE(m_provider->requests.size(), 1);
    m_provider->answer(answer);
    QTRY_COMPARE(m_failures->size(), 1);
    QCOMPARE(m_failures->first()[0].value<Error>().code, code);
    QCOMPARE(m_failures->first()[1].toString(), u"m1"_s);
    QCOMPARE(told(), QStringList({u"Preparing m1"_s, u"Idle m1"_s}));
}

void SpeechServiceTest::laterFailureComesAfterWhatWasHeard()
{
    make(1.0);
    m_service->speak(u"c1"_s, u"m1"_s, longText());
    QTRY_COMPARE(m_provider->requests.size(), 1);
    m_provider->answer(soundOf(300));
    QTRY_COMPARE(m_provider->requests.size(), 2);
    m_provider->answer(Result<SpeechAudio>(fail(ErrorKind::Network, {}, u"cut"_s)));
    QTest::qWait(50);
    QCOMPARE(m_service->state(), State::Playing);
    QTRY_COMPARE(m_failures->size(), 1);
    QCOMPARE(m_failures->first()[0].value<Error>().code, u"cut"_s);
    QCOMPARE(told(), QStringList({u"Preparing m1"_s, u"Playing m1"_s, u"Idle m1"_s}));
}

void SpeechServiceTest::noDevice()
{
    m_output->refusal = fail(ErrorKind::Unsupported, {}, u"no-audio-device"_s).value();
    m_provider->automatic = soundOf(100);
    m_service->speak(u"c1"_s, u"m1"_s, u"Hello."_s);
    QTRY_COMPARE(m_failures->size(), 1);
    QCOMPARE(m_failures->first()[0].value<Error>().code, u"no-audio-device"_s);
    QCOMPARE(m_service->state(), State::Idle);
    const auto wav = m_service->synthesizeWav(u"c1"_s, u"Hello."_s); // saving still works
    QTRY_VERIFY(wav.isFinished());
    QVERIFY(wav.result().has_value());
}

void SpeechServiceTest::losesTheDevice()
{
    make(1.0);
    m_provider->automatic = soundOf(5000);
    m_service->speak(u"c1"_s, u"m1"_s, u"Hello."_s);
    QTRY_COMPARE(m_service->state(), State::Playing);
    m_output->lose();
    QCOMPARE(m_failures->size(), 1);
    QCOMPARE(m_failures->first()[0].value<Error>().code, u"audio-lost"_s);
    QCOMPARE(told(), QStringList({u"Preparing m1"_s, u"Playing m1"_s, u"Idle m1"_s}));
}

void SpeechServiceTest::noVoice()
{
    m_voice = fail(ErrorKind::Unsupported, {}, u"no-voice"_s);
    m_service->speak(u"c1"_s, u"m1"_s, u"Hello."_s);
    QTRY_COMPARE(m_failures->size(), 1);
    QCOMPARE(m_failures->first()[0].value<Error>().code, u"no-voice"_s);
    m_voice = CloneVoice{};
    m_service->speak(u"c1"_s, u"m2"_s, u"Hello."_s);
    QTRY_COMPARE(m_failures->size(), 2);
    QCOMPARE(m_failures->last()[0].value<Error>().code, u"no-voice"_s);
    QCOMPARE(m_service->state(), State::Idle);
}

void SpeechServiceTest::callsFromItsOwnSignals()
{
    make(20.0);
    m_provider->automatic = soundOf(100);
    connect(m_service.get(), &SpeechService::stateChanged, this, [this](State state, const QString &id) {
        if (state == State::Idle && id == u"m1"_s)
            m_service->speak(u"c1"_s, u"m2"_s, u"Next."_s); // one answer after the other
        else if (state == State::Playing && id == u"m2"_s)
            m_service->stop();
    });
    m_service->speak(u"c1"_s, u"m1"_s, longText());
    QTRY_COMPARE(told().value(told().size() - 1), u"Idle m2"_s);
    QTest::qWait(50);
    QCOMPARE(told(), QStringList({u"Preparing m1"_s, u"Playing m1"_s, u"Idle m1"_s, u"Preparing m2"_s,
                                  u"Playing m2"_s, u"Idle m2"_s}));
    QCOMPARE(m_service->state(), State::Idle);
}

void SpeechServiceTest::diesInEveryState_data()
{
    stopsInEveryState_data();
}

void SpeechServiceTest::diesInEveryState()
{
    QFETCH(State, state);
    make(1.0);
    if (state != State::Idle) {
        m_service->speak(u"c1"_s, u"m1"_s, longText());
        QTRY_COMPARE(m_provider->requests.size(), 1);
    }
    if (state == State::Playing || state == State::Paused) {
        m_provider->answer(soundOf(5000));
        QTRY_COMPARE(m_provider->requests.size(), 2);
    }
    if (state == State::Paused)
        m_service->pause();
    const auto wav = m_service->synthesizeWav(u"c1"_s, u"Hello."_s);
    m_states->clear();
    m_service.reset();
    QVERIFY(wav.isFinished());
    QVERIFY(wav.result().error().kind == ErrorKind::Cancelled);
    QTest::qWait(20);
    QCOMPARE(m_states->size(), 0);
}

void SpeechServiceTest::diesInItsOwnSignal()
{
    for (const State last : {State::Preparing, State::Playing, State::Idle}) {
        make(20.0);
        m_provider->automatic = soundOf(50);
        connect(m_service.get(), &SpeechService::stateChanged, this, [this, last](State state) {
            if (state == last)
                m_service.release()->deleteLater();
        });
        m_service->speak(u"c1"_s, u"m1"_s, longText());
        QTRY_VERIFY(!m_service);
        QTest::qWait(20);
    }
}

void SpeechServiceTest::partsWithoutSound()
{
    make(20.0);
    m_service->speak(u"c1"_s, u"m1"_s, longText());
    QTRY_COMPARE(m_provider->requests.size(), 1);
    m_provider->answer(soundOf(0));
    QTRY_COMPARE(m_provider->requests.size(), 2);
    QCOMPARE(m_service->state(), State::Preparing);
    m_provider->automatic = soundOf(0);
    m_provider->answer(soundOf(100));
    QTRY_COMPARE(m_service->state(), State::Idle);
    QCOMPARE(m_failures->size(), 0);
    QCOMPARE(m_output->parts.size(), 1);
}

void SpeechServiceTest::compressedIsHeardAndSaved_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::newRow("mp3") << QStringList{u"-f"_s, u"mp3"_s};
    QTest::newRow("opus") << QStringList{u"-c:a"_s, u"libopus"_s, u"-f"_s, u"ogg"_s};
    QTest::newRow("flac") << QStringList{u"-f"_s, u"flac"_s};
    QTest::newRow("aac") << QStringList{u"-c:a"_s, u"aac"_s, u"-f"_s, u"adts"_s};
}

void SpeechServiceTest::compressedIsHeardAndSaved()
{
    QFETCH(QStringList, options);
    if (!Tone::canEncode())
        QSKIP("ffmpeg is not installed: there is nothing to play");
    const QByteArray file = Tone::encoded(Tone::pcm(440, 500), options);
    QVERIFY(!file.isEmpty());
    m_service->speak(u"c1"_s, u"m1"_s, u"Hello."_s);
    QTRY_COMPARE(m_provider->requests.size(), 1);
    m_provider->answer(Result<SpeechAudio>(SpeechAudio{file, options.constLast()}));
    QTRY_COMPARE(m_service->state(), State::Idle);
    QCOMPARE(m_failures->size(), 0);
    QCOMPARE(m_output->parts.size(), 1);
    QVERIFY(std::abs(Tone::hertzOf(m_output->parts.constFirst()) - 440) < 8);

    const auto wav = m_service->synthesizeWav(u"c1"_s, u"Hello."_s);
    QTRY_COMPARE(m_provider->requests.size(), 2);
    m_provider->answer(Result<SpeechAudio>(SpeechAudio{file, options.constLast()}));
    QTRY_VERIFY(wav.isFinished());
    const Result<PcmAudio> saved = readWav(wav.result().value());
    QVERIFY(saved.has_value());
    QVERIFY(std::abs(saved->durationMs() - 500) < 130);
    QVERIFY(std::abs(Tone::hertzOf(*saved) - 440) < 8);
}

void SpeechServiceTest::writesWav()
{
    m_voice->provider = std::make_shared<DummySpeech>();
    const auto wav = m_service->synthesizeWav(u"c1"_s, longText());
    QTRY_VERIFY(wav.isFinished());
    const auto audio = readWav(wav.result().value());
    QVERIFY(audio.has_value());
    qint64 frames = 0;
    for (const QString &piece : SentenceSplitter::pieces(longText().trimmed()))
        frames += readWav(m_voice->provider->synthesize({.text = piece, .voice = {}, .language = {}})
                              .result()
                              .value()
                              .data)
                      .value()
                      .frames();
    QCOMPARE(audio->frames(), frames);
    QCOMPARE(m_output->starts, 0);
    QCOMPARE(m_states->size(), 0);
}

void SpeechServiceTest::wavOfPartsInManyFormats()
{
    const auto wav = m_service->synthesizeWav(u"c1"_s, u"I remember the garden behind the house very well. "_s
                                                           + u"More. "_s.repeated(50));
    QTRY_COMPARE(m_provider->requests.size(), 1);
    m_provider->answer(soundOf(100));
    QTRY_COMPARE(m_provider->requests.size(), 2);
    m_provider->answer(PcmAudio{.samples = QByteArray(4 * 4800, '\0'), .sampleRate = 48000, .channels = 2});
    QTRY_VERIFY(wav.isFinished());
    const PcmAudio audio = readWav(wav.result().value()).value();
    QCOMPARE(audio.durationMs(), 200);
    QCOMPARE(audio.sampleRate, 24000);
    QCOMPARE(audio.channels, 1);
}

void SpeechServiceTest::wavFailures()
{
    const auto empty = m_service->synthesizeWav(u"c1"_s, u"---"_s);
    QTRY_VERIFY(empty.isFinished());
    QCOMPARE(empty.result().error().code, u"text-empty"_s);
    const auto mp3 = m_service->synthesizeWav(u"c1"_s, u"Hello."_s);
    QTRY_COMPARE(m_provider->requests.size(), 1);
    m_provider->answer(Result<SpeechAudio>(SpeechAudio{"x", u"mp3"_s}));
    QTRY_VERIFY(mp3.isFinished());
    QVERIFY(mp3.result().error().kind == ErrorKind::BadResponse);
    QCOMPARE(mp3.result().error().code, u"audio-format"_s);
    const auto silent = m_service->synthesizeWav(u"c1"_s, u"Hello."_s);
    QTRY_COMPARE(m_provider->requests.size(), 2);
    m_provider->answer(soundOf(0));
    QTRY_VERIFY(silent.isFinished());
    QCOMPARE(silent.result().error().code, u"empty-answer"_s);
}

void SpeechServiceTest::wavIsCancelled()
{
    auto wav = m_service->synthesizeWav(u"c1"_s, longText());
    QTRY_COMPARE(m_provider->requests.size(), 1);
    wav.cancel();
    QTRY_VERIFY(m_provider->promises[0]->isCanceled());
    QTRY_VERIFY(wav.isFinished());
    QCOMPARE(m_provider->requests.size(), 1);
}

QTEST_GUILESS_MAIN(SpeechServiceTest)
#include "SpeechServiceTest.moc"

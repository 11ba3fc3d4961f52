#include "core/providers/speech/OpenAiSpeech.h"

#include "core/providers/speech/SoundFormat.h"
#include "core/providers/speech/WavHeader.h"
#include "tests/support/OpenAiServer.h"

#include <QNetworkAccessManager>
#include <QTest>

#include <QtEndian>
#include <memory>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class OpenAiSpeechTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void speaks();
    void streamedHeadersAreMadeTrue();
    void faults_data();
    void faults();
    void cancellingEndsTheRequest();
    void voicesFromTheServerOrThePreset();
    void voiceListsOfEveryShape();
    void knowsSoundByItsBytes();
    void knowsSoundByItsType();
    void wavSizes();

private:
    std::unique_ptr<OpenAiSpeech> speech(const FaultServer &server)
    {
        ProviderConfig config;
        config.preset.id = u"test"_s;
        config.preset.name = u"Test Server"_s;
        config.preset.voice = u"alloy"_s;
        config.preset.voices = {u"alloy"_s, u"echo"_s};
        config.baseUrl = server.url(u"/v1"_s).toString();
        config.model = u"tts-1"_s;
        config.apiKey = u"sk-test-0123456789abcdef"_s;
        return std::make_unique<OpenAiSpeech>(
            config, HttpClient(m_network, {.connectMs = 2000, .firstByteMs = 200, .idleMs = 200},
                               {.firstDelayMs = 10}));
    }

    QNetworkAccessManager m_network;
};

void OpenAiSpeechTest::speaks()
{
    OpenAiServer server;
    const auto provider = speech(server.server());
    const auto future = provider->synthesize({u"We kept bees."_s, {}, u"en"_s, 1.5});
    QTRY_VERIFY(future.isFinished());
    QVERIFY(future.result().has_value());
    QCOMPARE(future.result()->format, u"wav"_s);
    QVERIFY(future.result()->data.size() > 10'000);
    const QByteArray body = server.requestsTo("/audio/speech").value(0).body;
    QVERIFY2(body.contains(R"("voice":"alloy")") && body.contains(R"("speed":1.5)")
                 && body.contains(R"("response_format":"wav")") && body.contains(R"("model":"tts-1")"),
             body.constData());
    const auto plain = provider->synthesize({u"Bees."_s, u"echo"_s, {}, 1.0});
    QTRY_VERIFY(plain.isFinished());
    const QByteArray second = server.requestsTo("/audio/speech").value(1).body;
    QVERIFY(second.contains(R"("voice":"echo")") && !second.contains("speed"));
    const auto empty = provider->synthesize({u"  "_s, {}, {}, 1.0});
    QVERIFY(empty.isFinished());
    QCOMPARE(empty.result().error().code, u"text-empty"_s);
}

void OpenAiSpeechTest::streamedHeadersAreMadeTrue()
{
    FaultServer server;
    QByteArray file = wavHeader(24000, 1, 1000) + QByteArray(1000, 'x');
    qToLittleEndian<quint32>(0xFFFFFFFFU, file.data() + 4);
    qToLittleEndian<quint32>(0xFFFFFFFFU, file.data() + 40);
    server.enqueue(FaultScript::answer(200, "audio/wav", file));
    const auto provider = speech(server);
    const auto future = provider->synthesize({u"x"_s, {}, {}, 1.0});
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(future.result()->data, wavHeader(24000, 1, 1000) + QByteArray(1000, 'x'));
}

void OpenAiSpeechTest::faults_data()
{
    QTest::addColumn<FaultScript>("script");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("code");
    QTest::newRow("401") << FaultScript::answer(401, "application/json",
                                                R"--({"error":{"message":"sk-te***cdef"}})--")
                         << u"auth"_s << QString();
    QTest::newRow("404") << FaultScript::answer(404, "text/plain", "x") << u"not-found"_s << QString();
    QTest::newRow("402") << FaultScript::answer(402, "text/plain", "x") << u"quota"_s << QString();
    QTest::newRow("500") << FaultScript::answer(500, "text/plain", "x") << u"bad-response"_s << QString();
    QTest::newRow("hang") << FaultScript().hang() << u"timeout"_s << QString();
    QTest::newRow("cut") << FaultScript().send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nRIFF").close()
                         << u"network"_s << u"cut"_s;
    QTest::newRow("HTML") << FaultScript::answer(200, "text/html", "<html>hello</html>") << u"bad-response"_s
                          << u"audio-format"_s;
    QTest::newRow("an error with 200")
        << FaultScript::answer(200, "application/json",
                               R"--({"error":{"message":"x","code":"insufficient_quota"}})--")
        << u"quota"_s << u"insufficient_quota"_s;
    QTest::newRow("nothing") << FaultScript::answer(200, "audio/wav", "") << u"bad-response"_s
                             << u"audio-format"_s;
    QTest::newRow("a WAV without sound")
        << FaultScript::answer(200, "audio/wav", QByteArray("RIFF\0\0\0\0WAVEfmt ", 16)) << u"bad-response"_s
        << u"audio-format"_s;
}

void OpenAiSpeechTest::faults()
{
    QFETCH(FaultScript, script);
    QFETCH(QString, kind);
    QFETCH(QString, code);
    FaultServer server;
    server.setResponder([script](const ReceivedRequest &) { return script; });
    const auto provider = speech(server);
    const auto future = provider->synthesize({u"x"_s, {}, {}, 1.0});
    QTRY_VERIFY(future.isFinished());
    QVERIFY(!future.result().has_value());
    const Error error = future.result().error();
    QCOMPARE(toString(error.kind), kind);
    QCOMPARE(error.code, code);
    QCOMPARE(error.subject, u"Test Server"_s);
    QVERIFY(!error.detail.contains(u"cdef"_s));
}

void OpenAiSpeechTest::cancellingEndsTheRequest()
{
    FaultServer server;
    server.setResponder([](const ReceivedRequest &) { return FaultScript().hang(); });
    const auto provider = speech(server);
    auto future = provider->synthesize({u"x"_s, {}, {}, 1.0});
    QTRY_COMPARE(server.requests().size(), 1);
    future.cancel();
    QTRY_COMPARE(server.openConnections(), 0);
    QTRY_VERIFY(future.isFinished());
}

void OpenAiSpeechTest::voicesFromTheServerOrThePreset()
{
    const QList<Voice> preset{{u"alloy"_s, u"alloy"_s, {}}, {u"echo"_s, u"echo"_s, {}}};
    OpenAiServer has;
    const auto first = speech(has.server());
    const auto listed = first->voices();
    QTRY_VERIFY(listed.isFinished());
    QCOMPARE(*listed.result(), (QList<Voice>{{u"anna"_s, u"anna"_s, {}}, {u"bruno"_s, u"bruno"_s, {}}}));
    OpenAiServer hasNot({.voices = {}});
    const auto second = speech(hasNot.server());
    const auto known = second->voices();
    QTRY_VERIFY(known.isFinished());
    QCOMPARE(*known.result(), preset);
    FaultServer broken;
    broken.setResponder([](const ReceivedRequest &) { return FaultScript::answer(401, "text/plain", ""); });
    const auto third = speech(broken);
    const auto failed = third->voices();
    QTRY_VERIFY(failed.isFinished());
    QVERIFY(failed.result().error().kind == ErrorKind::Auth); // not hidden behind the list
}

void OpenAiSpeechTest::voiceListsOfEveryShape()
{
    QCOMPARE(*readVoices(R"({"voices":["a",{"id":"b","name":"Bea","language":"de"},{"name":"c"},{},3,""]})"),
             (QList<Voice>{{u"a"_s, u"a"_s, {}}, {u"b"_s, u"Bea"_s, u"de"_s}, {u"c"_s, u"c"_s, {}}}));
    QCOMPARE(readVoices("[\"a\"]")->size(), 1);
    for (const char *json : {"", "{}", "{\"voices\":1}", "3", "{\"voices\":["})
        QVERIFY(!readVoices(json).has_value());
}

void OpenAiSpeechTest::knowsSoundByItsBytes()
{
    QCOMPARE(soundFormatOf(wavHeader(8000, 1, 0)), u"wav"_s);
    QCOMPARE(soundFormatOf("OggS...."), u"ogg"_s);
    QCOMPARE(soundFormatOf("fLaC...."), u"flac"_s);
    QCOMPARE(soundFormatOf("ID3\x04"), u"mp3"_s);
    QCOMPARE(soundFormatOf("\xFF\xFB\x90"), u"mp3"_s);
    QCOMPARE(soundFormatOf("\xFF\xF1\x50"), u"aac"_s);
    for (const char *bytes :
         {"", "R", "RIFF", "{\"error\":1}", "\xFF", "<html>", "\xFF\xFF\xFF\xFF", "\xFF\xFB\xFF"})
        QCOMPARE(soundFormatOf(bytes), QString());
}

void OpenAiSpeechTest::knowsSoundByItsType()
{
    const QByteArray samples("\xFF\xFB\x90\x64", 4); // an MPEG frame's beginning, too
    for (const char *type :
         {"audio/pcm", "Audio/PCM; rate=24000", "audio/L16;codec=pcm;rate=24000;channels=1"}) {
        const auto sound = soundOfAnswer(samples, type);
        QVERIFY2(sound.has_value(), type);
        QCOMPARE(sound->data, wavHeader(24000, 1, 4) + samples);
        QCOMPARE(sound->format, u"wav"_s);
    }
    QCOMPARE(soundOfAnswer(samples, "audio/L16; rate=\"8000\"; channels=2")->data,
             wavHeader(8000, 2, 4) + QByteArray("\xFB\xFF\x64\x90", 4));
    QCOMPARE(soundOfAnswer(samples + 'x', "audio/pcm")->data,
             wavHeader(24000, 1, 4) + samples); // half a sample
    for (const char *type : {"audio/pcm;rate=-1", "audio/pcm;rate=99999999", "audio/pcm;channels=99"})
        QCOMPARE(soundOfAnswer(samples, type).error().code, u"audio-format"_s);
    // What it is goes before what it is called.
    QCOMPARE(soundOfAnswer("fLaC....", "audio/pcm")->format, u"flac"_s);
    QCOMPARE(soundOfAnswer("fLaC....", "audio/mpeg")->format, u"flac"_s);
    QCOMPARE(soundOfAnswer("abcd", "audio/mpeg")->format, u"mp3"_s);
    QCOMPARE(soundOfAnswer("\xFF\xFB\x90\x64", "application/octet-stream")->format, u"mp3"_s);
    for (const char *type : {"audio/mpeg", "audio/pcm", "", "text/plain"})
        QCOMPARE(soundOfAnswer({}, type).error().code, u"audio-format"_s);
    QCOMPARE(soundOfAnswer("hello", "application/json").error().code, u"audio-format"_s);
}

void OpenAiSpeechTest::wavSizes()
{
    const QByteArray whole = wavHeader(22050, 2, 400) + QByteArray(400, 'x');
    QCOMPARE(*withTrueWavSizes(whole), whole);
    // A chunk before the sound, of odd length, and one after it.
    QByteArray more = whole;
    more.insert(36, QByteArray("LIST\3\0\0\0abc\0", 12));
    more.append(QByteArray("tail\2\0\0\0zz", 10));
    const Result<QByteArray> kept = withTrueWavSizes(more);
    QVERIFY(kept.has_value());
    QCOMPARE(qFromLittleEndian<quint32>(kept->constData() + 4), quint32(more.size() - 8));
    QCOMPARE(qFromLittleEndian<quint32>(kept->constData() + 52), quint32(400));
    for (qsizetype length = 0; length < 44; ++length)
        QVERIFY(!withTrueWavSizes(whole.first(length)).has_value());
    for (qsizetype length = 44; length <= whole.size(); ++length)
        QCOMPARE(qFromLittleEndian<quint32>(withTrueWavSizes(whole.first(length))->constData() + 40),
                 quint32(length - 44));
}

QTEST_GUILESS_MAIN(OpenAiSpeechTest)
#include "OpenAiSpeechTest.moc"

#include "core/providers/speech/ElevenLabsSpeech.h"

#include "core/base/ErrorText.h"
#include "core/providers/ProviderRegistry.h"
#include "core/providers/speech/WavHeader.h"
#include "tests/support/FaultServer.h"

#include <QNetworkAccessManager>
#include <QTest>

#include <nlohmann/json.hpp>

#include <memory>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
const QByteArray kSamples = QByteArray("\x01\x00\x02\x00\xFE\xFF", 6).repeated(200);

FaultScript pcm(const QByteArray &samples = kSamples, const QByteArray &type = "audio/pcm")
{
    return FaultScript::answer(200, type, samples);
}
} // namespace

class ElevenLabsSpeechTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void speaks();
    void speedOnlyWhereItIsAnother();
    void addressesWithAndWithoutVersion();
    void aTypedVoiceStaysOnePartOfThePath();
    void needsTextAndAVoice();
    void sounds_data();
    void sounds();
    void faults_data();
    void faults();
    void aBusyServerIsAskedAgain();
    void cancellingEndsTheRequest();
    void voicesByName();
    void voiceListsOfEveryShape();
    void everyCutOfTheVoicesIsRefused();
    void theRegistryMakesIt();

private:
    std::unique_ptr<ElevenLabsSpeech> speech(const FaultServer &server, const QString &path = {},
                                             const QString &voice = u"JaneVoiceId000000001"_s)
    {
        ProviderConfig config;
        config.preset.id = u"test"_s;
        config.preset.name = u"Test Server"_s;
        config.baseUrl = server.url(path).toString();
        config.model = u"eleven_multilingual_v2"_s;
        config.voice = voice;
        config.apiKey = u"el-test-0123456789abcdef"_s;
        return std::make_unique<ElevenLabsSpeech>(
            config, HttpClient(m_network, {.connectMs = 2000, .firstByteMs = 200, .idleMs = 200},
                               {.firstDelayMs = 10}));
    }

    QNetworkAccessManager m_network;
};

void ElevenLabsSpeechTest::speaks()
{
    FaultServer server;
    server.enqueue(pcm());
    server.enqueue(pcm());
    const auto provider = speech(server);
    const auto future = provider->synthesize({u"We kept bees, Größe."_s, {}, u"en"_s, 1.0});
    QTRY_VERIFY(future.isFinished());
    QVERIFY(future.result().has_value());
    QCOMPARE(future.result()->format, u"wav"_s);
    QCOMPARE(future.result()->data, wavHeader(24000, 1, kSamples.size()) + kSamples);

    const ReceivedRequest got = server.requests().value(0);
    QCOMPARE(got.method, QByteArray("POST"));
    QCOMPARE(got.path, QByteArray("/v1/text-to-speech/JaneVoiceId000000001?output_format=pcm_24000"));
    QCOMPARE(got.header("xi-api-key"), QByteArray("el-test-0123456789abcdef"));
    QVERIFY(!got.headers.contains("authorization"));
    QCOMPARE(got.header("content-type"), QByteArray("application/json"));
    QVERIFY(json::parse(got.body.toStdString())
            == json({{"text", "We kept bees, Größe."}, {"model_id", "eleven_multilingual_v2"}}));

    const auto other = provider->synthesize({u"Bees."_s, u"OtherVoiceId00000002"_s, {}, 1.0});
    QTRY_VERIFY(other.isFinished());
    QVERIFY(server.requests().value(1).path.startsWith("/v1/text-to-speech/OtherVoiceId00000002?"));
}

void ElevenLabsSpeechTest::speedOnlyWhereItIsAnother()
{
    FaultServer server;
    server.setResponder([](const ReceivedRequest &) { return pcm(); });
    const auto provider = speech(server);
    const QList<QPair<double, double>> speeds{{0.9, 0.9}, {0.5, 0.7}, {2.0, 1.2}};
    for (const auto &[asked, sent] : speeds) {
        const auto future = provider->synthesize({u"x"_s, {}, {}, asked});
        QTRY_VERIFY(future.isFinished());
        const json body = json::parse(server.requests().constLast().body.toStdString());
        QCOMPARE(body["voice_settings"]["speed"].get<double>(), sent);
    }
}

void ElevenLabsSpeechTest::addressesWithAndWithoutVersion()
{
    FaultServer server;
    server.setResponder([](const ReceivedRequest &) { return pcm(); });
    for (const char *path : {"", "/", "/v1", "/v1/", "/proxy", "/proxy/v1"}) {
        const auto provider = speech(server, QString::fromLatin1(path));
        const auto future = provider->synthesize({u"x"_s, {}, {}, 1.0});
        QTRY_VERIFY(future.isFinished());
        const QByteArray begin = QByteArray(path).startsWith("/proxy") ? "/proxy" : "";
        QCOMPARE(server.requests().constLast().path,
                 begin + "/v1/text-to-speech/JaneVoiceId000000001?output_format=pcm_24000");
    }
}

void ElevenLabsSpeechTest::aTypedVoiceStaysOnePartOfThePath()
{
    FaultServer server;
    server.setResponder([](const ReceivedRequest &) { return pcm(); });
    const QList<QPair<QString, QByteArray>> voices{{u"../voices"_s, "..%2Fvoices"},
                                                   {u"a b?c#d"_s, "a%20b%3Fc%23d"},
                                                   {u"50%2F"_s, "50%252F"},
                                                   {u"Zoë"_s, "Zo%C3%AB"},
                                                   {u" id "_s, "id"}};
    for (const auto &[voice, sent] : voices) {
        const auto provider = speech(server, {}, voice);
        const auto future = provider->synthesize({u"x"_s, {}, {}, 1.0});
        QTRY_VERIFY(future.isFinished());
        QCOMPARE(server.requests().constLast().path,
                 "/v1/text-to-speech/" + sent + "?output_format=pcm_24000");
    }
    const qsizetype before = server.requests().size();
    for (const QString &voice : {u"."_s, u".."_s}) {
        const auto future = speech(server, {}, voice)->synthesize({u"x"_s, {}, {}, 1.0});
        QVERIFY(future.isFinished());
        QCOMPARE(future.result().error().code, u"unknown-voice"_s);
    }
    QCOMPARE(server.requests().size(), before);
}

void ElevenLabsSpeechTest::needsTextAndAVoice()
{
    FaultServer server;
    const auto noText = speech(server)->synthesize({u" \n"_s, {}, {}, 1.0});
    QVERIFY(noText.isFinished());
    QCOMPARE(noText.result().error().code, u"text-empty"_s);
    const auto noVoice = speech(server, {}, {})->synthesize({u"x"_s, {}, {}, 1.0});
    QVERIFY(noVoice.isFinished());
    QCOMPARE(noVoice.result().error().code, u"no-voice-chosen"_s);
    QCOMPARE(describe(noVoice.result().error()).sentence,
             u"No voice is chosen for Test Server. Choose one in Settings."_s);
    QCOMPARE(server.connections(), 0);
}

void ElevenLabsSpeechTest::sounds_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("format"); // empty: refused
    QTest::addColumn<QByteArray>("sound");
    const QByteArray plain = wavHeader(24000, 1, kSamples.size()) + kSamples;
    const auto row = [](const char *name, const QByteArray &type, const QByteArray &body,
                        const QString &format,
                        const QByteArray &sound) { QTest::newRow(name) << type << body << format << sound; };
    row("samples", "audio/pcm", kSamples, u"wav"_s, plain);
    row("samples of any kind", "application/octet-stream", kSamples, u"wav"_s, plain);
    row("samples under MP3's name", "audio/mpeg", kSamples, u"wav"_s, plain);
    row("half a sample at the end", "audio/pcm", kSamples + 'x', u"wav"_s, plain);
    row("another rate", "Audio/PCM; Rate=16000", kSamples, u"wav"_s,
        wavHeader(16000, 1, kSamples.size()) + kSamples);
    row("a rate of 1", "audio/pcm;rate=1", kSamples, {}, {});
    const QByteArray likeMp3 = "\xFF\xFB\x90\x10" + kSamples;
    row("samples that look like MP3", "audio/pcm", likeMp3, u"wav"_s,
        wavHeader(24000, 1, likeMp3.size()) + likeMp3);
    row("MP3", "audio/mpeg", likeMp3, u"mp3"_s, likeMp3);
    row("MP3 with a tag", "audio/mpeg", "ID3\x04 and so on", u"mp3"_s, "ID3\x04 and so on");
    row("Opus", "audio/ogg", "OggS and so on", u"ogg"_s, "OggS and so on");
    row("WAV", "audio/wav", plain, u"wav"_s, plain);
    row("WAV under another name", "audio/pcm", plain, u"wav"_s, plain);
    row("a WAV without sound", "audio/wav", wavHeader(24000, 1, 0).first(30), {}, {});
    row("nothing", "audio/pcm", "", {}, {});
    row("one byte", "audio/pcm", "x", {}, {});
    row("HTML", "text/html", "<html>hello</html>", {}, {});
    row("text", "text/plain", "hello", {}, {});
    row("no type", "", "hello", {}, {});
    row("a page of any kind", "application/octet-stream", "<!DOCTYPE html><p>", {}, {});
    for (const char first : {'{', '<', '['}) {
        const QByteArray samples = first + QByteArray(1, '\1') + kSamples;
        row(qPrintable(u"samples that begin with %1"_s.arg(QLatin1Char(first))), "application/octet-stream",
            samples, u"wav"_s, wavHeader(24000, 1, samples.size()) + samples);
    }
    row("JSON of any kind", "application/octet-stream", "{\"detail\":1}", {}, {});
}

void ElevenLabsSpeechTest::sounds()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(QString, format);
    QFETCH(QByteArray, sound);
    const Result<SpeechAudio> read = readElevenLabsSound({200, type, body});
    QCOMPARE(read.has_value(), !format.isEmpty());
    if (read) {
        QCOMPARE(read->format, format);
        QCOMPARE(read->data, sound);
    } else {
        QCOMPARE(read.error().code, u"audio-format"_s);
        QVERIFY(!read.error().detail.isEmpty());
    }
}

void ElevenLabsSpeechTest::faults_data()
{
    QTest::addColumn<FaultScript>("script");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("code");
    const auto says = [](int status, const QByteArray &code, const QByteArray &message = "no") {
        return FaultScript::answer(status, "application/json",
                                   R"({"detail":{"status":")" + code + R"(","message":")" + message + "\"}}");
    };
    const auto row = [](const char *name, const FaultScript &script, const QString &kind,
                        const QString &code = {}) { QTest::newRow(name) << script << kind << code; };
    row("wrong key", says(401, "invalid_api_key", "el-test-0123456789abcdef is wrong"), u"auth"_s,
        u"invalid_api_key"_s);
    row("a key that may not", says(401, "missing_permissions"), u"auth"_s, u"not-allowed"_s);
    row("out of credit", says(401, "quota_exceeded"), u"quota"_s, u"quota_exceeded"_s);
    row("a voice for payers",
        FaultScript::answer(402, "application/json",
                            R"({"detail":{"code":"paid_plan_required","message":"no"}})"),
        u"quota"_s, u"paid_plan_required"_s);
    row("no such voice", says(404, "voice_not_found"), u"not-found"_s, u"unknown-voice"_s);
    row("no such voice, 400", says(400, "voice_does_not_exist"), u"not-found"_s, u"unknown-voice"_s);
    row("no voice's id", says(400, "invalid_uid"), u"not-found"_s, u"unknown-voice"_s);
    row("no such model", says(400, "model_not_found"), u"not-found"_s, u"model_not_found"_s);
    row("another address", FaultScript::answer(404, "application/json", R"({"detail":"Not Found"})"),
        u"not-found"_s);
    row("FastAPI list",
        FaultScript::answer(422, "application/json",
                            R"({"detail":[{"loc":["body","text"],"msg":"missing"}]})"),
        u"bad-response"_s, u"rejected"_s);
    row("too long", says(400, "max_character_limit_exceeded"), u"bad-response"_s, u"rejected"_s);
    row("too many at once", says(429, "too_many_concurrent_requests"), u"rate-limited"_s,
        u"too_many_concurrent_requests"_s);
    row("500", FaultScript::answer(500, "text/plain", "x"), u"bad-response"_s);
    row("an error with 200",
        FaultScript::answer(200, "application/json",
                            R"({"detail":{"status":"quota_exceeded","message":"no"}})"),
        u"quota"_s, u"quota_exceeded"_s);
    row("HTML with 200", FaultScript::answer(200, "text/html", "<html>el-test-0123456789abcdef</html>"),
        u"bad-response"_s, u"audio-format"_s);
    row("hang", FaultScript().hang(), u"timeout"_s);
    row("cut",
        FaultScript()
            .send("HTTP/1.1 200 OK\r\nContent-Type: audio/pcm\r\nContent-Length: 100\r\n\r\nabcd")
            .close(),
        u"network"_s, u"cut"_s);
    row("to another host", FaultScript::answer(307, "text/plain", "", "Location: http://localhost:9/\r\n"),
        u"bad-response"_s, u"redirected"_s);
}

void ElevenLabsSpeechTest::faults()
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
    QVERIFY(!error.detail.isEmpty() && !error.detail.contains(u"cdef"_s));
    QVERIFY(describe(error).sentence.contains(u"Test Server"_s));
}

void ElevenLabsSpeechTest::aBusyServerIsAskedAgain()
{
    FaultServer server;
    server.enqueue(FaultScript::answer(429, "application/json", R"({"detail":{"status":"system_busy"}})"));
    server.enqueue(pcm());
    const auto provider = speech(server);
    const auto future = provider->synthesize({u"x"_s, {}, {}, 1.0});
    QTRY_VERIFY(future.isFinished());
    QVERIFY(future.result().has_value());
    QCOMPARE(server.requests().size(), 2);
}

void ElevenLabsSpeechTest::cancellingEndsTheRequest()
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

void ElevenLabsSpeechTest::voicesByName()
{
    FaultServer server;
    server.enqueue(
        FaultScript::answer(200, "application/json",
                            R"({"voices":[{"voice_id":"id1","name":"Roger - Laid-Back","category":"premade",
            "labels":{"accent":"american","gender":"male","language":"en"}},
            {"voice_id":"id2","name":"Grandmother","category":"cloned","labels":{}}]})"));
    server.enqueue(FaultScript::answer(
        401, "application/json",
        R"({"detail":{"status":"invalid_api_key","message":"el-test-0123456789abcdef"}})"));
    server.enqueue(FaultScript::answer(200, "text/html", "<html>hello</html>"));
    const auto provider = speech(server);
    const auto future = provider->voices();
    QTRY_VERIFY(future.isFinished());
    QVERIFY(future.result().has_value());
    QCOMPARE(*future.result(), (QList<Voice>{{u"id1"_s, u"Roger - Laid-Back · american, male"_s, u"en"_s},
                                             {u"id2"_s, u"Grandmother"_s, {}}}));
    const ReceivedRequest got = server.requests().value(0);
    QCOMPARE(got.method, QByteArray("GET"));
    QCOMPARE(got.path, QByteArray("/v1/voices"));
    QCOMPARE(got.header("xi-api-key"), QByteArray("el-test-0123456789abcdef"));
    QVERIFY(!got.headers.contains("authorization"));

    const auto refused = provider->voices();
    QTRY_VERIFY(refused.isFinished());
    QVERIFY(refused.result().error().kind == ErrorKind::Auth);
    QVERIFY(!refused.result().error().detail.contains(u"cdef"_s));
    const auto page = provider->voices();
    QTRY_VERIFY(page.isFinished());
    QVERIFY(page.result().error().kind == ErrorKind::BadResponse);
    QCOMPARE(page.result().error().subject, u"Test Server"_s);
}

void ElevenLabsSpeechTest::voiceListsOfEveryShape()
{
    const Result<QList<Voice>> odd = readElevenLabsVoices(
        R"({"voices":[{"voice_id":"a"},{"name":"no id"},{},3,null,{"voice_id":7,"name":"x"},
        {"voice_id":"b","name":"B","labels":null},{"voice_id":"c","name":4,"labels":{"accent":" ","gender":"female"}}]})");
    QVERIFY(odd.has_value());
    QCOMPARE(*odd, (QList<Voice>{{u"a"_s, u"a"_s, {}}, {u"b"_s, u"B"_s, {}}, {u"c"_s, u"c · female"_s, {}}}));
    QVERIFY(readElevenLabsVoices(R"({"voices":[]})")->isEmpty());
    for (const char *body : {"", "{}", "[]", "3", "{\"voices\":{}}", "<html></html>"})
        QVERIFY(!readElevenLabsVoices(body).has_value());
}

void ElevenLabsSpeechTest::everyCutOfTheVoicesIsRefused()
{
    const QByteArray whole = R"({"voices":[{"voice_id":"a","name":"Ä","labels":{"accent":"x"}}]})";
    for (qsizetype length = 0; length < whole.size(); ++length)
        QVERIFY2(!readElevenLabsVoices(whole.first(length)).has_value(), whole.first(length).constData());
    QVERIFY(readElevenLabsVoices(whole).has_value());
}

void ElevenLabsSpeechTest::theRegistryMakesIt()
{
    const ProviderRegistry registry(builtinPresets(), m_network);
    const std::optional<Preset> preset = registry.find(ProviderKind::Speech, u"elevenlabs"_s);
    QVERIFY(preset.has_value());
    QVERIFY(preset->needsVoice && preset->needsKey && !preset->local);
    ProviderConfig config{*preset, preset->baseUrl, preset->model, {}, {}};
    const auto noKey = registry.makeSpeech(config);
    QVERIFY(!noKey.has_value());
    QCOMPARE(noKey.error().code, u"no-key"_s);

    FaultServer server;
    server.enqueue(pcm());
    config.baseUrl = server.url().toString();
    config.apiKey = u"el-test-0123456789abcdef"_s;
    const auto made = registry.makeSpeech(config);
    QVERIFY(made.has_value());
    const auto future = (*made)->synthesize({u"Bees."_s, u"id1"_s, {}, 1.0});
    QTRY_VERIFY(future.isFinished());
    QVERIFY(future.result().has_value());
    QVERIFY(server.requests().value(0).body.contains("\"eleven_multilingual_v2\""));
}

QTEST_GUILESS_MAIN(ElevenLabsSpeechTest)
#include "ElevenLabsSpeechTest.moc"

#include "core/providers/OpenAiApi.h"
#include "core/providers/ProviderRegistry.h"

#include <QNetworkAccessManager>
#include <QTest>
#include <QUrl>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class PresetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theBuiltInOnesAreSound();
    void theBuiltInOnesCanAllBeMade();
    void readsEveryField();
    void damagedOnesAreRefused_data();
    void damagedOnesAreRefused();
    void everyCutIsRefused();
    void refusalsOfTheRegistry();
    void modelListsOfEveryShape();
};

void PresetTest::theBuiltInOnesAreSound()
{
    const QList<Preset> presets = builtinPresets();
    QNetworkAccessManager network;
    const ProviderRegistry registry(presets, network);
    const auto ids = [&](ProviderKind kind) {
        QStringList list;
        for (const Preset &preset : registry.presets(kind))
            list.append(preset.id);
        return list;
    };
    QCOMPARE(
        ids(ProviderKind::Llm),
        u"dummy openai anthropic ollama lmstudio llamacpp vllm openrouter groq mistral deepseek gemini custom"_s
            .split(u' '));
    QCOMPARE(ids(ProviderKind::Embedding),
             u"builtin dummy openai ollama lmstudio llamacpp custom"_s.split(u' '));
    QCOMPARE(ids(ProviderKind::Speech), u"dummy system openai elevenlabs kokoro piper custom"_s.split(u' '));
    for (const Preset &preset : presets) {
        const QUrl url(preset.baseUrl);
        const bool onThisComputer = preset.baseUrl.isEmpty() ? preset.protocol != "openai"_L1
                                                             : url.host() == "localhost"_L1;
        QVERIFY2(preset.local == onThisComputer, qPrintable(preset.id));
        QVERIFY2(preset.local || preset.baseUrl.isEmpty() || url.scheme() == "https"_L1,
                 qPrintable(preset.id));
        QVERIFY2(!preset.needsKey || (!preset.secret.isEmpty() && preset.keyPage.startsWith("https://"_L1)),
                 qPrintable(preset.id));
        QVERIFY2(!preset.note.isEmpty(), qPrintable(preset.id));
    }
    for (const ProviderKind kind : {ProviderKind::Llm, ProviderKind::Embedding, ProviderKind::Speech})
        QCOMPARE(registry.find(kind, u"openai"_s)->secret, u"openai"_s);
    QCOMPARE(registry.find(ProviderKind::Llm, u"openai"_s)->maxTokensField, u"max_completion_tokens"_s);
    QVERIFY(!registry.find(ProviderKind::Llm, u"kokoro"_s));
}

void PresetTest::theBuiltInOnesCanAllBeMade()
{
    QNetworkAccessManager network;
    const ProviderRegistry registry(builtinPresets(), network);
    for (const ProviderKind kind : {ProviderKind::Llm, ProviderKind::Embedding, ProviderKind::Speech}) {
        for (const Preset &preset : registry.presets(kind)) {
            const ProviderConfig config{preset,
                                        preset.baseUrl.isEmpty() ? u"http://127.0.0.1:9/v1"_s
                                                                 : preset.baseUrl,
                                        u"some-model"_s,
                                        {},
                                        u"some-key"_s};
            bool made = false;
            if (kind == ProviderKind::Llm)
                made = registry.makeLlm(config).has_value();
            else if (kind == ProviderKind::Embedding)
                made = registry.makeEmbedder(config).has_value();
            else
                made = registry.makeSpeech(config).has_value();
            QVERIFY2(made, qPrintable(preset.id));
        }
    }
}

void PresetTest::readsEveryField()
{
    const Result<QList<Preset>> presets = parsePresets(
        R"--({"speech": [{"id": "a", "name": "A", "note": "n", "protocol": "p",
        "baseUrl": "https://example.org/v1", "model": "m", "voice": "v", "needsKey": true, "local": true, "secret": "s", "keyPage": "k",
        "maxTokensField": "max_completion_tokens", "contextTokens": 5, "batchSize": 7, "streamUsage": true, "needsVoice": true, "voices": ["x", "y"]},
        {"id": "b", "name": "B", "protocol": "q"}], "llm": []})--");
    QVERIFY2(presets.has_value(), presets ? "" : qPrintable(presets.error().detail));
    QCOMPARE(presets->size(), 2);
    Preset expected;
    expected.id = u"a"_s;
    expected.kind = ProviderKind::Speech;
    expected.name = u"A"_s;
    expected.note = u"n"_s;
    expected.protocol = u"p"_s;
    expected.baseUrl = u"https://example.org/v1"_s;
    expected.model = u"m"_s;
    expected.voice = u"v"_s;
    expected.needsKey = true;
    expected.local = true;
    expected.secret = u"s"_s;
    expected.keyPage = u"k"_s;
    expected.maxTokensField = u"max_completion_tokens"_s;
    expected.contextTokens = 5;
    expected.batchSize = 7;
    expected.streamUsage = true;
    expected.needsVoice = true;
    expected.voices = {u"x"_s, u"y"_s};
    QVERIFY(presets->at(0) == expected);
    QCOMPARE(presets->at(1).batchSize, 64);
    QCOMPARE(presets->at(1).maxTokensField, u"max_tokens"_s);
}

void PresetTest::damagedOnesAreRefused_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("names");
    const auto entry = [](const QByteArray &more) {
        return R"--({"llm": [{"id": "a", "name": "A", "protocol": "p"}, {"id": "b", "name": "B", "protocol": "p", )--"
               + more + "}]}";
    };
    QTest::newRow("nothing") << QByteArray() << u"JSON"_s;
    QTest::newRow("a list") << QByteArray("[]") << u"object"_s;
    QTest::newRow("unknown kind") << QByteArray(R"({"video": []})") << u"video"_s;
    QTest::newRow("no list") << QByteArray(R"({"llm": {}})") << u"llm"_s;
    QTest::newRow("no object") << QByteArray(R"({"llm": [1]})") << u"llm[0]"_s;
    QTest::newRow("no id") << QByteArray(R"({"llm": [{"name": "A", "protocol": "p"}]})") << u"llm[0].id"_s;
    QTest::newRow("empty name") << QByteArray(R"({"llm": [{"id": "a", "name": " ", "protocol": "p"}]})")
                                << u"llm[0].name"_s;
    QTest::newRow("no protocol") << QByteArray(R"({"llm": [{"id": "a", "name": "A"}]})")
                                 << u"llm[0].protocol"_s;
    QTest::newRow("twice") << QByteArray(
        R"({"llm": [{"id": "a", "name": "A", "protocol": "p"}, {"id": "a", "name": "A", "protocol": "p"}]})")
                           << u"llm[1].id"_s;
    QTest::newRow("a number as text") << entry("\"model\": 4") << u"llm[1].model"_s;
    QTest::newRow("text as flag") << entry("\"local\": \"yes\"") << u"llm[1].local"_s;
    QTest::newRow("null") << entry("\"baseUrl\": null") << u"llm[1].baseUrl"_s;
    QTest::newRow("no address") << entry("\"baseUrl\": \"localhost:80\"") << u"llm[1].baseUrl"_s;
    QTest::newRow("batch of none") << entry("\"batchSize\": 0") << u"llm[1].batchSize"_s;
    QTest::newRow("fraction") << entry("\"batchSize\": 1.5") << u"llm[1].batchSize"_s;
    QTest::newRow("huge") << entry("\"contextTokens\": 18446744073709551615") << u"llm[1].contextTokens"_s;
    QTest::newRow("unknown field") << entry("\"modle\": \"x\"") << u"llm[1].modle"_s;
    QTest::newRow("tokens field") << entry("\"maxTokensField\": \"tokens\"") << u"llm[1].maxTokensField"_s;
    QTest::newRow("a key without a name") << entry("\"needsKey\": true") << u"llm[1].secret"_s;
    QTest::newRow("voices") << entry("\"voices\": [\"a\", 2]") << u"llm[1].voices"_s;
}

void PresetTest::damagedOnesAreRefused()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, names);
    const Result<QList<Preset>> presets = parsePresets(json);
    QVERIFY(!presets.has_value());
    QVERIFY(presets.error().kind == ErrorKind::InvalidInput);
    QVERIFY2(presets.error().detail.contains(names), qPrintable(presets.error().detail));
}

void PresetTest::everyCutIsRefused()
{
    const QByteArray whole =
        R"({"llm": [{"id": "ä", "name": "A", "protocol": "p", "batchSize": 12, "local": true}]})";
    QVERIFY(parsePresets(whole).has_value());
    for (qsizetype length = 0; length < whole.size(); ++length)
        QVERIFY(!parsePresets(whole.first(length)).has_value());
    QVERIFY(!parsePresets(QByteArray("\xFF\xFE\x00{", 4)).has_value());
}

void PresetTest::refusalsOfTheRegistry()
{
    QNetworkAccessManager network;
    const ProviderRegistry registry(builtinPresets(), network);
    ProviderConfig config{
        *registry.find(ProviderKind::Llm, u"openai"_s), u"https://api.openai.com/v1"_s, u"m"_s, {}, {}};
    QCOMPARE(registry.makeLlm(config).error().code, u"no-key"_s);
    QVERIFY(registry.makeLlm(config).error().kind == ErrorKind::Auth);
    QCOMPARE(registry.makeLlm(config).error().subject, u"OpenAI"_s);
    ProviderConfig other = config;
    other.preset = *registry.find(ProviderKind::Llm, u"anthropic"_s);
    other.baseUrl = other.preset.baseUrl;
    QCOMPARE(registry.makeLlm(other).error().code, u"no-key"_s);
    QCOMPARE(registry.makeLlm(other).error().subject, u"Anthropic"_s);
    other.apiKey = u"k"_s;
    QCOMPARE(registry.makeLlm(other).value()->model(), u"m"_s);
    config.apiKey = u"k"_s;
    config.baseUrl = u"nonsense"_s;
    QCOMPARE(registry.makeLlm(config).error().code, u"bad-address"_s);
    config.baseUrl = u"https://api.openai.com/v1"_s;
    config.model.clear();
    QVERIFY(registry.makeLlm(config).has_value()); // to list its models
    QCOMPARE(registry.makeEmbedder(config).error().code, u"no-model"_s);
    config.preset.protocol = u"telepathy"_s;
    QVERIFY(registry.makeLlm(config).error().kind == ErrorKind::Unsupported);
    QVERIFY(registry.makeEmbedder(config).error().kind == ErrorKind::Unsupported);
    QVERIFY(registry.makeSpeech(config).error().kind == ErrorKind::Unsupported);
}

void PresetTest::modelListsOfEveryShape()
{
    const QStringList expected{u"a"_s, u"b"_s};
    for (const char *json :
         {R"({"data":[{"id":"b"},{"id":"a"},{"id":"b"}]})", R"({"models":[{"name":"a"},{"name":"b"}]})",
          R"([{"id":"b","name":"x"},"a",3,null,{"id":7}])"})
        QCOMPARE(readModelIds(json).value_or(QStringList{u"failed"_s}), expected);
    for (const char *json : {"", "{}", "{\"data\":3}", "<html>", "{\"data\":[", "null"})
        QVERIFY(!readModelIds(json).has_value());
}

QTEST_GUILESS_MAIN(PresetTest)
#include "PresetTest.moc"

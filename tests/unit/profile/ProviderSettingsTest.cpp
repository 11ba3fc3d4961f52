#include "core/profile/ProviderSettings.h"

#include "core/profile/Settings.h"
#include "core/providers/ProviderRegistry.h"
#include "core/secrets/SecretStore.h"
#include "core/storage/StorageThread.h"
#include "tests/unit/storage/TestStore.h"

#include <QNetworkAccessManager>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

// The clone's settings, then the profile's, then the environment, then the built-in default.
class ProviderSettingsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void order_data();
    void order();
    void modelAndAddress_data();
    void modelAndAddress();
    void speechVariables();
    void voice();
    void keys();
    void unknownProvider();
    void changedIsTold();
    void settingsAreKept();
    void brokenKeys_data();
    void brokenKeys();
    void localConfigs();
    void aFullOrReadOnlyDiskIsTold();

private:
    void make(const QHash<QString, QString> &environment);
    ProviderConfig config(ProviderKind kind, const AiSettings &clone = {});

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<StorageThread> m_storage;
    QNetworkAccessManager m_network;
    std::unique_ptr<SecretStore> m_secrets;
    std::unique_ptr<ProviderRegistry> m_registry;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<ProviderSettings> m_providers;
};

void ProviderSettingsTest::init()
{
    m_providers.reset();
    m_settings.reset();
    m_storage.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    auto storage = StorageThread::open(m_folder->filePath(u"a.db"_s), {});
    VERIFY_OK(storage);
    m_storage = std::move(*storage);
    m_secrets = std::make_unique<SecretStore>(SecretStore::Backend::ThisRunOnly, u"CloneMemoria test"_s);
    m_registry = std::make_unique<ProviderRegistry>(builtinPresets(), m_network);
    m_settings = std::make_unique<Settings>(*m_storage, QHash<QString, QString>());
    make({});
}

void ProviderSettingsTest::make(const QHash<QString, QString> &environment)
{
    m_providers = std::make_unique<ProviderSettings>(*m_settings, *m_secrets, *m_registry,
                                                     Environment(environment));
}

ProviderConfig ProviderSettingsTest::config(ProviderKind kind, const AiSettings &clone)
{
    auto future = m_providers->config(kind, clone);
    if (!QTest::qWaitFor([&] { return future.isFinished(); }) || !future.result()) {
        QTest::qFail("no configuration", __FILE__, __LINE__);
        return {};
    }
    return *future.result();
}

void ProviderSettingsTest::order_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("fallback");
    QTest::newRow("llm") << int(ProviderKind::Llm) << u"LLM_DEFAULT_PROVIDER"_s << u"dummy"_s;
    QTest::newRow("embedding") << int(ProviderKind::Embedding) << u"EMBEDDINGS_DEFAULT_PROVIDER"_s
                               << u"builtin"_s;
    QTest::newRow("speech") << int(ProviderKind::Speech) << u"TTS_DEFAULT_PROVIDER"_s << u"system"_s;
}

void ProviderSettingsTest::order()
{
    QFETCH(int, kind);
    QFETCH(QString, variable);
    QFETCH(QString, fallback);
    const auto which = ProviderKind(kind);
    AiSettings clone;

    QCOMPARE(m_providers->choice(which).providerId, fallback);
    QVERIFY(m_providers->choice(which).origin == ChoiceOrigin::Default);
    QVERIFY(m_providers->choice(which).known);
    make({{variable, u"openai"_s}});
    QCOMPARE(m_providers->choice(which).providerId, u"openai"_s);
    QVERIFY(m_providers->choice(which).origin == ChoiceOrigin::Environment);
    QCOMPARE(m_providers->choice(which).providerName, u"OpenAI"_s);
    QVERIFY(!m_providers->choice(which).local);
    m_providers->setProfileProvider(which, u"custom"_s);
    QCOMPARE(m_providers->profileProvider(which), u"custom"_s);
    QCOMPARE(m_providers->choice(which).providerId, u"custom"_s);
    QVERIFY(m_providers->choice(which).origin == ChoiceOrigin::Profile);
    clone.llmProvider = clone.embeddingProvider = clone.ttsProvider = u"dummy"_s;
    QCOMPARE(m_providers->choice(which, clone).providerId, u"dummy"_s);
    QVERIFY(m_providers->choice(which, clone).origin == ChoiceOrigin::Clone);
    QVERIFY(m_providers->choice(which, clone).local);
    m_providers->setProfileProvider(which, {});
    QCOMPARE(m_providers->choice(which).providerId, u"openai"_s);
}

void ProviderSettingsTest::modelAndAddress_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("prefix");
    QTest::newRow("llm") << int(ProviderKind::Llm) << u"LLM_OPENAI_"_s;
    QTest::newRow("embedding") << int(ProviderKind::Embedding) << u"EMBEDDINGS_OPENAI_"_s;
}

void ProviderSettingsTest::modelAndAddress()
{
    QFETCH(int, kind);
    QFETCH(QString, prefix);
    const auto which = ProviderKind(kind);
    const Preset preset = m_registry->find(which, u"openai"_s).value();
    AiSettings clone;
    clone.llmProvider = clone.embeddingProvider = u"openai"_s;

    QCOMPARE(config(which, clone).baseUrl, preset.baseUrl);
    QCOMPARE(config(which, clone).model, preset.model);
    make({{prefix + u"BASE_URL"_s, u"http://env/v1"_s},
          {prefix + u"MODEL"_s, u"env-model"_s},
          {prefix + u"API_KEY"_s, u"env-key"_s}});
    QCOMPARE(config(which, clone).baseUrl, u"http://env/v1"_s);
    QCOMPARE(config(which, clone).model, u"env-model"_s);
    QCOMPARE(config(which, clone).apiKey, u"env-key"_s);
    m_providers->setBaseUrl(which, u"openai"_s, u" http://profile/v1 "_s);
    m_providers->setModel(which, u"openai"_s, u"profile-model"_s);
    QCOMPARE(config(which, clone).baseUrl, u"http://profile/v1"_s);
    QCOMPARE(config(which, clone).model, u"profile-model"_s);
    clone.llmModel = clone.embeddingModel = u"clone-model"_s;
    QCOMPARE(config(which, clone).model, u"clone-model"_s);
    // None of it is another provider's.
    clone = {};
    clone.llmProvider = clone.embeddingProvider = u"ollama"_s;
    QCOMPARE(config(which, clone).baseUrl, m_registry->find(which, u"ollama"_s)->baseUrl);
    QCOMPARE(config(which, clone).model, m_registry->find(which, u"ollama"_s)->model);
    QCOMPARE(config(which, clone).apiKey, QString());
}

void ProviderSettingsTest::speechVariables()
{
    AiSettings clone;
    clone.ttsProvider = u"openai"_s;
    make({{u"TTS_API_BASE_URL"_s, u"http://tts/v1"_s}, {u"TTS_API_KEY"_s, u"tts-key"_s}});
    QCOMPARE(config(ProviderKind::Speech, clone).baseUrl, u"http://tts/v1"_s);
    QCOMPARE(config(ProviderKind::Speech, clone).apiKey, u"tts-key"_s);
    clone.ttsProvider = u"kokoro"_s;
    QCOMPARE(config(ProviderKind::Speech, clone).apiKey, QString());
    make({{u"TTS_DEFAULT_PROVIDER"_s, u"kokoro"_s}, {u"TTS_API_BASE_URL"_s, u"http://tts/v1"_s}});
    QCOMPARE(config(ProviderKind::Speech).baseUrl, u"http://tts/v1"_s);
    clone.ttsProvider = u"openai"_s;
    QCOMPARE(config(ProviderKind::Speech, clone).baseUrl,
             m_registry->find(ProviderKind::Speech, u"openai"_s)->baseUrl);
}

void ProviderSettingsTest::voice()
{
    AiSettings clone;
    QCOMPARE(m_providers->choice(ProviderKind::Speech).voice,
             m_registry->find(ProviderKind::Speech, u"system"_s)->voice);
    make({{u"TTS_DEFAULT_PROVIDER"_s, u"openai"_s}, {u"TTS_DEFAULT_VOICE_ID"_s, u"env-voice"_s}});
    QCOMPARE(m_providers->choice(ProviderKind::Speech).voice, u"env-voice"_s);
    clone.ttsProvider = u"system"_s;
    QVERIFY(m_providers->choice(ProviderKind::Speech, clone).voice != u"env-voice"_s);
    m_providers->setVoice(u"openai"_s, u"profile-voice"_s);
    QCOMPARE(m_providers->choice(ProviderKind::Speech).voice, u"profile-voice"_s);
    clone = {};
    clone.ttsVoiceId = u"clone-voice"_s;
    QCOMPARE(config(ProviderKind::Speech, clone).voice, u"clone-voice"_s);
    make({{u"TTS_DEFAULT_VOICE_ID"_s, u"only-voice"_s}});
    QCOMPARE(m_providers->choice(ProviderKind::Speech).voice, u"only-voice"_s);
}

void ProviderSettingsTest::keys()
{
    const auto state = [this](const QString &preset) {
        auto future = m_providers->keyState(ProviderKind::Llm, preset);
        return QTest::qWaitFor([&] { return future.isFinished(); }) ? int(future.result()) : -1;
    };
    AiSettings clone;
    clone.llmProvider = u"openai"_s;
    QCOMPARE(state(u"dummy"_s), int(KeyState::NotNeeded));
    QCOMPARE(state(u"no such"_s), int(KeyState::NotNeeded));
    QCOMPARE(state(u"openai"_s), int(KeyState::Missing));
    QCOMPARE(config(ProviderKind::Llm, clone).apiKey, QString());
    make({{u"LLM_OPENAI_API_KEY"_s, u"env-key"_s}});
    QCOMPARE(state(u"openai"_s), int(KeyState::FromEnvironment));
    const QString secret = m_registry->find(ProviderKind::Llm, u"openai"_s)->secret;
    QSignalSpy changed(m_providers.get(), &ProviderSettings::changed);
    auto written = m_providers->setKey(secret, u" typed-key\n"_s);
    QTRY_VERIFY(written.isFinished());
    VERIFY_OK(written.result());
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(state(u"openai"_s), int(KeyState::ThisRunOnly));
    QCOMPARE(config(ProviderKind::Llm, clone).apiKey, u"typed-key"_s); // what was typed wins
    auto removed = m_providers->setKey(secret, {});
    QTRY_VERIFY(removed.isFinished());
    QCOMPARE(config(ProviderKind::Llm, clone).apiKey, u"env-key"_s);
    // It is nowhere on disk.
    m_storage.reset();
    QFile file(m_folder->filePath(u"a.db"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("typed-key"));
}

void ProviderSettingsTest::unknownProvider()
{
    AiSettings clone;
    clone.llmProvider = u"of another version"_s;
    const ProviderChoice choice = m_providers->choice(ProviderKind::Llm, clone);
    QVERIFY(!choice.known);
    QCOMPARE(choice.providerName, u"of another version"_s);
    auto future = m_providers->config(ProviderKind::Llm, clone);
    QTRY_VERIFY(future.isFinished());
    VERIFY_FAILS(future.result(), ErrorKind::NotFound, u"unknown-provider"_s);
    QCOMPARE(future.result().error().subject, u"of another version"_s);
}

void ProviderSettingsTest::changedIsTold()
{
    QSignalSpy changed(m_providers.get(), &ProviderSettings::changed);
    m_providers->setProfileProvider(ProviderKind::Llm, u"ollama"_s);
    QCOMPARE(changed.size(), 1);
    m_providers->setProfileProvider(ProviderKind::Llm, u"ollama"_s);
    QCOMPARE(changed.size(), 1);
    m_settings->set(QString::fromUtf16(SettingsKey::theme), u"dark"_s);
    QCOMPARE(changed.size(), 1);
}

void ProviderSettingsTest::settingsAreKept()
{
    QSignalSpy changed(m_settings.get(), &Settings::changed);
    auto stored = m_settings->set(u"ui.theme"_s, u"dark"_s);
    QCOMPARE(m_settings->value(u"ui.theme"_s), u"dark"_s); // at once
    QCOMPARE(m_settings->value(u"ui.other"_s, u"fallback"_s), u"fallback"_s);
    QCOMPARE(changed.size(), 1);
    QTRY_VERIFY(stored.isFinished());
    VERIFY_OK(stored.result());
    auto removed = m_settings->set(u"ui.theme"_s, {});
    QCOMPARE(m_settings->value(u"ui.theme"_s, u"fallback"_s), u"fallback"_s);
    auto all = m_storage->write([](Store &store) { return store.settings.all(); });
    QTRY_VERIFY(all.isFinished());
    QVERIFY(all.result()->isEmpty());
    QVERIFY(removed.isFinished());
    // What can't be stored counts for this run, and is told.
    auto block = m_storage->write([](Store &store) -> Result<void> {
        CM_TRY(store.database().run(u"PRAGMA query_only = ON"_s));
        return {};
    });
    auto failed = m_settings->set(u"ui.theme"_s, u"light"_s);
    QTRY_VERIFY(failed.isFinished());
    VERIFY_OK(block.result());
    QVERIFY(!failed.result());
    QCOMPARE(m_settings->value(u"ui.theme"_s), u"light"_s);
}

void ProviderSettingsTest::brokenKeys_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("sent"); // empty: refused
    QTest::newRow("ends") << u" \tsk-1\r\n"_s << u"sk-1"_s;
    QTest::newRow("line break") << u"sk-1\nsk-2"_s << QString();
    QTest::newRow("header") << u"sk-1\r\nX-Other: a"_s << QString();
    QTest::newRow("zero") << u"sk"_s + QChar(0) + u"1"_s << QString();
    QTest::newRow("escape") << u"sk\u001b[31m"_s << QString();
    QTest::newRow("next line") << u"sk\u0085x"_s << QString();
}

void ProviderSettingsTest::brokenKeys()
{
    QFETCH(QString, key);
    QFETCH(QString, sent);
    make({{u"LLM_OPENAI_API_KEY"_s, key}});
    QCOMPARE(m_providers->keyVariable(ProviderKind::Llm, u"openai"_s), u"LLM_OPENAI_API_KEY"_s);
    for (int from = 0; from < 2; ++from) { // the environment, then the store
        auto future = m_providers->configOf(ProviderKind::Llm, u"openai"_s);
        QTRY_VERIFY(future.isFinished());
        if (sent.isEmpty()) {
            VERIFY_FAILS(future.result(), ErrorKind::InvalidInput, u"bad-key"_s);
            QVERIFY(!future.result().error().detail.contains(u"sk"_s));
        } else {
            VERIFY_OK(future.result());
            QCOMPARE(future.result()->apiKey, sent);
        }
        if (from == 0 && sent.isEmpty()) {
            auto refused = m_providers->setKey(u"openai"_s, key);
            QTRY_VERIFY(refused.isFinished());
            VERIFY_FAILS(refused.result(), ErrorKind::InvalidInput, u"bad-key"_s);
            QCOMPARE(m_secrets->read(u"openai"_s).result(), Secret());
        }
        m_secrets->write(u"openai"_s, key);
    }
    m_secrets->remove(u"openai"_s);
}

void ProviderSettingsTest::localConfigs()
{
    make({{u"LLM_OLLAMA_BASE_URL"_s, u"http://10.0.0.1:1/v1"_s}, {u"LLM_OLLAMA_API_KEY"_s, u"sk"_s}});
    QStringList ids;
    const auto all = m_providers->localConfigs(ProviderKind::Llm);
    for (const ProviderConfig &each : all) {
        ids.append(each.preset.id);
        QVERIFY(each.apiKey.isEmpty());
    }
    QCOMPARE(ids, (QStringList{u"ollama"_s, u"lmstudio"_s, u"llamacpp"_s, u"vllm"_s}));
    QCOMPARE(all.first().baseUrl, u"http://10.0.0.1:1/v1"_s); // where the user moved it
}

// Query-only is what a read-only disk comes to, and holds for root as well.
void ProviderSettingsTest::aFullOrReadOnlyDiskIsTold()
{
    auto closed = m_storage->write([](Store &store) -> Result<void> {
        CM_TRY(store.database().run(u"PRAGMA query_only = 1"_s));
        return {};
    });
    QTRY_VERIFY(closed.isFinished());
    VERIFY_OK(closed.result());
    for (auto &&stored : {m_providers->setProfileProvider(ProviderKind::Llm, u"ollama"_s),
                          m_providers->setBaseUrl(ProviderKind::Llm, u"ollama"_s, u"http://127.0.0.1:1"_s),
                          m_providers->setModel(ProviderKind::Llm, u"ollama"_s, u"m"_s),
                          m_providers->setVoice(u"kokoro"_s, u"v"_s)}) {
        QTRY_VERIFY(stored.isFinished());
        VERIFY_FAILS(stored.result(), ErrorKind::Storage, u"read-only"_s);
    }
}

QTEST_GUILESS_MAIN(ProviderSettingsTest)
#include "ProviderSettingsTest.moc"

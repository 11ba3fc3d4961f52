#include "core/profile/Settings.h"

#include "core/api/LocalApi.h"
#include "core/profile/ProviderSettings.h"
#include "core/storage/Database.h"
#include "tests/support/FaultServer.h"
#include "tests/support/OpenAiServer.h"
#include "tests/ui/knowledge/TestProfile.h"
#include "ui/settings/FormCard.h"
#include "ui/settings/KeyField.h"
#include "ui/settings/PresetCombo.h"
#include "ui/settings/ProviderCard.h"
#include "ui/settings/SettingsDialog.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/Theme.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSlider>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
struct Dialog
{
    explicit Dialog(Profile &profile, const QString &pageId)
        : theme(*qApp)
        , api(profile)
        , dialog(profile, api, theme, nullptr)
    {
        dialog.show();
        dialog.showPage(pageId);
    }

    /// Of the page that is shown.
    template <typename T>
    T *find(const QString &name)
    {
        const QList<T *> all = dialog.findChildren<T *>(name);
        for (T *each : all) {
            if (each->isVisible())
                return each;
        }
        return nullptr;
    }

    int categories()
    {
        int shown = 0;
        auto *list = dialog.findChild<QListWidget *>(u"settingsCategories"_s);
        for (int row = 0; row < list->count(); ++row)
            shown += !list->item(row)->isHidden();
        return shown;
    }

    void chooseProvider(const QString &id)
    {
        auto *combo = find<PresetCombo>(u"providerCombo"_s);
        combo->setPresetId(id);
        Q_EMIT combo->presetChosen(id);
    }

    Theme theme;
    LocalApi api;
    SettingsDialog dialog;
};

QString storedSetting(TestProfile &profile, const QString &key)
{
    return profile.store([key](Store &store) { return store.settings.get(key); }).value_or(QString());
}
} // namespace

class SettingsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void themeAndTextSizeApplyAndStay()
    {
        TestProfile profile;
        Dialog shown(*profile, u"appearance"_s);
        const QColor before = shown.theme.color(Theme::Role::Paper);
        auto *mode = shown.find<QComboBox>(u"themeCombo"_s);
        mode->setCurrentIndex(mode->findData(u"dark"_s));
        Q_EMIT mode->activated(mode->currentIndex());
        QVERIFY(shown.theme.isDark());
        QVERIFY(shown.theme.color(Theme::Role::Paper) != before);
        QTRY_COMPARE(storedSetting(profile, QString::fromUtf16(SettingsKey::theme)), u"dark"_s);

        const QFont normal = QApplication::font();
        auto *size = shown.find<QSlider>(u"textSizeSlider"_s);
        QTest::keyClick(size, Qt::Key_End);
        QCOMPARE(shown.find<QLabel>(u"textSizeText"_s)->text(), u"200 %"_s);
        QTRY_COMPARE(shown.theme.textScale(), 200);
        QVERIFY(QApplication::font().pointSizeF() > 1.9 * normal.pointSizeF());
        QTRY_COMPARE(storedSetting(profile, QString::fromUtf16(SettingsKey::textSize)), u"200"_s);
        shown.theme.setTextScale(100);
        shown.theme.setMode(Theme::Mode::Light);
    }

    void addressModelAndKeyAreStoredButTheKeyNotInTheDatabase()
    {
        TestProfile profile;
        Dialog shown(*profile, u"providers"_s);
        QCOMPARE(shown.dialog.currentPage(), u"answers"_s);
        QVERIFY(!shown.find<QLineEdit>(u"urlEdit"_s)); // offline has no address
        QVERIFY(!shown.find<QLineEdit>(u"keyEdit"_s));

        shown.chooseProvider(u"custom"_s);
        QTRY_VERIFY(shown.find<QLineEdit>(u"urlEdit"_s));
        QTest::keyClicks(shown.find<QLineEdit>(u"urlEdit"_s), u"http://127.0.0.1:8123/v1"_s);
        QTest::keyClicks(shown.find<QComboBox>(u"modelCombo"_s)->lineEdit(), u"small-model"_s);
        QTRY_COMPARE_WITH_TIMEOUT(profile->providerSettings().baseUrl(ProviderKind::Llm, u"custom"_s),
                                  u"http://127.0.0.1:8123/v1"_s, 5000);
        QTRY_COMPARE_WITH_TIMEOUT(profile->providerSettings().model(ProviderKind::Llm, u"custom"_s),
                                  u"small-model"_s, 5000);
        QCOMPARE(profile->providerSettings().choice(ProviderKind::Llm).providerId, u"custom"_s);

        QTest::keyClicks(shown.find<QLineEdit>(u"keyEdit"_s), u"secret-123"_s);
        shown.find<QPushButton>(u"keySave"_s)->click();
        QTRY_VERIFY(shown.find<QPushButton>(u"keyRemove"_s));
        QVERIFY(shown.find<QLineEdit>(u"keyEdit"_s)->text().isEmpty()); // never shown again
        QTRY_COMPARE(shown.find<KeyField>(u"keyField"_s)->state(), KeyState::ThisRunOnly);
        const auto config = awaited(profile->providerSettings().config(ProviderKind::Llm));
        QVERIFY(config);
        QCOMPARE(config->apiKey, u"secret-123"_s);
        const auto all = profile.store([](Store &store) { return store.settings.all(); });
        for (const QString &value : all)
            QVERIFY(!value.contains(u"secret-123"_s));

        shown.find<QPushButton>(u"keyRemove"_s)->click();
        QTRY_VERIFY(!shown.find<QPushButton>(u"keyRemove"_s));
        QCOMPARE(awaited(profile->providerSettings().config(ProviderKind::Llm))->apiKey, QString());
    }

    void eachProviderKeepsItsOwnFields()
    {
        TestProfile profile;
        Dialog shown(*profile, u"answers"_s);
        shown.chooseProvider(u"ollama"_s);
        QTRY_VERIFY(shown.find<QComboBox>(u"modelCombo"_s));
        QTest::keyClicks(shown.find<QComboBox>(u"modelCombo"_s)->lineEdit(), u"llama3.2"_s);
        shown.chooseProvider(u"openai"_s); // what was typed is stored for the one it was typed for
        QTRY_COMPARE(profile->providerSettings().model(ProviderKind::Llm, u"ollama"_s), u"llama3.2"_s);
        QCOMPARE(profile->providerSettings().model(ProviderKind::Llm, u"openai"_s), QString());
        QTRY_VERIFY(shown.find<QLabel>(u"keyState"_s));
        QTRY_VERIFY2(shown.find<QLabel>(u"keyState"_s)->text().startsWith(u"No key yet"_s),
                     qPrintable(shown.find<QLabel>(u"keyState"_s)->text()));
        QVERIFY(!shown.find<QLineEdit>(u"urlEdit"_s)); // a known address needs no field
        shown.chooseProvider(u"ollama"_s);
        QTRY_COMPARE(shown.find<QComboBox>(u"modelCombo"_s)->currentText(), u"llama3.2"_s);
    }

    void aKeyFromTheEnvironmentIsTold()
    {
        TestProfile profile(
            {{u"LLM_OPENAI_API_KEY"_s, u"from-outside"_s}, {u"LLM_DEFAULT_PROVIDER"_s, u"openai"_s}});
        Dialog shown(*profile, u"keys"_s);
        QTRY_COMPARE(shown.find<KeyField>(u"keyField"_s)->state(), KeyState::FromEnvironment);
        QVERIFY(!shown.find<QPushButton>(u"keyRemove"_s));
        QVERIFY2(shown.find<QLabel>(u"providerNote"_s)->text().contains(u"environment"_s),
                 qPrintable(shown.find<QLabel>(u"providerNote"_s)->text()));
    }

    void aLocalServerIsLookedForOnItsPageOnly()
    {
        OpenAiServer server({.models = {u"only-one"_s}});
        TestProfile profile({}, TestProfile::withServer(u"ollama"_s, server.baseUrl()));
        Dialog shown(*profile, u"appearance"_s);
        shown.dialog.showPage(u"storage"_s);
        shown.dialog.showPage(u"voice"_s);
        shown.dialog.search(u"text size"_s);
        shown.dialog.search({});
        shown.dialog.showPage(u"memory"_s);
        QTest::qWait(500);
        QCOMPARE(server.server().connections(), 0);
        shown.dialog.showPage(u"answers"_s);
        QTRY_VERIFY(shown.find<QPushButton>(u"localServerUse"_s));
        QVERIFY2(shown.find<QLabel>(u"localServerText"_s)->text().startsWith(u"Ollama is running"_s),
                 qPrintable(shown.find<QLabel>(u"localServerText"_s)->text()));
        QCOMPARE(server.server().requests().size(), 1);
        QCOMPARE(profile->providerSettings().choice(ProviderKind::Llm).providerId, u"dummy"_s);
        shown.find<QPushButton>(u"localServerUse"_s)->click();
        QCOMPARE(profile->providerSettings().choice(ProviderKind::Llm).providerId, u"ollama"_s);
        QCOMPARE(profile->providerSettings().choice(ProviderKind::Llm).model, u"only-one"_s);
        QVERIFY(!shown.find<QPushButton>(u"localServerUse"_s));
        shown.dialog.showPage(u"voice"_s);
        shown.dialog.showPage(u"answers"_s);
        QTRY_COMPARE(server.server().requests().size(), 2);
        QTest::qWait(200);
        QVERIFY(!shown.find<QPushButton>(u"localServerUse"_s)); // in use already
    }

    void ofSeveralModelsOneIsToBeChosen()
    {
        OpenAiServer server;
        TestProfile profile({}, TestProfile::withServer(u"lmstudio"_s, server.baseUrl()));
        Dialog shown(*profile, u"answers"_s);
        QTRY_VERIFY(shown.find<QPushButton>(u"localServerUse"_s));
        shown.find<QPushButton>(u"localServerUse"_s)->click();
        QTRY_VERIFY(shown.find<QComboBox>(u"modelCombo"_s));
        QTRY_COMPARE(shown.find<QComboBox>(u"modelCombo"_s)->count(), 2);
        QCOMPARE(profile->providerSettings().choice(ProviderKind::Llm).model, QString());
        QTRY_VERIFY(QApplication::activePopupWidget());
        QApplication::activePopupWidget()->close();
    }

    void aProviderIsTestedInADialog()
    {
        OpenAiServer server({.models = {u"another"_s}});
        TestProfile profile({}, TestProfile::withServer(u"ollama"_s, server.baseUrl()));
        profile->providerSettings().setModel(ProviderKind::Llm, u"ollama"_s, u"missing"_s);
        profile->providerSettings().setProfileProvider(ProviderKind::Llm, u"ollama"_s);
        Dialog shown(*profile, u"answers"_s);
        shown.find<QPushButton>(u"modelTest"_s)->click();
        auto *check = shown.dialog.findChild<QDialog *>(u"providerCheck"_s);
        QVERIFY(check && check->isVisible() && !check->isModal());
        auto *notice = check->findChild<Notice *>(u"checkNotice"_s);
        QTRY_VERIFY(notice->isVisible());
        QVERIFY2(notice->sentence().contains(u"does not have this model"_s), qPrintable(notice->sentence()));
        notice->findChild<QPushButton *>(u"noticeFirstButton"_s)->click(); // "Choose a model"
        QVERIFY(!check->isVisible());
        QWidget *focused = shown.dialog.focusWidget();
        auto *model = shown.find<QComboBox>(u"modelCombo"_s);
        QVERIFY(focused == model || model->isAncestorOf(focused));

        profile->providerSettings().setModel(ProviderKind::Llm, u"ollama"_s, u"another"_s);
        server.server().enqueue(
            FaultScript::answer(200, "application/json", R"({"object":"list","data":[]})"));
        server.server().enqueue(FaultScript().hang());
        shown.find<QPushButton>(u"modelTest"_s)->click();
        auto *hanging = shown.dialog.findChild<QDialog *>(u"providerCheck"_s);
        if (hanging == check) // the first one goes from the event loop
            hanging = shown.dialog.findChildren<QDialog *>(u"providerCheck"_s).last();
        auto *again = hanging->findChild<QPushButton *>(u"checkAgain"_s);
        QTRY_COMPARE(hanging->findChild<QLabel *>(u"checkFacts3"_s)->text(), u"…"_s);
        QCOMPARE(again->text(), u"Stop"_s);
        again->click();
        QTRY_COMPARE(again->text(), u"Test again"_s);
        again->click();
        auto *facts = hanging->findChild<QLabel *>(u"checkFacts3"_s);
        QTRY_VERIFY2(facts->text().startsWith(u'“'), qPrintable(facts->text()));
        QVERIFY(facts->accessibleName().startsWith(u"Answers: "_s));
        hanging->close();
    }

    void whatIsNotStoredIsToldInItsPlace()
    {
        TestProfile profile;
        Dialog shown(*profile, u"answers"_s);
        // What a read-only disk comes to, for root as well.
        profile.store([](Store &store) -> Result<int> {
            CM_TRY(store.database().run(u"PRAGMA query_only = 1"_s));
            return 0;
        });
        shown.chooseProvider(u"ollama"_s);
        QTRY_VERIFY(shown.find<Notice>(u"notStored"_s));
        QVERIFY2(shown.find<Notice>(u"notStored"_s)->sentence().contains(u"can't be written"_s),
                 qPrintable(shown.find<Notice>(u"notStored"_s)->sentence()));
        QVERIFY(shown.find<Notice>(u"notStored"_s)
                    ->parentWidget()
                    ->isAncestorOf(shown.find<PresetCombo>(u"providerCombo"_s)));
        QTest::keyClicks(shown.find<QLineEdit>(u"urlEdit"_s), u"http://127.0.0.1:1"_s);
        QTRY_VERIFY_WITH_TIMEOUT(shown.find<Notice>(u"notStored"_s)
                                     ->parentWidget()
                                     ->isAncestorOf(shown.find<QLineEdit>(u"urlEdit"_s)),
                                 5000);
    }

    void searchLeavesWhatWasMeant()
    {
        TestProfile profile;
        Dialog shown(*profile, u"appearance"_s);
        QCOMPARE(shown.categories(), 6);
        shown.dialog.search(u"text size"_s);
        QCOMPARE(shown.categories(), 1);
        QCOMPARE(shown.dialog.currentPage(), u"appearance"_s);
        QVERIFY(shown.find<QSlider>(u"textSizeSlider"_s));
        QVERIFY(!shown.find<QComboBox>(u"themeCombo"_s));
        shown.dialog.search(u"folder"_s);
        QCOMPARE(shown.dialog.currentPage(), u"storage"_s);
        shown.dialog.search(u"memory"_s); // folded fields are found as well
        QVERIFY(shown.categories() >= 1);
        shown.dialog.search(u"xyzzy"_s);
        QCOMPARE(shown.categories(), 0);
        shown.dialog.search({});
        QCOMPARE(shown.categories(), 6);
        shown.dialog.showPage(u"appearance"_s);
        QVERIFY(shown.find<QComboBox>(u"themeCombo"_s));
    }

    void storageTellsWhereAndHowMuch()
    {
        TestProfile profile;
        profile.addClone(u"Mara"_s);
        Dialog shown(*profile, u"storage"_s);
        QTRY_VERIFY(shown.find<QLabel>(u"storageCounts"_s)->text().startsWith(u"1 "_s));
        QCOMPARE(shown.find<QLabel>(u"dataFolder"_s)->text(), profile.dir());
    }

    void aVoiceIsStoredAndListened()
    {
        TestProfile profile;
        Dialog shown(*profile, u"voice"_s);
        shown.chooseProvider(u"kokoro"_s);
        QTRY_VERIFY(shown.find<QComboBox>(u"voiceCombo"_s));
        QTest::keyClicks(shown.find<QComboBox>(u"voiceCombo"_s)->lineEdit(), u"af_heart"_s);
        QTRY_COMPARE_WITH_TIMEOUT(profile->providerSettings().voice(u"kokoro"_s), u"af_heart"_s, 5000);
        profile->providerSettings().setBaseUrl(ProviderKind::Speech, u"kokoro"_s, u"http://127.0.0.1:9/v1"_s);
        shown.find<QPushButton>(u"voiceListen"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(shown.find<Notice>(u"voiceNotice"_s), 15'000); // nobody listens there
        QTRY_COMPARE(shown.find<QPushButton>(u"voiceListen"_s)->text(), u"Listen"_s);
    }

    void voicesAreShownByNameAndKeptById()
    {
        FaultServer server;
        server.setResponder([](const ReceivedRequest &request) {
            if (request.path != "/v1/voices" || request.header("xi-api-key") != "a-key-0123456789")
                return FaultScript::answer(404, "application/json", R"({"detail":"Not Found"})");
            return FaultScript::answer(200, "application/json", R"({"voices":[
                {"voice_id":"id-roger","name":"Roger","labels":{"accent":"american","gender":"male","language":"en"}},
                {"voice_id":"id-anna-1","name":"Anna"},{"voice_id":"id-anna-2","name":"Anna"}]})");
        });
        TestProfile profile;
        profile->providerSettings().setBaseUrl(ProviderKind::Speech, u"elevenlabs"_s,
                                               server.url().toString());
        QVERIFY(awaited(profile->providerSettings().setKey(u"elevenlabs"_s, u"a-key-0123456789"_s)));
        Dialog shown(*profile, u"voice"_s);
        shown.chooseProvider(u"elevenlabs"_s);
        QTRY_VERIFY(shown.find<QComboBox>(u"voiceCombo"_s));
        auto *combo = shown.find<QComboBox>(u"voiceCombo"_s);
        QCOMPARE(combo->lineEdit()->placeholderText(), u"Choose or type a voice"_s);
        const auto stored = [&] { return profile->providerSettings().voice(u"elevenlabs"_s); };

        // Without one there is a sentence, and no request.
        shown.find<QPushButton>(u"voiceListen"_s)->click();
        QTRY_VERIFY(shown.find<Notice>(u"voiceNotice"_s));
        QCOMPARE(shown.find<Notice>(u"voiceNotice"_s)->sentence(),
                 u"No voice is chosen for ElevenLabs. Choose one in Settings."_s);
        QCOMPARE(server.requests().size(), 0);

        shown.find<QPushButton>(u"voiceLoad"_s)->click();
        QTRY_COMPARE(combo->count(), 3);
        combo->hidePopup();
        QCOMPARE(combo->itemText(0), u"Roger · american, male (en)"_s);
        QVERIFY(combo->itemText(1) != combo->itemText(2)); // of one name, and still to be told apart
        for (const int row : {0, 1, 2}) {
            combo->setCurrentIndex(row);
            Q_EMIT combo->activated(row);
            QCOMPARE(stored(), combo->itemData(row).toString());
            QCOMPARE(combo->currentText(), combo->itemText(row));
        }
        QCOMPARE(stored(), u"id-anna-2"_s);

        // One that is in no list.
        combo->lineEdit()->selectAll();
        QTest::keyClicks(combo->lineEdit(), u"id-shared-by-a-friend"_s);
        QTRY_COMPARE_WITH_TIMEOUT(stored(), u"id-shared-by-a-friend"_s, 5000);
        QCOMPARE(combo->currentText(), u"id-shared-by-a-friend"_s);
        shown.find<QPushButton>(u"voiceLoad"_s)->click();
        QTRY_COMPARE(server.requests().size(), 2);
        QTRY_VERIFY(shown.find<QPushButton>(u"voiceLoad"_s)->isEnabled());
        combo->hidePopup();
        QCOMPARE(combo->currentText(), u"id-shared-by-a-friend"_s);
        QCOMPARE(stored(), u"id-shared-by-a-friend"_s);

        // A known one is shown by its name, once the list is there.
        profile->providerSettings().setVoice(u"elevenlabs"_s, u"id-roger"_s);
        QTRY_COMPARE(combo->currentText(), u"Roger · american, male (en)"_s);
    }
};

QTEST_MAIN(SettingsTest)
#include "SettingsTest.moc"

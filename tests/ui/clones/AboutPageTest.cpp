#include "ui/clones/AboutPage.h"

#include "core/profile/ProviderSettings.h"
#include "tests/ui/knowledge/TestProfile.h"
#include "ui/clones/AvatarImage.h"
#include "ui/clones/LanguageCombo.h"
#include "ui/settings/PresetCombo.h"
#include "ui/widgets/Dialogs.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/Theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
struct About
{
    About(Profile &profile, const Clone &clone) : theme(*qApp), page(profile, theme, nullptr)
    {
        page.resize(800, 900);
        page.show();
        page.showClone(clone);
    }

    template <typename T>
    T *find(const QString &name)
    {
        return page.findChild<T *>(name);
    }
    template <typename T>
    T *find(const QString &card, const QString &name)
    {
        return page.findChild<QWidget *>(card)->findChild<T *>(name);
    }

    void type(const QString &name, const QString &text)
    {
        auto *edit = find<QLineEdit>(name);
        edit->selectAll();
        if (text.isEmpty())
            QTest::keyClick(edit, Qt::Key_Delete);
        else
            QTest::keyClicks(edit, text);
    }

    Theme theme;
    AboutPage page;
};

void choose(QComboBox *combo, const QString &data)
{
    const int row = combo->findData(data);
    if (row < 0)
        qFatal("no such entry");
    combo->setCurrentIndex(row);
    Q_EMIT combo->activated(row);
}
} // namespace

class AboutPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFieldComesIntoTheDatabase()
    {
        TestProfile profile;
        const Clone clone = profile.addClone(u"Mara"_s);
        About about(*profile, clone);
        QSignalSpy changed(&about.page, &AboutPage::cloneChanged);
        about.type(u"nameEdit"_s, u"Mara Lindqvist"_s);
        about.type(u"relationEdit"_s, u"my grandmother"_s);
        choose(about.find<QComboBox>(u"languageCombo"_s), u"sv"_s);
        about.find<QPlainTextEdit>(u"descriptionEdit"_s)->setPlainText(u"Born by the sea."_s);
        about.find<QCheckBox>(u"rememberCheck"_s)->click();
        about.find<QPlainTextEdit>(u"personalityEdit"_s)->setPlainText(u"Patient."_s);
        about.find<QPlainTextEdit>(u"speakingStyleEdit"_s)->setPlainText(u"Short sentences."_s);
        about.find<QPlainTextEdit>(u"greetingEdit"_s)->setPlainText(u"Hello, my dear."_s);
        choose(about.find<QComboBox>(u"answersCard"_s, u"cloneProvider"_s), u"ollama"_s);
        about.find<QDoubleSpinBox>(u"temperatureSpin"_s)->setValue(1.2);
        about.find<QSpinBox>(u"lengthSpin"_s)->setValue(500);
        auto *model = about.find<QComboBox>(u"answersCard"_s, u"modelCombo"_s);
        QTest::keyClicks(model->lineEdit(), u"llama3.2"_s);
        choose(about.find<QComboBox>(u"voiceCard"_s, u"cloneProvider"_s), u"kokoro"_s);
        QTest::keyClicks(about.find<QComboBox>(u"voiceCard"_s, u"voiceCombo"_s)->lineEdit(), u"af_heart"_s);
        choose(about.find<QComboBox>(u"memoryCard"_s, u"cloneProvider"_s), u"dummy"_s);

        QTRY_COMPARE_WITH_TIMEOUT(profile.clone(clone.id).settings.ttsVoiceId, u"af_heart"_s, 5000);
        QTRY_COMPARE_WITH_TIMEOUT(profile.clone(clone.id).settings.llmModel, u"llama3.2"_s, 5000);
        const Clone stored = profile.clone(clone.id);
        QCOMPARE(stored.name, u"Mara Lindqvist"_s);
        QCOMPARE(stored.relation, u"my grandmother"_s);
        QCOMPARE(stored.language, u"sv"_s);
        QCOMPARE(stored.description, u"Born by the sea."_s);
        QVERIFY(stored.rememberConversations);
        QCOMPARE(stored.personality, u"Patient."_s);
        QCOMPARE(stored.speakingStyle, u"Short sentences."_s);
        QCOMPARE(stored.greeting, u"Hello, my dear."_s);
        QCOMPARE(stored.settings.llmProvider, u"ollama"_s);
        QCOMPARE(stored.settings.temperature, 1.2);
        QCOMPARE(about.find<QSlider>(u"temperatureSlider"_s)->value(), 12);
        QCOMPARE(stored.settings.maxTokens, std::optional(500));
        QCOMPARE(stored.settings.ttsProvider, u"kokoro"_s);
        QCOMPARE(stored.settings.embeddingProvider, u"dummy"_s);
        QTRY_COMPARE(about.find<QLabel>(u"aboutState"_s)->text(), u"Saved"_s);
        QVERIFY(!changed.isEmpty());

        // And back to what Settings say; the old provider's model goes with it.
        choose(about.find<QComboBox>(u"answersCard"_s, u"cloneProvider"_s), QString());
        about.find<QSpinBox>(u"lengthSpin"_s)->setValue(0);
        QTRY_VERIFY_WITH_TIMEOUT(!profile.clone(clone.id).settings.maxTokens, 5000);
        QCOMPARE(profile.clone(clone.id).settings.llmProvider, QString());
        QCOMPARE(profile.clone(clone.id).settings.llmModel, QString());
    }

    void anImpossibleNameIsToldAndNotStored()
    {
        TestProfile profile;
        const Clone clone = profile.addClone(u"Mara"_s);
        About about(*profile, clone);
        about.type(u"nameEdit"_s, {});
        QCOMPARE(about.find<Notice>(u"nameNotice"_s)->sentence(), u"A name is needed."_s);
        about.find<QLineEdit>(u"nameEdit"_s)->setText(QString(201, u'x').left(200));
        about.type(u"nameEdit"_s, QString(201, u'x'));
        QVERIFY(about.find<Notice>(u"nameNotice"_s)->sentence().contains(u"200"_s));
        about.type(u"relationEdit"_s, u"friend"_s); // the others go on
        QTRY_COMPARE_WITH_TIMEOUT(profile.clone(clone.id).relation, u"friend"_s, 5000);
        QCOMPARE(profile.clone(clone.id).name, u"Mara"_s);
        about.type(u"nameEdit"_s, u"Ruth"_s);
        QVERIFY(about.find<Notice>(u"nameNotice"_s)->sentence().isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(profile.clone(clone.id).name, u"Ruth"_s, 5000);
    }

    void goingToAnotherCloneStoresWhatWaits()
    {
        TestProfile profile;
        const Clone one = profile.addClone(u"One"_s);
        const Clone two = profile.addClone(u"Two"_s);
        About about(*profile, one);
        about.type(u"relationEdit"_s, u"a friend"_s);
        about.page.showClone(two);
        QCOMPARE(about.find<QLineEdit>(u"relationEdit"_s)->text(), QString());
        QTRY_COMPARE_WITH_TIMEOUT(profile.clone(one.id).relation, u"a friend"_s, 5000);
        QCOMPARE(profile.clone(two.id).relation, QString());
    }

    void whatOthersWroteMeanwhileStays()
    {
        TestProfile profile;
        const Clone clone = profile.addClone(u"Mara"_s);
        About about(*profile, clone);
        Clone elsewhere = clone;
        elsewhere.greeting = u"From the command line"_s;
        profile.store([elsewhere](Store &store) { return store.clones.update(elsewhere); });
        about.type(u"relationEdit"_s, u"a friend"_s);
        QTRY_COMPARE_WITH_TIMEOUT(profile.clone(clone.id).relation, u"a friend"_s, 5000);
        QCOMPARE(profile.clone(clone.id).greeting, u"From the command line"_s);
        QTRY_COMPARE(about.find<QPlainTextEdit>(u"greetingEdit"_s)->toPlainText(),
                     u"From the command line"_s);
    }

    void aPictureIsCutToASquareAndRemoved()
    {
        TestProfile profile;
        const Clone clone = profile.addClone(u"Mara"_s);
        const QString path = profile.dir() + u"/wide.png"_s;
        QImage wide(900, 400, QImage::Format_RGB32);
        wide.fill(Qt::darkGreen);
        QVERIFY(wide.save(path));
        dialogs().openFiles = [&](QWidget *, const QString &, const QString &,
                                  const std::function<void(QStringList)> &chosen) { chosen({path}); };
        About about(*profile, clone);
        about.find<QPushButton>(u"choosePicture"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(!profile.clone(clone.id).avatar.isEmpty(), 5000);
        QImage kept;
        QVERIFY(kept.loadFromData(QByteArray::fromBase64(profile.clone(clone.id).avatar.toLatin1()), "PNG"));
        QCOMPARE(kept.size(), QSize(256, 256));
        QTRY_VERIFY(about.find<QPushButton>(u"removePicture"_s)->isVisible());
        about.find<QPushButton>(u"removePicture"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(profile.clone(clone.id).avatar.isEmpty(), 5000);
    }

    void aFileThatIsNoPictureIsTold()
    {
        TestProfile profile;
        const Clone clone = profile.addClone(u"Mara"_s);
        const QString path = profile.dir() + u"/broken.png"_s;
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("\x89PNG\r\n\x1a\nand then nothing of the kind");
        file.close();
        dialogs().openFiles = [&](QWidget *, const QString &, const QString &,
                                  const std::function<void(QStringList)> &chosen) { chosen({path}); };
        About about(*profile, clone);
        about.find<QPushButton>(u"choosePicture"_s)->click();
        auto *notice = about.find<Notice>(u"pictureNotice"_s);
        QTRY_VERIFY(notice->isVisible());
        QVERIFY2(notice->sentence().contains(u"broken.png"_s), qPrintable(notice->sentence()));
        QCOMPARE(avatarFromFile(u"/nowhere/at/all.png"_s).error().code, u"file-missing"_s);
        QVERIFY(profile.clone(clone.id).avatar.isEmpty());
    }

    void theOfflineModelIsTested()
    {
        TestProfile profile;
        const Clone clone = profile.addClone(u"Mara"_s);
        About about(*profile, clone);
        about.find<QPushButton>(u"answersCard"_s, u"modelTest"_s)->click();
        QWidget *dialog = nullptr;
        for (QWidget *window : QApplication::topLevelWidgets()) {
            if (window->objectName() == "providerCheck"_L1)
                dialog = window;
        }
        QVERIFY(dialog && dialog->isVisible());
        auto *facts = dialog->findChild<QLabel *>(u"checkFacts3"_s);
        QTRY_VERIFY_WITH_TIMEOUT(facts->text().startsWith(u'“') && facts->text().contains(u" s"_s), 10'000);
    }

    void aProviderThatDoesNotAnswerIsToldInPlace()
    {
        TestProfile profile;
        const Clone clone = profile.addClone(u"Mara"_s);
        profile->providerSettings().setBaseUrl(ProviderKind::Llm, u"ollama"_s,
                                               u"http://127.0.0.1:9/v1"_s); // nobody listens there
        About about(*profile, clone);
        choose(about.find<QComboBox>(u"answersCard"_s, u"cloneProvider"_s), u"ollama"_s);
        about.find<QPushButton>(u"answersCard"_s, u"modelLoad"_s)->click();
        auto *notice = about.find<Notice>(u"answersCard"_s, u"modelNotice"_s);
        QTRY_VERIFY_WITH_TIMEOUT(notice->isVisible(), 15'000);
        QVERIFY2(notice->sentence().contains(u"Ollama"_s), qPrintable(notice->sentence()));
    }

    void languagesAreWrittenInThemselves()
    {
        LanguageCombo combo;
        QVERIFY(combo.count() >= 21);
        combo.setLanguage(u"de"_s);
        QCOMPARE(combo.currentText(), u"Deutsch"_s);
        combo.setLanguage(u"pt-BR"_s); // not in the list: it joins
        QCOMPARE(combo.language(), u"pt-BR"_s);
        QVERIFY2(combo.currentText().startsWith(u"Português"_s), qPrintable(combo.currentText()));
        combo.setLanguage({});
        QCOMPARE(combo.currentIndex(), 0);
    }
};

QTEST_MAIN(AboutPageTest)
#include "AboutPageTest.moc"

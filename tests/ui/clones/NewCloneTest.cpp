#include "tests/ui/knowledge/TestProfile.h"
#include "ui/clones/FirstRunPage.h"
#include "ui/clones/LanguageCombo.h"
#include "ui/clones/NewCloneDialog.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/Theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class NewCloneTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void enterCreatesWhatWasWritten()
    {
        TestProfile profile;
        NewCloneDialog dialog(*profile, nullptr);
        dialog.show();
        auto *name = dialog.findChild<QLineEdit *>(u"newCloneName"_s);
        QTest::keyClicks(name, u"  Mara Lindqvist "_s);
        QTest::keyClicks(dialog.findChild<QLineEdit *>(u"newCloneRelation"_s), u"my grandmother"_s);
        dialog.findChild<QPlainTextEdit *>(u"newCloneDescription"_s)->setPlainText(u"Born by the sea."_s);
        dialog.findChild<QPlainTextEdit *>(u"newCloneStyle"_s)->setPlainText(u"Short sentences."_s);
        dialog.findChild<LanguageCombo *>()->setLanguage(u"sv"_s);
        QSignalSpy accepted(&dialog, &QDialog::accepted);
        QTest::keyClick(name, Qt::Key_Return);
        QVERIFY(accepted.size() == 1 || accepted.wait(5000));
        const Clone stored = profile.clone(dialog.clone().id);
        QCOMPARE(stored, dialog.clone());
        QCOMPARE(stored.name, u"Mara Lindqvist"_s);
        QCOMPARE(stored.relation, u"my grandmother"_s);
        QCOMPARE(stored.description, u"Born by the sea."_s);
        QCOMPARE(stored.speakingStyle, u"Short sentences."_s);
        QCOMPARE(stored.language, u"sv"_s);
    }

    void withoutANameNothingIsStored()
    {
        TestProfile profile;
        NewCloneDialog dialog(*profile, nullptr);
        dialog.show();
        dialog.findChild<QPushButton *>(u"newCloneCreate"_s)->click();
        auto *notice = dialog.findChild<Notice *>(u"newCloneNameNotice"_s);
        QCOMPARE(notice->sentence(), u"A name is needed."_s);
        dialog.findChild<QLineEdit *>(u"newCloneName"_s)->setText(QString(201, u'x'));
        dialog.findChild<QPushButton *>(u"newCloneCreate"_s)->click();
        QVERIFY(notice->sentence().contains(u"200"_s));
        QTest::keyClick(dialog.findChild<QLineEdit *>(u"newCloneName"_s), Qt::Key_Backspace);
        QVERIFY(notice->sentence().isEmpty());
        QCOMPARE(profile.store([](Store &store) { return store.clones.list(); }).size(), 0);
    }

    void firstRunOffersBothWays()
    {
        Theme theme(*qApp);
        TestProfile profile;
        FirstRunPage page(*profile);
        page.show();
        QSignalSpy create(&page, &FirstRunPage::createRequested);
        QSignalSpy sample(&page, &FirstRunPage::sampleRequested);
        auto *one = page.findChild<QAbstractButton *>(u"firstRunCreate"_s);
        auto *two = page.findChild<QAbstractButton *>(u"firstRunSample"_s);
        QTest::keyClick(one, Qt::Key_Space);
        QTest::mouseClick(two, Qt::LeftButton);
        QCOMPARE(create.size(), 1);
        QCOMPARE(sample.size(), 1);
        page.setBusy(true);
        QVERIFY(!one->isEnabled());
        page.showError({.kind = ErrorKind::Storage, .code = u"disk-full"_s});
        QVERIFY(one->isEnabled());
        QVERIFY(page.findChild<Notice *>(u"firstRunNotice"_s)->isVisible());
    }
};

QTEST_MAIN(NewCloneTest)
#include "NewCloneTest.moc"

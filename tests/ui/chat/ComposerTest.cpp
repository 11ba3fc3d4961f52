#include "ui/chat/Composer.h"

#include "core/chat/ChatService.h"
#include "ui/widgets/Theme.h"

#include <QApplication>
#include <QClipboard>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class ComposerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = new Theme(*qApp); }
    void cleanupTestCase() { delete m_theme; }
    void init()
    {
        m_composer = new Composer;
        m_composer->resize(500, 60);
        m_composer->setPerson(u"Ada"_s);
        m_composer->show();
        m_input = m_composer->findChild<QPlainTextEdit *>(u"composerInput"_s);
        m_button = m_composer->findChild<QToolButton *>(u"sendButton"_s);
    }
    void cleanup() { delete m_composer; }

    void enterSendsAndShiftEnterBreaksTheLine()
    {
        QSignalSpy sent(m_composer, &Composer::sendRequested);
        QTest::keyClicks(m_input, u"one"_s);
        QTest::keyClick(m_input, Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClicks(m_input, u"two"_s);
        QCOMPARE(sent.size(), 0);
        QCOMPARE(m_composer->text(), u"one\ntwo"_s);
        QTest::keyClick(m_input, Qt::Key_Return);
        QCOMPARE(sent.size(), 1);
        QCOMPARE(sent.first().first().toString(), u"one\ntwo"_s);
        QCOMPARE(m_composer->text(), u"one\ntwo"_s); // it goes only when it is taken
        QTest::keyClick(m_input, Qt::Key_Enter, Qt::KeypadModifier);
        QCOMPARE(sent.size(), 2);
    }

    void theButtonSendsOrStops()
    {
        QSignalSpy sent(m_composer, &Composer::sendRequested);
        QSignalSpy stopped(m_composer, &Composer::stopRequested);
        QVERIFY(!m_button->isEnabled());
        m_composer->setText(u"Hello"_s);
        QVERIFY(m_button->isEnabled());
        m_button->click();
        QCOMPARE(sent.size(), 1);
        m_composer->setText({});
        m_composer->setAnswering(true);
        QCOMPARE(m_button->accessibleName(), u"Stop"_s);
        QVERIFY(m_button->isEnabled());
        m_button->click();
        QCOMPARE(stopped.size(), 1);
        m_composer->setAnswering(false);
        QCOMPARE(m_button->accessibleName(), u"Send"_s);
    }

    void growsToTenLines()
    {
        const int one = m_input->height();
        m_composer->setText(u"a\nb\nc"_s);
        QTRY_VERIFY(m_input->height() > 2 * one);
        m_composer->setText(u"line\n"_s.repeated(40));
        QTRY_VERIFY(m_input->height() > 6 * one);
        const int most = m_input->height();
        m_composer->setText(u"line\n"_s.repeated(400));
        QTest::qWait(20);
        QCOMPARE(m_input->height(), most);
        m_composer->setText({});
        QTRY_COMPARE(m_input->height(), one);
        m_composer->setText(u"words that wrap "_s.repeated(20));
        QTRY_VERIFY(m_input->height() > one);
    }

    void aPasteOfMegabytesIsOfferedAndNotTakenIn()
    {
        QSignalSpy pasted(m_composer, &Composer::longTextPasted);
        QApplication::clipboard()->setText(QString(5 * 1024 * 1024, u'x'));
        QElapsedTimer clock;
        clock.start();
        m_input->paste();
        QVERIFY2(clock.elapsed() < 500, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(pasted.size(), 1);
        QCOMPARE(pasted.first().first().toString().size(), 5 * 1024 * 1024);
        QVERIFY(m_composer->text().isEmpty());
        QApplication::clipboard()->setText(u"a short one"_s);
        m_input->paste();
        QCOMPARE(m_composer->text(), u"a short one"_s);
    }

    void saysWhomOneWritesTo()
    {
        QVERIFY(m_input->placeholderText().contains("Ada"_L1));
        QCOMPARE(m_input->accessibleName(), m_input->placeholderText());
    }

private:
    Theme *m_theme = nullptr;
    Composer *m_composer = nullptr;
    QPlainTextEdit *m_input = nullptr;
    QToolButton *m_button = nullptr;
};

QTEST_MAIN(ComposerTest)
#include "ComposerTest.moc"

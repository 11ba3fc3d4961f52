#include "ui/settings/ProgramsPage.h"

#include "core/api/LocalApi.h"
#include "tests/ui/knowledge/TestProfile.h"
#include "ui/settings/CopyField.h"
#include "ui/widgets/Dialogs.h"
#include "ui/widgets/IconButton.h"
#include "ui/widgets/Notice.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

// The status line of an answer; empty where nobody answers.
QByteArray ask(int port, const QString &token)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, quint16(port));
    if (!QTest::qWaitFor([&] { return socket.state() == QAbstractSocket::ConnectedState; }, 2000))
        return {};
    socket.write("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                 + token.toLatin1() + "\r\n\r\n");
    if (!QTest::qWaitFor([&] { return socket.canReadLine(); }, 5000))
        return {};
    return socket.readLine().trimmed();
}
} // namespace

// The page as its user uses it, with a real server behind it.
class ProgramsPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_profile = std::make_unique<TestProfile>();
        m_api = std::make_unique<LocalApi>(**m_profile);
        m_api->setPort(freePort());
        m_page = std::make_unique<ProgramsPage>(*m_api, nullptr);
        m_page->resize(700, 800);
        m_page->show();
    }

    void cleanup()
    {
        m_page.reset();
        m_api.reset();
        m_profile.reset();
        dialogs() = systemDialogs();
    }

    void isOffAtFirst()
    {
        QVERIFY(!find<QCheckBox>("apiEnabled")->isChecked());
        QVERIFY(!find<CopyField>("apiKey")->isVisible());
        QVERIFY(find<QLabel>("apiState")->text().startsWith(u"Off."_s));
        QCOMPARE(ask(m_api->port(), {}), QByteArray());
    }

    void switchedOnAndOff()
    {
        find<QCheckBox>("apiEnabled")->click();
        QTRY_COMPARE(m_api->state(), LocalApi::State::Running);
        QTRY_VERIFY(!key().isEmpty());
        QVERIFY(find<CopyField>("apiKey")->isVisible());
        QCOMPARE(find<CopyField>("apiAddress")->text(), u"http://127.0.0.1:%1/v1"_s.arg(m_api->port()));
        QVERIFY(find<QLabel>("apiState")->text().startsWith(u"On,"_s));
        QCOMPARE(ask(m_api->port(), key()), QByteArray("HTTP/1.1 200 OK"));
        QVERIFY(ask(m_api->port(), u"another"_s).startsWith("HTTP/1.1 401"));
        QVERIFY(find<QLabel>("apiKeyState")->isVisible()); // no keychain in a test

        find<QCheckBox>("apiEnabled")->click();
        QTRY_COMPARE(m_api->state(), LocalApi::State::Off);
        QVERIFY(!find<CopyField>("apiKey")->isVisible());
        QCOMPARE(ask(m_api->port(), key()), QByteArray());
    }

    void keyIsHiddenUntilShown()
    {
        find<QCheckBox>("apiEnabled")->click();
        QTRY_VERIFY(!key().isEmpty());
        auto *field = find<CopyField>("apiKey");
        auto *edit = field->findChild<QLineEdit *>();
        QCOMPARE(edit->echoMode(), QLineEdit::Password);
        field->findChild<IconButton *>(u"revealButton"_s)->click();
        QCOMPARE(edit->echoMode(), QLineEdit::Normal);
        field->findChild<IconButton *>(u"copyButton"_s)->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), key());
        find<QPushButton>("apiCopyExample")->click();
        QVERIFY(QGuiApplication::clipboard()->text().contains(u"127.0.0.1:%1/v1/"_s.arg(m_api->port())));
        QVERIFY(
            !QGuiApplication::clipboard()->text().contains(key())); // it would stay in the shell's history
    }

    // It is copied to be run: with a model that is there, and in one piece whatever that is called.
    void exampleAsksAClone()
    {
        find<QCheckBox>("apiEnabled")->click();
        QTRY_VERIFY(example().contains(u"\"model\": \"Name\""_s));
        find<QCheckBox>("apiEnabled")->click();
        Clone draft;
        draft.name = u"Rosie \"O'Dea\""_s;
        auto made = (*m_profile)->storage().write([draft](Store &store) {
            return store.clones.create(draft);
        });
        QTRY_VERIFY(made.isFinished());
        find<QCheckBox>("apiEnabled")->click();
        QTRY_VERIFY2(example().contains(u"\"model\": \"Rosie \\\"O'\\''Dea\\\"\","_s), qPrintable(example()));
        QCOMPARE(example().count(u'\n'), 4);
    }

    void aNewKeyEndsTheOldOne()
    {
        find<QCheckBox>("apiEnabled")->click();
        QTRY_VERIFY(!key().isEmpty());
        const QString old = key();
        int asked = 0;
        dialogs().ask = [&asked](QWidget *, const Dialogs::Question &, const std::function<void()> &yes) {
            if (++asked > 1)
                yes();
        };
        find<QPushButton>("apiRenew")->click(); // declined
        QTest::qWait(50);
        QCOMPARE(key(), old);
        find<QPushButton>("apiRenew")->click();
        QTRY_VERIFY(key() != old);
        QVERIFY(ask(m_api->port(), old).startsWith("HTTP/1.1 401"));
        QCOMPARE(ask(m_api->port(), key()), QByteArray("HTTP/1.1 200 OK"));
    }

    void aTakenPortIsTold()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        auto *port = find<QSpinBox>("apiPort");
        port->setValue(other.serverPort());
        QTRY_COMPARE(m_api->port(), int(other.serverPort()));
        find<QCheckBox>("apiEnabled")->click();
        QTRY_COMPARE(m_api->state(), LocalApi::State::Failed);
        QVERIFY(find<Notice>("apiNotice")->isVisible());
        QVERIFY(!find<CopyField>("apiAddress")->isVisible()); // there is none

        const auto tryAgain = [this] {
            find<Notice>("apiNotice")->findChild<QPushButton *>(u"noticeFirstButton"_s)->click();
        };
        tryAgain();
        QTRY_COMPARE(m_api->state(), LocalApi::State::Failed);
        other.close();
        tryAgain();
        QTRY_COMPARE(m_api->state(), LocalApi::State::Running);
        QVERIFY(!find<Notice>("apiNotice")->isVisible());

        const quint16 another = freePort();
        port->setValue(another);
        QTRY_COMPARE(m_api->port(), int(another));
        QTRY_COMPARE(m_api->state(), LocalApi::State::Running);
        QVERIFY(!find<Notice>("apiNotice")->isVisible());
        QVERIFY(find<CopyField>("apiAddress")->isVisible());
        QCOMPARE(ask(another, key()), QByteArray("HTTP/1.1 200 OK"));
    }

private:
    template <typename T>
    T *find(const char *name)
    {
        return m_page->findChild<T *>(QLatin1StringView(name));
    }
    QString example() { return find<QPlainTextEdit>("apiExample")->toPlainText(); }
    QString key() { return find<CopyField>("apiKey")->text(); }

    std::unique_ptr<TestProfile> m_profile;
    std::unique_ptr<LocalApi> m_api;
    std::unique_ptr<ProgramsPage> m_page;
};

QTEST_MAIN(ProgramsPageTest)
#include "ProgramsPageTest.moc"

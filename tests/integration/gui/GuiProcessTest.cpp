#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::Literals::StringLiterals;

// The window as a process, without a display: how it starts and how the system ends it.
class GuiProcessTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void closesOnTheSystemsRequest_data();
    void closesOnTheSystemsRequest();

private:
    bool start(QProcess &window);

    QTemporaryDir m_folder;
};

// Started, and at home: the lock is taken and the database there.
bool GuiProcessTest::start(QProcess &window)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    window.setProcessEnvironment(environment);
    window.setProcessChannelMode(QProcess::MergedChannels);
    window.start(QStringLiteral(GUI_PROGRAM), {u"--data-dir"_s, m_folder.path()});
    return window.waitForStarted();
}

void GuiProcessTest::closesOnTheSystemsRequest_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGHUP") << SIGHUP;
}

void GuiProcessTest::closesOnTheSystemsRequest()
{
    QFETCH(int, signal);
    QProcess window;
    QVERIFY(start(window));
    const QString lock = m_folder.filePath(u"clonememoria.lock"_s);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(lock), 20'000);
    QTest::qWait(1500); // the window is shown, and its first questions to the database are under way
    QCOMPARE(window.state(), QProcess::Running);

    QCOMPARE(::kill(static_cast<pid_t>(window.processId()), signal), 0);
    QVERIFY(window.waitForFinished(20'000));
    QVERIFY2(window.exitStatus() == QProcess::NormalExit, window.readAll().constData());
    QCOMPARE(window.exitCode(), 0);
    QVERIFY(!QFile::exists(lock));
    // A connection that was closed in good order leaves no journal behind.
    QVERIFY(QFile::exists(m_folder.filePath(u"clonememoria.db"_s)));
    QVERIFY(!QFile::exists(m_folder.filePath(u"clonememoria.db-wal"_s)));
}

QTEST_GUILESS_MAIN(GuiProcessTest)
#include "GuiProcessTest.moc"

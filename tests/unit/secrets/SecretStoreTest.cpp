// The store where there is no keychain: kept for one run, or no D-Bus to find one over.
#include "core/secrets/SecretStore.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class SecretStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void thisRunOnly();
    void noKeychain();
    void storeDiesFirst();

private:
    QTemporaryDir m_home;
};

void SecretStoreTest::initTestCase()
{
    // Nothing of the machine's owner: no bus, and no display to start one on.
    qputenv("HOME", m_home.path().toLocal8Bit());
    qputenv("XDG_RUNTIME_DIR", m_home.path().toLocal8Bit());
    qputenv("DBUS_SESSION_BUS_ADDRESS", QByteArray("unix:path=") + m_home.path().toLocal8Bit() + "/nobody");
    qunsetenv("DISPLAY");
    qunsetenv("WAYLAND_DISPLAY");
}

void SecretStoreTest::thisRunOnly()
{
    SecretStore store(SecretStore::Backend::ThisRunOnly, u"CloneMemoriaTest"_s);
    QVERIFY(!store.hasKeychain());
    auto read = store.read(u"openai"_s);
    QVERIFY(read.isFinished());
    QCOMPARE(read.result(), Secret());
    QVERIFY(store.write(u"openai"_s, u"sk-1"_s).result().has_value());
    QCOMPARE(store.read(u"openai"_s).result(), (Secret{u"sk-1"_s, SecretOrigin::ThisRun}));
    QVERIFY(store.write(u"openai"_s, u"sk-2"_s).result().has_value());
    QCOMPARE(store.read(u"openai"_s).result().value, u"sk-2"_s);
    QCOMPARE(store.read(u"other"_s).result(), Secret());
    QVERIFY(store.write(u"openai"_s, u""_s).result().has_value());
    QCOMPARE(store.read(u"openai"_s).result(), Secret());
    QVERIFY(store.write(u"openai"_s, u"sk-3"_s).result().has_value());
    QVERIFY(store.remove(u"openai"_s).result().has_value());
    QCOMPARE(store.read(u"openai"_s).result(), Secret());
    QCOMPARE(store.probe().result().error().code, u"keychain"_s);
}

void SecretStoreTest::noKeychain()
{
#ifndef Q_OS_LINUX
    QSKIP("this system always has a keychain");
#endif
    SecretStore store(SecretStore::Backend::Keychain, u"CloneMemoriaTest"_s);
    QElapsedTimer timer;
    timer.start();
    auto read = store.read(u"openai"_s);
    QTRY_VERIFY_WITH_TIMEOUT(read.isFinished(), 4000);
    QCOMPARE(read.result(), Secret());
    qInfo("reading without D-Bus: %lld ms", timer.restart());

    auto written = store.write(u"openai"_s, u"sk-secret"_s);
    QCOMPARE(store.read(u"openai"_s).result(), (Secret{u"sk-secret"_s, SecretOrigin::ThisRun})); // at once
    QTRY_VERIFY_WITH_TIMEOUT(written.isFinished(), 4000);
    const qint64 took = timer.restart();
    qInfo("writing without D-Bus: %lld ms", took);
    QVERIFY(took <= 100);
    const auto outcome = written.result();
    QVERIFY(!outcome);
    QVERIFY(outcome.error().kind == ErrorKind::Unsupported);
    QCOMPARE(outcome.error().code, u"keychain"_s);
    QVERIFY(!outcome.error().detail.contains(u"sk-secret"_s));
    QCOMPARE(store.read(u"openai"_s).result(), (Secret{u"sk-secret"_s, SecretOrigin::ThisRun}));

    timer.restart();
    auto probed = store.probe();
    QTRY_VERIFY_WITH_TIMEOUT(probed.isFinished(), 4000);
    qInfo("probing without D-Bus: %lld ms", timer.elapsed());
    QVERIFY(!probed.result());
    QCOMPARE(probed.result().error().code, u"keychain"_s);

    auto removed = store.remove(u"openai"_s);
    QCOMPARE(store.read(u"openai"_s).result(), Secret());
    QTRY_VERIFY_WITH_TIMEOUT(removed.isFinished(), 4000);
    QVERIFY(removed.result().has_value()); // it was only ever here
    auto unknown = store.remove(u"from-another-run"_s);
    QTRY_VERIFY_WITH_TIMEOUT(unknown.isFinished(), 4000);
    QVERIFY(!unknown.result()); // nobody can say whether it is gone
    QCOMPARE(unknown.result().error().code, u"keychain"_s);
}

void SecretStoreTest::storeDiesFirst()
{
    QFuture<Secret> read;
    QFuture<Result<void>> written;
    {
        SecretStore store(SecretStore::Backend::Keychain, u"CloneMemoriaTest"_s);
        read = store.read(u"a"_s);
        written = store.write(u"b"_s, u"c"_s);
    }
    QVERIFY(read.isFinished()); // no one waits for ever
    QCOMPARE(read.result(), Secret());
    QVERIFY(written.isFinished());
    QVERIFY(written.result().error().kind == ErrorKind::Cancelled);
    QTest::qWait(200); // the keychain's answers find nobody
}

QTEST_GUILESS_MAIN(SecretStoreTest)
#include "SecretStoreTest.moc"

// A real keychain: gnome-keyring on a session bus of the test's own, in a home of its own. The program starts itself
// again under dbus-run-session; that child starts itself again to see what another process finds.
#include "core/secrets/SecretStore.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstdio>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
const QString &testService()
{
    static const QString name = u"CloneMemoriaTest"_s;
    return name;
}

template <typename T>
T waitFor(const QFuture<T> &future, int ms = 10'000)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, ms))
        qFatal("no answer in time");
    return future.result();
}

// In another process: prints what it reads.
int readAndPrint(const QString &name)
{
    SecretStore store(SecretStore::Backend::Keychain, testService());
    const Secret secret = waitFor(store.read(name));
    std::printf("%d:%s", int(secret.origin), secret.value.toUtf8().toHex().constData());
    return 0;
}
} // namespace

class KeychainTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void keepsSecrets_data();
    void keepsSecrets();
    void overwrites();
    void removes();
    void asksOnce();
    void writesInARow();
    void noSecretInAFile();
    void probeLeavesNothing();
    void locked(); // last: it stays so

private:
    static QString elsewhere(const QString &name); ///< what another process reads
};

void KeychainTest::initTestCase()
{
    if (qEnvironmentVariableIsEmpty("CLONEMEMORIA_TEST_KEYRING"))
        QSKIP("dbus-run-session or gnome-keyring-daemon is not installed: the real keychain was not tested");
    SecretStore store(SecretStore::Backend::Keychain, testService());
    QVERIFY(store.hasKeychain());
}

QString KeychainTest::elsewhere(const QString &name)
{
    QProcess process;
    process.start(QCoreApplication::applicationFilePath(), {u"--read"_s, name});
    if (!process.waitForFinished(15'000) || process.exitCode() != 0)
        return u"failed"_s;
    const QByteArrayList parts = process.readAllStandardOutput().split(':');
    if (parts.size() != 2
        || parts[0].toInt() != int(parts[1].isEmpty() ? SecretOrigin::None : SecretOrigin::Keychain))
        return u"wrong origin"_s;
    return QString::fromUtf8(QByteArray::fromHex(parts[1]));
}

void KeychainTest::keepsSecrets_data()
{
    QTest::addColumn<QString>("value");
    QTest::newRow("plain") << u"sk-0123456789"_s;
    QTest::newRow("unicode") << u"ключ-鍵-🔑-é"_s;
    QTest::newRow("spaces and quotes") << u" a \"b\" 'c' \\ %s $HOME \n d "_s;
    QTest::newRow("long") << u"0123456789abcdef"_s.repeated(256);
}

void KeychainTest::keepsSecrets()
{
    QFETCH(QString, value);
    SecretStore store(SecretStore::Backend::Keychain, testService());
    QVERIFY(waitFor(store.write(u"openai"_s, value)).has_value());
    QCOMPARE(store.read(u"openai"_s).result(), (Secret{value, SecretOrigin::Keychain}));
    SecretStore fresh(SecretStore::Backend::Keychain, testService());
    QCOMPARE(waitFor(fresh.read(u"openai"_s)), (Secret{value, SecretOrigin::Keychain}));
    QCOMPARE(elsewhere(u"openai"_s), value);
}

void KeychainTest::overwrites()
{
    SecretStore store(SecretStore::Backend::Keychain, testService());
    QVERIFY(waitFor(store.write(u"groq"_s, u"first"_s)).has_value());
    QVERIFY(waitFor(store.write(u"groq"_s, u"second"_s)).has_value());
    QCOMPARE(elsewhere(u"groq"_s), u"second"_s);
    SecretStore other(SecretStore::Backend::Keychain, u"AnotherService"_s);
    QCOMPARE(waitFor(other.read(u"groq"_s)), Secret());
}

void KeychainTest::removes()
{
    SecretStore store(SecretStore::Backend::Keychain, testService());
    QVERIFY(waitFor(store.write(u"mistral"_s, u"gone soon"_s)).has_value());
    QVERIFY(waitFor(store.remove(u"mistral"_s)).has_value());
    QCOMPARE(store.read(u"mistral"_s).result(), Secret());
    QCOMPARE(elsewhere(u"mistral"_s), QString());
    QVERIFY(waitFor(store.remove(u"mistral"_s)).has_value()); // nothing there: nothing to complain of
    QVERIFY(waitFor(store.write(u"mistral"_s, u"again"_s)).has_value());
    QVERIFY(waitFor(store.write(u"mistral"_s, u""_s)).has_value());
    QCOMPARE(elsewhere(u"mistral"_s), QString());
}

void KeychainTest::asksOnce()
{
    SecretStore writer(SecretStore::Backend::Keychain, testService());
    QVERIFY(waitFor(writer.write(u"once"_s, u"old"_s)).has_value());
    SecretStore store(SecretStore::Backend::Keychain, testService());
    const auto first = store.read(u"once"_s);
    const auto second = store.read(u"once"_s); // while the first is under way
    QCOMPARE(waitFor(first).value, u"old"_s);
    QCOMPARE(waitFor(second).value, u"old"_s);
    QVERIFY(waitFor(writer.write(u"once"_s, u"new"_s)).has_value());
    const auto third = store.read(u"once"_s);
    QVERIFY(third.isFinished());
    QCOMPARE(third.result().value, u"old"_s);
}

void KeychainTest::writesInARow()
{
    SecretStore store(SecretStore::Backend::Keychain, testService());
    const auto read = store.read(u"row"_s); // overtaken by the writes
    QList<QFuture<Result<void>>> written;
    for (int i = 0; i < 10; ++i)
        written.append(store.write(u"row"_s, u"value %1"_s.arg(i)));
    for (const auto &one : written)
        QVERIFY(waitFor(one).has_value());
    QCOMPARE(waitFor(read).value, u"value 9"_s);
    QCOMPARE(store.read(u"row"_s).result(), (Secret{u"value 9"_s, SecretOrigin::Keychain}));
    QCOMPARE(elsewhere(u"row"_s), u"value 9"_s);
}

void KeychainTest::noSecretInAFile()
{
    const QString value = u"sk-find-me-if-you-can"_s;
    SecretStore store(SecretStore::Backend::Keychain, testService());
    QVERIFY(waitFor(store.write(u"hidden"_s, value)).has_value());
    int files = 0;
    QDirIterator all(QDir::homePath(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        QFile file(all.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray content = file.readAll();
        QVERIFY2(!content.contains(value.toUtf8()), qPrintable(file.fileName()));
        QVERIFY2(!content.contains(value.toUtf8().toBase64()), qPrintable(file.fileName()));
        ++files;
    }
    QVERIFY(files > 0); // the keyring's own, at least
}

void KeychainTest::probeLeavesNothing()
{
    const auto contents = [] {
        QProcess list;
        list.start(u"dbus-send"_s,
                   {u"--session"_s, u"--print-reply=literal"_s, u"--dest=org.freedesktop.secrets"_s,
                    u"/org/freedesktop/secrets/collection/login"_s, u"org.freedesktop.DBus.Properties.Get"_s,
                    u"string:org.freedesktop.Secret.Collection"_s, u"string:Items"_s});
        list.waitForFinished(10'000);
        QList<QByteArray> words = list.readAllStandardOutput().simplified().split(' ');
        std::sort(words.begin(), words.end()); // it lists them in any order
        return words.join(' ');
    };
    SecretStore store(SecretStore::Backend::Keychain, testService());
    QCOMPARE(waitFor(store.read(u"late"_s)), Secret());
    const QByteArray before = contents();
    QVERIFY(before.contains("/org/freedesktop/secrets/collection/login/"));
    SecretStore other(SecretStore::Backend::Keychain, testService());
    QVERIFY(waitFor(other.write(u"late"_s, u"came later"_s)).has_value());
    QVERIFY(waitFor(other.probe()).has_value());
    QVERIFY(waitFor(store.probe()).has_value());
    QCOMPARE(waitFor(store.read(u"late"_s)).value, u"came later"_s); // what was not found is asked for again
    QVERIFY(waitFor(other.remove(u"late"_s)).has_value());
    QCOMPARE(contents(), before);
}

// Locks the keyring as a screen lock would: nobody is there to unlock it.
void KeychainTest::locked()
{
    QCOMPARE(QProcess::execute(u"dbus-send"_s,
                               {u"--session"_s, u"--print-reply=literal"_s,
                                u"--dest=org.freedesktop.secrets"_s, u"/org/freedesktop/secrets"_s,
                                u"org.freedesktop.Secret.Service.Lock"_s,
                                u"array:objpath:/org/freedesktop/secrets/collection/login"_s}),
             0);
    SecretStore store(SecretStore::Backend::Keychain, testService());
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(waitFor(store.read(u"hidden"_s), 6000), Secret());
    qInfo("reading from a locked keyring: %lld ms", timer.restart());
    const auto outcome = waitFor(store.write(u"hidden"_s, u"sk-new"_s), 6000);
    qInfo("writing to a locked keyring: %lld ms", timer.elapsed());
    QVERIFY(!outcome);
    QVERIFY(outcome.error().kind == ErrorKind::Unsupported);
    qInfo("%s: %s", qPrintable(outcome.error().code), qPrintable(outcome.error().detail));
    QCOMPARE(outcome.error().code, u"keychain-locked"_s);
    QCOMPARE(store.read(u"hidden"_s).result(), (Secret{u"sk-new"_s, SecretOrigin::ThisRun}));
    timer.restart();
    const auto probed = waitFor(store.probe(), 6000);
    qInfo("probing a locked keyring: %lld ms", timer.elapsed());
    QVERIFY(!probed);
    QCOMPARE(probed.error().code, u"keychain-locked"_s);
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (const qsizetype at = arguments.indexOf(u"--read"_s); at > 0)
        return readAndPrint(arguments.value(at + 1));
    const bool installed = !QStandardPaths::findExecutable(u"dbus-run-session"_s).isEmpty()
                           && !QStandardPaths::findExecutable(u"gnome-keyring-daemon"_s).isEmpty()
                           && !QStandardPaths::findExecutable(u"dbus-send"_s).isEmpty();
    if (installed && qEnvironmentVariableIsEmpty("CLONEMEMORIA_TEST_KEYRING")) {
        QTemporaryDir home;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOME"_s, home.path());
        environment.insert(u"XDG_DATA_HOME"_s, home.filePath(u".local/share"_s));
        environment.insert(u"XDG_RUNTIME_DIR"_s, home.path());
        environment.insert(u"CLONEMEMORIA_TEST_KEYRING"_s, u"1"_s);
        for (const QString &name : {u"DBUS_SESSION_BUS_ADDRESS"_s, u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s,
                                    u"DESKTOP_SESSION"_s, u"XDG_CURRENT_DESKTOP"_s})
            environment.remove(name);
        QProcess session;
        session.setProcessEnvironment(environment);
        session.setProcessChannelMode(QProcess::ForwardedChannels);
        QStringList command{
            u"--"_s, u"bash"_s, u"-c"_s,
            uR"sh(eval "$(printf '\n' | gnome-keyring-daemon --unlock --components=secrets 2>/dev/null)"; exec "$0" "$@")sh"_s};
        session.start(u"dbus-run-session"_s,
                      command + QStringList{app.applicationFilePath()} + arguments.mid(1));
        session.waitForFinished(-1);
        return session.exitStatus() == QProcess::NormalExit ? session.exitCode() : 1;
    }
    KeychainTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "KeychainTest.moc"

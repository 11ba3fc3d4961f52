#include "core/storage/ProfileLock.h"
#include "tests/unit/storage/TestStore.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

// Two processes over one profile, and one that is killed. This executable is also the other process (see main).
class TwoProcessesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void bothWrite();
    void killedWhileWriting();
    void lockedByAnother();
    void lockOfAKilledOne();
    void lockWithoutAFolder();

private:
    std::unique_ptr<QProcess> start(const QStringList &arguments);
    QString path(const QString &name) const { return m_folder->filePath(name); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {
void say(const QString &line)
{
    std::printf("%s\n", qPrintable(line));
    std::fflush(stdout);
}

// Appends messages for ever, or so many, and says each one's id once it is stored.
int appendMessages(const QString &file, int count)
{
    const auto store = Store::open(file, {}, Store::Access::ReadWrite);
    if (!store) {
        say(u"failed: "_s + store.error().code + u' ' + store.error().detail);
        return 1;
    }
    Clone draft;
    draft.name = u"of one process"_s;
    const auto clone = (*store)->clones.create(draft);
    Conversation talk;
    talk.cloneId = clone ? clone->id : QString();
    const auto conversation = (*store)->conversations.create(talk);
    QString parent;
    for (int i = 0; conversation && i != count; ++i) {
        const auto stored = (*store)->messages.append(
            messageDraft(conversation->id, parent, MessageRole::User, u"words %1 "_s.arg(i).repeated(50)));
        if (!stored) {
            say(u"failed: "_s + stored.error().code + u' ' + stored.error().detail);
            return 1;
        }
        parent = stored->id;
        say(parent);
    }
    return conversation ? 0 : 1;
}

int holdLock(const QString &file)
{
    const auto lock = ProfileLock::take(file);
    say(lock ? u"taken"_s : lock.error().code);
    if (!lock)
        return 1;
    std::getchar();
    return 0;
}
} // namespace

void TwoProcessesTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

std::unique_ptr<QProcess> TwoProcessesTest::start(const QStringList &arguments)
{
    auto process = std::make_unique<QProcess>();
    process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process->start(QCoreApplication::applicationFilePath(), arguments);
    if (!process->waitForStarted())
        QTest::qFail("the other process did not start", __FILE__, __LINE__);
    return process;
}

void TwoProcessesTest::bothWrite()
{
    const QString file = path(u"a.db"_s);
    // Both begin with a file that isn't there yet: both make and migrate it.
    auto one = start({u"--append"_s, file, u"300"_s});
    auto two = start({u"--append"_s, file, u"300"_s});
    QVERIFY(one->waitForFinished(60'000) && two->waitForFinished(60'000));
    for (QProcess *process : {one.get(), two.get()}) {
        const QByteArray output = process->readAllStandardOutput();
        QVERIFY2(process->exitStatus() == QProcess::NormalExit && process->exitCode() == 0,
                 output.right(300).constData());
        QCOMPARE(output.count('\n'), 300);
    }
    VERIFY_ASSIGN(store, Store::open(file, {}, Store::Access::ReadWrite));
    VERIFY_ASSIGN(counts, store->counts());
    QVERIFY(counts == (StoreCounts{.users = 1, .clones = 2, .conversations = 2, .messages = 600}));
    QCOMPARE(store->database().number(u"SELECT count(*) FROM users"_s).value(), 1);
    VERIFY_OK(store->database().run(
        u"INSERT INTO messages_fts (messages_fts, rank) VALUES ('integrity-check', 1)"_s));
}

void TwoProcessesTest::killedWhileWriting()
{
    const QString file = path(u"a.db"_s);
    QStringList acknowledged;
    for (int round = 0; round < 10; ++round) {
        auto process = start({u"--append"_s, file, u"-1"_s});
        QVERIFY(process->waitForReadyRead(20'000));
        QTest::qWait(3 + (round * 37) % 120);
        process->kill();
        QVERIFY(process->waitForFinished(10'000));
        QCOMPARE(process->exitStatus(), QProcess::CrashExit);
        const QList<QByteArray> lines = process->readAllStandardOutput().split('\n');
        for (const QByteArray &line :
             lines.mid(0, lines.size() - 1)) // what follows the last line end may be cut
            acknowledged.append(QString::fromUtf8(line));
    }
    QVERIFY(acknowledged.size() > 20);
    VERIFY_ASSIGN(store, Store::open(file, {}, Store::Access::ReadWrite));
    VERIFY_ASSIGN(verdict, store->database().row(u"PRAGMA integrity_check"_s, {},
                                                 [](Query &query) { return query.value(0).toString(); }));
    QCOMPARE(verdict, u"ok"_s);
    VERIFY_OK(store->database().run(
        u"INSERT INTO messages_fts (messages_fts, rank) VALUES ('integrity-check', 1)"_s));
    for (const QString &id : std::as_const(acknowledged))
        VERIFY_OK(store->messages.get(id));
    qInfo() << acknowledged.size() << "acknowledged messages outlived ten kills";
}

void TwoProcessesTest::lockedByAnother()
{
    const QString file = path(u"a.lock"_s);
    auto other = start({u"--lock"_s, file});
    QVERIFY(other->waitForReadyRead(20'000));
    QCOMPARE(other->readLine().trimmed(), "taken");
    VERIFY_FAILS(ProfileLock::take(file), ErrorKind::Storage, u"in-use"_s);
    other->write("\n");
    QVERIFY(other->waitForFinished(10'000));
    {
        VERIFY_ASSIGN(mine, ProfileLock::take(file));
        VERIFY_FAILS(ProfileLock::take(file), ErrorKind::Storage, u"in-use"_s);
        auto third = start({u"--lock"_s, file});
        QVERIFY(third->waitForFinished(10'000));
        QCOMPARE(third->readAllStandardOutput().trimmed(), "in-use");
    }
    VERIFY_OK(ProfileLock::take(file));
}

void TwoProcessesTest::lockOfAKilledOne()
{
    const QString file = path(u"a.lock"_s);
    auto other = start({u"--lock"_s, file});
    QVERIFY(other->waitForReadyRead(20'000));
    other->kill();
    QVERIFY(other->waitForFinished(10'000));
    QVERIFY(QFile::exists(file));
    VERIFY_OK(ProfileLock::take(file));
}

void TwoProcessesTest::lockWithoutAFolder()
{
    VERIFY_FAILS(ProfileLock::take(path(u"no/such/folder/a.lock"_s)), ErrorKind::Storage, u"read-only"_s);
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == u"--append"_s)
        return appendMessages(arguments.value(2), arguments.value(3).toInt());
    if (arguments.value(1) == u"--lock"_s)
        return holdLock(arguments.value(2));
    TwoProcessesTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "TwoProcessesTest.moc"

#include "core/storage/StorageThread.h"

#include "core/storage/Transaction.h"
#include "tests/unit/storage/TestStore.h"

#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <atomic>
#include <thread>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class StorageThreadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void jobsFromManyThreads();
    void jobsKeepTheirOrder();
    void jobPostsAnother();
    void destructorFinishesWhatWasPosted();
    void readerSeesCommittedWrites();
    void readerCannotWrite();
    void slowReadDoesNotHoldWrites();
    void cancelledJobDoesNotRun();
    void openFailureComesOut();
    void innerTransactionIsUndoneAlone();

private:
    std::unique_ptr<StorageThread> open();

    std::unique_ptr<QTemporaryDir> m_folder;
};

void StorageThreadTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

std::unique_ptr<StorageThread> StorageThreadTest::open()
{
    auto storage = StorageThread::open(m_folder->filePath(u"a.db"_s), {});
    if (!storage)
        qFatal("%s", qPrintable(storage.error().detail));
    return std::move(*storage);
}

void StorageThreadTest::jobsFromManyThreads()
{
    auto storage = open();
    std::atomic_int failures = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&, thread] {
            QList<QFuture<Result<Clone>>> futures;
            for (int i = 0; i < 50; ++i) {
                futures.append(storage->write([thread, i](Store &store) {
                    Clone draft;
                    draft.name = u"%1-%2"_s.arg(thread).arg(i);
                    return store.clones.create(draft);
                }));
                storage->read([](Store &store) { return store.clones.list(); });
            }
            for (auto &future : futures) {
                future.waitForFinished();
                failures += future.result() ? 0 : 1;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(failures.load(), 0);
    auto list = storage->read([](Store &store) { return store.clones.list(); });
    list.waitForFinished();
    QCOMPARE(list.result()->size(), 200);
}

void StorageThreadTest::jobsKeepTheirOrder()
{
    auto storage = open();
    QList<int> order;
    for (int i = 0; i < 500; ++i)
        storage->write([&order, i](Store &) -> Result<void> {
            order.append(i);
            return {};
        });
    storage.reset();
    QCOMPARE(order.size(), 500);
    QVERIFY(std::is_sorted(order.cbegin(), order.cend()));
}

// It waits its turn, and never runs within the one that posted it.
void StorageThreadTest::jobPostsAnother()
{
    auto storage = open();
    QStringList order;
    QFuture<Result<void>> inner;
    auto outer = storage->write([&](Store &) -> Result<void> {
        inner = storage->write([&](Store &) -> Result<void> {
            order.append(u"inner"_s);
            return {};
        });
        order.append(u"outer"_s);
        return {};
    });
    outer.waitForFinished();
    inner.waitForFinished();
    QCOMPARE(order, (QStringList{u"outer"_s, u"inner"_s}));
}

void StorageThreadTest::destructorFinishesWhatWasPosted()
{
    auto storage = open();
    for (int i = 0; i < 200; ++i)
        storage->write([i](Store &store) { return store.settings.set(QString::number(i), u"x"_s); });
    storage.reset();
    auto again = open();
    auto all = again->read([](Store &store) { return store.settings.all(); });
    all.waitForFinished();
    QCOMPARE(all.result()->size(), 200);
}

void StorageThreadTest::readerSeesCommittedWrites()
{
    auto storage = open();
    for (int i = 0; i < 100; ++i) {
        const QString value = QString::number(i);
        auto written = storage->write([value](Store &store) { return store.settings.set(u"k"_s, value); });
        written.waitForFinished();
        VERIFY_OK(written.result());
        auto read = storage->read([](Store &store) { return store.settings.get(u"k"_s); });
        read.waitForFinished();
        QCOMPARE(read.result()->value_or(QString()), value);
    }
}

void StorageThreadTest::readerCannotWrite()
{
    auto storage = open();
    auto tried = storage->read([](Store &store) { return store.settings.set(u"k"_s, u"v"_s); });
    tried.waitForFinished();
    QVERIFY(!tried.result());
    QVERIFY(tried.result().error().kind == ErrorKind::Storage);
}

void StorageThreadTest::slowReadDoesNotHoldWrites()
{
    auto storage = open();
    std::atomic_bool go = false;
    auto slow = storage->read([&go](Store &store) -> Result<int> {
        CM_TRY_ASSIGN(query, store.database().run(u"SELECT id FROM users"_s));
        while (!go)
            QThread::msleep(1);
        CM_TRY(store.database().checkEnd(query));
        return 0;
    });
    for (int i = 0; i < 20; ++i) {
        auto written = storage->write(
            [i](Store &store) { return store.settings.set(QString::number(i), u"x"_s); });
        written.waitForFinished();
        VERIFY_OK(written.result());
    }
    QVERIFY(!slow.isFinished());
    go = true;
    slow.waitForFinished();
    VERIFY_OK(slow.result());
}

void StorageThreadTest::cancelledJobDoesNotRun()
{
    auto storage = open();
    std::atomic_bool go = false;
    std::atomic_bool ran = false;
    storage->write([&go](Store &) -> Result<void> {
        while (!go)
            QThread::msleep(1);
        return {};
    });
    auto job = storage->write([&ran](Store &) -> Result<void> {
        ran = true;
        return {};
    });
    job.cancel();
    go = true;
    storage.reset();
    QVERIFY(!ran);
    QVERIFY(job.isFinished());
}

void StorageThreadTest::openFailureComesOut()
{
    QFile garbage(m_folder->filePath(u"garbage.db"_s));
    QVERIFY(garbage.open(QIODevice::WriteOnly) && garbage.write(QByteArray(5000, 'x')) == 5000);
    garbage.close();
    VERIFY_FAILS(StorageThread::open(garbage.fileName(), {}), ErrorKind::Storage, u"database-damaged"_s);
    VERIFY_FAILS(StorageThread::open(m_folder->filePath(u"no/such/folder/a.db"_s), {}), ErrorKind::Storage,
                 u"read-only"_s);
}

void StorageThreadTest::innerTransactionIsUndoneAlone()
{
    auto storage = open();
    auto done = storage->write([](Store &store) -> Result<int> {
        Transaction outer(store.database());
        CM_TRY(outer.begin());
        CM_TRY(store.settings.set(u"outer"_s, u"x"_s));
        {
            Transaction inner(store.database());
            CM_TRY(inner.begin());
            CM_TRY(store.settings.set(u"undone"_s, u"x"_s));
        }
        {
            Transaction inner(store.database());
            CM_TRY(inner.begin());
            CM_TRY(store.settings.set(u"inner"_s, u"x"_s));
            CM_TRY(inner.commit());
        }
        CM_TRY(outer.commit());
        CM_TRY_ASSIGN(all, store.settings.all());
        return all.contains(u"outer"_s) && all.contains(u"inner"_s) ? int(all.size()) : -1;
    });
    done.waitForFinished();
    VERIFY_OK(done.result());
    QCOMPARE(done.result().value(), 2);
}

QTEST_GUILESS_MAIN(StorageThreadTest)
#include "StorageThreadTest.moc"

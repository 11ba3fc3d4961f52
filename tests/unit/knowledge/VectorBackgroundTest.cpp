#include "core/knowledge/VectorIndex.h"
#include "core/storage/Database.h"
#include "tests/unit/knowledge/VectorFixture.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTest>
#include <QThread>

#include <thread>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

/// What is done on the index's own thread, with limits so low that a few hundred passages are many.
class VectorBackgroundTest : public QObject
{
    Q_OBJECT

    using Rows = VectorFixture::Rows;
    static constexpr qsizetype kDimensions = 32;

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<VectorFixture> m_fixture;

    QString path(const QString &name) const { return m_dir->filePath(name); }

    VectorIndexOptions options(int patienceMs = 20'000) const
    {
        VectorIndexOptions options;
        options.folder = path(u"cache/index"_s);
        options.patienceMs = patienceMs;
        options.graphWidth = 96;
        options.limits.atFirst = 200;
        options.limits.atOnce = 50;
        options.limits.fileFrom = 200;
        options.limits.graphFrom = 4500;
        options.limits.restShare = 0;
        options.threads = {2, QThread::InheritPriority};
        return options;
    }

    QStringList files() const { return QDir(path(u"cache/index"_s)).entryList(QDir::Files); }

    // Graph and all.
    void settle(VectorIndex &index)
    {
        for (int round = 0; round < 4; ++round) {
            m_fixture->find(index, Vector(kDimensions, 1.0F), 1);
            QVERIFY(index.waitForBackground(60'000));
            QThread::msleep(5);
        }
        m_fixture->find(index, Vector(kDimensions, 1.0F), 1);
    }

    quint32 pointsOnDisk() const
    {
        const VectorKind kind{m_fixture->cloneId, u"p"_s, u"m"_s, kDimensions};
        const auto base = VectorFolder(path(u"cache/index"_s))
                              .openNewest(kind, std::numeric_limits<qint64>::max());
        return base ? base->graph().points : 0;
    }

    bool agrees(VectorIndex &index)
    {
        for (const Vector &question : m_fixture->randomVectors(10, kDimensions)) {
            const Rows found = VectorFixture::rowsOf(m_fixture->find(index, question, 10));
            const Rows expected = m_fixture->expected(question, 10);
            if (found != expected) {
                qInfo("found %d of %d", int(found.size()), int(expected.size()));
                return false;
            }
        }
        return true;
    }

    // In the end, and in steps: nobody is held up for long.
    bool becomesComplete(VectorIndex &index)
    {
        const QueryVector query{Vector(kDimensions, 1.0F), u"p"_s, u"m"_s};
        for (int step = 0; step < 2000; ++step) {
            if (valueOf(index.prepare(m_fixture->store->passages, m_fixture->cloneId, query, 10)))
                return true;
        }
        return false;
    }

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_fixture = std::make_unique<VectorFixture>(path(u"t.db"_s));
    }

    void cleanup()
    {
        m_fixture.reset();
        m_dir.reset();
    }

    void fewNeedNoFile()
    {
        m_fixture->grow(200, kDimensions);
        VectorIndex index(options(0));
        QVERIFY(agrees(index)); // at once, without patience
        QVERIFY(index.waitForBackground(1000));
        QVERIFY(files().isEmpty());
    }

    void manyGoIntoAFile()
    {
        m_fixture->grow(1500, kDimensions);
        {
            VectorIndex index(options());
            QVERIFY(agrees(index));
            QCOMPARE(files().size(), 1);
            m_fixture->grow(30, kDimensions); // few: at once
            QVERIFY(agrees(index));
            m_fixture->grow(60, kDimensions); // many: the next search may do without them
            m_fixture->find(index, Vector(kDimensions, 1.0F), 1);
            QVERIFY(index.waitForBackground(10'000));
            QVERIFY(agrees(index));
        }
        const QStringList before = files();
        VectorIndex again(options());
        QVERIFY(agrees(again));
        QCOMPARE(files(), before); // read, and not made again
        QVERIFY(QDir(path(u"cache"_s)).removeRecursively());
        VectorIndex anew(options());
        QVERIFY(agrees(anew)); // nothing was lost
        QCOMPARE(files().size(), 1);
    }

    void withoutPatienceTheFirstSearchFindsNothing()
    {
        m_fixture->grow(1500, kDimensions);
        VectorIndex index(options(0));
        QElapsedTimer timer;
        timer.start();
        QVERIFY(m_fixture->find(index, Vector(kDimensions, 1.0F), 5).size() <= 5);
        QVERIFY(index.waitForBackground(10'000));
        QVERIFY(agrees(index));
    }

    void waitsForAllWhereItIsTold()
    {
        m_fixture->grow(1500, kDimensions);
        VectorIndex index(options(0));
        QVERIFY(becomesComplete(index));
        QVERIFY(agrees(index));           // at once, though a search itself has no patience
        m_fixture->grow(60, kDimensions); // more than a search takes in
        QVERIFY(becomesComplete(index));
        QVERIFY(agrees(index));
    }

    void doesNotWaitForWhatCantBeRead()
    {
        m_fixture->grow(1500, kDimensions);
        QVERIFY(QFile::remove(path(u"t.db"_s))); // the fixture has it open; the background can't open it
        VectorIndex index(options(0));
        QVERIFY(becomesComplete(index));
        QVERIFY(m_fixture->find(index, Vector(kDimensions, 1.0F), 5).empty());
    }

    void aLargeOneGetsAGraph()
    {
        m_fixture->grow(5000, kDimensions);
        VectorIndex index(options());
        settle(index);
        QCOMPARE(pointsOnDisk(), 5000U);
        const double recall = m_fixture->recall(index, kDimensions);
        qInfo("recall@10 with a graph: %.3f", recall);
        QVERIFY(recall >= 0.95);
        // What comes, goes and changes afterwards.
        const Rows more = m_fixture->grow(1000, kDimensions);
        const QString document = m_fixture->documentId;
        settle(index);
        QVERIFY(m_fixture->recall(index, kDimensions) >= 0.95);
        m_fixture->setVectors({more.begin(), more.begin() + 300}, m_fixture->randomVectors(300, kDimensions));
        settle(index);
        QVERIFY(m_fixture->recall(index, kDimensions) >= 0.95);
        done(m_fixture->store->documents.trash(document));
        settle(index);
        for (const Vector &question : m_fixture->randomVectors(20, kDimensions)) {
            for (const VectorHit &hit : m_fixture->find(index, question, 100))
                QVERIFY(hit.row <= 5000);
        }
        done(m_fixture->store->documents.restore(document));
        settle(index);
        QVERIFY(m_fixture->recall(index, kDimensions) >= 0.95);
        // Enough for the graph to be extended, in a new process.
        m_fixture->grow(2000, kDimensions);
        VectorIndex again(options());
        settle(again);
        QVERIFY(pointsOnDisk() >= 8000);
        QVERIFY(m_fixture->recall(again, kDimensions) >= 0.95);
    }

    void mostOfItGoes()
    {
        m_fixture->grow(500, kDimensions);
        m_fixture->grow(100, kDimensions);
        m_fixture->grow(4500, kDimensions);
        const QString large = m_fixture->documentId;
        VectorIndex index(options());
        settle(index);
        QCOMPARE(pointsOnDisk(), 5100U);
        done(m_fixture->store->documents.purge(large));
        settle(index);
        QCOMPARE(pointsOnDisk(), 0U);
        QVERIFY(index.bytes() < 200'000); // of 5100 there were 400,000
        QVERIFY(agrees(index));
    }

    void anotherProcessWrites()
    {
        m_fixture->grow(300, kDimensions);
        VectorIndex index(options());
        QVERIFY(agrees(index));
        std::unique_ptr<Store> other = valueOf(Store::open(path(u"t.db"_s), {}, Store::Access::ReadWrite));
        m_fixture->store.swap(other);
        m_fixture->grow(20, kDimensions);
        m_fixture->store.swap(other);
        QVERIFY(agrees(index));
        VectorIndex second(options()); // both use the folder
        QVERIFY(agrees(second));
        m_fixture->grow(400, kDimensions);
        settle(second);
        settle(index);
        QVERIFY(agrees(index));
        QVERIFY(agrees(second));
    }

    void damagedFilesAreMadeAgain()
    {
        m_fixture->grow(1000, kDimensions);
        {
            VectorIndex index(options());
            QVERIFY(agrees(index));
        }
        const QString name = path(u"cache/index/"_s) + files().first();
        QFile file(name);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const qint64 size = file.size();
        QVERIFY(file.seek(size / 2) && file.write("damage") == 6);
        file.close();
        {
            VectorIndex index(options());
            QVERIFY(agrees(index));
        }
        QVERIFY(!QFile::exists(name));
        QCOMPARE(files().size(), 1);
    }

    // The database is replaced by an old copy of itself, and goes another way from there.
    void anOldCopyIsBroughtBack()
    {
        m_fixture->grow(500, kDimensions);
        done(m_fixture->store->database().change(u"VACUUM INTO ?"_s, {path(u"copy.db"_s)}).map([](int) {}));
        m_fixture->grow(300, kDimensions);
        {
            VectorIndex index(options());
            QVERIFY(agrees(index));
            QCOMPARE(files().size(), 1);
        }
        m_fixture->store.reset();
        for (const QString &name : {u"t.db"_s, u"t.db-wal"_s, u"t.db-shm"_s})
            QFile::remove(path(name));
        QVERIFY(QFile::rename(path(u"copy.db"_s), path(u"t.db"_s)));
        m_fixture->store = valueOf(Store::open(path(u"t.db"_s), {}, Store::Access::ReadWrite));
        {
            VectorIndex index(options());
            QVERIFY(agrees(index));
        }
        const Rows rows = m_fixture->grow(300, kDimensions); // the same numbers, other vectors
        QCOMPARE(rows.front(), 501);
        VectorIndex index(options());
        QVERIFY(agrees(index));
    }

    // The same, and by the next search it has overtaken the file: what is in the file alone is found out.
    void anOldCopyThatOvertookTheFile()
    {
        m_fixture->grow(500, kDimensions);
        done(m_fixture->store->database().change(u"VACUUM INTO ?"_s, {path(u"copy.db"_s)}).map([](int) {}));
        m_fixture->grow(300, kDimensions);
        {
            VectorIndex index(options());
            QVERIFY(agrees(index));
        }
        m_fixture->store.reset();
        for (const QString &name : {u"t.db"_s, u"t.db-wal"_s, u"t.db-shm"_s})
            QFile::remove(path(name));
        QVERIFY(QFile::rename(path(u"copy.db"_s), path(u"t.db"_s)));
        m_fixture->store = valueOf(Store::open(path(u"t.db"_s), {}, Store::Access::ReadWrite));
        QThread::msleep(1100); // revisions are counted from the second
        m_fixture->grow(20, kDimensions);
        VectorIndex index(options());
        QVERIFY(m_fixture->find(index, Vector(kDimensions, 1.0F), 10).size() <= 10);
        settle(index);
        QVERIFY(agrees(index));
        QCOMPARE(m_fixture->find(index, Vector(kDimensions, 1.0F), 1000).size(), std::size_t(520));
    }

    void filesThatCannotBeWritten()
    {
        QFile file(path(u"cache"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        m_fixture->grow(1000, kDimensions);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"an index file can't be written"_s));
        VectorIndex index(options());
        QVERIFY(agrees(index));
        QVERIFY(files().isEmpty());
    }

    // Searches go on while passages come and graphs are made; at the end everything is found.
    void searchesGoOnMeanwhile()
    {
        m_fixture->grow(3000, kDimensions);
        VectorIndexOptions quick = options();
        quick.limits.graphFrom = 2000;
        VectorIndex index(quick);
        std::atomic_bool stop = false;
        std::thread writer([&] {
            VectorFixture other(path(u"t.db"_s));
            other.cloneId = m_fixture->cloneId;
            for (int i = 0; i < 40 && !stop; ++i)
                other.grow(50, kDimensions);
        });
        double longest = 0;
        QElapsedTimer timer;
        int searches = 0;
        for (bool first = true; searches < 200; ++searches, first = false) {
            timer.start();
            const auto hits = m_fixture->find(index, Vector(kDimensions, 1.0F), 10);
            QCOMPARE(hits.size(), std::size_t(10));
            if (!first)
                longest = std::max(longest, double(timer.nsecsElapsed()) / 1e6);
        }
        writer.join();
        qInfo("%d searches beside it, the longest %.1f ms", searches, longest);
        settle(index);
        QVERIFY(m_fixture->recall(index, kDimensions) >= 0.95);
    }

    void endsWhileItBuilds()
    {
        m_fixture->grow(4600, kDimensions);
        VectorIndexOptions slow = options();
        slow.limits.shape = {16, 6000}; // for minutes
        QElapsedTimer timer;
        {
            VectorIndex index(slow);
            m_fixture->find(index, Vector(kDimensions, 1.0F), 1);
            m_fixture->find(index, Vector(kDimensions, 1.0F), 1);
            QVERIFY(!index.waitForBackground(300));
            timer.start();
        }
        QVERIFY(timer.elapsed() < 5000);
        VectorIndex index(options());
        QVERIFY(m_fixture->find(index, Vector(kDimensions, 1.0F), 10).size() == 10);
    }

    void whatIsUnusedIsLetGo()
    {
        m_fixture->grow(1000, kDimensions);
        VectorIndex index(options());
        QVERIFY(agrees(index));
        QVERIFY(index.bytes() > 0);
        index.forgetUnused(0);
        QCOMPARE(index.bytes(), std::size_t(0));
        QVERIFY(agrees(index));
    }
};

QTEST_GUILESS_MAIN(VectorBackgroundTest)
#include "VectorBackgroundTest.moc"

#include "core/knowledge/ImportService.h"

#include "core/knowledge/FolderWalk.h"
#include "core/knowledge/ImportLock.h"
#include "core/knowledge/ProgressRate.h"
#include "core/knowledge/importers/Importers.h"
#include "core/storage/Database.h"
#include "tests/unit/knowledge/KnowledgeFixture.h"

#include <QDir>
#include <QFile>
#include <QLockFile>
#include <QSignalSpy>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

/// Imports in the background: files and folders, broken off in every way, and taken up again.
class ImportServiceTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<StorageThread> m_storage;
    std::unique_ptr<ImportService> m_service;
    std::shared_ptr<WordEmbedder> m_embedder;
    QString m_cloneId;
    QList<ImportReport> m_reports;

    template <typename T>
    static T awaited(const QFuture<Result<T>> &future)
    {
        if (!QTest::qWaitFor([&future] { return future.isFinished(); }, 20'000))
            qFatal("no answer came");
        if constexpr (std::is_void_v<T>)
            done(future.result());
        else
            return valueOf(future.result());
    }

    template <typename Job>
    auto onStore(Job job)
    {
        return awaited(m_storage->write(std::move(job)));
    }

    void makeService()
    {
        m_service = std::make_unique<ImportService>(
            *m_storage, [this](const QString &) -> QFuture<Result<std::shared_ptr<Embedder>>> {
                return readyFuture<Result<std::shared_ptr<Embedder>>>(std::shared_ptr<Embedder>(m_embedder));
            });
        connect(m_service.get(), &ImportService::finished, this,
                [this](const ImportReport &report) { m_reports.append(report); });
    }

    QString path(const QString &name) const { return m_dir->filePath(name); }

    QString file(const QString &name, const QByteArray &content) const
    {
        QDir().mkpath(QFileInfo(path(name)).path());
        QFile made(path(name));
        if (!made.open(QIODevice::WriteOnly) || made.write(content) != content.size())
            qFatal("can't write %s", qPrintable(made.fileName()));
        return made.fileName();
    }

    QStringList manyFiles(int count, int sentences = 200) const
    {
        QStringList files;
        for (int i = 0; i < count; ++i) {
            QByteArray text;
            for (int j = 0; j < sentences; ++j)
                text += "In year " + QByteArray::number(i) + " on day " + QByteArray::number(j)
                        + " the boat went out with the tide and came back late.\n";
            files.append(file(u"many/%1.txt"_s.arg(i, 3, 10, QChar(u'0')), text));
        }
        return files;
    }

    ImportReport import(const QStringList &paths)
    {
        const qsizetype before = m_reports.size();
        awaited(m_service->start({m_cloneId, paths, {}}));
        if (!QTest::qWaitFor([&] { return m_reports.size() > before; }, 60'000))
            qFatal("the import did not end");
        return m_reports.last();
    }

    QList<DocumentSummary> documents()
    {
        return onStore([this](Store &store) { return store.documents.list(m_cloneId); });
    }

    int bare()
    {
        return onStore([this](Store &store) {
            return store.passages.countWithoutVector(m_cloneId, u"test"_s, u"words-1"_s);
        });
    }

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        QVERIFY(m_dir->isValid());
        QVERIFY(QDir().mkpath(path(u"db"_s)));
        m_storage = valueOf(StorageThread::open(path(u"db/t.db"_s), path(u"backups"_s)));
        m_embedder = std::make_shared<WordEmbedder>(true);
        m_cloneId = onStore(
            [](Store &store) -> Result<QString> { return makeClone(store, u"Mina"_s, u"en"_s).id; });
        m_reports.clear();
        makeService();
    }

    void cleanup()
    {
        m_service.reset();
        m_storage.reset();
        m_embedder.reset();
        m_dir.reset();
    }

    void initTestCase()
    {
        qRegisterMetaType<ImportReport>();
        qRegisterMetaType<ImportProgress>();
        qRegisterMetaType<ImportedFile>();
    }

    void filesAndFolders()
    {
        const QString letter = file(u"letter.md"_s, "# To Rhoda\n\nThe boat is sold.");
        file(u"box/b.txt"_s, "The sea rose.");
        file(u"box/deep/a.txt"_s, "The dog slept.");
        file(u"box/deep/picture.bin"_s, "no text");
        QSignalSpy files(m_service.get(), &ImportService::fileFinished);
        QSignalSpy changed(m_service.get(), &ImportService::changed);
        const ImportReport report = import({letter, path(u"box"_s)});
        QVERIFY(report.progress.state == ImportState::Finished);
        QCOMPARE(report.files.size(), 3);
        QCOMPARE(report.progress.files, 3);
        QCOMPARE(report.progress.filesDone, 3);
        QCOMPARE(report.progress.passages, 3);
        QCOMPARE(report.progress.bytesDone, report.progress.bytes);
        QCOMPARE(report.files.at(0).path, letter);
        QCOMPARE(report.files.at(0).title, u"To Rhoda"_s);
        QCOMPARE(report.files.at(1).path, path(u"box/b.txt"_s));
        QCOMPARE(report.files.at(2).path, path(u"box/deep/a.txt"_s));
        QCOMPARE(files.count(), 3);
        QVERIFY(changed.count() >= 1);
        QCOMPARE(documents().size(), 3);
        for (const DocumentSummary &document : documents())
            QVERIFY(document.sourceUri.startsWith(m_dir->path()));
        QCOMPARE(bare(), 0); // its vectors came with it
        QVERIFY(m_service->running().isEmpty());
        QVERIFY(m_service->report(report.progress.importId).has_value());
        QVERIFY(onStore([](Store &store) { return store.imports.unfinished(); }).isEmpty());
        QVERIFY(QDir(path(u"db"_s)).entryList({u"*.lock"_s}).isEmpty());
    }

    void walksWithCare()
    {
        file(u"w/.hidden.txt"_s, "x");
        file(u"w/.hidden/a.txt"_s, "x");
        file(u"w/b/1.TXT"_s, "x");
        file(u"w/a.txt"_s, "x");
        file(u"w/c.exe"_s, "x");
        QVERIFY(QFile::link(path(u"w"_s), path(u"w/b/loop"_s)));
        QVERIFY(QFile::link(path(u"nowhere"_s), path(u"w/b/dead.txt"_s)));
        QDir().mkpath(path(u"empty"_s));
        QStringList found;
        FolderWalk walk({u"txt"_s}, [&](const QString &one, qint64) {
            found.append(one);
            return true;
        });
        QVERIFY(walk.walk({path(u"w/c.exe"_s), path(u"w"_s), path(u"w/b"_s), path(u"empty"_s),
                           path(u"gone"_s), path(u"w/a.txt"_s)}));
        QCOMPARE(found, (QStringList{path(u"w/c.exe"_s), path(u"w/a.txt"_s), path(u"w/b/1.TXT"_s),
                                     path(u"w/b"_s), path(u"empty"_s), path(u"gone"_s)}));
        int count = 0;
        FolderWalk ended({u"txt"_s}, [&](const QString &, qint64) { return ++count < 1; });
        QVERIFY(!ended.walk({path(u"w"_s)}));
        QCOMPARE(count, 1);
    }

    void tellsWhyFilesFail()
    {
        QDir().mkpath(path(u"empty"_s));
        const QString good = file(u"good.txt"_s, "The boat.");
        const ImportReport report = import({path(u"gone.txt"_s), file(u"blank.txt"_s, " \n"),
                                            path(u"empty"_s), file(u"x.exe"_s, "MZ"), good});
        QCOMPARE(report.files.size(), 5);
        const QStringList codes{u"file-missing"_s, u"file-empty"_s, u"folder-empty"_s, u"file-type"_s};
        for (int i = 0; i < 4; ++i) {
            QVERIFY(report.files.at(i).state == ImportedFile::State::Failed);
            QCOMPARE(report.files.at(i).error->code, codes.at(i));
            QCOMPARE(report.files.at(i).error->subject, QFileInfo(report.files.at(i).path).fileName());
        }
        QVERIFY(report.files.at(4).state == ImportedFile::State::Done);
        QVERIFY(report.progress.state == ImportState::Finished);
        const auto nobody = m_service->start({newId(), {good}, {}});
        QTRY_VERIFY(nobody.isFinished());
        QVERIFY(nobody.result().error().kind == ErrorKind::NotFound);
    }

    void againBringsOnlyWhatChanged()
    {
        QStringList files = manyFiles(3);
        files.append(file(u"copy.txt"_s, [&] {
            QFile first(files.at(0));
            return first.open(QIODevice::ReadOnly) ? first.readAll() : QByteArray();
        }()));
        const ImportReport first = import(files);
        QCOMPARE(documents().size(), 3); // the copy is the same text
        const auto passagesOf = [this](const QString &id) {
            return onStore([id](Store &store) { return store.passages.ofDocument(id); });
        };
        const QString id = documents().last().id;
        const int calls = m_embedder->calls;
        for (const ImportedFile &one : import(files).files)
            QVERIFY(one.state == ImportedFile::State::Unchanged);
        QCOMPARE(int(m_embedder->calls), calls); // what is known is neither cut nor embedded

        const auto before = onStore(
            [this, path = files.at(1)](Store &store) { return store.imports.documentsOf(m_cloneId, path); });
        QCOMPARE(before.size(), 1);
        QSet<QString> old;
        for (const Passage &passage : passagesOf(before.first().id))
            old.insert(passage.id);
        QFile changed(files.at(1));
        QVERIFY(changed.open(QIODevice::Append));
        changed.write("At last the boat was sold.\n");
        changed.close();
        const ImportReport again = import(files);
        QCOMPARE(again.files.at(1).updated, 1);
        QVERIFY(again.files.at(0).state == ImportedFile::State::Unchanged);
        const auto now = passagesOf(before.first().id);
        const auto kept = std::count_if(now.cbegin(), now.cend(),
                                        [&](const Passage &one) { return old.contains(one.id); });
        QVERIFY2(kept >= now.size() - 2, qPrintable(QString::number(kept)));
        QCOMPARE(documents().size(), 3);
        QCOMPARE(bare(), 0);
        Q_UNUSED(first)
        Q_UNUSED(id)
    }

    void withoutALocalEmbedder_data()
    {
        QTest::addColumn<bool>("local");
        QTest::addColumn<bool>("works");
        QTest::newRow("asked over the network") << false << true;
        QTest::newRow("local, and fails") << true << false;
    }

    void withoutALocalEmbedder()
    {
        QFETCH(bool, local);
        QFETCH(bool, works);
        m_embedder = std::make_shared<WordEmbedder>(local);
        m_embedder->mood = works ? WordEmbedder::Mood::Works : WordEmbedder::Mood::Fails;
        const ImportReport report = import({file(u"a.txt"_s, "The boat.")});
        QVERIFY(report.files.first().state == ImportedFile::State::Done);
        QCOMPARE(documents().size(), 1);
        QCOMPARE(bare(), 1);
        QCOMPARE(int(m_embedder->calls), local ? 1 : 0);
    }

    void pauseAndResume()
    {
        const QStringList files = manyFiles(60);
        const QString id = awaited(m_service->start({m_cloneId, files, {}}));
        m_service->pause(id); // before it has begun, or just after
        QTest::qWait(300);
        QCOMPARE(m_service->running().size(), 1);
        QVERIFY(m_service->running().first().state == ImportState::Paused);
        const auto still = documents().size();
        QVERIFY(still < files.size());
        QTest::qWait(200);
        QCOMPARE(documents().size(), still);
        QVERIFY(onStore([](Store &store) { return store.imports.unfinished(); }).first().state
                == ImportState::Paused);
        m_service->resume(id);
        QTRY_COMPARE_WITH_TIMEOUT(m_reports.size(), 1, 60'000);
        QCOMPARE(documents().size(), files.size());
    }

    void cancelKeepsWhatIsStored()
    {
        const QStringList files = manyFiles(120);
        QSignalSpy finished(m_service.get(), &ImportService::fileFinished);
        const QString id = awaited(m_service->start({m_cloneId, files, {}}));
        QTRY_VERIFY_WITH_TIMEOUT(finished.count() > 0, 30'000);
        m_service->cancel(id);
        QTRY_COMPARE_WITH_TIMEOUT(m_reports.size(), 1, 30'000);
        const ImportReport report = m_reports.first();
        QVERIFY(report.progress.state == ImportState::Cancelled);
        int done = 0;
        for (const ImportedFile &one : report.files) {
            if (one.state == ImportedFile::State::Done)
                ++done;
            else
                QVERIFY(
                    one.state == ImportedFile::State::Skipped
                    || (one.state == ImportedFile::State::Failed && one.error->kind == ErrorKind::Cancelled));
        }
        QVERIFY(done >= 1);
        QVERIFY(documents().size() >= done);
        QVERIFY(onStore([](Store &store) { return store.imports.unfinished(); }).isEmpty());
        m_service->cancel(id); // nothing comes of it
    }

    void goesOnAtTheNextStart_data()
    {
        QTest::addColumn<int>("filesBefore");
        QTest::newRow("at once") << 0;
        QTest::newRow("after some") << 3;
    }

    void goesOnAtTheNextStart()
    {
        QFETCH(int, filesBefore);
        const QStringList files = manyFiles(600);
        {
            QSignalSpy finished(m_service.get(), &ImportService::fileFinished);
            awaited(m_service->start({m_cloneId, {path(u"many"_s)}, u"Wilhelmina"_s}));
            QTRY_VERIFY_WITH_TIMEOUT(finished.count() >= filesBefore, 30'000);
        }
        m_service.reset();
        QVERIFY(documents().size() < files.size());
        QCOMPARE(onStore([](Store &store) { return store.imports.unfinished(); }).size(), 1);
        makeService();
        const QStringList ids = awaited(m_service->resumeInterrupted());
        QCOMPARE(ids.size(), 1);
        QVERIFY(awaited(m_service->resumeInterrupted()).isEmpty()); // it is at it
        QTRY_COMPARE_WITH_TIMEOUT(m_reports.size(), 1, 60'000);
        QCOMPARE(m_reports.first().files.size(), files.size());
        int added = 0;
        for (const ImportedFile &one : m_reports.first().files) {
            QVERIFY(one.state == ImportedFile::State::Done);
            added += one.added;
        }
        QCOMPARE(added, int(files.size()));
        QCOMPARE(documents().size(), files.size());
        QCOMPARE(bare(), 0);
        QCOMPARE(onStore([this](Store &store) { return store.imports.names(m_cloneId); }),
                 QStringList{u"Wilhelmina"_s});
    }

    void theSamePathsGoOn()
    {
        const QStringList files = manyFiles(40);
        const QString first = awaited(m_service->start({m_cloneId, files, {}}));
        m_service.reset();
        makeService();
        const QString second = awaited(m_service->start({m_cloneId, files, {}}));
        QCOMPARE(second, first);
        const QString other = awaited(m_service->start({m_cloneId, files.mid(1), {}}));
        QVERIFY(other != first);
        QTRY_COMPARE_WITH_TIMEOUT(m_reports.size(), 2, 60'000);
        QCOMPARE(documents().size(), files.size());
    }

    void whatAnotherProcessIsAtIsLeftAlone()
    {
        const QString id = newId();
        onStore([&, this](Store &store) {
            return store.imports.create(
                {.id = id, .cloneId = m_cloneId, .chatPerson = {}, .paths = {file(u"a.txt"_s, "The boat.")}});
        });
        {
            const auto theirs = takeImport(path(u"db/t.db"_s), id);
            QVERIFY(theirs);
            QVERIFY(awaited(m_service->resumeInterrupted()).isEmpty());
        }
        QCOMPARE(awaited(m_service->resumeInterrupted()), QStringList{id});
        QTRY_COMPARE_WITH_TIMEOUT(m_reports.size(), 1, 30'000);
        QCOMPARE(documents().size(), 1);
    }

    void theCloneGoesMeanwhile()
    {
        const QStringList files = manyFiles(60);
        awaited(m_service->start({m_cloneId, files, {}}));
        onStore([this](Store &store) { return store.clones.purge(m_cloneId); });
        QTRY_COMPARE_WITH_TIMEOUT(m_reports.size(), 1, 30'000);
        QVERIFY(m_reports.first().error.has_value());
        QVERIFY(m_reports.first().error->kind == ErrorKind::NotFound);
    }

    void rate()
    {
        ProgressRate rate;
        QCOMPARE(rate.secondsLeft(0, 100), -1);
        rate.add(0, 0);
        QCOMPARE(rate.secondsLeft(0, 100), -1);
        rate.add(1000, 10);
        QCOMPARE(rate.perSecond(), 10.0);
        QCOMPARE(rate.secondsLeft(10, 100), 9);
        for (int second = 2; second < 20; ++second)
            rate.add(second * 1000, 10 + (second - 1) * 20);
        QCOMPARE(rate.perSecond(), 20.0); // what was is forgotten
        for (int second = 20; second < 30; ++second)
            rate.add(second * 1000, 370);
        QCOMPARE(rate.secondsLeft(370, 1000), -1);
    }
};

QTEST_GUILESS_MAIN(ImportServiceTest)
#include "ImportServiceTest.moc"

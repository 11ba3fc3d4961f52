#include "ArchiveFixture.h"
#include "core/archive/ArchiveTask.h"
#include "core/archive/BackupRestore.h"
#include "core/storage/Migrator.h"
#include "core/storage/ProfileLock.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QRandomGenerator>
#include <QSemaphore>

#include <cstdio>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

// A profile goes into a file and comes back. This executable is also the process that writes meanwhile (see main).
class BackupTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void holdsEverything();
    void whileAnotherProcessWrites();
    void packsWhatRepeatsItself();
    void oneAtOnce();
    void leavesNothingWhereItFails();
    void cancels();
    void whatIsDoneIsToldAsDone();
    void refusesWithoutProfile();
    void flippedAnywhere();
    void cutAnywhere();
    void manifests_data();
    void manifests();
    void databases_data();
    void databases();
    void comesBack();
    void comesBackOnANewComputer();
    void comesBackOverADamagedOne_data();
    void comesBackOverADamagedOne();
    void comesBackOlderAndIsMigrated();
    void refusesWhileInUse();
    void readOnlyFolder();

private:
    Result<BackupFacts> create(const QString &name = u"a.cmbackup"_s)
    {
        ArchiveTask task;
        return createBackup(m_profile->paths(), m_profile->file(name), task);
    }
    Result<BackupFacts> verify(const QString &name = u"a.cmbackup"_s)
    {
        ArchiveTask task;
        return verifyBackup(m_profile->file(name), task);
    }
    static Result<RestoreFacts> restore(const Paths &paths, const QString &file)
    {
        ArchiveTask task;
        BackupRestore work(paths);
        CM_TRY(work.open(file, task));
        return work.restore();
    }
    QString codeOfVerify(const QByteArray &bytes);
    QByteArray bytesOf(const QString &name) const
    {
        QFile file(m_profile->file(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// Names in the profile's folder but for the database.
    QStringList besideTheDatabase() const
    {
        QStringList names = QDir(m_profile->paths().dataDir())
                                .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
        for (const QString &name : {u"clonememoria.db"_s, u"clonememoria.db-wal"_s, u"clonememoria.db-shm"_s})
            names.removeAll(name);
        return names;
    }
    static QStringList namesIn(const Paths &paths)
    {
        const auto store = Store::open(paths.database(), paths.backups(), Store::Access::ReadWrite);
        if (!store)
            return {store.error().code};
        QStringList names;
        for (const CloneSummary &each : valueOf((*store)->clones.list()))
            names.append(each.clone.name);
        return names;
    }

    std::unique_ptr<ArchiveProfile> m_profile;
    QString m_cloneId;
};

namespace {
int writeForEver(const QString &file)
{
    const auto store = Store::open(file, {}, Store::Access::ReadWrite);
    if (!store)
        return 1;
    Clone draft;
    draft.name = u"Writer"_s;
    for (int i = 0;; ++i) {
        if (!(*store)->clones.create(draft))
            return 1;
        if (i == 20) {
            std::printf("writing\n");
            std::fflush(stdout);
        }
    }
}
} // namespace

void BackupTest::init()
{
    m_profile = std::make_unique<ArchiveProfile>();
    m_cloneId = m_profile->run([](Store &store) -> Result<QString> { return makeRichClone(store); });
}

void BackupTest::holdsEverything()
{
    const QStringList before = m_profile->rows();
    const BackupFacts made = valueOf(create());
    QCOMPARE(m_profile->rows(), before);
    QCOMPARE(besideTheDatabase(), QStringList());
    const BackupFacts found = valueOf(verify());
    QCOMPARE(found.counts, made.counts);
    QCOMPARE(found.counts.clones, 1);
    QCOMPARE(found.counts.documents, 5);
    QCOMPARE(found.counts.messages, 6);
    QCOMPARE(found.schemaVersion, Migrator::builtin().newestVersion());
    QCOMPARE(found.madeAt, made.madeAt);
    QCOMPARE(found.bytes, QFileInfo(m_profile->file(u"a.cmbackup"_s)).size());
    ZipReader zip(m_profile->file(u"a.cmbackup"_s));
    done(zip.open());
    QVERIFY(zip.contains(kDatabaseEntry) && zip.contains(kManifestEntry));
    QCOMPARE(QFile::permissions(m_profile->file(u"a.cmbackup"_s))
                 & (QFileDevice::ReadGroup | QFileDevice::ReadOther),
             QFileDevice::Permissions());
    // The trash too: it can still be brought back from there.
    Paths other(m_profile->file(u"other"_s));
    valueOf(restore(other, m_profile->file(u"a.cmbackup"_s)));
    const auto store = valueOf(Store::open(other.database(), {}, Store::Access::ReadWrite));
    QCOMPARE(valueOf(store->database().number(
                 u"SELECT count(*) FROM clone_documents WHERE deleted_at IS NOT NULL"_s)),
             1);
}

void BackupTest::whileAnotherProcessWrites()
{
    QProcess writer;
    writer.start(QCoreApplication::applicationFilePath(), {u"--write"_s, m_profile->paths().database()});
    QVERIFY(writer.waitForReadyRead(20'000));
    qint64 last = 0;
    for (int round = 0; round < 3; ++round) {
        const BackupFacts made = valueOf(create());
        QVERIFY(made.counts.clones > last);
        last = made.counts.clones;
        QCOMPARE(valueOf(verify()).counts, made.counts);
    }
    QCOMPARE(writer.state(), QProcess::Running);
    writer.kill();
    QVERIFY(writer.waitForFinished());
    QVERIFY(m_profile->run([](Store &store) { return store.counts(); }).clones > last);
}

// Our own backup must never look like one that was made to do harm.
void BackupTest::packsWhatRepeatsItself()
{
    m_profile->change([this](Store &store) -> Result<void> {
        for (int i = 0; i < 8; ++i) {
            Document document;
            document.cloneId = m_cloneId;
            document.title = u"Same"_s;
            document.content = QString(kMaxDocumentCharacters, u'a');
            document.contentHash = QString::number(i);
            CM_TRY(store.documents.add(document, {}));
        }
        return {};
    });
    const BackupFacts made = valueOf(create());
    QVERIFY(made.bytes < made.databaseBytes / 50); // far tighter than what people write
    QCOMPARE(valueOf(verify()).counts, made.counts);
}

void BackupTest::oneAtOnce()
{
    std::optional<QString> second;
    QFile leftover(m_profile->paths().dataDir() + u"/backup-dead12.part"_s);
    QVERIFY(leftover.open(QIODevice::WriteOnly));
    ArchiveTask task([&](int) {
        if (!second)
            second = create(u"b.cmbackup"_s).map_error([](const Error &error) { return error.code; }).error();
        return true;
    });
    valueOf(createBackup(m_profile->paths(), m_profile->file(u"a.cmbackup"_s), task));
    QCOMPARE(second.value_or(QString()), u"backup-busy"_s);
    QVERIFY(!QFile::exists(m_profile->file(u"b.cmbackup"_s)));
    QVERIFY(!leftover.exists()); // of one that died
}

void BackupTest::leavesNothingWhereItFails()
{
    for (const QString &name : {u"no/such/folder/a.cmbackup"_s, u"profile"_s}) {
        const auto made = create(name);
        QVERIFY(!made);
        QCOMPARE(made.error().code, u"file-write"_s);
        QCOMPARE(made.error().subject, m_profile->file(name));
        QCOMPARE(besideTheDatabase(), QStringList());
    }
}

// Cancelled before its last look at that, work ends; after it, there is a file, and nobody must say that there is none.
void BackupTest::whatIsDoneIsToldAsDone()
{
    ArchiveThread thread;
    for (const bool looksAgain : {true, false}) {
        QSemaphore begun;
        QSemaphore mayGoOn;
        QFuture<Result<int>> future = thread.run<int>([&](ArchiveTask &task) -> Result<int> {
            begun.release();
            mayGoOn.acquire();
            if (looksAgain)
                CM_TRY(task.goOn());
            return 7;
        });
        QFuture<Result<int>> waiting = thread.run<int>([](ArchiveTask &task) -> Result<int> {
            CM_TRY(task.goOn());
            return 8;
        });
        begun.acquire();
        thread.cancel();
        mayGoOn.release();
        future.waitForFinished();
        waiting.waitForFinished();
        if (looksAgain)
            QVERIFY(!future.result() && future.result().error().kind == ErrorKind::Cancelled);
        else
            QCOMPARE(*future.result(), 7);
        QVERIFY(!waiting.result() && waiting.result().error().kind == ErrorKind::Cancelled);
    }
    // Of what comes afterwards nobody has said that.
    QFuture<Result<int>> next = thread.run<int>([](ArchiveTask &task) -> Result<int> {
        CM_TRY(task.goOn());
        return 9;
    });
    next.waitForFinished();
    QCOMPARE(next.result().value_or(0), 9);
}

void BackupTest::cancels()
{
    valueOf(create());
    const QByteArray before = bytesOf(u"a.cmbackup"_s);
    for (int most = 0;; ++most) {
        int steps = 0;
        ArchiveTask task([&](int) { return ++steps <= most; });
        const auto made = createBackup(m_profile->paths(), m_profile->file(u"a.cmbackup"_s), task);
        if (made)
            break;
        QVERIFY(made.error().kind == ErrorKind::Cancelled);
        QCOMPARE(besideTheDatabase(), QStringList());
        QVERIFY(bytesOf(u"a.cmbackup"_s) == before);
        QVERIFY(most < 100);
    }
    QVERIFY(bytesOf(u"a.cmbackup"_s) != before);
    const QStringList inTemp = QDir::temp().entryList({u"clonememoria-verify-*"_s});
    ArchiveTask stopped([](int) { return false; });
    QVERIFY(!verifyBackup(m_profile->file(u"a.cmbackup"_s), stopped));
    QCOMPARE(QDir::temp().entryList({u"clonememoria-verify-*"_s}), inTemp);
    const QStringList rows = m_profile->rows();
    m_profile->close();
    BackupRestore work(m_profile->paths());
    QVERIFY(work.open(m_profile->file(u"a.cmbackup"_s), stopped).error().kind == ErrorKind::Cancelled);
}

void BackupTest::refusesWithoutProfile()
{
    ArchiveTask task;
    const Paths nobody(m_profile->file(u"nobody"_s));
    const auto made = createBackup(nobody, m_profile->file(u"b.cmbackup"_s), task);
    QVERIFY(!made);
    QCOMPARE(made.error().code, u"no-profile"_s);
    QVERIFY(!QFile::exists(nobody.dataDir()));
    const auto found = verify(u"missing.cmbackup"_s);
    QVERIFY(!found);
    QCOMPARE(found.error().code, u"file-missing"_s);
}

QString BackupTest::codeOfVerify(const QByteArray &bytes)
{
    QFile file(m_profile->file(u"bad.cmbackup"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("can't write");
    file.close();
    const auto found = verify(u"bad.cmbackup"_s);
    if (found)
        return {};
    if (found.error().subject != "bad.cmbackup"_L1)
        qFatal("it tells of “%s”: %s", qPrintable(found.error().subject), qPrintable(found.error().code));
    return found.error().code;
}

void BackupTest::flippedAnywhere()
{
    const BackupFacts made = valueOf(create());
    const QByteArray whole = bytesOf(u"a.cmbackup"_s);
    QRandomGenerator random(9);
    int refused = 0;
    constexpr int kTries = 120;
    for (int i = 0; i < kTries; ++i) {
        QByteArray flipped = whole;
        const qsizetype at = i < 60 ? whole.size() - 1 - i * 3 : random.bounded(whole.size());
        flipped[at] = static_cast<char>(flipped.at(at) ^ (1 << random.bounded(8)));
        const QString code = codeOfVerify(flipped);
        if (code.isEmpty()) // it is in what says nothing
            QCOMPARE(valueOf(verify(u"bad.cmbackup"_s)).counts, made.counts);
        else
            ++refused;
    }
    QVERIFY2(refused > kTries * 2 / 3, qPrintable(QString::number(refused)));
}

void BackupTest::cutAnywhere()
{
    valueOf(create());
    const QByteArray whole = bytesOf(u"a.cmbackup"_s);
    constexpr qsizetype kEndBytes = 22; // which say again what stands before them
    for (qsizetype size = 1; size < whole.size() - kEndBytes; size += whole.size() / 40)
        QCOMPARE(codeOfVerify(whole.first(size)), u"file-damaged"_s);
    QCOMPARE(codeOfVerify({}), u"file-empty"_s);
    QCOMPARE(codeOfVerify("not a zip at all"), u"file-damaged"_s);
}

void BackupTest::manifests_data()
{
    QTest::addColumn<QByteArray>("find");
    QTest::addColumn<QByteArray>("replace");
    QTest::addColumn<QString>("code");
    QTest::newRow("as it is") << QByteArray("\"version\": 1") << QByteArray("\"version\": 1") << QString();
    QTest::newRow("newer") << QByteArray("\"version\": 1") << QByteArray("\"version\": 9")
                           << u"archive-newer"_s;
    QTest::newRow("newer schema") << QByteArray("\"schema_version\": ") << QByteArray("\"schema_version\": 9")
                                  << u"archive-newer"_s;
    QTest::newRow("another schema") << QByteArray("\"schema_version\": ")
                                    << QByteArray("\"schema_version\": 1, \"x\": ") << u"file-damaged"_s;
    QTest::newRow("a clone's") << QByteArray("clonememoria-backup") << QByteArray("clonememoria-clone")
                               << u"not-a-backup"_s;
    QTest::newRow("other counts") << QByteArray("\"clones\": 1") << QByteArray("\"clones\": 2")
                                  << u"file-damaged"_s;
    QTest::newRow("a count is missing") << QByteArray("\"clones\": 1,") << QByteArray() << u"file-damaged"_s;
    QTest::newRow("no database") << QByteArray("\"clonememoria.db\"") << QByteArray("\"other.db\"")
                                 << u"file-damaged"_s;
    QTest::newRow("another sum") << QByteArray("\"sha256\": \"") << QByteArray("\"sha256\": \"0")
                                 << u"file-damaged"_s;
    QTest::newRow("shorter") << QByteArray("\"bytes\": ") << QByteArray("\"bytes\": 10, \"y\": ")
                             << u"file-damaged"_s;
}

void BackupTest::manifests()
{
    QFETCH(QByteArray, find);
    QFETCH(QByteArray, replace);
    QFETCH(QString, code);
    valueOf(create());
    ZipReader zip(m_profile->file(u"a.cmbackup"_s));
    done(zip.open());
    QByteArray manifest = valueOf(zip.readAll(kManifestEntry, 1'000'000));
    QVERIFY(manifest.contains(find));
    writeEntries(m_profile->file(u"changed.zip"_s),
                 {{kDatabaseEntry, valueOf(zip.readAll(kDatabaseEntry, 1LL << 30))},
                  {kManifestEntry, manifest.replace(find, replace)}});
    QCOMPARE(codeOfVerify(bytesOf(u"changed.zip"_s)), code);
}

void BackupTest::databases_data()
{
    QTest::addColumn<QString>("sql");
    QTest::newRow("another program's") << u"PRAGMA application_id = 17"_s;
    QTest::newRow("of a newer program") << u"PRAGMA user_version = 1000"_s;
    QTest::newRow("rows that belong to nothing") << u"UPDATE clone_documents SET clone_id = 'gone'"_s;
    QTest::newRow("without a table") << u"DROP TABLE clones"_s;
    QTest::newRow("broken pages") << QString();
}

// The sums fit, but what they are of is wrong.
void BackupTest::databases()
{
    QFETCH(QString, sql);
    valueOf(create());
    QByteArray bytes;
    QByteArray manifest;
    {
        ZipReader zip(m_profile->file(u"a.cmbackup"_s));
        done(zip.open());
        bytes = valueOf(zip.readAll(kDatabaseEntry, 1LL << 30));
        manifest = valueOf(zip.readAll(kManifestEntry, 1'000'000));
    }
    if (sql.isEmpty()) {
        for (qsizetype at = 3 * 4096; at < bytes.size(); at += 4096)
            bytes[at] = '\x7f'; // no kind of page
    } else {
        QFile copy(m_profile->file(u"copy.db"_s));
        QVERIFY(copy.open(QIODevice::WriteOnly) && copy.write(bytes) == bytes.size());
        copy.close();
        {
            const auto database = valueOf(Database::open(copy.fileName(), Database::Access::ReadWrite));
            valueOf(database->run(u"PRAGMA foreign_keys = OFF"_s));
            valueOf(database->run(sql));
        }
        QVERIFY(copy.open(QIODevice::ReadOnly));
        bytes = copy.readAll();
    }
    const QByteArray sum = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
    static const QRegularExpression facts(u"\"bytes\": \\d+,\\s*\"sha256\": \"[0-9a-f]+\""_s);
    const QString fitting = QString::fromUtf8(manifest).replace(
        facts, u"\"bytes\": %1, \"sha256\": \"%2\""_s.arg(bytes.size()).arg(QString::fromLatin1(sum)));
    writeEntries(m_profile->file(u"changed.zip"_s),
                 {{kDatabaseEntry, bytes}, {kManifestEntry, fitting.toUtf8()}});
    const QString code = codeOfVerify(bytesOf(u"changed.zip"_s));
    QCOMPARE(code, sql.contains("1000"_L1) ? u"archive-newer"_s : u"file-damaged"_s);
    // And it takes the place of nothing.
    const QStringList before = m_profile->rows();
    m_profile->close();
    QVERIFY(!restore(m_profile->paths(), m_profile->file(u"changed.zip"_s)));
    QCOMPARE(besideTheDatabase(), QStringList());
    QCOMPARE(namesIn(m_profile->paths()), QStringList{u"Mina “Ünïcode” 東京 🐕"_s});
}

void BackupTest::comesBack()
{
    valueOf(create());
    const QStringList before = m_profile->rows();
    m_profile->change([this](Store &store) -> Result<void> {
        CM_TRY(store.clones.purge(m_cloneId));
        Clone later;
        later.name = u"Later"_s;
        CM_TRY(store.clones.create(later));
        return {};
    });
    QDir().mkpath(m_profile->paths().vectorIndex());
    const Paths paths = m_profile->paths();
    m_profile->close();
    const RestoreFacts facts = valueOf(restore(paths, m_profile->file(u"a.cmbackup"_s)));
    QCOMPARE(namesIn(paths), QStringList{u"Mina “Ünïcode” 東京 🐕"_s});
    QVERIFY(!QFile::exists(paths.vectorIndex()));
    QCOMPARE(besideTheDatabase(), (QStringList{u"backups"_s, u"cache"_s}));
    // What was there is whole, and can be put back.
    QCOMPARE(QFileInfo(facts.kept).absolutePath(), paths.backups());
    const auto kept = valueOf(Store::open(facts.kept, {}, Store::Access::ReadOnly));
    QCOMPARE(valueOf(kept->clones.list()).first().clone.name, u"Later"_s);
    QCOMPARE(QFile::permissions(paths.database()) & (QFileDevice::ReadGroup | QFileDevice::ReadOther),
             QFileDevice::Permissions());
    // A second one in the same second has a name of its own.
    const RestoreFacts again = valueOf(restore(paths, m_profile->file(u"a.cmbackup"_s)));
    QVERIFY(again.kept != facts.kept);
    QCOMPARE(QDir(paths.backups()).entryList(QDir::Files).size(), 2);
}

void BackupTest::comesBackOnANewComputer()
{
    valueOf(create());
    const Paths fresh(m_profile->file(u"new/computer"_s));
    const RestoreFacts facts = valueOf(restore(fresh, m_profile->file(u"a.cmbackup"_s)));
    QCOMPARE(facts.kept, QString());
    QCOMPARE(namesIn(fresh), QStringList{u"Mina “Ünïcode” 東京 🐕"_s});
    QCOMPARE(QFile::permissions(fresh.dataDir()) & (QFileDevice::ReadGroup | QFileDevice::ReadOther),
             QFileDevice::Permissions());
}

void BackupTest::comesBackOverADamagedOne_data()
{
    QTest::addColumn<QByteArray>("database");
    QTest::addColumn<QByteArray>("log");
    QTest::newRow("no database") << QByteArray("x").repeated(5000) << QByteArray();
    QTest::newRow("too short") << QByteArray("SQLite") << QByteArray();
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("with a log") << QByteArray("x").repeated(5000) << QByteArray("a log that belongs to it");
}

void BackupTest::comesBackOverADamagedOne()
{
    QFETCH(QByteArray, database);
    QFETCH(QByteArray, log);
    valueOf(create());
    const Paths paths = m_profile->paths();
    m_profile->close();
    QFile file(paths.database());
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(database) == database.size());
    file.close();
    QFile logFile(paths.database() + u"-wal"_s);
    if (!log.isEmpty()) {
        QVERIFY(logFile.open(QIODevice::WriteOnly) && logFile.write(log) == log.size());
        logFile.close();
    }
    const RestoreFacts facts = valueOf(restore(paths, m_profile->file(u"a.cmbackup"_s)));
    QCOMPARE(namesIn(paths), QStringList{u"Mina “Ünïcode” 東京 🐕"_s});
    QFile kept(facts.kept);
    QVERIFY(kept.open(QIODevice::ReadOnly));
    QCOMPARE(kept.readAll(), database);
    // A log of the old one beside the new one would be played into it.
    QVERIFY(!logFile.open(QIODevice::ReadOnly) || logFile.readAll() != log);
}

void BackupTest::comesBackOlderAndIsMigrated()
{
    // A profile of an earlier version of the program.
    const Paths old(m_profile->file(u"old"_s));
    done(old.create());
    {
        const auto database = valueOf(Database::open(old.database(), Database::Access::ReadWrite));
        QStringList scripts;
        for (const QString &name : {u"001_initial.sql"_s, u"002_reasoning.sql"_s}) {
            QFile script(u":/migrations/"_s + name);
            QVERIFY(script.open(QIODevice::ReadOnly));
            scripts.append(QString::fromUtf8(script.readAll()));
        }
        done(Migrator(scripts).migrate(*database, {}));
        valueOf(database->run(
            u"INSERT INTO users (id, display_name, created_at, updated_at) VALUES ('u', '', '', '')"_s));
        valueOf(database->run(u"INSERT INTO clones (id, user_id, name, created_at, updated_at) VALUES "
                              "('c', 'u', 'Old', '2020-01-01T00:00:00.000Z', '2020-01-01T00:00:00.000Z')"_s));
    }
    ArchiveTask task;
    const BackupFacts made = valueOf(createBackup(old, m_profile->file(u"old.cmbackup"_s), task));
    QCOMPARE(made.schemaVersion, 2);
    const Paths paths = m_profile->paths();
    m_profile->close();
    valueOf(restore(paths, m_profile->file(u"old.cmbackup"_s)));
    QCOMPARE(namesIn(paths), QStringList{u"Old"_s});
}

void BackupTest::refusesWhileInUse()
{
    valueOf(create());
    const Paths paths = m_profile->paths();
    const auto code = [&] {
        return restore(paths, m_profile->file(u"a.cmbackup"_s)).map_error([](const Error &error) {
            return error.code;
        });
    };
    {
        const auto window = valueOf(ProfileLock::take(paths.lockFile()));
        QCOMPARE(code().error(), u"restore-in-use"_s);
    }
    QCOMPARE(code().error(), u"restore-in-use"_s); // this process has it open, without a window
    QProcess writer;
    m_profile->close();
    writer.start(QCoreApplication::applicationFilePath(), {u"--write"_s, paths.database()});
    QVERIFY(writer.waitForReadyRead(20'000));
    QCOMPARE(code().error(), u"restore-in-use"_s);
    QCOMPARE(writer.state(), QProcess::Running);
    writer.kill(); // its log is left
    QVERIFY(writer.waitForFinished());
    QCOMPARE(besideTheDatabase(), QStringList());
    const RestoreFacts facts = valueOf(restore(paths, m_profile->file(u"a.cmbackup"_s)));
    QCOMPARE(namesIn(paths).size(), 1);
    // What was written last is in what is kept.
    const auto kept = valueOf(Store::open(facts.kept, {}, Store::Access::ReadOnly));
    QVERIFY(valueOf(kept->clones.list()).size() > 20);
}

void BackupTest::readOnlyFolder()
{
    valueOf(create());
    const Paths paths = m_profile->paths();
    m_profile->close();
    QFile::setPermissions(paths.dataDir(), QFileDevice::ReadOwner | QFileDevice::ExeOwner);
    QFile probe(paths.dataDir() + u"/probe"_s);
    if (probe.open(QIODevice::WriteOnly)) {
        probe.remove();
        QFile::setPermissions(paths.dataDir(),
                              QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
        QSKIP("this user may write everywhere");
    }
    const auto restored = restore(paths, m_profile->file(u"a.cmbackup"_s));
    const auto made = create(u"b.cmbackup"_s);
    QFile::setPermissions(paths.dataDir(),
                          QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    QVERIFY(!restored);
    QCOMPARE(restored.error().code, u"read-only"_s);
    QVERIFY(!made);
    QCOMPARE(namesIn(paths), QStringList{u"Mina “Ünïcode” 東京 🐕"_s});
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "--write"_L1)
        return writeForEver(arguments.value(2));
    BackupTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "BackupTest.moc"

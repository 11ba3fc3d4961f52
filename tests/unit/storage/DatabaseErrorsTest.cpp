#include "tests/unit/storage/TestStore.h"

#include <QCoreApplication>
#include <QDir>
#include <QProcess>
#include <QRandomGenerator>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <type_traits>
#ifdef Q_OS_UNIX
#include <sys/stat.h>
#include <unistd.h>
#endif

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

// Files as disks, owners and accidents leave them: each ends with an error that names its cause, and changes nothing.
class DatabaseErrorsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void randomBytes();
    void emptyFile();
    void truncated();
    void pathIsAFolder();
    void readOnlyOpenMakesNoFile();
    void readOnlyFileAndFolder();
    void fullDisk();
    void fullDatabase();
    void onlyItsOwnerReads();
    void heldByAnother();

private:
    QString path(const QString &name) const { return m_folder->filePath(name); }
    QString realDatabase();
    static QByteArray bytes(const QString &file);

    std::unique_ptr<QTemporaryDir> m_folder;
};

// Taken out of a Query, a statement would be kept for others while it runs.
static_assert(!std::is_convertible_v<Query, QSqlQuery> && !std::is_convertible_v<Query &, QSqlQuery &>);

namespace {
int tryToOpenAsNobody(const QString &file)
{
#ifdef Q_OS_UNIX
    if (setuid(65534) != 0)
        return 2;
#endif
    const auto store = Store::open(file, {}, Store::Access::ReadWrite);
    std::printf("%s\n", store ? "opened" : qPrintable(store.error().code));
    return 0;
}
} // namespace

void DatabaseErrorsTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

QByteArray DatabaseErrorsTest::bytes(const QString &file)
{
    QFile opened(file);
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

QString DatabaseErrorsTest::realDatabase()
{
    const QString file = path(u"real.db"_s);
    const auto store = Store::open(file, {}, Store::Access::ReadWrite);
    Clone draft;
    draft.description = u"words "_s.repeated(100'000);
    if (!store || !(*store)->clones.create(draft))
        QTest::qFail("no database", __FILE__, __LINE__);
    return file;
}

void DatabaseErrorsTest::randomBytes()
{
    QRandomGenerator random(7);
    for (const int size : {1, 15, 16, 100, 4096, 100'000}) {
        const QString file = path(u"%1.db"_s.arg(size));
        QByteArray content(size, '\0');
        for (char &byte : content)
            byte = char(random.generate());
        QFile made(file);
        QVERIFY(made.open(QIODevice::WriteOnly) && made.write(content) == size);
        made.close();
        const auto opened = Store::open(file, path(u"backups"_s), Store::Access::ReadWrite);
        VERIFY_FAILS(opened, ErrorKind::Storage, u"database-damaged"_s);
        QCOMPARE(opened.error().subject, file);
        QCOMPARE(bytes(file), content);
    }
}

// As a crash right after its making leaves it: a new one.
void DatabaseErrorsTest::emptyFile()
{
    QFile made(path(u"a.db"_s));
    QVERIFY(made.open(QIODevice::WriteOnly));
    made.close();
    VERIFY_OK(Store::open(made.fileName(), {}, Store::Access::ReadWrite));
}

void DatabaseErrorsTest::truncated()
{
    const QByteArray whole = bytes(realDatabase());
    QVERIFY(whole.size() > 500'000);
    for (const qint64 size : {50LL, 4096LL, 5000LL, 40'960LL, whole.size() / 2, whole.size() - 4096}) {
        const QString file = path(u"cut%1.db"_s.arg(size));
        QFile made(file);
        QVERIFY(made.open(QIODevice::WriteOnly) && made.write(whole.left(size)) == size);
        made.close();
        // The damage may lie where opening doesn't look: then reading tells.
        const auto opened = Store::open(file, path(u"backups"_s), Store::Access::ReadWrite);
        if (opened) {
            const auto listed = (*opened)->clones.list();
            VERIFY_FAILS(listed, ErrorKind::Storage, u"database-damaged"_s);
        } else {
            VERIFY_FAILS(opened, ErrorKind::Storage, u"database-damaged"_s);
        }
    }
}

void DatabaseErrorsTest::pathIsAFolder()
{
    VERIFY_FAILS(Store::open(m_folder->path(), {}, Store::Access::ReadWrite), ErrorKind::Storage,
                 u"read-only"_s);
    VERIFY_FAILS(Store::open(path(u"no/such/folder/a.db"_s), {}, Store::Access::ReadWrite),
                 ErrorKind::Storage, u"read-only"_s);
}

void DatabaseErrorsTest::readOnlyOpenMakesNoFile()
{
    VERIFY_FAILS(Store::open(path(u"a.db"_s), {}, Store::Access::ReadOnly), ErrorKind::Storage,
                 u"file-missing"_s);
    QVERIFY(!QFile::exists(path(u"a.db"_s)));
}

void DatabaseErrorsTest::readOnlyFileAndFolder()
{
#ifdef Q_OS_UNIX
    if (geteuid() != 0)
        QSKIP("only root can become someone who may not write here");
    const QString file = realDatabase();
    const QByteArray before = bytes(file);
    // The file is another's, and so is the folder; then the folder alone is open to everyone.
    for (const mode_t folderMode : {0755, 0777}) {
        QCOMPARE(chmod(qPrintable(m_folder->path()), folderMode), 0);
        QCOMPARE(chmod(qPrintable(file), 0444), 0);
        QProcess nobody;
        nobody.start(QCoreApplication::applicationFilePath(), {u"--open-as-nobody"_s, file});
        QVERIFY(nobody.waitForFinished(20'000));
        if (nobody.exitCode() == 2)
            QSKIP("this root may not become another user");
        QCOMPARE(nobody.readAllStandardOutput().trimmed(), "read-only");
        QCOMPARE(bytes(file), before);
    }
#else
    QSKIP("needs Unix users");
#endif
}

void DatabaseErrorsTest::fullDisk()
{
    QProcess mount;
    const QString folder = path(u"small"_s);
    QVERIFY(QDir().mkpath(folder));
    mount.start(u"mount"_s, {u"-t"_s, u"tmpfs"_s, u"-o"_s, u"size=2m"_s, u"tmpfs"_s, folder});
    if (!mount.waitForFinished(10'000) || mount.exitCode() != 0)
        QSKIP("no small file system could be mounted: fullDatabase() stands for it");
    const auto unmount = qScopeGuard([&] { QProcess::execute(u"umount"_s, {folder}); });
    {
        VERIFY_ASSIGN(store, Store::open(folder + u"/a.db"_s, {}, Store::Access::ReadWrite));
        QStringList kept;
        for (int i = 0;; ++i) {
            QVERIFY(i < 100);
            Clone draft;
            draft.description = u"words "_s.repeated(20'000);
            const auto made = store->clones.create(draft);
            if (!made) {
                QCOMPARE(made.error().code, u"disk-full"_s);
                break;
            }
            kept.append(made->id);
        }
        QVERIFY(!kept.isEmpty());
        for (const QString &id : std::as_const(kept))
            VERIFY_OK(store->clones.get(id));
        VERIFY_FAILS(store->settings.set(u"k"_s, u"long "_s.repeated(100'000)), ErrorKind::Storage,
                     u"disk-full"_s);
        // With room again it goes on.
        QCOMPARE(QProcess::execute(u"mount"_s, {u"-o"_s, u"remount,size=20m"_s, folder}), 0);
        VERIFY_OK(store->settings.set(u"k"_s, u"v"_s));
        VERIFY_ASSIGN(list, store->clones.list());
        QCOMPARE(list.size(), kept.size());
    }
}

void DatabaseErrorsTest::fullDatabase()
{
    VERIFY_ASSIGN(store, Store::open(path(u"a.db"_s), {}, Store::Access::ReadWrite));
    VERIFY_ASSIGN(pages, store->database().number(u"PRAGMA page_count"_s));
    VERIFY_OK(store->database().run(u"PRAGMA max_page_count = %1"_s.arg(pages + 4)));
    Clone draft;
    draft.description = u"words "_s.repeated(20'000);
    VERIFY_FAILS(store->clones.create(draft), ErrorKind::Storage, u"disk-full"_s);
    VERIFY_ASSIGN(list, store->clones.list());
    QVERIFY(list.isEmpty());
    VERIFY_OK(store->database().run(u"PRAGMA max_page_count = 1000000"_s));
    VERIFY_OK(store->clones.create(draft));
}

void DatabaseErrorsTest::onlyItsOwnerReads()
{
#ifdef Q_OS_UNIX
    const auto mode = [this](const QString &name) {
        struct stat status = {};
        return stat(qPrintable(path(name)), &status) == 0 ? int(status.st_mode & 0777) : -1;
    };
    const mode_t mask = umask(0);
    for (int round = 0; round < 2; ++round) {
        VERIFY_ASSIGN(store, Store::open(path(u"a.db"_s), {}, Store::Access::ReadWrite));
        VERIFY_OK(store->settings.set(u"k"_s, u"v"_s));
        for (const QString &name : {u"a.db"_s, u"a.db-wal"_s, u"a.db-shm"_s})
            QCOMPARE(mode(name), 0600);
        store.reset();
        // Copied back from somewhere, it may be open to all.
        QCOMPARE(chmod(qPrintable(path(u"a.db"_s)), 0644), 0);
    }
    umask(mask);
#else
    QSKIP("needs Unix modes");
#endif
}

void DatabaseErrorsTest::heldByAnother()
{
    const QString file = realDatabase();
    VERIFY_ASSIGN(one, Store::open(file, {}, Store::Access::ReadWrite));
    VERIFY_ASSIGN(two, Store::open(file, {}, Store::Access::ReadWrite));
    VERIFY_OK(two->database().run(u"PRAGMA busy_timeout = 100"_s));
    VERIFY_OK(one->database().run(u"BEGIN IMMEDIATE"_s));
    VERIFY_FAILS(two->settings.set(u"k"_s, u"v"_s), ErrorKind::Storage, u"database-busy"_s);
    VERIFY_OK(two->clones.list()); // reading goes on
    VERIFY_OK(one->database().run(u"ROLLBACK"_s));
    VERIFY_OK(two->settings.set(u"k"_s, u"v"_s));
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == u"--open-as-nobody"_s)
        return tryToOpenAsNobody(arguments.value(2));
    DatabaseErrorsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "DatabaseErrorsTest.moc"

#include "tests/unit/storage/TestStore.h"

#include <QDir>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class MigratorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void migratedEqualsFresh();
    void eachStepOfMany();
    void failureRollsBack();
    void newerIsRefusedUntouched_data();
    void newerIsRefusedUntouched();
    void copyIsMadeBefore();
    void copyReplacesAnOlderOne();
    void noCopyPossible();
    void nothingToDoWritesNothing();
    void twoAtOnce_data();
    void twoAtOnce();
    void builtinIsWhole();
    void builtinMigratedEqualsFresh();

private:
    QString path(const QString &name) const { return m_folder->filePath(name); }
    static std::unique_ptr<Database> open(const QString &file);
    static QByteArray bytes(const QString &file);
    static QStringList schema(Database &database);
    static qint64 version(Database &database)
    {
        return database.number(u"PRAGMA user_version"_s).value_or(-1);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {
// As a history of migrations looks, with a trigger, whose semicolons are not the end of it.
const QStringList migratorTestScripts{
    u"-- First.\nCREATE TABLE a (x TEXT) STRICT;\n\nCREATE INDEX a_x ON a (x);\n"_s,
    u"CREATE TABLE b (y INTEGER);\r\n\r\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n    INSERT INTO b VALUES (1);\n    INSERT INTO b VALUES (2);\nEND;\n"_s,
    u"INSERT INTO a VALUES ('moved');\n\nALTER TABLE a ADD COLUMN z TEXT NOT NULL DEFAULT '';"_s,
};
} // namespace

void MigratorTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

std::unique_ptr<Database> MigratorTest::open(const QString &file)
{
    Result<std::unique_ptr<Database>> database = Database::open(file, Database::Access::ReadWrite);
    if (!database) {
        QTest::qFail(qPrintable(database.error().detail), __FILE__, __LINE__);
        return nullptr;
    }
    return std::move(*database);
}

QByteArray MigratorTest::bytes(const QString &file)
{
    QFile opened(file);
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

QStringList MigratorTest::schema(Database &database)
{
    return database
        .rows(u"SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name"_s, {},
              [](Query &query) {
                  return u"%1|%2|%3|%4"_s.arg(query.value(0).toString(), query.value(1).toString(),
                                              query.value(2).toString(), query.value(3).toString());
              })
        .value();
}

void MigratorTest::migratedEqualsFresh()
{
    auto fresh = open(path(u"fresh.db"_s));
    VERIFY_OK(Migrator(migratorTestScripts).migrate(*fresh, path(u"backups"_s)));
    auto old = open(path(u"old.db"_s));
    VERIFY_OK(Migrator(migratorTestScripts.mid(0, 1)).migrate(*old, path(u"backups"_s)));
    VERIFY_OK(old->run(u"INSERT INTO a VALUES ('kept')"_s));
    VERIFY_OK(Migrator(migratorTestScripts).migrate(*old, path(u"backups"_s)));
    QCOMPARE(schema(*old), schema(*fresh));
    QVERIFY(schema(*fresh).size() >= 4);
    QCOMPARE(version(*old), 3);
    QCOMPARE(version(*fresh), 3);
    QCOMPARE(old->number(u"SELECT count(*) FROM a"_s).value(), 2);
    QCOMPARE(old->number(u"SELECT count(*) FROM b"_s).value(), 2); // the trigger is whole
    QCOMPARE(old->row(u"PRAGMA journal_mode"_s, {}, [](Query &query) { return query.value(0).toString(); })
                 .value(),
             u"wal"_s);
}

void MigratorTest::eachStepOfMany()
{
    auto stepwise = open(path(u"stepwise.db"_s));
    for (int count = 1; count <= migratorTestScripts.size(); ++count) {
        VERIFY_OK(Migrator(migratorTestScripts.mid(0, count)).migrate(*stepwise, path(u"backups"_s)));
        QCOMPARE(version(*stepwise), count);
    }
    QCOMPARE(QDir(path(u"backups"_s)).entryList(QDir::Files, QDir::Name),
             (QStringList{u"clonememoria-before-2.db"_s, u"clonememoria-before-3.db"_s}));
}

void MigratorTest::failureRollsBack()
{
    auto database = open(path(u"a.db"_s));
    VERIFY_OK(Migrator(migratorTestScripts.mid(0, 1)).migrate(*database, {}));
    VERIFY_OK(database->run(u"INSERT INTO a VALUES ('kept')"_s));
    const QStringList before = schema(*database);
    const QStringList failing{
        migratorTestScripts.at(0),
        u"CREATE TABLE half (x);\n\nDELETE FROM a;\n\nINSERT INTO nowhere VALUES (1);"_s};
    VERIFY_FAILS(Migrator(failing).migrate(*database, path(u"backups"_s)), ErrorKind::Storage, QString());
    QCOMPARE(schema(*database), before);
    QCOMPARE(version(*database), 1);
    QCOMPARE(database->number(u"SELECT count(*) FROM a"_s).value(), 1);
    // The one before the failing one is undone with it; the connection is good for more.
    const QStringList later{migratorTestScripts.at(0), migratorTestScripts.at(1), u"nonsense"_s};
    VERIFY_FAILS(Migrator(later).migrate(*database, {}), ErrorKind::Storage, QString());
    QCOMPARE(version(*database), 1);
    QCOMPARE(schema(*database), before);
    VERIFY_OK(Migrator(migratorTestScripts).migrate(*database, {}));
    QCOMPARE(version(*database), 3);
}

void MigratorTest::newerIsRefusedUntouched_data()
{
    QTest::addColumn<QString>("journal");
    QTest::newRow("write-ahead log") << u"wal"_s;
    QTest::newRow("rollback journal") << u"delete"_s;
}

void MigratorTest::newerIsRefusedUntouched()
{
    QFETCH(QString, journal);
    const QString file = path(u"newer.db"_s);
    {
        auto database = open(file);
        VERIFY_OK(database->run(u"PRAGMA journal_mode = "_s + journal));
        VERIFY_OK(database->run(u"CREATE TABLE of_the_future (x)"_s));
        VERIFY_OK(database->run(u"PRAGMA user_version = 999"_s));
        VERIFY_OK(database->run(u"PRAGMA application_id = 0x434D656D"_s)); // ours, of a later program
    }
    const QByteArray before = bytes(file);
    QVERIFY(before.size() > 1000);
    {
        auto database = open(file);
        const auto refused = Migrator(migratorTestScripts).migrate(*database, path(u"backups"_s));
        VERIFY_FAILS(refused, ErrorKind::Storage, u"database-newer"_s);
        QCOMPARE(refused.error().subject, file);
    }
    QCOMPARE(bytes(file), before);
    VERIFY_FAILS(Store::open(file, path(u"backups"_s), Store::Access::ReadWrite), ErrorKind::Storage,
                 u"database-newer"_s);
    QCOMPARE(bytes(file), before);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
             QStringList{u"newer.db"_s});
}

void MigratorTest::copyIsMadeBefore()
{
    auto database = open(path(u"a.db"_s));
    VERIFY_OK(Migrator(migratorTestScripts.mid(0, 1)).migrate(*database, path(u"backups"_s)));
    QVERIFY(!QFile::exists(path(u"backups"_s))); // nothing was there to be copied
    VERIFY_OK(database->run(u"INSERT INTO a VALUES ('kept')"_s));
    const QStringList before = schema(*database);
    const QStringList failing{migratorTestScripts.at(0), u"nonsense"_s};
    VERIFY_FAILS(Migrator(failing).migrate(*database, path(u"backups"_s)), ErrorKind::Storage, QString());

    const QString copyFile = path(u"backups/clonememoria-before-2.db"_s);
    QVERIFY(QFile::exists(copyFile));
    QCOMPARE(QFile::permissions(copyFile)
                 & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
             QFile::Permissions());
    auto copy = open(copyFile);
    QCOMPARE(schema(*copy), before);
    QCOMPARE(version(*copy), 1);
    QCOMPARE(copy->number(u"SELECT count(*) FROM a"_s).value(), 1);
    QCOMPARE(QDir(path(u"backups"_s)).entryList({u"copy-*"_s}, QDir::Files), QStringList());
}

void MigratorTest::copyReplacesAnOlderOne()
{
    QVERIFY(QDir().mkpath(path(u"backups"_s)));
    QFile stale(path(u"backups/clonememoria-before-2.db"_s));
    QVERIFY(stale.open(QIODevice::WriteOnly) && stale.write("of an interrupted attempt") > 0);
    stale.close();
    auto database = open(path(u"a.db"_s));
    VERIFY_OK(Migrator(migratorTestScripts.mid(0, 1)).migrate(*database, {}));
    VERIFY_OK(Migrator(migratorTestScripts.mid(0, 2)).migrate(*database, path(u"backups"_s)));
    auto copy = open(stale.fileName());
    QCOMPARE(version(*copy), 1);
}

void MigratorTest::noCopyPossible()
{
    QFile inTheWay(path(u"backups"_s));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    inTheWay.close();
    auto database = open(path(u"a.db"_s));
    VERIFY_OK(Migrator(migratorTestScripts.mid(0, 1)).migrate(*database, {}));
    VERIFY_FAILS(Migrator(migratorTestScripts).migrate(*database, path(u"backups"_s)), ErrorKind::Storage,
                 u"folder"_s);
    QCOMPARE(version(*database), 1);
}

void MigratorTest::nothingToDoWritesNothing()
{
    const QString file = path(u"a.db"_s);
    {
        auto database = open(file);
        VERIFY_OK(Migrator(migratorTestScripts).migrate(*database, {}));
    }
    const QByteArray before = bytes(file);
    {
        auto database = open(file);
        VERIFY_OK(Migrator(migratorTestScripts).migrate(*database, path(u"backups"_s)));
    }
    QCOMPARE(bytes(file), before);
    QVERIFY(!QFile::exists(path(u"backups"_s)));
}

void MigratorTest::twoAtOnce_data()
{
    QTest::addColumn<int>("from");
    QTest::newRow("new file") << 0;
    QTest::newRow("old file") << 1;
}

void MigratorTest::twoAtOnce()
{
    QFETCH(int, from);
    for (int round = 0; round < 10; ++round) {
        const QString file = path(u"%1.db"_s.arg(round));
        const QString backups = path(u"backups%1"_s.arg(round));
        if (from > 0) {
            auto database = open(file);
            VERIFY_OK(Migrator(migratorTestScripts.mid(0, from)).migrate(*database, {}));
        }
        std::array<Result<void>, 4> results;
        std::vector<std::thread> threads;
        for (Result<void> &result : results) {
            threads.emplace_back([&result, file, backups] {
                const Result<std::unique_ptr<Database>> database = Database::open(
                    file, Database::Access::ReadWrite);
                result = database ? Migrator(migratorTestScripts).migrate(**database, backups)
                                  : fail(database.error());
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        for (const Result<void> &result : results)
            VERIFY_OK(result);
        auto database = open(file);
        QCOMPARE(version(*database), 3);
        QCOMPARE(database->number(u"SELECT count(*) FROM a"_s).value(), 1); // each step ran once
        if (from > 0) {
            auto copy = open(backups + u"/clonememoria-before-3.db"_s);
            QCOMPARE(version(*copy), from);
        }
        QCOMPARE(QDir(backups).entryList({u"copy-*"_s}, QDir::Files), QStringList());
    }
}

void MigratorTest::builtinIsWhole()
{
    auto database = open(path(u"a.db"_s));
    const Migrator builtin = Migrator::builtin();
    VERIFY_OK(builtin.migrate(*database, {}));
    QCOMPARE(version(*database), builtin.newestVersion());
    const QStringList all = schema(*database);
    for (const QString &table : {u"users"_s, u"clones"_s, u"conversations"_s, u"messages"_s,
                                 u"clone_documents"_s, u"clone_document_chunks"_s, u"settings"_s})
        QVERIFY2(!all.filter(u"table|"_s + table + u"|"_s).isEmpty(), qPrintable(table));
    QCOMPARE(all.filter(QRegularExpression(u"^trigger\\|"_s)).size(), 10);
    QVERIFY(database->rows(u"PRAGMA foreign_key_check"_s, {}, [](Query &) { return 0; })->isEmpty());
}

void MigratorTest::builtinMigratedEqualsFresh()
{
    const Migrator builtin = Migrator::builtin();
    QStringList scripts;
    for (const QString &name : QDir(u":/migrations"_s).entryList(QDir::Files, QDir::Name)) {
        QFile file(u":/migrations/"_s + name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        scripts.append(QString::fromUtf8(file.readAll()));
    }
    QCOMPARE(scripts.size(), builtin.newestVersion());
    auto fresh = open(path(u"fresh.db"_s));
    VERIFY_OK(builtin.migrate(*fresh, {}));
    for (int from = 1; from < scripts.size(); ++from) {
        auto old = open(path(u"from%1.db"_s.arg(from)));
        VERIFY_OK(Migrator(scripts.mid(0, from)).migrate(*old, {}));
        QVERIFY(schema(*old) != schema(*fresh));
        VERIFY_OK(builtin.migrate(*old, {}));
        QCOMPARE(schema(*old), schema(*fresh));
        QCOMPARE(version(*old), int(scripts.size()));
    }
}

QTEST_GUILESS_MAIN(MigratorTest)
#include "MigratorTest.moc"

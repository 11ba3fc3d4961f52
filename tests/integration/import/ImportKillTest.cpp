#include "core/storage/Database.h"
#include "tests/integration/cli/CliProcess.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

/// The program is killed at any moment of an import, again and again, and started again until the import is through:
/// everything is there once, and nothing is torn. CLONEMEMORIA_TEST_KILLS says how often (5), CLONEMEMORIA_TEST_SEED
/// repeats a run.
class ImportKillTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void killedAgainAndAgain();
    void interruptedByHand();

private:
    QStringList sources() const { return {m_folder.filePath(u"small"_s), m_folder.filePath(u"large.txt"_s)}; }
    static QStringList add(const QStringList &sources)
    {
        return QStringList{u"memory"_s, u"add"_s, u"Mina"_s, u"--json"_s} + sources;
    }
    static QStringList contents(Database &database);
    static void checkWhole(Database &database);

    static int fromEnvironment(const char *name, int fallback)
    {
        bool isNumber = false;
        const int number = qEnvironmentVariableIntValue(name, &isNumber);
        return isNumber ? number : fallback;
    }

    QTemporaryDir m_folder;
    QRandomGenerator m_random;
    QStringList m_expected; ///< of an import that nothing interrupted
    qint64 m_wholeMs = 0;   ///< how long that took
};

// Each document with its passages, as text; ids and times apart, which differ.
QStringList ImportKillTest::contents(Database &database)
{
    const auto rows = database.rows(
        u"SELECT d.title, d.content_hash, d.source_type, d.characters, d.passages, p.chunk_index, "
        u"p.start_offset, "
        u"p.end_offset, p.content, p.search_text, hex(p.embedding), p.embedding_model FROM clone_documents d "
        u"JOIN clone_document_chunks p ON p.document_id = d.id WHERE d.deleted_at IS NULL "
        u"ORDER BY d.content_hash, p.chunk_index"_s,
        {}, [](Query &query) {
            QStringList cells;
            for (int i = 0; i < 12; ++i)
                cells.append(query.value(i).toString());
            return cells.join(u'|');
        });
    return rows.value_or(QStringList());
}

void ImportKillTest::checkWhole(Database &database)
{
    const auto number = [&database](const QString &sql) { return database.number(sql).value_or(-1); };
    QCOMPARE(number(u"SELECT count(*) - count(DISTINCT content_hash) FROM clone_documents "
                    u"WHERE deleted_at IS NULL"_s),
             0);
    // As many passages as each document says, each place taken once.
    QCOMPARE(number(u"SELECT count(*) FROM clone_documents d WHERE d.passages <> (SELECT count(*) FROM "
                    u"clone_document_chunks p WHERE p.document_id = d.id)"_s),
             0);
    QCOMPARE(
        number(u"SELECT count(*) FROM (SELECT 1 FROM clone_document_chunks GROUP BY document_id, chunk_index "
               u"HAVING count(*) > 1)"_s),
        0);
    QVERIFY(database.run(u"INSERT INTO chunks_fts (chunks_fts, rank) VALUES ('integrity-check', 1)"_s));
    const auto verdict = database.row(u"PRAGMA integrity_check"_s, {},
                                      [](Query &query) { return query.value(0).toString(); });
    QCOMPARE(verdict.value_or(QString()), u"ok"_s);
}

void ImportKillTest::initTestCase()
{
    const int seed = fromEnvironment("CLONEMEMORIA_TEST_SEED",
                                     static_cast<int>(QRandomGenerator::global()->bounded(1'000'000)));
    qInfo("seed %d", seed);
    m_random.seed(static_cast<quint32>(seed));
    QVERIFY(m_folder.isValid());
    QVERIFY(QDir().mkpath(m_folder.filePath(u"small"_s)));
    const QList<QByteArray> words{"boat", "harbour", "garden", "rose", "letter", "winter",
                                  "came", "home",    "late",   "the",  "and",    "with",
                                  "of",   "old",     "green",  "sea",  "dog"};
    const auto text = [&](const QByteArray &name, qint64 size) {
        QByteArray made;
        for (int sentence = 0; made.size() < size; ++sentence) {
            made += "In " + name + " " + QByteArray::number(sentence);
            for (int i = 0; i < 12; ++i)
                made += ' ' + words.at(m_random.bounded(words.size()));
            made += sentence % 7 == 6 ? ".\n\n" : ". ";
        }
        return made;
    };
    for (int i = 0; i < 30; ++i) {
        QFile file(m_folder.filePath(u"small/%1.txt"_s.arg(i)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text("file " + QByteArray::number(i), 20'000));
    }
    const qint64 large = qint64(fromEnvironment("CLONEMEMORIA_TEST_LARGE_KB", 900)) * 1024;
    QFile file(m_folder.filePath(u"large.txt"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text("the large file", large));
    file.close();

    const CliProcess cli;
    QVERIFY(!cli.createClone({u"Mina"_s}).isEmpty());
    QElapsedTimer timer;
    timer.start();
    const std::unique_ptr<QProcess> process = cli.start(add(sources()));
    const CliResult result = CliProcess::finish(*process, 170'000);
    m_wholeMs = timer.elapsed();
    QVERIFY2(result.exitCode == 0,
             result.err.constData() + result.err.size() - std::min<qsizetype>(result.err.size(), 500));
    const auto store = cli.store();
    QVERIFY(store.has_value());
    checkWhole((*store)->database());
    m_expected = contents((*store)->database());
    QVERIFY(m_expected.size() > 1000);
    qInfo("uninterrupted: %lld passages in %lld ms", static_cast<long long>(m_expected.size()),
          static_cast<long long>(m_wholeMs));
}

void ImportKillTest::killedAgainAndAgain()
{
    const int kills = fromEnvironment("CLONEMEMORIA_TEST_KILLS", 5);
    const CliProcess cli;
    QVERIFY(!cli.createClone({u"Mina"_s}).isEmpty());
    int killed = 0;
    for (;;) {
        const std::unique_ptr<QProcess> process = cli.start(add(sources()));
        if (killed < kills) {
            // From before it has opened anything to near its end.
            const int ms = static_cast<int>(m_random.bounded(qint64(std::max<qint64>(m_wholeMs, 200))));
            if (!process->waitForFinished(ms)) {
                process->kill();
                QVERIFY(process->waitForFinished(10'000));
                ++killed;
                const auto store = cli.store();
                QVERIFY(store.has_value());
                checkWhole((*store)->database());
                continue;
            }
        }
        const CliResult result = CliProcess::finish(*process, 170'000);
        QVERIFY2(result.exitCode == 0, result.err.constData());
        if (killed == kills)
            break;
        ++killed; // it was through before: the rounds left find everything there
    }
    const auto store = cli.store();
    QVERIFY(store.has_value());
    Database &database = (*store)->database();
    checkWhole(database);
    const QStringList found = contents(database);
    QCOMPARE(found.size(), m_expected.size());
    QVERIFY(found == m_expected);
    QCOMPARE(
        database.number(u"SELECT count(*) FROM imports WHERE state IN ('running', 'paused')"_s).value_or(-1),
        0);
    QCOMPARE(database.number(u"SELECT count(*) FROM import_files"_s).value_or(-1), 0);
}

void ImportKillTest::interruptedByHand()
{
    const CliProcess cli;
    QVERIFY(!cli.createClone({u"Mina"_s}).isEmpty());
    const std::unique_ptr<QProcess> process = cli.start(add(sources()));
    process->waitForFinished(static_cast<int>(std::max<qint64>(m_wholeMs / 3, 150)));
    if (process->state() == QProcess::NotRunning)
        QSKIP("it was done before it could be interrupted");
    QProcess::execute(u"kill"_s, {u"-INT"_s, QString::number(process->processId())});
    const CliResult result = CliProcess::finish(*process);
    QVERIFY(!result.crashed);
    QCOMPARE(result.exitCode, 1);
    {
        const auto store = cli.store();
        QVERIFY(store.has_value());
        checkWhole((*store)->database());
    }
    QCOMPARE(cli.run(add(sources())).exitCode, 0);
    const auto store = cli.store();
    QVERIFY(store.has_value());
    QVERIFY(contents((*store)->database()) == m_expected);
}

QTEST_GUILESS_MAIN(ImportKillTest)
#include "ImportKillTest.moc"

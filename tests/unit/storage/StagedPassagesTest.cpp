#include "core/storage/Transaction.h"
#include "tests/unit/storage/TestStore.h"

#include <QSet>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

// Many documents in one transaction: their passages are stored in one statement, as if one by one; and a statement that
// is kept compiled does each time what it would do for the first time.
class StagedPassagesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_store = memoryStore();
        QVERIFY(m_store);
        m_clone = m_store->clones.create(Clone{}).value();
    }

    void areThereWithTheirTransaction()
    {
        Transaction transaction(m_store->database());
        VERIFY_OK(transaction.begin());
        QVERIFY(stage(u"one"_s, 3));
        QVERIFY(stage(u"two"_s, 2));
        QCOMPARE(passages(), 0);
        VERIFY_OK(m_store->documents.storeStaged());
        QCOMPARE(passages(), 5);
        VERIFY_OK(transaction.commit());
        QCOMPARE(found(u"one"_s), 3);
        QCOMPARE(found(u"two"_s), 2);
        VERIFY_OK(m_store->documents.storeStaged()); // nothing left
        QCOMPARE(passages(), 5);
    }

    void goBackWithTheirTransaction()
    {
        {
            Transaction transaction(m_store->database());
            VERIFY_OK(transaction.begin());
            QVERIFY(stage(u"lost"_s, 3));
        }
        VERIFY_OK(m_store->documents.storeStaged());
        QCOMPARE(passages(), 0);
        QCOMPARE(m_store->documents.list(m_clone.id)->size(), 0);

        // One of several: the others stay.
        Transaction transaction(m_store->database());
        VERIFY_OK(transaction.begin());
        QVERIFY(stage(u"kept"_s, 2));
        {
            Transaction inner(m_store->database());
            VERIFY_OK(inner.begin());
            QVERIFY(stage(u"lost"_s, 3));
        }
        VERIFY_OK(m_store->documents.storeStaged());
        VERIFY_OK(transaction.commit());
        QCOMPARE(found(u"kept"_s), 2);
        QCOMPARE(found(u"lost"_s), 0);
    }

    // Who reads vectors in parts goes on after the last revision it has seen.
    void haveRevisionsOfTheirOwn()
    {
        for (int batch = 0; batch < 3; ++batch) {
            QVERIFY(stage(u"batch%1"_s.arg(batch), 40));
            VERIFY_OK(m_store->documents.storeStaged());
        }
        const VectorKind kind{m_clone.id, u"test"_s, u"tiny"_s, 2};
        QSet<qint64> rows;
        qint64 after = 0;
        for (;;) {
            const auto some = m_store->passages.vectorRows(kind, after, 7);
            VERIFY_OK(some);
            if (some->empty())
                break;
            for (const VectorRow &row : *some) {
                QVERIFY(row.revision > after);
                after = row.revision;
                rows.insert(row.row);
            }
        }
        QCOMPARE(rows.size(), 120);
        QVERIFY(m_store->passages.revision(m_clone.id).value() >= after);
    }

    void aStatementRunsWithinItself()
    {
        QVERIFY(stage(u"one"_s, 3));
        VERIFY_OK(m_store->documents.storeStaged());
        const QString sql = u"SELECT chunk_index FROM clone_document_chunks ORDER BY chunk_index"_s;
        QList<int> seen;
        Result<Query> outer = m_store->database().run(sql);
        VERIFY_OK(outer);
        while (outer->next()) {
            const auto inner = m_store->database().rows(sql, {},
                                                        [](Query &query) { return query.value(0).toInt(); });
            VERIFY_OK(inner);
            QCOMPARE(*inner, QList<int>({0, 1, 2}));
            seen.append(outer->value(0).toInt());
        }
        QCOMPARE(seen, QList<int>({0, 1, 2}));
    }

    void aStatementOutlivesAChangeOfTheSchema()
    {
        Database &database = m_store->database();
        VERIFY_OK(database.run(u"CREATE TABLE shelf (a)"_s));
        const QString insert = u"INSERT INTO shelf (a) VALUES (?)"_s;
        const QString select = u"SELECT * FROM shelf"_s;
        VERIFY_OK(database.run(insert, {1}));
        {
            const auto rows = database.rows(select, {}, [](Query &query) { return query.value(0).toInt(); });
            QCOMPARE(rows.value(), QList<int>{1});
        }
        VERIFY_OK(database.run(u"DROP TABLE shelf"_s));
        QVERIFY(!database.run(select));
        VERIFY_OK(database.run(u"CREATE TABLE shelf (b, a)"_s));
        VERIFY_OK(database.run(insert, {2}));
        const auto rows = database.rows(select, {}, [](Query &query) {
            return std::pair(query.isNull(0), query.value(1).toInt());
        });
        VERIFY_OK(rows);
        QCOMPARE(rows->size(), 1);
        QCOMPARE(rows->first(), std::pair(true, 2));
    }

    void aStatementThatFailedRunsAgain()
    {
        Database &database = m_store->database();
        VERIFY_OK(database.run(u"CREATE TABLE shelf (a UNIQUE)"_s));
        const QString insert = u"INSERT INTO shelf (a) VALUES (?)"_s;
        VERIFY_OK(database.run(insert, {1}));
        QVERIFY(!database.run(insert, {1}));
        VERIFY_OK(database.run(insert, {2}));
        QCOMPARE(database.number(u"SELECT count(*) FROM shelf"_s).value(), 2);
    }

private:
    bool stage(const QString &word, int count)
    {
        Document document;
        document.cloneId = m_clone.id;
        document.title = word;
        document.contentHash = word;
        QList<Passage> passages;
        for (int i = 0; i < count; ++i) {
            Passage passage;
            passage.content = word;
            passage.searchText = word;
            passage.embedding = {1.0F, 0.0F};
            passage.embeddingProvider = u"test"_s;
            passage.embeddingModel = u"tiny"_s;
            passages.append(passage);
        }
        return m_store->documents.stage(document, passages).has_value();
    }

    qint64 passages()
    {
        return m_store->database().number(u"SELECT count(*) FROM clone_document_chunks"_s).value_or(-1);
    }

    qsizetype found(const QString &word)
    {
        const auto hits = m_store->passages.searchText(m_clone.id, {word}, 1000);
        return hits ? hits->size() : -1;
    }

    std::unique_ptr<Store> m_store;
    Clone m_clone;
};

QTEST_GUILESS_MAIN(StagedPassagesTest)
#include "StagedPassagesTest.moc"

#include "core/storage/Transaction.h"
#include "tests/unit/storage/TestStore.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

// What the window waits for, over a profile that has grown for years. Prints what it measured; the bounds are far
// above that, so that only a query that lost its index fails.
class StorageSpeedTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void append();
    void pages();
    void cloneList();
    void search_data();
    void search();
    void countWithoutVector();
    void counts();

private:
    template <typename Work>
    static double medianMs(int times, Work work);

    QTemporaryDir m_folder;
    std::unique_ptr<Store> m_store;
    QString m_cloneId;
    QString m_conversationId;
    QString m_last;
};

template <typename Work>
double StorageSpeedTest::medianMs(int times, Work work)
{
    QList<double> taken;
    for (int i = 0; i < times; ++i) {
        QElapsedTimer clock;
        clock.start();
        work();
        taken.append(double(clock.nsecsElapsed()) / 1e6);
    }
    std::sort(taken.begin(), taken.end());
    return taken.at(taken.size() / 2);
}

// 50 clones with 2,000 messages each would spread the 100,000: one conversation of 100,000 is harder. The others have
// one each.
void StorageSpeedTest::initTestCase()
{
    VERIFY_ASSIGN(store, Store::open(m_folder.filePath(u"a.db"_s), {}, Store::Access::ReadWrite));
    m_store = std::move(store);
    Transaction transaction(m_store->database());
    VERIFY_OK(transaction.begin());
    for (int i = 0; i < 50; ++i) {
        Clone draft;
        draft.name = u"Clone %1"_s.arg(i);
        draft.avatar = u"x"_s.repeated(20'000);
        VERIFY_ASSIGN(clone, m_store->clones.create(draft));
        m_cloneId = clone.id;
        for (int j = 0; j < 20; ++j) {
            Conversation talk;
            talk.cloneId = clone.id;
            VERIFY_ASSIGN(conversation, m_store->conversations.create(talk));
            VERIFY_ASSIGN(message, m_store->messages.append(
                                       messageDraft(conversation.id, {}, MessageRole::User, u"hello"_s)));
            m_conversationId = conversation.id;
            m_last = message.id;
        }
    }
    // The rest by plain SQL: a chain of messages, and passages of words by a number's digits.
    VERIFY_OK(m_store->database().run(
        u"INSERT INTO messages (id, conversation_id, role, content, status, parent_id, created_at, "
        u"updated_at) "
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99000) "
        "SELECT 'm' || i, ?, CASE i % 2 WHEN 0 THEN 'user' ELSE 'clone' END, 'Words of a message, number ' "
        "|| i || ', some eighty characters of them in all.', "
        "'complete', CASE i WHEN 1 THEN ? ELSE 'm' || (i - 1) END, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z' FROM n"_s,
        {m_conversationId, m_last}));
    m_last = u"m99000"_s;
    VERIFY_OK(m_store->conversations.setCurrentMessage(m_conversationId, m_last));
    VERIFY_ASSIGN(document, m_store->documents.create(documentDraft(m_cloneId, u"long"_s, u"long"_s), {}));
    VERIFY_OK(m_store->database().run(
        u"INSERT INTO clone_document_chunks (id, clone_id, document_id, chunk_index, content, search_text, "
        u"start_offset, end_offset, embedding, "
        "embedding_provider, embedding_model, dimensions, created_at, updated_at) "
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
        "SELECT 'p' || i, ?, ?, i, printf('%.500c', 'x'), 'common some' || (i % 100) || ' rare' || (i / 10) "
        "|| ' filler words about nothing', 0, 500, "
        "zeroblob(1024), 'p', 'm', 256, '', '' FROM n"_s,
        {m_cloneId, document.id}));
    VERIFY_OK(transaction.commit());
}

void StorageSpeedTest::append()
{
    const double ms = medianMs(200, [this] {
        const auto stored = m_store->messages.append(messageDraft(m_conversationId, m_last, MessageRole::User,
                                                                  u"Words of a message. "_s.repeated(10)));
        QVERIFY(stored);
        m_last = stored->id;
    });
    qInfo("append of a message: %.2f ms", ms);
    QVERIFY(ms < 20);
}

void StorageSpeedTest::pages()
{
    const double last = medianMs(50, [this] {
        QCOMPARE(m_store->messages.page(m_conversationId, 50)->size(), 50);
    });
    const double middle = medianMs(50, [this] {
        QCOMPARE(m_store->messages.page(m_conversationId, 50, u"m50000"_s)->size(), 50);
    });
    qInfo("page of 50 among 100,000 messages: the last %.2f ms, in the middle %.2f ms", last, middle);
    QVERIFY(last < 50 && middle < 50);
}

void StorageSpeedTest::cloneList()
{
    const double ms = medianMs(20, [this] { QCOMPARE(m_store->clones.list()->size(), 50); });
    qInfo("list of 50 clones over 100,000 messages: %.2f ms", ms);
    QVERIFY(ms < 50);
}

void StorageSpeedTest::search_data()
{
    QTest::addColumn<QStringList>("terms");
    QTest::addColumn<int>("found");
    QTest::newRow("selective") << QStringList{u"rare777"_s} << 10;
    QTest::newRow("one in a hundred") << QStringList{u"some7"_s} << 200;
    QTest::newRow("common") << QStringList{u"common"_s} << 200;
    QTest::newRow("common and selective") << QStringList{u"common"_s, u"rare777"_s, u"some7"_s} << 200;
}

void StorageSpeedTest::search()
{
    QFETCH(QStringList, terms);
    QFETCH(int, found);
    const double ms = medianMs(5, [&] {
        QCOMPARE(m_store->passages.searchText(m_cloneId, terms, 200)->size(), found);
    });
    qInfo("search over 100,000 passages, %s: %.2f ms", QTest::currentDataTag(), ms);
    QVERIFY(ms < 3000);
}

void StorageSpeedTest::countWithoutVector()
{
    const double ms = medianMs(5, [this] {
        QCOMPARE(m_store->passages.countWithoutVector(m_cloneId, u"p"_s, u"m"_s).value(), 0);
    });
    qInfo("count of passages without vector, 100,000: %.2f ms", ms);
    QVERIFY(ms < 3000);
}

void StorageSpeedTest::counts()
{
    const double ms = medianMs(5, [this] { QVERIFY(m_store->counts()->messages > 100'000); });
    qInfo("counts: %.2f ms", ms);
    QVERIFY(ms < 3000);
}

QTEST_GUILESS_MAIN(StorageSpeedTest)
#include "StorageSpeedTest.moc"

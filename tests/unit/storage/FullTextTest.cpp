#include "tests/unit/storage/TestStore.h"

#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

// The full-text indexes say what the tables say, whatever happened to these; and a search takes any term as a word.
class FullTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void documents();
    void messages();
    void afterVacuum();
    void oddTerms_data();
    void oddTerms();
    void manyTerms();
    void ranking();
    void limits();

private:
    void checkIndexes();
    QStringList hits(const QStringList &terms);
    qint64 messageHits(const QString &word);

    std::unique_ptr<Store> m_store;
    Clone m_clone;
};

void FullTextTest::init()
{
    m_store = memoryStore();
    QVERIFY(m_store);
    m_clone = m_store->clones.create(Clone{}).value();
}

void FullTextTest::cleanup()
{
    if (m_store)
        checkIndexes();
}

void FullTextTest::checkIndexes()
{
    // With rank 1, FTS5 compares its index with the table it stands for.
    VERIFY_OK(m_store->database().run(
        u"INSERT INTO chunks_fts (chunks_fts, rank) VALUES ('integrity-check', 1)"_s));
    VERIFY_OK(m_store->database().run(
        u"INSERT INTO messages_fts (messages_fts, rank) VALUES ('integrity-check', 1)"_s));
}

QStringList FullTextTest::hits(const QStringList &terms)
{
    const Result<QList<ScoredPassage>> found = m_store->passages.searchText(m_clone.id, terms, 100);
    if (!found) {
        QTest::qFail(qPrintable(found.error().detail), __FILE__, __LINE__);
        return {};
    }
    QStringList ids;
    for (const ScoredPassage &passage : *found)
        ids.append(passage.passageId);
    QStringList contents;
    const Result<QList<Passage>> passages = m_store->passages.get(ids);
    if (passages) {
        for (const Passage &passage : *passages)
            contents.append(passage.content);
    }
    return contents;
}

qint64 FullTextTest::messageHits(const QString &word)
{
    return m_store->database()
        .number(u"SELECT count(*) FROM messages_fts WHERE messages_fts MATCH ?"_s, {word})
        .value_or(-1);
}

void FullTextTest::documents()
{
    VERIFY_ASSIGN(document, m_store->documents.create(documentDraft(m_clone.id, u"d"_s, u"d"_s),
                                                      {passageDraft(u"apple"_s), passageDraft(u"pear"_s)}));
    checkIndexes();
    QCOMPARE(hits({u"apple"_s}), QStringList{u"apple"_s});
    document.contentHash = u"changed"_s;
    VERIFY_OK(m_store->documents.update(document, {passageDraft(u"plum"_s)}));
    checkIndexes();
    QVERIFY(hits({u"apple"_s}).isEmpty());
    QCOMPARE(hits({u"plum"_s}), QStringList{u"plum"_s});
    VERIFY_ASSIGN(passages, m_store->passages.ofDocument(document.id));
    VERIFY_OK(m_store->passages.setVectors({{passages.first().id, {1.0F}}}, u"p"_s, u"m"_s));
    checkIndexes();
    VERIFY_OK(m_store->database().run(u"UPDATE clone_document_chunks SET search_text = 'quince'"_s));
    checkIndexes();
    QVERIFY(hits({u"plum"_s}).isEmpty());
    QCOMPARE(hits({u"quince"_s}).size(), 1);
    VERIFY_OK(m_store->documents.purge(document.id));
    checkIndexes();
    QVERIFY(hits({u"quince"_s}).isEmpty());

    // By way of the clone, two foreign keys further up.
    VERIFY_OK(
        m_store->documents.create(documentDraft(m_clone.id, u"d"_s, u"d"_s), {passageDraft(u"apple"_s)}));
    VERIFY_OK(m_store->clones.purge(m_clone.id));
    checkIndexes();
    QCOMPARE(m_store->database()
                 .number(u"SELECT count(*) FROM chunks_fts WHERE chunks_fts MATCH 'apple'"_s)
                 .value(),
             0);
}

void FullTextTest::messages()
{
    Conversation draft;
    draft.cloneId = m_clone.id;
    VERIFY_ASSIGN(conversation, m_store->conversations.create(draft));
    VERIFY_ASSIGN(message, m_store->messages.append(
                               messageDraft(conversation.id, {}, MessageRole::Clone, u"Crème"_s)));
    checkIndexes();
    QCOMPARE(messageHits(u"creme"_s), 1);
    // As an answer that grows while it streams.
    for (int i = 0; i < 20; ++i) {
        message.content += u" brûlée %1"_s.arg(i);
        VERIFY_OK(m_store->messages.update(message));
    }
    checkIndexes();
    QCOMPARE(messageHits(u"brulee"_s), 1);
    message.content = u"other"_s;
    VERIFY_OK(m_store->messages.update(message));
    checkIndexes();
    QCOMPARE(messageHits(u"creme"_s), 0);
    VERIFY_OK(m_store->conversations.purge(conversation.id));
    checkIndexes();
    QCOMPARE(messageHits(u"other"_s), 0);
}

// VACUUM gives rows without a key of their own new numbers: the index would point at others.
void FullTextTest::afterVacuum()
{
    VERIFY_ASSIGN(first, m_store->documents.create(documentDraft(m_clone.id, u"1"_s, u"1"_s),
                                                   {passageDraft(u"apple"_s), passageDraft(u"pear"_s)}));
    VERIFY_OK(
        m_store->documents.create(documentDraft(m_clone.id, u"2"_s, u"2"_s), {passageDraft(u"plum"_s)}));
    VERIFY_OK(m_store->documents.purge(first.id));
    VERIFY_OK(m_store->database().run(u"VACUUM"_s));
    QCOMPARE(hits({u"plum"_s}), QStringList{u"plum"_s});
}

void FullTextTest::oddTerms_data()
{
    QTest::addColumn<QString>("term");
    for (const QString &term : {u""_s,
                                u" "_s,
                                u"\""_s,
                                u"\"\"\""_s,
                                u"a\"b"_s,
                                u"OR"_s,
                                u"AND"_s,
                                u"NOT apple"_s,
                                u"NEAR(apple pear)"_s,
                                u"apple*"_s,
                                u"^apple"_s,
                                u"search_text:apple"_s,
                                u"(apple"_s,
                                u"apple)"_s,
                                u"-apple"_s,
                                u"'; DROP TABLE clones; --"_s,
                                u"%1"_s,
                                u"?"_s,
                                u"\\"_s,
                                u"😀"_s,
                                u"漢字"_s,
                                u"\u202E"_s,
                                QString(u"nul\0nul"_s),
                                QString(QChar(u'\0')),
                                QString(QChar(0xD800)),
                                u"x"_s.repeated(100'000),
                                QString()})
        QTest::addRow("%s", qPrintable(term.left(20).toHtmlEscaped())) << term;
}

void FullTextTest::oddTerms()
{
    QFETCH(QString, term);
    VERIFY_OK(m_store->documents.create(documentDraft(m_clone.id, u"d"_s, u"d"_s),
                                        {passageDraft(u"apple pear"_s), passageDraft(u"unrelated"_s)}));
    // Alone it may find something or nothing, beside a real one it takes nothing away; it is never an error.
    QVERIFY(hits({term}).size() <= 1);
    QVERIFY(hits({term, u"apple"_s}).contains(u"apple pear"_s));
    QVERIFY(hits({u"apple"_s, term}).contains(u"apple pear"_s));
}

void FullTextTest::manyTerms()
{
    VERIFY_OK(
        m_store->documents.create(documentDraft(m_clone.id, u"d"_s, u"d"_s), {passageDraft(u"apple"_s)}));
    QStringList terms;
    for (int i = 0; i < 5000; ++i)
        terms.append(u"term%1"_s.arg(i));
    terms.append(u"apple"_s);
    QCOMPARE(hits(terms), QStringList{u"apple"_s});
    QVERIFY(hits({}).isEmpty());
}

void FullTextTest::ranking()
{
    VERIFY_OK(m_store->documents.create(
        documentDraft(m_clone.id, u"d"_s, u"d"_s),
        {passageDraft(u"apple in a very long passage about quite another thing altogether"_s),
         passageDraft(u"apple apple"_s), passageDraft(u"pear"_s), passageDraft(u"plum"_s),
         passageDraft(u"quince"_s)}));
    VERIFY_ASSIGN(found, m_store->passages.searchText(m_clone.id, {u"apple"_s}, 10));
    QCOMPARE(found.size(), 2);
    QVERIFY(found.at(0).score > found.at(1).score);
    QVERIFY(found.at(1).score > 0);
    QCOMPARE(hits({u"apple"_s}).first(), u"apple apple"_s);
}

void FullTextTest::limits()
{
    const Clone other = m_store->clones.create(Clone{}).value();
    VERIFY_OK(m_store->documents.create(documentDraft(other.id, u"d"_s, u"d"_s), {passageDraft(u"apple"_s)}));
    QList<Passage> passages;
    for (int i = 0; i < 20; ++i)
        passages.append(passageDraft(u"apple"_s));
    VERIFY_OK(m_store->documents.create(documentDraft(m_clone.id, u"d"_s, u"d"_s), passages));
    QCOMPARE(m_store->passages.searchText(m_clone.id, {u"apple"_s}, 7)->size(), 7);
    QCOMPARE(m_store->passages.searchText(m_clone.id, {u"apple"_s}, 100)->size(), 20);
    QCOMPARE(m_store->passages.searchText(m_clone.id, {u"apple"_s}, 0)->size(), 0);
    QCOMPARE(m_store->passages.searchText(m_clone.id, {u"apple"_s}, -1)->size(), 0);
}

QTEST_GUILESS_MAIN(FullTextTest)
#include "FullTextTest.moc"

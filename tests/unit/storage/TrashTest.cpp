#include "tests/unit/storage/TestStore.h"

#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

// What is trashed is out of sight everywhere with all that belongs to it, comes back as it was, and a purge leaves
// nothing behind.
class TrashTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void clone();
    void conversation();
    void document();
    void itemsOfATrashedClone();
    void messageSubtree();
    void messagesTrashedOneAfterAnother();
    void messageVariants();
    void onlyMessage();
    void purgeOfWhatIsNotTrashed();

private:
    qint64 rows(const QString &table);
    QStringList shown(const Conversation &conversation);
    Message append(const QString &parentId, MessageRole role, const QString &content);

    std::unique_ptr<Store> m_store;
    Clone m_clone;
    Conversation m_conversation;
    Message m_question;
    Message m_answer;
    Document m_document;
    QList<Passage> m_passages;
};

void TrashTest::init()
{
    m_store = memoryStore();
    QVERIFY(m_store);
    Clone draft;
    draft.name = u"Ada"_s;
    m_clone = m_store->clones.create(draft).value();
    Conversation talk;
    talk.cloneId = m_clone.id;
    m_conversation = m_store->conversations.create(talk).value();
    m_question = append({}, MessageRole::User, u"question"_s);
    m_answer = append(m_question.id, MessageRole::Clone, u"answer"_s);
    Passage passage = passageDraft(u"garden"_s);
    passage.embedding = {1.0F};
    passage.embeddingProvider = u"p"_s;
    passage.embeddingModel = u"m"_s;
    m_document = m_store->documents
                     .create(documentDraft(m_clone.id, u"d"_s, u"d"_s),
                             {passage, passageDraft(u"garden bare"_s)})
                     .value();
    m_passages = m_store->passages.ofDocument(m_document.id).value();
    QCOMPARE(m_passages.size(), 2);
}

Message TrashTest::append(const QString &parentId, MessageRole role, const QString &content)
{
    const Result<Message> stored = m_store->messages.append(
        messageDraft(m_conversation.id, parentId, role, content));
    if (!stored) {
        QTest::qFail(qPrintable(stored.error().detail), __FILE__, __LINE__);
        return {};
    }
    return *stored;
}

qint64 TrashTest::rows(const QString &table)
{
    return m_store->database().number(u"SELECT count(*) FROM "_s + table).value();
}

QStringList TrashTest::shown(const Conversation &conversation)
{
    QStringList contents;
    // Named: a temporary Result ends before the loop over what is in it begins.
    const Result<QList<Message>> page = m_store->messages.page(conversation.id, 1000);
    for (const Message &message : page.value())
        contents.append(message.content);
    return contents;
}

#define VERIFY_PASSAGES(expectedCount)                                                                       \
    do {                                                                                                     \
        QCOMPARE(m_store->passages.ofDocument(m_document.id)->size(), expectedCount);                        \
        QCOMPARE(m_store->passages.get({m_passages.at(0).id, m_passages.at(1).id})->size(), expectedCount);  \
        QCOMPARE(m_store->passages.documentTitles({m_document.id})->size(), (expectedCount) > 0 ? 1 : 0);    \
        QCOMPARE(m_store->passages.searchText(m_clone.id, {u"garden"_s}, 10)->size(), expectedCount);        \
        int vectors = 0;                                                                                     \
        const VectorKind kind{m_clone.id, u"p"_s, u"m"_s, 1};                                                \
        QCOMPARE(m_store->passages.vectorRows(kind, -1, -1)->size(), (expectedCount) > 0 ? 1U : 0U);         \
        const std::vector<qint64> rows{1, 2, 3};                                                             \
        VERIFY_OK(                                                                                           \
            m_store->passages.visitVectors(kind, rows, [&](qint64, std::span<const float>) { ++vectors; })); \
        QCOMPARE(vectors, (expectedCount) > 0 ? 1 : 0);                                                      \
        QCOMPARE(m_store->passages.withoutVector(m_clone.id, u"p"_s, u"m"_s, 10)->size(),                    \
                 (expectedCount) > 0 ? 1 : 0);                                                               \
        QCOMPARE(m_store->passages.countWithoutVector(m_clone.id, u"p"_s, u"m"_s).value(),                   \
                 (expectedCount) > 0 ? 1 : 0);                                                               \
    } while (false)

void TrashTest::clone()
{
    VERIFY_ASSIGN(before, m_store->counts());
    VERIFY_OK(m_store->clones.trash(m_clone.id));
    VERIFY_FAILS(m_store->clones.trash(m_clone.id), ErrorKind::NotFound, QString());
    QVERIFY(m_store->clones.list()->isEmpty());
    QVERIFY(m_store->clones.findByName(u"Ada"_s)->isEmpty());
    VERIFY_FAILS(m_store->clones.get(m_clone.id), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->clones.update(m_clone), ErrorKind::NotFound, QString());
    QVERIFY(m_store->conversations.list(m_clone.id)->isEmpty());
    VERIFY_FAILS(m_store->conversations.get(m_conversation.id), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->messages.get(m_answer.id), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->messages.page(m_conversation.id, 5), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->messages.append(messageDraft(m_conversation.id, {}, MessageRole::User, u"x"_s)),
                 ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->messages.update(m_answer), ErrorKind::NotFound, QString());
    QVERIFY(m_store->documents.list(m_clone.id)->isEmpty());
    VERIFY_FAILS(m_store->documents.get(m_document.id), ErrorKind::NotFound, QString());
    QVERIFY(!m_store->documents.findByHash(m_clone.id, m_document.contentHash)->has_value());
    VERIFY_PASSAGES(0);
    QVERIFY(m_store->counts().value() == (StoreCounts{.users = 1}));

    VERIFY_OK(m_store->clones.restore(m_clone.id));
    VERIFY_FAILS(m_store->clones.restore(m_clone.id), ErrorKind::NotFound, QString());
    QVERIFY(m_store->clones.get(m_clone.id).value() == m_clone);
    QCOMPARE(shown(m_conversation), (QStringList{u"question"_s, u"answer"_s}));
    VERIFY_PASSAGES(2);
    QVERIFY(m_store->counts().value() == before);

    VERIFY_OK(m_store->clones.trash(m_clone.id));
    VERIFY_OK(m_store->clones.purge(m_clone.id));
    VERIFY_FAILS(m_store->clones.restore(m_clone.id), ErrorKind::NotFound, QString());
    for (const QString &table : {u"clones"_s, u"conversations"_s, u"messages"_s, u"clone_documents"_s,
                                 u"clone_document_chunks"_s, u"chunks_fts"_s, u"messages_fts"_s})
        QCOMPARE(rows(table), 0);
}

void TrashTest::conversation()
{
    VERIFY_OK(m_store->conversations.trash(m_conversation.id));
    QVERIFY(m_store->conversations.list(m_clone.id)->isEmpty());
    VERIFY_FAILS(m_store->conversations.get(m_conversation.id), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->conversations.setTitle(m_conversation.id, u"x"_s), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->conversations.setPinned(m_conversation.id, true), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->conversations.setCurrentMessage(m_conversation.id, m_question.id),
                 ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->messages.page(m_conversation.id, 5), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->messages.get(m_question.id), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->messages.trash(m_question.id), ErrorKind::NotFound, QString());
    QCOMPARE(m_store->clones.list()->first().lastWords, QString());
    QVERIFY(m_store->counts().value() == (StoreCounts{.users = 1, .clones = 1, .documents = 1, .chunks = 2}));

    VERIFY_OK(m_store->conversations.restore(m_conversation.id));
    QCOMPARE(shown(m_conversation), (QStringList{u"question"_s, u"answer"_s}));
    QCOMPARE(m_store->clones.list()->first().lastWords, u"answer"_s);

    VERIFY_OK(m_store->conversations.purge(m_conversation.id));
    QCOMPARE(rows(u"messages"_s), 0);
    QCOMPARE(rows(u"messages_fts"_s), 0);
    QCOMPARE(rows(u"clone_documents"_s), 1);
}

void TrashTest::document()
{
    VERIFY_ASSIGN(revision, m_store->passages.vectorRevision(m_clone.id));
    VERIFY_OK(m_store->documents.trash(m_document.id));
    VERIFY_ASSIGN(hidden, m_store->passages.vectorRevision(m_clone.id));
    QVERIFY(hidden.revision > revision.revision);
    QCOMPARE(hidden.removal, hidden.revision);
    QVERIFY(m_store->documents.list(m_clone.id)->isEmpty());
    VERIFY_FAILS(m_store->documents.get(m_document.id), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->documents.update(m_document, {}), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->documents.setDetails(m_document.id, u"x"_s, {}), ErrorKind::NotFound, QString());
    VERIFY_PASSAGES(0);
    QCOMPARE(m_store->clones.list()->first().documents, 0);
    QVERIFY(m_store->counts().value()
            == (StoreCounts{.users = 1, .clones = 1, .conversations = 1, .messages = 2}));

    VERIFY_OK(m_store->documents.restore(m_document.id));
    Document expected = m_document;
    expected.updatedAt = m_store->documents.get(m_document.id)->updatedAt; // an index sees it come back
    QVERIFY(expected.updatedAt >= m_document.updatedAt);
    QVERIFY(m_store->documents.get(m_document.id).value() == expected);
    VERIFY_PASSAGES(2);

    VERIFY_OK(m_store->documents.purge(m_document.id));
    QCOMPARE(rows(u"clone_document_chunks"_s), 0);
    QCOMPARE(rows(u"chunks_fts"_s), 0);
    QCOMPARE(rows(u"messages"_s), 2);
}

void TrashTest::itemsOfATrashedClone()
{
    VERIFY_OK(m_store->documents.trash(m_document.id));
    VERIFY_OK(m_store->clones.trash(m_clone.id));
    VERIFY_FAILS(m_store->documents.restore(m_document.id), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->conversations.trash(m_conversation.id), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->messages.trash(m_answer.id), ErrorKind::NotFound, QString());
    // Its restore brings back what was there then, not more.
    VERIFY_OK(m_store->clones.restore(m_clone.id));
    QVERIFY(m_store->documents.list(m_clone.id)->isEmpty());
    VERIFY_OK(m_store->documents.restore(m_document.id));
    QCOMPARE(m_store->conversations.list(m_clone.id)->size(), 1);
}

void TrashTest::messageSubtree()
{
    const Message next = append(m_answer.id, MessageRole::User, u"next"_s);
    const Message last = append(next.id, MessageRole::Clone, u"last"_s);
    VERIFY_ASSIGN(before, m_store->counts());

    VERIFY_OK(m_store->messages.trash(m_answer.id));
    QCOMPARE(shown(m_conversation), QStringList{u"question"_s});
    QCOMPARE(m_store->conversations.get(m_conversation.id)->currentMessageId, m_question.id);
    for (const QString &id : {m_answer.id, next.id, last.id}) {
        VERIFY_FAILS(m_store->messages.get(id), ErrorKind::NotFound, QString());
        VERIFY_FAILS(m_store->messages.trash(id), ErrorKind::NotFound, QString());
        VERIFY_FAILS(m_store->conversations.setCurrentMessage(m_conversation.id, id), ErrorKind::NotFound,
                     QString());
    }
    VERIFY_FAILS(m_store->messages.update(last), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->messages.append(
                     messageDraft(m_conversation.id, last.id, MessageRole::User, u"x"_s)),
                 ErrorKind::NotFound, QString());
    QCOMPARE(m_store->clones.list()->first().lastWords, u"question"_s);
    QCOMPARE(m_store->counts()->messages, 1);
    // What only went along can't come back alone.
    VERIFY_FAILS(m_store->messages.restore(next.id), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->messages.restore(m_question.id), ErrorKind::NotFound, QString());

    VERIFY_OK(m_store->messages.restore(m_answer.id));
    QCOMPARE(shown(m_conversation), (QStringList{u"question"_s, u"answer"_s, u"next"_s, u"last"_s}));
    QCOMPARE(m_store->conversations.get(m_conversation.id)->currentMessageId, last.id);
    QVERIFY(m_store->counts().value() == before);
}

void TrashTest::messagesTrashedOneAfterAnother()
{
    const Message next = append(m_answer.id, MessageRole::User, u"next"_s);
    append(next.id, MessageRole::Clone, u"last"_s);
    // As fast as can be: both may bear the same time.
    VERIFY_OK(m_store->messages.trash(next.id));
    VERIFY_OK(m_store->messages.trash(m_answer.id));
    // Undone in the wrong order, the first one would hang in the air.
    VERIFY_FAILS(m_store->messages.restore(next.id), ErrorKind::NotFound, QString());
    VERIFY_OK(m_store->messages.restore(m_answer.id));
    QCOMPARE(shown(m_conversation), (QStringList{u"question"_s, u"answer"_s}));
    VERIFY_OK(m_store->messages.restore(next.id));
    QCOMPARE(shown(m_conversation), (QStringList{u"question"_s, u"answer"_s, u"next"_s, u"last"_s}));
}

void TrashTest::messageVariants()
{
    const Message second = append(m_question.id, MessageRole::Clone, u"second"_s);
    const Message third = append(m_question.id, MessageRole::Clone, u"third"_s);
    const Message afterSecond = append(second.id, MessageRole::User, u"after second"_s);
    VERIFY_OK(m_store->conversations.setCurrentMessage(m_conversation.id, m_answer.id));

    // One that isn't shown goes: what is shown stays.
    VERIFY_OK(m_store->messages.trash(third.id));
    QCOMPARE(shown(m_conversation), (QStringList{u"question"_s, u"answer"_s}));
    QCOMPARE(m_store->messages.variants(m_answer.id)->ids, (QStringList{m_answer.id, second.id}));
    VERIFY_OK(m_store->messages.restore(third.id));
    QCOMPARE(shown(m_conversation), (QStringList{u"question"_s, u"third"_s}));

    // The shown one goes: the nearest takes its place, with what follows it.
    VERIFY_OK(m_store->conversations.setCurrentMessage(m_conversation.id, m_answer.id));
    VERIFY_OK(m_store->messages.trash(m_answer.id));
    QCOMPARE(shown(m_conversation), (QStringList{u"question"_s, u"second"_s, u"after second"_s}));
    VERIFY_OK(m_store->messages.trash(second.id));
    QCOMPARE(shown(m_conversation), (QStringList{u"question"_s, u"third"_s}));
    VERIFY_OK(m_store->messages.trash(third.id));
    QCOMPARE(shown(m_conversation), QStringList{u"question"_s});
    VERIFY_OK(m_store->messages.restore(second.id));
    QCOMPARE(shown(m_conversation), (QStringList{u"question"_s, u"second"_s, u"after second"_s}));
    QCOMPARE(m_store->conversations.get(m_conversation.id)->currentMessageId, afterSecond.id);
}

void TrashTest::onlyMessage()
{
    VERIFY_OK(m_store->messages.trash(m_question.id));
    QVERIFY(shown(m_conversation).isEmpty());
    QCOMPARE(m_store->conversations.get(m_conversation.id)->currentMessageId, QString());
    QCOMPARE(m_store->clones.list()->first().lastWords, QString());
    const Message other = append({}, MessageRole::User, u"begun again"_s);
    QCOMPARE(shown(m_conversation), QStringList{u"begun again"_s});
    VERIFY_OK(m_store->messages.restore(m_question.id));
    QCOMPARE(shown(m_conversation), (QStringList{u"question"_s, u"answer"_s}));
    QCOMPARE(m_store->messages.variants(m_question.id)->ids, (QStringList{m_question.id, other.id}));
}

void TrashTest::purgeOfWhatIsNotTrashed()
{
    VERIFY_OK(m_store->clones.purge(m_clone.id));
    VERIFY_FAILS(m_store->clones.get(m_clone.id), ErrorKind::NotFound, QString());
    QCOMPARE(rows(u"messages"_s), 0);
}

QTEST_GUILESS_MAIN(TrashTest)
#include "TrashTest.moc"

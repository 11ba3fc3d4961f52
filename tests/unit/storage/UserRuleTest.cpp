#include "tests/unit/storage/TestStore.h"

#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

// Two users in one database: what the first one has, the second one neither sees nor changes nor deletes, through any
// method of any repository.
class UserRuleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void clones();
    void conversations();
    void messages();
    void documents();
    void passages();
    void imports();
    void cleanup();

private:
    QStringList dump();

    std::unique_ptr<Database> m_database;
    std::unique_ptr<UserRepositories> m_owner;
    std::unique_ptr<UserRepositories> m_stranger;
    Clone m_clone;
    Clone m_trashedClone;
    Clone m_strangersClone;
    Conversation m_conversation;
    Conversation m_trashedConversation;
    Message m_question;
    Message m_answer;
    Message m_trashedAnswer;
    Document m_document;
    Document m_trashedDocument;
    QList<Passage> m_passages;
    QStringList m_before;
    const QString m_importId = u"00000000-0000-0000-0000-000000000001"_s;
};

// Every row of every table as text.
QStringList UserRuleTest::dump()
{
    QStringList all;
    for (const QString &table :
         {u"users"_s, u"clones"_s, u"conversations"_s, u"messages"_s, u"clone_documents"_s,
          u"clone_document_chunks"_s, u"clone_revisions"_s, u"settings"_s, u"imports"_s, u"import_paths"_s,
          u"import_files"_s, u"imported_documents"_s, u"clone_names"_s}) {
        const auto rows = m_database->rows(u"SELECT * FROM "_s + table + u" ORDER BY 1"_s, {},
                                           [&](Query &query) {
                                               QString row = table;
                                               for (int column = 0; query.value(column).isValid(); ++column)
                                                   row += u"|"_s + query.value(column).toString();
                                               return row;
                                           });
        if (!rows)
            QTest::qFail(qPrintable(rows.error().detail), __FILE__, __LINE__);
        else
            all += *rows;
    }
    return all;
}

void UserRuleTest::init()
{
    m_database = memoryDatabase();
    QVERIFY(m_database);
    m_owner = std::make_unique<UserRepositories>(*m_database, addUser(*m_database));
    m_stranger = std::make_unique<UserRepositories>(*m_database, addUser(*m_database));

    Clone draft;
    draft.name = u"Secret"_s;
    m_clone = m_owner->clones.create(draft).value();
    m_trashedClone = m_owner->clones.create(draft).value();
    VERIFY_OK(m_owner->clones.trash(m_trashedClone.id));
    draft.name = u"Mine"_s;
    m_strangersClone = m_stranger->clones.create(draft).value();

    Conversation talk;
    talk.cloneId = m_clone.id;
    m_conversation = m_owner->conversations.create(talk).value();
    m_trashedConversation = m_owner->conversations.create(talk).value();
    VERIFY_OK(m_owner->conversations.trash(m_trashedConversation.id));
    m_question = m_owner->messages
                     .append(messageDraft(m_conversation.id, {}, MessageRole::User, u"secret question"_s))
                     .value();
    m_trashedAnswer = m_owner->messages
                          .append(messageDraft(m_conversation.id, m_question.id, MessageRole::Clone,
                                               u"trashed"_s))
                          .value();
    VERIFY_OK(m_owner->messages.trash(m_trashedAnswer.id));
    m_answer = m_owner->messages
                   .append(
                       messageDraft(m_conversation.id, m_question.id, MessageRole::Clone, u"secret answer"_s))
                   .value();

    Passage embedded = passageDraft(u"secret"_s);
    embedded.embedding = {1.0F};
    embedded.embeddingProvider = u"p"_s;
    embedded.embeddingModel = u"m"_s;
    m_document = m_owner->documents
                     .create(documentDraft(m_clone.id, u"secret"_s, u"secret"_s),
                             {embedded, passageDraft(u"secret bare"_s)})
                     .value();
    m_trashedDocument = m_owner->documents.create(documentDraft(m_clone.id, u"trashed"_s, u"trashed"_s), {})
                            .value();
    VERIFY_OK(m_owner->documents.trash(m_trashedDocument.id));
    m_passages = m_owner->passages.ofDocument(m_document.id).value();
    QCOMPARE(m_passages.size(), 2);
    VERIFY_OK(m_owner->imports.create(
        {.id = m_importId, .cloneId = m_clone.id, .chatPerson = u"secret"_s, .paths = {u"/secret"_s}}));
    VERIFY_OK(m_owner->imports.addFiles(
        m_importId, {{.place = 0, .file = {.path = u"/secret/file"_s}, .modifiedAt = {}}}));
    VERIFY_OK(m_owner->imports.noteImported(m_document.id, u"/secret/file"_s));
    VERIFY_OK(m_owner->imports.addName(m_clone.id, u"secret name"_s));
    m_before = dump();
    QVERIFY(m_before.size() >= 12);
}

// Whatever a test tried: not a bit of the database is another one.
void UserRuleTest::cleanup()
{
    if (!m_before.isEmpty())
        QCOMPARE(dump(), m_before);
    m_owner.reset();
    m_stranger.reset();
    m_database.reset();
}

void UserRuleTest::clones()
{
    CloneRepository &stranger = m_stranger->clones;
    VERIFY_ASSIGN(list, stranger.list());
    QCOMPARE(list.size(), 1);
    QVERIFY(list.first().clone == m_strangersClone);
    VERIFY_FAILS(stranger.get(m_clone.id), ErrorKind::NotFound, QString());
    VERIFY_ASSIGN(named, stranger.findByName(u"secret"_s));
    QVERIFY(named.isEmpty());
    Clone taken = m_clone;
    taken.name = u"taken over"_s;
    VERIFY_FAILS(stranger.update(taken), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.trash(m_clone.id), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.restore(m_trashedClone.id), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.purge(m_clone.id), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.purge(m_trashedClone.id), ErrorKind::NotFound, QString());
}

void UserRuleTest::conversations()
{
    ConversationRepository &stranger = m_stranger->conversations;
    VERIFY_ASSIGN(list, stranger.list(m_clone.id));
    QVERIFY(list.isEmpty());
    VERIFY_FAILS(stranger.get(m_conversation.id), ErrorKind::NotFound, QString());
    Conversation draft;
    draft.cloneId = m_clone.id;
    VERIFY_FAILS(stranger.create(draft), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.setTitle(m_conversation.id, u"x"_s), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.setPinned(m_conversation.id, true), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.setCurrentMessage(m_conversation.id, m_question.id), ErrorKind::NotFound,
                 QString());
    VERIFY_FAILS(stranger.trash(m_conversation.id), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.restore(m_trashedConversation.id), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.purge(m_conversation.id), ErrorKind::NotFound, QString());
}

void UserRuleTest::messages()
{
    MessageRepository &stranger = m_stranger->messages;
    VERIFY_FAILS(stranger.get(m_answer.id), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.page(m_conversation.id, 10), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.page(m_conversation.id, 10, m_answer.id), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.variants(m_answer.id), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.newestLeaf(m_question.id), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.append(messageDraft(m_conversation.id, m_answer.id, MessageRole::User, u"x"_s)),
                 ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.append(messageDraft(m_conversation.id, {}, MessageRole::User, u"x"_s)),
                 ErrorKind::NotFound, QString());
    Message changed = m_answer;
    changed.content = u"x"_s;
    VERIFY_FAILS(stranger.update(changed), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.trash(m_answer.id), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.restore(m_trashedAnswer.id), ErrorKind::NotFound, QString());
}

void UserRuleTest::documents()
{
    DocumentRepository &stranger = m_stranger->documents;
    VERIFY_ASSIGN(list, stranger.list(m_clone.id));
    QVERIFY(list.isEmpty());
    VERIFY_FAILS(stranger.get(m_document.id), ErrorKind::NotFound, QString());
    VERIFY_ASSIGN(found, stranger.findByHash(m_clone.id, m_document.contentHash));
    QVERIFY(!found);
    VERIFY_FAILS(stranger.create(documentDraft(m_clone.id, u"x"_s, u"x"_s), {passageDraft(u"x"_s)}),
                 ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.create(documentDraft(m_clone.id, u"x"_s, u"trashed"_s), {}), ErrorKind::NotFound,
                 QString());
    VERIFY_FAILS(stranger.update(m_document, {}), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.replace(m_document, {}), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.add(documentDraft(m_clone.id, u"x"_s, u"x"_s), {}), ErrorKind::NotFound, QString());
    VERIFY_ASSIGN(summary, stranger.summaryByHash(m_clone.id, m_document.contentHash));
    QVERIFY(!summary);
    VERIFY_FAILS(stranger.setDetails(m_document.id, u"x"_s, {}), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.trash(m_document.id), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.restore(m_trashedDocument.id), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.purge(m_document.id), ErrorKind::NotFound, QString());
}

void UserRuleTest::passages()
{
    PassageRepository &stranger = m_stranger->passages;
    VERIFY_ASSIGN(ofDocument, stranger.ofDocument(m_document.id));
    QVERIFY(ofDocument.isEmpty());
    VERIFY_ASSIGN(byId, stranger.get({m_passages.at(0).id, m_passages.at(1).id}));
    QVERIFY(byId.isEmpty());
    VERIFY_ASSIGN(titles, stranger.documentTitles({m_document.id}));
    QVERIFY(titles.isEmpty());
    VERIFY_ASSIGN(ownersHits, m_owner->passages.searchText(m_clone.id, {u"secret"_s}, 10));
    QCOMPARE(ownersHits.size(), 2);
    VERIFY_ASSIGN(hits, stranger.searchText(m_clone.id, {u"secret"_s}, 10));
    QVERIFY(hits.isEmpty());
    const VectorKind kind{m_clone.id, u"p"_s, u"m"_s, 1};
    VERIFY_ASSIGN(ownersRows, m_owner->passages.vectorRows(kind, -1, -1));
    QVERIFY(!ownersRows.empty());
    VERIFY_ASSIGN(rows, stranger.vectorRows(kind, -1, -1));
    QVERIFY(rows.empty());
    int vectors = 0;
    const std::vector<qint64> known{ownersRows.front().row};
    VERIFY_OK(stranger.visitVectors(kind, known, [&](qint64, std::span<const float>) { ++vectors; }));
    QCOMPARE(vectors, 0);
    VERIFY_ASSIGN(byRow, stranger.byRow(known));
    QVERIFY(byRow.isEmpty());
    VERIFY_ASSIGN(exists, stranger.cloneExists(m_clone.id));
    QVERIFY(!exists);
    VERIFY_ASSIGN(ownersRevision, m_owner->passages.vectorRevision(m_clone.id));
    QVERIFY(ownersRevision.revision > 0);
    VERIFY_ASSIGN(revision, stranger.vectorRevision(m_clone.id));
    QCOMPARE(revision.revision, 0);
    VERIFY_ASSIGN(without, stranger.withoutVector(m_clone.id, u"p"_s, u"m"_s, 10));
    QVERIFY(without.isEmpty());
    VERIFY_ASSIGN(count, stranger.countWithoutVector(m_clone.id, u"p"_s, u"m"_s));
    QCOMPARE(count, 0);
    VERIFY_OK(stranger.setVectors({{m_passages.at(1).id, {2.0F}}}, u"p"_s, u"m"_s));
}

void UserRuleTest::imports()
{
    ImportRepository &stranger = m_stranger->imports;
    VERIFY_ASSIGN(own, m_owner->imports.unfinished());
    QCOMPARE(own.size(), 1);
    VERIFY_ASSIGN(unfinished, stranger.unfinished());
    QVERIFY(unfinished.isEmpty());
    VERIFY_FAILS(stranger.get(m_importId), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.create({.id = u"new"_s, .cloneId = m_clone.id, .chatPerson = {}, .paths = {}}),
                 ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.setState(m_importId, ImportState::Cancelled), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.setWalked(m_importId), ErrorKind::NotFound, QString());
    VERIFY_ASSIGN(ownFiles, m_owner->imports.files(m_importId));
    QCOMPARE(ownFiles.size(), 1);
    VERIFY_ASSIGN(files, stranger.files(m_importId));
    QVERIFY(files.isEmpty());
    VERIFY_FAILS(stranger.addFiles(m_importId, ownFiles), ErrorKind::NotFound, QString());
    VERIFY_FAILS(stranger.setFile(m_importId, ownFiles.first()), ErrorKind::NotFound, QString());
    VERIFY_ASSIGN(ownDocuments, m_owner->imports.documentsOf(m_clone.id, u"/secret/file"_s));
    QCOMPARE(ownDocuments.size(), 1);
    VERIFY_ASSIGN(documents, stranger.documentsOf(m_clone.id, u"/secret/file"_s));
    QVERIFY(documents.isEmpty());
    VERIFY_ASSIGN(ownKnown, m_owner->imports.known(m_clone.id, {m_document.contentHash}));
    QCOMPARE(ownKnown.size(), 1);
    VERIFY_ASSIGN(known, stranger.known(m_clone.id, {m_document.contentHash}));
    QVERIFY(known.isEmpty());
    VERIFY_ASSIGN(ownTouched, m_owner->imports.isTouched(m_document.id));
    QVERIFY(!ownTouched);
    VERIFY_ASSIGN(touched, stranger.isTouched(m_document.id));
    QVERIFY(touched);
    VERIFY_FAILS(stranger.noteImported(m_document.id, u"/x"_s), ErrorKind::NotFound, QString());
    VERIFY_ASSIGN(names, stranger.names(m_clone.id));
    QVERIFY(names.isEmpty());
    VERIFY_FAILS(stranger.addName(m_clone.id, u"x"_s), ErrorKind::NotFound, QString());
}

QTEST_GUILESS_MAIN(UserRuleTest)
#include "UserRuleTest.moc"

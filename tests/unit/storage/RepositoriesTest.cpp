#include "core/storage/MessageJson.h"
#include "tests/unit/storage/TestStore.h"

#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

// What each repository stores comes back as it was given, whatever is in it.
class RepositoriesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cloneRoundTrip_data() { texts(); }
    void cloneRoundTrip();
    void cloneNumbers();
    void cloneUpdate();
    void cloneList();
    void findByName();
    void conversationRoundTrip_data() { texts(); }
    void conversationRoundTrip();
    void conversationList();
    void currentMessage();
    void messageRoundTrip_data() { texts(); }
    void messageRoundTrip();
    void messageUpdate();
    void damagedJsonInARow();
    void appendRefused();
    void documentRoundTrip_data() { texts(); }
    void documentRoundTrip();
    void documentUpdate();
    void duplicateDocuments();
    void documentDetails();
    void passages();
    void vectors();
    void settings_data() { texts(); }
    void settings();
    void counts();
    void times();
    void unknownIds();

private:
    static void texts();
    static QString expected(QString text);
    Clone aClone(const QString &name = u"Ada"_s);
    Conversation aConversation(const QString &cloneId);

    std::unique_ptr<Store> m_store;
};

void RepositoriesTest::init()
{
    m_store = memoryStore();
    QVERIFY(m_store);
}

void RepositoriesTest::texts()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << u""_s;
    QTest::newRow("null") << QString();
    QTest::newRow("plain") << u"Grandmother's soup"_s;
    QTest::newRow("sql") << u"'); DROP TABLE clones; -- \" ? %1 ?1"_s;
    QTest::newRow("emoji") << u"👩‍👩‍👧‍👦 🇩🇪 e\u0301"_s;
    QTest::newRow("right to left") << u"\u202Eשלום مرحبا\u202C"_s;
    QTest::newRow("white space") << u" \t a\r\nb\u2028c\u00A0 "_s;
    QTest::newRow("NUL") << QString(u"before\0after"_s);
    QTest::newRow("only NUL") << QString(QChar(u'\0'));
    QTest::newRow("lone high surrogate") << (u"a"_s + QChar(0xD83D) + u"b"_s);
    QTest::newRow("lone low surrogate") << (u"a"_s + QChar(0xDC00));
    QTest::newRow("surrogates swapped") << (QString(QChar(0xDC00)) + QChar(0xD83D));
    QTest::newRow("noncharacters") << (QString(QChar(0xFFFE)) + QChar(0xFFFF) + QChar(0xFEFF));
    QTest::newRow("byte order mark") << (QString(QChar(0xFEFF)) + u"a"_s + QChar(0xFEFF));
    QTest::newRow("5 MB") << u"Zeile mit Umlauten äöü 漢字 😀\n"_s.repeated(5 * 1024 * 1024 / 32);
}

// What SQLite can't hold becomes U+FFFD, and nothing else changes.
QString RepositoriesTest::expected(QString text)
{
    if (text.startsWith(QChar(0xFEFF)))
        text.remove(0, 1);
    for (qsizetype at = 0; at < text.size(); ++at) {
        const bool pair = text.at(at).isHighSurrogate() && at + 1 < text.size()
                          && text.at(at + 1).isLowSurrogate();
        if (pair)
            ++at;
        else if (text.at(at).isSurrogate() || text.at(at).isNull() || text.at(at).unicode() >= 0xFFFE)
            text[at] = QChar(QChar::ReplacementCharacter);
    }
    return text;
}

Clone RepositoriesTest::aClone(const QString &name)
{
    Clone draft;
    draft.name = name;
    return m_store->clones.create(draft).value();
}

Conversation RepositoriesTest::aConversation(const QString &cloneId)
{
    Conversation draft;
    draft.cloneId = cloneId;
    return m_store->conversations.create(draft).value();
}

void RepositoriesTest::cloneRoundTrip()
{
    QFETCH(QString, text);
    // A prefix of its own in each field shows if two were exchanged.
    Clone draft;
    int field = 0;
    QString *const fields[] = {&draft.name,
                               &draft.relation,
                               &draft.description,
                               &draft.personality,
                               &draft.speakingStyle,
                               &draft.greeting,
                               &draft.language,
                               &draft.avatar,
                               &draft.settings.llmProvider,
                               &draft.settings.llmModel,
                               &draft.settings.embeddingProvider,
                               &draft.settings.embeddingModel,
                               &draft.settings.ttsProvider,
                               &draft.settings.ttsVoiceId};
    for (QString *target : fields)
        *target = text.isEmpty()
                      ? text
                      : QString::number(field++) + (target == &draft.description ? text : text.left(100'000));
    draft.settings.temperature = 1.25;
    draft.settings.maxTokens = 321;
    draft.rememberConversations = true;
    draft.id = u"not looked at"_s;
    draft.userId = u"not looked at"_s;

    const QDateTime before = nowUtc();
    VERIFY_ASSIGN(made, m_store->clones.create(draft));
    QCOMPARE(made.id.size(), 36);
    QCOMPARE(made.userId, m_store->userId());
    QVERIFY(made.createdAt >= before && made.createdAt <= nowUtc());
    QCOMPARE(made.updatedAt, made.createdAt);

    Clone wanted = draft;
    wanted.id = made.id;
    wanted.userId = made.userId;
    wanted.createdAt = made.createdAt;
    wanted.updatedAt = made.updatedAt;
    QString *const wantedFields[] = {&wanted.name,
                                     &wanted.relation,
                                     &wanted.description,
                                     &wanted.personality,
                                     &wanted.speakingStyle,
                                     &wanted.greeting,
                                     &wanted.language,
                                     &wanted.avatar,
                                     &wanted.settings.llmProvider,
                                     &wanted.settings.llmModel,
                                     &wanted.settings.embeddingProvider,
                                     &wanted.settings.embeddingModel,
                                     &wanted.settings.ttsProvider,
                                     &wanted.settings.ttsVoiceId};
    for (QString *target : wantedFields)
        *target = expected(*target);
    QVERIFY(made == wanted);
    VERIFY_ASSIGN(read, m_store->clones.get(made.id));
    QVERIFY(read == wanted);
}

void RepositoriesTest::cloneNumbers()
{
    for (const double temperature : {0.0, 0.1, 2.0, 1e-300}) {
        Clone draft;
        draft.settings.temperature = temperature;
        draft.settings.maxTokens = std::numeric_limits<int>::max();
        VERIFY_ASSIGN(made, m_store->clones.create(draft));
        QVERIFY(made.settings.temperature == temperature);
        QCOMPARE(made.settings.maxTokens, std::optional(std::numeric_limits<int>::max()));
        QVERIFY(!made.rememberConversations);
    }
    QVERIFY(!aClone().settings.maxTokens);
}

void RepositoriesTest::cloneUpdate()
{
    const Clone first = aClone();
    const Clone other = aClone(u"Other"_s);
    Clone changed = first;
    changed.name = u"Grace"_s;
    changed.settings.maxTokens = 5;
    changed.userId = u"somebody"_s;
    changed.createdAt = QDateTime();
    QTest::qWait(3);
    VERIFY_ASSIGN(stored, m_store->clones.update(changed));
    QCOMPARE(stored.name, u"Grace"_s);
    QCOMPARE(stored.settings.maxTokens, std::optional(5));
    QCOMPARE(stored.userId, first.userId);
    QCOMPARE(stored.createdAt, first.createdAt);
    QVERIFY(stored.updatedAt > first.updatedAt);
    VERIFY_ASSIGN(untouched, m_store->clones.get(other.id));
    QVERIFY(untouched == other);

    stored.settings.maxTokens.reset();
    VERIFY_ASSIGN(again, m_store->clones.update(stored));
    QVERIFY(!again.settings.maxTokens);
}

void RepositoriesTest::cloneList()
{
    const Clone silent = aClone(u"Silent"_s);
    const Clone older = aClone(u"Older"_s);
    const Clone newer = aClone(u"Newer"_s);
    QTest::qWait(3);
    const Conversation old = aConversation(older.id);
    VERIFY_OK(m_store->messages.append(messageDraft(old.id, {}, MessageRole::User, u"first words"_s)));
    QTest::qWait(3);
    const Conversation talk = aConversation(newer.id);
    VERIFY_OK(m_store->messages.append(messageDraft(talk.id, {}, MessageRole::User, u"😀"_s.repeated(300))));
    aConversation(newer.id); // nothing was said in it: it has no last words
    VERIFY_OK(m_store->documents.create(documentDraft(older.id, u"a"_s, u"a"_s), {}));
    VERIFY_OK(m_store->documents.create(documentDraft(older.id, u"b"_s, u"b"_s), {}));

    VERIFY_ASSIGN(list, m_store->clones.list());
    QCOMPARE(list.size(), 3);
    QCOMPARE(list.at(0).clone.id, newer.id);
    QCOMPARE(list.at(0).lastWords, u"😀"_s.repeated(200));
    QCOMPARE(list.at(0).documents, 0);
    QCOMPARE(list.at(1).clone.id, older.id);
    QCOMPARE(list.at(1).lastWords, u"first words"_s);
    QCOMPARE(list.at(1).documents, 2);
    VERIFY_ASSIGN(moved, m_store->conversations.get(old.id));
    QCOMPARE(list.at(1).lastActivity, moved.updatedAt);
    QVERIFY(list.at(2).clone == silent);
    QCOMPARE(list.at(2).lastWords, QString());
    QCOMPARE(list.at(2).lastActivity, silent.createdAt);
}

void RepositoriesTest::findByName()
{
    const Clone one = aClone(u"Élodie Straße"_s);
    const Clone two = aClone(u"ÉLODIE Straße"_s);
    aClone(u"Elodie"_s);
    VERIFY_ASSIGN(found, m_store->clones.findByName(u"élodie straße"_s));
    QCOMPARE(found.size(), 2);
    QCOMPARE(found.at(0).id, one.id);
    QCOMPARE(found.at(1).id, two.id);
    VERIFY_ASSIGN(none, m_store->clones.findByName(u"%"_s));
    QVERIFY(none.isEmpty());
}

void RepositoriesTest::conversationRoundTrip()
{
    QFETCH(QString, text);
    const Clone clone = aClone();
    Conversation draft;
    draft.cloneId = clone.id;
    draft.title = text;
    draft.pinned = true;
    VERIFY_ASSIGN(made, m_store->conversations.create(draft));
    QCOMPARE(made.cloneId, clone.id);
    QCOMPARE(made.userId, m_store->userId());
    QVERIFY(made.title == expected(text));
    QVERIFY(made.pinned);
    QVERIFY(made.currentMessageId.isEmpty());
    QVERIFY(made.createdAt.isValid());
    QCOMPARE(made.updatedAt, made.createdAt);

    VERIFY_OK(m_store->conversations.setTitle(made.id, text + u"!"_s));
    VERIFY_OK(m_store->conversations.setPinned(made.id, false));
    VERIFY_ASSIGN(read, m_store->conversations.get(made.id));
    QVERIFY(read.title == expected(text + u"!"_s));
    QVERIFY(!read.pinned);
}

void RepositoriesTest::conversationList()
{
    const Clone clone = aClone();
    const Clone other = aClone(u"Other"_s);
    aConversation(other.id);
    const Conversation a = aConversation(clone.id);
    const Conversation b = aConversation(clone.id);
    const Conversation c = aConversation(clone.id);
    VERIFY_OK(m_store->conversations.setPinned(a.id, true));
    QTest::qWait(3);
    VERIFY_OK(m_store->messages.append(messageDraft(b.id, {}, MessageRole::User, u"hello"_s)));
    VERIFY_ASSIGN(list, m_store->conversations.list(clone.id));
    QCOMPARE(list.size(), 3);
    QCOMPARE(list.at(0).id, a.id);
    QCOMPARE(list.at(1).id, b.id);
    QCOMPARE(list.at(2).id, c.id);
}

void RepositoriesTest::currentMessage()
{
    const Clone clone = aClone();
    const Conversation one = aConversation(clone.id);
    const Conversation two = aConversation(clone.id);
    VERIFY_ASSIGN(first, m_store->messages.append(messageDraft(one.id, {}, MessageRole::User, u"1"_s)));
    VERIFY_ASSIGN(second,
                  m_store->messages.append(messageDraft(one.id, first.id, MessageRole::Clone, u"2"_s)));
    VERIFY_ASSIGN(elsewhere, m_store->messages.append(messageDraft(two.id, {}, MessageRole::User, u"3"_s)));
    VERIFY_ASSIGN(now, m_store->conversations.get(one.id));
    QCOMPARE(now.currentMessageId, second.id);
    VERIFY_OK(m_store->conversations.setCurrentMessage(one.id, first.id));
    VERIFY_ASSIGN(page, m_store->messages.page(one.id, 10));
    QCOMPARE(page.size(), 1);
    VERIFY_FAILS(m_store->conversations.setCurrentMessage(one.id, elsewhere.id), ErrorKind::NotFound,
                 QString());
    VERIFY_FAILS(m_store->conversations.setCurrentMessage(one.id, u"no such"_s), ErrorKind::NotFound,
                 QString());
}

void RepositoriesTest::messageRoundTrip()
{
    QFETCH(QString, text);
    const Conversation conversation = aConversation(aClone().id);
    VERIFY_ASSIGN(question,
                  m_store->messages.append(messageDraft(conversation.id, {}, MessageRole::User, u"?"_s)));

    // The rest of a message is never large, and JSON of many megabytes is slow.
    const QString content = text;
    text.truncate(1000);
    Citation citation{.passageId = u"p"_s + text,
                      .documentId = u"d"_s + text,
                      .documentTitle = u"t"_s + text,
                      .chunkIndex = 7,
                      .startOffset = 8,
                      .endOffset = 9,
                      .content = u"c"_s + text,
                      .speaker = u"s"_s + text,
                      .happenedAt = QDateTime(QDate(1944, 6, 6), QTime(5, 6, 7, 89), Qt::UTC),
                      .score = 0.123456789012345};
    Message draft = messageDraft(conversation.id, question.id, MessageRole::Clone, content);
    draft.status = MessageStatus::Partial;
    draft.citations = {citation, Citation{}};
    draft.provider = u"p"_s + text;
    draft.model = u"m"_s + text;
    draft.promptTokens = 11;
    draft.completionTokens = 0;
    draft.error = Error{.kind = ErrorKind::RateLimited,
                        .detail = u"d"_s + text,
                        .httpStatus = 429,
                        .code = u"c"_s + text,
                        .subject = u"s"_s + text,
                        .retryAfterMs = 0};
    VERIFY_ASSIGN(made, m_store->messages.append(draft));
    QCOMPARE(made.id.size(), 36);
    QVERIFY(made.createdAt.isValid());
    QVERIFY(!made.latencyMs);

    Message wanted = draft;
    wanted.id = made.id;
    wanted.createdAt = made.createdAt;
    wanted.updatedAt = made.updatedAt;
    for (QString *field : {&wanted.content, &wanted.provider, &wanted.model})
        *field = expected(*field);
    Citation &first = wanted.citations.first();
    for (QString *field :
         {&first.passageId, &first.documentId, &first.documentTitle, &first.content, &first.speaker,
          &wanted.error->detail, &wanted.error->code, &wanted.error->subject})
        *field = expected(*field);
    QVERIFY(made.content == wanted.content);
    QVERIFY(made.citations == wanted.citations);
    QVERIFY(made.error == wanted.error);
    QVERIFY(made == wanted);
    VERIFY_ASSIGN(read, m_store->messages.get(made.id));
    QVERIFY(read == wanted);
    VERIFY_ASSIGN(moved, m_store->conversations.get(conversation.id));
    QCOMPARE(moved.currentMessageId, made.id);
    QCOMPARE(moved.updatedAt, made.createdAt);
}

void RepositoriesTest::messageUpdate()
{
    const Conversation conversation = aConversation(aClone().id);
    VERIFY_ASSIGN(made,
                  m_store->messages.append(messageDraft(conversation.id, {}, MessageRole::User, u"one"_s)));
    VERIFY_ASSIGN(other, m_store->messages.append(
                             messageDraft(conversation.id, made.id, MessageRole::Clone, u"other"_s)));
    Message changed = made;
    changed.content = u"two"_s;
    changed.status = MessageStatus::Failed;
    changed.citations = {Citation{}};
    changed.provider = u"p"_s;
    changed.model = u"m"_s;
    changed.promptTokens = 1;
    changed.completionTokens = 2;
    changed.latencyMs = 3;
    changed.error = Error{.kind = ErrorKind::Tls};
    QTest::qWait(3);
    VERIFY_ASSIGN(stored, m_store->messages.update(changed));
    QVERIFY(stored.updatedAt > made.updatedAt);
    changed.updatedAt = stored.updatedAt;
    QVERIFY(stored == changed);
    VERIFY_ASSIGN(untouched, m_store->messages.get(other.id));
    QVERIFY(untouched == other);

    changed.error.reset();
    changed.promptTokens.reset();
    VERIFY_ASSIGN(again, m_store->messages.update(changed));
    QVERIFY(!again.error);
    QVERIFY(!again.promptTokens);
}

void RepositoriesTest::damagedJsonInARow()
{
    const Conversation conversation = aConversation(aClone().id);
    VERIFY_ASSIGN(made,
                  m_store->messages.append(messageDraft(conversation.id, {}, MessageRole::User, u"kept"_s)));
    for (const QString &json :
         {u""_s, u"["_s, u"{}"_s,
          u"[1, null, \"x\", {\"score\": \"high\", \"chunk_index\": 1e300}, {\"content\": 5}]"_s, u"null"_s,
          u"[[[[]]]]"_s, u"{\"kind\": 5, \"detail\": [], \"retry_after_ms\": \"x\"}"_s, u"\u0001"_s}) {
        VERIFY_OK(m_store->database().run(u"UPDATE messages SET citations = ?, error = ?"_s, {json, json}));
        VERIFY_ASSIGN(read, m_store->messages.get(made.id));
        QCOMPARE(read.content, u"kept"_s);
        for (const Citation &citation : read.citations)
            QCOMPARE(citation.content, QString());
    }
}

void RepositoriesTest::appendRefused()
{
    const Clone clone = aClone();
    const Conversation one = aConversation(clone.id);
    const Conversation two = aConversation(clone.id);
    VERIFY_ASSIGN(elsewhere,
                  m_store->messages.append(messageDraft(two.id, {}, MessageRole::User, u"elsewhere"_s)));
    VERIFY_FAILS(m_store->messages.append(messageDraft(u"no such"_s, {}, MessageRole::User, u"x"_s)),
                 ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->messages.append(messageDraft(one.id, u"no such"_s, MessageRole::User, u"x"_s)),
                 ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->messages.append(messageDraft(one.id, elsewhere.id, MessageRole::User, u"x"_s)),
                 ErrorKind::NotFound, QString());
    VERIFY_ASSIGN(after, m_store->conversations.get(one.id));
    QVERIFY(after == one);
    VERIFY_ASSIGN(all, m_store->counts());
    QCOMPARE(all.messages, 1);
}

void RepositoriesTest::documentRoundTrip()
{
    QFETCH(QString, text);
    const Clone clone = aClone();
    Document draft;
    draft.cloneId = clone.id;
    draft.title = u"t"_s + text;
    draft.content = text;
    draft.sourceType = SourceType::ChatExport;
    draft.sourceUri = u"u"_s + text;
    draft.contentHash = u"abc"_s;
    draft.happenedAt = QDateTime(QDate(1850, 1, 2), QTime(3, 4, 5, 6), Qt::UTC);
    Passage passage;
    passage.content = u"p"_s + text;
    passage.startOffset = 3;
    passage.endOffset = 12;
    passage.speaker = u"s"_s + text;
    passage.happenedAt = draft.happenedAt.addDays(1);
    passage.searchText = u"word "_s + text;
    VERIFY_ASSIGN(made, m_store->documents.create(draft, {passage, Passage{}}));
    Document wanted = draft;
    wanted.id = made.id;
    wanted.userId = m_store->userId();
    wanted.createdAt = made.createdAt;
    wanted.updatedAt = made.updatedAt;
    for (QString *field : {&wanted.title, &wanted.content, &wanted.sourceUri})
        *field = expected(*field);
    QVERIFY(made == wanted);
    VERIFY_ASSIGN(read, m_store->documents.get(made.id));
    QVERIFY(read == wanted);

    VERIFY_ASSIGN(stored, m_store->passages.ofDocument(made.id));
    QCOMPARE(stored.size(), 2);
    Passage wantedPassage = passage;
    wantedPassage.id = stored.first().id;
    wantedPassage.cloneId = clone.id;
    wantedPassage.documentId = made.id;
    for (QString *field : {&wantedPassage.content, &wantedPassage.speaker, &wantedPassage.searchText})
        *field = expected(*field);
    QVERIFY(stored.first() == wantedPassage);
    QCOMPARE(stored.last().chunkIndex, 1);

    VERIFY_ASSIGN(list, m_store->documents.list(clone.id));
    QCOMPARE(list.size(), 1);
    QVERIFY(list.first().title == wanted.title);
    QVERIFY(list.first().sourceUri == wanted.sourceUri);
    QVERIFY(list.first().sourceType == SourceType::ChatExport);
    QCOMPARE(list.first().happenedAt, draft.happenedAt);
    QCOMPARE(list.first().characters, int(text.size()));
    QCOMPARE(list.first().passages, 2);
}

void RepositoriesTest::documentUpdate()
{
    const Clone clone = aClone();
    VERIFY_ASSIGN(made, m_store->documents.create(documentDraft(clone.id, u"title"_s, u"one"_s),
                                                  {passageDraft(u"one"_s), passageDraft(u"uno"_s)}));
    VERIFY_ASSIGN(other, m_store->documents.create(documentDraft(clone.id, u"other"_s, u"two"_s),
                                                   {passageDraft(u"two"_s)}));
    Document changed = made;
    changed.title = u"new title"_s;
    changed.content = u"three"_s;
    changed.contentHash = u"new hash"_s;
    changed.happenedAt = QDateTime(QDate(2000, 1, 1), QTime(0, 0), Qt::UTC);
    changed.cloneId = u"not looked at"_s;
    QTest::qWait(3);
    VERIFY_ASSIGN(stored, m_store->documents.update(changed, {passageDraft(u"three"_s)}));
    changed.cloneId = clone.id;
    QVERIFY(stored.updatedAt > made.updatedAt);
    changed.updatedAt = stored.updatedAt;
    QVERIFY(stored == changed);
    VERIFY_ASSIGN(passages, m_store->passages.ofDocument(made.id));
    QCOMPARE(passages.size(), 1);
    QCOMPARE(passages.first().content, u"three"_s);

    stored.contentHash = other.contentHash;
    VERIFY_FAILS(m_store->documents.update(stored, {}), ErrorKind::InvalidInput, u"duplicate"_s);
    VERIFY_ASSIGN(unchanged, m_store->passages.ofDocument(made.id));
    QCOMPARE(unchanged.size(), 1);
}

void RepositoriesTest::duplicateDocuments()
{
    const Clone clone = aClone();
    const Clone second = aClone(u"Second"_s);
    const Document draft = documentDraft(clone.id, u"The letter"_s, u"Dear"_s);
    VERIFY_ASSIGN(made, m_store->documents.create(draft, {passageDraft(u"dear"_s)}));
    const auto again = m_store->documents.create(draft, {passageDraft(u"dear"_s)});
    VERIFY_FAILS(again, ErrorKind::InvalidInput, u"duplicate"_s);
    QCOMPARE(again.error().subject, u"The letter"_s);
    VERIFY_ASSIGN(found, m_store->documents.findByHash(clone.id, draft.contentHash));
    QCOMPARE(found->id, made.id);
    VERIFY_ASSIGN(none, m_store->documents.findByHash(second.id, draft.contentHash));
    QVERIFY(!none);
    VERIFY_OK(m_store->documents.create(documentDraft(second.id, u"The letter"_s, u"Dear"_s), {}));

    // Removed and given again: one is there, and the removed one can't come back beside it.
    VERIFY_OK(m_store->documents.trash(made.id));
    VERIFY_ASSIGN(renewed, m_store->documents.create(draft, {}));
    QVERIFY(renewed.id != made.id);
    VERIFY_FAILS(m_store->documents.restore(made.id), ErrorKind::NotFound, QString());
}

void RepositoriesTest::documentDetails()
{
    const Clone clone = aClone();
    VERIFY_ASSIGN(made, m_store->documents.create(documentDraft(clone.id, u"title"_s, u"text"_s),
                                                  {passageDraft(u"text"_s)}));
    const QDateTime when(QDate(1999, 12, 31), QTime(23, 59), Qt::UTC);
    VERIFY_ASSIGN(changed, m_store->documents.setDetails(made.id, u"better"_s, when));
    QCOMPARE(changed.title, u"better"_s);
    QCOMPARE(changed.happenedAt, when);
    QCOMPARE(changed.content, u"text"_s);
    VERIFY_ASSIGN(undated, m_store->documents.setDetails(made.id, u"better"_s, {}));
    QVERIFY(!undated.happenedAt.isValid());
    VERIFY_ASSIGN(passages, m_store->passages.ofDocument(made.id));
    QCOMPARE(passages.size(), 1);
}

void RepositoriesTest::passages()
{
    const Clone clone = aClone();
    QList<Passage> drafts;
    for (int i = 0; i < 1200; ++i)
        drafts.append(passageDraft(u"word%1"_s.arg(i)));
    VERIFY_ASSIGN(document, m_store->documents.create(documentDraft(clone.id, u"long"_s, u"long"_s), drafts));
    VERIFY_ASSIGN(stored, m_store->passages.ofDocument(document.id));
    QCOMPARE(stored.size(), drafts.size());
    QStringList ids{u"unknown"_s};
    for (qsizetype i = stored.size(); i-- > 0;)
        ids.append(stored.at(i).id);
    VERIFY_ASSIGN(read, m_store->passages.get(ids));
    QCOMPARE(read.size(), drafts.size());
    for (qsizetype i = 0; i < read.size(); ++i)
        QVERIFY(read.at(i) == stored.at(stored.size() - 1 - i));
    VERIFY_ASSIGN(nothing, m_store->passages.get({}));
    QVERIFY(nothing.isEmpty());
    VERIFY_ASSIGN(titles, m_store->passages.documentTitles({u"unknown"_s, document.id}));
    QCOMPARE(titles, (QHash<QString, QString>{{document.id, u"long"_s}}));
}

void RepositoriesTest::vectors()
{
    const Clone clone = aClone();
    Passage embedded = passageDraft(u"embedded"_s);
    embedded.embedding = {0.5F, -0.25F, std::numeric_limits<float>::denorm_min()};
    embedded.embeddingProvider = u"p"_s;
    embedded.embeddingModel = u"m"_s;
    VERIFY_ASSIGN(revisionBefore, m_store->passages.vectorRevision(clone.id));
    VERIFY_ASSIGN(document, m_store->documents.create(documentDraft(clone.id, u"d"_s, u"d"_s),
                                                      {embedded, passageDraft(u"bare one"_s),
                                                       passageDraft(u"bare two"_s)}));
    VERIFY_ASSIGN(revision, m_store->passages.vectorRevision(clone.id));
    QVERIFY(revision.revision > revisionBefore.revision);
    VERIFY_ASSIGN(stored, m_store->passages.ofDocument(document.id));

    const auto all = [&](const QString &model, qsizetype dimensions, qint64 after = -1) {
        const VectorKind kind{clone.id, u"p"_s, model, dimensions};
        std::vector<qint64> rows;
        const auto listed = m_store->passages.vectorRows(kind, after, -1);
        for (const VectorRow &row : listed.value())
            rows.push_back(row.row);
        const QHash<qint64, Passage> passages = m_store->passages.byRow(rows).value();
        QHash<QString, Vector> found;
        const auto done = m_store->passages.visitVectors(
            kind, rows, [&](qint64 row, std::span<const float> vector) {
                found.insert(passages.value(row).id, Vector(vector.begin(), vector.end()));
            });
        if (!done)
            QTest::qFail(qPrintable(done.error().detail), __FILE__, __LINE__);
        return found;
    };
    QCOMPARE(all(u"m"_s, 3), (QHash<QString, Vector>{{stored.at(0).id, embedded.embedding}}));
    QVERIFY(all(u"other"_s, 3).isEmpty());
    QVERIFY(all(u"m"_s, 2).isEmpty());
    QVERIFY(all(u"m"_s, 3, revision.revision).isEmpty());
    VERIFY_ASSIGN(missing, m_store->passages.countWithoutVector(clone.id, u"p"_s, u"m"_s));
    QCOMPARE(missing, 2);
    VERIFY_ASSIGN(some, m_store->passages.withoutVector(clone.id, u"p"_s, u"m"_s, 1));
    QCOMPARE(some.size(), 1);
    QVERIFY(some.first().content.startsWith(u"bare"_s));
    VERIFY_ASSIGN(stale, m_store->passages.countWithoutVector(clone.id, u"p"_s, u"m2"_s));
    QCOMPARE(stale, 3);

    VERIFY_OK(m_store->passages.setVectors({{stored.at(1).id, {1.0F, 0.0F}}, {u"gone meanwhile"_s, {1.0F}}},
                                           u"p"_s, u"m2"_s));
    VERIFY_ASSIGN(revisionAfter, m_store->passages.vectorRevision(clone.id));
    QVERIFY(revisionAfter.revision > revision.revision);
    QVERIFY(revisionAfter.removal <= revision.revision); // nothing has gone
    QCOMPARE(all(u"m2"_s, 2, revision.revision), (QHash<QString, Vector>{{stored.at(1).id, {1.0F, 0.0F}}}));
    VERIFY_ASSIGN(left, m_store->passages.countWithoutVector(clone.id, u"p"_s, u"m2"_s));
    QCOMPARE(left, 2);
    // Another model takes the vector of the first one away.
    VERIFY_OK(m_store->passages.setVectors({{stored.at(0).id, {0.0F, 1.0F}}}, u"p"_s, u"m2"_s));
    VERIFY_ASSIGN(revisionMoved, m_store->passages.vectorRevision(clone.id));
    QVERIFY(revisionMoved.removal > revisionAfter.revision);
    VERIFY_OK(m_store->documents.purge(document.id));
    VERIFY_ASSIGN(revisionLast, m_store->passages.vectorRevision(clone.id));
    QVERIFY(revisionLast.revision > revisionAfter.revision);
    QCOMPARE(revisionLast.removal, revisionLast.revision);
}

void RepositoriesTest::settings()
{
    QFETCH(QString, text);
    VERIFY_OK(m_store->settings.set(u"a.b"_s, text));
    VERIFY_OK(m_store->settings.set(u"other"_s, u"x"_s));
    VERIFY_ASSIGN(value, m_store->settings.get(u"a.b"_s));
    QVERIFY(value.has_value());
    QVERIFY(*value == expected(text));
    VERIFY_OK(m_store->settings.set(u"a.b"_s, u"new"_s));
    VERIFY_ASSIGN(all, m_store->settings.all());
    QCOMPARE(all, (QHash<QString, QString>{{u"a.b"_s, u"new"_s}, {u"other"_s, u"x"_s}}));
    VERIFY_OK(m_store->settings.remove(u"a.b"_s));
    VERIFY_OK(m_store->settings.remove(u"a.b"_s));
    VERIFY_ASSIGN(gone, m_store->settings.get(u"a.b"_s));
    QVERIFY(!gone);
}

void RepositoriesTest::counts()
{
    VERIFY_ASSIGN(before, m_store->counts());
    QVERIFY(before == (StoreCounts{.users = 1}));
    const Clone clone = aClone();
    const Conversation conversation = aConversation(clone.id);
    VERIFY_ASSIGN(first,
                  m_store->messages.append(messageDraft(conversation.id, {}, MessageRole::User, u"1"_s)));
    VERIFY_OK(m_store->messages.append(messageDraft(conversation.id, first.id, MessageRole::Clone, u"2"_s)));
    VERIFY_OK(m_store->documents.create(documentDraft(clone.id, u"d"_s, u"d"_s),
                                        {passageDraft(u"1"_s), passageDraft(u"2"_s), passageDraft(u"3"_s)}));
    VERIFY_ASSIGN(after, m_store->counts());
    QVERIFY(after
            == (StoreCounts{
                .users = 1, .clones = 1, .conversations = 1, .messages = 2, .documents = 1, .chunks = 3}));
}

void RepositoriesTest::times()
{
    const Clone clone = aClone();
    for (const QDateTime &time :
         {QDateTime(QDate(1, 1, 1), QTime(0, 0), Qt::UTC),
          QDateTime(QDate(9999, 12, 31), QTime(23, 59, 59, 999), Qt::UTC),
          QDateTime(QDate(2024, 2, 29), QTime(1, 2, 3, 4), Qt::OffsetFromUTC, 3600 * 5)}) {
        Document draft = documentDraft(clone.id, u"t"_s, time.toString(Qt::ISODateWithMs));
        draft.happenedAt = time;
        VERIFY_ASSIGN(made, m_store->documents.create(draft, {}));
        QCOMPARE(made.happenedAt, time);
        QCOMPARE(made.happenedAt.timeSpec(), Qt::UTC);
    }
}

void RepositoriesTest::unknownIds()
{
    const QString none = u"no such id"_s;
    VERIFY_FAILS(m_store->clones.get(none), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->clones.update(Clone{}), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->clones.trash(none), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->clones.restore(none), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->clones.purge(none), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->conversations.get(none), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->conversations.create(Conversation{}), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->conversations.setTitle(none, u"x"_s), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->conversations.setPinned(none, true), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->conversations.trash(none), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->conversations.restore(none), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->conversations.purge(none), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->messages.get(none), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->messages.page(none, 5), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->messages.variants(none), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->messages.newestLeaf(none), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->messages.update(Message{}), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->messages.trash(none), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->messages.restore(none), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->documents.get(none), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->documents.create(documentDraft(none, u"t"_s, u"c"_s), {passageDraft(u"x"_s)}),
                 ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->documents.update(Document{}, {}), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->documents.setDetails(none, u"t"_s, {}), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->documents.trash(none), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->documents.restore(none), ErrorKind::NotFound, QString());
    VERIFY_FAILS(m_store->documents.purge(none), ErrorKind::NotFound, QString());
}

QTEST_GUILESS_MAIN(RepositoriesTest)
#include "RepositoriesTest.moc"

#include "tests/unit/chat/ChatFixture.h"

using namespace CloneMemoria;

// The whole way of a message, over a real database and real threads; only the model is played.
class ChatServiceTest : public ChatFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { setUp(); }
    void cleanup() { tearDown(); }
    void complete();
    void secondMessage();
    void stopBeforeTheModelIsAsked();
    void stopBeforeTheFirstToken();
    void stopAfterTheFirstToken();
    void failsBeforeTokens();
    void failsAfterTokens();
    void noModel();
    void regenerate();
    void regenerateRefused();
    void refusedWithoutStoring_data();
    void refusedWithoutStoring();
    void longestMessage();
    void busy();
    void savedWhileStreaming();
    void deletedInMidAnswer();
    void deletedWhileRegenerating();
    void deletedWhileAsking();
    void deletedWithRefusedTurns();
    void nothingRemembered();
    void storageFailsAtTheQuestion();
    void storageFailsInMidAnswer();
    void conversationGoneInMidAnswer();
    void twoConversations();
    void exchangesAreRemembered();
    void exchangesAreNotRememberedUnasked();
};

void ChatServiceTest::complete()
{
    QSignalSpy changed(m_chat.get(), &ChatService::conversationChanged);
    auto heard = listen(m_chat->send(m_clone.id, {}, u"Did we catch mackerel?"_s));
    ScriptedReply *answer = reply(0);
    QCOMPARE(heard->accepted, 1);
    QCOMPARE(heard->memories, 1);
    QCOMPARE(heard->conversation.title, u"Did we catch mackerel?"_s);
    QVERIFY(m_chat->turnOf(heard->conversation.id));
    QCOMPARE(answer->request.question, u"Did we catch mackerel?"_s);
    QCOMPARE(answer->request.memories.size(), 1);
    answer->say(u"Yes, "_s);
    answer->say(u"by the bucket."_s);
    answer->end(Completion{.text = {}, .model = u"scripted-1b"_s, .promptTokens = 12, .completionTokens = 5});
    WAIT_FOR_END(heard);
    QVERIFY(!m_chat->turnOf(heard->conversation.id));
    QCOMPARE(heard->text, u"Yes, by the bucket."_s);
    QVERIFY(heard->answer);
    const Message message = row(heard->answer->id);
    QVERIFY(message == *heard->answer);
    QVERIFY(message.status == MessageStatus::Complete);
    QVERIFY(message.role == MessageRole::Clone);
    QCOMPARE(message.content, heard->text);
    QCOMPARE(message.parentId, heard->question.id);
    QCOMPARE(message.provider, u"scripted"_s);
    QCOMPARE(message.model, u"scripted-1b"_s);
    QCOMPARE(message.promptTokens, std::optional(12));
    QCOMPARE(message.completionTokens, std::optional(5));
    QVERIFY(message.latencyMs.has_value());
    QVERIFY(!message.error);
    QCOMPARE(message.citations.size(), 1);
    QCOMPARE(message.citations.first().documentTitle, u"The pier"_s);
    QVERIFY(changed.size() >= 2);
    QCOMPARE(shown(heard->conversation.id),
             (QStringList{u"Did we catch mackerel?"_s, u"Yes, by the bucket."_s}));
}

void ChatServiceTest::exchangesAreRemembered()
{
    m_clone.rememberConversations = true;
    m_clone = stored([clone = m_clone](Store &store) { return store.clones.update(clone); });
    auto heard = listen(m_chat->send(m_clone.id, {}, u"Did we catch mackerel?"_s));
    reply(0)->say(u"By the bucket."_s);
    reply(0)->end();
    WAIT_FOR_END(heard);
    const auto documents = [this] {
        return stored([id = m_clone.id](Store &store) { return store.documents.list(id); });
    };
    QTRY_COMPARE(documents().size(), 2);
    const DocumentSummary memory = documents().first();
    QVERIFY(memory.sourceType == SourceType::Conversation);
    QCOMPARE(memory.title, u"Did we catch mackerel?"_s);
    const QList<Passage> passages = stored(
        [id = memory.id](Store &store) { return store.passages.ofDocument(id); });
    QCOMPARE(passages.size(), 2);
    QCOMPARE(passages.at(0).content, u"You: Did we catch mackerel?"_s);
    QCOMPARE(passages.at(0).speaker, u"You"_s);
    QCOMPARE(passages.at(1).content, m_clone.name + u": By the bucket."_s);
    QCOMPARE(passages.at(1).speaker, m_clone.name);

    // Another answer to the same question is no other exchange, and one that broke off is none yet.
    auto other = listen(m_chat->regenerate(m_clone.id, heard->conversation.id, heard->answer->id));
    reply(1)->say(u"Never."_s);
    reply(1)->end();
    WAIT_FOR_END(other);
    auto broken = listen(m_chat->send(m_clone.id, heard->conversation.id, u"And herring?"_s));
    reply(2)->say(u"Her"_s);
    m_chat->turnOf(heard->conversation.id)->stop();
    WAIT_FOR_END(broken);
    QTest::qWait(50);
    QCOMPARE(documents().size(), 2);
}

void ChatServiceTest::exchangesAreNotRememberedUnasked()
{
    auto heard = listen(m_chat->send(m_clone.id, {}, u"Did we catch mackerel?"_s));
    reply(0)->say(u"By the bucket."_s);
    reply(0)->end();
    WAIT_FOR_END(heard);
    QTest::qWait(50);
    QCOMPARE(stored([id = m_clone.id](Store &store) { return store.documents.list(id); }).size(), 1);
}

void ChatServiceTest::secondMessage()
{
    auto first = listen(m_chat->send(m_clone.id, {}, u"one"_s));
    reply(0)->say(u"two"_s);
    reply(0)->end();
    WAIT_FOR_END(first);
    auto second = listen(m_chat->send(m_clone.id, first->conversation.id, u"three"_s));
    const QList<ChatPart> parts = reply(1)->request.parts;
    QCOMPARE(parts.size(), 4);
    QVERIFY(parts.at(1) == (ChatPart{ChatRole::User, u"one"_s}));
    QVERIFY(parts.at(2) == (ChatPart{ChatRole::Assistant, u"two"_s}));
    QVERIFY(parts.at(3) == (ChatPart{ChatRole::User, u"three"_s}));
    reply(1)->say(u"four"_s);
    reply(1)->end();
    WAIT_FOR_END(second);
    QCOMPARE(second->conversation.id, first->conversation.id);
    QCOMPARE(second->conversation.title, u"one"_s);
    QCOMPARE(shown(first->conversation.id), (QStringList{u"one"_s, u"two"_s, u"three"_s, u"four"_s}));
}

void ChatServiceTest::stopBeforeTheModelIsAsked()
{
    ChatTurn *turn = m_chat->send(m_clone.id, {}, u"hello"_s);
    auto heard = listen(turn);
    turn->stop();
    turn->stop();
    WAIT_FOR_END(heard);
    QVERIFY(heard->answer);
    QVERIFY(heard->answer->status == MessageStatus::Failed);
    QVERIFY(heard->answer->error->kind == ErrorKind::Cancelled);
    QVERIFY(m_llm->replies.isEmpty());
    QVERIFY(row(heard->answer->id) == *heard->answer);
}

void ChatServiceTest::stopBeforeTheFirstToken()
{
    ChatTurn *turn = m_chat->send(m_clone.id, {}, u"hello"_s);
    auto heard = listen(turn);
    reply(0);
    turn->stop();
    WAIT_FOR_END(heard);
    QVERIFY(heard->answer->status == MessageStatus::Failed);
    QVERIFY(heard->answer->error->kind == ErrorKind::Cancelled);
    QCOMPARE(row(heard->answer->id).content, QString());
}

void ChatServiceTest::stopAfterTheFirstToken()
{
    ChatTurn *turn = m_chat->send(m_clone.id, {}, u"hello"_s);
    auto heard = listen(turn);
    reply(0)->say(u"Well"_s);
    turn->stop();
    turn->stop();
    reply(0)->say(u" not heard any more"_s);
    WAIT_FOR_END(heard);
    QVERIFY(heard->answer->status == MessageStatus::Partial);
    QVERIFY(heard->answer->error->kind == ErrorKind::Cancelled);
    QCOMPARE(row(heard->answer->id).content, u"Well"_s);
}

void ChatServiceTest::failsBeforeTokens()
{
    auto heard = listen(m_chat->send(m_clone.id, {}, u"hello"_s));
    const Error error{.kind = ErrorKind::RateLimited,
                      .detail = u"slow down"_s,
                      .httpStatus = 429,
                      .code = u"x"_s,
                      .subject = u"S"_s,
                      .retryAfterMs = 500};
    reply(0)->end(Result<Completion>(fail(error)));
    WAIT_FOR_END(heard);
    const Message message = row(heard->answer->id);
    QVERIFY(message == *heard->answer);
    QVERIFY(message.status == MessageStatus::Failed);
    QVERIFY(message.error == error);
    QCOMPARE(message.content, QString());
    QVERIFY(!message.latencyMs);
}

void ChatServiceTest::failsAfterTokens()
{
    auto heard = listen(m_chat->send(m_clone.id, {}, u"hello"_s));
    reply(0)->say(u"Half an ans"_s);
    reply(0)->end(Result<Completion>(fail(ErrorKind::Network, u"gone"_s)));
    WAIT_FOR_END(heard);
    const Message message = row(heard->answer->id);
    QVERIFY(message.status == MessageStatus::Partial);
    QVERIFY(message.error->kind == ErrorKind::Network);
    QCOMPARE(message.content, u"Half an ans"_s);
}

void ChatServiceTest::noModel()
{
    m_noLlm = Error{.kind = ErrorKind::Auth, .code = u"no-key"_s};
    auto heard = listen(m_chat->send(m_clone.id, {}, u"hello"_s));
    WAIT_FOR_END(heard);
    QVERIFY(heard->answer->status == MessageStatus::Failed);
    QCOMPARE(heard->answer->error->code, u"no-key"_s);
    QCOMPARE(shown(heard->conversation.id).first(), u"hello"_s);
}

void ChatServiceTest::regenerate()
{
    auto first = listen(m_chat->send(m_clone.id, {}, u"question"_s));
    reply(0)->say(u"first"_s);
    reply(0)->end();
    WAIT_FOR_END(first);
    auto second = listen(m_chat->regenerate(m_clone.id, first->conversation.id, first->answer->id));
    QCOMPARE(reply(1)->request.question, u"question"_s);
    QCOMPARE(reply(1)->request.parts.size(), 2); // neither the question twice nor the old answer
    QVERIFY(second->question == first->question);
    reply(1)->say(u"second"_s);
    reply(1)->end();
    WAIT_FOR_END(second);
    QVERIFY(second->answer->id != first->answer->id);
    QCOMPARE(second->answer->parentId, first->answer->parentId);
    QVERIFY(row(first->answer->id) == *first->answer);
    const MessageVariants variants = stored(
        [id = second->answer->id](Store &store) { return store.messages.variants(id); });
    QCOMPARE(variants.ids, (QStringList{first->answer->id, second->answer->id}));
    QCOMPARE(shown(first->conversation.id), (QStringList{u"question"_s, u"second"_s}));
    QCOMPARE(counts().messages, 3);
}

void ChatServiceTest::regenerateRefused()
{
    auto first = listen(m_chat->send(m_clone.id, {}, u"question"_s));
    reply(0)->say(u"first"_s);
    reply(0)->end();
    WAIT_FOR_END(first);
    auto other = listen(m_chat->send(m_clone.id, {}, u"elsewhere"_s));
    reply(1)->end();
    WAIT_FOR_END(other);
    const StoreCounts before = counts();
    const std::pair<QString, QString> wrong[] = {
        {first->conversation.id, u"no such"_s},      {first->conversation.id, first->question.id},
        {other->conversation.id, first->answer->id}, {QString(), first->answer->id},
        {u"no such"_s, first->answer->id},
    };
    for (const auto &[conversationId, answerId] : wrong) {
        auto heard = listen(m_chat->regenerate(m_clone.id, conversationId, answerId));
        WAIT_FOR_END(heard);
        QVERIFY(heard->refusal);
        QVERIFY(heard->refusal->kind == ErrorKind::NotFound);
    }
    QVERIFY(counts() == before);
    QCOMPARE(m_llm->replies.size(), 2);
}

void ChatServiceTest::refusedWithoutStoring_data()
{
    QTest::addColumn<QString>("cloneId");
    QTest::addColumn<QString>("conversationId");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("code");
    QTest::newRow("empty") << u"own"_s << QString() << QString() << u"message-empty"_s;
    QTest::newRow("white space") << u"own"_s << QString() << u" \n\t\u2003"_s << u"message-empty"_s;
    QTest::newRow("100,001 characters")
        << u"own"_s << QString() << u"x"_s.repeated(100'001) << u"message-too-long"_s;
    QTest::newRow("5 MB") << u"own"_s << QString() << u"x"_s.repeated(5 * 1024 * 1024)
                          << u"message-too-long"_s;
    QTest::newRow("unknown clone") << u"no such"_s << QString() << u"hello"_s << QString();
    QTest::newRow("unknown conversation") << u"own"_s << u"no such"_s << u"hello"_s << QString();
}

void ChatServiceTest::refusedWithoutStoring()
{
    QFETCH(QString, cloneId);
    QFETCH(QString, conversationId);
    QFETCH(QString, text);
    QFETCH(QString, code);
    const StoreCounts before = counts();
    auto heard = listen(m_chat->send(cloneId == u"own"_s ? m_clone.id : cloneId, conversationId, text));
    QVERIFY(!heard->over()); // from the event loop, never from within the call
    WAIT_FOR_END(heard);
    QVERIFY(heard->refusal);
    QVERIFY(heard->refusal->kind == (code.isEmpty() ? ErrorKind::NotFound : ErrorKind::InvalidInput));
    QCOMPARE(heard->refusal->code, code);
    QCOMPARE(heard->accepted, 0);
    QVERIFY(counts() == before);
    QVERIFY(m_llm->replies.isEmpty());
}

void ChatServiceTest::longestMessage()
{
    auto heard = listen(m_chat->send(m_clone.id, {}, u"x"_s.repeated(kMaxMessageLength)));
    reply(0)->say(u"long"_s);
    reply(0)->end();
    WAIT_FOR_END(heard);
    QCOMPARE(row(heard->question.id).content.size(), kMaxMessageLength);
}

void ChatServiceTest::busy()
{
    auto first = listen(m_chat->send(m_clone.id, {}, u"one"_s));
    reply(0)->say(u"two"_s);
    auto second = listen(m_chat->send(m_clone.id, first->conversation.id, u"three"_s));
    WAIT_FOR_END(second);
    QCOMPARE(second->refusal->code, u"busy"_s);
    reply(0)->end();
    WAIT_FOR_END(first);
    QVERIFY(first->answer->status == MessageStatus::Complete);
    QCOMPARE(counts().messages, 2);
}

void ChatServiceTest::savedWhileStreaming()
{
    auto heard = listen(m_chat->send(m_clone.id, {}, u"tell me"_s));
    ScriptedReply *answer = reply(0);
    const auto seen = [&] {
        auto page = m_storage->read(
            [id = heard->conversation.id](Store &store) { return store.messages.page(id, 10); });
        page.waitForFinished();
        return page.result().value_or(QList<Message>()).value(1);
    };
    answer->say(u"one"_s);
    QTRY_COMPARE_WITH_TIMEOUT(seen().content, u"one"_s, 2500);
    QVERIFY(seen().status == MessageStatus::Partial);
    answer->say(u" two"_s);
    QTRY_COMPARE_WITH_TIMEOUT(seen().content, u"one two"_s, 2500);
    const QString id = seen().id;
    answer->say(u" three"_s);
    answer->end();
    WAIT_FOR_END(heard);
    QCOMPARE(seen().content, u"one two three"_s);
    QVERIFY(seen().status == MessageStatus::Complete);
    QCOMPARE(seen().id, id);
    QCOMPARE(heard->answer->id, id);
    QCOMPARE(counts().messages, 2);
}

void ChatServiceTest::deletedInMidAnswer()
{
    for (const int waitMs : {0, 1100}) { // before and after the first save
        auto heard = listen(m_chat->send(m_clone.id, {}, u"tell me"_s));
        reply(m_llm->replies.size())->say(u"so far"_s);
        QTest::qWait(waitMs);
        m_chat.reset();
        QCOMPARE(heard->lastSignals, 0);
        const QList<Message> page = stored(
            [id = heard->conversation.id](Store &store) { return store.messages.page(id, 10); });
        QCOMPARE(page.size(), 2);
        QCOMPARE(page.last().content, u"so far"_s);
        QVERIFY(page.last().status == MessageStatus::Partial);
        QVERIFY(page.last().error->kind == ErrorKind::Cancelled);
        m_chat = std::make_unique<ChatService>(*m_storage, *m_knowledge, [this](const Clone &) {
            return readyFuture(Result<ChosenLlm>(ChosenLlm{m_llm, u"scripted"_s, u"Scripted"_s, 4096}));
        });
    }
}

// The old answer must stay as it was.
void ChatServiceTest::deletedWhileRegenerating()
{
    auto first = listen(m_chat->send(m_clone.id, {}, u"question"_s));
    reply(0)->say(u"first"_s);
    reply(0)->end();
    WAIT_FOR_END(first);
    auto second = listen(m_chat->regenerate(m_clone.id, first->conversation.id, first->answer->id));
    reply(1)->say(u"second so"_s);
    m_chat.reset();
    QVERIFY(row(first->answer->id) == *first->answer);
    QCOMPARE(shown(first->conversation.id), (QStringList{u"question"_s, u"second so"_s}));
    QCOMPARE(counts().messages, 3);
}

void ChatServiceTest::deletedWhileAsking()
{
    for (int step = 0; step < 20; ++step) {
        auto heard = listen(m_chat->send(m_clone.id, {}, u"hello"_s));
        QTest::qWait(step % 5);
        m_chat.reset();
        QTest::qWait(5);
        QCOMPARE(heard->lastSignals, 0);
        m_chat = std::make_unique<ChatService>(*m_storage, *m_knowledge, [this](const Clone &) {
            return readyFuture(Result<ChosenLlm>(ChosenLlm{m_llm, u"scripted"_s, u"Scripted"_s, 4096}));
        });
    }
}

void ChatServiceTest::deletedWithRefusedTurns()
{
    m_chat->send(m_clone.id, {}, {});
    m_chat->send(m_clone.id, {}, u"x"_s.repeated(200'000));
    m_chat.reset();
    QTest::qWait(10);
    QCOMPARE(counts().messages, 0);
}

void ChatServiceTest::nothingRemembered()
{
    auto heard = listen(m_chat->send(m_clone.id, {}, u"Quantum chromodynamics?"_s));
    ScriptedReply *answer = reply(0);
    QCOMPARE(heard->memories, 1);
    QVERIFY(answer->request.memories.isEmpty());
    QVERIFY(answer->request.parts.first().content.contains(u"don't remember"_s));
    answer->say(u"I don't remember."_s);
    answer->end();
    WAIT_FOR_END(heard);
    QVERIFY(row(heard->answer->id).citations.isEmpty());
}

void ChatServiceTest::storageFailsAtTheQuestion()
{
    const StoreCounts before = counts();
    setReadOnly(true);
    auto heard = listen(m_chat->send(m_clone.id, {}, u"hello"_s));
    WAIT_FOR_END(heard);
    QVERIFY(heard->refusal->kind == ErrorKind::Storage);
    setReadOnly(false);
    QVERIFY(counts() == before);
}

void ChatServiceTest::storageFailsInMidAnswer()
{
    auto heard = listen(m_chat->send(m_clone.id, {}, u"hello"_s));
    ScriptedReply *answer = reply(0);
    answer->say(u"one"_s);
    setReadOnly(true);
    QTest::qWait(1200); // a save that fails
    answer->say(u" two"_s);
    answer->end();
    WAIT_FOR_END(heard);
    QCOMPARE(heard->answer->content, u"one two"_s);
    QVERIFY(heard->answer->error);
    QVERIFY(heard->answer->error->kind == ErrorKind::Storage);
    setReadOnly(false);
    QCOMPARE(shown(heard->conversation.id), QStringList{u"hello"_s});

    // A failure that passes costs nothing.
    auto next = listen(m_chat->send(m_clone.id, heard->conversation.id, u"again"_s));
    reply(1)->say(u"three"_s);
    setReadOnly(true);
    QTest::qWait(1200);
    setReadOnly(false);
    QTest::qWait(1200);
    QCOMPARE(shown(heard->conversation.id).last(), u"three"_s);
    reply(1)->end();
    WAIT_FOR_END(next);
    QVERIFY(!next->answer->error);
}

void ChatServiceTest::conversationGoneInMidAnswer()
{
    auto heard = listen(m_chat->send(m_clone.id, {}, u"hello"_s));
    reply(0)->say(u"one"_s);
    stored([id = heard->conversation.id](Store &store) -> Result<int> {
        CM_TRY(store.conversations.purge(id));
        return 0;
    });
    reply(0)->end();
    WAIT_FOR_END(heard);
    QVERIFY(heard->answer->error->kind == ErrorKind::NotFound);
    QCOMPARE(heard->answer->content, u"one"_s);
}

void ChatServiceTest::twoConversations()
{
    auto first = listen(m_chat->send(m_clone.id, {}, u"one"_s));
    auto second = listen(m_chat->send(m_clone.id, {}, u"two"_s));
    reply(1);
    QVERIFY(first->conversation.id != second->conversation.id);
    // Which reply is whose, the question tells.
    const int ofFirst = reply(0)->request.question == u"one"_s ? 0 : 1;
    for (int i = 0; i < 50; ++i) {
        reply(0)->say(u"a"_s);
        reply(1)->say(u"b"_s);
    }
    reply(1 - ofFirst)->end();
    WAIT_FOR_END(second);
    QVERIFY(m_chat->turnOf(first->conversation.id));
    reply(ofFirst)->end();
    WAIT_FOR_END(first);
    QCOMPARE(row(first->answer->id).content, (ofFirst == 0 ? u"a"_s : u"b"_s).repeated(50));
    QCOMPARE(row(second->answer->id).content, (ofFirst == 0 ? u"b"_s : u"a"_s).repeated(50));
}

QTEST_GUILESS_MAIN(ChatServiceTest)
#include "ChatServiceTest.moc"

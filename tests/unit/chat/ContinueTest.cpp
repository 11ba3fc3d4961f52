#include "tests/unit/chat/ChatFixture.h"

using namespace CloneMemoria;

// An answer that ended too early grows on, and what a model thinks is kept beside what it says.
class ContinueTest : public ChatFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { setUp(); }
    void cleanup() { tearDown(); }
    void growsTheSameMessage();
    void askedWithWhatThereIs();
    void breaksOffAgain();
    void serverIsGone();
    void lengthIsKept();
    void somebodyElsesAnswer();
    void thoughtsAreKept();
    void thoughtsOfAFailedAnswer();

private:
    std::shared_ptr<Heard> brokenAnswer();
};

std::shared_ptr<ChatFixture::Heard> ContinueTest::brokenAnswer()
{
    auto heard = listen(m_chat->send(m_clone.id, {}, u"What did we catch from the pier?"_s));
    reply(0)->say(u"We caught mack"_s);
    reply(0)->end(Result<Completion>(fail(ErrorKind::Network, u"gone"_s, u"cut"_s)));
    if (!QTest::qWaitFor([&] { return heard->over(); }))
        QTest::qFail("the answer did not end", __FILE__, __LINE__);
    return heard;
}

void ContinueTest::growsTheSameMessage()
{
    const auto broken = brokenAnswer();
    const StoreCounts before = counts();
    ChatTurn *turn = m_chat->continueAnswer(m_clone.id, broken->conversation.id, broken->answer->id);
    auto heard = listen(turn);
    reply(1)->say(u"erel, plenty."_s);
    QCOMPARE(turn->text(), u"We caught mackerel, plenty."_s);
    reply(1)->end(Completion{.completionTokens = 4});
    WAIT_FOR_END(heard);
    QCOMPARE(heard->text, u"erel, plenty."_s);
    QCOMPARE(heard->accepted, 1);
    const Message message = row(broken->answer->id);
    QVERIFY(message == *heard->answer);
    QCOMPARE(message.content, u"We caught mackerel, plenty."_s);
    QVERIFY(message.status == MessageStatus::Complete);
    QVERIFY(!message.error);
    QCOMPARE(message.completionTokens.value_or(-1), 4);
    QVERIFY(message.citations == broken->answer->citations);
    QVERIFY(!message.citations.isEmpty());
    QVERIFY(counts() == before);
    QCOMPARE(shown(broken->conversation.id),
             (QStringList{u"What did we catch from the pier?"_s, u"We caught mackerel, plenty."_s}));
}

void ContinueTest::askedWithWhatThereIs()
{
    const auto broken = brokenAnswer();
    m_chat->continueAnswer(m_clone.id, broken->conversation.id, broken->answer->id);
    const ChatRequest request = reply(1)->request;
    QCOMPARE(request.answerSoFar, u"We caught mack"_s);
    const qsizetype size = request.parts.size();
    QVERIFY(size >= 4);
    QVERIFY(request.parts.at(size - 3) == (ChatPart{ChatRole::User, u"What did we catch from the pier?"_s}));
    QVERIFY(request.parts.at(size - 2) == (ChatPart{ChatRole::Assistant, u"We caught mack"_s}));
    QVERIFY(request.parts.at(size - 1).role == ChatRole::User);
    QVERIFY(request.memories == broken->answer->citations && !request.memories.isEmpty());
}

void ContinueTest::breaksOffAgain()
{
    const auto broken = brokenAnswer();
    auto heard = listen(m_chat->continueAnswer(m_clone.id, broken->conversation.id, broken->answer->id));
    reply(1)->say(u"erel"_s);
    reply(1)->end(Result<Completion>(fail(ErrorKind::Timeout)));
    WAIT_FOR_END(heard);
    const Message message = row(broken->answer->id);
    QCOMPARE(message.content, u"We caught mackerel"_s);
    QVERIFY(message.status == MessageStatus::Partial);
    QVERIFY(message.error->kind == ErrorKind::Timeout);
}

void ContinueTest::serverIsGone()
{
    const auto broken = brokenAnswer();
    auto heard = listen(m_chat->continueAnswer(m_clone.id, broken->conversation.id, broken->answer->id));
    reply(1)->end(Result<Completion>(fail(ErrorKind::Network, {}, u"refused"_s)));
    WAIT_FOR_END(heard);
    const Message message = row(broken->answer->id);
    QCOMPARE(message.content, u"We caught mack"_s);
    QVERIFY(message.status == MessageStatus::Partial);
    QCOMPARE(message.error->code, u"refused"_s);
}

void ContinueTest::lengthIsKept()
{
    auto heard = listen(m_chat->send(m_clone.id, {}, u"Tell me all of it"_s));
    reply(0)->say(u"Once upon"_s);
    reply(0)->end(Completion{.stopReason = StopReason::Length});
    WAIT_FOR_END(heard);
    QVERIFY(row(heard->answer->id).stopReason == StopReason::Length);
    auto more = listen(m_chat->continueAnswer(m_clone.id, heard->conversation.id, heard->answer->id));
    reply(1)->say(u" a time."_s);
    reply(1)->end();
    WAIT_FOR_END(more);
    QVERIFY(row(heard->answer->id).stopReason == StopReason::Stop);
    QCOMPARE(row(heard->answer->id).content, u"Once upon a time."_s);
}

void ContinueTest::somebodyElsesAnswer()
{
    const auto broken = brokenAnswer();
    auto heard = listen(m_chat->continueAnswer(m_clone.id, broken->conversation.id, broken->question.id));
    WAIT_FOR_END(heard);
    QVERIFY(heard->refusal && heard->refusal->kind == ErrorKind::NotFound);
    QCOMPARE(m_llm->replies.size(), 1);
}

void ContinueTest::thoughtsAreKept()
{
    ChatTurn *turn = m_chat->send(m_clone.id, {}, u"hello"_s);
    auto heard = listen(turn);
    reply(0)->think(u"They greet me. "_s);
    QTest::qWait(1300); // longer than between two savings
    QCOMPARE(turn->thoughts(), u"They greet me. "_s);
    reply(0)->think(u"Greet back."_s);
    reply(0)->say(u"Hello, dear."_s);
    reply(0)->end();
    WAIT_FOR_END(heard);
    QCOMPARE(heard->thoughts, u"They greet me. Greet back."_s);
    const Message message = row(heard->answer->id);
    QCOMPARE(message.reasoning, u"They greet me. Greet back."_s);
    QCOMPARE(message.content, u"Hello, dear."_s);
    QVERIFY(message.latencyMs.value_or(0) >= 1300); // to the first word, not to the first thought

    // They are nobody's memory and never sent back.
    m_chat->send(m_clone.id, heard->conversation.id, u"and now?"_s);
    for (const ChatPart &part : reply(1)->request.parts)
        QVERIFY(!part.content.contains(u"greet"_s, Qt::CaseInsensitive));
    QVERIFY(stored([](Store &store) {
                return store.database().number(
                    u"SELECT count(*) FROM messages_fts WHERE messages_fts MATCH 'greet'"_s);
            })
            == 0);
}

void ContinueTest::thoughtsOfAFailedAnswer()
{
    auto heard = listen(m_chat->send(m_clone.id, {}, u"hello"_s));
    reply(0)->think(u"Hm."_s);
    reply(0)->end(Result<Completion>(fail(ErrorKind::BadResponse, {}, u"thoughts-only"_s)));
    WAIT_FOR_END(heard);
    const Message message = row(heard->answer->id);
    QVERIFY(message.status == MessageStatus::Failed);
    QCOMPARE(message.reasoning, u"Hm."_s);
    QCOMPARE(message.content, QString());
}

QTEST_GUILESS_MAIN(ContinueTest)
#include "ContinueTest.moc"

#include "core/chat/StatelessTurn.h"

#include "tests/unit/chat/ChatFixture.h"

using namespace CloneMemoria;

// What a program asks in a clone's name, and of which nothing stays.
class StatelessTurnTest : public ChatFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void answers();
    void asksAsTheProgramWants();
    void findsMemoriesByWhatWasSaidBefore();
    void goesOnWithAnAnswer();
    void refuses_data();
    void refuses();
    void failsAsItsModelDoes();
    void stops_data();
    void stops();
    void goesWithItsService();

private:
    struct Told
    {
        QString text;
        QString thoughts;
        QList<Citation> citations;
        int promptTokens = 0;
        QList<Result<Completion>> results;
    };

    StatelessQuestion question(const QString &text = u"What did we catch?"_s) const;
    StatelessTurn *ask(const StatelessQuestion &question);

    std::shared_ptr<Told> m_told;
};

StatelessQuestion StatelessTurnTest::question(const QString &text) const
{
    StatelessQuestion question;
    question.clone = m_clone;
    question.question = text;
    return question;
}

StatelessTurn *StatelessTurnTest::ask(const StatelessQuestion &question)
{
    StatelessTurn *turn = m_chat->answer(question);
    m_told = std::make_shared<Told>();
    connect(turn, &StatelessTurn::delta, this, [told = m_told](const QString &text) { told->text += text; });
    connect(turn, &StatelessTurn::thought, this,
            [told = m_told](const QString &text) { told->thoughts += text; });
    connect(turn, &StatelessTurn::finished, this, [told = m_told, turn](const Result<Completion> &result) {
        told->results.append(result);
        told->citations = turn->citations();
        told->promptTokens = turn->promptTokens();
    });
    return turn;
}

void StatelessTurnTest::answers()
{
    const StoreCounts before = counts();
    const QPointer<StatelessTurn> turn = ask(question());
    QVERIFY(m_told->results.isEmpty());
    reply(0)->think(u"Hm."_s);
    reply(0)->say(u"Mack"_s);
    reply(0)->say(u"erel."_s);
    QCOMPARE(m_told->text, u"Mackerel."_s);
    reply(0)->end({.completionTokens = 3});
    QTRY_COMPARE(m_told->results.size(), 1);
    VERIFY_OK(m_told->results.first());
    QCOMPARE(m_told->results.first()->completionTokens, std::optional(3));
    QCOMPARE(m_told->thoughts, u"Hm."_s);
    QCOMPARE(m_told->citations.size(), 1);
    QCOMPARE(m_told->citations.first().documentTitle, u"The pier"_s);
    QVERIFY(m_told->promptTokens > 50);
    QTRY_VERIFY(!turn);
    QVERIFY(counts() == before);
}

void StatelessTurnTest::asksAsTheProgramWants()
{
    m_clone.settings.temperature = 1.1;
    m_clone.settings.maxTokens = 900;
    StatelessQuestion asked = question();
    asked.instructions = u"Be brief.\nIgnore who you are."_s;
    asked.history = {messageDraft({}, {}, MessageRole::User, u"Hello"_s),
                     messageDraft({}, {}, MessageRole::Clone, u"Hello, dear."_s)};
    ask(asked);
    ChatRequest request = reply(0)->request;
    QCOMPARE(request.temperature, 1.1);
    QCOMPARE(request.maxTokens, std::optional(900));
    QCOMPARE(request.parts.size(), 4);
    QCOMPARE(request.parts.at(1).content, u"Hello"_s);
    QVERIFY(request.parts.at(2).role == ChatRole::Assistant);
    QCOMPARE(request.parts.last().content, asked.question);
    const QString system = request.parts.first().content;
    const qsizetype wanted = system.indexOf(u"\n> Be brief.\n> Ignore who you are.\n"_s);
    QVERIFY2(wanted > system.indexOf(u"You are Ada."_s) && wanted < system.indexOf(u"mackerel"_s),
             qPrintable(system));

    asked.temperature = 0.1;
    asked.maxTokens = 12;
    ask(asked);
    request = reply(1)->request;
    QCOMPARE(request.temperature, 0.1);
    QCOMPARE(request.maxTokens, std::optional(12));
}

void StatelessTurnTest::findsMemoriesByWhatWasSaidBefore()
{
    StatelessQuestion asked = question(u"And then?"_s);
    asked.history = {messageDraft({}, {}, MessageRole::User, u"What did we catch from the old pier?"_s),
                     messageDraft({}, {}, MessageRole::Clone, u"Mackerel."_s)};
    ask(asked);
    reply(0)->end();
    QTRY_COMPARE(m_told->results.size(), 1);
    QCOMPARE(m_told->citations.size(), 1);
}

void StatelessTurnTest::goesOnWithAnAnswer()
{
    StatelessQuestion asked = question();
    asked.answerSoFar = u"We caught"_s;
    ask(asked);
    const ChatRequest request = reply(0)->request;
    QCOMPARE(request.answerSoFar, u"We caught"_s);
    QVERIFY(request.parts.at(2) == (ChatPart{ChatRole::Assistant, u"We caught"_s}));
    reply(0)->say(u" mackerel."_s);
    QCOMPARE(m_told->text, u" mackerel."_s);
}

void StatelessTurnTest::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("code");
    QTest::newRow("nothing") << QString() << u"message-empty"_s;
    QTest::newRow("blanks") << u" \n\t"_s << u"message-empty"_s;
    QTest::newRow("too long") << QString(kMaxMessageLength + 1, u'a') << u"message-too-long"_s;
}

void StatelessTurnTest::refuses()
{
    QFETCH(QString, text);
    QFETCH(QString, code);
    ask(question(text));
    QVERIFY(m_told->results.isEmpty()); // never from within the call
    QTRY_COMPARE(m_told->results.size(), 1);
    VERIFY_FAILS(m_told->results.first(), ErrorKind::InvalidInput, code);
    QVERIFY(m_llm->replies.isEmpty());
}

void StatelessTurnTest::failsAsItsModelDoes()
{
    m_noLlm = Error{.kind = ErrorKind::Auth, .code = u"no-key"_s};
    ask(question());
    QTRY_COMPARE(m_told->results.size(), 1);
    VERIFY_FAILS(m_told->results.first(), ErrorKind::Auth, u"no-key"_s);

    m_noLlm.reset();
    ask(question());
    reply(0)->say(u"Mack"_s);
    reply(0)->end(Result<Completion>(fail(ErrorKind::Network, {}, u"cut"_s)));
    QTRY_COMPARE(m_told->results.size(), 1);
    VERIFY_FAILS(m_told->results.first(), ErrorKind::Network, u"cut"_s);
    QCOMPARE(m_told->text, u"Mack"_s);

    StatelessQuestion stranger = question();
    stranger.clone.id = u"nobody"_s;
    ask(stranger);
    QTRY_COMPARE(m_told->results.size(), 1);
    VERIFY_FAILS(m_told->results.first(), ErrorKind::NotFound, QString());
}

void StatelessTurnTest::stops_data()
{
    QTest::addColumn<int>("when");
    QTest::newRow("at once") << 0;
    QTest::newRow("while memories are looked for") << 1;
    QTest::newRow("while it answers") << 2;
}

void StatelessTurnTest::stops()
{
    QFETCH(int, when);
    StatelessTurn *turn = ask(question());
    if (when == 1)
        QCoreApplication::processEvents();
    if (when == 2)
        reply(0)->say(u"Mack"_s);
    turn->stop();
    turn->stop();
    QVERIFY(m_told->results.isEmpty());
    QTRY_COMPARE(m_told->results.size(), 1);
    VERIFY_FAILS(m_told->results.first(), ErrorKind::Cancelled, QString());
    QTest::qWait(100);
    QCOMPARE(m_told->results.size(), 1);
    QVERIFY(when == 2 || m_llm->replies.isEmpty());
}

void StatelessTurnTest::goesWithItsService()
{
    ask(question());
    const QPointer<ScriptedReply> under = reply(0);
    ask(question());
    m_chat.reset();
    QVERIFY(!under);
    QTest::qWait(50);
    QVERIFY(m_told->results.isEmpty());
}

QTEST_GUILESS_MAIN(StatelessTurnTest)
#include "StatelessTurnTest.moc"

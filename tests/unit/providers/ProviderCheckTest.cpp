// Trying a provider out, over real sockets: each step's outcome, for every kind; cancelled at once, bounded in time.
#include "core/providers/ProviderCheck.h"

#include "tests/support/OpenAiServer.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QSignalSpy>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class ProviderCheckTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allWell_data();
    void allWell();
    void wrongKey();
    void noKey();
    void keyRefusedAtTheAnswerOnly();
    void noSuchModel();
    void noModelChosen();
    void modelNotListedButKnown();
    void noListNoFailure();
    void unreachable();
    void noModelServer();
    void hangs_data();
    void hangs();
    void cancelled();
    void offline_data();
    void offline();

private:
    ProviderConfig config(ProviderKind kind, const QString &baseUrl, const QString &key = {}) const
    {
        ProviderConfig made;
        made.preset.id = u"custom"_s;
        made.preset.name = u"The server"_s;
        made.preset.protocol = u"openai"_s;
        made.preset.kind = kind;
        made.baseUrl = baseUrl;
        made.model = u"test-model"_s;
        made.apiKey = key;
        return made;
    }

    CheckReport check(const ProviderConfig &config, ProviderCheck::Limits limits = {})
    {
        ProviderCheck check(m_registry, config, limits, nullptr);
        QSignalSpy finished(&check, &ProviderCheck::finished);
        check.start();
        if (finished.isEmpty() && !finished.wait(20'000))
            QTest::qFail("the check did not end", __FILE__, __LINE__);
        QTest::qWait(20);
        if (finished.size() != 1)
            QTest::qFail("it ended more than once", __FILE__, __LINE__);
        return check.report();
    }

    static QString states(const CheckReport &report)
    {
        QString word;
        for (const CheckedStep &step : report.steps)
            word += u"wrofs"_s[int(step.state)];
        return word;
    }

    QNetworkAccessManager m_network;
    ProviderRegistry m_registry{builtinPresets(), m_network};
};

// States are written as a word: o ok, f failed, s skipped.
void ProviderCheckTest::allWell_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("llm") << int(ProviderKind::Llm);
    QTest::newRow("embedding") << int(ProviderKind::Embedding);
    QTest::newRow("speech") << int(ProviderKind::Speech);
}

void ProviderCheckTest::allWell()
{
    QFETCH(int, kind);
    OpenAiServer server({.key = u"sk-right"_s, .tokenMs = 20, .dimensions = 48});
    const CheckReport report = check(config(ProviderKind(kind), server.baseUrl(), u"sk-right"_s));
    QCOMPARE(states(report), u"oooo"_s);
    QVERIFY(report.isOk());
    QVERIFY(report.totalMs >= 0);
    QVERIFY(report.step(CheckStep::Reach).ms >= 0);
    QCOMPARE(server.server().requests().size(), 2); // the list and one question
    switch (ProviderKind(kind)) {
    case ProviderKind::Llm:
        QVERIFY(report.firstTokenMs >= 0);
        QVERIFY(report.totalMs > report.firstTokenMs + 100); // a dozen words, 20 ms apart
        QVERIFY(!report.answer.isEmpty());
        break;
    case ProviderKind::Embedding:
        QCOMPARE(report.dimensions, 48);
        break;
    case ProviderKind::Speech:
        QVERIFY(report.sound.data.startsWith("RIFF"));
        break;
    }
}

void ProviderCheckTest::wrongKey()
{
    OpenAiServer server({.key = u"sk-right"_s});
    const CheckReport report = check(config(ProviderKind::Llm, server.baseUrl(), u"sk-wrong"_s));
    QCOMPARE(states(report), u"ofss"_s);
    QVERIFY(!report.isOk());
    QVERIFY(report.step(CheckStep::Key).error->kind == ErrorKind::Auth);
    QVERIFY(!report.step(CheckStep::Key).error->detail.contains(u"sk-wrong"_s));
    QCOMPARE(server.server().requests().size(), 1);
}

void ProviderCheckTest::noKey()
{
    OpenAiServer server;
    ProviderConfig asked = config(ProviderKind::Llm, server.baseUrl());
    asked.preset.needsKey = true;
    const CheckReport report = check(asked);
    QCOMPARE(states(report), u"sfss"_s);
    QCOMPARE(report.step(CheckStep::Key).error->code, u"no-key"_s);
    QCOMPARE(server.server().connections(), 0);
}

void ProviderCheckTest::keyRefusedAtTheAnswerOnly()
{
    OpenAiServer server({.key = u"sk-right"_s});
    server.server().enqueue(
        FaultScript::answer(200, "application/json", R"({"object":"list","data":[{"id":"test-model"}]})"));
    const CheckReport report = check(config(ProviderKind::Llm, server.baseUrl(), u"sk-wrong"_s));
    QCOMPARE(states(report), u"ofos"_s);
}

void ProviderCheckTest::noSuchModel()
{
    OpenAiServer server({.models = {u"another"_s}});
    const CheckReport report = check(config(ProviderKind::Llm, server.baseUrl()));
    QCOMPARE(states(report), u"osfs"_s);
    QVERIFY(report.step(CheckStep::Model).error->kind == ErrorKind::NotFound);
}

void ProviderCheckTest::noModelChosen()
{
    OpenAiServer server;
    for (const ProviderKind kind : {ProviderKind::Llm, ProviderKind::Embedding}) {
        ProviderConfig asked = config(kind, server.baseUrl());
        asked.model.clear();
        const CheckReport report = check(asked);
        QCOMPARE(states(report), u"osfs"_s);
        QCOMPARE(report.step(CheckStep::Model).error->code, u"no-model"_s);
    }
}

void ProviderCheckTest::modelNotListedButKnown()
{
    OpenAiServer server;
    server.server().enqueue(
        FaultScript::answer(200, "application/json", R"({"object":"list","data":[{"id":"x"}]})"));
    QCOMPARE(states(check(config(ProviderKind::Llm, server.baseUrl()))), u"osso"_s);
    server.server().enqueue(FaultScript::answer(200, "application/json",
                                                R"({"object":"list","data":[{"id":"test-model:latest"}]})"));
    QCOMPARE(states(check(config(ProviderKind::Llm, server.baseUrl()))), u"osoo"_s);
}

void ProviderCheckTest::noListNoFailure()
{
    OpenAiServer server;
    for (int time = 0; time < 2; ++time) // /models, then /api/tags
        server.server().enqueue(FaultScript::answer(404, "text/plain", "no"));
    const CheckReport report = check(config(ProviderKind::Speech, server.baseUrl()));
    QCOMPARE(states(report), u"osso"_s);
    QVERIFY(report.isOk());
}

void ProviderCheckTest::unreachable()
{
    FaultServer gone;
    gone.stopListening();
    const CheckReport report = check(config(ProviderKind::Llm, gone.url(u"/v1"_s).toString()));
    QCOMPARE(states(report), u"fsss"_s);
    QCOMPARE(report.step(CheckStep::Reach).error->code, u"refused"_s);
    const CheckReport wrong = check(config(ProviderKind::Llm, u"nonsense"_s));
    QCOMPARE(states(wrong), u"fsss"_s);
    QCOMPARE(wrong.step(CheckStep::Reach).error->code, u"bad-address"_s);
}

void ProviderCheckTest::noModelServer()
{
    FaultServer page;
    page.setResponder(
        [](const ReceivedRequest &) { return FaultScript::answer(200, "text/html", "<h1>Hello</h1>"); });
    const CheckReport report = check(config(ProviderKind::Llm, page.url(u"/v1"_s).toString()));
    QCOMPARE(states(report), u"fsss"_s);
    QVERIFY(report.step(CheckStep::Reach).error->kind == ErrorKind::BadResponse);
}

void ProviderCheckTest::hangs_data()
{
    QTest::addColumn<bool>("list");
    QTest::newRow("at the list") << true;
    QTest::newRow("at the answer") << false;
}

void ProviderCheckTest::hangs()
{
    QFETCH(bool, list);
    OpenAiServer server;
    if (!list)
        server.server().enqueue(FaultScript::answer(200, "application/json", R"({"data":[]})"));
    server.server().enqueue(FaultScript().hang());
    QElapsedTimer clock;
    clock.start();
    const CheckReport report = check(config(ProviderKind::Llm, server.baseUrl()),
                                     {.reachMs = 400, .answerMs = 400, .localAnswerMs = 400});
    QVERIFY(clock.elapsed() < 3000);
    QCOMPARE(states(report), list ? u"fsss"_s : u"ossf"_s);
    QVERIFY(report.step(list ? CheckStep::Reach : CheckStep::Answer).error->kind == ErrorKind::Timeout);
    QTRY_COMPARE(server.server().openConnections(), 0);
}

void ProviderCheckTest::cancelled()
{
    OpenAiServer server({.tokenMs = 200});
    ProviderCheck check(m_registry, config(ProviderKind::Llm, server.baseUrl()), nullptr);
    QSignalSpy finished(&check, &ProviderCheck::finished);
    check.start();
    QTRY_VERIFY(check.report().firstTokenMs >= 0);
    check.cancel();
    QCOMPARE(finished.size(), 0);
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(check.report().step(CheckStep::Answer).error->kind == ErrorKind::Cancelled);
    QTRY_COMPARE(server.server().openConnections(), 0);
    check.cancel();
    QTest::qWait(50);
    QCOMPARE(finished.size(), 1);
}

void ProviderCheckTest::offline_data()
{
    allWell_data();
}

void ProviderCheckTest::offline()
{
    QFETCH(int, kind);
    ProviderConfig asked;
    asked.preset = m_registry.find(ProviderKind(kind), u"dummy"_s).value();
    asked.model = asked.preset.model;
    const CheckReport report = check(asked);
    QCOMPARE(states(report), u"ssso"_s);
    QVERIFY(report.isOk());
}

QTEST_GUILESS_MAIN(ProviderCheckTest)
#include "ProviderCheckTest.moc"

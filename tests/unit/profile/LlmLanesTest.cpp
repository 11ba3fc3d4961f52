#include "core/profile/LlmLanes.h"

#include "tests/unit/storage/TestStore.h"

#include <QNetworkAccessManager>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

// That a hundred answers can be on their way at once is shown by ApiChatTest.
class LlmLanesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNewLaneWhereAllAreFull();
    void failuresTakeNoPlace();
    void providersMayOutliveTheLanes();

private:
    static ProviderConfig config();

    QNetworkAccessManager m_network;
    ProviderRegistry m_registry{{}, m_network};
};

ProviderConfig LlmLanesTest::config()
{
    ProviderConfig config;
    config.preset.name = u"Test"_s;
    config.preset.protocol = u"openai"_s;
    config.baseUrl = u"http://127.0.0.1:1/v1"_s;
    config.model = u"m"_s;
    return config;
}

void LlmLanesTest::aNewLaneWhereAllAreFull()
{
    LlmLanes lanes(m_registry, {}, std::nullopt);
    QList<std::shared_ptr<LlmProvider>> made;
    for (const int expected : {1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3}) {
        VERIFY_ASSIGN(provider, lanes.make(config()));
        made.append(provider);
        QCOMPARE(lanes.lanes(), expected);
    }
    const std::shared_ptr<LlmProvider> copy = made.takeFirst(); // still under way
    VERIFY_ASSIGN(thirteenth, lanes.make(config()));
    QCOMPARE(lanes.lanes(), 3);
    made.clear();
    for (int i = 0; i < 16; ++i) { // the places of the others are free again
        VERIFY_ASSIGN(provider, lanes.make(config()));
        made.append(provider);
    }
    QCOMPARE(lanes.lanes(), 3);
}

void LlmLanesTest::failuresTakeNoPlace()
{
    LlmLanes lanes(m_registry, {}, std::nullopt);
    ProviderConfig wrong = config();
    wrong.preset.needsKey = true;
    for (int i = 0; i < 20; ++i)
        VERIFY_FAILS(lanes.make(wrong), ErrorKind::Auth, u"no-key"_s);
    QCOMPARE(lanes.lanes(), 1);
}

void LlmLanesTest::providersMayOutliveTheLanes()
{
    std::shared_ptr<LlmProvider> provider;
    {
        LlmLanes lanes(m_registry, {}, std::nullopt);
        VERIFY_ASSIGN(made, lanes.make(config()));
        provider = made;
    }
    QCOMPARE(provider->model(), u"m"_s);
}

QTEST_GUILESS_MAIN(LlmLanesTest)
#include "LlmLanesTest.moc"

#include "core/net/HttpClient.h"
#include "core/providers/llm/OpenAiLlm.h"
#include "tests/integration/providers/Dialect.h"
#include "tests/support/FaultServer.h"

#include <QElapsedTimer>
#include <QFile>
#include <QNetworkAccessManager>
#include <QTest>
#include <QTimer>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kSeconds = 5;
#ifdef NDEBUG
constexpr double kLeastPerSecond = 20'000;
constexpr qint64 kLongestStallMs = 50;
#else
constexpr double kLeastPerSecond = 2'000; // not optimized, and perhaps sanitized: only that it keeps moving
constexpr qint64 kLongestStallMs = 500;
#endif

// Kilobytes in memory; -1 where the system does not say so in a file.
qint64 residentKb()
{
    QFile file(u"/proc/self/status"_s);
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("VmRSS:"))
            return line.mid(6).trimmed().split(' ').front().toLongLong();
    }
    return -1;
}
} // namespace

/// A server that sends events as fast as they are taken: how many that is, and what it does to the event loop.
class StreamSpeedTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesAFlood();
};

void StreamSpeedTest::takesAFlood()
{
    const QByteArray event = R"(data: {"choices":[{"index":0,"delta":{"content":"word "}}]})"
                             "\n\n";
    FaultServer server;
    // Up to 40,000 a second in 1 ms portions; a client that is slower holds the server back.
    FaultScript script = FaultScript::stream();
    for (int portion = 0; portion < kSeconds * 1000; ++portion)
        script.send(event.repeated(40)).wait(1);
    server.enqueue(script.hang());

    QNetworkAccessManager network;
    ProviderConfig config;
    config.preset.name = u"Test Server"_s;
    config.baseUrl = server.url(u"/v1"_s).toString();
    config.model = u"test-model"_s;
    QObject parent;
    OpenAiLlm llm(config, HttpClient(network));
    ChatRequest request;
    request.parts = {{ChatRole::User, u"Hello"_s}};
    LlmReply *reply = llm.chat(request, &parent);
    qint64 events = 0;
    qint64 characters = 0;
    QElapsedTimer clock;
    connect(reply, &LlmReply::delta, this, [&](const QString &text) {
        if (events++ == 0)
            clock.start();
        characters += text.size();
    });
    QTRY_VERIFY(events > 0);
    const qint64 before = residentKb();

    QElapsedTimer sinceTick;
    qint64 longest = 0;
    QTimer ticker;
    ticker.setTimerType(Qt::PreciseTimer);
    ticker.setInterval(5);
    connect(&ticker, &QTimer::timeout, this, [&] { longest = std::max(longest, sinceTick.restart() - 5); });
    sinceTick.start();
    ticker.start();
    QTest::qWait(kSeconds * 1000);
    ticker.stop();
    const double perSecond = double(events) * 1000 / double(clock.elapsed());
    const qint64 grown = residentKb() - before;
    reply->abort();

    qInfo().nospace() << qint64(perSecond) << " events a second for " << kSeconds << " s, longest stall "
                      << longest << " ms, memory grew by " << grown << " kB, text " << characters * 2 / 1024
                      << " kB";
    QCOMPARE(characters, events * 5);
    QVERIFY(perSecond >= kLeastPerSecond);
    QVERIFY(longest <= kLongestStallMs);
    // The text itself is kept; nothing that grows with the events is.
    if (before >= 0)
        QVERIFY(grown < 16 * 1024 + characters * 2 * 3 / 1024);
}

QTEST_GUILESS_MAIN(StreamSpeedTest)
#include "StreamSpeedTest.moc"

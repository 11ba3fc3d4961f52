#include "core/providers/ProviderRegistry.h"
#include "tests/integration/providers/Dialect.h"
#include "tests/support/FaultServer.h"

#include <QDateTime>
#include <QNetworkAccessManager>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qint64 kAtOnceMs = 100;
enum class When { Connecting, Waiting, Receiving };
} // namespace
Q_DECLARE_METATYPE(std::shared_ptr<const Dialect>)
Q_DECLARE_METATYPE(When)

/// Whoever stops an answer, in whatever state it is, has its connection closed at once, as the server sees it.
class CancelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void closesAtOnce_data();
    void closesAtOnce();

private:
    /// Starts a request of that dialect and gives what stops it; empty where this build does not speak it.
    std::function<void()> start(const Dialect &dialect, const QString &address);

    QNetworkAccessManager m_network;
    std::unique_ptr<QObject> m_parent;
    std::unique_ptr<LlmProvider> m_llm;
    std::unique_ptr<Embedder> m_embedder;
    std::unique_ptr<SpeechProvider> m_speech;
};

void CancelTest::closesAtOnce_data()
{
    QTest::addColumn<std::shared_ptr<const Dialect>>("dialect");
    QTest::addColumn<When>("when");
    for (const auto &dialect : dialects()) {
        QTest::newRow(qPrintable(dialect->name() + u", connecting"_s)) << dialect << When::Connecting;
        QTest::newRow(qPrintable(dialect->name() + u", waiting"_s)) << dialect << When::Waiting;
        QTest::newRow(qPrintable(dialect->name() + u", receiving"_s)) << dialect << When::Receiving;
    }
}

std::function<void()> CancelTest::start(const Dialect &dialect, const QString &address)
{
    const ProviderRegistry registry({}, m_network);
    ProviderConfig config;
    config.preset.kind = dialect.kind();
    config.preset.name = u"Test Server"_s;
    config.preset.protocol = dialect.protocol();
    config.baseUrl = address;
    config.model = u"test-model"_s;
    config.voice = u"anna"_s;
    config.apiKey = u"some-key-0123"_s;
    m_parent = std::make_unique<QObject>();
    if (dialect.kind() == ProviderKind::Llm) {
        auto made = registry.makeLlm(config);
        if (!made)
            return {};
        m_llm = std::move(*made);
        ChatRequest request;
        request.parts = {{ChatRole::User, u"Hello"_s}};
        LlmReply *reply = m_llm->chat(request, m_parent.get());
        return [reply] { reply->abort(); };
    }
    if (dialect.kind() == ProviderKind::Embedding) {
        auto made = registry.makeEmbedder(config);
        if (!made)
            return {};
        m_embedder = std::move(*made);
        return [future = m_embedder->embed({u"a garden"_s})]() mutable { future.cancel(); };
    }
    auto made = registry.makeSpeech(config);
    if (!made)
        return {};
    m_speech = std::move(*made);
    return [future = m_speech->synthesize({.text = u"Hello"_s, .voice = {}, .language = {}})]() mutable {
        future.cancel();
    };
}

void CancelTest::closesAtOnce()
{
    QFETCH(std::shared_ptr<const Dialect>, dialect);
    QFETCH(When, when);
    const QString skipped = u"this build does not speak the protocol “%1”"_s.arg(dialect->protocol());
    qint64 took = -1;
    if (when == When::Connecting) {
        // A TLS greeting that nobody returns: the connection is not made yet.
        QTcpServer mute;
        QVERIFY(mute.listen(QHostAddress::LocalHost));
        qint64 gone = 0;
        qint64 greeted = 0;
        connect(&mute, &QTcpServer::newConnection, this, [&] {
            QTcpSocket *socket = mute.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket,
                    [&greeted, socket] { greeted += socket->readAll().size(); });
            connect(socket, &QTcpSocket::disconnected, socket,
                    [&] { gone = QDateTime::currentMSecsSinceEpoch(); });
        });
        const auto stop = start(*dialect, u"https://127.0.0.1:%1/v1"_s.arg(mute.serverPort()));
        if (!stop)
            QSKIP(qPrintable(skipped));
        QTRY_VERIFY(greeted > 0);
        const qint64 before = QDateTime::currentMSecsSinceEpoch();
        stop();
        QTRY_VERIFY(gone != 0);
        took = gone - before;
    } else {
        FaultServer server;
        server.enqueue(when == When::Waiting
                           ? FaultScript().hang()
                           : FaultScript::stream(dialect->contentType()).send(dialect->begun()).hang());
        const auto stop = start(*dialect, server.url(u"/v1"_s).toString());
        if (!stop)
            QSKIP(qPrintable(skipped));
        QTRY_COMPARE(server.requests().size(), 1);
        QTest::qWait(100); // until what was sent has been read
        QCOMPARE(server.openConnections(), 1);
        const qint64 before = QDateTime::currentMSecsSinceEpoch();
        stop();
        QTRY_COMPARE(server.openConnections(), 0);
        took = server.lastDisconnectMs() - before;
    }
    qInfo() << "closed after" << took << "ms";
    QVERIFY2(took <= kAtOnceMs, qPrintable(QString::number(took)));
}

QTEST_GUILESS_MAIN(CancelTest)
#include "CancelTest.moc"

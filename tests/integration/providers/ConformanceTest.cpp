#include "core/providers/ProviderRegistry.h"

#include <QDir>
#include <QFile>
#include <QNetworkAccessManager>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>
#include <QVersionNumber>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kInstallMs = 90'000;
const QString kSource = QStringLiteral(CONFORMANCE_SOURCE);
const QString kInstalled = QStringLiteral(CONFORMANCE_INSTALLED);

/// A server as a process, until the end of its scope; its output names its address.
class ForeignServer
{
public:
    explicit ForeignServer(const QStringList &arguments)
    {
        m_process.setWorkingDirectory(kInstalled);
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(QStandardPaths::findExecutable(u"node"_s), arguments);
        static const QRegularExpression address(u"http://127\\.0\\.0\\.1:[0-9]+"_s);
        const bool spoke = QTest::qWaitFor(
            [&] {
                m_output += m_process.readAll();
                m_address = address.match(QString::fromUtf8(m_output)).captured();
                return !m_address.isEmpty() || m_process.state() == QProcess::NotRunning;
            },
            20'000);
        if (!spoke)
            m_output += " (it named no address)";
    }
    ~ForeignServer()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(ForeignServer)

    QString address() const { return m_address; }
    QByteArray output() const { return m_output; }

private:
    QProcess m_process;
    QByteArray m_output;
    QString m_address;
};
} // namespace

/// The providers against servers that others wrote, which know nothing of this program.
class ConformanceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aimockModels();
    void aimockChat_data();
    void aimockChat();
    void aimockErrors_data();
    void aimockErrors();
    void aimockEmbeddings();
    void llmMockChat();

private:
    ProviderConfig config(const QString &protocol, const QString &baseUrl) const;
    Result<Completion> ask(const ProviderConfig &config, const QString &question);
    static QStringList aimock();

    QNetworkAccessManager m_network;
    ProviderRegistry m_registry{{}, m_network};
    int m_deltas = 0;
};

// What is there from an earlier run is used again: the versions and their checksums are pinned.
void ConformanceTest::initTestCase()
{
    const QString npm = QStandardPaths::findExecutable(u"npm"_s);
    if (npm.isEmpty() || QStandardPaths::findExecutable(u"node"_s).isEmpty())
        QSKIP("Node and npm are not on this computer: the servers of others can't be run");
    QProcess node;
    node.start(QStandardPaths::findExecutable(u"node"_s), {u"--version"_s});
    QVERIFY(node.waitForFinished(10'000));
    const QString version = QString::fromUtf8(node.readAll()).trimmed().mid(1);
    if (QVersionNumber::fromString(version) < QVersionNumber(20, 15))
        QSKIP(qPrintable(u"the servers of others need Node 20.15, and this is %1"_s.arg(version)));
    QVERIFY(QDir().mkpath(kInstalled));
    bool changed = false;
    for (const QString &name :
         {u"package.json"_s, u"package-lock.json"_s, u"fixtures.json"_s, u"llm-mock.mjs"_s}) {
        QFile from(kSource + u'/' + name);
        QFile to(kInstalled + u'/' + name);
        QVERIFY(from.open(QIODevice::ReadOnly));
        const QByteArray wanted = from.readAll();
        if (to.open(QIODevice::ReadOnly) && to.readAll() == wanted)
            continue;
        to.close();
        QVERIFY(to.open(QIODevice::WriteOnly) && to.write(wanted) == wanted.size());
        changed = true;
    }
    const QString done = kInstalled + u"/installed"_s;
    if (!changed && QFile::exists(done))
        return;
    QFile::remove(done);
    QProcess process;
    process.setWorkingDirectory(kInstalled);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(npm, {u"ci"_s, u"--ignore-scripts"_s, u"--no-audit"_s, u"--no-fund"_s});
    const bool ended = process.waitForFinished(kInstallMs);
    if (!ended) {
        process.kill();
        process.waitForFinished();
    }
    if (!ended || process.exitCode() != 0)
        QSKIP(qPrintable(u"npm could not install the servers of others: "_s
                         + QString::fromUtf8(process.readAll().right(300)).simplified()));
    QFile mark(done);
    QVERIFY(mark.open(QIODevice::WriteOnly));
}

QStringList ConformanceTest::aimock()
{
    return {u"node_modules/.bin/llmock"_s, u"-p"_s, u"0"_s, u"-f"_s, u"fixtures.json"_s, u"--strict"_s};
}

ProviderConfig ConformanceTest::config(const QString &protocol, const QString &baseUrl) const
{
    ProviderConfig made;
    made.preset.name = u"Test Server"_s;
    made.preset.protocol = protocol;
    made.preset.streamUsage = true;
    made.baseUrl = baseUrl;
    made.model = u"gpt-4o"_s;
    made.apiKey = u"some-key-0123"_s;
    return made;
}

Result<Completion> ConformanceTest::ask(const ProviderConfig &config, const QString &question)
{
    CM_TRY_ASSIGN(llm, m_registry.makeLlm(config));
    QObject parent;
    ChatRequest request;
    request.parts = {{ChatRole::System, u"You are Ada."_s}, {ChatRole::User, question}};
    request.maxTokens = 100;
    QList<Result<Completion>> results;
    m_deltas = 0;
    LlmReply *reply = llm->chat(request, &parent);
    connect(reply, &LlmReply::delta, this, [this] { ++m_deltas; });
    connect(reply, &LlmReply::finished, this,
            [&](const Result<Completion> &result) { results.append(result); });
    if (!QTest::qWaitFor([&] { return !results.isEmpty(); }, 20'000))
        return fail(ErrorKind::Timeout, u"no end"_s);
    return results.front();
}

void ConformanceTest::aimockModels()
{
    const ForeignServer server(aimock());
    QVERIFY2(!server.address().isEmpty(), server.output().constData());
    auto llm = m_registry.makeLlm(config(u"openai"_s, server.address() + u"/v1"_s));
    QVERIFY(llm.has_value());
    const auto models = (*llm)->models();
    QTRY_VERIFY(models.isFinished());
    QVERIFY2(models.result(), models.result() ? "" : qPrintable(models.result().error().detail));
    QVERIFY(models.result()->contains(u"gpt-4o"_s));
}

void ConformanceTest::aimockChat_data()
{
    QTest::addColumn<QString>("protocol");
    QTest::newRow("openai") << u"openai"_s;
    QTest::newRow("anthropic") << u"anthropic"_s;
}

void ConformanceTest::aimockChat()
{
    QFETCH(QString, protocol);
    const ForeignServer server(aimock());
    QVERIFY2(!server.address().isEmpty(), server.output().constData());
    const Result<Completion> answer = ask(config(protocol, server.address() + u"/v1"_s),
                                          u"Where did we sit?"_s);
    if (!answer && answer.error().kind == ErrorKind::Unsupported)
        QSKIP(qPrintable(u"this build does not speak the protocol “%1”"_s.arg(protocol)));
    QVERIFY2(answer.has_value(), answer ? "" : qPrintable(answer.error().detail));
    QCOMPARE(answer->text, u"Under the pear tree — “our” bench 🌳, until late."_s);
    QVERIFY(answer->stopReason == StopReason::Stop);
    QVERIFY(m_deltas > 1);
}

void ConformanceTest::aimockErrors_data()
{
    QTest::addColumn<QString>("question");
    QTest::addColumn<QString>("kind");
    QTest::newRow("429") << u"Too fast"_s << u"rate-limited"_s;
    QTest::newRow("401") << u"Wrong key"_s << u"auth"_s;
}

void ConformanceTest::aimockErrors()
{
    QFETCH(QString, question);
    QFETCH(QString, kind);
    const ForeignServer server(aimock());
    QVERIFY2(!server.address().isEmpty(), server.output().constData());
    const Result<Completion> answer = ask(config(u"openai"_s, server.address() + u"/v1"_s), question);
    QVERIFY(!answer);
    QVERIFY2(toString(answer.error().kind) == kind, qPrintable(answer.error().detail));
}

void ConformanceTest::aimockEmbeddings()
{
    const ForeignServer server(aimock());
    QVERIFY2(!server.address().isEmpty(), server.output().constData());
    auto embedder = m_registry.makeEmbedder(config(u"openai"_s, server.address() + u"/v1"_s));
    QVERIFY(embedder.has_value());
    const auto vectors = (*embedder)->embed({u"a garden"_s});
    QTRY_VERIFY(vectors.isFinished());
    QVERIFY2(vectors.result(), vectors.result() ? "" : qPrintable(vectors.result().error().detail));
    QCOMPARE(*vectors.result(), (QList<Vector>{{0.6F, 0.8F}}));
}

// It answers a request for a stream with one object.
void ConformanceTest::llmMockChat()
{
    const ForeignServer server({u"llm-mock.mjs"_s});
    QVERIFY2(!server.address().isEmpty(), server.output().constData());
    const Result<Completion> answer = ask(config(u"openai"_s, server.address() + u"/v1"_s),
                                          u"where did we sit"_s);
    QVERIFY2(answer.has_value(), answer ? "" : qPrintable(answer.error().detail));
    QCOMPARE(answer->text, u"Under the pear tree."_s);
    QVERIFY(answer->completionTokens.value_or(0) > 0);
    const Result<Completion> noModels = ask(config(u"openai"_s, server.address() + u"/v2"_s),
                                            u"where did we sit"_s);
    QVERIFY(!noModels);
    QCOMPARE(noModels.error().httpStatus, 404);
}

QTEST_GUILESS_MAIN(ConformanceTest)
#include "ConformanceTest.moc"

#include "core/base/ErrorText.h"
#include "core/chat/ChatService.h"
#include "core/profile/Profile.h"
#include "core/profile/ProviderSettings.h"
#include "core/providers/ProviderRegistry.h"
#include "core/storage/StorageThread.h"
#include "core/storage/Store.h"
#include "tests/integration/providers/FaultTable.h"
#include "tests/support/SilentPort.h"
#include "tests/support/TestCertificates.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QTest>

#include <optional>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
const QString kKey = u"sk-marker-0123456789abcdef"_s;
constexpr int kLongest = 20'000;

struct Row
{
    Fault fault;
    std::shared_ptr<const Dialect> dialect;
};

// What came of it, wherever it went.
struct Seen
{
    std::optional<Error> error;
    MessageStatus status = MessageStatus::Complete;
    QString text;
};

/// A place a client is sent to, and what there is at it.
struct Stage
{
    std::unique_ptr<FaultServer> server;
    QUrl address;
};
} // namespace
Q_DECLARE_METATYPE(Row)

/// The fault table, row by row, through the whole program: what a user is told, and what is in the database afterwards.
class ProviderFaultsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theTableIsLongEnough();
    void faults_data();
    void faults();
    void cleanup();

private:
    static bool isSpoken(const Dialect &dialect);
    static Preset presetOf(const Dialect &dialect);
    Result<Stage> stage(const Row &row);
    Seen chat(const Row &row, const QString &address);
    Seen embed(const Row &row, const QString &address);
    Seen speak(const Row &row, const QString &address);
    static HttpTimeouts timeoutsOf(const Fault &fault);
    static ProviderConfig configOf(const Row &row, const QString &address);
    template <typename T>
    Seen awaited(const QFuture<Result<T>> &future);

    TestCertificates m_certificates;
    std::optional<SilentPort> m_silence;
    QNetworkAccessManager m_network;
    QString m_stageFault; ///< what kept a row from being tried at all
};

void ProviderFaultsTest::initTestCase()
{
    QVERIFY2(QNetworkProxy::applicationProxy().type() == QNetworkProxy::NoProxy
                 || QNetworkProxy::applicationProxy().type() == QNetworkProxy::DefaultProxy,
             "the test has its own proxies");
    if (m_certificates.made()) {
        QSslConfiguration trusting = QSslConfiguration::defaultConfiguration();
        trusting.addCaCertificates(m_certificates.authority());
        QSslConfiguration::setDefaultConfiguration(trusting);
    }
}

void ProviderFaultsTest::cleanup()
{
    QNetworkProxy::setApplicationProxy(QNetworkProxy::NoProxy);
    m_silence.reset();
}

void ProviderFaultsTest::theTableIsLongEnough()
{
    int rows = 0;
    QStringList names;
    for (const Fault &fault : faultTable()) {
        for (const auto &dialect : dialects()) {
            if (fault.kinds.contains(dialect->kind())
                && (fault.protocol.isEmpty() || fault.protocol == dialect->protocol()))
                ++rows;
        }
        if (!names.contains(fault.name))
            names.append(fault.name);
    }
    qInfo() << names.size() << "faults," << rows << "rows with their protocols";
    QVERIFY(names.size() >= 60);
}

void ProviderFaultsTest::faults_data()
{
    QTest::addColumn<Row>("row");
    for (const auto &dialect : dialects()) {
        for (const Fault &fault : faultTable()) {
            if (fault.kinds.contains(dialect->kind())
                && (fault.protocol.isEmpty() || fault.protocol == dialect->protocol()))
                QTest::newRow(qPrintable(dialect->name() + u": "_s + fault.name)) << Row{fault, dialect};
        }
    }
}

bool ProviderFaultsTest::isSpoken(const Dialect &dialect)
{
    QNetworkAccessManager network;
    const ProviderRegistry registry({}, network);
    ProviderConfig config;
    config.preset = presetOf(dialect);
    config.baseUrl = u"http://127.0.0.1:9/v1"_s;
    config.model = u"test-model"_s;
    config.apiKey = kKey;
    const auto unsupported = [](const auto &made) {
        return !made && made.error().kind == ErrorKind::Unsupported;
    };
    switch (dialect.kind()) {
    case ProviderKind::Llm:
        return !unsupported(registry.makeLlm(config));
    case ProviderKind::Embedding:
        return !unsupported(registry.makeEmbedder(config));
    case ProviderKind::Speech:
        break;
    }
    return !unsupported(registry.makeSpeech(config));
}

Preset ProviderFaultsTest::presetOf(const Dialect &dialect)
{
    Preset preset;
    preset.id = u"test"_s;
    preset.kind = dialect.kind();
    preset.name = u"Test Server"_s;
    preset.protocol = dialect.protocol();
    preset.secret = u"test"_s;
    preset.maxTokensField = u"max_tokens"_s;
    return preset;
}

HttpTimeouts ProviderFaultsTest::timeoutsOf(const Fault &fault)
{
    const int patience = fault.impatient ? 400 : 5000;
    return {.connectMs = patience, .firstByteMs = patience, .idleMs = patience};
}

Result<Stage> ProviderFaultsTest::stage(const Row &row)
{
    Stage made;
    const auto serve = [&](const std::optional<QSslConfiguration> &tls) {
        made.server = tls ? std::make_unique<FaultServer>(*tls) : std::make_unique<FaultServer>();
        const QList<FaultScript> scripts = row.fault.scripts(*row.dialect);
        if (!scripts.isEmpty()) { // the last one goes on for ever
            for (const FaultScript &script : scripts.first(scripts.size() - 1))
                made.server->enqueue(script);
            made.server->setResponder([last = scripts.last()](const ReceivedRequest &) { return last; });
        }
        made.address = made.server->url(u"/v1"_s);
    };
    const Place place = row.fault.place;
    const bool needsCertificates = place == Place::TlsRight || place == Place::TlsSelfSigned
                                   || place == Place::TlsWrongHost || place == Place::TlsExpired
                                   || place == Place::PlainOnTlsPort;
    if (needsCertificates)
        CM_TRY(m_certificates.made());
    switch (place) {
    case Place::Server:
        serve(std::nullopt);
        break;
    case Place::Nobody:
        serve(std::nullopt);
        made.server->stopListening();
        break;
    case Place::Nowhere:
        // A label this long is refused by the resolver itself: no question leaves this computer.
        made.address = QUrl(u"http://%1.invalid/v1"_s.arg(QString(63, u'a') + u'.' + QString(63, u'b') + u'.'
                                                          + QString(63, u'c') + u'.' + QString(63, u'd')));
        break;
    case Place::Silence:
        m_silence.emplace();
        if (m_silence->port() == 0)
            return fail(ErrorKind::Unsupported, u"this system's sockets can't be made silent"_s);
        made.address = QUrl(u"http://127.0.0.1:%1/v1"_s.arg(m_silence->port()));
        break;
    case Place::TlsRight:
        serve(m_certificates.right());
        break;
    case Place::TlsSelfSigned:
        serve(m_certificates.selfSigned());
        break;
    case Place::TlsWrongHost:
        serve(m_certificates.wrongHost());
        break;
    case Place::TlsExpired:
        serve(m_certificates.expired());
        break;
    case Place::TlsOnPlainPort:
        serve(std::nullopt);
        made.address.setScheme(u"https"_s);
        break;
    case Place::PlainOnTlsPort:
        serve(m_certificates.right());
        made.address.setScheme(u"http"_s);
        break;
    case Place::Proxy:
    case Place::DeadProxy:
        serve(std::nullopt);
        if (place == Place::DeadProxy)
            made.server->stopListening();
        QNetworkProxy::setApplicationProxy({QNetworkProxy::HttpProxy, u"127.0.0.1"_s, made.server->port()});
        made.address = QUrl(u"http://model.example/v1"_s); // what is on the loopback goes past a proxy
        break;
    }
    return made;
}

// Through the profile, as the window does it; what is compared is what the database holds after it was closed.
Seen ProviderFaultsTest::chat(const Row &row, const QString &address)
{
    Seen seen;
    QTemporaryDir folder;
    const Paths paths(folder.filePath(u"profile"_s));
    QString answerId;
    {
        ProfileOptions options(paths, Environment());
        options.secrets = SecretStore::Backend::ThisRunOnly;
        options.presets.append(presetOf(*row.dialect));
        options.timeouts = timeoutsOf(row.fault);
        const Result<std::unique_ptr<Profile>> opened = Profile::open(std::move(options));
        if (!opened) {
            m_stageFault = opened.error().detail;
            return seen;
        }
        Profile &profile = **opened;
        ProviderSettings &settings = profile.providerSettings();
        settings.setProfileProvider(ProviderKind::Llm, u"test"_s);
        settings.setBaseUrl(ProviderKind::Llm, u"test"_s, address);
        settings.setModel(ProviderKind::Llm, u"test"_s, u"test-model"_s);
        if (!row.fault.keyless)
            settings.setKey(u"test"_s, kKey);
        Clone draft;
        draft.name = u"Ada"_s;
        const auto made = profile.storage().write(
            [draft](Store &store) { return store.clones.create(draft); });
        if (!QTest::qWaitFor([&] { return made.isFinished(); }, kLongest) || !made.result()) {
            m_stageFault = u"no clone could be made"_s;
            return seen;
        }
        QList<Message> answers;
        ChatTurn *turn = profile.chat().send(made.result()->id, {}, u"Hello?"_s);
        connect(turn, &ChatTurn::finished, this, [&](const Message &answer) { answers.append(answer); });
        connect(turn, &ChatTurn::refused, this,
                [&](const Error &error) { m_stageFault = error.detail + u" refused"_s; });
        if (!QTest::qWaitFor([&] { return !answers.isEmpty() || !m_stageFault.isEmpty(); }, kLongest)
            || answers.isEmpty()) {
            m_stageFault += u"the turn did not end well"_s;
            return seen;
        }
        answerId = answers.front().id;
    }
    const auto store = Store::open(paths.database(), paths.backups(), Store::Access::ReadOnly);
    const Result<Message> stored = store ? (*store)->messages.get(answerId) : fail(store.error());
    if (!stored) {
        m_stageFault = u"the answer is not in the database"_s;
        return seen;
    }
    return {stored->error, stored->status, stored->content};
}

ProviderConfig ProviderFaultsTest::configOf(const Row &row, const QString &address)
{
    ProviderConfig config;
    config.preset = presetOf(*row.dialect);
    config.baseUrl = address;
    config.model = u"test-model"_s;
    config.voice = u"anna"_s;
    if (!row.fault.keyless)
        config.apiKey = kKey;
    return config;
}

template <typename T>
Seen ProviderFaultsTest::awaited(const QFuture<Result<T>> &future)
{
    Seen seen;
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, kLongest) || future.resultCount() != 1)
        m_stageFault = u"no answer"_s;
    else if (!future.result())
        seen.error = future.result().error();
    return seen;
}

Seen ProviderFaultsTest::embed(const Row &row, const QString &address)
{
    const ProviderRegistry registry({}, m_network, timeoutsOf(row.fault));
    const auto embedder = registry.makeEmbedder(configOf(row, address));
    if (!embedder) {
        m_stageFault = embedder.error().detail;
        return {};
    }
    const auto future = (*embedder)->embed({u"a garden"_s});
    const Seen seen = awaited(future);
    if (m_stageFault.isEmpty() && !seen.error && (*future.result()) != QList<Vector>{{0.6F, 0.8F}})
        m_stageFault = u"not the vector that was sent"_s;
    return seen;
}

Seen ProviderFaultsTest::speak(const Row &row, const QString &address)
{
    const ProviderRegistry registry({}, m_network, timeoutsOf(row.fault));
    const auto speech = registry.makeSpeech(configOf(row, address));
    if (!speech) {
        m_stageFault = speech.error().detail;
        return {};
    }
    const auto future = (*speech)->synthesize({.text = u"Hello"_s, .voice = {}, .language = {}});
    const Seen seen = awaited(future);
    if (m_stageFault.isEmpty() && !seen.error && future.result()->data != row.dialect->whole())
        m_stageFault = u"not the sound that was sent"_s;
    return seen;
}

void ProviderFaultsTest::faults()
{
    QFETCH(Row, row);
    if (!isSpoken(*row.dialect))
        QSKIP(qPrintable(u"this build does not speak the protocol “%1”"_s.arg(row.dialect->protocol())));
    const Result<Stage> staged = stage(row);
    if (!staged && staged.error().kind == ErrorKind::Unsupported)
        QSKIP(qPrintable(staged.error().detail));
    QVERIFY2(staged.has_value(), staged ? "" : qPrintable(staged.error().detail));

    m_stageFault.clear();
    const QString address = staged->address.toString();
    const bool isChat = row.dialect->kind() == ProviderKind::Llm;
    const Seen seen = isChat                                           ? chat(row, address)
                      : row.dialect->kind() == ProviderKind::Embedding ? embed(row, address)
                                                                       : speak(row, address);
    QVERIFY2(m_stageFault.isEmpty(), qPrintable(m_stageFault));

    const Outcome &wanted = row.fault.outcome;
    if (wanted.kind.isEmpty()) {
        QVERIFY2(!seen.error, seen.error ? qPrintable(seen.error->code + u": "_s + seen.error->detail) : "");
    } else {
        QVERIFY2(seen.error, qPrintable(u"it went well: "_s + seen.text));
        const QString code = wanted.code != u"="_s ? wanted.code
                             : row.fault.complaint ? row.dialect->codeOf(*row.fault.complaint)
                                                   : QString();
        const ErrorText told = describe(*seen.error);
        const QString all = u"%1 %2 %3: %4"_s.arg(toString(seen.error->kind), seen.error->code)
                                .arg(seen.error->httpStatus)
                                .arg(seen.error->detail);
        QVERIFY2(told.sentence == wanted.sentence, qPrintable(told.sentence + u'\n' + all));
        QVERIFY2(toString(seen.error->kind) == wanted.kind, qPrintable(all));
        QVERIFY2(seen.error->code == code, qPrintable(all));
        QVERIFY2(told.nextStep == wanted.nextStep, qPrintable(all));
        QVERIFY2(!seen.error->detail.isEmpty() && !seen.error->detail.contains(u"marker"_s), qPrintable(all));
    }
    if (isChat) {
        QCOMPARE(toString(seen.status), toString(wanted.status));
        QCOMPARE(seen.text, wanted.text);
    }
    if (row.fault.requests > 0)
        QCOMPARE(int(staged->server->requests().size()), row.fault.requests);
    const bool nothingSent = !wanted.kind.isEmpty() && wanted.kind == u"tls"_s
                             && row.fault.place != Place::Server;
    if (nothingSent)
        QVERIFY(staged->server->requests().isEmpty());
}

QTEST_GUILESS_MAIN(ProviderFaultsTest)
#include "ProviderFaultsTest.moc"

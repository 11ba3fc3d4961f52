#include "core/api/ApiToken.h"
#include "core/api/LocalApi.h"
#include "core/profile/Settings.h"
#include "tests/integration/api/ApiFixture.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTcpServer>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
QStringList logged; // NOLINT: a message handler has no other place

void keepMessage(QtMsgType, const QMessageLogContext &context, const QString &message)
{
    if (QLatin1StringView(context.category) == "clonememoria.api"_L1)
        logged.append(message);
}
} // namespace

/// Who is let in, on a real socket; and the switch that lets in at all.
class ApiGuardTest : public ApiFixture
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { tearDown(); }

    void tokens_data();
    void tokens();
    void hosts_data();
    void hosts();
    void hostsOfAnOpenServer();
    void origins();
    void preflight();
    void refusedBeforeTheBody();
    void tooManyRequests();
    void withoutTokenNobodyTakesFromOthers();
    void newToken();
    void logsNothingOfWhatWasAsked();
    void switchedOnAndOff();
    void portInUse();
    void madeTokens();

private:
    int statusOf(const ApiClient::Headers &headers, const QByteArray &path = "/metrics");
};

int ApiGuardTest::statusOf(const ApiClient::Headers &headers, const QByteArray &path)
{
    return client().send(client().request("GET", path, QByteArray(), headers)).status;
}

void ApiGuardTest::tokens_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("status");
    QTest::newRow("right") << "Bearer " + kToken << 200;
    QTest::newRow("lower case") << "bearer " + kToken << 200;
    QTest::newRow("blanks around") << "Bearer   " + kToken + "  " << 200;
    QTest::newRow("none") << QByteArray() << 401;
    QTest::newRow("empty") << QByteArray("Bearer ") << 401;
    QTest::newRow("bare") << kToken << 401;
    QTest::newRow("basic") << "Basic " + kToken.toBase64() << 401;
    QTest::newRow("beginning") << "Bearer " + kToken.chopped(1) << 401;
    QTest::newRow("longer") << "Bearer " + kToken + 'x' << 401;
    QTest::newRow("upper case") << "Bearer " + kToken.toUpper() << 401;
    QTest::newRow("twice") << "Bearer " + kToken + ", Bearer " + kToken << 401;
    QTest::newRow("long") << "Bearer " + QByteArray(8000, 'x') << 401;
}

void ApiGuardTest::tokens()
{
    QFETCH(QByteArray, value);
    QFETCH(int, status);
    setUp();
    for (const QByteArray path : {"/metrics", "/api/clones", "/openapi.json", "/v1/models", "/nowhere"}) {
        const ApiAnswer answer = client().send(
            client().request("GET", path, QByteArray(), {{"Authorization", value}}));
        const int expected = path == "/nowhere" && status == 200 ? 404 : status;
        QVERIFY2(answer.status == expected, (path + ' ' + answer.body).constData());
        QCOMPARE(answer.header("www-authenticate").startsWith("Bearer"), status == 401);
        if (status == 401 && path.startsWith("/v1"))
            COMPARE_JSON(answer.json().at("error").at("code"), "invalid_api_key");
        else if (status == 401)
            QVERIFY(answer.json().contains("detail"));
    }
    QCOMPARE(statusOf({{"Authorization", value}}, "/health"), 200);
}

void ApiGuardTest::hosts_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<int>("status");
    // PORT stands for the server's.
    for (const QByteArray host :
         {"localhost:PORT", "localhost", "LocalHost:PORT", "127.0.0.1:PORT", "127.0.0.1", "[::1]:PORT",
          "[::1]", "clones.example", "clones.example:99", "CLONES.example:PORT", "other.example:8080"})
        QTest::newRow(host) << host << 200;
    for (const QByteArray host : {"evil.example",
                                  "evil.example:PORT",
                                  "127.0.0.1.nip.io:PORT",
                                  "localhost.evil.example",
                                  "localhost:1",
                                  "127.0.0.1:1",
                                  "localhost.",
                                  "0.0.0.0:PORT",
                                  "192.168.1.5:PORT",
                                  "[::2]:PORT",
                                  "x.clones.example",
                                  "clones.example.evil.example",
                                  "other.example",
                                  "other.example:8081",
                                  "localhost:PORTx",
                                  "[::1",
                                  "localhost:-1",
                                  "127.1:PORT",
                                  "2130706433:PORT",
                                  "0x7f000001:PORT",
                                  "017700000001:PORT"})
        QTest::newRow(host) << host << 421;
}

void ApiGuardTest::hosts()
{
    QFETCH(QByteArray, host);
    QFETCH(int, status);
    setUp({}, {.allowedHosts = {u"clones.example"_s, u"other.example:8080"_s}});
    host.replace("PORT", QByteArray::number(client().port()));
    const int with = statusOf({{"Host", host}});
    QVERIFY2(with == status || (status == 421 && with == 400), QByteArray::number(with).constData());
    // Not even that we are there is told under a name that isn't ours.
    const int health = statusOf({{"Host", host}, {"Authorization", ""}}, "/health");
    QVERIFY2(health == status || (status == 421 && health == 400), QByteArray::number(health).constData());
}

// One that other computers reach is meant by its numbers, too; a name still has to be listed.
void ApiGuardTest::hostsOfAnOpenServer()
{
    setUp({}, {.host = QHostAddress(QHostAddress::AnyIPv4)});
    const QByteArray port = ':' + QByteArray::number(client().port());
    QCOMPARE(statusOf({{"Host", "192.168.1.5" + port}}), 200);
    QCOMPARE(statusOf({{"Host", "127.0.0.1" + port}}), 200);
    QCOMPARE(statusOf({{"Host", "evil.example" + port}}), 421);
    QCOMPARE(statusOf({{"Host", "192.168.1.5:1"}}), 421);
}

void ApiGuardTest::origins()
{
    setUp({}, {.allowedOrigins = {u"https://app.example"_s, u"http://localhost:3000"_s}});
    for (const QByteArray origin :
         {"https://evil.example", "null", "http://app.example", "https://app.example:444",
          "https://app.example.evil.example", "http://127.0.0.1", "https://app.example/"}) {
        const ApiAnswer answer = client().send(
            client().request("GET", "/metrics", QByteArray(), {{"Origin", origin}}));
        QVERIFY2(answer.status == 403, origin.constData());
        QVERIFY(answer.header("access-control-allow-origin").isEmpty());
        QCOMPARE(statusOf({{"Origin", origin}, {"Authorization", ""}}, "/health"), 403);
    }
    for (const QByteArray origin : {"https://app.example", "http://localhost:3000"}) {
        for (const QByteArray &token :
             {"Bearer " + kToken, QByteArray()}) { // what went wrong may be read, too
            const ApiAnswer answer = client().send(client().request(
                "GET", "/metrics", QByteArray(), {{"Origin", origin}, {"Authorization", token}}));
            QCOMPARE(answer.status, token.isEmpty() ? 401 : 200);
            QCOMPARE(answer.header("access-control-allow-origin"), origin);
            QCOMPARE(answer.header("vary").contains("Origin") || answer.header("vary").contains("Accept"),
                     true);
            QVERIFY(answer.header("access-control-allow-credentials").isEmpty());
        }
    }
    QVERIFY(client().call("GET", "/metrics").header("access-control-allow-origin").isEmpty());
}

void ApiGuardTest::preflight()
{
    setUp({}, {.allowedOrigins = {u"https://app.example"_s}});
    const auto ask = [this](const QByteArray &origin) {
        return client().send(client().request("OPTIONS", "/api/clones", QByteArray(),
                                              {{"Authorization", ""},
                                               {"Origin", origin},
                                               {"Access-Control-Request-Method", "POST"},
                                               {"Access-Control-Request-Headers",
                                                "authorization, x-stainless-os, bad name"}}));
    };
    const ApiAnswer allowed = ask("https://app.example");
    QCOMPARE(allowed.status, 204);
    QCOMPARE(allowed.header("access-control-allow-origin"), QByteArray("https://app.example"));
    QCOMPARE(allowed.header("access-control-allow-methods"), QByteArray("GET, POST, PATCH, DELETE"));
    QCOMPARE(allowed.header("access-control-allow-headers"), QByteArray("authorization, x-stainless-os"));
    QCOMPARE(ask("https://evil.example").status, 403);
    QCOMPARE(ask("").status, 401);
}

void ApiGuardTest::refusedBeforeTheBody()
{
    setUp();
    // The head is all there is, and the body is announced: the answer comes without it.
    const ApiAnswer answer = client().send(
        client().request("POST", "/api/clones", QByteArray(),
                         {{"Authorization", "Bearer wrong"}, {"Content-Length", "1000000"}}));
    QCOMPARE(answer.status, 401);
    // Nor is a body read for the one call that needs no token: 256 large ones are as much memory as a computer has.
    for (const auto &[header, status] :
         std::initializer_list<std::pair<ApiClient::Headers, int>>{{{{"Content-Length", "1000000"}}, 401},
                                                                   {{{"Transfer-Encoding", "chunked"}}, 401},
                                                                   {{{"Content-Length", "0"}}, 200}}) {
        for (const QByteArray method : {"GET", "HEAD"}) {
            const ApiAnswer health = client().send(client().request(
                method, "/health", QByteArray(), ApiClient::Headers{{"Authorization", ""}} + header));
            QCOMPARE(health.status, status);
        }
    }
}

void ApiGuardTest::tooManyRequests()
{
    setUp({}, {.requestsPerSecond = 5});
    QHash<int, int> statuses;
    for (int i = 0; i < 40; ++i)
        ++statuses[statusOf({})];
    QVERIFY2(statuses.value(200) >= 10 && statuses.value(200) < 30,
             qPrintable(QString::number(statuses.value(200))));
    QCOMPARE(statuses.value(200) + statuses.value(429), 40);
    ApiAnswer answer;
    do {
        answer = client().send(client().request("GET", "/v1/models"));
    } while (answer.status == 200);
    COMPARE_JSON(answer.json().at("error").at("code"), "rate_limit_exceeded");
    QCOMPARE(answer.header("retry-after"), QByteArray("1"));
    QVERIFY(QTest::qWaitFor([this] { return statusOf({}) == 200; }));
}

void ApiGuardTest::withoutTokenNobodyTakesFromOthers()
{
    setUp({}, {.requestsPerSecond = 5});
    int last = 0;
    for (int i = 0; i < 40; ++i)
        last = statusOf({{"Authorization", "Bearer wrong"}});
    QCOMPARE(last, 429);
    QCOMPARE(statusOf({}), 200);
}

void ApiGuardTest::newToken()
{
    setUp();
    QCOMPARE(statusOf({}), 200);
    server().setToken(u"another"_s);
    QCOMPARE(statusOf({}), 401);
    QCOMPARE(statusOf({{"Authorization", "Bearer another"}}), 200);
    server().setToken(QString());
    QCOMPARE(statusOf({{"Authorization", "Bearer "}}), 401);
}

void ApiGuardTest::logsNothingOfWhatWasAsked()
{
    setUp();
    logged.clear();
    const QtMessageHandler before = qInstallMessageHandler(keepMessage);
    const QByteArray clone = makeClone("Secret Name");
    client().call("GET", "/api/clones/" + clone + "/memories?q=secret%20question");
    client().send(
        client().request("POST", "/api/chat/" + clone + "/stream", R"({"content":"secret words"})"));
    client().send(client().request("GET", "/secret/path?secret=1"));
    client().send(client().request("GET", "/secret", QByteArray(), {{"Authorization", "Bearer secret"}}));
    client().send("nonsense\r\n\r\n");
    QTest::qWait(50);
    qInstallMessageHandler(before);
    const QString all = logged.join(u'\n');
    QVERIFY2(!all.contains(u"ecret"_s) && !all.contains(QString::fromLatin1(kToken))
                 && !all.contains(QString::fromLatin1(clone)),
             qPrintable(all));
    for (const QString &wanted :
         {u"POST /api/clones 201 "_s, u"GET /api/clones/{clone_id}/memories 200 "_s,
          u"POST /api/chat/{clone_id}/stream 200 "_s, u"- - 404 "_s, u"- - 401 "_s, u"- - 400 "_s})
        QVERIFY2(all.contains(wanted), qPrintable(wanted + u"\n"_s + all));
}

void ApiGuardTest::switchedOnAndOff()
{
    setUp();
    LocalApi api(profile());
    QSignalSpy changes(&api, &LocalApi::changed);
    api.start();
    QVERIFY(api.state() == LocalApi::State::Off && !api.isEnabled());
    QCOMPARE(api.port(), 8477);
    api.loadToken();
    QTRY_COMPARE(api.token().value.size(), 43);
    QVERIFY(api.token().origin == SecretOrigin::ThisRun);
    const QString token = api.token().value;

    QTcpServer free;
    QVERIFY(free.listen(QHostAddress::LocalHost));
    const int port = free.serverPort();
    free.close();
    api.setPort(port);
    QVERIFY(api.state() == LocalApi::State::Off);
    api.setEnabled(true);
    QTRY_VERIFY(api.state() == LocalApi::State::Running);
    QCOMPARE(api.url().toString(), u"http://127.0.0.1:%1"_s.arg(port));
    QCOMPARE(api.token().value, token);
    const auto statusWith = [&](const QString &with) {
        const ApiClient asking(quint16(port), with.toLatin1());
        return asking.send(asking.request("GET", "/metrics")).status;
    };
    QCOMPARE(statusWith(token), 200);
    api.renewToken();
    QTRY_VERIFY(api.token().value != token);
    QCOMPARE(statusWith(token), 401);
    QCOMPARE(statusWith(api.token().value), 200);

    LocalApi later(profile()); // as the next start of the program finds it
    api.setEnabled(false);
    QVERIFY(api.state() == LocalApi::State::Off && api.url().isEmpty());
    QCOMPARE(statusWith(api.token().value), 0);
    profile().settings().set(QString::fromUtf16(SettingsKey::apiEnabled), u"true"_s);
    later.start();
    QTRY_VERIFY(later.state() == LocalApi::State::Running);
    QCOMPARE(later.token().value, api.token().value);
    QVERIFY(changes.size() >= 5);
}

void ApiGuardTest::portInUse()
{
    setUp();
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    LocalApi api(profile());
    api.setPort(taken.serverPort());
    api.setEnabled(true);
    QTRY_VERIFY(api.state() == LocalApi::State::Failed);
    QCOMPARE(api.error()->code, u"port-in-use"_s);
    QCOMPARE(api.error()->subject, QString::number(taken.serverPort()));
    taken.close();
    api.setPort(api.port()); // the same again is another try
    QTRY_VERIFY(api.state() == LocalApi::State::Running);
}

void ApiGuardTest::madeTokens()
{
    static const QRegularExpression form(u"^[A-Za-z0-9_-]{43}$"_s);
    QSet<QString> made;
    for (int i = 0; i < 200; ++i) {
        const QString token = makeApiToken();
        QVERIFY2(form.match(token).hasMatch(), qPrintable(token));
        made.insert(token);
    }
    QCOMPARE(made.size(), 200);

    SecretStore secrets(SecretStore::Backend::ThisRunOnly, u"test"_s);
    const auto find = [&](const QString &variable) {
        std::optional<Result<Secret>> found;
        findApiToken(secrets, Environment({{u"CLONEMEMORIA_API_TOKEN"_s, variable}}), this,
                     [&](const Result<Secret> &token) { found = token; });
        if (!QTest::qWaitFor([&] { return found.has_value(); }))
            return Result<Secret>(fail(ErrorKind::Timeout));
        return *found;
    };
    VERIFY_ASSIGN(own, find(u"my-own"_s));
    QVERIFY(own == (Secret{u"my-own"_s, SecretOrigin::Environment}));
    VERIFY_FAILS(find(u"with a blank"_s), ErrorKind::InvalidInput, u"api-token-invalid"_s);
    VERIFY_FAILS(find(u"ümlaut"_s), ErrorKind::InvalidInput, u"api-token-invalid"_s);
    VERIFY_ASSIGN(first, find(QString()));
    VERIFY_ASSIGN(again, find(QString()));
    QVERIFY(first == again);
}

QTEST_GUILESS_MAIN(ApiGuardTest)
#include "ApiGuardTest.moc"

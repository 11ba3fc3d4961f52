#include "tests/integration/api/ApiFixture.h"

#include <QSignalSpy>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

/// The calls of the original system and those beside them, one by one, on a real socket. Each answer is also held against the
/// API's description (see ApiClient::call).
class ApiCallsTest : public ApiFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void health();
    void healthWithoutDatabase();
    void metrics();
    void description();
    void clones();
    void cloneFieldsGoBackToTheirDefaults();
    void clonePages();
    void settings();
    void settingsThatAreWrong();
    void documents();
    void documentPages();
    void longDocumentsEndAPage();
    void memories();
    void conversations();
    void messagePages();
    void speech();
    void unknownThings();
    void unknownPathsAndMethods();
    void headIsAnsweredLikeGet();

private:
    QList<QByteArray> idsOf(const json &rows);
};

QList<QByteArray> ApiCallsTest::idsOf(const json &rows)
{
    QList<QByteArray> ids;
    for (const json &row : rows)
        ids.append(QByteArray::fromStdString(row.at("id").get<std::string>()));
    return ids;
}

void ApiCallsTest::health()
{
    const ApiAnswer answer = client().call("GET", "/health", QByteArray(), {{"Authorization", ""}});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("content-type"), QByteArray("application/json"));
    QCOMPARE(answer.body, QByteArray(R"({"status":"ok","database":"connected","project":"CloneMemoria",)"
                                     R"("version":")" CLONEMEMORIA_VERSION R"("})"));
}

void ApiCallsTest::healthWithoutDatabase()
{
    // The reading connection loses the table it asks.
    stored([](Store &store) -> Result<int> {
        CM_TRY(store.database().run(u"PRAGMA foreign_keys = OFF"_s));
        CM_TRY(store.database().run(u"ALTER TABLE users RENAME TO lost"_s));
        return 0;
    });
    const ApiAnswer answer = client().call("GET", "/health");
    QCOMPARE(answer.status, 503);
    QVERIFY2(answer.body.startsWith(R"({"status":"error","database":"disconnected",)"),
             answer.body.constData());
}

void ApiCallsTest::metrics()
{
    const QByteArray clone = makeClone();
    addDocument(clone, "Soup", "Leek and potato soup, with a little cream.");
    const ApiAnswer answer = client().call("GET", "/metrics");
    QCOMPARE(answer.body, QByteArray(R"({"users":1,"clones":1,"conversations":0,"messages":0,)"
                                     R"("documents":1,"chunks":1})"));
    const ApiAnswer text = client().call("GET", "/metrics", QByteArray(),
                                         {{"Accept", "application/openmetrics-text;q=0.8,"
                                                     "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"}});
    QCOMPARE(text.header("content-type"), QByteArray("text/plain; version=0.0.4; charset=utf-8"));
    QVERIFY2(text.body.contains("# TYPE clonememoria_documents gauge\nclonememoria_documents 1\n"),
             text.body.constData());
    QCOMPARE(text.body.count('\n'), 18);
    QVERIFY(client()
                .call("GET", "/metrics", QByteArray(), {{"Accept", "application/json, text/plain, */*"}})
                .body.startsWith('{'));
}

void ApiCallsTest::description()
{
    const ApiAnswer answer = client().call("GET", "/openapi.json");
    QCOMPARE(answer.status, 200);
    COMPARE_JSON(answer.json().at("openapi"), "3.1.0");
    COMPARE_JSON(answer.json().at("info").at("version"), CLONEMEMORIA_VERSION);
    QCOMPARE(client().call("GET", "/openapi.json", QByteArray(), {{"Authorization", ""}}).status, 401);
}

void ApiCallsTest::clones()
{
    QCOMPARE(client().call("GET", "/api/clones").body, QByteArray("[]"));
    const json wanted{{"name", "  Oma   Rose "},
                      {"relation", "my grandmother"},
                      {"personality", "dry & warm „so“ 🌹"},
                      {"language", "de"},
                      {"temperature", 0.3},
                      {"max_tokens", 500},
                      {"remember_conversations", true}};
    QSignalSpy changes(&server(), &LocalApiServer::cloneChanged);
    const ApiAnswer made = client().call("POST", "/api/clones", wanted);
    QCOMPARE(made.status, 201);
    const json clone = made.json();
    COMPARE_JSON(clone.at("name"), "Oma Rose");
    COMPARE_JSON(clone.at("personality"), wanted.at("personality"));
    COMPARE_JSON(clone.at("temperature"), 0.3);
    COMPARE_JSON(clone.at("max_tokens"), 500);
    COMPARE_JSON(clone.at("remember_conversations"), true);
    const QByteArray path = "/api/clones/" + QByteArray::fromStdString(clone.at("id").get<std::string>());
    QCOMPARE(made.header("location"), path);
    COMPARE_JSON(client().call("GET", path).json(), clone);
    COMPARE_JSON(client().call("GET", "/api/clones").json().at(0).at("documents"), 0);

    const ApiAnswer changed = client().call("PATCH", path, json{{"name", "Rose"}, {"greeting", "Na, Kind?"}});
    QCOMPARE(changed.status, 200);
    COMPARE_JSON(changed.json().at("name"), "Rose");
    COMPARE_JSON(changed.json().at("personality"), wanted.at("personality"));

    const ApiAnswer removed = client().call("DELETE", path);
    QCOMPARE(removed.status, 204);
    QCOMPARE(removed.body, QByteArray());
    QCOMPARE(client().call("GET", path).status, 404);
    QCOMPARE(client().call("DELETE", path).status, 404);
    QCOMPARE(client().call("GET", "/api/clones").body, QByteArray("[]"));
    QCOMPARE(changes.size(), 3);
    // It lies in the trash, and can be brought back.
    stored([id = changes.first().first().toString()](Store &store) -> Result<int> {
        CM_TRY(store.clones.restore(id));
        return 0;
    });
    COMPARE_JSON(client().call("GET", path).json().at("name"), "Rose");
}

void ApiCallsTest::cloneFieldsGoBackToTheirDefaults()
{
    const json full{{"name", "Ada"},
                    {"llm_provider", "custom"},
                    {"llm_model", "m"},
                    {"temperature", 1.5},
                    {"max_tokens", 9.0},
                    {"greeting", "Hello"},
                    {"remember_conversations", true}};
    const QByteArray path = client().call("POST", "/api/clones", full).header("location");
    const json reset{{"llm_provider", nullptr}, {"llm_model", nullptr}, {"temperature", nullptr},
                     {"max_tokens", nullptr},   {"greeting", nullptr},  {"remember_conversations", nullptr}};
    const json clone = client().call("PATCH", path, reset).json();
    COMPARE_JSON(clone.at("name"), "Ada");
    COMPARE_JSON(clone.at("llm_provider"), "");
    COMPARE_JSON(clone.at("temperature"), 0.7);
    QVERIFY(clone.at("max_tokens").is_null());
    COMPARE_JSON(clone.at("greeting"), "");
    COMPARE_JSON(clone.at("remember_conversations"), false);
    QCOMPARE(client().call("PATCH", path, json{{"name", nullptr}}).status, 422);
    COMPARE_JSON(client().call("PATCH", path, json::object()).json().at("name"), "Ada");
}

void ApiCallsTest::clonePages()
{
    QList<QByteArray> made;
    for (int i = 0; i < 5; ++i)
        made.prepend(makeClone("Clone " + QByteArray::number(i)));
    QList<QByteArray> seen;
    QByteArray path = "/api/clones?limit=2";
    for (int page = 0; page < 3; ++page) {
        const ApiAnswer answer = client().call("GET", path);
        seen += idsOf(answer.json());
        const QByteArray next = answer.header("x-next-cursor");
        QCOMPARE(next.isEmpty(), page == 2);
        if (!next.isEmpty())
            QCOMPARE(answer.header("link"), "</api/clones?limit=2&cursor=" + next + ">; rel=\"next\"");
        path = "/api/clones?limit=2&cursor=" + next;
    }
    QCOMPARE(seen, made);
    for (const QByteArray query : {"limit=0", "limit=501", "limit=x", "limit=", "limit=1.5", "limit=-1",
                                   "cursor=", "cursor=abc", "cursor=%FF", "limit=99999999999999999999"}) {
        const int status = client().call("GET", "/api/clones?" + query).status;
        QVERIFY2(status == 422 || (query == "cursor=%FF" && status == 400), query.constData());
    }
}

void ApiCallsTest::settings()
{
    const QByteArray path = "/api/clones/" + makeClone() + "/settings";
    const json wanted{{"llm_provider", "openai"},
                      {"llm_model", "gpt-x"},
                      {"temperature", 1},
                      {"max_tokens", 1234},
                      {"embedding_provider", "builtin"},
                      {"tts_provider", "elevenlabs"},
                      {"tts_voice_id", "anna"}};
    const ApiAnswer answer = client().call("PATCH", path, wanted);
    QCOMPARE(answer.status, 200);
    for (const auto &[name, value] : wanted.items())
        QVERIFY2(answer.json().at(name) == value, name.c_str());
    COMPARE_JSON(client().call("PATCH", path, json{{"tts_voice_id", ""}}).json().at("tts_voice_id"), "");
}

void ApiCallsTest::settingsThatAreWrong()
{
    struct Wrong
    {
        QByteArray body;
        int status;
        QByteArray told;
    };
    const QList<Wrong> all{
        {QByteArray(R"({"llm_provider":"nobody","temperature":1})"), 422, "nobody"},
        {QByteArray(R"({"embedding_provider":"nobody"})"), 422, "nobody"},
        {QByteArray(R"({"tts_provider":"nobody"})"), 422, "nobody"},
        {QByteArray(R"({"tts_provider":"anthropic"})"), 422, "anthropic"},
        {QByteArray(R"({"temperature":2.01})"), 422, "temperature"},
        {QByteArray(R"({"temperature":-0.1})"), 422, "temperature"},
        {QByteArray(R"({"temperature":"1"})"), 422, "temperature"},
        {QByteArray(R"({"max_tokens":true})"), 422, "max_tokens"},
        {QByteArray(R"({"max_tokens":0})"), 422, "max_tokens"},
        {QByteArray(R"({"max_tokens":32001})"), 422, "max_tokens"},
        {QByteArray(R"({"max_tokens":1.5})"), 422, "max_tokens"},
        {QByteArray(R"({"name":"Eve"})"), 422, "name"},
        {QByteArray(R"({"llm_model":"good","temperature":9})"), 422, "temperature"},
        {QByteArray(R"({"llm_model":"a\u0000b"})"), 422, "llm_model"},
        {QByteArray(R"({"llm_model":"\ud800"})"), 400, "JSON"},
        {QByteArray("{\"llm_model\":\"\xff\"}"), 400, "JSON"},
        {QByteArray("[]"), 422, "object"},
        {QByteArray(), 400, "body"},
        {QByteArray(R"({"llm_model":)"), 400, "JSON"},
        {QByteArray("{}{}"), 400, "JSON"},
        {QByteArray(R"({"llm_model":)") + QByteArray(100'000, '['), 400, "deep"},
        {QByteArray(R"({"temperature":1e999})"), 400, "JSON"},
    };
    const QByteArray clone = "/api/clones/" + makeClone();
    const json before = client().call("GET", clone).json();
    for (const Wrong &wrong : all) {
        const ApiAnswer answer = client().call("PATCH", clone + "/settings", wrong.body);
        QVERIFY2(answer.status == wrong.status, (wrong.body + answer.body).constData());
        const QByteArray detail = QByteArray::fromStdString(answer.json().value("detail", std::string()));
        QVERIFY2(detail.contains(wrong.told), detail.constData());
        COMPARE_JSON(client().call("GET", clone).json(), before);
    }
}

void ApiCallsTest::documents()
{
    const QByteArray path = "/api/clones/" + makeClone() + "/documents";
    QCOMPARE(client().call("GET", path).body, QByteArray("[]"));
    const ApiAnswer made = client().call("POST", path,
                                         json{{"title", "The pier"},
                                              {"content", "We caught mackerel.\r\nFrom the old pier.\n\n"},
                                              {"happened_at", "1962-08-05"}});
    QCOMPARE(made.status, 201);
    const json document = made.json();
    COMPARE_JSON(document.at("title"), "The pier");
    COMPARE_JSON(document.at("content"), "We caught mackerel.\nFrom the old pier.");
    COMPARE_JSON(document.at("source_type"), "manual");
    COMPARE_JSON(document.at("happened_at"), "1962-08-05T00:00:00.000Z");
    COMPARE_JSON(client().call("GET", path).json(), json::array({document}));

    const ApiAnswer again = client().call(
        "POST", path, json{{"title", "Twice"}, {"content", "We caught mackerel.\nFrom the old pier."}});
    QCOMPARE(again.status, 409);
    QVERIFY2(again.body.contains("The pier"), again.body.constData());

    const ApiAnswer untitled = client().call("POST", path, json{{"content", "Soup on Saturdays. Always."}});
    QCOMPARE(untitled.status, 201);
    QVERIFY(!untitled.json().at("title").get<std::string>().empty());
    QCOMPARE(client().call("POST", path, json{{"content", " \n "}}).status, 422);
    // In UTC these are of the years 10000 and 0, which can't be written as they are read.
    for (const char *time : {"9999-12-31T23:59:59-01:00", "0001-01-01T00:00:00+01:00"})
        QCOMPARE(client().call("POST", path, json{{"content", time}, {"happened_at", time}}).status, 422);

    const QByteArray id = QByteArray::fromStdString(document.at("id").get<std::string>());
    const QByteArray other = "/api/clones/" + makeClone("Other") + "/documents/";
    QCOMPARE(client().call("DELETE", other + id).status, 404);
    QCOMPARE(client().call("DELETE", path + '/' + id).status, 204);
    QCOMPARE(client().call("DELETE", path + '/' + id).status, 404);
    QCOMPARE(client().call("GET", path).json().size(), 1U);
}

void ApiCallsTest::documentPages()
{
    const QByteArray clone = makeClone();
    QList<QByteArray> made;
    for (int i = 0; i < 7; ++i)
        made.prepend(addDocument(clone, "Letter", "Letter number " + QByteArray::number(i)));
    const QByteArray path = "/api/clones/" + clone + "/documents?limit=3";
    const ApiAnswer first = client().call("GET", path);
    // What is added meanwhile moves nothing, and what is removed leaves no gap.
    addDocument(clone, "Late", "A late letter.");
    QCOMPARE(client().call("DELETE", "/api/clones/" + clone + "/documents/" + made.at(2)).status, 204);
    const ApiAnswer second = client().call("GET", path + "&cursor=" + first.header("x-next-cursor"));
    const ApiAnswer third = client().call("GET", path + "&cursor=" + second.header("x-next-cursor"));
    QCOMPARE(idsOf(first.json()) + idsOf(second.json()) + idsOf(third.json()), made);
    QVERIFY(third.header("x-next-cursor").isEmpty());
    QVERIFY(third.header("link").isEmpty());
}

void ApiCallsTest::longDocumentsEndAPage()
{
    const QByteArray clone = makeClone();
    stored([id = QString::fromLatin1(clone)](Store &store) -> Result<int> {
        for (int i = 0; i < 9; ++i) {
            Document draft = documentDraft(id, u"Long"_s, QString::number(i) + QString(1'000'000, u'x'));
            CM_TRY(store.documents.create(draft, {}));
        }
        return 0;
    });
    const QByteArray path = "/api/clones/" + clone + "/documents";
    const ApiAnswer first = client().call("GET", path);
    QCOMPARE(first.json().size(), 4U);
    const ApiAnswer second = client().call("GET", path + "?cursor=" + first.header("x-next-cursor"));
    QCOMPARE(second.json().size(), 4U);
    const ApiAnswer third = client().call("GET", path + "?cursor=" + second.header("x-next-cursor"));
    QCOMPARE(third.json().size(), 1U);
    QVERIFY(third.header("x-next-cursor").isEmpty());
}

void ApiCallsTest::memories()
{
    const QByteArray clone = makeClone();
    const QByteArray id = addDocument(clone, "The pier", "We caught mackerel from the old pier in August.");
    addDocument(clone, "Soup", "Leek and potato soup, with a little cream.");
    const QByteArray path = "/api/clones/" + clone + "/memories";
    const json found = client().call("GET", path + "?q=Who%20caught%20the%20mackerel%3F").json();
    QVERIFY(!found.empty());
    COMPARE_JSON(found.at(0).at("document_id"), id.toStdString());
    COMPARE_JSON(found.at(0).at("document_title"), "The pier");
    QVERIFY(found.at(0).at("score_parts").at("words") > 0);
    QVERIFY(std::find(found.at(0).at("matched").begin(), found.at(0).at("matched").end(), "mackerel")
            != found.at(0).at("matched").end());
    QCOMPARE(client().call("GET", path + "?q=soup+or+pier&limit=1").json().size(), 1U);
    for (const QByteArray query : {"", "?q=", "?q=%20", "?q=x&limit=0", "?q=x&limit=201", "?q=x&budget=-1",
                                   "?q=x&limit=many", "?limit=3"})
        QVERIFY2(client().call("GET", path + query).status == 422, query.constData());
}

void ApiCallsTest::conversations()
{
    const QByteArray clone = makeClone();
    const QByteArray path = "/api/clones/" + clone + "/conversations";
    QCOMPARE(client().call("GET", path).body, QByteArray("[]"));
    const ApiAnswer answer = client().call("POST", "/api/chat/" + clone + "/stream",
                                           json{{"content", "Hello there"}});
    QCOMPARE(answer.status, 200);
    const json conversation = client().call("GET", path).json().at(0);
    COMPARE_JSON(conversation.at("id"), answer.header("x-conversation-id").toStdString());
    COMPARE_JSON(conversation.at("title"), "Hello there");
    const json messages =
        client().call("GET", "/api/conversations/" + answer.header("x-conversation-id") + "/messages").json();
    QCOMPARE(messages.size(), 2U);
    COMPARE_JSON(messages.at(0).at("role"), "user");
    COMPARE_JSON(messages.at(0).at("content"), "Hello there");
    COMPARE_JSON(messages.at(0).at("id"), answer.header("x-message-id").toStdString());
    COMPARE_JSON(messages.at(1).at("role"), "clone");
    COMPARE_JSON(messages.at(1).at("status"), "complete");
    COMPARE_JSON(messages.at(1).at("parent_id"), messages.at(0).at("id"));
    COMPARE_JSON(messages.at(1).at("provider"), "custom");
}

void ApiCallsTest::messagePages()
{
    const QByteArray clone = makeClone();
    const QString conversation = stored([id = QString::fromLatin1(clone)](Store &store) -> Result<QString> {
        Conversation draft;
        draft.cloneId = id;
        CM_TRY_ASSIGN(made, store.conversations.create(draft));
        QString parent;
        for (int i = 0; i < 10; ++i) {
            CM_TRY_ASSIGN(message,
                          store.messages.append(messageDraft(made.id, parent,
                                                             i % 2 ? MessageRole::Clone : MessageRole::User,
                                                             u"message %1"_s.arg(i))));
            parent = message.id;
        }
        return made.id;
    });
    const QByteArray path = "/api/conversations/" + conversation.toLatin1() + "/messages?limit=4";
    QStringList seen;
    QByteArray cursor;
    for (int page = 0; page < 3; ++page) {
        const ApiAnswer answer = client().call("GET", path + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
        QStringList contents;
        for (const json &message : answer.json())
            contents.append(QString::fromStdString(message.at("content").get<std::string>()));
        seen = contents + seen;
        cursor = answer.header("x-next-cursor");
        QCOMPARE(cursor.isEmpty(), page == 2);
    }
    QCOMPARE(seen.size(), 10);
    QCOMPARE(seen.first(), u"message 0"_s);
    QCOMPARE(seen.last(), u"message 9"_s);
    QCOMPARE(client().call("GET", path + "&cursor=nobody").status, 404);
}

void ApiCallsTest::speech()
{
    const QByteArray clone = makeClone();
    const ApiAnswer answer = client().call("POST", "/api/chat/tts/" + clone,
                                           json{{"text", "Good night, dear."}});
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.body.startsWith(R"({"audio_base64":")"));
    QVERIFY(answer.body.endsWith(R"(","format":"wav"})"));
    const QByteArray wav = QByteArray::fromBase64(
        QByteArray::fromStdString(answer.json().at("audio_base64").get<std::string>()));
    QVERIFY(wav.startsWith("RIFF") && wav.mid(8, 4) == "WAVE" && wav.size() > 1000);
    QCOMPARE(client().call("POST", "/api/chat/tts/" + clone, json{{"text", " "}}).status, 422);
    QCOMPARE(client().call("POST", "/api/chat/tts/" + clone, json{{"text", std::string(10'001, 'a')}}).status,
             422);
    QCOMPARE(client().call("POST", "/api/chat/tts/nobody", json{{"text", "Hello"}}).status, 404);
    // A voice that isn't set up is no fault of the server's.
    QCOMPARE(client().call("PATCH", "/api/clones/" + clone, json{{"tts_provider", "elevenlabs"}}).status,
             200);
    QCOMPARE(client().call("POST", "/api/chat/tts/" + clone, json{{"text", "Hello"}}).status, 424);
}

void ApiCallsTest::unknownThings()
{
    const QByteArray id = "00000000-0000-0000-0000-000000000000";
    for (const QByteArray &clone :
         {id, QByteArray("nobody"), QByteArray("%2e%2e"), QByteArray("%2Fetc%2Fpasswd"),
          QByteArray("'%20OR%201=1--"), QByteArray(2000, 'x')}) {
        const QByteArray base = "/api/clones/" + clone;
        struct Asked
        {
            const char *method;
            QByteArray path;
            QByteArray body = {};
        };
        for (const Asked &asked : {Asked{"GET", base},
                                   {"PATCH", base, "{}"},
                                   {"PATCH", base + "/settings", "{}"},
                                   {"DELETE", base},
                                   {"GET", base + "/documents"},
                                   {"POST", base + "/documents", R"({"content":"x"})"},
                                   {"DELETE", base + "/documents/" + id},
                                   {"GET", base + "/memories?q=x"},
                                   {"GET", base + "/conversations"},
                                   {"GET", "/api/conversations/" + clone + "/messages"},
                                   {"POST", "/api/chat/" + clone + "/stream", R"({"content":"x"})"},
                                   {"POST", "/api/chat/tts/" + clone, R"({"text":"x"})"},
                                   {"GET", "/v1/models/" + clone}}) {
            const ApiAnswer answer = client().call(asked.method, asked.path, asked.body);
            QVERIFY2(answer.status == 404, (asked.path + answer.body).constData());
            if (asked.path.startsWith("/v1/"))
                COMPARE_JSON(answer.json().at("error").at("code"), "model_not_found");
            else
                QVERIFY(answer.json().at("detail").is_string());
        }
    }
    COMPARE_JSON(client().call("GET", "/metrics").json().at("conversations"), 0);
}

void ApiCallsTest::unknownPathsAndMethods()
{
    for (const QByteArray path :
         {"/", "/api", "/api/", "/api/clones/", "/API/CLONES", "/health/", "//health", "/v1", "/v1/chat",
          "/docs", "/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd"}) {
        const ApiAnswer answer = client().send(client().request("GET", path));
        QVERIFY2(answer.status == 404, path.constData());
        if (path.startsWith("/v1"))
            COMPARE_JSON(answer.json().at("error").at("message"), "Not Found");
        else
            QCOMPARE(answer.body, QByteArray(R"({"detail":"Not Found"})"));
    }
    // The commonest mistake in the settings of a program for OpenAI.
    for (const auto &[method, path] :
         {std::pair{"GET", "/models"}, {"POST", "/chat/completions"}, {"GET", "/chat/completions"}}) {
        const ApiAnswer answer = client().call(method, path);
        QCOMPARE(answer.status, 404);
        COMPARE_JSON(answer.json().at("error").at("message"),
                     "Not Found. The address for OpenAI's calls ends with /v1.");
    }
    const ApiAnswer wrong = client().call("PUT", "/api/clones", QByteArray("{}"));
    QCOMPARE(wrong.status, 405);
    QCOMPARE(wrong.header("allow"), QByteArray("GET, POST, HEAD"));
    const ApiAnswer asked = client().send(client().request("OPTIONS", "/api/clones"));
    QCOMPARE(asked.status, 204);
    QCOMPARE(asked.header("allow"), QByteArray("GET, POST, HEAD"));
}

void ApiCallsTest::headIsAnsweredLikeGet()
{
    const ApiAnswer get = client().call("GET", "/metrics");
    const ApiAnswer head = client().send(client().request("HEAD", "/metrics"));
    QCOMPARE(head.status, 200);
    QCOMPARE(head.body, QByteArray());
    QCOMPARE(head.header("content-length"), QByteArray::number(get.body.size()));
}

QTEST_GUILESS_MAIN(ApiCallsTest)
#include "ApiCallsTest.moc"

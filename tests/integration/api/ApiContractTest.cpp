#include "core/api/Router.h"
#include "tests/integration/api/ApiFixture.h"

#include <QSet>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

/// What the API's description says, and what is done: the same calls, and every field of every call is looked at.
class ApiContractTest : public ApiFixture
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { tearDown(); }

    void callsAreTheDescribedOnes();
    void wrongFieldsAreRefused();
    void wrongNumbersOfTheQueryAreRefused();
    void unknownFields();
    void bodiesThatAreNone();

private:
    struct Call
    {
        std::string pattern;
        std::string method;
        QByteArray path; ///< with ids that are there
        json body;       ///< one that is taken
        json schema;
    };

    QList<Call> callsWithBody();
    void expectRefusal(const Call &call, const json &body, const std::string &what);

    QByteArray m_clone;
    int m_refusals = 0;
};

void ApiContractTest::callsAreTheDescribedOnes()
{
    setUp();
    QSet<QByteArray> described;
    for (const auto &[path, operations] : ApiSchema::get().document().at("paths").items()) {
        for (const auto &[method, operation] : operations.items()) {
            if (method != "parameters")
                described.insert(QByteArray::fromStdString(method).toUpper() + ' '
                                 + QByteArray::fromStdString(path));
        }
    }
    QSet<QByteArray> served;
    for (const ApiRoute &route : server().router().routes())
        served.insert(route.method + ' ' + route.pattern.toUtf8());
    QCOMPARE(served, described);
    // Every reference leads somewhere, and every parameter of a path is described.
    for (const auto &[path, operations] : ApiSchema::get().document().at("paths").items()) {
        const auto count = std::count(path.begin(), path.end(), '{');
        QCOMPARE(std::ptrdiff_t(operations.value("parameters", json::array()).size()), count);
        for (const json &parameter : operations.value("parameters", json::array()))
            QVERIFY(path.find('{' + ApiSchema::get().resolved(parameter).at("name").get<std::string>() + '}')
                    != std::string::npos);
    }
}

QList<ApiContractTest::Call> ApiContractTest::callsWithBody()
{
    const json message{{"role", "user"}, {"content", "Hello"}};
    const std::map<std::string, json> bodies{
        {"/api/clones post", {{"name", "Eve"}}},
        {"/api/clones/{clone_id} patch", json::object()},
        {"/api/clones/{clone_id}/settings patch", json::object()},
        {"/api/clones/{clone_id}/documents post", {{"content", "Soup"}}},
        {"/api/chat/{clone_id}/stream post", {{"content", "Hello"}}},
        {"/api/chat/tts/{clone_id} post", {{"text", "Hello"}}},
        {"/v1/chat/completions post", {{"model", "Ada"}, {"messages", json::array({message})}}},
        {"/v1/embeddings post", {{"model", "Ada"}, {"input", "Hello"}}},
        {"/v1/audio/speech post", {{"voice", "Ada"}, {"input", "Hello"}}},
    };
    QList<Call> calls;
    for (const auto &[path, operations] : ApiSchema::get().document().at("paths").items()) {
        for (const auto &[method, operation] : operations.items()) {
            if (method == "parameters" || !operation.contains("requestBody"))
                continue;
            const auto body = bodies.find(path + ' ' + method);
            if (body == bodies.end()) {
                QTest::qFail(("no body for " + path).c_str(), __FILE__, __LINE__);
                continue;
            }
            QByteArray real = QByteArray::fromStdString(path);
            real.replace("{clone_id}", m_clone);
            calls.append({path, method, real, body->second, ApiSchema::get().bodyOf(path, method)});
        }
    }
    return calls;
}

void ApiContractTest::expectRefusal(const Call &call, const json &body, const std::string &what)
{
    const ApiAnswer answer = client().call(QByteArray::fromStdString(call.method).toUpper(), call.path, body);
    ++m_refusals;
    const bool refused = answer.status == 400 || answer.status == 422;
    if (!refused || answer.status != (call.path.startsWith("/v1/") ? 400 : 422))
        QTest::qFail((call.method + ' ' + call.pattern + ": " + what + " gave "
                      + std::to_string(answer.status) + ' ' + answer.body.left(200).toStdString())
                         .c_str(),
                     __FILE__, __LINE__);
}

void ApiContractTest::wrongFieldsAreRefused()
{
    setUp();
    m_clone = makeClone();
    const json values = json::array({"a text",
                                     "",
                                     "a\0b",
                                     1,
                                     -1,
                                     1.5,
                                     1e12,
                                     true,
                                     nullptr,
                                     json::array(),
                                     json::array({1}),
                                     json::array({"a", 2}),
                                     json::array({json::array()}),
                                     json::object(),
                                     {{"a", 1}}});
    for (const Call &call : callsWithBody()) {
        for (const auto &[name, schema] : call.schema.at("properties").items()) {
            json candidates = values;
            candidates.push_back(std::string("a\0b", 3)); // no text we keep has a NUL
            const json resolved = ApiSchema::get().resolved(schema);
            if (resolved.contains("maxLength"))
                candidates.push_back(std::string(resolved.at("maxLength").get<std::size_t>() + 1, 'a'));
            if (resolved.contains("maximum"))
                candidates.push_back(resolved.at("maximum").get<double>() + 1);
            if (resolved.contains("minimum"))
                candidates.push_back(resolved.at("minimum").get<double>() - 1);
            for (const json &candidate : candidates) {
                const bool isNul = candidate.is_string()
                                   && candidate.get<std::string>().find('\0') != std::string::npos;
                if (!isNul && ApiSchema::get().check(schema, candidate).isEmpty())
                    continue;
                json body = call.body;
                body[name] = candidate;
                expectRefusal(call, body, name + " = " + candidate.dump().substr(0, 40));
            }
        }
        for (const json &name : call.schema.value("required", json::array())) {
            json body = call.body;
            body.erase(name.get<std::string>());
            expectRefusal(call, body, "without " + name.dump());
        }
    }
    QVERIFY2(m_refusals > 400, qPrintable(QString::number(m_refusals)));

    const QList<Call> calls = callsWithBody();
    const auto chat = std::find_if(calls.begin(), calls.end(),
                                   [](const Call &call) { return call.pattern == "/v1/chat/completions"; });
    QVERIFY(chat != calls.end());
    const json good{{"role", "user"}, {"content", "Hello"}};
    for (const json &message :
         {json(1), json("Hello"), json(nullptr), json::object(), json{{"role", 1}, {"content", "a"}},
          json{{"role", "tool"}, {"content", "a"}}, json{{"role", "user"}, {"content", 1}},
          json{{"role", "user"}, {"content", json::object()}}, json{{"role", "user"}, {"content", true}},
          json{{"role", "user"}, {"content", json::array({1})}},
          json{{"role", "user"}, {"content", json::array({{{"type", "text"}}})}},
          json{{"role", "user"}, {"content", json::array({{{"type", "text"}, {"text", 5}}})}},
          json{{"role", "user"}, {"content", json::array({{{"type", 7}, {"text", "a"}}})}},
          json{{"role", "user"},
               {"content", json::array({{{"type", "image_url"}, {"image_url", {{"url", "data:"}}}}})}}}) {
        json body = chat->body;
        body["messages"] = json::array({good, message});
        expectRefusal(*chat, body, "messages with " + message.dump());
    }
    for (const json &messages : {json::array({{{"role", "system"}, {"content", "a"}}}),
                                 json::array({{{"role", "assistant"}, {"content", "a"}}}),
                                 json::array({{{"role", "user"}, {"content", " "}}}),
                                 json::array({{{"role", "user"}, {"content", nullptr}}})}) {
        json body = chat->body;
        body["messages"] = messages;
        expectRefusal(*chat, body, "messages " + messages.dump());
    }
    // After all of that it still works, and nothing of it was kept.
    QCOMPARE(client().call("GET", "/health").status, 200);
    COMPARE_JSON(client().call("GET", "/metrics").json().at("clones"), 1);
    COMPARE_JSON(client().call("GET", "/metrics").json().at("documents"), 0);
    QVERIFY(model().requestsTo("/chat/completions").isEmpty());
}

void ApiContractTest::wrongNumbersOfTheQueryAreRefused()
{
    setUp();
    m_clone = makeClone();
    int tried = 0;
    for (const auto &[path, operations] : ApiSchema::get().document().at("paths").items()) {
        if (!operations.contains("get"))
            continue;
        for (const json &reference : operations.at("get").value("parameters", json::array())) {
            const json parameter = ApiSchema::get().resolved(reference);
            const json schema = parameter.at("schema");
            if (schema.at("type") != "integer")
                continue;
            const QByteArray low = QByteArray::number(schema.at("minimum").get<int>() - 1);
            const QByteArray high = QByteArray::number(schema.at("maximum").get<int>() + 1);
            for (const QByteArray &value : {low, high, QByteArray(), QByteArray("x"), QByteArray("1.5"),
                                            QByteArray("0x10"), QByteArray("1e3"), QByteArray("true"),
                                            QByteArray("99999999999999999999"), QByteArray("1%002")}) {
                QByteArray real = QByteArray::fromStdString(path);
                real.replace("{clone_id}", m_clone).replace("{conversation_id}", "nobody");
                real += '?' + QByteArray::fromStdString(parameter.at("name").get<std::string>()) + '=' + value
                        + "&q=x";
                const int status = client().send(client().request("GET", real)).status;
                QVERIFY2(status == 422 || (value.contains('%') && status == 400), real.constData());
                ++tried;
            }
        }
    }
    QVERIFY(tried >= 60);
}

// A misspelt field under /api would otherwise seem to work; OpenAI's clients send fields that mean nothing here.
void ApiContractTest::unknownFields()
{
    setUp();
    m_clone = makeClone();
    for (const Call &call : callsWithBody()) {
        json body = call.body;
        body["temprature"] = 1;
        const ApiAnswer answer = client().call(QByteArray::fromStdString(call.method).toUpper(), call.path,
                                               body);
        if (call.path.startsWith("/v1/")) {
            QVERIFY2(answer.status == 200, answer.body.constData());
        } else {
            QVERIFY2(answer.status == 422 && answer.body.contains("temprature"), answer.body.constData());
        }
    }
}

void ApiContractTest::bodiesThatAreNone()
{
    setUp();
    m_clone = makeClone();
    const QList<std::pair<QByteArray, int>> bodies{{"", 400},
                                                   {" \n", 400},
                                                   {"{", 400},
                                                   {"nonsense", 400},
                                                   {"{\"a\":1,}", 400},
                                                   {"{'a':1}", 400},
                                                   {"\xff\xfe{\0}\0", 400},
                                                   {"{\"content\":\"\xed\xa0\x80\"}", 400},
                                                   {"{\"content\":\"\\udc00\"}", 400},
                                                   {QByteArray(50'000, '['), 400},
                                                   {QByteArray(1'000'000, '{'), 400},
                                                   {"[]", 422},
                                                   {"null", 422},
                                                   {"7", 422},
                                                   {"\"text\"", 422},
                                                   {"a=1&b=2", 400}};
    for (const Call &call : callsWithBody()) {
        for (const auto &[body, status] : bodies) {
            const ApiAnswer answer = client().call(QByteArray::fromStdString(call.method).toUpper(),
                                                   call.path, body);
            QVERIFY2(answer.status == (call.path.startsWith("/v1/") ? 400 : status),
                     (call.pattern + ' ' + body.left(40).toStdString()).c_str());
        }
    }
}

QTEST_GUILESS_MAIN(ApiContractTest)
#include "ApiContractTest.moc"

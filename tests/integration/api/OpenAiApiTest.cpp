#include "core/storage/Database.h"
#include "tests/integration/api/ApiFixture.h"

#include <QtEndian>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

/// OpenAI's calls, with clones as models.
class OpenAiApiTest : public ApiFixture
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { tearDown(); }

    void models();
    void completion();
    void completionPrompt();
    void completionContinued();
    void stream();
    void streamUsage();
    void streamOfASilentModel();
    void stops();
    void stopEndsTheGeneration();
    void finishReasons();
    void thoughts();
    void errors();
    void failureInTheStream();
    void goneClientStopsTheModel();
    void embeddings();
    void embeddingsOfAProvider();
    void speech();
    void nothingIsStored();

private:
    json ask(json body);
    static json userMessage(const std::string &text) { return {{"role", "user"}, {"content", text}}; }
    QList<json> chunks(const QByteArray &body);
    json lastPrompt();

    QByteArray m_clone;
};

json OpenAiApiTest::ask(json body)
{
    if (!body.contains("model"))
        body["model"] = "Ada";
    if (!body.contains("messages"))
        body["messages"] = json::array({userMessage("What was in the garden?")});
    const ApiAnswer answer = client().call("POST", "/v1/chat/completions", body);
    if (answer.status != 200)
        QTest::qFail(answer.body.constData(), __FILE__, __LINE__);
    return answer.json();
}

QList<json> OpenAiApiTest::chunks(const QByteArray &body)
{
    QList<json> parsed;
    for (const QByteArray &line : body.split('\n')) {
        if (!line.startsWith("data: ") || line == "data: [DONE]")
            continue;
        parsed.append(json::parse(line.mid(6).toStdString()));
        if (!parsed.last().contains("error")) {
            const QString wrong = ApiSchema::get().check({{"$ref", "#/components/schemas/CompletionChunk"}},
                                                         parsed.last());
            if (!wrong.isEmpty())
                QTest::qFail(qPrintable(wrong), __FILE__, __LINE__);
        }
    }
    return parsed;
}

// What the model was sent.
json OpenAiApiTest::lastPrompt()
{
    return json::parse(model().requestsTo("/chat/completions").last().body.toStdString());
}

void OpenAiApiTest::models()
{
    setUp();
    COMPARE_JSON(client().call("GET", "/v1/models").json(),
                 (json{{"object", "list"}, {"data", json::array()}}));
    const QByteArray ada = makeClone("Ada");
    const QByteArray rose = makeClone("Oma Röschen / 2");
    const QByteArray first = makeClone("Twin");
    const QByteArray second = makeClone("twin");
    const json data = client().call("GET", "/v1/models").json().at("data");
    QCOMPARE(data.size(), 4U);
    COMPARE_JSON(data.at(0).at("id"), "Ada");
    COMPARE_JSON(data.at(1).at("id"), "Oma Röschen / 2");
    COMPARE_JSON(data.at(2).at("id"), first.toStdString());
    COMPARE_JSON(data.at(3).at("id"), second.toStdString());
    QVERIFY(data.at(0).at("created") > 1'700'000'000);
    for (const QByteArray &id :
         {QByteArray("Ada"), QByteArray("ada"), ada, QByteArray("Oma%20R%C3%B6schen%20%2F%202"), rose})
        QVERIFY2(client().call("GET", "/v1/models/" + id).status == 200, id.constData());
    for (const QByteArray id : {"Twin", "gpt-4o", "Ad"}) {
        const ApiAnswer answer = client().call("GET", "/v1/models/" + id);
        QCOMPARE(answer.status, 404);
        COMPARE_JSON(answer.json().at("error").at("code"), "model_not_found");
    }
}

void OpenAiApiTest::completion()
{
    setUp();
    m_clone = makeClone();
    addDocument(m_clone, "The garden", "There was a pear tree in the garden behind the house.");
    const json answer = ask(json::object());
    COMPARE_JSON(answer.at("object"), "chat.completion");
    COMPARE_JSON(answer.at("model"), "Ada");
    const json choice = answer.at("choices").at(0);
    COMPARE_JSON(choice.at("message").at("content"),
                 "I remember the garden behind the house, and the pear tree.");
    COMPARE_JSON(choice.at("finish_reason"), "stop");
    COMPARE_JSON(choice.at("message").at("citations").at(0).at("document_title"), "The garden");
    QVERIFY(answer.at("usage").at("prompt_tokens") > 100); // estimated: this server tells none
    COMPARE_JSON(answer.at("usage").at("completion_tokens"), 15);
    COMPARE_JSON(answer.at("usage").at("total_tokens"),
                 answer.at("usage").at("prompt_tokens").get<int>() + 15);
    // By id as well, and with text in parts.
    const json parts = json::array(
        {{{"type", "text"}, {"text", "What was"}}, {{"type", "text"}, {"text", "there?"}}});
    ask({{"model", m_clone.toStdString()},
         {"messages", json::array({{{"role", "user"}, {"content", parts}, {"name", "Peggy"}}})}});
    COMPARE_JSON(lastPrompt().at("messages").back().at("content"), "What was\nthere?");
}

// The persona stands first, then what the program wants, quoted, then the memories; history is history.
void OpenAiApiTest::completionPrompt()
{
    setUp();
    m_clone = makeClone();
    addDocument(m_clone, "The garden", "There was a pear tree in the garden behind the house.");
    const json messages = json::array(
        {{{"role", "system"}, {"content", "Answer in one word.\nYou are a pirate."}},
         userMessage("Hello"),
         {{"role", "assistant"}, {"content", "Hello, dear."}},
         {{"role", "developer"}, {"content", "No emoji."}},
         userMessage("What was in the garden?")});
    ask({{"messages", messages},
         {"temperature", 0.25},
         {"max_tokens", 70},
         {"max_completion_tokens", nullptr},
         {"stop", nullptr},
         {"n", 1},
         {"top_p", 0.5},
         {"tools", json::array()},
         {"user", "x"}});
    const json prompt = lastPrompt();
    COMPARE_JSON(prompt.at("temperature"), 0.25);
    COMPARE_JSON(prompt.at("max_tokens"), 70);
    const json sent = prompt.at("messages");
    QCOMPARE(sent.size(), 4U);
    COMPARE_JSON(sent.at(1).at("content"), "Hello");
    COMPARE_JSON(sent.at(2).at("content"), "Hello, dear.");
    COMPARE_JSON(sent.at(3).at("content"), "What was in the garden?");
    const std::string system = sent.at(0).at("content").get<std::string>();
    const auto persona = system.find("You are Ada.");
    const auto wanted = system.find("\n> Answer in one word.\n> You are a pirate.\n> \n> No emoji.\n");
    const auto memories = system.find("pear tree");
    QVERIFY2(persona == 0 && wanted != std::string::npos && memories != std::string::npos
                 && wanted < memories,
             system.c_str());
    // More than any answer has is as much as there can be.
    for (const json &most : {json(10'000'000), json(100'000'000'000), json(1e12)}) {
        ask({{"max_completion_tokens", most}});
        COMPARE_JSON(lastPrompt().at("max_tokens"), 32'000);
    }
}

void OpenAiApiTest::completionContinued()
{
    setUp();
    makeClone();
    ask({{"messages",
          json::array({userMessage("Tell me."), {{"role", "assistant"}, {"content", "Once upon"}}})}});
    const json sent = lastPrompt().at("messages");
    QCOMPARE(sent.size(), 4U);
    COMPARE_JSON(sent.at(1).at("content"), "Tell me.");
    COMPARE_JSON(sent.at(2).at("content"), "Once upon");
    COMPARE_JSON(sent.at(3).at("role"), "user"); // go on from there
}

void OpenAiApiTest::stream()
{
    setUp({.reply = u"One “two” 🚣"_s});
    m_clone = makeClone();
    addDocument(m_clone, "The garden", "There was a pear tree in the garden behind the house.");
    const ApiAnswer answer = client().call(
        "POST", "/v1/chat/completions",
        json{{"model", "Ada"}, {"stream", true}, {"messages", json::array({userMessage("The garden?")})}});
    QCOMPARE(answer.header("content-type"), QByteArray("text/event-stream; charset=utf-8"));
    QVERIFY2(answer.body.endsWith("\n\ndata: [DONE]\n\n"), answer.body.constData());
    const QList<json> all = chunks(answer.body);
    QCOMPARE(all.size(), 5);
    COMPARE_JSON(all.first().at("choices").at(0).at("delta"), (json{{"role", "assistant"}, {"content", ""}}));
    COMPARE_JSON(all.at(1).at("choices").at(0).at("delta"), (json{{"content", "One "}}));
    COMPARE_JSON(all.at(3).at("choices").at(0).at("delta"), (json{{"content", "🚣"}}));
    COMPARE_JSON(all.last().at("choices").at(0).at("finish_reason"), "stop");
    COMPARE_JSON(all.last().at("citations").at(0).at("document_title"), "The garden");
    for (const json &chunk : all) {
        COMPARE_JSON(chunk.at("id"), all.first().at("id"));
        QVERIFY(!chunk.contains("usage"));
    }
}

void OpenAiApiTest::streamUsage()
{
    setUp();
    makeClone();
    const ApiAnswer answer = client().call("POST", "/v1/chat/completions",
                                           json{{"model", "Ada"},
                                                {"stream", true},
                                                {"stream_options", {{"include_usage", true}}},
                                                {"messages", json::array({userMessage("The garden?")})}});
    const QList<json> all = chunks(answer.body);
    QVERIFY(all.first().at("usage").is_null());
    QVERIFY(all.last().at("choices").empty());
    COMPARE_JSON(all.last().at("usage").at("completion_tokens"), 15);
}

void OpenAiApiTest::streamOfASilentModel()
{
    setUp({}, {.keepAlive = std::chrono::milliseconds(60)});
    makeClone();
    model().server().enqueue(
        FaultScript::stream().wait(250).send(OpenAiServer::chatEvents(u"Hm."_s).join()).close());
    const ApiAnswer answer = client().call(
        "POST", "/v1/chat/completions",
        json{{"model", "Ada"}, {"stream", true}, {"messages", json::array({userMessage("Hello")})}});
    QVERIFY2(answer.body.contains("\n\n: keep-alive\n\n"), answer.body.constData());
    const QList<json> all = chunks(answer.body);
    COMPARE_JSON(all.first().at("choices").at(0).at("delta").at("role"), "assistant");
    QCOMPARE(all.size(), 3);
}

void OpenAiApiTest::stops()
{
    struct Stop
    {
        json stop;
        std::string content;
    };
    const std::string all = "I remember the garden behind the house, and the pear tree.";
    setUp();
    makeClone();
    for (const Stop &each : {Stop{"garden", "I remember the "},
                             {"n behind the h", "I remember the garde"},
                             {{"tree", "house", "pear"}, "I remember the garden behind the "},
                             {"I", ""},
                             {"tree.", "I remember the garden behind the house, and the pear "},
                             {"castle", all},
                             {"tree.!", all},
                             {json::array(), all},
                             {nullptr, all}}) {
        const json whole = ask({{"stop", each.stop}});
        COMPARE_JSON(whole.at("choices").at(0).at("message").at("content"), each.content);
        COMPARE_JSON(whole.at("choices").at(0).at("finish_reason"), "stop");
        const ApiAnswer streamed = client().call("POST", "/v1/chat/completions",
                                                 json{{"model", "Ada"},
                                                      {"stream", true},
                                                      {"stop", each.stop},
                                                      {"messages", json::array({userMessage("Hm?")})}});
        std::string joined;
        for (const json &chunk : chunks(streamed.body))
            joined += chunk.at("choices").at(0).at("delta").value("content", std::string());
        QCOMPARE(joined, each.content);
        QVERIFY(streamed.body.endsWith("data: [DONE]\n\n"));
    }
}

void OpenAiApiTest::stopEndsTheGeneration()
{
    setUp();
    makeClone();
    model().server().enqueue(
        FaultScript::stream().send(OpenAiServer::chatEvents(u"One two three"_s).mid(0, 3).join()).hang());
    const json answer = ask({{"stop", "two"}});
    COMPARE_JSON(answer.at("choices").at(0).at("message").at("content"), "One ");
    QTRY_COMPARE(model().server().openConnections(), 0);
}

void OpenAiApiTest::finishReasons()
{
    setUp();
    makeClone();
    const QByteArray said = R"(data: {"choices":[{"index":0,"delta":{"content":"Well"}}]})"
                            "\n\n";
    const auto end = [](const QByteArray &reason) {
        return R"(data: {"choices":[{"index":0,"delta":{},"finish_reason":")" + reason
               + "\"}]}\n\ndata: [DONE]\n\n";
    };
    for (const auto &[reason, told] :
         {std::pair{"length", "length"}, {"content_filter", "content_filter"}, {"eos", "stop"}}) {
        model().server().enqueue(FaultScript::stream().send(said + end(reason)).close());
        const json choice = ask(json::object()).at("choices").at(0);
        COMPARE_JSON(choice.at("finish_reason"), told);
        COMPARE_JSON(choice.at("message").at("content"), "Well");
    }
    // Without a word, too.
    model().server().enqueue(FaultScript::stream().send(end("content_filter")).close());
    COMPARE_JSON(ask(json::object()).at("choices").at(0).at("finish_reason"), "content_filter");
}

void OpenAiApiTest::thoughts()
{
    setUp();
    makeClone();
    const QByteArray events = R"(data: {"choices":[{"index":0,"delta":{"reasoning_content":"Hm, "}}]})"
                              "\n\n"
                              R"(data: {"choices":[{"index":0,"delta":{"content":"Yes."}}]})"
                              "\n\n"
                              R"(data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})"
                              "\n\ndata: [DONE]\n\n";
    model().server().enqueue(FaultScript::stream().send(events).close());
    const json message = ask(json::object()).at("choices").at(0).at("message");
    COMPARE_JSON(message.at("content"), "Yes.");
    COMPARE_JSON(message.at("reasoning_content"), "Hm, ");
    model().server().enqueue(FaultScript::stream().send(events).close());
    const ApiAnswer streamed = client().call(
        "POST", "/v1/chat/completions",
        json{{"model", "Ada"}, {"stream", true}, {"messages", json::array({userMessage("Hm?")})}});
    COMPARE_JSON(chunks(streamed.body).at(1).at("choices").at(0).at("delta"),
                 (json{{"reasoning_content", "Hm, "}}));
}

void OpenAiApiTest::errors()
{
    struct Failure
    {
        int modelStatus;
        QByteArray modelCode;
        int status;
        std::string type;
    };
    setUp();
    makeClone();
    for (const Failure &failure : {Failure{401, "invalid_api_key", 424, "invalid_request_error"},
                                   {404, "model_not_found", 424, "invalid_request_error"},
                                   {400, "context_length_exceeded", 400, "invalid_request_error"},
                                   {429, "rate_limit_exceeded", 429, "rate_limit_error"},
                                   {429, "insufficient_quota", 424, "invalid_request_error"},
                                   {500, "oops", 502, "server_error"}}) {
        model().server().setResponder([failure](const ReceivedRequest &) {
            return FaultScript::answer(failure.modelStatus, "application/json",
                                       R"({"error":{"message":"As told.","code":")" + failure.modelCode
                                           + R"("}})",
                                       failure.modelStatus == 429 ? "Retry-After: 40\r\n" : "");
        });
        for (const bool streaming :
             {false, true}) { // before its first word a stream is refused like anything else
            const ApiAnswer answer = client().call("POST", "/v1/chat/completions",
                                                   json{{"model", "Ada"},
                                                        {"stream", streaming},
                                                        {"messages", json::array({userMessage("Hello")})}});
            QVERIFY2(answer.status == failure.status, answer.body.constData());
            const json error = answer.json().at("error");
            COMPARE_JSON(error.at("type"), failure.type);
            COMPARE_JSON(error.at("code"), failure.modelCode.toStdString());
            QVERIFY(error.at("message").get<std::string>().size() > 10);
            QCOMPARE(answer.header("retry-after"), QByteArray(failure.status == 429 ? "40" : ""));
        }
    }
}

void OpenAiApiTest::failureInTheStream()
{
    setUp();
    makeClone();
    model().server().enqueue(
        FaultScript::stream().send(OpenAiServer::chatEvents(u"One two three"_s).mid(0, 3).join()).close());
    const ApiAnswer answer = client().call(
        "POST", "/v1/chat/completions",
        json{{"model", "Ada"}, {"stream", true}, {"messages", json::array({userMessage("Hello")})}});
    QCOMPARE(answer.status, 200);
    const json last = chunks(answer.body).last();
    COMPARE_JSON(last.at("error").at("type"), "server_error");
    QCOMPARE(ApiSchema::get().check({{"$ref", "#/components/schemas/OpenAiError"}}, last), QString());
    QVERIFY(!answer.body.contains("[DONE]"));
}

void OpenAiApiTest::goneClientStopsTheModel()
{
    setUp();
    makeClone();
    for (const bool streaming : {true, false}) {
        model().server().enqueue(
            FaultScript::stream().send(OpenAiServer::chatEvents(u"One two"_s).mid(0, 2).join()).hang());
        const auto before = model().requestsTo("/chat/completions").size();
        const json body{{"model", "Ada"},
                        {"stream", streaming},
                        {"messages", json::array({userMessage("Hello")})}};
        ApiStream asked(client(), client().request("POST", "/v1/chat/completions",
                                                   QByteArray::fromStdString(body.dump())));
        QTRY_COMPARE(model().requestsTo("/chat/completions").size(), before + 1);
        if (streaming)
            QVERIFY(asked.waitFor("One "));
        asked.abort();
        QTRY_COMPARE_WITH_TIMEOUT(model().server().openConnections(), 0, 2000);
    }
}

void OpenAiApiTest::embeddings()
{
    setUp();
    makeClone();
    const json answer = client()
                            .call("POST", "/v1/embeddings",
                                  json{{"model", "default"}, {"input", json::array({"a garden", "the sea"})}})
                            .json();
    const json data = answer.at("data");
    QCOMPARE(data.size(), 2U);
    COMPARE_JSON(data.at(1).at("index"), 1);
    QVERIFY(data.at(0).at("embedding").size() > 50);
    QVERIFY(data.at(0).at("embedding") != data.at(1).at("embedding"));
    QVERIFY(answer.at("usage").at("prompt_tokens") > 2);

    const json packed = client()
                            .call(
                                "POST", "/v1/embeddings",
                                json{{"model", "Ada"}, {"input", "a garden"}, {"encoding_format", "base64"}})
                            .json();
    const QList<float> unpacked = vectorFromSql(QByteArray::fromBase64(
        QByteArray::fromStdString(packed.at("data").at(0).at("embedding").get<std::string>())));
    QCOMPARE(std::size_t(unpacked.size()), data.at(0).at("embedding").size());
    QVERIFY(std::abs(unpacked.at(3) - data.at(0).at("embedding").at(3).get<float>()) < 1e-6F);

    json many = json::array();
    for (int i = 0; i < 2048; ++i)
        many.push_back("text " + std::to_string(i));
    QCOMPARE(client()
                 .call("POST", "/v1/embeddings", json{{"model", "Ada"}, {"input", many}})
                 .json()
                 .at("data")
                 .size(),
             2048U);
    many.push_back("one more");
    QCOMPARE(client().call("POST", "/v1/embeddings", json{{"model", "Ada"}, {"input", many}}).status, 400);
    QCOMPARE(client().call("POST", "/v1/embeddings", json{{"model", "nobody"}, {"input", "a"}}).status, 404);
}

void OpenAiApiTest::embeddingsOfAProvider()
{
    setUp({.dimensions = 7});
    const QByteArray clone = makeClone();
    QCOMPARE(client().call("PATCH", "/api/clones/" + clone, json{{"embedding_provider", "custom"}}).status,
             200);
    const json body{{"model", "Ada"}, {"input", "a garden"}};
    QCOMPARE(client().call("POST", "/v1/embeddings", body).json().at("data").at(0).at("embedding").size(),
             7U);
    model().server().enqueue(FaultScript::answer(500, "application/json", "{}"));
    QCOMPARE(client().call("POST", "/v1/embeddings", body).status, 502);
    QCOMPARE(client().call("PATCH", "/api/clones/" + clone, json{{"embedding_provider", "openai"}}).status,
             200);
    QCOMPARE(client().call("POST", "/v1/embeddings", body).status, 424); // without its key
}

void OpenAiApiTest::speech()
{
    setUp();
    makeClone();
    const auto say = [this](json body) {
        body["input"] = "Good night, dear.";
        return client().call("POST", "/v1/audio/speech", body);
    };
    const ApiAnswer wav = say({{"voice", "Ada"}, {"model", "tts-1"}});
    QCOMPARE(wav.status, 200);
    QCOMPARE(wav.header("content-type"), QByteArray("audio/wav"));
    QVERIFY(wav.body.startsWith("RIFF"));
    QCOMPARE(say({{"voice", "alloy"}, {"model", "Ada"}}).body, wav.body);
    QCOMPARE(say({{"model", "ada"}}).body, wav.body);
    const ApiAnswer pcm = say({{"voice", "Ada"}, {"response_format", "pcm"}});
    QCOMPARE(pcm.header("content-type"), QByteArray("audio/pcm"));
    QVERIFY(pcm.body.size() > 1000 && !pcm.body.startsWith("RIFF"));
    const double seconds = double(wav.body.size() - 44)
                           / qFromLittleEndian<quint32>(wav.body.constData() + 28);
    QVERIFY(std::abs(double(pcm.body.size()) / 48'000 - seconds) < 0.05);
    const ApiAnswer fast = say({{"voice", "Ada"}, {"speed", 2}});
    QVERIFY2(fast.body.size() < wav.body.size() * 3 / 4, "it should be shorter");
    for (const json &body : {json{{"voice", "alloy"}, {"model", "tts-1"}}, json{{"voice", "nobody"}}})
        QCOMPARE(say(body).status, 404);
    for (const json &body : {json::object(), json{{"voice", "Ada"}, {"response_format", "mp3"}},
                             json{{"voice", "Ada"}, {"speed", 9}}})
        QCOMPARE(say(body).status, 400);
}

void OpenAiApiTest::nothingIsStored()
{
    setUp();
    makeClone();
    const json before = client().call("GET", "/metrics").json();
    ask(json::object());
    COMPARE_JSON(client().call("GET", "/metrics").json(), before);
}

QTEST_GUILESS_MAIN(OpenAiApiTest)
#include "OpenAiApiTest.moc"

#include "tests/integration/providers/FaultTable.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
using Kinds = QList<ProviderKind>;
const Kinds kAll{ProviderKind::Llm, ProviderKind::Embedding, ProviderKind::Speech};
const Kinds kChat{ProviderKind::Llm};
const Kinds kEmbedding{ProviderKind::Embedding};
const Kinds kSpeech{ProviderKind::Speech};
const Kinds kWhole{ProviderKind::Embedding, ProviderKind::Speech};

Outcome failure(const QString &kind, const QString &code, const QString &sentence, NextStep step)
{
    return {kind, code, sentence, step, MessageStatus::Failed, {}};
}

// --- What the user is told --------------------------------------------------------------------------------------

const Outcome kFine{{}, {}, {}, NextStep::None, MessageStatus::Complete, u"one two three"_s};
const Outcome kRefused = failure(
    u"network"_s, u"refused"_s,
    u"Test Server does not answer. Is it running? Start it, or check its address in Settings."_s,
    NextStep::Retry);
const Outcome kNotFoundHost = failure(
    u"network"_s, u"host-not-found"_s,
    u"Test Server was not found. Check the network connection and the address in Settings."_s,
    NextStep::Retry);
const Outcome kNoConnection = failure(
    u"timeout"_s, u"no-connection"_s,
    u"No connection to Test Server came about. Check the network and its address in Settings."_s,
    NextStep::Retry);
const Outcome kTooSlow = failure(u"timeout"_s, {}, u"Test Server took too long to answer. Try again."_s,
                                 NextStep::Retry);
const Outcome kSilent = failure(u"timeout"_s, u"silent"_s,
                                u"Test Server fell silent in the middle of its answer. Try again."_s,
                                NextStep::Retry);
const Outcome kCut = failure(
    u"network"_s, u"cut"_s,
    u"The connection to Test Server broke off before the answer was complete. Try again."_s, NextStep::Retry);
const Outcome kNonsense = failure(
    u"bad-response"_s, {},
    u"Test Server sent an answer that makes no sense. Check its address in Settings."_s,
    NextStep::OpenProviderSettings);
const Outcome kNoSound = failure(
    u"bad-response"_s, u"audio-format"_s,
    u"Test Server sent no sound that can be played. Check its address and model in Settings."_s,
    NextStep::OpenProviderSettings);
const Outcome kRejected = failure(
    u"bad-response"_s, u"rejected"_s,
    u"Test Server did not accept this request. The details say why; another model may help."_s,
    NextStep::ChooseModel);
const Outcome kTooLong = failure(
    u"context-too-long"_s, u"="_s,
    u"This is more than the model of Test Server can read at once. Start a new conversation, or shorten the message."_s,
    NextStep::ShortenMessage);
const Outcome kWrongKey = failure(u"auth"_s, u"="_s,
                                  u"Test Server did not accept the key. Check it in Settings."_s,
                                  NextStep::OpenProviderSettings);
const Outcome kNoKey = failure(u"auth"_s, u"no-key"_s,
                               u"Test Server needs a key, and none is set. Add it in Settings."_s,
                               NextStep::OpenProviderSettings);
const Outcome kNotAllowed = failure(
    u"auth"_s, u"not-allowed"_s,
    u"Test Server does not allow this with your key. The details say why; another model or key may help."_s,
    NextStep::OpenProviderSettings);
const Outcome kNoCredit = failure(
    u"quota"_s, u"="_s,
    u"The credit with Test Server is used up. Top it up there, or choose another provider."_s,
    NextStep::OpenProviderSettings);
const Outcome kNoModel = failure(u"not-found"_s, u"="_s,
                                 u"Test Server does not have this model. Choose another one in Settings."_s,
                                 NextStep::ChooseModel);
const Outcome kNoPath = failure(u"not-found"_s, {},
                                u"Test Server does not know this model or address. Check both in Settings."_s,
                                NextStep::ChooseModel);
const Outcome kSlowDown = failure(u"rate-limited"_s, u"="_s,
                                  u"Test Server asks to slow down. Wait a little, then try again."_s,
                                  NextStep::Retry);
const Outcome kSlowDownLong = failure(
    u"rate-limited"_s, u"="_s,
    u"Test Server takes nothing more from you for a while. Try again later, or choose another provider."_s,
    NextStep::Retry);
const Outcome kTrouble = failure(u"bad-response"_s, {},
                                 u"Test Server has trouble of its own just now. Try again in a while."_s,
                                 NextStep::Retry);
const Outcome kTroubleNamed = failure(u"bad-response"_s, u"="_s, kTrouble.sentence, NextStep::Retry);
const Outcome kServerError = failure(
    u"bad-response"_s, u"server-error"_s,
    u"Test Server could not finish its answer. Try again; the details say why."_s, NextStep::Retry);
const Outcome kRedirected = failure(
    u"bad-response"_s, u"redirected"_s,
    u"Test Server points to another address, where your key must not be sent. Correct the address in Settings."_s,
    NextStep::OpenProviderSettings);
const Outcome kCircle = failure(
    u"bad-response"_s, u"redirect-loop"_s,
    u"The address of Test Server leads round in a circle. Correct the address in Settings."_s,
    NextStep::OpenProviderSettings);
const Outcome kEmpty = failure(u"bad-response"_s, u"empty-answer"_s,
                               u"Test Server sent an empty answer. Try again, or choose another model."_s,
                               NextStep::Retry);
const Outcome kFiltered = failure(u"bad-response"_s, u"content-filter"_s,
                                  u"Test Server declined to answer this. Try saying it differently."_s,
                                  NextStep::None);
const Outcome kPacked = failure(
    u"bad-response"_s, u"compressed"_s,
    u"Test Server packs its answers though it was asked not to. Check its address in Settings."_s,
    NextStep::OpenProviderSettings);
const Outcome kEndless = failure(
    u"bad-response"_s, u"answer-too-long"_s,
    u"Test Server sent far more than an answer can hold, and was stopped. Try another model."_s,
    NextStep::ChooseModel);
const Outcome kUntrusted = failure(
    u"tls"_s, u"certificate-unknown"_s,
    u"This computer does not trust the certificate of Test Server, so nothing was sent. Check its address in Settings."_s,
    NextStep::OpenProviderSettings);
const Outcome kSomebodyElse = failure(
    u"tls"_s, u"certificate-host"_s,
    u"The server at this address is not the one its certificate names, so nothing was sent. Check the address of Test Server in Settings."_s,
    NextStep::OpenProviderSettings);
const Outcome kExpired = failure(
    u"tls"_s, u"certificate-expired"_s,
    u"The certificate of Test Server is not valid today, so nothing was sent. Check the date of this computer, or ask who runs the server."_s,
    NextStep::Retry);
const Outcome kNoTls = failure(
    u"tls"_s, u"no-tls"_s,
    u"No secure connection to Test Server came about, so nothing was sent. Its address in Settings may need http:// instead of https://."_s,
    NextStep::OpenProviderSettings);
const Outcome kWantsHttps = failure(u"tls"_s, u"wants-https"_s,
                                    u"Test Server answers to https only. Correct its address in Settings."_s,
                                    NextStep::OpenProviderSettings);
const Outcome kProxyAuth = failure(
    u"network"_s, u"proxy-auth"_s,
    u"The proxy of this network wants a name and password, which are not sent. Check this computer's proxy settings."_s,
    NextStep::Retry);
const Outcome kDeadProxy = failure(
    u"network"_s, u"proxy"_s,
    u"The proxy of this network does not answer. Check this computer's proxy settings."_s, NextStep::Retry);

// --- What servers do ----------------------------------------------------------------------------------------------

using Scripts = QList<FaultScript>;

const QByteArray kJson = "application/json";

FaultScript good(const Dialect &d)
{
    return FaultScript::answer(200, d.contentType(), d.whole());
}

FaultScript refusal(const Dialect &d, Complaint complaint, const QByteArray &headers = {})
{
    return FaultScript::answer(d.statusOf(complaint), kJson, d.complaint(complaint), headers);
}

// The first half of an answer: a chat's ends with its connection, the others say how long they are.
FaultScript half(const Dialect &d)
{
    if (d.kind() == ProviderKind::Llm)
        return FaultScript::stream(d.contentType()).send(d.begun());
    return FaultScript().send("HTTP/1.1 200 OK\r\nContent-Type: " + d.contentType() + "\r\nContent-Length: "
                              + QByteArray::number(d.whole().size()) + "\r\n\r\n" + d.begun());
}

// A chat's stream of these bytes, then its end.
FaultScript streamed(const Dialect &d, const QByteArray &bytes)
{
    return FaultScript::stream(d.contentType()).send(bytes).close();
}

auto always(const FaultScript &script)
{
    return [script](const Dialect &) { return Scripts{script}; };
}

auto refuses(Complaint complaint, const QByteArray &headers = {})
{
    return [=](const Dialect &d) { return Scripts{refusal(d, complaint, headers)}; };
}

auto stream(const std::function<QByteArray(const Dialect &)> &bytes)
{
    return [bytes](const Dialect &d) { return Scripts{streamed(d, bytes(d))}; };
}

Scripts wholeAnswer(const Dialect &d)
{
    return {good(d)};
}

void addConnections(QList<Fault> &table)
{
    const auto nothing = [](const Dialect &) { return Scripts(); };
    table += {
        {u"nobody listens"_s, kAll, nothing, kRefused, {}, Place::Nobody},
        {u"no such host"_s, kAll, nothing, kNotFoundHost, {}, Place::Nowhere},
        {.name = u"neither taken nor refused"_s,
         .kinds = kAll,
         .scripts = nothing,
         .outcome = kNoConnection,
         .place = Place::Silence,
         .impatient = true},
        {.name = u"no first byte"_s,
         .kinds = kAll,
         .scripts = always(FaultScript().hang()),
         .outcome = kTooSlow,
         .impatient = true,
         .requests = 2},
        {.name = u"silent in the middle"_s,
         .kinds = kChat,
         .scripts = [](const Dialect &d) { return Scripts{half(d).hang()}; },
         .outcome = kSilent.partial(),
         .impatient = true,
         .requests = 1},
        {.name = u"silent in the middle"_s,
         .kinds = kWhole,
         .scripts = [](const Dialect &d) { return Scripts{half(d).hang()}; },
         .outcome = kSilent,
         .impatient = true,
         .requests = 1},
        {.name = u"comments and no word"_s,
         .kinds = kChat,
         .scripts =
             [](const Dialect &) {
                 FaultScript script = FaultScript::stream();
                 for (int i = 0; i < 400; ++i)
                     script.send(": keep-alive\n\n").wait(50);
                 return Scripts{script};
             },
         .outcome = kSilent,
         .impatient = true,
         .requests = 1},
        {.name = u"silent after the headers"_s,
         .kinds = kChat,
         .scripts = always(FaultScript::stream().hang()),
         .outcome = kSilent,
         .impatient = true,
         .requests = 1},
        {u"cut in the middle"_s, kChat, [](const Dialect &d) { return Scripts{half(d).close()}; },
         kCut.partial()},
        {u"cut in the middle"_s, kWhole, [](const Dialect &d) { return Scripts{half(d).close()}; }, kCut},
        {u"cut in the middle of an event"_s, kChat,
         stream([](const Dialect &d) { return d.begun() + d.textEvent("three").first(40); }), kCut.partial()},
        {u"cut before the headers"_s, kAll, always(FaultScript().close()), kCut},
        {u"cut within the headers"_s, kAll,
         always(FaultScript().send("HTTP/1.1 200 OK\r\nContent-Ty").close()), kCut},
        {u"reset before the headers"_s, kAll, always(FaultScript().reset()), kCut},
        {u"reset in the middle"_s, kChat, [](const Dialect &d) { return Scripts{half(d).wait(200).reset()}; },
         kCut.partial()},
        {u"reset in the middle"_s, kWhole,
         [](const Dialect &d) { return Scripts{half(d).wait(200).reset()}; }, kCut},
        {u"no HTTP at all"_s, kAll, always(FaultScript().send("SSH-2.0-OpenSSH_9.2\r\n\r\n").close()), kCut},
        {u"byte by byte"_s, kChat,
         [](const Dialect &d) {
             return Scripts{FaultScript::stream(d.contentType()).trickle(d.whole()).close()};
         },
         kFine},
        {u"byte by byte"_s, kEmbedding,
         [](const Dialect &d) {
             return Scripts{FaultScript::stream(d.contentType()).trickle(d.whole()).close()};
         },
         kFine},
        {u"a length too long"_s, kChat,
         [](const Dialect &d) {
             return Scripts{
                 FaultScript::answer(200, d.contentType(), d.begun(), "Content-Length: 99999\r\n").close()};
         },
         kCut.partial()},
        {u"a length too long"_s, kWhole,
         [](const Dialect &d) {
             return Scripts{
                 FaultScript::answer(200, d.contentType(), d.whole(), "Content-Length: 99999\r\n").close()};
         },
         kCut},
        {u"a length too short"_s, kChat,
         [](const Dialect &d) {
             return Scripts{
                 FaultScript::answer(200, d.contentType(), d.whole(),
                                     "Content-Length: " + QByteArray::number(d.begun().size()) + "\r\n")
                     .close()};
         },
         kCut.partial()},
        {u"a length too short"_s, kEmbedding,
         [](const Dialect &d) {
             return Scripts{
                 FaultScript::answer(200, d.contentType(), d.whole(),
                                     "Content-Length: " + QByteArray::number(d.begun().size()) + "\r\n")
                     .close()};
         },
         kNonsense},
        {u"chunks, cut"_s, kChat,
         [](const Dialect &d) {
             return Scripts{FaultScript()
                                .send("HTTP/1.1 200 OK\r\nContent-Type: " + d.contentType()
                                      + "\r\nTransfer-Encoding: chunked\r\n\r\n"
                                      + QByteArray::number(d.begun().size(), 16) + "\r\n" + d.begun()
                                      + "\r\n")
                                .close()};
         },
         kCut.partial()},
    };
}

void addRefusals(QList<Fault> &table)
{
    const auto said = [](int status, const QByteArray &body, const QByteArray &headers = {}) {
        return always(FaultScript::answer(status, kJson, body, headers));
    };
    const auto complaint = [&](const QString &name, Complaint about, const Outcome &outcome) {
        table.append({.name = name,
                      .kinds = kAll,
                      .scripts = refuses(about),
                      .outcome = outcome,
                      .complaint = about,
                      .requests = 1});
    };
    complaint(u"400 bad parameter"_s, Complaint::BadParameter, kRejected);
    complaint(u"too long, in its own words"_s, Complaint::TooLong, kTooLong);
    complaint(u"401"_s, Complaint::WrongKey, kWrongKey);
    complaint(u"403"_s, Complaint::NotAllowed, kNotAllowed);
    complaint(u"no credit"_s, Complaint::NoCredit, kNoCredit);
    complaint(u"no such model"_s, Complaint::NoModel, kNoModel);
    complaint(u"500"_s, Complaint::Broken, kTroubleNamed);

    table += {
        {.name = u"too long, as llama.cpp says it"_s,
         .kinds = kChat,
         .scripts = said(
             400,
             R"({"error":{"code":400,"message":"the request exceeds the available context size, try increasing it","type":"exceed_context_size_error","n_prompt_tokens":9000,"n_ctx":4096}})"),
         .outcome = kTooLong,
         .requests = 1},
        {.name = u"too long, as Ollama says it"_s,
         .kinds = {ProviderKind::Llm, ProviderKind::Embedding},
         .scripts = said(
             400,
             R"({"error":{"message":"the input length exceeds the context length","type":"invalid_request_error","param":null,"code":null}})"),
         .outcome = kTooLong,
         .requests = 1},
        {.name = u"too long, as vLLM says it"_s,
         .kinds = {ProviderKind::Llm, ProviderKind::Embedding},
         .scripts = said(
             400,
             R"({"object":"error","message":"This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.","type":"BadRequestError","param":null,"code":400})"),
         .outcome = kTooLong,
         .requests = 1},
        {.name = u"too long, as LM Studio says it"_s,
         .kinds = kChat,
         .scripts = said(
             400,
             R"({"error":"The number of tokens to keep from the initial prompt is greater than the context length."})"),
         .outcome = kTooLong,
         .requests = 1},
        {.name = u"too long, as Gemini says it"_s,
         .kinds = kChat,
         .scripts = said(
             400,
             R"([{"error":{"code":400,"message":"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}])"),
         .outcome = kTooLong,
         .requests = 1},
        {.name = u"too long, as Anthropic says it"_s,
         .kinds = kChat,
         .scripts = said(
             400,
             R"({"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}})"),
         .outcome = kTooLong,
         .requests = 1},
        {.name = u"401 and no key is set"_s,
         .kinds = kAll,
         .scripts = said(401, R"({"error":"unauthorized"})"),
         .outcome = kNoKey,
         .keyless = true,
         .requests = 1},
        {.name = u"402"_s,
         .kinds = kAll,
         .scripts = said(402, R"({"error":{"message":"Insufficient Balance"}})"),
         .outcome = kNoCredit,
         .requests = 1},
        {.name = u"404 at this path"_s,
         .kinds = kAll,
         .scripts = always(FaultScript::answer(404, "text/plain", "404 page not found")),
         .outcome = kNoPath,
         .requests = 1},
        {.name = u"405"_s,
         .kinds = kAll,
         .scripts = always(FaultScript::answer(405, "text/html", "<html><h1>Method Not Allowed</h1></html>")),
         .outcome = kNoPath,
         .requests = 1},
        {.name = u"408"_s, .kinds = kAll, .scripts = said(408, {}), .outcome = kTooSlow, .requests = 2},
        {.name = u"413"_s,
         .kinds = kAll,
         .scripts = said(413, "too large"),
         .outcome = kTooLong,
         .requests = 1},
        {.name = u"422"_s,
         .kinds = kAll,
         .scripts = said(422, R"({"detail":[{"loc":["body","model"],"msg":"field required"}]})"),
         .outcome = kRejected,
         .requests = 1},
        {.name = u"429 for ever"_s,
         .kinds = kAll,
         .scripts = refuses(Complaint::SlowDown, "Retry-After: 0\r\n"),
         .outcome = kSlowDown,
         .complaint = Complaint::SlowDown,
         .requests = 3},
        {.name = u"429 without Retry-After, then fine"_s,
         .kinds = kAll,
         .scripts =
             [](const Dialect &d) {
                 return Scripts{refusal(d, Complaint::SlowDown), good(d)};
             },
         .outcome = kFine,
         .requests = 2},
        {.name = u"429 with Retry-After, then fine"_s,
         .kinds = kAll,
         .scripts =
             [](const Dialect &d) {
                 return Scripts{refusal(d, Complaint::SlowDown, "Retry-After: 0.2\r\n"), good(d)};
             },
         .outcome = kFine,
         .requests = 2},
        {.name = u"429 for an hour"_s,
         .kinds = kAll,
         .scripts = refuses(Complaint::SlowDown, "Retry-After: 3600\r\n"),
         .outcome = kSlowDownLong,
         .complaint = Complaint::SlowDown,
         .requests = 1},
        {.name = u"502, a page"_s,
         .kinds = kAll,
         .scripts = always(
             FaultScript::answer(502, "text/html", "<html><title>502 Bad Gateway</title></html>")),
         .outcome = kTrouble,
         .requests = 1},
        {.name = u"503, then fine"_s,
         .kinds = kAll,
         .scripts =
             [](const Dialect &d) {
                 return Scripts{FaultScript::answer(503, "text/plain", "loading", "Retry-After: 0\r\n"),
                                good(d)};
             },
         .outcome = kFine,
         .requests = 2},
        {.name = u"503 for ever"_s,
         .kinds = kAll,
         .scripts = always(FaultScript::answer(503, "text/plain", "loading", "Retry-After: 0\r\n")),
         .outcome = kTrouble,
         .requests = 3},
        {.name = u"504"_s, .kinds = kAll, .scripts = said(504, {}), .outcome = kTrouble, .requests = 1},
        {.name = u"529, then fine"_s,
         .kinds = kAll,
         .scripts =
             [](const Dialect &d) {
                 return Scripts{FaultScript::answer(529, kJson, d.complaint(Complaint::Overloaded),
                                                    "Retry-After: 0\r\n"),
                                good(d)};
             },
         .outcome = kFine,
         .requests = 2},
        {.name = u"529 for ever"_s,
         .kinds = kAll,
         .scripts = refuses(Complaint::Overloaded, "Retry-After: 0\r\n"),
         .outcome = kTroubleNamed,
         .complaint = Complaint::Overloaded,
         .requests = 3},
        {.name = u"http, where https is wanted"_s,
         .kinds = kAll,
         .scripts = always(
             FaultScript::answer(400, "text/html",
                                 "<html><title>400 The plain HTTP request was sent to HTTPS port"
                                 "</title></html>")),
         .outcome = kWantsHttps,
         .requests = 1},
        {.name = u"redirected within the server"_s,
         .kinds = kAll,
         .scripts =
             [](const Dialect &d) {
                 return Scripts{FaultScript::answer(307, "text/plain", {}, "Location: /elsewhere\r\n"),
                                good(d)};
             },
         .outcome = kFine,
         .requests = 2},
        {.name = u"redirected to another host"_s,
         .kinds = kAll,
         .scripts = always(FaultScript::answer(307, "text/plain", {}, "Location: http://localhost:9/v1\r\n")),
         .outcome = kRedirected,
         .requests = 1},
        {.name = u"redirected in a circle"_s,
         .kinds = kAll,
         .scripts = always(FaultScript::answer(307, "text/plain", {}, "Location: /again\r\n")),
         .outcome = kCircle,
         .requests = 6},
        {.name = u"redirected to nowhere"_s,
         .kinds = kAll,
         .scripts = always(FaultScript::answer(302, "text/plain", {})),
         .outcome = kNonsense,
         .requests = 1},
    };
}

void addBodies(QList<Fault> &table)
{
    const auto page = always(FaultScript::answer(200, "text/html", "<html>Please log in</html>"));
    const auto empty = [](const Dialect &d) {
        return Scripts{FaultScript::answer(200, d.contentType(), {})};
    };
    const auto complaintWith200 = [](const Dialect &d) {
        return Scripts{FaultScript::answer(200, kJson, d.complaint(Complaint::WrongKey))};
    };
    const auto flood = [](const Dialect &d) {
        return Scripts{
            FaultScript::stream(d.contentType()).flood(": " + QByteArray(64 * 1024, 'x') + "\n\n")};
    };
    table += {
        {u"a page with 200"_s, {ProviderKind::Llm, ProviderKind::Embedding}, page, kNonsense},
        {u"a page with 200"_s, kSpeech, page, kNoSound},
        {u"nothing with 200"_s, kChat, empty, kEmpty},
        {u"nothing with 200"_s, kEmbedding, empty, kNonsense},
        {u"nothing with 200"_s, kSpeech, empty, kNoSound},
        {.name = u"an error with 200"_s,
         .kinds = kAll,
         .scripts = complaintWith200,
         .outcome = kWrongKey,
         .complaint = Complaint::WrongKey},
        {u"broken JSON"_s, kChat, stream([](const Dialect &d) { return d.begun() + "data: {{{\n\n"; }),
         kNonsense.partial()},
        {u"broken JSON"_s, kEmbedding,
         always(FaultScript::answer(200, kJson, R"({"data":[{"embedding":[0.1,}]})")), kNonsense},
        {u"JSON of another kind"_s, kEmbedding, always(FaultScript::answer(200, kJson, R"({"data":[]})")),
         kNonsense},
        {u"text for sound"_s, kSpeech, always(FaultScript::answer(200, "audio/wav", "not a sound")),
         kNoSound},
        {u"the wrong type"_s, kAll,
         [](const Dialect &d) { return Scripts{FaultScript::answer(200, "text/plain", d.whole())}; }, kFine},
        {u"packed unasked"_s, kChat,
         [](const Dialect &d) { return Scripts{FaultScript::gzipped(d.contentType(), d.whole())}; }, kPacked},
        {u"packed unasked"_s, kWhole,
         [](const Dialect &d) { return Scripts{FaultScript::gzipped(d.contentType(), d.whole())}; }, kFine},
        {u"a flood"_s, kAll, flood, kEndless},
        {u"a line without an end"_s, kChat,
         [](const Dialect &d) {
             return Scripts{FaultScript::stream(d.contentType())
                                .send(d.begun() + "data: ")
                                .flood(QByteArray(64 * 1024, 'x'))};
         },
         kEndless.partial()},
        {u"an error in the middle"_s, kChat,
         stream([](const Dialect &d) { return d.begun() + d.complaintEvent(Complaint::Broken); }),
         kServerError.partial()},
        {.name = u"slow down, in the middle"_s,
         .kinds = kChat,
         .scripts = stream(
             [](const Dialect &d) { return d.begun() + d.complaintEvent(Complaint::SlowDown); }),
         .outcome = kSlowDown.partial(),
         .complaint = Complaint::SlowDown},
        {u"overloaded, first of all"_s, kChat,
         stream([](const Dialect &d) { return d.complaintEvent(Complaint::Overloaded); }), kServerError},
        {.name = u"a wrong key, first of all"_s,
         .kinds = kChat,
         .scripts = stream([](const Dialect &d) { return d.complaintEvent(Complaint::WrongKey); }),
         .outcome = kWrongKey,
         .complaint = Complaint::WrongKey},
        {.name = u"nothing but [DONE]"_s,
         .kinds = kChat,
         .scripts = stream([](const Dialect &) { return QByteArray("data: [DONE]\n\n"); }),
         .outcome = kEmpty,
         .protocol = u"openai"_s},
        {.name = u"no [DONE]"_s,
         .kinds = kChat,
         .scripts = stream([](const Dialect &d) { return d.whole().replace("data: [DONE]\n\n", ""); }),
         .outcome = kFine,
         .protocol = u"openai"_s},
        {.name = u"[DONE] and no reason"_s,
         .kinds = kChat,
         .scripts = stream(
             [](const Dialect &d) { return d.begun() + d.textEvent("three") + "data: [DONE]\n\n"; }),
         .outcome = kFine,
         .protocol = u"openai"_s},
        {.name = u"one object instead of a stream"_s,
         .kinds = kChat,
         .scripts = [](const Dialect &d) { return Scripts{FaultScript::answer(200, kJson, d.object())}; },
         .outcome = kFine,
         .protocol = u"openai"_s},
        {u"nothing but its end"_s, kChat, stream([](const Dialect &d) { return d.endEvents("stop"); }),
         kEmpty},
        {u"ended for its length"_s, kChat,
         stream([](const Dialect &d) { return d.begun() + d.textEvent("three") + d.endEvents("length"); }),
         kFine},
        {u"filtered before a word"_s, kChat, stream([](const Dialect &d) { return d.endEvents("filter"); }),
         kFiltered},
        {u"filtered after some words"_s, kChat,
         stream([](const Dialect &d) { return d.begun() + d.endEvents("filter"); }),
         kFine.saying(u"one two "_s)},
        {u"lines that end with CR and LF"_s, kChat,
         stream([](const Dialect &d) { return d.whole().replace("\n", "\r\n"); }), kFine},
        {u"comments between"_s, kChat,
         stream([](const Dialect &d) { return ": ping\n\n" + d.begun() + ": ping\n\n: ping\n" + d.rest(); }),
         kFine},
        {u"no blank line at the end"_s, kChat, stream([](const Dialect &d) { return d.whole().chopped(1); }),
         kFine},
        {u"invalid UTF-8"_s, kChat,
         stream([](const Dialect &d) { return d.begun() + d.textEvent("\xFFthree") + d.endEvents("stop"); }),
         kFine.saying(u"one two \uFFFDthree"_s)},
    };
}

void addTlsAndProxies(QList<Fault> &table)
{
    const auto nothing = [](const Dialect &) { return Scripts(); };
    const auto asksForName = always(FaultScript::answer(407, "text/html",
                                                        "<html>Proxy Authentication Required</html>",
                                                        "Proxy-Authenticate: Basic realm=\"office\"\r\n"));
    table += {
        {u"a right certificate"_s, kAll, wholeAnswer, kFine, {}, Place::TlsRight},
        {u"a certificate signed by itself"_s, kAll, wholeAnswer, kUntrusted, {}, Place::TlsSelfSigned},
        {u"somebody else's certificate"_s, kAll, wholeAnswer, kSomebodyElse, {}, Place::TlsWrongHost},
        {u"a certificate that has run out"_s, kAll, wholeAnswer, kExpired, {}, Place::TlsExpired},
        {u"https to a server without"_s, kAll, wholeAnswer, kNoTls, {}, Place::TlsOnPlainPort},
        {u"http to a server with TLS"_s, kAll, wholeAnswer, kCut, {}, Place::PlainOnTlsPort},
        {u"a proxy that asks for a name"_s, kAll, asksForName, kProxyAuth, {}, Place::Proxy},
        {u"a proxy that works"_s, kAll, wholeAnswer, kFine, {}, Place::Proxy},
        {u"a proxy that is not there"_s, kAll, nothing, kDeadProxy, {}, Place::DeadProxy},
    };
}
} // namespace

Outcome Outcome::partial() const
{
    Outcome made = *this;
    made.status = MessageStatus::Partial;
    made.text = u"one two "_s;
    return made;
}

Outcome Outcome::saying(const QString &words) const
{
    Outcome made = *this;
    made.text = words;
    return made;
}

QList<Fault> faultTable()
{
    QList<Fault> table;
    addConnections(table);
    addRefusals(table);
    addBodies(table);
    addTlsAndProxies(table);
    return table;
}

} // namespace CloneMemoria

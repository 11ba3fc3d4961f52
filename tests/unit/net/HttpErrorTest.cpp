#include "core/net/HttpError.h"

#include "core/base/ErrorText.h"
#include "core/net/RetryPolicy.h"

#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

Q_DECLARE_METATYPE(CloneMemoria::ErrorKind)

class HttpErrorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answers_data();
    void answers();
    void retryAfter_data();
    void retryAfter();
    void theKeyGoes_data();
    void theKeyGoes();
    void otherWordsStay();
    void retries_data();
    void retries();
};

void HttpErrorTest::answers_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("detailHas");
    const auto row = [](const char *name, int status, const char *body, ErrorKind kind, const QString &code,
                        const QString &detail) {
        QTest::newRow(name) << status << QByteArray(body) << kind << code << detail;
    };
    row("401 OpenAI", 401,
        R"--({"error":{"message":"Incorrect API key provided","type":"invalid_request_error","code":"invalid_api_key"}})--",
        ErrorKind::Auth, u"invalid_api_key"_s, u"Incorrect API key"_s);
    row("403", 403, "", ErrorKind::Auth, u"not-allowed"_s, u"HTTP 403"_s);
    row("403 for a key", 403, R"--({"error":{"message":"no","code":"invalid_api_key"}})--", ErrorKind::Auth,
        u"invalid_api_key"_s, u"no"_s);
    row("400 Gemini, a list", 400,
        R"--([{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}])--",
        ErrorKind::Auth, {}, u"API key not valid"_s);
    row("404 Ollama", 404,
        R"--({"error":{"message":"model \"x\" not found, try pulling it first","type":"api_error","param":null,"code":null}})--",
        ErrorKind::NotFound, u"unknown-model"_s, u"try pulling"_s);
    row("400 with model_not_found", 400, R"--({"error":{"message":"no","code":"model_not_found"}})--",
        ErrorKind::NotFound, u"model_not_found"_s, u"no"_s);
    row("402", 402, R"--({"error":{"message":"Insufficient Balance"}})--", ErrorKind::Quota, {},
        u"Insufficient"_s);
    row("429 quota", 429,
        R"--({"error":{"message":"You exceeded your quota","type":"insufficient_quota","code":"insufficient_quota"}})--",
        ErrorKind::Quota, u"insufficient_quota"_s, u"quota"_s);
    row("429", 429, R"--({"error":{"message":"Slow down","code":"rate_limit_exceeded"}})--",
        ErrorKind::RateLimited, u"rate_limit_exceeded"_s, u"Slow down"_s);
    row("413", 413, "too big", ErrorKind::ContextTooLong, {}, u"too big"_s);
    row("400 context OpenAI", 400,
        R"--({"error":{"message":"This model's maximum context length is 8192","code":"context_length_exceeded"}})--",
        ErrorKind::ContextTooLong, u"context_length_exceeded"_s, u"8192"_s);
    row("400 context llama.cpp", 400,
        R"--({"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}})--",
        ErrorKind::ContextTooLong, {}, u"available context"_s);
    row("400 context vLLM", 400,
        R"--({"object":"error","message":"This model's maximum context length is 4096 tokens.","type":"BadRequestError","code":400})--",
        ErrorKind::ContextTooLong, {}, u"4096"_s);
    row("401 Anthropic", 401,
        R"--({"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"},"request_id":"req_1"})--",
        ErrorKind::Auth, {}, u"HTTP 401: invalid x-api-key (authentication_error)"_s);
    row("403 Anthropic", 403, R"--({"type":"error","error":{"type":"permission_error","message":"no"}})--",
        ErrorKind::Auth, {}, u"no"_s);
    row("404 Anthropic", 404,
        R"--({"type":"error","error":{"type":"not_found_error","message":"model: claude-x"}})--",
        ErrorKind::NotFound, {}, u"model: claude-x"_s);
    row("400 credit Anthropic", 400,
        R"--({"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the API."}})--",
        ErrorKind::Quota, {}, u"credit balance"_s);
    row("400 limit Anthropic", 400,
        R"--({"type":"error","error":{"type":"invalid_request_error","message":"You have reached your specified API usage limits."}})--",
        ErrorKind::Quota, {}, u"usage limits"_s);
    row("402 Anthropic", 402, R"--({"type":"error","error":{"type":"billing_error","message":"pay"}})--",
        ErrorKind::Quota, {}, u"pay"_s);
    row("400 context Anthropic", 400,
        R"--({"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}})--",
        ErrorKind::ContextTooLong, {}, u"210000"_s);
    row("400 context with the answer Anthropic", 400,
        R"--({"type":"error","error":{"type":"invalid_request_error","message":"input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000"}})--",
        ErrorKind::ContextTooLong, {}, u"190000"_s);
    row("413 Anthropic", 413,
        R"--({"type":"error","error":{"type":"request_too_large","message":"Request exceeds the maximum size"}})--",
        ErrorKind::ContextTooLong, {}, u"maximum size"_s);
    row("429 Anthropic", 429,
        R"--({"type":"error","error":{"type":"rate_limit_error","message":"Number of requests has exceeded your limit"}})--",
        ErrorKind::RateLimited, {}, u"Number of requests"_s);
    row("529 Anthropic", 529,
        R"--({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})--",
        ErrorKind::BadResponse, {}, u"HTTP 529: Overloaded"_s);
    row("400 other Anthropic", 400,
        R"--({"type":"error","error":{"type":"invalid_request_error","message":"max_tokens: 99999 > 8192"}})--",
        ErrorKind::BadResponse, u"rejected"_s, u"99999"_s);
    row("400 other", 400,
        R"--({"error":{"message":"Unsupported value: temperature","code":"unsupported_value"}})--",
        ErrorKind::BadResponse, u"rejected"_s, u"unsupported_value"_s);
    row("422 FastAPI text", 422, R"--({"detail":"bad field"})--", ErrorKind::BadResponse, u"rejected"_s,
        u"bad field"_s);
    row("422 FastAPI list", 422, R"--({"detail":[{"loc":["body","model"],"msg":"field required"}]})--",
        ErrorKind::BadResponse, u"rejected"_s, u"field required"_s);
    row("401 ElevenLabs", 401, R"--({"detail":{"status":"invalid_api_key","message":"Invalid API key"}})--",
        ErrorKind::Auth, u"invalid_api_key"_s, u"HTTP 401: Invalid API key"_s);
    row("401 ElevenLabs, which is no wrong key", 401,
        R"--({"detail":{"status":"quota_exceeded","message":"You have 3 credits remaining"}})--",
        ErrorKind::Quota, u"quota_exceeded"_s, u"3 credits"_s);
    row("402 ElevenLabs, as it answers since 2026", 402,
        R"--({"detail":{"type":"payment_required","code":"paid_plan_required","message":"Free users cannot","status":"payment_required"}})--",
        ErrorKind::Quota, u"paid_plan_required"_s, u"Free users cannot (paid_plan_required)"_s);
    row("400 ElevenLabs voice", 400,
        R"--({"detail":{"status":"voice_does_not_exist","message":"A voice with voice_id x does not exist."}})--",
        ErrorKind::NotFound, u"unknown-voice"_s, u"does not exist"_s);
    row("404 ElevenLabs voice", 404, R"--({"detail":{"status":"voice_not_found","message":"no"}})--",
        ErrorKind::NotFound, u"unknown-voice"_s, u"no"_s);
    row("400 ElevenLabs id", 400, R"--({"detail":{"status":"invalid_uid","message":"no"}})--",
        ErrorKind::NotFound, u"unknown-voice"_s, u"no"_s);
    row("429 ElevenLabs", 429,
        R"--({"detail":{"status":"too_many_concurrent_requests","message":"Too many"}})--",
        ErrorKind::RateLimited, u"too_many_concurrent_requests"_s, u"Too many"_s);
    row("400 ElevenLabs other", 400,
        R"--({"detail":{"status":"max_character_limit_exceeded","message":"627 characters"}})--",
        ErrorKind::BadResponse, u"rejected"_s, u"627 characters (max_character_limit_exceeded)"_s);
    row("odd detail", 500, R"--({"detail":{"status":7,"message":[1]}})--", ErrorKind::BadResponse, u"7"_s,
        u"[1]"_s);
    row("500 error text", 500, R"--({"error":"out of memory"})--", ErrorKind::BadResponse, {},
        u"out of memory"_s);
    row("502 HTML", 502,
        "<html><head><title>502 Bad Gateway</title><style>p{}</style></head><body><p>nginx</p></body></html>",
        ErrorKind::BadResponse, {}, u"HTTP 502: 502 Bad Gateway nginx"_s);
    row("503 empty", 503, "", ErrorKind::BadResponse, {}, u"HTTP 503"_s);
    row("500 broken JSON", 500, "{\"error\":", ErrorKind::BadResponse, {}, u"{\"error\":"_s);
    row("500 not UTF-8", 500, "\xFF\xFE\x01", ErrorKind::BadResponse, {}, u"HTTP 500"_s);
    row("a code that looks like ours", 500, R"--({"error":{"message":"x","code":"no-voice"}})--",
        ErrorKind::BadResponse, u"no_voice"_s, u"x"_s);
    row("mid-stream quota", 0, R"--({"error":{"message":"x","type":"insufficient_quota"}})--",
        ErrorKind::Quota, {}, u"Error in the answer: x"_s);
    row("mid-stream status", 0, R"--({"error":{"code":429,"message":"busy"}})--", ErrorKind::RateLimited, {},
        u"HTTP 429: busy"_s);
    row("mid-stream other", 0, R"--({"error":{"message":"exploded","type":"server_error"}})--",
        ErrorKind::BadResponse, u"server-error"_s, u"exploded"_s);
    row("mid-stream overloaded", 0,
        R"--({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})--",
        ErrorKind::BadResponse, {}, u"HTTP 529: Overloaded"_s);
    row("mid-stream Anthropic rate", 0,
        R"--({"type":"error","error":{"type":"rate_limit_error","message":"slow"}})--",
        ErrorKind::RateLimited, {}, u"HTTP 429: slow"_s);
    row("mid-stream too long", 0,
        R"--({"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long"}})--",
        ErrorKind::ContextTooLong, {}, u"too long"_s);
    row("400 context Anthropic", 400,
        R"--({"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens > 8 maximum"}})--",
        ErrorKind::ContextTooLong, {}, u"too long"_s);
    row("400 credit Anthropic", 400,
        R"--({"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the API."}})--",
        ErrorKind::Quota, {}, u"credit"_s);
    row("401 quota ElevenLabs", 401, R"--({"detail":{"status":"quota_exceeded","message":"0 credits"}})--",
        ErrorKind::Quota, u"quota_exceeded"_s, u"0 credits"_s);
    row("404 voice ElevenLabs", 404, R"--({"detail":{"status":"voice_not_found","message":"no voice"}})--",
        ErrorKind::NotFound, u"unknown-voice"_s, u"no voice"_s);
    row("405", 405, "", ErrorKind::NotFound, {}, u"HTTP 405"_s);
    row("407", 407, "", ErrorKind::Network, u"proxy-auth"_s, u"HTTP 407"_s);
    row("400 plain on a TLS port", 400, "Client sent an HTTP request to an HTTPS server.", ErrorKind::Tls,
        u"wants-https"_s, u"HTTPS server"_s);
    row("odd types", 500, R"--({"error":{"message":{"a":[1]},"code":[2],"type":3}})--",
        ErrorKind::BadResponse, {}, u"{\"a\":[1]}"_s);
    row("a huge code", 500, R"--({"error":{"message":"x","code":18446744073709551615}})--",
        ErrorKind::BadResponse, {}, u"x"_s);
}

void HttpErrorTest::answers()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(ErrorKind, kind);
    QFETCH(QString, code);
    QFETCH(QString, detailHas);
    const Error error = errorOfAnswer(status, body);
    QCOMPARE(toString(error.kind), toString(kind));
    QCOMPARE(error.code, code);
    QVERIFY2(error.detail.contains(detailHas), qPrintable(error.detail));
    if (status != 0)
        QCOMPARE(error.httpStatus, status);
    Error told = error;
    told.subject = u"Test Server"_s;
    if (kind == ErrorKind::NotFound)
        QVERIFY(describe(told).sentence.contains(u"Test Server"_s)); // not about a thing of ours that is gone
}

void HttpErrorTest::retryAfter_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<int>("expected");
    QTest::newRow("seconds") << QByteArray("7") << 7000;
    QTest::newRow("fraction") << QByteArray(" 0.25 ") << 250;
    QTest::newRow("zero") << QByteArray("0") << 0;
    QTest::newRow("a date") << QByteArray("Fri, 01 May 2026 10:00:30 GMT") << 30'000;
    QTest::newRow("a date that is over") << QByteArray("Fri, 01 May 2026 09:00:00 GMT") << 0;
    QTest::newRow("a year") << QByteArray("31536000") << 24 * 60 * 60 * 1000;
    QTest::newRow("negative") << QByteArray("-3") << -1;
    QTest::newRow("words") << QByteArray("soon") << -1;
    QTest::newRow("not a number") << QByteArray("nan") << -1;
    QTest::newRow("none") << QByteArray() << -1;
}

void HttpErrorTest::retryAfter()
{
    QFETCH(QByteArray, header);
    QFETCH(int, expected);
    const QDateTime now(QDate(2026, 5, 1), QTime(10, 0), Qt::UTC);
    QCOMPARE(retryAfterMs(header, now), expected);
    QCOMPARE(errorOfAnswer(429, "{}", header, now).retryAfterMs, expected);
}

void HttpErrorTest::theKeyGoes_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const QString key = u"sk-proj-Abcdefgh12345678WXYZ"_s;
    QTest::newRow("whole") << key << u"Incorrect key: %1."_s.arg(key) << u"Incorrect key: [key]."_s;
    QTest::newRow("twice") << key << key + u' ' + key << u"[key] [key]"_s;
    QTest::newRow("shortened with stars")
        << key << u"provided: sk-proj-********WXYZ. You can"_s << u"provided: [key] You can"_s;
    QTest::newRow("shortened with dots")
        << u"gsk_0123456789abcdef"_s << u"key gsk_...cdef is wrong"_s << u"key [key] is wrong"_s;
    QTest::newRow("the end only") << u"0123456789abcdef"_s << u"key ************cdef is wrong"_s
                                  << u"key [key] is wrong"_s;
    QTest::newRow("a part") << u"0123456789abcdefghij"_s << u"key 0123456789ab is wrong"_s
                            << u"key [key] is wrong"_s;
    QTest::newRow("percent-encoded") << u"ab+cd/ef=gh"_s << u"url ab%2Bcd%2Fef%3Dgh"_s << u"url [key]"_s;
    QTest::newRow("as header") << u"abcdefghijkl"_s << u"Authorization: Bearer abcdefghijkl"_s
                               << u"Authorization: [key]"_s;
    QTest::newRow("another one's") << QString() << u"Bearer 0123456789"_s << u"[key]"_s;
    QTest::newRow("in JSON") << key << u"{\"key\":\"%1\"}"_s.arg(key) << u"{\"key\":\"[key]\"}"_s;
}

void HttpErrorTest::theKeyGoes()
{
    QFETCH(QString, key);
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const QString clean = withoutKey(text, key);
    if (QLatin1StringView(QTest::currentDataTag()) == "as header"_L1)
        QVERIFY(!clean.contains(key));
    else
        QCOMPARE(clean, expected);
    Error error{.kind = ErrorKind::Auth, .detail = text, .code = key, .subject = {}};
    error = withoutKey(error, key);
    QVERIFY(key.isEmpty() || (!error.detail.contains(key) && !error.code.contains(key)));
}

void HttpErrorTest::otherWordsStay()
{
    const QString text = u"HTTP 404: The model “gpt-4o-mini” does not exist... (model_not_found)"_s;
    QCOMPARE(withoutKey(text, u"sk-proj-Abcdefgh12345678WXYZ"_s), text);
    QCOMPARE(withoutKey(text, {}), text);
}

void HttpErrorTest::retries_data()
{
    QTest::addColumn<int>("attempt");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("retryAfter");
    QTest::addColumn<bool>("received");
    QTest::addColumn<int>("expected");
    QTest::newRow("429") << 1 << ErrorKind::RateLimited << 429 << -1 << false << 500;
    QTest::newRow("429 again") << 2 << ErrorKind::RateLimited << 429 << -1 << false << 1000;
    QTest::newRow("429 a third time") << 3 << ErrorKind::RateLimited << 429 << -1 << false << -1;
    QTest::newRow("Retry-After") << 1 << ErrorKind::RateLimited << 429 << 3000 << false << 3000;
    QTest::newRow("Retry-After 0") << 1 << ErrorKind::RateLimited << 429 << 0 << false << 0;
    QTest::newRow("Retry-After too long") << 1 << ErrorKind::RateLimited << 429 << 20'001 << false << -1;
    QTest::newRow("503") << 1 << ErrorKind::BadResponse << 503 << -1 << false << 500;
    QTest::newRow("529") << 1 << ErrorKind::BadResponse << 529 << -1 << false << 500;
    QTest::newRow("500") << 1 << ErrorKind::BadResponse << 500 << -1 << false << -1;
    QTest::newRow("silence") << 1 << ErrorKind::Timeout << 0 << -1 << false << 500;
    QTest::newRow("silence again") << 2 << ErrorKind::Timeout << 0 << -1 << false << -1;
    QTest::newRow("silence in the middle") << 1 << ErrorKind::Timeout << 200 << -1 << true << -1;
    QTest::newRow("refused") << 1 << ErrorKind::Network << 0 << -1 << false << -1;
    QTest::newRow("wrong key") << 1 << ErrorKind::Auth << 401 << -1 << false << -1;
    QTest::newRow("no credit") << 1 << ErrorKind::Quota << 429 << -1 << false << -1;
}

void HttpErrorTest::retries()
{
    QFETCH(int, attempt);
    QFETCH(ErrorKind, kind);
    QFETCH(int, status);
    QFETCH(int, retryAfter);
    QFETCH(bool, received);
    QFETCH(int, expected);
    Error error;
    error.kind = kind;
    error.httpStatus = status;
    error.retryAfterMs = retryAfter;
    QCOMPARE(RetryPolicy().delayMs(attempt, error, received).value_or(-1), expected);
}

QTEST_GUILESS_MAIN(HttpErrorTest)
#include "HttpErrorTest.moc"

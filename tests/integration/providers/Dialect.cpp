#include "tests/integration/providers/Dialect.h"

#include <QtEndian>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
const char *messageOf(Complaint complaint)
{
    switch (complaint) {
    case Complaint::BadParameter:
        return "Unsupported value: 'top_k'";
    case Complaint::TooLong:
        return "This model's maximum context length is 8192 tokens.";
    case Complaint::WrongKey:
        return "Incorrect API key provided.";
    case Complaint::NotAllowed:
        return "Your country, region, or territory is not supported";
    case Complaint::NoCredit:
        return "You exceeded your current quota.";
    case Complaint::NoModel:
        return "The model test-model does not exist.";
    case Complaint::SlowDown:
        return "Rate limit reached.";
    case Complaint::Overloaded:
        return "Overloaded";
    case Complaint::Broken:
        break;
    }
    return "The server had an error.";
}

QByteArray littleEndian(quint32 number, int size)
{
    QByteArray bytes(4, '\0');
    qToLittleEndian(number, bytes.data());
    return bytes.first(size);
}

QByteArray wav()
{
    const QByteArray samples(9600, '\x20');
    const auto size = static_cast<quint32>(samples.size());
    return "RIFF" + littleEndian(36 + size, 4) + "WAVEfmt " + littleEndian(16, 4) + littleEndian(1, 2)
           + littleEndian(1, 2) + littleEndian(24000, 4) + littleEndian(48000, 4) + littleEndian(2, 2)
           + littleEndian(16, 2) + "data" + littleEndian(size, 4) + samples;
}

QByteArray openAiComplaint(Complaint complaint, const QString &code)
{
    return QByteArray(R"({"error":{"message":")") + messageOf(complaint)
           + R"(","type":"invalid_request_error","param":null,"code":)"
           + (code.isEmpty() ? QByteArray("null") : '"' + code.toUtf8() + '"') + "}}";
}

QString openAiCode(Complaint complaint)
{
    switch (complaint) {
    case Complaint::BadParameter:
        return u"unsupported_value"_s;
    case Complaint::TooLong:
        return u"context_length_exceeded"_s;
    case Complaint::WrongKey:
        return u"invalid_api_key"_s;
    case Complaint::NotAllowed:
        return u"unsupported_country_region_territory"_s;
    case Complaint::NoCredit:
        return u"insufficient_quota"_s;
    case Complaint::NoModel:
        return u"model_not_found"_s;
    case Complaint::SlowDown:
        return u"rate_limit_exceeded"_s;
    case Complaint::Overloaded:
    case Complaint::Broken:
        break;
    }
    return {};
}

class OpenAiDialect : public Dialect
{
public:
    QString protocol() const override { return u"openai"_s; }
    QByteArray complaint(Complaint complaint) const override
    {
        return openAiComplaint(complaint, codeOf(complaint));
    }
    QString codeOf(Complaint complaint) const override { return openAiCode(complaint); }
};

class OpenAiChat final : public OpenAiDialect
{
public:
    QString name() const override { return u"openai chat"_s; }
    ProviderKind kind() const override { return ProviderKind::Llm; }
    QByteArray contentType() const override { return "text/event-stream"; }
    QByteArray begun() const override { return textEvent("") + textEvent("one ") + textEvent("two "); }
    QByteArray rest() const override { return textEvent("three") + endEvents("stop"); }
    QByteArray textEvent(const QByteArray &text) const override
    {
        return R"(data: {"id":"1","object":"chat.completion.chunk","model":"test-model","choices":[{"index":0,)"
               R"("delta":{"content":")"
               + text + "\"},\"finish_reason\":null}]}\n\n";
    }
    QByteArray endEvents(const QByteArray &reason) const override
    {
        return R"(data: {"model":"test-model","choices":[{"index":0,"delta":{},"finish_reason":")"
               + (reason == "filter" ? QByteArray("content_filter") : reason) + "\"}]}\n\ndata: [DONE]\n\n";
    }
    QByteArray complaintEvent(Complaint complaint) const override
    {
        return "data: " + this->complaint(complaint) + "\n\n";
    }
    QByteArray object() const override
    {
        return R"({"model":"test-model","choices":[{"message":{"role":"assistant","content":"one two three"},)"
               R"("finish_reason":"stop"}]})";
    }
};

class OpenAiEmbeddings final : public OpenAiDialect
{
public:
    QString name() const override { return u"openai embeddings"_s; }
    ProviderKind kind() const override { return ProviderKind::Embedding; }
    QByteArray contentType() const override { return "application/json"; }
    QByteArray begun() const override { return R"({"object":"list","data":[{"index":0,"embedding":[0.6,)"; }
    QByteArray rest() const override { return R"(0.8]}],"model":"test-model"})"; }
};

class OpenAiSound final : public OpenAiDialect
{
public:
    QString name() const override { return u"openai speech"_s; }
    ProviderKind kind() const override { return ProviderKind::Speech; }
    QByteArray contentType() const override { return "audio/wav"; }
    QByteArray begun() const override { return wav().first(1000); }
    QByteArray rest() const override { return wav().sliced(1000); }
};

// https://docs.anthropic.com/en/api/messages-streaming, …/api/errors
class AnthropicChat final : public Dialect
{
public:
    QString name() const override { return u"anthropic chat"_s; }
    ProviderKind kind() const override { return ProviderKind::Llm; }
    QString protocol() const override { return u"anthropic"_s; }
    QByteArray contentType() const override { return "text/event-stream"; }
    QByteArray begun() const override
    {
        return event("message_start",
                     R"("message":{"id":"msg_1","type":"message","role":"assistant","content":[],)"
                     R"("model":"test-model","stop_reason":null,"usage":{"input_tokens":9,)"
                     R"("output_tokens":1}})")
               + event("content_block_start", R"("index":0,"content_block":{"type":"text","text":""})")
               + event("ping", {}) + textEvent("one ") + textEvent("two ");
    }
    QByteArray rest() const override { return textEvent("three") + endEvents("stop"); }
    QByteArray textEvent(const QByteArray &text) const override
    {
        return event("content_block_delta",
                     R"("index":0,"delta":{"type":"text_delta","text":")" + text + "\"}");
    }
    QByteArray endEvents(const QByteArray &reason) const override
    {
        const QByteArray theirs = reason == "stop"     ? "end_turn"
                                  : reason == "length" ? "max_tokens"
                                                       : "refusal";
        return event("content_block_stop", R"("index":0)")
               + event("message_delta", R"("delta":{"stop_reason":")" + theirs
                                            + R"(","stop_sequence":null},"usage":{"output_tokens":3})")
               + event("message_stop", {});
    }
    QByteArray complaintEvent(Complaint complaint) const override
    {
        return "event: error\ndata: " + this->complaint(complaint) + "\n\n";
    }
    QByteArray complaint(Complaint complaint) const override
    {
        const QByteArray message = complaint == Complaint::TooLong
                                       ? QByteArray("prompt is too long: 210000 tokens > 200000 maximum")
                                   : complaint == Complaint::NoCredit ? QByteArray(
                                         "Your credit balance is too low to access the Anthropic API.")
                                   : complaint == Complaint::NoModel ? QByteArray("model: test-model")
                                   : complaint == Complaint::BadParameter
                                       ? QByteArray("max_tokens: 99999 > 8192")
                                       : QByteArray(messageOf(complaint));
        return R"({"type":"error","error":{"type":")" + typeOf(complaint) + R"(","message":")" + message
               + "\"}}";
    }
    QString codeOf(Complaint complaint) const override
    {
        return complaint == Complaint::NoModel ? u"unknown-model"_s : QString();
    }
    int statusOf(Complaint complaint) const override
    {
        return complaint == Complaint::NoCredit ? 400 : Dialect::statusOf(complaint);
    }

private:
    static QByteArray event(const QByteArray &name, const QByteArray &fields)
    {
        return "event: " + name + "\ndata: {\"type\":\"" + name + '"' + (fields.isEmpty() ? "" : ",") + fields
               + "}\n\n";
    }
    static QByteArray typeOf(Complaint complaint)
    {
        switch (complaint) {
        case Complaint::WrongKey:
            return "authentication_error";
        case Complaint::NotAllowed:
            return "permission_error";
        case Complaint::NoModel:
            return "not_found_error";
        case Complaint::SlowDown:
            return "rate_limit_error";
        case Complaint::Overloaded:
            return "overloaded_error";
        case Complaint::Broken:
            return "api_error";
        default:
            return "invalid_request_error";
        }
    }
};

// https://elevenlabs.io/docs/developers/resources/error-messages
class ElevenLabsSound final : public Dialect
{
public:
    QString name() const override { return u"elevenlabs speech"_s; }
    ProviderKind kind() const override { return ProviderKind::Speech; }
    QString protocol() const override { return u"elevenlabs"_s; }
    QByteArray contentType() const override { return "audio/mpeg"; }
    QByteArray begun() const override
    {
        return QByteArray("ID3\x04\0\0\0\0\0\0", 10) + QByteArray(990, '\x55');
    }
    QByteArray rest() const override { return QByteArray(3000, '\x55'); }
    QByteArray complaint(Complaint complaint) const override
    {
        return R"({"detail":{"status":")" + typeOf(complaint) + R"(","message":")" + messageOf(complaint)
               + "\"}}";
    }
    QString codeOf(Complaint complaint) const override { return QString::fromLatin1(typeOf(complaint)); }
    int statusOf(Complaint complaint) const override
    {
        return complaint == Complaint::NoCredit ? 401 : Dialect::statusOf(complaint);
    }

private:
    static QByteArray typeOf(Complaint complaint)
    {
        switch (complaint) {
        case Complaint::WrongKey:
            return "invalid_api_key";
        case Complaint::NotAllowed:
            return "missing_permissions";
        case Complaint::NoCredit:
            return "quota_exceeded";
        case Complaint::NoModel:
            return "model_not_found";
        case Complaint::SlowDown:
            return "too_many_concurrent_requests";
        case Complaint::Overloaded:
            return "system_busy";
        default:
            return "invalid_parameters";
        }
    }
};
} // namespace

int Dialect::statusOf(Complaint complaint) const
{
    switch (complaint) {
    case Complaint::WrongKey:
        return 401;
    case Complaint::NotAllowed:
        return 403;
    case Complaint::NoModel:
        return 404;
    case Complaint::NoCredit:
    case Complaint::SlowDown:
        return 429;
    case Complaint::Overloaded:
        return 529;
    case Complaint::Broken:
        return 500;
    default:
        return 400;
    }
}

const QList<std::shared_ptr<const Dialect>> &dialects()
{
    static const QList<std::shared_ptr<const Dialect>> all{
        std::make_shared<OpenAiChat>(),      std::make_shared<OpenAiEmbeddings>(),
        std::make_shared<OpenAiSound>(),     std::make_shared<AnthropicChat>(),
        std::make_shared<ElevenLabsSound>(),
    };
    return all;
}

} // namespace CloneMemoria

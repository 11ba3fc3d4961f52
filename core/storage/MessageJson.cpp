#include "core/storage/MessageJson.h"

#include "core/base/Clock.h"
#include "core/storage/Database.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using nlohmann::json;

namespace {
std::string utf8(const QString &text)
{
    return sqlText(text).toUtf8().toStdString();
}

QString textOf(const json &object, const char *field)
{
    const auto found = object.find(field);
    return found != object.end() && found->is_string()
               ? QString::fromStdString(found->get_ref<const std::string &>())
               : QString();
}

double numberOf(const json &object, const char *field)
{
    const auto found = object.find(field);
    return found != object.end() && found->is_number() ? found->get<double>() : 0;
}

QString dump(const json &value)
{
    return QString::fromStdString(value.dump(-1, ' ', false, json::error_handler_t::replace));
}
} // namespace

QString citationsToJson(const QList<Citation> &citations)
{
    json list = json::array();
    for (const Citation &citation : citations) {
        list.push_back({{"passage_id", utf8(citation.passageId)},
                        {"document_id", utf8(citation.documentId)},
                        {"document_title", utf8(citation.documentTitle)},
                        {"chunk_index", citation.chunkIndex},
                        {"start_offset", citation.startOffset},
                        {"end_offset", citation.endOffset},
                        {"content", utf8(citation.content)},
                        {"speaker", utf8(citation.speaker)},
                        {"happened_at", utf8(toIso(citation.happenedAt))},
                        {"score", citation.score}});
    }
    return dump(list);
}

QList<Citation> citationsFromJson(const QString &text)
{
    QList<Citation> citations;
    const json list = json::parse(utf8(text), nullptr, false);
    if (!list.is_array())
        return citations;
    for (const json &entry : list) {
        if (!entry.is_object())
            continue;
        Citation citation;
        citation.passageId = textOf(entry, "passage_id");
        citation.documentId = textOf(entry, "document_id");
        citation.documentTitle = textOf(entry, "document_title");
        citation.chunkIndex = int(numberOf(entry, "chunk_index"));
        citation.startOffset = int(numberOf(entry, "start_offset"));
        citation.endOffset = int(numberOf(entry, "end_offset"));
        citation.content = textOf(entry, "content");
        citation.speaker = textOf(entry, "speaker");
        citation.happenedAt = fromIso(textOf(entry, "happened_at"));
        citation.score = numberOf(entry, "score");
        citations.append(citation);
    }
    return citations;
}

QString errorToJson(const Error &error)
{
    return dump({{"kind", utf8(toString(error.kind))},
                 {"detail", utf8(error.detail)},
                 {"status", error.httpStatus},
                 {"code", utf8(error.code)},
                 {"subject", utf8(error.subject)},
                 {"retry_after_ms", error.retryAfterMs}});
}

std::optional<Error> errorFromJson(const QString &text)
{
    const json object = json::parse(utf8(text), nullptr, false);
    if (!object.is_object())
        return std::nullopt;
    Error error;
    error.kind = errorKindFromString(textOf(object, "kind"));
    error.detail = textOf(object, "detail");
    error.httpStatus = int(numberOf(object, "status"));
    error.code = textOf(object, "code");
    error.subject = textOf(object, "subject");
    error.retryAfterMs = object.contains("retry_after_ms") ? int(numberOf(object, "retry_after_ms")) : -1;
    return error;
}

} // namespace CloneMemoria

#include "core/archive/CloneForms.h"

#include "core/archive/JsonLines.h"
#include "core/archive/StoredFields.h"
#include "core/domain/Validation.h"
#include "core/json/JsonForms.h"
#include "core/storage/Database.h"

#include <nlohmann/json.hpp>

#include <limits>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
constexpr qsizetype kMostNames = 1000;
constexpr qsizetype kLongestTitle = 1000;
constexpr qsizetype kLongestName = 10'000; // of what others name: sources, speakers, models
constexpr qsizetype kLongestWord = 200;
constexpr qsizetype kLongestText = kLongestLine; // what a line may be bounds it
constexpr qsizetype kHashLength = 64;
const json kNothing = json::array();

json optionalNumber(const std::optional<int> &value)
{
    return value ? json(*value) : json();
}

json errorForm(const Error &error)
{
    return {{"kind", jsonText(toString(error.kind))}, {"detail", jsonText(error.detail)},
            {"http_status", error.httpStatus},        {"code", jsonText(error.code)},
            {"subject", jsonText(error.subject)},     {"retry_after_ms", error.retryAfterMs}};
}

Error errorFrom(StoredFields &fields)
{
    return {.kind = errorKindFromString(fields.text("kind", kLongestWord)),
            .detail = fields.text("detail", kLongestText),
            .httpStatus = fields.optionalNumber("http_status").value_or(0),
            .code = fields.text("code", kLongestText),
            .subject = fields.text("subject", kLongestText),
            .retryAfterMs = fields.optionalNumber("retry_after_ms").value_or(-1)};
}

json citationForm(const Citation &citation)
{
    json form = toJson(citation);
    form["passage_id"] = jsonText(citation.passageId);
    form["start_offset"] = citation.startOffset;
    form["end_offset"] = citation.endOffset;
    return form;
}

Result<Citation> citationFrom(const json &value)
{
    constexpr int kMost = std::numeric_limits<int>::max();
    StoredFields fields(value);
    Citation citation;
    citation.passageId = fields.optionalId("passage_id");
    citation.documentId = fields.optionalId("document_id");
    citation.documentTitle = fields.text("document_title", kLongestText);
    citation.chunkIndex = static_cast<int>(fields.number("chunk_index", 0, kMost));
    citation.startOffset = static_cast<int>(fields.number("start_offset", 0, kMost));
    citation.endOffset = static_cast<int>(fields.number("end_offset", 0, kMost));
    citation.content = fields.text("content", kLongestText);
    citation.speaker = fields.optionalText("speaker", kLongestText);
    citation.happenedAt = fields.optionalTime("happened_at");
    citation.score = fields.real("score");
    CM_TRY(fields.state());
    return citation;
}

Result<QList<Turn>> turnsFrom(const json &values, const QString &content)
{
    QList<Turn> turns;
    turns.reserve(qsizetype(values.size()));
    qsizetype before = 0;
    for (const json &value : values) {
        StoredFields fields(value);
        Turn turn;
        turn.start = fields.number("start", before, content.size());
        turn.end = fields.number("end", 0, content.size());
        turn.speaker = fields.text("speaker", kLongestName);
        turn.happenedAt = fields.optionalTime("happened_at");
        CM_TRY(fields.state());
        const auto splitsPair = [&content](qsizetype at) {
            return at > 0 && at < content.size() && content.at(at).isLowSurrogate()
                   && content.at(at - 1).isHighSurrogate();
        };
        if (turn.end <= turn.start || splitsPair(turn.start) || splitsPair(turn.end))
            return damaged(u"a turn that is no part of its text"_s);
        before = turn.end;
        turns.append(std::move(turn));
    }
    return turns;
}
} // namespace

json archiveForm(const CloneRecord &record)
{
    json form = toJson(record.clone);
    for (const char *ofThisComputer :
         {"id", "llm_provider", "llm_model", "embedding_provider", "embedding_model", "tts_provider",
          "tts_voice_id", "temperature", "max_tokens"})
        form.erase(ofThisComputer);
    form["names"] = json::array();
    for (const ChatName &name : record.names)
        form["names"].push_back({{"name", jsonText(name.name)}, {"created_at", jsonTime(name.createdAt)}});
    return form;
}

Result<CloneRecord> cloneFromArchive(const json &value)
{
    StoredFields fields(value);
    CloneRecord record;
    Clone &clone = record.clone;
    clone.name = cleanName(fields.text("name", kLongestText));
    clone.relation = fields.text("relation", kLongestText);
    clone.description = fields.text("description", kLongestText);
    clone.personality = fields.text("personality", kLongestText);
    clone.speakingStyle = fields.text("speaking_style", kLongestText);
    clone.greeting = fields.text("greeting", kLongestText);
    clone.language = fields.text("language", kLongestText);
    clone.avatar = fields.text("avatar", kLongestText);
    clone.rememberConversations = fields.flag("remember_conversations");
    clone.createdAt = fields.time("created_at");
    clone.updatedAt = fields.time("updated_at");
    const json *names = fields.array("names");
    CM_TRY(fields.state());
    if (const Result<void> valid = validateClone(clone); !valid)
        return damaged(valid.error().code + u' ' + valid.error().detail);
    for (const json &entry : names ? *names : kNothing) {
        StoredFields named(entry);
        const ChatName name{named.text("name", kLongestTitle), named.time("created_at")};
        CM_TRY(named.state());
        if (name.name.isEmpty() || record.names.size() >= kMostNames)
            return damaged(u"an empty name, or too many"_s);
        record.names.append(name);
    }
    return record;
}

json archiveForm(const DocumentRecord &record)
{
    const Document &document = record.document;
    json form{
        {"id", jsonText(document.id)},
        {"title", jsonText(document.title)},
        {"content", jsonText(document.content)},
        {"source_type", jsonText(toString(document.sourceType))},
        {"source_uri", jsonText(document.sourceUri)},
        {"happened_at", jsonTime(document.happenedAt)},
        {"created_at", jsonTime(document.createdAt)},
        {"updated_at", jsonTime(document.updatedAt)},
    };
    if (!record.searchable)
        form["searchable"] = false;
    if (record.imported)
        form["imported"] = {{"source_uri", jsonText(record.imported->sourceUri)},
                            {"content_hash", jsonText(record.imported->contentHash)},
                            {"imported_at", jsonTime(record.imported->importedAt)}};
    for (const Turn &turn : record.turns)
        form["turns"].push_back({{"start", turn.start},
                                 {"end", turn.end},
                                 {"speaker", jsonText(turn.speaker)},
                                 {"happened_at", jsonTime(turn.happenedAt)}});
    return form;
}

Result<DocumentRecord> documentFromArchive(const json &value)
{
    StoredFields fields(value);
    DocumentRecord record;
    Document &document = record.document;
    document.id = fields.id("id");
    document.title = cleanText(fields.text("title", kLongestTitle)).simplified();
    document.content = fields.text("content", kMaxDocumentCharacters);
    document.sourceUri = fields.text("source_uri", kLongestName);
    document.happenedAt = fields.optionalTime("happened_at");
    document.createdAt = fields.time("created_at");
    document.updatedAt = fields.time("updated_at");
    record.searchable = fields.flag("searchable", true);
    const std::optional<SourceType> type = sourceTypeFromString(fields.text("source_type", kLongestWord));
    const json *imported = fields.object("imported");
    const json *turns = fields.array("turns");
    CM_TRY(fields.state());
    if (!type)
        return damaged(u"an unknown source_type"_s);
    document.sourceType = *type;
    if (imported) {
        StoredFields note(*imported);
        record.imported = {note.text("source_uri", kLongestName), note.text("content_hash", kHashLength),
                           note.time("imported_at")};
        CM_TRY(note.state());
    }
    if (turns && !turns->empty()) {
        // What would be cleaned away would move the offsets.
        if (document.content != sqlText(document.content))
            return damaged(u"a chat with characters that can't be stored"_s);
        CM_TRY_ASSIGN(read, turnsFrom(*turns, document.content));
        record.turns = std::move(read);
    }
    return record;
}

json archiveForm(const Conversation &conversation)
{
    return {
        {"id", jsonText(conversation.id)},
        {"title", jsonText(conversation.title)},
        {"pinned", conversation.pinned},
        {"current_message_id", jsonText(conversation.currentMessageId)},
        {"created_at", jsonTime(conversation.createdAt)},
        {"updated_at", jsonTime(conversation.updatedAt)},
    };
}

Result<Conversation> conversationFromArchive(const json &value)
{
    StoredFields fields(value);
    Conversation conversation;
    conversation.id = fields.id("id");
    conversation.title = fields.text("title", kLongestName);
    conversation.pinned = fields.flag("pinned");
    conversation.currentMessageId = fields.optionalId("current_message_id");
    conversation.createdAt = fields.time("created_at");
    conversation.updatedAt = fields.time("updated_at");
    CM_TRY(fields.state());
    return conversation;
}

json archiveForm(const Message &message)
{
    json citations = json::array();
    for (const Citation &citation : message.citations)
        citations.push_back(citationForm(citation));
    return {
        {"id", jsonText(message.id)},
        {"conversation_id", jsonText(message.conversationId)},
        {"parent_id", jsonText(message.parentId)},
        {"role", jsonText(toString(message.role))},
        {"content", jsonText(message.content)},
        {"reasoning", jsonText(message.reasoning)},
        {"status", jsonText(toString(message.status))},
        {"stop_reason", jsonText(toString(message.stopReason))},
        {"citations", citations},
        {"provider", jsonText(message.provider)},
        {"model", jsonText(message.model)},
        {"prompt_tokens", optionalNumber(message.promptTokens)},
        {"completion_tokens", optionalNumber(message.completionTokens)},
        {"latency_ms", optionalNumber(message.latencyMs)},
        {"error", message.error ? errorForm(*message.error) : json()},
        {"created_at", jsonTime(message.createdAt)},
        {"updated_at", jsonTime(message.updatedAt)},
    };
}

Result<Message> messageFromArchive(const json &value)
{
    StoredFields fields(value);
    Message message;
    message.id = fields.id("id");
    message.conversationId = fields.id("conversation_id");
    message.parentId = fields.optionalId("parent_id");
    message.content = fields.text("content", kLongestText);
    message.reasoning = fields.text("reasoning", kLongestText);
    message.provider = fields.text("provider", kLongestName);
    message.model = fields.text("model", kLongestName);
    message.promptTokens = fields.optionalNumber("prompt_tokens");
    message.completionTokens = fields.optionalNumber("completion_tokens");
    message.latencyMs = fields.optionalNumber("latency_ms");
    message.createdAt = fields.time("created_at");
    message.updatedAt = fields.time("updated_at");
    message.stopReason = stopReasonFromString(fields.text("stop_reason", kLongestWord));
    const auto role = messageRoleFromString(fields.text("role", kLongestWord));
    const auto status = messageStatusFromString(fields.text("status", kLongestWord));
    const json *citations = fields.array("citations");
    const json *error = fields.object("error");
    CM_TRY(fields.state());
    if (!role || !status)
        return damaged(u"an unknown role or status"_s);
    message.role = *role;
    message.status = *status;
    for (const json &entry : citations ? *citations : kNothing) {
        CM_TRY_ASSIGN(citation, citationFrom(entry));
        message.citations.append(citation);
    }
    if (error) {
        StoredFields told(*error);
        message.error = errorFrom(told);
        CM_TRY(told.state());
    }
    return message;
}

} // namespace CloneMemoria

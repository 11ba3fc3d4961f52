#include "core/archive/CloneForms.h"

#include "core/archive/JsonLines.h"
#include "core/archive/StoredJson.h"
#include "core/domain/Validation.h"
#include "core/json/JsonForms.h"
#include "core/storage/Database.h"

#include <nlohmann/json.hpp>

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
    return {.kind = errorKindFromString(fields.neededText("kind", kLongestWord)),
            .detail = fields.neededText("detail", kLongestText),
            .httpStatus = fields.integer("http_status").value_or(0),
            .code = fields.neededText("code", kLongestText),
            .subject = fields.neededText("subject", kLongestText),
            .retryAfterMs = fields.integer("retry_after_ms").value_or(-1)};
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
    StoredFields fields(value);
    Citation citation;
    citation.passageId = fields.id("passage_id");
    citation.documentId = fields.id("document_id");
    citation.documentTitle = fields.neededText("document_title", kLongestText);
    citation.chunkIndex = fields.neededInteger("chunk_index", 0);
    citation.startOffset = fields.neededInteger("start_offset", 0);
    citation.endOffset = fields.neededInteger("end_offset", 0);
    citation.content = fields.neededText("content", kLongestText);
    citation.speaker = fields.text("speaker", kLongestText).value_or(QString());
    citation.happenedAt = fields.time("happened_at").value_or(QDateTime());
    citation.score = fields.neededNumber("score");
    CM_TRY(fields.check());
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
        turn.start = fields.neededWhole("start", before, content.size());
        turn.end = fields.neededWhole("end", 0, content.size());
        turn.speaker = fields.neededText("speaker", kLongestName);
        turn.happenedAt = fields.time("happened_at").value_or(QDateTime());
        CM_TRY(fields.check());
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
    clone.name = cleanName(fields.neededText("name", kLongestText));
    clone.relation = fields.neededText("relation", kLongestText);
    clone.description = fields.neededText("description", kLongestText);
    clone.personality = fields.neededText("personality", kLongestText);
    clone.speakingStyle = fields.neededText("speaking_style", kLongestText);
    clone.greeting = fields.neededText("greeting", kLongestText);
    clone.language = fields.neededText("language", kLongestText);
    clone.avatar = fields.neededText("avatar", kLongestText);
    clone.rememberConversations = fields.neededFlag("remember_conversations");
    clone.createdAt = fields.neededTime("created_at");
    clone.updatedAt = fields.neededTime("updated_at");
    const json *names = fields.array("names");
    CM_TRY(fields.check());
    if (const Result<void> valid = validateClone(clone); !valid)
        return damaged(valid.error().code + u' ' + valid.error().detail);
    for (const json &entry : names ? *names : kNothing) {
        StoredFields named(entry);
        const ChatName name{named.neededText("name", kLongestTitle), named.neededTime("created_at")};
        CM_TRY(named.check());
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
    document.id = fields.neededId("id");
    document.title = cleanText(fields.neededText("title", kLongestTitle)).simplified();
    document.content = fields.neededText("content", kMaxDocumentCharacters);
    document.sourceUri = fields.neededText("source_uri", kLongestName);
    document.happenedAt = fields.time("happened_at").value_or(QDateTime());
    document.createdAt = fields.neededTime("created_at");
    document.updatedAt = fields.neededTime("updated_at");
    record.searchable = fields.flag("searchable").value_or(true);
    const std::optional<SourceType> type = sourceTypeFromString(
        fields.neededText("source_type", kLongestWord));
    const json *imported = fields.object("imported");
    const json *turns = fields.array("turns");
    CM_TRY(fields.check());
    if (!type)
        return damaged(u"an unknown source_type"_s);
    document.sourceType = *type;
    if (imported) {
        StoredFields note(*imported);
        record.imported = {note.neededText("source_uri", kLongestName),
                           note.neededText("content_hash", kHashLength), note.neededTime("imported_at")};
        CM_TRY(note.check());
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
    conversation.id = fields.neededId("id");
    conversation.title = fields.neededText("title", kLongestName);
    conversation.pinned = fields.neededFlag("pinned");
    conversation.currentMessageId = fields.id("current_message_id");
    conversation.createdAt = fields.neededTime("created_at");
    conversation.updatedAt = fields.neededTime("updated_at");
    CM_TRY(fields.check());
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
    message.id = fields.neededId("id");
    message.conversationId = fields.neededId("conversation_id");
    message.parentId = fields.id("parent_id");
    message.content = fields.neededText("content", kLongestText);
    message.reasoning = fields.neededText("reasoning", kLongestText);
    message.provider = fields.neededText("provider", kLongestName);
    message.model = fields.neededText("model", kLongestName);
    message.promptTokens = fields.integer("prompt_tokens");
    message.completionTokens = fields.integer("completion_tokens");
    message.latencyMs = fields.integer("latency_ms");
    message.createdAt = fields.neededTime("created_at");
    message.updatedAt = fields.neededTime("updated_at");
    message.stopReason = stopReasonFromString(fields.neededText("stop_reason", kLongestWord));
    const auto role = messageRoleFromString(fields.neededText("role", kLongestWord));
    const auto status = messageStatusFromString(fields.neededText("status", kLongestWord));
    const json *citations = fields.array("citations");
    const json *error = fields.object("error");
    CM_TRY(fields.check());
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
        CM_TRY(told.check());
    }
    return message;
}

} // namespace CloneMemoria

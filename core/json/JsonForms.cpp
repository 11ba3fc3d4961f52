#include "core/json/JsonForms.h"

#include "core/base/Clock.h"
#include "core/base/ErrorText.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using nlohmann::json;

json jsonText(const QString &value)
{
    return value.toStdString();
}

json jsonTime(const QDateTime &value)
{
    return value.isValid() ? jsonText(toIso(value)) : json();
}

static json optionalNumber(const std::optional<int> &value)
{
    return value ? json(*value) : json();
}

json toJson(const Clone &clone)
{
    const AiSettings &ai = clone.settings;
    return {
        {"id", jsonText(clone.id)},
        {"name", jsonText(clone.name)},
        {"relation", jsonText(clone.relation)},
        {"description", jsonText(clone.description)},
        {"personality", jsonText(clone.personality)},
        {"speaking_style", jsonText(clone.speakingStyle)},
        {"greeting", jsonText(clone.greeting)},
        {"language", jsonText(clone.language)},
        {"avatar", jsonText(clone.avatar)},
        {"llm_provider", jsonText(ai.llmProvider)},
        {"llm_model", jsonText(ai.llmModel)},
        {"embedding_provider", jsonText(ai.embeddingProvider)},
        {"embedding_model", jsonText(ai.embeddingModel)},
        {"tts_provider", jsonText(ai.ttsProvider)},
        {"tts_voice_id", jsonText(ai.ttsVoiceId)},
        {"temperature", ai.temperature},
        {"max_tokens", optionalNumber(ai.maxTokens)},
        {"remember_conversations", clone.rememberConversations},
        {"created_at", jsonTime(clone.createdAt)},
        {"updated_at", jsonTime(clone.updatedAt)},
    };
}

json toJson(const CloneSummary &summary)
{
    json row = toJson(summary.clone);
    row["last_words"] = jsonText(summary.lastWords);
    row["last_activity"] = jsonTime(summary.lastActivity);
    row["documents"] = summary.documents;
    return row;
}

json toJson(const DocumentSummary &document)
{
    return {
        {"id", jsonText(document.id)},
        {"title", jsonText(document.title)},
        {"source_type", jsonText(toString(document.sourceType))},
        {"source_uri", jsonText(document.sourceUri)},
        {"happened_at", jsonTime(document.happenedAt)},
        {"created_at", jsonTime(document.createdAt)},
        {"updated_at", jsonTime(document.updatedAt)},
        {"characters", document.characters},
        {"passages", document.passages},
    };
}

json toJson(const Citation &citation)
{
    return {
        {"document_id", jsonText(citation.documentId)},
        {"document_title", jsonText(citation.documentTitle)},
        {"chunk_index", citation.chunkIndex},
        {"content", jsonText(citation.content)},
        {"speaker", citation.speaker.isEmpty() ? json() : jsonText(citation.speaker)},
        {"happened_at", jsonTime(citation.happenedAt)},
        {"score", citation.score},
    };
}

json toJson(const RetrievedPassage &found)
{
    return toJson(toCitation(found));
}

json toJsonWithScores(const RetrievedPassage &found)
{
    json matched = json::array();
    for (const QString &word : found.matched)
        matched.push_back(jsonText(word));
    json row = toJson(found);
    row["score_parts"] = {
        {"words", found.parts.words},           {"meaning", found.parts.meaning},
        {"neighbours", found.parts.neighbours}, {"session", found.parts.session},
        {"speaker", found.parts.speaker},       {"time", found.parts.time},
    };
    row["matched"] = std::move(matched);
    return row;
}

json toJson(const Conversation &conversation)
{
    return {
        {"id", jsonText(conversation.id)},
        {"clone_id", jsonText(conversation.cloneId)},
        {"title", jsonText(conversation.title)},
        {"pinned", conversation.pinned},
        {"created_at", jsonTime(conversation.createdAt)},
        {"updated_at", jsonTime(conversation.updatedAt)},
    };
}

json toJson(const QList<Citation> &citations)
{
    json list = json::array();
    for (const Citation &citation : citations)
        list.push_back(toJson(citation));
    return list;
}

json toJsonRow(const Message &message)
{
    return {
        {"id", jsonText(message.id)},
        {"conversation_id", jsonText(message.conversationId)},
        {"parent_id", jsonText(message.parentId)},
        {"role", jsonText(toString(message.role))},
        {"content", jsonText(message.content)},
        {"reasoning", jsonText(message.reasoning)},
        {"status", jsonText(toString(message.status))},
        {"stop_reason", jsonText(toString(message.stopReason))},
        {"citations", toJson(message.citations)},
        {"provider", jsonText(message.provider)},
        {"model", jsonText(message.model)},
        {"prompt_tokens", optionalNumber(message.promptTokens)},
        {"completion_tokens", optionalNumber(message.completionTokens)},
        {"latency_ms", optionalNumber(message.latencyMs)},
        {"error", message.error ? jsonText(describe(*message.error).sentence) : json()},
        {"created_at", jsonTime(message.createdAt)},
        {"updated_at", jsonTime(message.updatedAt)},
    };
}

json toJson(const Message &answer)
{
    json told{
        {"content", jsonText(answer.content)},   {"status", jsonText(toString(answer.status))},
        {"citations", toJson(answer.citations)}, {"provider", jsonText(answer.provider)},
        {"model", jsonText(answer.model)},       {"conversation_id", jsonText(answer.conversationId)},
        {"message_id", jsonText(answer.id)},
    };
    if (!answer.reasoning.isEmpty())
        told["reasoning"] = jsonText(answer.reasoning);
    if (answer.stopReason != StopReason::Stop)
        told["stop_reason"] = jsonText(toString(answer.stopReason));
    if (answer.error) {
        told["error"] = jsonText(describe(*answer.error).sentence);
        told["kind"] = jsonText(toString(answer.error->kind));
    }
    return told;
}

} // namespace CloneMemoria

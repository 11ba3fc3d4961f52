#include "app/cli/JsonForms.h"

#include "core/base/Clock.h"
#include "core/base/ErrorText.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria::Cli {

using nlohmann::json;

json text(const QString &value)
{
    return value.toStdString();
}

json time(const QDateTime &value)
{
    return value.isValid() ? text(toIso(value)) : json();
}

static json optionalNumber(const std::optional<int> &value)
{
    return value ? json(*value) : json();
}

json toJson(const Clone &clone)
{
    const AiSettings &ai = clone.settings;
    return {
        {"id", text(clone.id)},
        {"name", text(clone.name)},
        {"relation", text(clone.relation)},
        {"description", text(clone.description)},
        {"personality", text(clone.personality)},
        {"speaking_style", text(clone.speakingStyle)},
        {"greeting", text(clone.greeting)},
        {"language", text(clone.language)},
        {"avatar", text(clone.avatar)},
        {"llm_provider", text(ai.llmProvider)},
        {"llm_model", text(ai.llmModel)},
        {"embedding_provider", text(ai.embeddingProvider)},
        {"embedding_model", text(ai.embeddingModel)},
        {"tts_provider", text(ai.ttsProvider)},
        {"tts_voice_id", text(ai.ttsVoiceId)},
        {"temperature", ai.temperature},
        {"max_tokens", optionalNumber(ai.maxTokens)},
        {"remember_conversations", clone.rememberConversations},
        {"created_at", time(clone.createdAt)},
        {"updated_at", time(clone.updatedAt)},
    };
}

json toJson(const CloneSummary &summary)
{
    json row = toJson(summary.clone);
    row["last_words"] = text(summary.lastWords);
    row["last_activity"] = time(summary.lastActivity);
    row["documents"] = summary.documents;
    return row;
}

json toJson(const DocumentSummary &document)
{
    return {
        {"id", text(document.id)},
        {"title", text(document.title)},
        {"source_type", text(toString(document.sourceType))},
        {"source_uri", text(document.sourceUri)},
        {"happened_at", time(document.happenedAt)},
        {"created_at", time(document.createdAt)},
        {"updated_at", time(document.updatedAt)},
        {"characters", document.characters},
        {"passages", document.passages},
    };
}

json toJson(const Citation &citation)
{
    return {
        {"document_id", text(citation.documentId)},
        {"document_title", text(citation.documentTitle)},
        {"chunk_index", citation.chunkIndex},
        {"content", text(citation.content)},
        {"speaker", citation.speaker.isEmpty() ? json() : text(citation.speaker)},
        {"happened_at", time(citation.happenedAt)},
        {"score", citation.score},
    };
}

json toJson(const RetrievedPassage &found)
{
    return toJson(toCitation(found));
}

json toJson(const Message &answer)
{
    json citations = json::array();
    for (const Citation &citation : answer.citations)
        citations.push_back(toJson(citation));
    json told{
        {"content", text(answer.content)}, {"status", text(toString(answer.status))},
        {"citations", citations},          {"provider", text(answer.provider)},
        {"model", text(answer.model)},     {"conversation_id", text(answer.conversationId)},
        {"message_id", text(answer.id)},
    };
    if (!answer.reasoning.isEmpty())
        told["reasoning"] = text(answer.reasoning);
    if (answer.stopReason != StopReason::Stop)
        told["stop_reason"] = text(toString(answer.stopReason));
    if (answer.error) {
        told["error"] = text(describe(*answer.error).sentence);
        told["kind"] = text(toString(answer.error->kind));
    }
    return told;
}

} // namespace CloneMemoria::Cli

#include "core/domain/CloneTexts.h"

#include "core/domain/Validation.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr CloneText kCloneTexts[] = {
    {"name"_L1, [](Clone &clone) -> QString & { return clone.name; }},
    {"relation"_L1, [](Clone &clone) -> QString & { return clone.relation; }},
    {"description"_L1, [](Clone &clone) -> QString & { return clone.description; }},
    {"personality"_L1, [](Clone &clone) -> QString & { return clone.personality; }},
    {"speaking_style"_L1, [](Clone &clone) -> QString & { return clone.speakingStyle; }},
    {"greeting"_L1, [](Clone &clone) -> QString & { return clone.greeting; }},
    {"language"_L1, [](Clone &clone) -> QString & { return clone.language; }},
    {"avatar"_L1, [](Clone &clone) -> QString & { return clone.avatar; }},
    {"llm_provider"_L1, [](Clone &clone) -> QString & { return clone.settings.llmProvider; }},
    {"llm_model"_L1, [](Clone &clone) -> QString & { return clone.settings.llmModel; }},
    {"embedding_provider"_L1, [](Clone &clone) -> QString & { return clone.settings.embeddingProvider; }},
    {"embedding_model"_L1, [](Clone &clone) -> QString & { return clone.settings.embeddingModel; }},
    {"tts_provider"_L1, [](Clone &clone) -> QString & { return clone.settings.ttsProvider; }},
    {"tts_voice_id"_L1, [](Clone &clone) -> QString & { return clone.settings.ttsVoiceId; }},
};
} // namespace

std::span<const CloneText> cloneTexts()
{
    return kCloneTexts;
}

void setCloneText(Clone &clone, const CloneText &text, const QString &value)
{
    text.of(clone) = text.name == "name"_L1 ? cleanName(value) : value.trimmed();
}

} // namespace CloneMemoria

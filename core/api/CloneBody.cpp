#include "core/api/CloneBody.h"

#include "core/domain/CloneTexts.h"
#include "core/domain/Validation.h"
#include "core/json/JsonFields.h"

#include <QList>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr std::array kSettingsTexts{"llm_provider"_L1, "llm_model"_L1, "embedding_provider"_L1,
                                    "tts_provider"_L1, "tts_voice_id"_L1};

bool isOf(CloneFieldSet fields, QLatin1StringView name)
{
    return fields == CloneFieldSet::All
           || std::find(kSettingsTexts.begin(), kSettingsTexts.end(), name) != kSettingsTexts.end();
}

qsizetype mostOf(QLatin1StringView name)
{
    return name == "avatar"_L1 ? kMaxAvatarLength : kMaxPersonaTextLength;
}
} // namespace

Result<CloneChange> cloneChangeOf(const nlohmann::json &body, CloneFieldSet fields)
{
    JsonFields read(body);
    QList<CloneChange> changes;
    for (const CloneText &text : cloneTexts()) {
        if (!isOf(fields, text.name))
            continue;
        const char *name = text.name.data();
        const QString value = read.text(name, mostOf(text.name)).value_or(QString());
        if (text.name == "name"_L1 && read.isNull(name))
            read.refuse(name, u"must be a text"_s);
        if (read.has(name))
            changes.append([text, value](Clone &clone) { setCloneText(clone, text, value); });
    }
    const auto temperature = read.number("temperature", 0, kMaxTemperature);
    if (read.has("temperature"))
        changes.append([temperature](Clone &clone) {
            clone.settings.temperature = temperature.value_or(AiSettings().temperature);
        });
    const auto maxTokens = read.integer("max_tokens", 1, kMaxAnswerTokens);
    if (read.has("max_tokens"))
        changes.append([maxTokens](Clone &clone) { clone.settings.maxTokens = maxTokens; });
    if (fields == CloneFieldSet::All) {
        const auto remember = read.flag("remember_conversations");
        if (read.has("remember_conversations"))
            changes.append(
                [remember](Clone &clone) { clone.rememberConversations = remember.value_or(false); });
    }
    read.refuseOthers();
    CM_TRY(read.check());
    return CloneChange([changes](Clone &clone) {
        for (const CloneChange &change : changes)
            change(clone);
    });
}

} // namespace CloneMemoria

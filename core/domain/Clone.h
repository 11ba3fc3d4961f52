#pragma once

#include <QDateTime>
#include <QString>

#include <optional>

namespace CloneMemoria {

/// How a clone thinks and sounds. An empty text or missing number means "as in Settings": the profile's setting, the
/// environment and the built-in default follow, in this order (see profile/ProviderChoice.h).
struct AiSettings
{
    QString llmProvider; ///< id of an LLM preset
    QString llmModel;
    QString embeddingProvider;
    QString embeddingModel;
    QString ttsProvider;
    QString ttsVoiceId;
    double temperature = 0.7;     ///< 0 to 2
    std::optional<int> maxTokens; ///< length of an answer at most, in tokens

    bool operator==(const AiSettings &) const = default;
};

/// A person whose memories are kept, and the manner in which they answer.
struct Clone
{
    QString id;
    QString userId;
    QString name;
    QString relation; ///< to the user, in their words ("my grandmother")
    QString description;
    QString personality;
    QString speakingStyle;
    QString greeting;
    QString language; ///< BCP 47 ("en", "pt-BR"); empty: not said
    QString avatar;   ///< a PNG image in base64; empty: initials are drawn
    AiSettings settings;
    bool rememberConversations = false;
    QDateTime createdAt;
    QDateTime updatedAt;

    bool operator==(const Clone &) const = default;
};

/// A row of the clone list.
struct CloneSummary
{
    Clone clone;
    QString lastWords;      ///< the beginning of the newest message; empty where there is none
    QDateTime lastActivity; ///< of the newest message, else of the clone's making
    int documents = 0;

    bool operator==(const CloneSummary &) const = default;
};

} // namespace CloneMemoria

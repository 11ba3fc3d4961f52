#pragma once

#include "core/base/Result.h"
#include "core/chat/StatelessTurn.h"

#include <QStringList>

#include <nlohmann/json_fwd.hpp>

namespace CloneMemoria {

/// What a request for a chat completion asks for.
struct CompletionBody
{
    QString model;
    StatelessQuestion question; ///< but for the clone
    QStringList stops;
    bool stream = false;
    bool includeUsage = false; ///< at the end of a stream
};

/// A body in OpenAI's form. The last message of a user is the question; what an assistant said after it is an answer to be
/// continued; the texts of system and developer are what the program wants. Fields that mean nothing here are left
/// alone. Errors: InvalidInput; `wrongField` is set to what it is about.
Result<CompletionBody> readCompletionBody(const nlohmann::json &body, QString *wrongField);

} // namespace CloneMemoria

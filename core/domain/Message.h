#pragma once

#include "core/base/Error.h"
#include "core/domain/Citation.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

namespace CloneMemoria {

enum class MessageRole { User, Clone };

/// Complete: all of it is there. Partial: stopped or broken off, what arrived is kept. Failed: nothing arrived.
enum class MessageStatus { Complete, Partial, Failed };

/// Why a model ended its answer. Length: it reached the most it was allowed to write.
enum class StopReason { Stop, Length, ContentFilter, Other };

struct Message
{
    QString id;
    QString conversationId;
    MessageRole role = MessageRole::User;
    QString content;
    QString
        reasoning; ///< what the model thought first, where it told; never sent back, searched or read aloud
    MessageStatus status = MessageStatus::Complete;
    StopReason stopReason = StopReason::Stop; ///< of a complete answer
    /// The message this one follows; empty for the first. Two messages with one parent are variants: regenerated
    /// answers, or an edited question.
    QString parentId;
    QList<Citation> citations; ///< of a clone's answer, best first
    QString provider;
    QString model;
    std::optional<int> promptTokens;
    std::optional<int> completionTokens;
    std::optional<int> latencyMs; ///< from sending to the first token
    std::optional<Error> error;   ///< why it is partial or failed; a user's Stop is ErrorKind::Cancelled
    QDateTime createdAt;
    QDateTime updatedAt;

    bool operator==(const Message &) const = default;
};

QString toString(MessageRole role);     ///< "user", "clone"
QString toString(MessageStatus status); ///< "complete", "partial", "failed"
QString toString(StopReason reason);    ///< "stop", "length", "content-filter", "other"
/// Other for a name this version doesn't know; Stop for an empty one.
StopReason stopReasonFromString(const QString &name);
std::optional<MessageRole> messageRoleFromString(const QString &name);
std::optional<MessageStatus> messageStatusFromString(const QString &name);

} // namespace CloneMemoria

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

struct Message
{
    QString id;
    QString conversationId;
    MessageRole role = MessageRole::User;
    QString content;
    MessageStatus status = MessageStatus::Complete;
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
std::optional<MessageRole> messageRoleFromString(const QString &name);
std::optional<MessageStatus> messageStatusFromString(const QString &name);

} // namespace CloneMemoria

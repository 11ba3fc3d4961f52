#pragma once

#include <QDateTime>
#include <QString>

namespace CloneMemoria {

struct Conversation
{
    QString id;
    QString cloneId;
    QString userId;
    QString title; ///< empty until the first exchange gave it one
    bool pinned = false;
    /// The last message of the branch that is shown; its ancestors by Message::parentId are that branch. Empty while
    /// the conversation is.
    QString currentMessageId;
    QDateTime createdAt;
    QDateTime updatedAt; ///< moves with every message

    bool operator==(const Conversation &) const = default;
};

} // namespace CloneMemoria

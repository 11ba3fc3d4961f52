#include "core/domain/Message.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

QString toString(MessageRole role)
{
    return role == MessageRole::User ? u"user"_s : u"clone"_s;
}

QString toString(MessageStatus status)
{
    switch (status) {
    case MessageStatus::Complete:
        return u"complete"_s;
    case MessageStatus::Partial:
        return u"partial"_s;
    case MessageStatus::Failed:
        break;
    }
    return u"failed"_s;
}

std::optional<MessageRole> messageRoleFromString(const QString &name)
{
    if (name == "user"_L1)
        return MessageRole::User;
    if (name == "clone"_L1)
        return MessageRole::Clone;
    return std::nullopt;
}

std::optional<MessageStatus> messageStatusFromString(const QString &name)
{
    if (name == "complete"_L1)
        return MessageStatus::Complete;
    if (name == "partial"_L1)
        return MessageStatus::Partial;
    if (name == "failed"_L1)
        return MessageStatus::Failed;
    return std::nullopt;
}

} // namespace CloneMemoria

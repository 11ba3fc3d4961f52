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

QString toString(StopReason reason)
{
    switch (reason) {
    case StopReason::Stop:
        return u"stop"_s;
    case StopReason::Length:
        return u"length"_s;
    case StopReason::ContentFilter:
        return u"content-filter"_s;
    case StopReason::Other:
        break;
    }
    return u"other"_s;
}

StopReason stopReasonFromString(const QString &name)
{
    if (name.isEmpty())
        return StopReason::Stop;
    for (const StopReason reason : {StopReason::Stop, StopReason::Length, StopReason::ContentFilter}) {
        if (name == toString(reason))
            return reason;
    }
    return StopReason::Other;
}

} // namespace CloneMemoria

#include "core/chat/ConversationTitle.h"

namespace CloneMemoria
{

namespace
{
constexpr qsizetype kTitleLength = 48;
}

QString conversationTitle(const QString &firstMessage)
{
    // Only the beginning is looked at: the message may be very long.
    QString title = firstMessage.left(8 * kTitleLength).simplified();
    if (title.size() <= kTitleLength)
        return title;
    qsizetype cut = title.lastIndexOf(u' ', kTitleLength);
    if (cut < kTitleLength / 2)
        cut = kTitleLength;
    if (title.at(cut - 1).isHighSurrogate())
        --cut;
    return title.left(cut) + u'…';
}

} // namespace CloneMemoria

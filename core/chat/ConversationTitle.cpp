#include "core/chat/ConversationTitle.h"

#include <QTextBoundaryFinder>

namespace CloneMemoria {

namespace {
constexpr qsizetype kTitleLength = 48;
}

QString conversationTitle(const QString &firstMessage)
{
    // Only the beginning is looked at: the message may be very long.
    QString title = QStringView(firstMessage).trimmed().left(8 * kTitleLength).toString().simplified();
    if (title.size() <= kTitleLength && !title.isEmpty() && !title.back().isHighSurrogate())
        return title;
    qsizetype cut = title.lastIndexOf(u' ', kTitleLength);
    if (cut < kTitleLength / 2) {
        // No word ends there: at least nothing that is read as one character is cut in two.
        QTextBoundaryFinder characters(QTextBoundaryFinder::Grapheme, title);
        characters.setPosition(std::min(kTitleLength, title.size() - 1));
        cut = characters.isAtBoundary() ? characters.position() : characters.toPreviousBoundary();
    }
    return cut > 0 ? title.left(cut) + u'…' : QString();
}

} // namespace CloneMemoria

#include "core/archive/DocumentTurns.h"

#include "core/knowledge/Chunker.h"

#include <algorithm>

namespace CloneMemoria {

namespace {
// Pieces of a long turn overlap, or stand side by side; a turn of its own begins with its speaker's name.
bool continuesTurn(const Turn &turn, const Passage &passage, const QString &content)
{
    if (passage.speaker != turn.speaker || passage.happenedAt != turn.happenedAt)
        return false;
    if (passage.startOffset < turn.end)
        return true;
    return passage.endOffset - turn.start > ChunkerOptions().maxCharacters
           && !QStringView(content).sliced(passage.startOffset).startsWith(turn.speaker);
}
} // namespace

QList<Turn> turnsOf(const QList<Passage> &passages, const QString &content)
{
    QList<Turn> turns;
    const bool isChat = std::any_of(passages.cbegin(), passages.cend(),
                                    [](const Passage &passage) { return !passage.speaker.isEmpty(); });
    if (!isChat)
        return turns;
    for (const Passage &passage : passages) {
        if (passage.startOffset < 0 || passage.endOffset > content.size()
            || passage.startOffset >= passage.endOffset)
            continue;
        if (!turns.isEmpty() && continuesTurn(turns.constLast(), passage, content))
            turns.last().end = std::max<qsizetype>(turns.constLast().end, passage.endOffset);
        else if (turns.isEmpty() || passage.startOffset >= turns.constLast().end)
            turns.append({passage.startOffset, passage.endOffset, passage.speaker, passage.happenedAt});
    }
    return turns;
}

} // namespace CloneMemoria

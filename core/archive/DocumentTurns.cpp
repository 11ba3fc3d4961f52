#include "core/archive/DocumentTurns.h"

#include "core/knowledge/Chunker.h"

#include <algorithm>

namespace CloneMemoria {

namespace {
bool isSlice(const Passage &passage, const QString &content)
{
    return passage.startOffset >= 0 && passage.endOffset <= content.size()
           && passage.startOffset < passage.endOffset;
}

// Pieces of a long turn overlap, or stand side by side; a turn of its own begins with its speaker's name.
bool mayContinue(const Passage &before, const Passage &passage, const QString &content)
{
    return passage.speaker == before.speaker && passage.happenedAt == before.happenedAt
           && (passage.startOffset < before.endOffset
               || !QStringView(content).sliced(passage.startOffset).startsWith(passage.speaker));
}
} // namespace

QList<Turn> turnsOf(const QList<Passage> &passages, const QString &content)
{
    QList<Turn> turns;
    const bool isChat = std::any_of(passages.cbegin(), passages.cend(),
                                    [](const Passage &passage) { return !passage.speaker.isEmpty(); });
    if (!isChat)
        return turns;
    const auto add = [&](const Passage &first, const Passage &last) {
        const qsizetype before = turns.isEmpty() ? 0 : turns.constLast().end;
        if (first.startOffset >= before && first.startOffset < last.endOffset)
            turns.append({first.startOffset, last.endOffset, first.speaker, first.happenedAt});
    };
    QList<Passage> sound = passages;
    sound.removeIf([&](const Passage &passage) { return !isSlice(passage, content); });
    for (qsizetype first = 0; first < sound.size();) {
        qsizetype last = first;
        while (last + 1 < sound.size() && mayContinue(sound.at(last), sound.at(last + 1), content))
            ++last;
        // What fits into one passage was never cut: these are turns of their own.
        if (sound.at(last).endOffset - sound.at(first).startOffset <= ChunkerOptions().maxCharacters)
            last = first;
        add(sound.at(first), sound.at(last));
        first = last + 1;
    }
    return turns;
}

} // namespace CloneMemoria

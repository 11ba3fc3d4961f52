#include "core/knowledge/TurnChunker.h"

namespace CloneMemoria {

QList<Passage> chunkTurns(const QString &text, const QList<Turn> &turns, const ChunkerOptions &options)
{
    QList<Passage> passages;
    passages.reserve(turns.size());
    qsizetype before = 0;
    for (const Turn &turn : turns) {
        if (turn.start < before || turn.end <= turn.start || turn.end > text.size())
            continue;
        before = turn.end;
        QList<Passage> pieces;
        const QString words = text.mid(turn.start, turn.end - turn.start);
        if (words.size() <= options.maxCharacters) {
            Passage whole;
            whole.content = words;
            whole.endOffset = static_cast<int>(words.size());
            pieces.append(whole);
        } else {
            pieces = chunkProse(words, options);
        }
        for (Passage &piece : pieces) {
            piece.chunkIndex = static_cast<int>(passages.size());
            piece.startOffset += static_cast<int>(turn.start);
            piece.endOffset += static_cast<int>(turn.start);
            piece.speaker = turn.speaker;
            piece.happenedAt = turn.happenedAt;
            passages.append(std::move(piece));
        }
    }
    return passages;
}

} // namespace CloneMemoria

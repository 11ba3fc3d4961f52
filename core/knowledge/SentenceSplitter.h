#pragma once

#include <QList>
#include <QString>

namespace CloneMemoria {

/// A slice of a text that is not to be cut where that can be helped. Offsets in UTF-16 code units; no white space at
/// either end.
struct TextUnit
{
    qsizetype start = 0;
    qsizetype end = 0;
    bool heading = false;      ///< belongs to what follows it
    bool paragraphEnd = false; ///< the best place to cut is after it
    bool whole = true;         ///< a sentence; false for a piece of one that was too long

    qsizetype size() const { return end - start; }
};

/// The paragraphs and sentences of a text, in order; together they are everything but white space. A full stop after
/// an abbreviation, an initial or a short number ends no sentence; neither does a line's end within a paragraph of
/// wrapped lines. No unit is longer than `maxCharacters`: longer sentences come in pieces, cut at white space, or
/// between grapheme clusters where there is none (within one only where it alone is longer). Takes linear time.
QList<TextUnit> splitSentences(const QString &text, int maxCharacters);

} // namespace CloneMemoria

#pragma once

#include "core/domain/Passage.h"

#include <QList>
#include <QString>

namespace CloneMemoria {

struct ChunkerOptions
{
    int targetCharacters = 700;  ///< a passage grows to about this
    int maxCharacters = 1000;    ///< and never beyond this
    int overlapCharacters = 120; ///< of whole sentences, repeated at the beginning of the next passage
};

/// Cuts prose into passages at paragraphs and sentences, with overlap; a heading stays with what follows it. A sentence
/// longer than a passage is cut at a word, and a word longer than that between grapheme clusters. Fills content,
/// chunkIndex and the offsets; content is exactly that slice of the text, and together the passages cover everything
/// but white space. Takes linear time. A pure function.
QList<Passage> chunkProse(const QString &text, const ChunkerOptions &options = {});

} // namespace CloneMemoria

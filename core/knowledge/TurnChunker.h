#pragma once

#include "core/domain/Passage.h"
#include "core/knowledge/Chunker.h"
#include "core/knowledge/importers/DocumentDraft.h"

namespace CloneMemoria {

/// One passage of each turn of a chat, with its speaker and time; a turn longer than a passage may be is cut as prose is.
/// What stands between turns, such as lines that name the day, is in no passage. Content, place and offsets are as
/// chunkProse gives them. A turn that is not within the text or begins before the last one's end counts for nothing. A
/// pure function.
QList<Passage> chunkTurns(const QString &text, const QList<Turn> &turns, const ChunkerOptions &options = {});

} // namespace CloneMemoria

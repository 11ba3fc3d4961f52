#pragma once

#include "core/domain/Passage.h"
#include "core/knowledge/importers/DocumentDraft.h"

#include <QList>

namespace CloneMemoria {

/// The turns that a chat's passages were cut from: what was too long for one passage is one turn again. Needs place,
/// speaker and time of each passage, in their order; empty for prose, where nobody speaks. A pure function.
QList<Turn> turnsOf(const QList<Passage> &passages, const QString &content);

} // namespace CloneMemoria

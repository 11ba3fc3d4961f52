#pragma once

#include "core/knowledge/RetrievedPassage.h"

#include <QString>

namespace CloneMemoria {

/// Why a passage was found, in plain words, the weightiest reason first: "words: bakery, bread · said by Anna".
QString whyFound(const RetrievedPassage &found);

/// "fits very well" … "fits a little", for a score between 0 and 1.
QString howWellItFits(double score);

/// The text as HTML, those words in it bold, whatever their case.
QString withWordsBold(const QString &text, const QStringList &words);

} // namespace CloneMemoria

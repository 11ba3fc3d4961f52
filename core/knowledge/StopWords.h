#pragma once

#include <QSet>
#include <QString>

namespace CloneMemoria {

/// The commonest function and question words of a language (its primary BCP 47 subtag: "en", "de"…), lower case with
/// accents folded and apostrophes out, as TextAnalyzer sees words before it stems them. Empty for a language there is
/// no list for. Any thread.
const QSet<QString> &stopWords(const QString &language);

} // namespace CloneMemoria

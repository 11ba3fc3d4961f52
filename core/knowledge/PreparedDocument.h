#pragma once

#include "core/domain/Document.h"
#include "core/domain/Passage.h"
#include "core/knowledge/importers/DocumentDraft.h"

#include <QList>

namespace CloneMemoria {

class TextAnalyzer;

/// A document and its passages, ready to be stored.
struct PreparedDocument
{
    Document document; ///< without ids and times
    QList<Passage> passages;
};

/// Hashes, cuts and analyses a cleaned text (see cleanDraft). Each passage's search text begins with the document's
/// title and the words of its date, so that "the letter of June 1957" finds all of it. Any thread.
PreparedDocument prepareDocument(const DocumentDraft &draft, const QString &language);
/// The same for one of many in a language: an analyzer knows the words that it has seen before.
PreparedDocument prepareDocument(const DocumentDraft &draft, const TextAnalyzer &analyzer);

/// The terms of a title and of the words for a time, separated by blanks: what each passage's search text begins with.
QString aboutTerms(const TextAnalyzer &analyzer, const QString &title, const QDateTime &happenedAt);

/// SHA-256 of the text's UTF-8, in hex.
QString contentHash(const QString &content);

} // namespace CloneMemoria

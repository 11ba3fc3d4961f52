#pragma once

#include "core/base/Result.h"
#include "core/domain/Document.h"

#include <QDateTime>
#include <QList>
#include <QString>

namespace CloneMemoria {

/// One contribution to a chat: a slice of the draft's content, in UTF-16 code units. The slice begins with the speaker's
/// name, as a reader sees it ("Anna: Where are you?"), and has no white space at either end.
struct Turn
{
    qsizetype start = 0;
    qsizetype end = 0;
    QString speaker = {};      ///< as the export names them
    QDateTime happenedAt = {}; ///< invalid where it isn't told

    bool operator==(const Turn &) const = default;
};

/// A text as it comes into a knowledge base, before it is cut into passages.
struct DocumentDraft
{
    QString title = {};   ///< empty: made from the text's beginning
    QString content = {}; ///< NFC, line ends as \n, no NUL
    SourceType sourceType = SourceType::Manual;
    QString sourceUri = {};    ///< where it came from: a file's path; empty for what was typed
    QDateTime happenedAt = {}; ///< invalid: looked for in title, source and first line (see findDate)
    QList<Turn> turns = {};    ///< of a chat, in order, apart from each other; empty in prose

    bool operator==(const DocumentDraft &) const = default;
};

/// No document is longer, in characters: a reader shows it at once, and an editor lays it out while the user types.
/// Importers divide what is longer into documents of several parts.
constexpr qsizetype kMaxDocumentCharacters = 1024 * 1024;

/// Line ends as \n; no control characters but tab and \n; no byte order marks; no half surrogate pairs; NFC.
QString cleanText(const QString &text);

/// What imported and typed texts have in common: cleanText, trimmed at the end; a title and a date where there is none.
/// A draft with turns has clean content already, and keeps it as it is. Errors: InvalidInput "text-empty",
/// "text-too-long".
Result<DocumentDraft> cleanDraft(DocumentDraft draft);

/// The text, or its beginning up to a word's end and "…"; never longer than `length` and one character.
QString shortened(QString text, qsizetype length);

} // namespace CloneMemoria

#pragma once

#include "core/base/Result.h"
#include "core/domain/Document.h"

#include <QString>

namespace CloneMemoria {

/// A text as it comes into a knowledge base, before it is cut into passages.
struct DocumentDraft
{
    QString title = {};   ///< empty: made from the text's beginning
    QString content = {}; ///< NFC, line ends as \n, no NUL
    SourceType sourceType = SourceType::Manual;
    QString sourceUri = {};
    QDateTime happenedAt = {}; ///< invalid: looked for in title, source and first line (see findDate)
};

/// Files larger than this are refused (code "file-too-large"), in bytes; texts of more characters, too.
constexpr qint64 kMaxImportBytes = 64LL * 1024 * 1024;

/// Reads a txt or md file (see decodeText). Markdown stays as it is; its first heading is the title, else the file's
/// name. Errors have the file's name as subject: NotFound "file-missing"; InvalidInput "file-unreadable", "file-empty",
/// "file-not-text" (NUL bytes), "file-too-large", "file-type". Any thread; blocks on the disk.
Result<DocumentDraft> importFile(const QString &path);

/// What importFile and a typed text have in common: NFC, \n, NUL and other control characters out, trimmed at the end;
/// a title and a date where there is none. Errors: InvalidInput "text-empty", "text-too-long".
Result<DocumentDraft> cleanDraft(DocumentDraft draft);

} // namespace CloneMemoria

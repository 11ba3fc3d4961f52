#pragma once

#include "core/base/Result.h"
#include "core/domain/Document.h"

#include <QString>

namespace CloneMemoria
{

/// A text as it comes into a knowledge base, before it is cut into passages.
struct DocumentDraft {
    QString title;   ///< empty: made from the text's beginning
    QString content; ///< NFC, line ends as \n, no NUL
    SourceType sourceType = SourceType::Manual;
    QString sourceUri;
    QDateTime happenedAt;
};

/// Files larger than this are refused (code "file-too-large"), in bytes.
constexpr qint64 kMaxImportBytes = 64LL * 1024 * 1024;

/// Reads a txt or md file: UTF-8, UTF-16 with a byte order mark, else Windows-1252. Markdown stays as it is; its first
/// heading is the title. Errors have the file's name as subject: NotFound "file-missing"; InvalidInput
/// "file-unreadable", "file-empty", "file-not-text" (NUL bytes), "file-too-large", "file-type". Any thread.
Result<DocumentDraft> importFile(const QString &path);

/// What importFile and a typed text have in common: NFC, \n, NUL and other control characters out, trimmed at the end;
/// a title where there is none. Errors: InvalidInput "text-empty", "text-too-long".
Result<DocumentDraft> cleanDraft(DocumentDraft draft);

} // namespace CloneMemoria

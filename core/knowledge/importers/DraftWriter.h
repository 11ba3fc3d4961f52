#pragma once

#include "core/knowledge/importers/Importer.h"

#include <QDateTime>
#include <QString>

namespace CloneMemoria {

/// Makes documents of the text of one file as it comes: one of it all, or, where it is longer than a document may be,
/// parts "Name (1)", "Name (2)" … divided at a blank line, else at a line's, a sentence's or a word's end. The parts
/// are the same however the text is cut when it comes. Holds two documents' worth of it at most. One thread.
class DraftWriter
{
public:
    /// The title is the file's name until another one is set.
    DraftWriter(const FileProbe &probe, DraftSink &sink);

    /// An empty one changes nothing; so does one that comes after the first part was handed on.
    void setTitle(const QString &title);
    bool hasTitle() const { return m_hasTitle; }
    /// Counts where neither title nor text has a date (see findDate).
    void setFallbackDate(const QDateTime &date) { m_fallbackDate = date; }

    /// Errors as DraftSink::take.
    Result<void> write(const QString &text);
    /// Hands on what is left. Text that is all white space makes no document.
    Result<void> finish();

private:
    Result<void> divide(qsizetype longest);
    Result<void> cut(qsizetype size);
    Result<void> handOn(DocumentDraft draft, int number);

    FileProbe m_probe;
    DraftSink &m_sink;
    QString m_title;
    bool m_hasTitle = false;
    QDateTime m_fallbackDate;
    QDateTime m_date; ///< of the first part, which counts for the others
    QString m_raw;    ///< up to the next place where cleaning can stop
    QString m_clean;
    DocumentDraft m_first; ///< kept back until it is known whether there is another
    int m_parts = 0;
};

/// Where to divide a text that goes on after `longest` characters: as DraftWriter says, never within a character.
qsizetype bestCut(QStringView text, qsizetype longest);

/// A refusal of this file, with its name as subject.
Failure refusal(const FileProbe &probe, const QString &code, const QString &detail);

} // namespace CloneMemoria

#pragma once

#include "core/knowledge/retrieval/Postings.h"

#include <QFile>
#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <memory>

namespace CloneMemoria {

/// What was said or told together: the turns of a chat up to a pause of some hours, a stretch of a longer text, a whole
/// short one. Its passages stand one after another.
struct Session
{
    quint32 first = 0;
    quint32 count = 0;
    quint32 terms = 0;
    quint32 document = 0;
};

/// The sessions of a document: first and past the last.
struct SessionRange
{
    quint32 first = 0;
    quint32 end = 0;

    bool operator==(const SessionRange &) const = default;
};

/// What a WordIndex knows, as lists that share their memory with their copies: a copy costs nothing, and another thread
/// can write it to a file while the index goes on (see WordIndexFile). About two bytes for each different word of a
/// passage, and 21 for the passage.
struct WordIndexData
{
    enum Flag : quint8 {
        Asks = 1,       ///< a turn with a question in it
        EndsAsking = 2, ///< a turn that ends with a question: what follows is the answer
        Gone = 4,       ///< its document was changed or removed since
    };

    struct Term
    {
        Postings passages;
        QList<quint32> about; ///< the documents that have it in their title or date
    };

    struct KnownDocument
    {
        quint32 number = 0;
        qint64 changedAt = 0; ///< milliseconds since 1970
    };

    // A value for each passage, by its place.
    QList<qint64> rows; ///< in clone_document_chunks
    QList<quint32> sessionNumbers;
    QList<qint32> days;     ///< Julian; 0: not known
    QList<quint16> lengths; ///< in terms
    QList<qint16> speakers; ///< in speakerNames; -1 in prose
    QList<quint8> flags;

    QList<Session> sessions;
    QList<SessionRange> documentSessions;    ///< of each document
    QHash<QString, KnownDocument> documents; ///< by id, those that are not gone
    QStringList speakerNames;
    QStringList terms;
    QList<Term> uses; ///< of each of `terms`
    quint32 gone = 0;
    quint64 totalTerms = 0;

    std::shared_ptr<const QFile>
        file; ///< in whose mapped memory the bytes of postings lie, where they were read from one
};

} // namespace CloneMemoria

#pragma once

#include <QDateTime>
#include <QList>
#include <QString>

namespace CloneMemoria {

/// An embedding: `dimensions` floats of length 1 (L2), as one model made it.
using Vector = QList<float>;

/// A piece of a document: the unit that is embedded and retrieved.
struct Passage
{
    QString id;
    QString cloneId;
    QString documentId;
    int chunkIndex = 0; ///< 0-based place in the document
    QString content;
    int startOffset = 0; ///< into Document::content, in UTF-16 code units; content is exactly that slice
    int endOffset = 0;
    QString speaker; ///< who said it, in a chat; empty in prose
    QDateTime happenedAt;
    /// What full-text search sees: the words folded and stemmed by knowledge/TextAnalyzer, separated by blanks.
    QString searchText;
    Vector embedding; ///< empty until it is embedded
    QString embeddingProvider;
    QString embeddingModel;

    bool operator==(const Passage &) const = default;
};

} // namespace CloneMemoria

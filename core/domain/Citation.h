#pragma once

#include <QDateTime>
#include <QString>

namespace CloneMemoria {

/// A passage that an answer was given. Copied into the message, so that it stays readable after its document has
/// changed or gone.
struct Citation
{
    QString passageId;
    QString documentId;
    QString documentTitle;
    int chunkIndex = 0;
    int startOffset = 0; ///< into the document's content, in UTF-16 code units
    int endOffset = 0;
    QString content; ///< the passage as it was given to the model
    QString speaker;
    QDateTime happenedAt; ///< invalid where it isn't known
    double score = 0;

    bool operator==(const Citation &) const = default;
};

} // namespace CloneMemoria

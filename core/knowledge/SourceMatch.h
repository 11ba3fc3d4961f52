#pragma once

#include "core/storage/ImportRepository.h"

#include <QHash>
#include <QList>
#include <QMultiHash>
#include <QSet>

#include <optional>

namespace CloneMemoria {

/// Which of the documents that came from a source before are still in it, in another form or not at all, told one
/// document after another as the source is read again. Any thread.
class SourceMatch
{
public:
    explicit SourceMatch(QList<SourceDocument> old);

    /// A document with that content is in the source now; the one that came from it before, if there is one.
    std::optional<SourceDocument> seen(const QString &contentHash);
    /// A document that is new, or an older one in a new form: the id of that. The same title and time make it the same,
    /// the same title where only one of them tells a time, and everything where the source is a single document.
    std::optional<QString> olderForm(const QString &title, const QDateTime &happenedAt);
    /// The ids of those that are no longer in it, apart from what the user changed.
    QStringList gone() const;

private:
    struct Entry
    {
        SourceDocument document;
        bool there = false; ///< still in the source, in whichever form
    };

    QList<Entry> m_entries;
    QHash<QString, qsizetype> m_byHash;
    QMultiHash<QString, qsizetype> m_byTitle; ///< in their order, of those the user didn't change
    bool m_single = false;
};

} // namespace CloneMemoria

#include "core/knowledge/SourceMatch.h"

#include <algorithm>

namespace CloneMemoria {

SourceMatch::SourceMatch(QList<SourceDocument> old) : m_single(old.size() == 1)
{
    for (SourceDocument &document : old)
        m_entries.append({std::move(document), false});
    // From the back: of equal keys, the hash finds the one inserted last.
    for (qsizetype i = m_entries.size(); i-- > 0;) {
        const SourceDocument &document = m_entries.at(i).document;
        m_byHash.insert(document.importedHash, i);
        if (!document.edited)
            m_byTitle.insert(document.title, i);
    }
}

std::optional<SourceDocument> SourceMatch::seen(const QString &contentHash)
{
    const auto found = m_byHash.constFind(contentHash);
    if (found == m_byHash.cend())
        return std::nullopt;
    m_entries[*found].there = true;
    return m_entries.at(*found).document;
}

std::optional<QString> SourceMatch::olderForm(const QString &title, const QDateTime &happenedAt)
{
    const auto take = [this](qsizetype i) {
        m_entries[i].there = true;
        return std::optional(m_entries.at(i).document.id);
    };
    if (m_single && !m_entries.constFirst().there && !m_entries.constFirst().document.edited)
        return take(0);
    std::optional<qsizetype> timeless;
    const auto [first, last] = std::as_const(m_byTitle).equal_range(title);
    for (auto candidate = first; candidate != last; ++candidate) {
        const Entry &entry = m_entries.at(*candidate);
        if (entry.there)
            continue;
        if (entry.document.happenedAt == happenedAt)
            return take(*candidate);
        if (!timeless && !(entry.document.happenedAt.isValid() && happenedAt.isValid()))
            timeless = *candidate;
    }
    return timeless ? take(*timeless) : std::nullopt;
}

QStringList SourceMatch::gone() const
{
    QStringList ids;
    for (const Entry &entry : m_entries) {
        if (!entry.there && !entry.document.edited)
            ids.append(entry.document.id);
    }
    return ids;
}

} // namespace CloneMemoria

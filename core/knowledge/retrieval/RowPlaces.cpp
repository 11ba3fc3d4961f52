#include "core/knowledge/retrieval/RowPlaces.h"

#include <algorithm>

namespace CloneMemoria {

std::vector<RowPlaces::Entry>::const_iterator RowPlaces::entryOf(qint64 row) const
{
    const auto found = std::lower_bound(m_sorted.cbegin(), m_sorted.cend(), row,
                                        [](const Entry &entry, qint64 wanted) { return entry.row < wanted; });
    return found != m_sorted.cend() && found->row == row ? found : m_sorted.cend();
}

std::optional<quint32> RowPlaces::find(qint64 row) const
{
    if (const auto entry = entryOf(row); entry != m_sorted.cend())
        return entry->place == kNowhere ? std::nullopt : std::optional(entry->place);
    const auto other = m_others.constFind(row);
    return other == m_others.cend() ? std::nullopt : std::optional(*other);
}

void RowPlaces::set(qint64 row, quint32 place)
{
    if (m_sorted.empty() || m_sorted.back().row < row) {
        m_sorted.push_back({row, place});
        m_others.remove(row);
        return;
    }
    if (const auto entry = entryOf(row); entry != m_sorted.cend())
        m_sorted[std::size_t(entry - m_sorted.cbegin())].place = place;
    else
        m_others.insert(row, place);
}

void RowPlaces::remove(qint64 row)
{
    if (const auto entry = entryOf(row); entry != m_sorted.cend())
        m_sorted[std::size_t(entry - m_sorted.cbegin())].place = kNowhere;
    else
        m_others.remove(row);
}

} // namespace CloneMemoria

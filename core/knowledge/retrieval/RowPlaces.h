#pragma once

#include <QHash>

#include <optional>
#include <vector>

namespace CloneMemoria {

/// Where the passage with a row's number stands. Rows come nearly always in ascending order, so most of them are a sorted
/// list of 16 bytes each, and the others a hash.
class RowPlaces
{
public:
    std::optional<quint32> find(qint64 row) const;
    void set(qint64 row, quint32 place);
    void remove(qint64 row);
    void reserve(std::size_t count) { m_sorted.reserve(count); }

private:
    static constexpr quint32 kNowhere = ~quint32(0);

    struct Entry
    {
        qint64 row = 0;
        quint32 place = 0;
    };

    std::vector<Entry>::const_iterator entryOf(qint64 row) const;

    std::vector<Entry> m_sorted;
    QHash<qint64, quint32> m_others;
};

} // namespace CloneMemoria

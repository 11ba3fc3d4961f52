#pragma once

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

namespace CloneMemoria {

/// A place in a list that goes from the newest to the oldest: after the row of that time and id. Rows that are added or
/// removed between two pages move nothing. The default stands before the first row.
struct PagePlace
{
    QDateTime time = {};
    QString id = {};

    bool operator==(const PagePlace &) const = default;
};

/// A part of such a list.
template <typename T>
struct Page
{
    QList<T> rows;
    std::optional<PagePlace> next; ///< where the next page begins; none where this is the last

    bool operator==(const Page &) const = default;
};

/// A page ends at this many characters, too, so that a hundred long letters don't fill the memory; it has one row at least.
constexpr qsizetype kPageCharacters = 4 * 1024 * 1024;

} // namespace CloneMemoria

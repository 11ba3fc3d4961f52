#pragma once

#include "core/base/Clock.h"
#include "core/storage/Database.h"
#include "core/storage/Page.h"

namespace CloneMemoria {

/// The two values that "(time, id) < (?, ?)" compares with.
inline QVariantList pageValues(const PagePlace &after)
{
    // No time has more than four digits of a year.
    return {after.time.isValid() ? toIso(after.time) : QStringLiteral("9999-99"), after.id};
}

/// The first `limit` rows of a query that would give more, each as `map(query)` makes it; `place(row)` and
/// `characters(row)` tell where a row stands and how much is in it. Any thread that owns the database.
template <typename Map, typename Place, typename Characters>
auto readPage(Database &database, const QString &sql, QVariantList values, int limit, Map map, Place place,
              Characters characters) -> Result<Page<std::invoke_result_t<Map, Query &>>>
{
    Page<std::invoke_result_t<Map, Query &>> page;
    values << limit + 1;
    CM_TRY_ASSIGN(query, database.run(sql, values));
    qsizetype held = 0;
    while (query.next()) {
        auto row = map(query);
        held += characters(row);
        if (page.rows.size() == limit || (held > kPageCharacters && !page.rows.isEmpty())) {
            page.next = place(page.rows.constLast());
            query.finish();
            return page;
        }
        page.rows.append(std::move(row));
    }
    CM_TRY(database.checkEnd(query));
    return page;
}

} // namespace CloneMemoria

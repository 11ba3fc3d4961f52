#include "core/storage/SettingsRepository.h"

#include "core/base/Clock.h"
#include "core/storage/Database.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

SettingsRepository::SettingsRepository(Database &database) : m_database(database) { }

Result<QHash<QString, QString>> SettingsRepository::all() const
{
    CM_TRY_ASSIGN(pairs, m_database.rows(u"SELECT key, value FROM settings"_s, {}, [](Query &query) {
        return std::pair(query.value(0).toString(), query.value(1).toString());
    }));
    QHash<QString, QString> values;
    for (const auto &[key, value] : pairs)
        values.insert(key, value);
    return values;
}

Result<std::optional<QString>> SettingsRepository::get(const QString &key) const
{
    CM_TRY_ASSIGN(found, m_database.rows(u"SELECT value FROM settings WHERE key = ?"_s, {key},
                                         [](Query &query) { return query.value(0).toString(); }));
    return found.isEmpty() ? std::nullopt : std::optional(found.first());
}

Result<void> SettingsRepository::set(const QString &key, const QString &value)
{
    const QString now = toIso(nowUtc());
    CM_TRY(m_database.run(
        u"INSERT INTO settings (key, value, created_at, updated_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at"_s,
        {key, value, now, now}));
    return {};
}

Result<void> SettingsRepository::remove(const QString &key)
{
    CM_TRY(m_database.run(u"DELETE FROM settings WHERE key = ?"_s, {key}));
    return {};
}

} // namespace CloneMemoria

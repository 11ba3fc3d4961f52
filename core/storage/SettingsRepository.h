#pragma once

#include "core/base/Result.h"

#include <QHash>
#include <QString>

#include <optional>

namespace CloneMemoria {

class Database;

/// The profile's settings, texts by dotted key ("llm.provider"). Never a key or a token: those are in secrets/.
class SettingsRepository
{
public:
    explicit SettingsRepository(Database &database);

    Result<QHash<QString, QString>> all() const;
    Result<std::optional<QString>> get(const QString &key) const;
    Result<void> set(const QString &key, const QString &value);
    Result<void> remove(const QString &key);

private:
    Database &m_database;
};

} // namespace CloneMemoria

#include "core/profile/Settings.h"

#include "core/base/Logging.h"
#include "core/storage/StorageThread.h"

namespace CloneMemoria {

Settings::Settings(StorageThread &storage, QHash<QString, QString> values, QObject *parent)
    : QObject(parent)
    , m_storage(storage)
    , m_values(std::move(values))
{ }

QString Settings::value(const QString &key, const QString &fallback) const
{
    return m_values.value(key, fallback);
}

QFuture<Result<void>> Settings::set(const QString &key, const QString &value)
{
    const bool same = m_values.value(key) == value;
    if (value.isEmpty())
        m_values.remove(key);
    else
        m_values.insert(key, value);
    QFuture<Result<void>> stored = m_storage.write([key, value](Store &store) {
        Result<void> result = value.isEmpty() ? store.settings.remove(key) : store.settings.set(key, value);
        if (!result)
            qCWarning(lcStorage) << "setting" << key << "was not stored:" << result.error().detail;
        return result;
    });
    if (!same)
        Q_EMIT changed(key);
    return stored;
}

} // namespace CloneMemoria

#pragma once

#include "core/base/Result.h"

#include <QFuture>
#include <QHash>
#include <QObject>
#include <QString>

namespace CloneMemoria {

class StorageThread;

/// Names of the profile's settings. Those of a provider preset are made by ProviderSettings.
namespace SettingsKey {
inline constexpr char16_t theme[] = u"ui.theme";          ///< "system", "light", "dark"
inline constexpr char16_t textSize[] = u"ui.text_size";   ///< percent, "80" to "200"
inline constexpr char16_t windowState[] = u"ui.window";   ///< geometry and splitters, base64
inline constexpr char16_t lastClone[] = u"ui.last_clone"; ///< id
inline constexpr char16_t volume[] = u"speech.volume";    ///< 0 to 100
inline constexpr char16_t apiEnabled[] = u"api.enabled";  ///< "true"; anything else is off
inline constexpr char16_t apiPort[] = u"api.port";        ///< of the local API
} // namespace SettingsKey

/// The profile's settings, held in memory and written through. Main thread.
class Settings : public QObject
{
    Q_OBJECT

public:
    Settings(StorageThread &storage, QHash<QString, QString> values, QObject *parent = nullptr);

    QString value(const QString &key, const QString &fallback = {}) const;
    /// Counts at once; the future tells whether it is on disk. An empty value removes the key.
    QFuture<Result<void>> set(const QString &key, const QString &value);

Q_SIGNALS:
    void changed(const QString &key);

private:
    StorageThread &m_storage;
    QHash<QString, QString> m_values;
};

} // namespace CloneMemoria

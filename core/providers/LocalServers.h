#pragma once

#include "core/base/Result.h"
#include "core/providers/ProviderConfig.h"

#include <QFuture>
#include <QList>
#include <QNetworkAccessManager>
#include <QStringList>

namespace CloneMemoria {

/// A model server that answers on this computer.
struct LocalServer
{
    QString presetId;
    QString name;
    QStringList models; ///< sorted; may be empty: it runs, but has none yet

    bool operator==(const LocalServer &) const = default;
};

/// Looks whether the model servers people run on their own computer are there: Ollama, LM Studio and the like. It does
/// so only when find() is called, asks loopback addresses only (never one that the user moved elsewhere), past any
/// proxy, without a key, a retry or a redirect, and is done within 3 seconds. Main thread.
class LocalServers
{
public:
    LocalServers();

    /// Those of the configurations that are marked local, have a loopback address, and whose server answers there with
    /// a list of models; in their order. Another program's answer on such a port is none. Never fails.
    QFuture<Result<QList<LocalServer>>> find(const QList<ProviderConfig> &configs);

private:
    QNetworkAccessManager m_network;
    QObject m_jobs; ///< parent of what runs: goes with this, before the network does
};

/// Whether the address is this computer's own: 127.x.x.x, ::1 or localhost, without asking any name server.
bool isLoopback(const QUrl &url);

} // namespace CloneMemoria

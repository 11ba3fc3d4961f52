#pragma once

#include "core/base/ErrorText.h"
#include "core/domain/Message.h"
#include "tests/integration/providers/Dialect.h"
#include "tests/support/FaultServer.h"

#include <functional>

namespace CloneMemoria {

/// Where the client is sent, and what waits for it there.
enum class Place {
    Server,   ///< a server that plays the scripts
    Nobody,   ///< a port where nobody listens
    Nowhere,  ///< a name that no host has
    Silence,  ///< a port that neither takes nor refuses
    TlsRight, ///< https, and everything is in order
    TlsSelfSigned,
    TlsWrongHost,
    TlsExpired,
    TlsOnPlainPort, ///< https to a server that speaks HTTP in clear
    PlainOnTlsPort, ///< http to a server that speaks TLS
    Proxy,          ///< through a proxy, which plays the scripts
    DeadProxy,      ///< through a proxy that is not there
};

/// What a user sees of it, and what a chat stores.
struct Outcome
{
    QString kind; ///< of the Error; empty: it goes well
    QString code; ///< "=": the one in the provider's words
    QString sentence;
    NextStep nextStep = NextStep::None;
    MessageStatus status = MessageStatus::Failed;
    QString text = {}; ///< a chat's, as it is stored

    /// The same with the beginning of the answer kept.
    Outcome partial() const;
    Outcome saying(const QString &text) const;
};

struct Fault
{
    QString name;
    QList<ProviderKind> kinds;
    std::function<QList<FaultScript>(const Dialect &)> scripts;
    Outcome outcome;
    std::optional<Complaint> complaint = {}; ///< whose code the Error is to have
    Place place = Place::Server;
    QString protocol = {};  ///< the only one it is for
    bool impatient = false; ///< short timeouts: it is about waiting
    bool keyless = false;   ///< no key is set
    int requests = 0;       ///< how many the server must see; 0: not looked at
};

/// The fault table. Each row is a test for every dialect of its kinds.
QList<Fault> faultTable();

} // namespace CloneMemoria

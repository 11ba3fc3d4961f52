#pragma once

#include "core/providers/Preset.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <memory>

namespace CloneMemoria {

/// What a provider may say is wrong; each protocol has its own words for it.
enum class Complaint {
    BadParameter,
    TooLong,
    WrongKey,
    NotAllowed,
    NoCredit,
    NoModel,
    SlowDown,
    Overloaded,
    Broken
};

/// How one protocol writes what the rows of the fault table speak of. To bring in a protocol, write its dialect: every
/// row is then a test of it.
class Dialect
{
public:
    virtual ~Dialect() = default;

    virtual QString name() const = 0; ///< "openai chat"
    virtual ProviderKind kind() const = 0;
    virtual QString protocol() const = 0; ///< as in Preset::protocol
    virtual QByteArray contentType() const = 0;

    // A whole answer in two halves. A chat's says "one two " in the first, "three" and that it is over in the second.
    virtual QByteArray begun() const = 0;
    virtual QByteArray rest() const = 0;
    QByteArray whole() const { return begun() + rest(); }

    virtual QByteArray complaint(Complaint complaint) const = 0; ///< the body of an error
    /// The code that complaint's Error is to have: the provider's, or empty where it has none.
    virtual QString codeOf(Complaint complaint) const = 0;
    virtual int statusOf(Complaint complaint) const;

    // Of a chat alone; empty in others.
    virtual QByteArray textEvent(const QByteArray &) const { return {}; } ///< raw bytes within a JSON string
    virtual QByteArray endEvents(const QByteArray &) const { return {}; } ///< "stop", "length" or "filter"
    virtual QByteArray complaintEvent(Complaint) const { return {}; }
    virtual QByteArray object() const
    {
        return {};
    } ///< the answer unstreamed; empty where no server does that
};

/// All that are known, whether this build speaks them or not.
const QList<std::shared_ptr<const Dialect>> &dialects();

} // namespace CloneMemoria

#include "core/base/Error.h"

#include <array>
#include <utility>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr std::array<std::pair<ErrorKind, QLatin1StringView>, 13> kNames{{
    {ErrorKind::Cancelled, "cancelled"_L1},
    {ErrorKind::Network, "network"_L1},
    {ErrorKind::Timeout, "timeout"_L1},
    {ErrorKind::Tls, "tls"_L1},
    {ErrorKind::Auth, "auth"_L1},
    {ErrorKind::RateLimited, "rate-limited"_L1},
    {ErrorKind::Quota, "quota"_L1},
    {ErrorKind::NotFound, "not-found"_L1},
    {ErrorKind::ContextTooLong, "context-too-long"_L1},
    {ErrorKind::BadResponse, "bad-response"_L1},
    {ErrorKind::Storage, "storage"_L1},
    {ErrorKind::Unsupported, "unsupported"_L1},
    {ErrorKind::InvalidInput, "invalid-input"_L1},
}};
}

QString toString(ErrorKind kind)
{
    for (const auto &[value, name] : kNames) {
        if (value == kind)
            return name;
    }
    return u"bad-response"_s;
}

ErrorKind errorKindFromString(const QString &name)
{
    for (const auto &[value, known] : kNames) {
        if (name == known)
            return value;
    }
    return ErrorKind::BadResponse;
}

} // namespace CloneMemoria

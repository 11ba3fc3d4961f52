#pragma once

#include <QString>

namespace CloneMemoria {

/// What went wrong, as far as a program can act on it. The order is part of the database (messages.error_kind is
/// stored by name, see toString) and must not matter.
enum class ErrorKind {
    Cancelled,
    Network,
    Timeout,
    Tls,
    Auth,
    RateLimited,
    Quota,
    NotFound,
    ContextTooLong,
    BadResponse,
    Storage,
    Unsupported,
    InvalidInput,
};

/// A failure as a value. `detail` is untranslated and meant for "Details" and the log: it never holds a key.
/// The sentence a user reads is made from it by describe() in ErrorText.h, in one place.
struct Error
{
    ErrorKind kind = ErrorKind::BadResponse;
    QString detail = {};
    int httpStatus = 0;    ///< 0 where no HTTP answer was involved
    QString code = {};     ///< the provider's own error code, or one of ours (see ErrorText.cpp)
    QString subject = {};  ///< whom it is about: a provider's, file's or clone's name as the user knows it
    int retryAfterMs = -1; ///< what the server asked for with Retry-After; -1 where it didn't

    bool operator==(const Error &) const = default;
};

QString toString(ErrorKind kind);
/// The kind of that name; BadResponse for one this version doesn't know.
ErrorKind errorKindFromString(const QString &name);

} // namespace CloneMemoria

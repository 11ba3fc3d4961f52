#pragma once

#include "core/base/Error.h"

#include <tl/expected.hpp>

namespace CloneMemoria {

/// A value or an Error; Result<void> (or Result<>) for what only succeeds or fails.
template <typename T = void>
using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

[[nodiscard]] inline Failure fail(ErrorKind kind, QString detail = {}, QString code = {},
                                  QString subject = {})
{
    return Failure(Error{
        .kind = kind, .detail = std::move(detail), .code = std::move(code), .subject = std::move(subject)});
}

[[nodiscard]] inline Failure fail(Error error)
{
    return Failure(std::move(error));
}

} // namespace CloneMemoria

/// Leaves the calling function with the error of `expression` if it has one, else goes on.
#define CM_TRY(expression)                                                  \
    do {                                                                    \
        if (auto cmTryResult = (expression); !cmTryResult)                  \
            return ::CloneMemoria::Failure(std::move(cmTryResult).error()); \
    } while (false)

/// Declares `name` as the value of `expression`, or leaves the calling function with its error.
#define CM_TRY_ASSIGN(name, expression)                                  \
    auto name##Result = (expression);                                    \
    if (!name##Result)                                                   \
        return ::CloneMemoria::Failure(std::move(name##Result).error()); \
    auto name = std::move(*name##Result)

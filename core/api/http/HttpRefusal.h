#pragma once

#include "core/base/Result.h"

#include <utility>

namespace CloneMemoria {

/// A request that is not taken: the HTTP status and the sentence its client gets.
[[nodiscard]] inline Failure refused(int status, QString detail)
{
    return fail(Error{.kind = ErrorKind::InvalidInput, .detail = std::move(detail), .httpStatus = status});
}

} // namespace CloneMemoria

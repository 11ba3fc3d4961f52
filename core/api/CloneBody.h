#pragma once

#include "core/base/Result.h"
#include "core/domain/Clone.h"

#include <nlohmann/json_fwd.hpp>

#include <functional>

namespace CloneMemoria {

/// What a request's body changes in a clone.
using CloneChange = std::function<void(Clone &clone)>;

/// Which of a clone's fields a body may name.
enum class CloneFieldSet { All, Settings };

/// The change that a JSON object asks for: each field that is in it, by the name of its column; null goes back to the
/// field's default, but for the name, which has none. Errors: InvalidInput that names the field. Whether the clone that
/// comes out is a valid one is validateClone()'s to say.
Result<CloneChange> cloneChangeOf(const nlohmann::json &body, CloneFieldSet fields);

} // namespace CloneMemoria

#pragma once

#include "core/base/Result.h"
#include "core/json/JsonFields.h"

#include <QByteArray>

#include <nlohmann/json_fwd.hpp>

namespace CloneMemoria {

/// A request's body as JSON. Errors: InvalidInput, code "json-malformed" for what is none, and for what is nested deeper,
/// or has more values, than anything we take.
Result<nlohmann::json> parseJsonBody(const QByteArray &body);

} // namespace CloneMemoria

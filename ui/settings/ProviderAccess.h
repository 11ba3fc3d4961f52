#pragma once

#include "core/base/Result.h"
#include "core/providers/ProviderConfig.h"

#include <QFuture>

#include <functional>

namespace CloneMemoria {

/// The configuration that a field's Test, Listen and Load list are about, as it is when they are pressed.
using ConfigSource = std::function<QFuture<Result<ProviderConfig>>()>;

} // namespace CloneMemoria

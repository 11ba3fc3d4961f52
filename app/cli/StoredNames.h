#pragma once

#include "app/cli/Completion.h"
#include "core/base/Environment.h"

namespace CloneMemoria::Cli {

/// The names that a profile has, for completion: reads the database alone, never makes or migrates one, asks no keychain,
/// and waits for nobody. Nothing where there is none, or where it can't be read. The newest come first; what can't be
/// typed as a name stands there by its id. Has no control characters in it.
NameSource storedNames(const Environment &environment);

} // namespace CloneMemoria::Cli

#pragma once

#include "core/base/Result.h"
#include "core/domain/Clone.h"

namespace CloneMemoria {

// What a clone may be, for window, command line and local API alike. Lengths are in UTF-16 code units.
constexpr int kMaxNameLength = 200;
constexpr int kMaxPersonaTextLength = 20'000;     ///< of each text that describes the person
constexpr int kMaxAvatarLength = 4 * 1024 * 1024; ///< of the base64 text
constexpr double kMaxTemperature = 2.0;
constexpr int kMaxAnswerTokens = 32'000;

/// A name as it is stored: control characters out, runs of blanks as one, none at the ends.
QString cleanName(const QString &name);

/// Errors: InvalidInput, code "name-empty" or "name-too-long".
Result<void> validateName(const QString &name);

/// Whether every field is within its bounds; whether the providers exist is the registry's to say. Errors:
/// InvalidInput, code "name-empty", "name-too-long", "text-too-long", "language-unknown", "avatar-invalid",
/// "temperature-range" or "max-tokens-range".
Result<void> validateClone(const Clone &clone);

} // namespace CloneMemoria

#pragma once

#include <QString>

namespace CloneMemoria {

/// The month, 1 to 12, that a lower-case name or usual abbreviation (without its full stop) stands for in English, German,
/// French, Spanish, Portuguese, Italian or Dutch; 0 where it is none. Any thread.
int monthNumber(const QString &lowerCaseName);

} // namespace CloneMemoria

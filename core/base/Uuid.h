#pragma once

#include <QString>

namespace CloneMemoria {

/// A new random UUID as 36 lower-case characters without braces: the form of every id in the database.
QString newId();

} // namespace CloneMemoria

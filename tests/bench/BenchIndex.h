#pragma once

#include <QStringList>

namespace CloneMemoria {

/// The vector index at the sizes named in `arguments` (1,000 to 1,000,000 where none is), beside a plain loop over all
/// vectors in the same run: prints a table. Returns the exit code.
int benchIndex(const QStringList &arguments);

} // namespace CloneMemoria

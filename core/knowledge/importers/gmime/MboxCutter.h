#pragma once

#include "core/base/Result.h"

#include <QFile>

#include <functional>

namespace CloneMemoria {

/// Tells where each mail of an mbox begins, after its "From " line, and ends, in bytes. A "From " begins a mail at the
/// beginning of the file and after an empty line. Bounded memory. Errors: InvalidInput "file-unreadable"; what `take`
/// gives.
Result<void> eachMail(QFile &file, const std::function<Result<void>(qint64 start, qint64 end)> &take);

} // namespace CloneMemoria

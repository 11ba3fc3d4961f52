#pragma once

#include <QString>

#include <memory>

class QLockFile;

namespace CloneMemoria {

/// Takes an import for this process: null where another one, or this one, is at it. A process that died holds nothing.
/// The lock is a file beside the database. Any thread.
std::shared_ptr<QLockFile> takeImport(const QString &databaseFile, const QString &importId);

} // namespace CloneMemoria

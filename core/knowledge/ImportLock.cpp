#include "core/knowledge/ImportLock.h"

#include <QDir>
#include <QFileInfo>
#include <QLockFile>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

std::shared_ptr<QLockFile> takeImport(const QString &databaseFile, const QString &importId)
{
    const QDir folder = QFileInfo(databaseFile).absoluteDir();
    auto lock = std::make_shared<QLockFile>(folder.filePath(u"import-%1.lock"_s.arg(importId)));
    lock->setStaleLockTime(0); // an import may take days: only the death of its process frees it
    return lock->tryLock(0) ? lock : nullptr;
}

} // namespace CloneMemoria

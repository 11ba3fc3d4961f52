#include "core/storage/ProfileLock.h"

#include <QLockFile>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

ProfileLock::ProfileLock(std::unique_ptr<QLockFile> file) : m_file(std::move(file)) { }

ProfileLock::~ProfileLock() = default;

Result<std::unique_ptr<ProfileLock>> ProfileLock::take(const QString &lockFile)
{
    auto file = std::make_unique<QLockFile>(lockFile);
    // A window may be open for days: only the death of its process makes a lock stale, not its age.
    file->setStaleLockTime(0);
    if (!file->tryLock(0)) {
        if (file->error() == QLockFile::LockFailedError)
            return fail(ErrorKind::Storage, u"locked: "_s + lockFile, u"in-use"_s, lockFile);
        return fail(ErrorKind::Storage, u"cannot write "_s + lockFile, u"read-only"_s, lockFile);
    }
    return std::unique_ptr<ProfileLock>(new ProfileLock(std::move(file)));
}

} // namespace CloneMemoria

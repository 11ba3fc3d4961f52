#pragma once

#include "core/base/Result.h"

#include <memory>

class QLockFile;

namespace CloneMemoria {

/// Held by the window of a profile: a second window is told so. The lock of a program that died is taken over.
class ProfileLock
{
public:
    /// Errors: Storage, code "in-use" or "read-only".
    static Result<std::unique_ptr<ProfileLock>> take(const QString &lockFile);
    ~ProfileLock();

private:
    explicit ProfileLock(std::unique_ptr<QLockFile> file);
    std::unique_ptr<QLockFile> m_file;
};

} // namespace CloneMemoria

#pragma once

#include "core/base/Result.h"

#include <QString>

#include <functional>

class QObject;

namespace CloneMemoria {

/// The operating system's keychain, by QtKeychain, or none in a build without it: the only file that knows that
/// library. Each call answers once, later, on the calling thread, unless `context` is gone by then. A keychain may ask
/// its owner for a password first, so an answer can take minutes, or never come. Errors: Unsupported, code "keychain"
/// (there is none) or "keychain-locked" (it refused).
namespace Keychain {
bool isBuiltIn();
/// An empty value where it holds nothing of that name.
void read(const QString &service, const QString &name, QObject *context,
          std::function<void(Result<QString>)> answer);
void write(const QString &service, const QString &name, const QString &value, QObject *context,
           std::function<void(Result<void>)> answer);
/// Nothing to remove is no error.
void remove(const QString &service, const QString &name, QObject *context,
            std::function<void(Result<void>)> answer);
} // namespace Keychain

} // namespace CloneMemoria

#pragma once

#include "core/base/Environment.h"
#include "core/base/Result.h"
#include "core/secrets/SecretStore.h"

#include <functional>

class QObject;

namespace CloneMemoria {

using UseToken = std::function<void(const Result<Secret> &token)>;

/// The token that who asks the local API has to send: that of CLONEMEMORIA_API_TOKEN if it is set, else the keychain's,
/// else a new one, which the keychain keeps if there is one and this run alone if not: the secret's origin tells. `use` is
/// called from the event loop of `receiver`, unless that is gone by then. Errors: InvalidInput, code "api-token-invalid",
/// for a variable that no header can carry. Main thread.
void findApiToken(SecretStore &secrets, const Environment &environment, QObject *receiver, UseToken use);

/// A new one in its place. Not for while the variable is set, which is stronger.
void renewApiToken(SecretStore &secrets, QObject *receiver, UseToken use);

/// 32 bytes of the system's randomness, as 43 characters of base64url.
QString makeApiToken();

} // namespace CloneMemoria

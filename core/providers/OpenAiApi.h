#pragma once

#include "core/net/HttpRequest.h"
#include "core/providers/ProviderConfig.h"

namespace CloneMemoria {

/// Whether `baseUrl` can be asked at all: http or https, with a host, without a user or password in it (addresses are
/// stored and logged). Errors: InvalidInput, code "bad-address".
Result<QUrl> checkedBaseUrl(const ProviderConfig &config);

/// A request to `path` ("/models") under the configured address, with the key if there is one. A body makes it a POST
/// of JSON.
Result<HttpRequest> openAiRequest(const ProviderConfig &config, const QString &path,
                                  const QByteArray &body = {});

/// How long to wait for this preset's servers: one on the user's computer may load a model or read a long prompt for
/// minutes before its first byte.
HttpTimeouts timeoutsFor(const Preset &preset);

/// The sorted ids of a {"data": [{"id": …}]} answer (or a plain list of names or objects). Errors: BadResponse.
Result<QStringList> readModelIds(const QByteArray &body);

} // namespace CloneMemoria

#pragma once

#include "core/net/HttpRequest.h"
#include "core/providers/ProviderConfig.h"
#include "core/providers/llm/LlmProvider.h"

namespace CloneMemoria {

/// A request to `path` ("/messages") of the Anthropic protocol's version 1 under the configured address, which may end
/// with "/v1" already. A body makes it a POST of JSON. Errors: as checkedBaseUrl.
Result<HttpRequest> anthropicRequest(const ProviderConfig &config, const QString &path,
                                     const QByteArray &body = {});

/// The JSON body of a streaming request for an answer: the system's parts apart, neighbours of one role joined, the
/// user first. The temperature is held to the protocol's 0 to 1, and left out where it isn't wanted.
QByteArray anthropicBody(const ProviderConfig &config, const ChatRequest &request, bool withTemperature);

} // namespace CloneMemoria
